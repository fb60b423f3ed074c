"""Numbers stay numbers and read like the other reports."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from kpitrack.model.published import Suppressed
from kpitrack.model.statuses import Status
from kpitrack.reports.screen import Screen
from kpitrack.reports.workbook import number_format, render
from tests.builders import at_most, metric, report, share, shown


@pytest.mark.parametrize(
    ("text", "factor", "pattern"),
    [
        ("87.3%", 1, "#,##0.0%"),
        ("74.96%", 1, "#,##0.00%"),
        ("+15.3%", 1, "+#,##0.0%;-#,##0.0%;#,##0.0%"),
        ("-4.5 pp", 100, '+#,##0.0" pp";-#,##0.0" pp";#,##0.0" pp"'),
        ("7.24/10", 1, '#,##0.00"/10"'),
        ("1,234", 1, "#,##0"),
        ("+2", 1, "+#,##0;-#,##0;#,##0"),
        ("$200,000", 1, "[$$-409]#,##0"),
        ("5,000 EUR", 1, '#,##0" EUR"'),
        ("", 1, "General"),
    ],
)
def test_a_format_prints_the_text(text: str, factor: int, pattern: str) -> None:
    assert number_format(text) == (factor, pattern)


def test_a_hidden_row_holds_no_number() -> None:
    cells = first_rows(metric(by={("gender",): {("Male",): Suppressed(), ("Female",): share(44, 49)}}))
    [hidden] = [row for row in cells if "Male" in row]
    assert not [value for value in hidden if isinstance(value, int | float)]


def test_days_are_read_not_computed_with() -> None:
    due = datetime(2026, 2, 15).toordinal()  # noqa: DTZ001 - a day has no zone
    about = metric(unit="date", kind="record", counted="", total=shown(due, Status.MET), goal=at_most(due))
    assert any("Feb 15, 2026" in row for row in first_rows(about))


def test_the_created_date_is_the_reports_own() -> None:
    properties = openpyxl.load_workbook(io.BytesIO(render(report(), Screen()))).properties
    assert properties.created == datetime(2026, 2, 15)  # noqa: DTZ001


def test_long_lines_of_the_second_sheet_stand_in_rows_of_their_height() -> None:
    """LibreOffice prints a wrapped line over the next one where the file does not say how high the row is."""
    about = metric(title="Retention " * 30, total=shown(None, Status.NO_DATA, reason="a file is missing " * 20))
    sheet = openpyxl.load_workbook(io.BytesIO(render(report(about), Screen())))["About"]
    long = {row: str(sheet.cell(row, 1).value) for row in range(1, sheet.max_row + 1)}
    found = [sheet.row_dimensions[row].height for row, text in long.items() if len(text) > 300]
    assert found
    assert min(found) >= 3 * 15


def first_rows(about: Any) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(render(report(about), Screen())))["Report"]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]
