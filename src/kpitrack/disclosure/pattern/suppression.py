"""Which cells to hide so that no small one can be worked out: hide, certify, widen; at the end withhold.

The order is fixed and every choice has a rule for ties, so the same table always gives the same pattern.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpitrack.disclosure.pattern.certificate import certify
from kpitrack.disclosure.pattern.partners import fill_rows, partner_columns, with_partners
from kpitrack.disclosure.pattern.tables import Flags, Hidden, HiddenTotals, Table, nothing_hidden, tie
from kpitrack.disclosure.pattern.tidying import tidied
from kpitrack.disclosure.pattern.widening import widen, widen_cells
from kpitrack.disclosure.policy import Rules

_ROUNDS = 24  # of widening, before the dimension is withheld


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is hidden of one table. Withheld: nothing of it is printed, not even which categories have people."""

    hidden: Hidden
    rows_withheld: bool = False  # the cells of schools and levels
    withheld: bool = False  # the district's groups as well


def protect_table(
    table: Table,
    rules: Rules,
    totals: HiddenTotals | None = None,
    bands: Hidden | None = None,
    also: Hidden | None = None,
    keep: Hidden | None = None,
) -> Pattern:
    """Find a pattern that is certified, by hiding more and more; what cannot be certified is withheld.

    also: what counts as small for other reasons, such as an earlier release. keep: what merely stays hidden.
    """
    small = small_cells(table, rules, totals, bands)
    small.add(also)
    tie(table, small)
    kept = small.copy()
    kept.add(keep)
    tie(table, kept)
    if not (kept.cells.any() or kept.level_cells.any() or kept.top.any()):
        return Pattern(kept)
    if keep is not None and not certify(table, kept, small, rules):
        return Pattern(kept)  # what was printed before still holds, so it is printed again
    hidden = with_partners(table, kept, rules)
    for _ in range(_ROUNDS):
        failures = certify(table, hidden, small, rules)
        if not failures:
            return Pattern(tidied(table, hidden, (small, kept), rules))
        before = hidden.count
        widen(table, hidden, failures, rules)
        tie(table, hidden)
        if hidden.count == before:
            break
    return _withheld(table, hidden, small, rules)


def protect_crossing(table: Table, rules: Rules, decided: Hidden, also: Flags, keep: Flags) -> Pattern:
    """The same for a crossing. decided: its row totals, column totals and strata, by the tables of its dimensions.

    also, keep: cells, as in `protect_table`.
    """
    small = decided.copy()
    small.cells |= table.small(table.people, table.per_kind, rules) | also
    small.cells |= small.rows[:, None] & (table.people > 0)
    if not small.cells.any() and not small.top.any() and not keep.any():
        return Pattern(small)
    hidden = small.copy()
    hidden.cells |= keep
    hidden.cells |= hidden.top[None, :] & (table.people > 0)
    fill_rows(hidden.cells, table.people, ~hidden.rows, partner_columns(table, hidden, rules), rules)
    for _ in range(_ROUNDS):
        failures = certify(table, hidden, small, rules)
        if not (failures.cells.any() or failures.rows.any() or failures.columns.any()):
            return Pattern(hidden)
        before = hidden.count
        widen_cells(table, hidden, failures, rules)
        if hidden.count == before:
            break
    hidden.cells |= table.people > 0
    return Pattern(hidden, rows_withheld=True)


def small_cells(table: Table, rules: Rules, totals: HiddenTotals | None, bands: Hidden | None = None) -> Hidden:
    """What may never be shown, whatever stands beside it, and what lies inside something hidden."""
    hidden = nothing_hidden(table, totals, bands)
    kinds = table.per_kind
    hidden.top |= table.small(table.top_people, kinds.sum(axis=1), rules)
    hidden.cells |= table.small(table.people, kinds, rules)
    hidden.cells |= hidden.rows[:, None] & (table.people > 0)
    if table.has_levels:
        of_levels = np.einsum("lr,krc->klc", table.in_level, kinds)
        hidden.level_cells |= table.small(table.level_people, of_levels, rules)
        if totals is not None:
            hidden.level_cells |= totals.levels[:, None] & (table.level_people > 0)
    if bands is not None:
        hidden.cells |= bands.cells[:, table.band_of] & (table.people > 0)
        hidden.top |= bands.top[table.band_of] & (table.top_people > 0)
        if table.has_levels:
            hidden.level_cells |= bands.level_cells[:, table.band_of] & (table.level_people > 0)
    return hidden


def _withheld(table: Table, hidden: Hidden, small: Hidden, rules: Rules) -> Pattern:
    """Withhold the groups of schools and levels; if the district's groups still cannot be certified, them too."""
    hidden.cells |= table.people > 0
    if table.has_levels:
        hidden.level_cells |= table.level_people > 0
    if not table.is_one_row and not certify(table, hidden, small, rules):
        return Pattern(hidden, rows_withheld=True)
    hidden.top |= table.top_people > 0
    return Pattern(hidden, rows_withheld=True, withheld=True)
