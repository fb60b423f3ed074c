"""Totals of schools and levels: a school too small to show, and the others that must go with it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from kpitrack.disclosure.pattern.tables import Flags, HiddenTotals, Table, Whole
from kpitrack.disclosure.policy import Rules


def protect_totals(
    table: Table, rules: Rules, also: Flags | None = None, also_levels: Flags | None = None
) -> HiddenTotals:
    """Hide small totals and, in every printed sum, the next smallest until the hidden ones cannot be told apart.

    table: one column, everyone. A level's total is printed beside its schools' unless it is hidden itself; the schools
    of hidden levels are then hidden among each other. also: what must be hidden for other reasons.
    """
    people, outcomes = table.people[:, 0], table.per_kind[:, :, 0]
    small = table.small(people, outcomes, rules)
    if also is not None:
        small |= also
    levels = np.zeros(table.in_level.shape[0], dtype=bool)
    if table.has_levels:
        of_levels = table.in_level @ people
        small_levels = table.small(of_levels, outcomes @ table.in_level.T, rules)
        if also_levels is not None:
            small_levels |= also_levels
        for level in table.levels_of_one_school:
            small_levels[level] |= small[table.levels == level].any()
        levels = _with_next(small_levels, of_levels, outcomes @ table.in_level.T, table, rules)
    rows = small.copy()
    scopes = np.full(len(people), -1, dtype=np.int64)
    for scope, inside in enumerate(_scopes(table, levels)):
        chosen = np.zeros_like(rows)
        chosen[inside] = rows[inside]
        for level in np.flatnonzero(levels):  # a hidden level hides at least one of its schools
            mine = inside[table.levels[inside] == level]
            if mine.size and not chosen[mine].any():
                chosen[mine[np.argmin(people[mine])]] = True
        found = _with_next(chosen[inside], people[inside], outcomes[:, inside], table, rules)
        rows[inside] = found
        scopes[inside[found]] = scope
    return HiddenTotals(rows, scopes, levels)


def _scopes(table: Table, levels: Flags) -> Iterable[Whole]:
    """Rows whose sum is printed: the schools of a level, and those of all hidden levels together."""
    if not table.has_levels:
        yield np.arange(table.shape[0])
        return
    for level in np.flatnonzero(~levels):
        yield np.flatnonzero(table.levels == level)
    together = np.flatnonzero(levels[table.levels])
    if together.size:
        yield together


def _with_next(small: Flags, people: Whole, outcomes: Whole, table: Table, rules: Rules) -> Flags:
    """The small ones and the next smallest, until two are hidden that hold enough people and outcomes together."""
    hidden = small.copy()
    while hidden.any():
        left = np.flatnonzero(~hidden & (people > 0))
        if _are_enough(hidden, people, outcomes, table, rules) or not left.size:
            return hidden
        hidden[left[np.argmin(people[left])]] = True
    return hidden


def _are_enough(hidden: Flags, people: Whole, outcomes: Whole, table: Table, rules: Rules) -> bool:
    if hidden.sum() < 2 or people[hidden].sum() < rules.minimum:
        return False
    wanted = (rules.people_width if len(outcomes) == 1 else rules.outcome_width) * table.unit
    together, most = outcomes[:, hidden].sum(axis=1), outcomes.sum(axis=1)
    return bool((together >= np.minimum(wanted, most)).all())
