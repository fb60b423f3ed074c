"""A bulletin as a workbook: one filterable row per item, so that each owner finds what is theirs; tables on sheets."""

from __future__ import annotations

from io import BytesIO

from kpitrack.model.bulletins import Bulletin
from kpitrack.model.statuses import Status
from kpitrack.reports.bulletin.content import Part, Table
from kpitrack.reports.bulletin.parts import heading_facts, parts, top_lines, warnings
from kpitrack.reports.sheets import CellFormat, Sheet, Workbook, fit_paper, fit_row, new_workbook, write_text
from kpitrack.reports.workbook import add_results
from kpitrack.wording import english

_COLUMNS = (("Section", 26), ("About", 34), ("What", 90), ("Owner", 24), ("Status", 14))
_INKS = {Status.NOT_MET: "#9B1C1C", Status.OFF_TRACK: "#7A4A00", Status.MET: "#0B5D1E", Status.ON_TRACK: "#1F4E79"}
_LONGEST_SHEET_NAME = 31


def render(bulletin: Bulletin) -> bytes:
    written = BytesIO()
    workbook = new_workbook(written, bulletin.title, bulletin.report.as_of)
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
    fit_paper(sheet)


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
        write_text(sheet, place, 0, line, form)
    return len(lines) + 1


def _items(workbook: Workbook, sheet: Sheet, made: tuple[Part, ...], top: int) -> int:
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    inks = _inks(workbook)
    row = top
    for part in made:
        for texts, status in _rows(part):
            row += 1
            fit_row(sheet, row, ((text, width) for text, (_, width) in zip(texts, _COLUMNS, strict=True)))
            for place, text in enumerate(texts):
                form = inks.get(status, wrapped) if place == len(texts) - 1 and status else wrapped
                write_text(sheet, row, place, text, form)
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
        fit_row(sheet, at, ((cell, column.width) for cell, column in zip(row.cells, table.columns, strict=True)))
        for place, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
            is_status = place == len(row.cells) - 1 and row.status
            form = inks.get(row.status, wrapped) if is_status else number if column.is_number else wrapped
            if column.is_number and cell.isdigit():
                sheet.write_number(at, place, int(cell), form)
            else:
                write_text(sheet, at, place, cell, form)
    sheet.autofilter(2, 0, 2 + len(table.rows), len(table.columns) - 1)
    sheet.freeze_panes(3, 1)
    fit_paper(sheet)


def _inks(workbook: Workbook) -> dict[Status | None, CellFormat]:
    return {
        status: workbook.add_format({"bold": True, "valign": "top", "font_color": ink}) for status, ink in _INKS.items()
    }
