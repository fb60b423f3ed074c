"""The summary as a workbook: one filterable row per item, so that each owner finds what is theirs.

Text is always written as text (no formulas, no links) and the created date is the report's own day, so that the same
summary gives the same bytes.
"""

from __future__ import annotations

import textwrap
from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any, TypeAlias

import xlsxwriter

from kpitrack.model.reporting import WeeklySummary
from kpitrack.model.statuses import Status
from kpitrack.reports.summary.parts import (
    compared_line,
    heading_facts,
    hidden_line,
    parts,
    status_line,
    warnings,
)
from kpitrack.wording import english

Sheet: TypeAlias = Any  # xlsxwriter has no types
CellFormat: TypeAlias = Any

_COLUMNS = (("Section", 26), ("About", 34), ("What", 90), ("Owner", 24), ("Status", 14))
_INKS = {Status.NOT_MET: "#9B1C1C", Status.OFF_TRACK: "#7A4A00", Status.MET: "#0B5D1E", Status.ON_TRACK: "#1F4E79"}
_LINE_HEIGHT = 15  # points
_SLACK = 6  # most letters are narrower than the digit that widths are counted in
_LONGEST_SHEET_TEXT = 32_767
_LETTER = 1


def render(summary: WeeklySummary) -> bytes:
    written = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(written, options)
    day = datetime.combine(summary.report.as_of, time(), UTC).replace(tzinfo=None)
    workbook.set_properties({"title": f"{summary.report.title}: {summary.edition.title}", "created": day})
    _write(workbook, workbook.add_worksheet("Summary"), summary)
    workbook.close()
    return written.getvalue()


def _write(workbook: Any, sheet: Sheet, summary: WeeklySummary) -> None:
    bold, plain = workbook.add_format({"bold": True}), workbook.add_format()
    caption = workbook.add_format({"bold": True, "bottom": 1})
    top = _heading(sheet, summary, bold, plain)
    for place, (name, width) in enumerate(_COLUMNS):
        sheet.set_column(place, place, width)
        sheet.write_string(top, place, name, caption)
    last = _items(workbook, sheet, summary, top)
    sheet.autofilter(top, 0, max(last, top + 1), len(_COLUMNS) - 1)
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    sheet.set_landscape()
    sheet.set_paper(_LETTER)
    sheet.fit_to_pages(1, 0)


def _heading(sheet: Sheet, summary: WeeklySummary, bold: CellFormat, plain: CellFormat) -> int:
    """returns: the row of the captions."""
    lines = [
        *((line, bold) for line in warnings(summary)),
        (f"{summary.report.title}: {summary.edition.title}", bold),
        (" · ".join(heading_facts(summary)), plain),
        (f"{status_line(summary)}. {hidden_line(summary)} {compared_line(summary)}", plain),
    ]
    for place, (line, form) in enumerate(lines):
        sheet.write_string(place, 0, line[:_LONGEST_SHEET_TEXT], form)
    return len(lines) + 1


def _items(workbook: Any, sheet: Sheet, summary: WeeklySummary, top: int) -> int:
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    inks = {
        status: workbook.add_format({"bold": True, "valign": "top", "font_color": ink}) for status, ink in _INKS.items()
    }
    row = top
    for part in parts(summary):
        for item in part.items:
            row += 1
            status = english.STATUS_WORDS[item.status] if item.status else ""
            texts = (part.heading, item.about, item.text, item.owner, status)
            lines = max(
                len(textwrap.wrap(text, width + _SLACK)) for text, (_, width) in zip(texts, _COLUMNS, strict=True)
            )
            sheet.set_row(row, _LINE_HEIGHT * max(lines, 1))
            for place, text in enumerate(texts):
                is_status = place == len(texts) - 1
                form = inks.get(item.status, wrapped) if is_status and item.status else wrapped
                sheet.write_string(row, place, text[:_LONGEST_SHEET_TEXT], form)
    return row
