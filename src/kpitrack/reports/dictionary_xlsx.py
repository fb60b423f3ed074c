"""The data dictionary as a workbook: one filterable row per metric, and the words on a second sheet."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from kpitrack.reports.plain import one_line
from kpitrack.reports.sheets import CellFormat, Sheet, fit_paper, fit_row, new_workbook, write_text
from kpitrack.wording.dictionary import CAPTIONS, Dictionary

_WIDTHS = {"title": 34, "formula": 60, "sources": 44, "targets": 50, "alerts": 36, "notes": 50, "provenance": 60}
_USUAL_WIDTH = 18
_WORD, _MEANING = 26, 94
_MADE = date(2000, 1, 1)  # the same definitions give the same bytes, on every day


def render(found: Dictionary) -> bytes:
    written = BytesIO()
    workbook = new_workbook(written, f"{found.title}: data dictionary", _MADE)
    head = workbook.add_format({"bold": True, "bg_color": "#1f4e79", "font_color": "#ffffff", "valign": "top"})
    text = workbook.add_format({"text_wrap": True, "valign": "top"})
    _write_metrics(workbook.add_worksheet("Metrics"), found, head, text)
    _write_words(workbook.add_worksheet("Words"), found, head, text)
    workbook.close()
    return written.getvalue()


def _write_metrics(sheet: Sheet, found: Dictionary, head: CellFormat, text: CellFormat) -> None:
    widths = [_WIDTHS.get(key, _USUAL_WIDTH) for key in CAPTIONS]
    for place, (caption, width) in enumerate(zip(CAPTIONS.values(), widths, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, caption, head)
    for row, entry in enumerate(found.entries, start=1):
        cells = [_cell(getattr(entry, key)) for key in CAPTIONS]
        fit_row(sheet, row, zip(cells, widths, strict=True))
        for place, cell in enumerate(cells):
            sheet.write_string(row, place, cell, text)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(found.entries), len(CAPTIONS) - 1)
    sheet.print_area(0, 0, len(found.entries), list(CAPTIONS).index("targets"))  # more would be too small to read
    sheet.repeat_rows(0)
    fit_paper(sheet)


def _cell(value: str | tuple[str, ...]) -> str:
    lines = value if isinstance(value, tuple) else (value,)
    return "\n".join(one_line(line) for line in lines)


def _write_words(sheet: Sheet, found: Dictionary, head: CellFormat, text: CellFormat) -> None:
    for place, (caption, width) in enumerate((("Word", _WORD), ("Meaning", _MEANING))):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, caption, head)
    for row, term in enumerate(found.terms, start=1):
        fit_row(sheet, row, [(term.name, _WORD), (term.meaning, _MEANING)])
        write_text(sheet, row, 0, term.name, text)
        write_text(sheet, row, 1, term.meaning, text)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    fit_paper(sheet)
