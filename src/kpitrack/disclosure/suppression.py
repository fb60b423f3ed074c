"""Which cells to hide so that no small one can be worked out: hide, certify, widen; at the end withhold.

The order is fixed and every choice has a rule for ties, so the same table always gives the same pattern.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpitrack.disclosure.certificate import Failures, certify
from kpitrack.disclosure.situation import Rules
from kpitrack.disclosure.tables import Flags, Hidden, HiddenTotals, Table, Whole, nothing_hidden

_ROUNDS = 24  # of widening, before the dimension is withheld
_SMALL_ENOUGH_TO_TIDY = 400  # cells


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
    _add(small, also)
    _tie(table, small)
    kept = small.copy()
    _add(kept, keep)
    _tie(table, kept)
    if not (kept.cells.any() or kept.level_cells.any() or kept.top.any()):
        return Pattern(kept)
    if keep is not None and not certify(table, kept, small, rules):
        return Pattern(kept)  # what was printed before still holds, so it is printed again
    hidden = _with_partners(table, kept, rules)
    for _ in range(_ROUNDS):
        failures = certify(table, hidden, small, rules)
        if not failures:
            return Pattern(_tidied(table, hidden, (small, kept), rules))
        before = _count(hidden)
        _widen(table, hidden, failures, rules)
        _tie(table, hidden)
        if _count(hidden) == before:
            break
    return _withheld(table, hidden, small, rules)


def _add(hidden: Hidden, more: Hidden | None) -> None:
    if more is not None:
        hidden.cells |= more.cells
        hidden.level_cells |= more.level_cells
        hidden.top |= more.top


def protect_crossing(table: Table, rules: Rules, top: Flags, also: Flags, keep: Flags) -> Pattern:
    """The same for a crossing, whose row totals and column totals are decided already. top: hidden column totals."""
    small = nothing_hidden(table)
    small.rows = table.people.sum(axis=1) < 0
    small.cells |= table.small(table.people, table.per_kind, rules) | also
    if not small.cells.any() and not top.any() and not keep.any():
        return Pattern(small)
    certified = small.copy()
    hidden = small.copy()
    hidden.cells |= keep
    hidden.top = top.copy()
    hidden.cells |= top[None, :] & (table.people > 0)
    _fill_rows(
        hidden.cells,
        table.people,
        np.ones(len(hidden.cells), dtype=bool),
        _partner_columns(table, hidden, rules),
        rules,
    )
    for _ in range(_ROUNDS):
        failures = certify(table, hidden, certified, rules)
        if not (failures.cells.any() or failures.rows.any() or failures.columns.any()):
            return Pattern(hidden)
        before = _count(hidden)
        for row in np.flatnonzero(failures.rows):
            _hide_next(hidden.cells[row], table.people[row])
        _widen_cells(table, hidden, failures, rules)
        if _count(hidden) == before:
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
    if bands is not None and table.band_of is not None:
        hidden.cells |= bands.cells[:, table.band_of] & (table.people > 0)
        hidden.top |= bands.top[table.band_of] & (table.top_people > 0)
        if table.has_levels:
            hidden.level_cells |= bands.level_cells[:, table.band_of] & (table.level_people > 0)
    _tie(table, hidden)
    return hidden


def _tie(table: Table, hidden: Hidden) -> None:
    """The one row of a district without schools is the district row; the one school of a level is the level."""
    if table.is_one_row:
        hidden.cells[0] |= hidden.top
        hidden.top |= hidden.cells[0]
    if table.has_levels:
        for level in np.flatnonzero(table.in_level.sum(axis=1) == 1):
            row = int(np.argmax(table.in_level[level]))
            hidden.cells[row] |= hidden.level_cells[level]
            hidden.level_cells[level] |= hidden.cells[row]


def _count(hidden: Hidden) -> int:
    return int(hidden.cells.sum()) + int(hidden.level_cells.sum()) + int(hidden.top.sum())


# --- first partners ------------------------------------------------------------------------------------------------


def _with_partners(table: Table, small: Hidden, rules: Rules) -> Hidden:
    """In every line with one hidden cell, or too few hidden people, the next one goes as well."""
    hidden = small.copy()
    people = table.top_people
    while hidden.top.sum() > 0 and (hidden.top.sum() < 2 or people[hidden.top].sum() < rules.minimum):
        left = np.flatnonzero(~hidden.top & (people > 0))
        if not left.size:
            break
        hidden.top[left[np.argmin(people[left])]] = True
    _tie(table, hidden)
    if table.is_one_row:
        return hidden
    partners = _partner_columns(table, hidden, rules)
    if table.has_levels:
        every_level = np.ones(len(hidden.level_cells), dtype=bool)
        _fill_rows(hidden.level_cells, table.level_people, every_level, partners, rules)
    _fill_rows(hidden.cells, table.people, ~hidden.rows, partners, rules)
    _tie(table, hidden)
    return hidden


def _partner_columns(table: Table, hidden: Hidden, rules: Rules) -> Whole:
    """For every column its best partners, best first: hidden in the district too, enough people in the same rows."""
    columns = table.shape[1]
    order = np.zeros((columns, columns), dtype=np.int64)
    for column in range(columns):
        rows = hidden.cells[:, column]
        enough = (table.people[rows] >= rules.minimum).sum(axis=0) + hidden.cells[rows].sum(axis=0)
        far = np.zeros(columns, dtype=np.int64)
        if table.band_of is not None:
            far = (table.band_of != table.band_of[column]).astype(np.int64)
        top = np.zeros(columns, dtype=np.int64)
        if hidden.top[column]:
            top = (~hidden.top).astype(np.int64)
        order[column] = np.lexsort((np.arange(columns), table.top_people, -enough, top, far))
    return order


def _fill_rows(hidden: Flags, people: Whole, lines: Flags, partners: Whole, rules: Rules) -> None:
    """Hide partners in lines that have one hidden cell or too few hidden people."""
    for _ in range(people.shape[1]):
        count, rest = hidden.sum(axis=1), np.where(hidden, people, 0).sum(axis=1)
        short = lines & (count > 0) & ((count < 2) | (rest < rules.minimum))
        grew = False
        for row in np.flatnonzero(short):
            mine = np.flatnonzero(hidden[row])
            first = mine[np.argmin(people[row, mine])]
            left = [c for c in partners[first] if not hidden[row, c] and people[row, c] > 0]
            if left:
                hidden[row, left[0]] = True
                grew = True
        if not grew:
            return


# --- widening ------------------------------------------------------------------------------------------------------


def _widen(table: Table, hidden: Hidden, failures: Failures, rules: Rules) -> None:
    """Hide more where a certificate failed: another column in the row, then the same two in a helper row."""
    if table.is_one_row:
        _hide_next(hidden.top, table.top_people)
        return
    if failures.top_line:
        _hide_next(hidden.top, table.top_people)
    for column in np.flatnonzero(failures.top):
        if not _help_group(table, hidden, np.ones(table.shape[0], dtype=bool), int(column), hidden.top):
            _hide_next(hidden.top, table.top_people)
    _widen_levels(table, hidden, failures)
    for row in np.flatnonzero(failures.rows):
        _hide_next(hidden.cells[row], table.people[row])
    _widen_cells(table, hidden, failures, rules)


def _widen_levels(table: Table, hidden: Hidden, failures: Failures) -> None:
    for level, column in np.argwhere(failures.level_cells):
        line, rows = hidden.level_cells[level], table.levels == level
        if line.sum() < 2 or not _help_group(table, hidden, rows, int(column), line):
            _hide_next(line, table.level_people[level])
        elif not (failures.cells.any() or failures.columns.any()):
            _help_level(table, hidden, int(level), int(column))


def _widen_cells(table: Table, hidden: Hidden, failures: Failures, rules: Rules) -> None:
    """A cell whose own row lacks room gets a partner in it; else a helper row, one per column and round."""
    helped: set[tuple[int, int]] = set()
    for row, column in np.argwhere(failures.cells):
        if _add_partner(table, hidden, int(row), int(column), rules):
            continue
        scope = (int(table.levels[row]), int(column))
        if scope not in helped and _add_helper(table, hidden, int(row), int(column)):
            helped.add(scope)  # it may serve the other cells of the column, too
    for level, column in np.argwhere(failures.columns):
        rows = (table.levels == level) & hidden.cells[:, column]
        if (int(level), int(column)) not in helped and rows.any():
            row = np.flatnonzero(rows)[np.argmin(table.people[rows, column])]
            _add_helper(table, hidden, int(row), int(column))


def _hide_next(line: Flags, people: Whole) -> None:
    """The next smallest of a line."""
    left = np.flatnonzero(~line & (people > 0))
    if left.size:
        line[left[np.argmin(people[left])]] = True


def _add_partner(table: Table, hidden: Hidden, row: int, column: int, rules: Rules) -> bool:
    """Hide one more column of the row if its hidden ones could not give the room, whatever other rows balance."""
    kinds = table.per_kind[:, row, :]
    usable = table.people[row] > 0
    usable[column] = False
    if table.band_of is not None and hidden.bands is None:
        usable &= table.band_of == table.band_of[column]
    wanted = (rules.people_width if len(kinds) == 1 else rules.outcome_width) * table.unit
    wanted = np.minimum(wanted, kinds.sum(axis=1))
    lacking = wanted - kinds[:, column]
    now = np.flatnonzero(usable & hidden.cells[row])
    if now.size and _is_enough(kinds[:, now].sum(axis=1) + kinds[:, column], kinds, wanted, table, rules):
        return False
    left = np.flatnonzero(usable & ~hidden.cells[row])
    if not left.size:
        return False
    room = np.minimum(kinds[:, left], np.maximum(lacking, 0)[:, None]).sum(axis=0)
    best = left[np.lexsort((table.people[row, left], -room))[0]]
    hidden.cells[row, best] = True
    return True


def _is_enough(room: Whole, kinds: Whole, wanted: Whole, table: Table, rules: Rules) -> bool:
    """The widths asked for, as the certificate asks for them, if nothing but the row itself limited the room."""
    if (room < wanted).any():
        return False
    for first in range(0, len(kinds) - 1, 2):
        people = min(rules.people_width * table.unit, int(kinds[first : first + 2].sum()))
        if room[first : first + 2].sum() < people:
            return False
    return True


def _add_helper(table: Table, hidden: Hidden, row: int, column: int) -> bool:
    """A row that can balance the cell and a partner; where there is none, one more partner in its own row."""
    rows = _rows_that_can_balance(table, hidden, row)
    best = _best_helper(table, hidden, row, column, rows)
    if best is not None:
        helper, partner = best
        hidden.cells[row, partner] = hidden.cells[helper, column] = hidden.cells[helper, partner] = True
        return True
    if table.has_levels and _open_level(table, hidden, row, column):
        return True
    left = np.flatnonzero(~hidden.cells[row] & (table.people[row] > 0))
    if left.size:
        hidden.cells[row, left[np.argmax(table.people[row][left])]] = True
    return bool(left.size)


def _open_level(table: Table, hidden: Hidden, row: int, column: int) -> bool:
    """No other row of the level can balance the cell, so the level's sums are hidden and another level balances."""
    level = int(table.levels[row])
    partners = np.flatnonzero(hidden.cells[row] & (table.people[row] > 0))
    for partner in partners[np.argsort(-table.people[row, partners], kind="stable")]:
        if partner == column:
            continue
        for other in np.argsort(-table.level_people[:, column], kind="stable"):
            rows = table.levels == other
            line = np.zeros(table.shape[1], dtype=bool)
            line[[column, partner]] = True
            if other == level or not (table.level_people[other, [column, partner]] > 0).all():
                continue
            was_open = hidden.level_cells[[level, level, other, other], [column, partner, column, partner]].all()
            hidden.level_cells[level, line] = hidden.level_cells[other, line] = True
            if _help_group(table, hidden, rows, column, line) or not was_open:
                return True
    return False


