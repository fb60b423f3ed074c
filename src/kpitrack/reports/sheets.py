"""What all workbooks have in common: text stays text, rows are as high as their text, and the print fits its paper."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import IO, Any, TypeAlias

import xlsxwriter

from kpitrack.reports.plain import one_line

Workbook: TypeAlias = Any  # xlsxwriter has no types
Sheet: TypeAlias = Any
CellFormat: TypeAlias = Any

PAGE_WIDTH = 120  # characters that a landscape page holds at full size
_LINE_HEIGHT = 15  # points
_LETTERS = 1.1  # in the width of a digit, which columns are measured in
_LETTER_PAPER = 1
_LONGEST_TEXT = 32_767


def new_workbook(stream: IO[bytes], title: str, made: date) -> Workbook:
    """made: a day of the figures and not of the clock, so that the same figures give the same bytes."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(stream, options)
    workbook.set_properties({"title": title, "created": datetime.combine(made, time())})
    return workbook


def write_text(sheet: Sheet, row: int, column: int, text: str, form: CellFormat | None = None) -> None:
    """Never a formula or a link, without control characters, and no longer than a cell holds."""
    sheet.write_string(row, column, one_line(text)[:_LONGEST_TEXT], form)


def fit_row(sheet: Sheet, row: int, texts: Iterable[tuple[str, int]]) -> None:
    """Make a row as high as its longest wrapped text: programs other than Excel do not find the height by themselves.

    texts: each with the width of its column in characters.
    """
    lines = (sum(_lines(line, width) for line in text.split("\n")) for text, width in texts)
    sheet.set_row(row, _LINE_HEIGHT * max(lines, default=1))


def _lines(line: str, width: int) -> int:
    return len(textwrap.wrap(line, int(width * _LETTERS))) or 1


def fit_paper(sheet: Sheet) -> None:
    """Landscape, all columns on one page across, numbered."""
    sheet.set_landscape()
    sheet.set_paper(_LETTER_PAPER)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&F&RPage &P of &N")
