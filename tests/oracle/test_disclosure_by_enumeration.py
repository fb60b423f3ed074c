"""Ground truth on small tables: every table that agrees with what is printed, listed one by one.

Three ways must agree: the list, the solver of the audit (which must find exactly the list's ends), and the certificate
(which must never claim more room than the list shows).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest

from kpitrack.disclosure.audit import Printed, Series, Structure, Widths, printed_in_report
from kpitrack.disclosure.audit.equations import people_of
from kpitrack.disclosure.audit.system import System
from kpitrack.disclosure.pattern.room import room_to_move
from kpitrack.disclosure.pattern.suppression import protect_table
from kpitrack.disclosure.pattern.tables import Table, Whole
from kpitrack.disclosure.pattern.totals import protect_totals
from kpitrack.disclosure.policy import Rules

RULES = Rules(minimum=4, people_width=3, outcome_width=2, unanimous_below=4)
WIDTHS = Widths(minimum=4, people=3, outcomes=2, unanimous_below=4)
SERIES = Series("people", "Y1-Q2", "2026-02-15")


def _compositions(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in _compositions(total - first, parts - 1):
            yield (first, *rest)


def _rows_that_fit(row: Whole, hidden: np.ndarray) -> list[tuple[int, ...]]:
    """All fillings of one row whose total is printed."""
    places = np.flatnonzero(hidden)
    if not places.size:
        return [tuple(int(each) for each in row)]
    fillings = []
    for parts in _compositions(int(row[places].sum()), len(places)):
        filled = row.copy()
        filled[places] = parts
        fillings.append(tuple(int(each) for each in filled))
    return fillings


def _all_tables(people: Whole, cells: np.ndarray, top: np.ndarray) -> Iterator[Whole]:
    """Every table with the printed cells, row totals and column totals."""
    sums, shown = people.sum(axis=0), ~top
    for rows in product(*(_rows_that_fit(row, hidden) for row, hidden in zip(people, cells, strict=True))):
        table = np.array(rows, dtype=np.int64)
        if (table.sum(axis=0)[shown] == sums[shown]).all():
            yield table


def _printed(people: Whole, cells: np.ndarray, top: np.ndarray) -> Printed:
    def cell(category: object, n: int, *, hidden: bool) -> dict[str, object]:
        return {"category": category, "suppressed": True} if hidden else {"category": category, "n": n, "value": n}

    rows, columns = range(people.shape[0]), range(people.shape[1])
    both = [
        cell([f"S{row}", f"G{column}"], int(people[row, column]), hidden=bool(cells[row, column]))
        for row in rows
        for column in columns
    ]
    metric = {
        "id": SERIES.metric,
        "kind": "count",
        "period": SERIES.period,
        "through": SERIES.through,
        "n": int(people.sum()),
        "value": int(people.sum()),
        "by": {
            "group": [cell(f"G{column}", int(people[:, column].sum()), hidden=bool(top[column])) for column in columns],
            "school": [cell(f"S{row}", int(people[row].sum()), hidden=False) for row in rows],
            "school*group": both,
        },
    }
    known: dict[Series, Printed] = {}
    printed_in_report({"metrics": [metric]}, known)
    return known[SERIES]


def _small_table(seed: int) -> Whole:
    rng = np.random.default_rng(seed)
    people = rng.integers(0, 9, (3, 3)).astype(np.int64)
    people[people.sum(axis=1) < 8, 0] += 8  # row totals are printed here
    return people


@pytest.mark.parametrize("seed", range(24))
def test_list_solver_and_certificate_agree(seed: int) -> None:
    """The solver finds the list's least and greatest value; the certificate lies inside; nothing small is told."""
    people = _small_table(seed)
    table = Table(people, people[None, None])
    totals = protect_totals(Table(people.sum(axis=1, keepdims=True), people.sum(axis=1)[None, None, :, None]), RULES)
    assert not totals.rows.any()
    pattern = protect_table(table, RULES, totals)
    hidden = pattern.hidden
    if hidden.cells.sum() > 7:
        pytest.skip("too many tables to list")
    tables = np.stack(list(_all_tables(people, hidden.cells, hidden.top)))
    least, greatest = tables.min(axis=0), tables.max(axis=0)
    room = room_to_move(table, hidden)
    system = System({"now": (SERIES, _printed(people, hidden.cells, hidden.top))}, Structure(), WIDTHS)
    for row, column in np.argwhere(hidden.cells):
        group = frozenset({("school", f"S{row}"), ("group", f"G{column}")})
        found = system.bounds(people_of("now", "count", group))
        assert found == (least[row, column], greatest[row, column])
        assert people[row, column] + room.cells[0][0, row, column] <= greatest[row, column]
        assert people[row, column] - room.cells[1][0, row, column] >= least[row, column]
        if people[row, column] < RULES.minimum and not pattern.rows_withheld:
            assert greatest[row, column] - least[row, column] >= RULES.people_width


def test_the_list_itself_is_right() -> None:
    """Two rows, two columns, all hidden, margins printed: one number decides all, so there are min + 1 tables."""
    people = np.array([[2, 5], [4, 6]], dtype=np.int64)
    everything = np.ones((2, 2), dtype=bool)
    assert len(list(_all_tables(people, everything, np.zeros(2, dtype=bool)))) == min(7, 10, 6, 11) + 1