def _rows_that_can_balance(table: Table, hidden: Hidden, row: int) -> Flags:
    rows: Flags = (table.levels == table.levels[row]) & ~hidden.rows
    rows[row] = False
    return rows


def _best_helper(table: Table, hidden: Hidden, row: int, column: int, rows: Flags) -> tuple[int, int] | None:
    """The helper row and partner column that give the most room for the fewest further cells.

    The room is capped at what a small cell needs, so that big groups are not hidden without need.
    """
    helpers = np.flatnonzero(rows)
    partners = np.flatnonzero(table.people[row] > 0)
    partners = partners[partners != column]
    if table.band_of is not None:
        partners = partners[table.band_of[partners] == table.band_of[column]]
    if not helpers.size or not partners.size:
        return None
    kinds = table.per_kind
    mine, others = kinds[:, row, column], kinds[:, row, :][:, partners]
    theirs = kinds[:, helpers, column][:, :, None]
    their_others = kinds[:, helpers][:, :, partners]
    room = np.minimum(others[:, None, :], theirs) + np.minimum(mine[:, None, None], their_others)
    enough = np.minimum(room, 4 * table.unit).min(axis=0)  # (helpers, partners)
    new = (
        (~hidden.cells[row, partners])[None, :].astype(np.int64)
        + (~hidden.cells[helpers, column])[:, None]
        + ~hidden.cells[helpers][:, partners]
    )
    people = table.people[helpers, column][:, None] + table.people[helpers][:, partners]
    fits = (new > 0) & (table.people[helpers, column][:, None] > 0) & (table.people[helpers][:, partners] > 0)
    if not fits.any():
        return None
    rank = np.lexsort((people.ravel(), new.ravel(), -enough.ravel(), ~fits.ravel()))
    helper, partner = np.unravel_index(rank[0], enough.shape)
    return int(helpers[helper]), int(partners[partner])


