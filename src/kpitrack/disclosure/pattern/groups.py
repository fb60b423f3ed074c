"""From counted groups to tables and back: which groups of a metric are hidden, dimension by dimension."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from kpitrack.disclosure.amounts import Amounts
from kpitrack.disclosure.layout import SCHOOL, Categories, Family, band
from kpitrack.disclosure.pattern.certificate import bands_hold
from kpitrack.disclosure.pattern.suppression import Pattern, protect_crossing, protect_table
from kpitrack.disclosure.pattern.tables import Flags, Hidden, HiddenTotals, Table, Whole, nothing_hidden
from kpitrack.disclosure.pattern.totals import protect_totals
from kpitrack.disclosure.situation import Situation


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of every table of a metric: its schools, their levels, and which of their totals are hidden.

    Without schools, or where they do not add up to the district, there are none.
    """

    gone: set[Categories]
    schools: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()  # by number; empty where no levels are printed
    level_of: Whole | None = None
    totals: HiddenTotals | None = None


def _group(*categories: tuple[str, str]) -> Categories:
    return frozenset(categories)


# --- schools and levels --------------------------------------------------------------------------------------------


def hide_totals(situation: Situation) -> Rows:
    """The rows of all tables, with the hidden totals of schools and levels."""
    schools = situation.names(SCHOOL)
    groups = [_group((SCHOOL, each)) for each in schools]
    if len(schools) < 2 or not _adds_up(situation, groups, _group()):
        places = _in_places(situation)
        return Rows(places if _has_small(situation, places) else set())
    levels, level_of = _levels(situation, schools)
    of_levels = [_group((situation.places.level, each)) for each in levels]
    people, outcomes = _amounts(situation, [[each] for each in groups], situation.past.movable)
    table = Table(people, outcomes[:, None], situation.unit, situation.can_be_unanimous, level_of)
    demanded = situation.past.must_hide | situation.past.keep_hidden
    totals = protect_totals(table, situation.rules, _flags(demanded, groups), _flags(demanded, of_levels))
    gone = {groups[row] for row in np.flatnonzero(totals.rows)}
    gone |= {of_levels[level] for level in np.flatnonzero(totals.levels)}
    return Rows(gone, tuple(schools), levels, level_of, totals)


def _levels(situation: Situation, schools: Sequence[str]) -> tuple[tuple[str, ...], Whole | None]:
    if not situation.table((situation.places.level,)):
        return (), None
    of_school = [band(situation.places.level_of, each) for each in schools]
    levels = tuple(sorted(set(of_school)))
    return levels, np.array([levels.index(each) for each in of_school], dtype=np.int64)


def _adds_up(situation: Situation, parts: Sequence[Categories], whole: Categories) -> bool:
    """Do the parts hold everybody of the whole? Only then is there a sum to protect against, and to certify by."""
    return _people(situation, parts) == _people(situation, [whole])


def _people(situation: Situation, groups: Iterable[Categories]) -> int:
    return sum(situation.counted[each].people for each in groups if each in situation.counted)


def _in_places(situation: Situation, *dimensions: str) -> set[Categories]:
    """The groups of a grouping in schools and in levels."""
    places = (SCHOOL, situation.places.level)
    return {group for place in places for group in situation.table((place, *dimensions))}


def _has_small(situation: Situation, groups: Iterable[Categories]) -> bool:
    return any(situation.is_small(each) for each in groups)


# --- one dimension -------------------------------------------------------------------------------------------------


def hide_family(situation: Situation, family: Family, rows: Rows) -> set[Categories]:
    """The hidden groups of a dimension and of the coarser one that groups it, in all schools at once."""
    if not situation.table((family.coarse,)):
        return _hide_dimension(situation, family.fine, rows, None)[0]
    gone, bands = _hide_dimension(situation, family.coarse, rows, None)
    order = situation.names(family.coarse)
    lies_in = [band(family.band_of, each) for each in situation.names(family.fine)]
    if bands is None or bands.rows_withheld or not set(lies_in) <= set(order):
        return gone | _everything(situation, family.fine)
    band_of = np.array([order.index(each) for each in lies_in], dtype=np.int64)
    nested = _Nested(bands.hidden, band_of, family.coarse in situation.crossed)
    return gone | _hide_dimension(situation, family.fine, rows, nested)[0]


@dataclass(frozen=True, slots=True)
class _Nested:
    """The coarser dimension's pattern, and the number of the band each category lies in."""

    hidden: Hidden
    band_of: Whole
    is_crossed: bool  # printed beside another dimension as well


