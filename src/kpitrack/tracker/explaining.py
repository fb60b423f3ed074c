"""The tabs of words: how to read this workbook, and where its figures come from."""

from __future__ import annotations

from collections.abc import Iterable

import xlsxwriter

from kpitrack.model.workbook import TrackerBook
from kpitrack.tracker.appearance import STATUS_COLORS, Formats
from kpitrack.wording import tracker as words


def write_how_to_read(workbook: xlsxwriter.Workbook, formats: Formats, book: TrackerBook) -> None:
    """What every word and colour means; each status in its own colour."""
    lines = words.how_to_read(book.labels.baseline, book.labels.goal)
    colors = {name: next((c for word, c in STATUS_COLORS.items() if name.startswith(word)), None) for name, _ in lines}
    shapes = [formats.cell(c, bold=True) if (c := colors[name]) else formats.text(bold=True) for name, _ in lines]
    _write(workbook, formats, words.HOW_TAB, lines, shapes)


def write_method(workbook: xlsxwriter.Workbook, formats: Formats, book: TrackerBook) -> None:
    """Where the figures come from and how they were computed."""
    facts = (
        ("School", book.school),
        ("Program", book.program),
        ("Edition", book.edition),
        ("Data through", book.as_of.isoformat()),
    )
    lines = (*facts, *book.about)
    _write(workbook, formats, words.METHOD_TAB, lines, [formats.text(bold=True)] * len(lines))


def _write(
    workbook: xlsxwriter.Workbook, formats: Formats, name: str, lines: Iterable[tuple[str, str]], shapes: list[object]
) -> None:
    sheet = workbook.add_worksheet(name)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 110)
    text = formats.text()
    for line, ((what, meaning), shape) in enumerate(zip(lines, shapes, strict=True)):
        sheet.write_string(line, 0, what, shape)
        sheet.write_string(line, 1, meaning, text)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.protect()
