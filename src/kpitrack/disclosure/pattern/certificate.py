"""The certificate: for every small cell, explicit other tables that agree with everything printed.

`room` says how far a hidden cell can move, up and down; that is its width. `printed_sums` says how wide it could be at
most, and which printed sums leave a small group.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpitrack.disclosure.pattern.printed_sums import (
    fewest_in_cells,
    fewest_in_level_cells,
    fewest_in_top,
    most_in_cells,
    most_in_level_cells,
    most_in_top,
    small_rest_of_columns,
    small_rest_of_levels,
    small_rest_of_rows,
)
from kpitrack.disclosure.pattern.room import room_to_move
from kpitrack.disclosure.pattern.tables import Flags, Hidden, Table, Whole
from kpitrack.disclosure.policy import Rules


@dataclass(frozen=True, slots=True)
class Failures:
    """Small cells whose width is not certified, and printed sums whose hidden rest is itself a small group."""

    cells: Flags  # (rows, columns)
    level_cells: Flags
    top: Flags
    rows: Flags  # (rows,): the hidden cells of the row hold too few people together
    columns: Flags  # (levels, columns): the hidden cells of a printed level or district group do
    top_line: bool  # the hidden district groups do

    def __bool__(self) -> bool:
        found = any(each.any() for each in (self.cells, self.level_cells, self.top, self.rows, self.columns))
        return bool(found or self.top_line)


def certify(table: Table, hidden: Hidden, small: Hidden, rules: Rules) -> Failures:
    """Which hidden cells have no certificate under this pattern.

    Asked of every small cell, and of every other hidden one that could be small for all that is printed: a reader
    cannot tell them apart, so neither does the audit.
    """
    room = room_to_move(table, hidden)
    cells = small.cells | _could_be_small(hidden.cells, table.people, fewest_in_cells(table, hidden), rules)
    level_cells = small.level_cells | _could_be_small(
        hidden.level_cells, table.level_people, fewest_in_level_cells(table, hidden), rules
    )
    top = small.top | _could_be_small(hidden.top, table.top_people, fewest_in_top(table, hidden), rules)
    narrow_levels = _too_narrow(table, room.level_cells, most_in_level_cells(table, hidden), rules)
    return Failures(
        cells=_too_narrow(table, room.cells, most_in_cells(table, hidden), rules) & cells,
        level_cells=(narrow_levels | small_rest_of_levels(table, hidden, rules)) & level_cells,
        top=_too_narrow(table, room.top, most_in_top(table), rules) & top,
        rows=small_rest_of_rows(table, hidden, rules),
        columns=small_rest_of_columns(table, hidden, rules),
        top_line=0 < int(table.top_people[hidden.top].sum()) < rules.minimum,
    )


def is_certified(table: Table, hidden: Hidden, small: Hidden, rules: Rules) -> bool:
    """Has every hidden cell a certificate? That a printed sum leaves a small rest is seen without seeking any."""
    rests = (small_rest_of_rows(table, hidden, rules), small_rest_of_columns(table, hidden, rules))
    return not any(each.any() for each in rests) and not certify(table, hidden, small, rules)


def _could_be_small(hidden: Flags, people: Whole, fewest: Whole, rules: Rules) -> Flags:
    """Could a reader take it for a small group?"""
    could: Flags = hidden & (people > 0) & (fewest < rules.minimum)
    return could


def _too_narrow(table: Table, room: tuple[Whole, Whole], most: Whole, rules: Rules) -> Flags:
    """Is a width below what is asked? What a printed sum allows at most is enough, nothing wider can exist."""
    up, down = room
    width = up + down
    narrow: Flags = np.asarray((width < np.minimum(rules.outcome_width * table.unit, most)).any(axis=0))
    for first in range(0, len(width), 2):  # a count, or met and not met of an outcome together, are the people
        people = np.minimum(rules.people_width * table.unit, most[first : first + 2].sum(axis=0))
        narrow = narrow | (width[first : first + 2].sum(axis=0) < people)
    return narrow


def bands_hold(fine: Table, hidden: Hidden, bands: Table, rules: Rules) -> bool:
    """Are the hidden bands still certified once their categories are printed as well?

    A person can be told to be in another band only by way of two categories that are hidden wherever she is.
    """
    assert hidden.bands is not None
    assert fine.band_of is not None
    of_bands = hidden.bands
    room = room_to_move(fine, hidden, fine.band_of[:, None] != fine.band_of[None, :])
    tiers = (
        (room.cells, most_in_cells(bands, of_bands), of_bands.cells),
        (room.level_cells, most_in_level_cells(bands, of_bands), of_bands.level_cells),
        (room.top, most_in_top(bands), of_bands.top),
    )
    narrow = (
        _too_narrow(bands, (widest_of_bands(fine, up), widest_of_bands(fine, down)), most, rules) & flags
        for (up, down), most, flags in tiers
    )
    return not any(each.any() for each in narrow)


def widest_of_bands(fine: Table, room: Whole) -> Whole:
    """The widest room among a band's categories; the last axis is theirs."""
    assert fine.band_of is not None
    widest = np.zeros((*room.shape[:-1], int(fine.band_of.max()) + 1), dtype=np.int64)
    for column, band in enumerate(fine.band_of):
        widest[..., band] = np.maximum(widest[..., band], room[..., column])
    return widest