@dataclass(frozen=True, slots=True)
class _Named:
    """The groups of a table, tier by tier."""

    cells: list[list[Categories]]
    levels: list[list[Categories]]
    top: list[Categories]
    is_one_row: bool  # the district alone

    def marked(self, table: Table, wanted: frozenset[Categories]) -> Hidden | None:
        """What earlier releases demand, as flags of the table."""
        if not wanted:
            return None
        marked = nothing_hidden(table)
        marked.top |= _flags(wanted, self.top)
        for row, line in enumerate(self.cells):
            marked.cells[row] |= _flags(wanted, line)
        for level, line in enumerate(self.levels):
            marked.level_cells[level] |= _flags(wanted, line)
        return marked

    def hidden(self, hidden: Hidden) -> set[Categories]:
        gone = {self.top[column] for column in np.flatnonzero(hidden.top)}
        gone |= {self.cells[row][column] for row, column in np.argwhere(hidden.cells)}
        return gone | {self.levels[level][column] for level, column in np.argwhere(hidden.level_cells)}


def _hide_dimension(
    situation: Situation, dimension: str, rows: Rows, nested: _Nested | None
) -> tuple[set[Categories], Pattern | None]:
    columns = situation.names(dimension)
    if not columns:
        return set(), None
    everything = _everything(situation, dimension)
    named = _named(situation, dimension, rows)
    people, outcomes = _by_strata(situation, named.cells, situation.crossed.get(dimension, ()))
    if outcomes is None or not _adds_up(situation, named.top, _group()):
        # People without a category, or in several: nothing can be certified, so all is hidden or nothing.
        return everything if rows.gone or _has_small(situation, everything) else set(), None
    table = Table(
        people,
        outcomes,
        situation.unit,
        situation.can_be_unanimous,
        None if named.is_one_row else rows.level_of,
        None if nested is None else nested.band_of,
        is_one_row=named.is_one_row,
        keeps_bands=nested is not None and nested.is_crossed,
    )
    also, keep = (named.marked(table, each) for each in (situation.past.must_hide, situation.past.keep_hidden))
    totals, bands = None if named.is_one_row else rows.totals, None if nested is None else nested.hidden
    pattern = protect_table(table, situation.rules, totals, bands, also, keep)
    if bands is not None and not bands_hold(table, pattern.hidden, _banded(table), situation.rules):
        pattern = replace(pattern, withheld=True)
    if pattern.withheld:
        return everything, pattern
    gone, in_places = named.hidden(pattern.hidden), _in_places(situation, dimension)
    if pattern.rows_withheld or (named.is_one_row and (gone or rows.gone or _has_small(situation, in_places))):
        gone |= in_places
    return gone, pattern


def _named(situation: Situation, dimension: str, rows: Rows) -> _Named:
    """The groups of a dimension, in schools where these add up to the district; else those of the district alone."""
    columns, level = situation.names(dimension), situation.places.level
    top = [_group((dimension, each)) for each in columns]
    cells = [[_group((SCHOOL, school), (dimension, each)) for each in columns] for school in rows.schools]
    if not cells or not all(_adds_up(situation, parts, whole) for *parts, whole in zip(*cells, top, strict=True)):
        return _Named([top], [], top, is_one_row=True)
    levels = [[_group((level, name), (dimension, each)) for each in columns] for name in rows.levels]
    return _Named(cells, levels, top, is_one_row=False)


def _banded(table: Table) -> Table:
    """The same people by band."""
    assert table.band_of is not None
    bands = int(table.band_of.max()) + 1
    into = (table.band_of[:, None] == np.arange(bands)[None, :]).astype(np.int64)
    return Table(table.people @ into, table.outcomes @ into, table.unit, table.can_be_unanimous, table.level_of)


def _everything(situation: Situation, dimension: str) -> set[Categories]:
    """A dimension withheld: nothing of it is printed anywhere."""
    return set(situation.table((dimension,))) | _in_places(situation, dimension)


def _flags(wanted: frozenset[Categories], groups: Sequence[Categories]) -> Flags:
    return np.array([each in wanted for each in groups], dtype=bool)


