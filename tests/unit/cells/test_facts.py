"""What a table of facts reads: rows that no column looks at are left out before they are grouped."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kpitrack.cells.facts import Facts, RowsAsked
from kpitrack.model.conditions import EVERYTHING
from kpitrack.model.measures import Take, Window
from tests.worlds import observed, program

IN_Q1 = "DATE '2025-11-02'"


@pytest.mark.parametrize(("periods", "narrowed"), [(("Y1-Q1",), True), (("Y1-Q1", "Y1-Q2"), False)])
def test_rows_outside_the_one_window_of_all_columns_are_not_grouped(
    tmp_path: Path, periods: tuple[str, ...], narrowed: bool
) -> None:
    """Two windows have to share the pass, so there the filter of each column decides alone."""
    p = program(tmp_path, "m: {title: T, group: G, owner: O, measure: {kind: count, of: students}}")
    facts = Facts(p)
    table = facts.table("log", "student")
    for name in periods:
        end = p.calendar.period(name).end
        asked = RowsAsked("log", (EVERYTHING,), Window.IN_PERIOD, observed(p, name, end))
        facts.rows_counted(table, asked)
        facts.value(table, asked, "score", Take.ONLY)
    after_where = table.create_sql().rpartition(" WHERE ")[2]
    assert (IN_Q1 in after_where) == narrowed


def test_a_column_over_all_rows_keeps_all_rows(tmp_path: Path) -> None:
    """A person's id is read from every row, whatever the window of the other columns is."""
    p = program(tmp_path, "m: {title: T, group: G, owner: O, measure: {kind: count, of: students}}")
    facts = Facts(p)
    table = facts.table("log", "student")
    facts.rows_counted(
        table, RowsAsked("log", (EVERYTHING,), Window.IN_PERIOD, observed(p, "Y1-Q1", date(2025, 11, 2)))
    )
    table.column('min("id_student")')
    assert IN_Q1 not in table.create_sql().rpartition(" WHERE ")[2]
