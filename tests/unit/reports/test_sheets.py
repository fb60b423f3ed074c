"""What is written into every workbook can be read without Excel's help: on screen, in LibreOffice and on paper."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest

from kpitrack.reports.sheets import Sheet, fit_paper, fit_row, new_workbook, write_text

WORDS = "nine letters "  # 13 with the space


def written(write: Callable[[Sheet], None]) -> Any:
    stream = io.BytesIO()
    workbook = new_workbook(stream, "A title", date(2026, 2, 15))
    write(workbook.add_worksheet("One"))
    workbook.close()
    return openpyxl.load_workbook(stream)["One"]


@pytest.mark.parametrize(
    ("texts", "lines"),
    [
        ([("short", 50)], 1),
        ([("", 50)], 1),
        ([], 1),
        ([(WORDS * 4, 53)], 1),
        ([(WORDS * 8, 53)], 2),
        ([("short", 50), (WORDS * 8, 26), ("short", 50)], 4),
        ([("one\ntwo\n" + WORDS * 8, 53)], 4),
    ],
)
def test_a_row_is_as_high_as_its_longest_text(texts: list[tuple[str, int]], lines: int) -> None:
    """A column of 53 digits has room for four times thirteen letters, with a little over; each line is 15 points."""
    sheet = written(lambda sheet: fit_row(sheet, 2, texts))
    assert (sheet.row_dimensions[3].height or 15) == 15 * lines


def test_text_stays_text_and_within_what_a_cell_holds() -> None:
    """No formula, no control character; what is longer than a cell may be is cut instead of dropped."""

    def write(sheet: Sheet) -> None:
        write_text(sheet, 0, 0, "=1+1")
        write_text(sheet, 1, 0, "one\x1b[31m two")
        write_text(sheet, 2, 0, "x" * 40_000)

    sheet = written(write)
    assert (sheet["A1"].value, sheet["A1"].data_type) == ("=1+1", "s")
    assert sheet["A2"].value == "one [31m two"
    assert sheet["A3"].value == "x" * 32_767


def test_all_columns_fit_one_numbered_page_across() -> None:
    """As many pages down as it takes."""
    sheet = written(fit_paper)
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.oddFooter.right.text == "Page &P of &N"