def _amounts(
    situation: Situation, cells: Sequence[Sequence[Categories]], movable: Mapping[Categories, Amounts]
) -> tuple[Whole, Whole]:
    """People (rows, columns) and their outcomes (kinds, rows, columns); of some groups only what is movable."""
    people = np.zeros((len(cells), len(cells[0])), dtype=np.int64)
    outcomes = np.zeros((situation.kinds, *people.shape), dtype=np.int64)
    for row, line in enumerate(cells):
        for column, group in enumerate(line):
            each = situation.counted.get(group)
            if each is not None:
                people[row, column] = each.people
                outcomes[:, row, column] = movable.get(group, each.outcomes)
    return people, outcomes


def _by_strata(
    situation: Situation, cells: Sequence[Sequence[Categories]], dimensions: Sequence[str]
) -> tuple[Whole, Whole | None]:
    """People, and what of their outcomes can be told otherwise, stratum by stratum: (kinds, strata, rows, columns).

    dimensions: what the table's columns are printed beside, in crossings or schools; a person told otherwise stays in
    her stratum. None where people are in no stratum or in several, so that nothing can be certified.
    """
    movable = situation.past.movable
    people, outcomes = _amounts(situation, cells, {})
    unmovable = outcomes - _amounts(situation, cells, movable)[1]  # they may all be in one stratum
    found, within = [], np.zeros_like(people)
    for stratum in product(*([(name, each) for each in situation.names(name)] for name in dimensions)):
        inside = [[each | set(stratum) for each in line] for line in cells]
        people_inside, outcomes_inside = _amounts(situation, inside, {})
        within += people_inside
        found.append(np.clip(outcomes_inside - unmovable, 0, _amounts(situation, inside, movable)[1]))
    return people, np.stack(found, axis=1) if np.array_equal(within, people) else None


# --- crossings -----------------------------------------------------------------------------------------------------


def hide_crossing(situation: Situation, dimensions: tuple[str, str], gone: set[Categories]) -> set[Categories]:
    """The hidden groups of a crossing of two dimensions, whose own groups are decided already."""
    one, other = dimensions
    cells = situation.table(dimensions)
    if not cells:
        return set()
    lines, columns = situation.names(one), situation.names(other)
    groups = [[_group((one, line), (other, column)) for column in columns] for line in lines]
    sums = [(groups[place], _group((one, line))) for place, line in enumerate(lines)]
    sums += [([line[place] for line in groups], _group((other, column))) for place, column in enumerate(columns)]
    schools = (SCHOOL,) if situation.names(SCHOOL) else ()
    around = (*schools, *(each for each in situation.crossed[other] if each != one))
    is_told = any(whole in gone for _, whole in sums) or _has_small(situation, cells)
    uncertified = set(cells) if is_told else set[Categories]()
    if not sums or not all(_adds_up(situation, parts, whole) for parts, whole in sums):
        return uncertified
    people, outcomes = _by_strata(situation, groups, around)
    if outcomes is None:
        return uncertified
    table = Table(people, outcomes, situation.unit, situation.can_be_unanimous)
    decided = nothing_hidden(table)
    decided.top = np.array([_group((other, column)) in gone for column in columns], dtype=bool)
    decided.rows = np.array([_group((one, line)) in gone for line in lines], dtype=bool)
    decided.scopes = np.arange(len(lines))  # nobody is told to be in another row
    if schools:
        decided.strata = _hidden_in_strata(situation, other, outcomes.shape[1], gone)
    also = np.array([_flags(situation.past.must_hide, line) for line in groups])
    keep = np.array([_flags(situation.past.keep_hidden, line) for line in groups])
    pattern = protect_crossing(table, situation.rules, decided, also, keep)
    return {groups[row][column] for row, column in np.argwhere(pattern.hidden.cells)}


def _hidden_in_strata(situation: Situation, dimension: str, strata: int, gone: set[Categories]) -> Flags:
    """(strata, columns): is the group hidden in the stratum's school, and in the school's level?

    Schools are the first of what makes a stratum, so each has as many strata as the next.
    """
    level, columns = situation.places.level, situation.names(dimension)
    by_level = bool(situation.table((level, dimension)))
    schools = situation.names(SCHOOL)
    hidden = np.zeros((len(schools), len(columns)), dtype=bool)
    for row, school in enumerate(schools):
        inside = [(SCHOOL, school)]
        if by_level:
            inside.append((level, band(situation.places.level_of, school)))
        for place, column in enumerate(columns):
            hidden[row, place] = all(_group(each, (dimension, column)) in gone for each in inside)
    return hidden.repeat(strata // len(schools), axis=0)