def _help_group(table: Table, hidden: Hidden, rows: Flags, column: int, group: Flags) -> bool:
    """A hidden level or district group needs rows where it and a hidden partner group are both hidden."""
    partners = [int(c) for c in np.argsort(-table.top_people, kind="stable") if group[c] and c != column]
    for partner in partners:
        candidates = np.flatnonzero(
            rows
            & (table.people[:, column] > 0)
            & (table.people[:, partner] > 0)
            & ~(hidden.cells[:, column] & hidden.cells[:, partner])
        )
        if candidates.size:
            best = candidates[
                np.argmax(np.minimum(table.people[candidates, column], table.people[candidates, partner]))
            ]
            hidden.cells[best, column] = hidden.cells[best, partner] = True
            return True
    return False


def _help_level(table: Table, hidden: Hidden, level: int, column: int) -> None:
    """Another level hides the same two groups, so that the district's groups stay as printed."""
    partners = [c for c in np.flatnonzero(hidden.level_cells[level]) if c != column]
    for partner in partners:
        for other in np.argsort(table.level_people[:, column], kind="stable"):
            both = hidden.level_cells[other, column] and hidden.level_cells[other, partner]
            filled = table.level_people[other, column] > 0 and table.level_people[other, partner] > 0
            if other != level and filled and not both:
                hidden.level_cells[other, column] = hidden.level_cells[other, partner] = True
                return


