"""The data dictionary as a workbook: one filterable row per metric, and the words on a second sheet."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from kpitrack.reports.plain import one_line
from kpitrack.wording.dictionary import CAPTIONS, Dictionary

_WIDTHS = {"title": 34, "formula": 60, "sources": 44, "targets": 50, "alerts": 36, "notes": 50, "provenance": 60}
_USUAL_WIDTH = 18
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - the same definitions give the same bytes, on every day


def render(found: Dictionary) -> bytes:
    written = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(written, options)
    workbook.set_properties({"title": f"{found.title}: data dictionary", "created": _MADE})
    head = workbook.add_format({"bold": True, "bg_color": "#1f4e79", "font_color": "#ffffff", "valign": "top"})
    text = workbook.add_format({"text_wrap": True, "valign": "top"})
    _write_metrics(workbook.add_worksheet("Metrics"), found, head, text)
    _write_words(workbook.add_worksheet("Words"), found, head, text)
    workbook.close()
    return written.getvalue()


def _write_metrics(sheet: Any, found: Dictionary, head: Any, text: Any) -> None:
    for place, (key, caption) in enumerate(CAPTIONS.items()):
        sheet.set_column(place, place, _WIDTHS.get(key, _USUAL_WIDTH))
        sheet.write_string(0, place, caption, head)
        for row, entry in enumerate(found.entries, start=1):
            value = getattr(entry, key)
            lines = value if isinstance(value, tuple) else (value,)
            sheet.write_string(row, place, "\n".join(one_line(line) for line in lines), text)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(found.entries), len(CAPTIONS) - 1)


def _write_words(sheet: Any, found: Dictionary, head: Any, text: Any) -> None:
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 110)
    for place, caption in enumerate(("Word", "Meaning")):
        sheet.write_string(0, place, caption, head)
    for row, term in enumerate(found.terms, start=1):
        sheet.write_string(row, 0, one_line(term.name), text)
        sheet.write_string(row, 1, one_line(term.meaning), text)
    sheet.freeze_panes(1, 0)
