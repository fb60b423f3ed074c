"""One filled workbook -> the bytes of one file. Same input, same bytes.

Every formula carries its value from our own arithmetic, because previewers and readers do not calculate. All text is
written as text, so nothing that begins with = + - or @ is ever run.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import xlsxwriter

from kpitrack.model.workbook import TrackerBook
from kpitrack.tracker.appearance import Formats
from kpitrack.tracker.explaining import write_how_to_read, write_method
from kpitrack.tracker.glance_tab import GlanceSheet
from kpitrack.tracker.identity import properties_of
from kpitrack.tracker.level_tab import LevelSheet
from kpitrack.tracker.path_tab import PathSheet

CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # fixed: the day of writing is no part of the content


def workbook_bytes(book: TrackerBook) -> bytes:
    """The file."""
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(target, options)
    workbook.set_properties({"title": f"{book.file} - {book.school}", "created": CREATED})
    for name, value in properties_of(book):
        workbook.set_custom_property(name, value, "text")
    formats = Formats(workbook)
    glance = GlanceSheet(workbook, formats)
    levels = [LevelSheet(workbook, formats, book, tab) for tab in book.tabs]
    paths = [PathSheet(workbook, formats, level) for level in levels]
    glance.write(levels)
    for level in levels:
        level.write()
    for path in paths:
        path.write()
    write_how_to_read(workbook, formats, book)
    write_method(workbook, formats, book)
    workbook.close()
    return target.getvalue()