# --- the end -------------------------------------------------------------------------------------------------------


def _withheld(table: Table, hidden: Hidden, small: Hidden, rules: Rules) -> Pattern:
    """Withhold the groups of schools and levels; if the district's groups still cannot be certified, them too."""
    hidden.cells |= table.people > 0
    hidden.level_cells |= table.level_people > 0
    if not table.is_one_row and not certify(table, hidden, small, rules):
        return Pattern(hidden, rows_withheld=True)
    hidden.top |= table.top_people > 0
    _tie(table, hidden)
    return Pattern(hidden, rows_withheld=True, withheld=True)


def _tidied(table: Table, hidden: Hidden, must: tuple[Hidden, Hidden], rules: Rules) -> Hidden:
    """Show again what is hidden without need, the largest groups first. Only for tables where trying is cheap."""
    small, kept = must
    if table.people.size > _SMALL_ENOUGH_TO_TIDY:
        return hidden
    spare = [
        (int(people[where]), tier, where)
        for tier, (now, must, people) in enumerate(_tiers(table, hidden, kept))
        for where in map(tuple, np.argwhere(now & ~must & (people > 0)))
    ]
    for _, tier, where in sorted(spare, key=lambda each: (-each[0], each[1], each[2])):
        tried = hidden.copy()
        (tried.cells, tried.level_cells, tried.top)[tier][where] = False
        _untie(table, tried, tier, where)
        if not certify(table, tried, small, rules):
            hidden = tried
    return hidden


def _untie(table: Table, tried: Hidden, tier: int, where: tuple[int, ...]) -> None:
    """What is tied is shown together."""
    column = where[-1]
    if table.is_one_row:
        tried.cells[0, column] = tried.top[column] = False
    elif table.has_levels and tier < 2:
        level = table.levels[where[0]] if tier == 0 else where[0]
        if table.in_level[level].sum() == 1:
            tried.level_cells[level, column] = False
            tried.cells[int(np.argmax(table.in_level[level])), column] = False


def _tiers(table: Table, hidden: Hidden, small: Hidden) -> tuple[tuple[Flags, Flags, Whole], ...]:
    return (
        (hidden.cells, small.cells, table.people),
        (hidden.level_cells, small.level_cells, table.level_people),
        (hidden.top, small.top, table.top_people),
    )
