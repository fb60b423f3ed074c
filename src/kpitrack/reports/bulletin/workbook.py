"""A bulletin as a workbook: one filterable row per item, so that each owner finds what is theirs; tables on sheets.

Text is always written as text (no formulas, no links) and the created date is the report's own day, so that the same
bulletin gives the same bytes.
"""

from __future__ import annotations

import textwrap
from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any, TypeAlias

import xlsxwriter

from kpitrack.model.bulletins import Bulletin
from kpitrack.model.statuses import Status
from kpitrack.reports.bulletin.content import Part, Table
from kpitrack.reports.bulletin.parts import heading_facts, parts, top_lines, warnings
from kpitrack.reports.workbook import add_results
from kpitrack.wording import english

Workbook: TypeAlias = Any  # xlsxwriter has no types
Sheet: TypeAlias = Any
CellFormat: TypeAlias = Any

_COLUMNS = (("Section", 26), ("About", 34), ("What", 90), ("Owner", 24), ("Status", 14))
_INKS = {Status.NOT_MET: "#9B1C1C", Status.OFF_TRACK: "#7A4A00", Status.MET: "#0B5D1E", Status.ON_TRACK: "#1F4E79"}
_LINE_HEIGHT = 15  # points
_SLACK = 6  # most letters are narrower than the digit that widths are counted in
_LONGEST_SHEET_TEXT, _LONGEST_SHEET_NAME = 32_767, 31
_LETTER = 1


def render(bulletin: Bulletin) -> bytes:
    written = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(written, options)
    day = datetime.combine(bulletin.report.as_of, time(), UTC).replace(tzinfo=None)
    workbook.set_properties({"title": bulletin.title, "created": day})
    made = parts(bulletin)
    _write(workbook, workbook.add_worksheet("Summary"), bulletin, made)
    for part in made:
        if part.content.table:
            _write_table(workbook, workbook.add_worksheet(part.heading[:_LONGEST_SHEET_NAME]), part.content.table)
    if any(part.content.has_results for part in made):
        add_results(workbook, bulletin.report)
    workbook.close()
    return written.getvalue()


def _write(workbook: Workbook, sheet: Sheet, bulletin: Bulletin, made: tuple[Part, ...]) -> None:
    top = _heading(workbook, sheet, bulletin)
    caption = workbook.add_format({"bold": True, "bottom": 1})
    for place, (name, width) in enumerate(_COLUMNS):
        sheet.set_column(place, place, width)
        sheet.write_string(top, place, name, caption)
    last = _items(workbook, sheet, made, top)
    sheet.autofilter(top, 0, max(last, top + 1), len(_COLUMNS) - 1)
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    _for_paper(sheet)


def _for_paper(sheet: Sheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(_LETTER)
    sheet.fit_to_pages(1, 0)


def _heading(workbook: Workbook, sheet: Sheet, bulletin: Bulletin) -> int:
    """returns: the row of the captions."""
    bold, plain = workbook.add_format({"bold": True}), workbook.add_format()
    lines = [
        *((line, bold) for line in warnings(bulletin)),
        (bulletin.title, bold),
        (" · ".join(heading_facts(bulletin)), plain),
        (" ".join(top_lines(bulletin)), plain),
    ]
    for place, (line, form) in enumerate(lines):
        sheet.write_string(place, 0, line[:_LONGEST_SHEET_TEXT], form)
    return len(lines) + 1


def _items(workbook: Workbook, sheet: Sheet, made: tuple[Part, ...], top: int) -> int:
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    inks = _inks(workbook)
    row = top
    for part in made:
        for texts, status in _rows(part):
            row += 1
            lines = max(
                len(textwrap.wrap(text, width + _SLACK)) for text, (_, width) in zip(texts, _COLUMNS, strict=True)
            )
            sheet.set_row(row, _LINE_HEIGHT * max(lines, 1))
            for place, text in enumerate(texts):
                form = inks.get(status, wrapped) if place == len(texts) - 1 and status else wrapped
                sheet.write_string(row, place, text[:_LONGEST_SHEET_TEXT], form)
    return row


def _rows(part: Part) -> list[tuple[tuple[str, ...], Status | None]]:
    """Sentences, then items; tables stand on sheets of their own."""
    told = [*part.content.lead, *((part.nothing,) if part.nothing else ())]
    lines: list[tuple[tuple[str, ...], Status | None]] = [((part.heading, "", line, "", ""), None) for line in told]
    for item in part.items:
        status = english.STATUS_WORDS[item.status] if item.status else ""
        lines.append(((part.heading, item.about, item.text, item.owner, status), item.status))
    return lines


def _write_table(workbook: Workbook, sheet: Sheet, table: Table) -> None:
    bold, caption = workbook.add_format({"bold": True}), workbook.add_format({"bold": True, "bottom": 1})
    right = workbook.add_format({"bold": True, "bottom": 1, "align": "right"})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    number = workbook.add_format({"align": "right", "valign": "top"})
    inks = _inks(workbook)
    sheet.write_string(0, 0, table.caption, bold)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(2, place, column.caption, right if column.is_number else caption)
    for at, row in enumerate(table.rows, start=3):
        for place, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
            is_status = place == len(row.cells) - 1 and row.status
            form = inks.get(row.status, wrapped) if is_status else number if column.is_number else wrapped
            if column.is_number and cell.isdigit():
                sheet.write_number(at, place, int(cell), form)
            else:
                sheet.write_string(at, place, cell[:_LONGEST_SHEET_TEXT], form)
    sheet.autofilter(2, 0, 2 + len(table.rows), len(table.columns) - 1)
    sheet.freeze_panes(3, 1)
    _for_paper(sheet)


def _inks(workbook: Workbook) -> dict[Status | None, CellFormat]:
    return {
        status: workbook.add_format({"bold": True, "valign": "top", "font_color": ink}) for status, ink in _INKS.items()
    }
