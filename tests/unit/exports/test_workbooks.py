"""Workbooks: the same table whether it was typed in a spreadsheet or exported as text."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import xlsxwriter

from kpitrack.exports.workbook import cell_text
from tests.unit.exports.district import District


def workbook(*sheets: tuple[str, Sequence[Sequence[Any]]], formats: dict[str, str] | None = None) -> bytes:
    """The bytes of a workbook; formats: cell such as B2 -> number format."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    key = f"{chr(65 + column)}{number + 1}"
                    style = book.add_format({"num_format": formats[key]}) if formats and key in formats else None
                    sheet.write(number, column, value, style)
    return stream.getvalue()


def test_sheet_levels_dates_and_numbers(district: District) -> None:
    rows: list[list[Any]] = [
        ["Scores of the fall"],
        ["Student", None, "Score", None],
        ["ID", "Seen", "First", "Hours"],
        [4567, date(2026, 2, 1), 0.1 + 0.2, timedelta(hours=3, minutes=30)],
        ["0004568", "2/3/2026", "N/A", "1:30"],
        [None, None, None, None],
        ["Average", None, 2, None],
    ]
    district.write("w.xlsx", workbook(("Cover", [["nothing"]]), ("Scores", rows)))
    fields = {
        "seen": {"column": "Student / Seen", "type": "date", "format": "M/D/YYYY"},
        "first": {"column": "Score / First", "type": "number", "blank_codes": ["n/a"]},
        "hours": {"column": "Score / Hours", "type": "hours"},
    }
    ids = {"partner": {"column": "Student / ID", "width": 7}}
    source = {
        "files": "w.xlsx",
        "layout": "excel",
        "sheet": "scores",
        "header_row": [2, 3],
        "id": ids,
        "fields": fields,
    }
    district.sources = {"t": source}
    with district.loaded() as loaded:
        assert [
            (*row[:2], str(row[2]), *map(str, row[3:]))
            for row in loaded.rows("t", "line_, id_partner, seen, first, hours")
        ] == [
            (4, "0004567", "2026-02-01", "0.300000", "3.500000"),
            (5, "0004568", "2026-02-03", "None", "1.500000"),
        ]
        assert loaded.reading("t").dropped == {"blank row": 1, "total row": 1}


def test_a_shown_percent_is_a_percent(district: District) -> None:
    content = workbook(("S", [["a", "p"], ["x", 0.85], ["y", "90%"], ["z", 1]]), formats={"B2": "0%", "B4": "0.0%"})
    district.write("w.xlsx", content)
    fields = {"p": {"column": "p", "type": "percent"}}
    district.sources = {"t": {"files": "w.xlsx", "layout": "excel", "fields": fields}}
    with district.loaded() as loaded:
        assert [float(p) for p in loaded.column("t", "p")] == [0.85, 0.9, 1.0]


def test_a_bare_figure_in_a_percent_column_is_refused(district: District) -> None:
    district.write("w.xlsx", workbook(("S", [["p"], [0.85]])))
    fields = {"p": {"column": "p", "type": "percent"}}
    district.sources = {"t": {"files": "w.xlsx", "layout": "excel", "fields": fields}}
    with district.loaded() as loaded:
        assert loaded.reading("t").refused == {"bad number": 1}


def test_bytes_decide_what_is_a_workbook(district: District) -> None:
    district.write("t.csv", workbook(("S", [["a"], ["x"]])))
    district.sources = {"t": {"files": "t.csv", "fields": {"a": {"column": "a"}}}}
    with district.loaded() as loaded:
        assert loaded.column("t", "a") == ["x"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (4567.0, "4567"),
        (9000000011.0, "9000000011"),
        (1e20, "100000000000000000000"),
        (0.1 + 0.2, "0.3"),
        (-1.50, "-1.5"),
        (1e-7, "0.0000001"),
        (float("nan"), ""),
        (12, "12"),
        (datetime(2026, 2, 1), "2026-02-01"),  # noqa: DTZ001 - a spreadsheet knows no zone
        (datetime(2026, 2, 1, 8, 30), "2026-02-01 08:30:00"),  # noqa: DTZ001
        (date(2026, 2, 1), "2026-02-01"),
        (time(3, 30), "03:30:00"),
        (timedelta(hours=26, minutes=5), "26:05"),
    ],
)
def test_cell(value: object, text: str) -> None:
    assert cell_text(value) == text
