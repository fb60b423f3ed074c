"""The tabs of words: how to read this workbook, and where its figures come from."""

from __future__ import annotations

from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.format import Format

from kpitrack.model.workbook import TrackerBook
from kpitrack.tracker.appearance import STATUS_COLORS, Formats
from kpitrack.tracker.level_tab import page_of_words
from kpitrack.wording import tracker as words


def write_how_to_read(workbook: xlsxwriter.Workbook, formats: Formats, book: TrackerBook) -> None:
    """What every word and colour means; each status in its own colour."""
    lines = words.how_to_read(book.labels.baseline, book.labels.goal)
    colors = {name: next((c for word, c in STATUS_COLORS.items() if name.startswith(word)), None) for name, _ in lines}
    shapes = [formats.cell(c, bold=True) if (c := colors[name]) else formats.text(bold=True) for name, _ in lines]
    _write(workbook, formats, book, words.HOW_TAB, list(zip(lines, shapes, strict=True)))


def write_method(workbook: xlsxwriter.Workbook, formats: Formats, book: TrackerBook) -> None:
    """Where the figures come from and how they were computed."""
    lines = (*words.facts(book.school, book.program, book.edition, book.as_of), *book.about)
    shape = formats.text(bold=True)
    _write(workbook, formats, book, words.METHOD_TAB, [(line, shape) for line in lines])


def _write(
    workbook: xlsxwriter.Workbook,
    formats: Formats,
    book: TrackerBook,
    name: str,
    lines: Sequence[tuple[tuple[str, str], Format]],
) -> None:
    sheet = workbook.add_worksheet(name)
    sheet.set_column(0, 0, 68)
    sheet.set_column(1, 1, 100)
    for line, ((what, meaning), shape) in enumerate(lines):
        sheet.write_string(line, 0, what, shape)
        sheet.write_string(line, 1, meaning, formats.text())
    page_of_words(sheet, book)
