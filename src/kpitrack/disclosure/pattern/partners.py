"""The first partners of small cells: a line with one hidden cell, or too few hidden people, gives them away."""

from __future__ import annotations

import numpy as np

from kpitrack.disclosure.pattern.tables import Flags, Hidden, Table, Whole, tie
from kpitrack.disclosure.policy import Rules


def with_partners(table: Table, small: Hidden, rules: Rules) -> Hidden:
    """In every line with one hidden cell, or too few hidden people, the next one goes as well."""
    hidden = small.copy()
    people = table.top_people
    while hidden.top.sum() > 0 and (hidden.top.sum() < 2 or people[hidden.top].sum() < rules.minimum):
        left = np.flatnonzero(~hidden.top & (people > 0))
        if not left.size:
            break
        hidden.top[left[np.argmin(people[left])]] = True
    tie(table, hidden)
    if table.is_one_row:
        return hidden
    partners = partner_columns(table, hidden, rules)
    if table.has_levels:
        every_level = np.ones(len(hidden.level_cells), dtype=bool)
        fill_rows(hidden.level_cells, table.level_people, every_level, partners, rules)
    fill_rows(hidden.cells, table.people, ~hidden.rows, partners, rules)
    return hidden


def partner_columns(table: Table, hidden: Hidden, rules: Rules) -> Whole:
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


def fill_rows(hidden: Flags, people: Whole, lines: Flags, partners: Whole, rules: Rules) -> None:
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
