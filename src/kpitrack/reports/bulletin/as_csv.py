"""A bulletin as CSV: one row per sentence, item, table row and result."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from kpitrack.model.bulletins import Bulletin
from kpitrack.model.published import Report, status_of
from kpitrack.reports.bulletin.content import Part
from kpitrack.reports.bulletin.parts import parts, warnings
from kpitrack.reports.plain import cell_of_a_sheet
from kpitrack.wording import english, sentence

_CAPTIONS = ("Section", "About", "What", "Owner", "Status")


def render(bulletin: Bulletin) -> bytes:
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(_CAPTIONS)
    for line in warnings(bulletin):
        table.writerow(["", "", cell_of_a_sheet(line), "", ""])
    for part in parts(bulletin):
        for row in _rows(bulletin.report, part):
            table.writerow([cell_of_a_sheet(each) for each in row])
    return written.getvalue().encode("utf-8-sig")  # Excel reads UTF-8 only behind a byte order mark


def _rows(report: Report, part: Part) -> Iterator[tuple[str, ...]]:
    yield from ((part.heading, "", line, "", "") for line in part.content.lead)
    for item in part.items:
        status = english.STATUS_WORDS[item.status] if item.status else ""
        yield (part.heading, item.about, item.text, item.owner, status)
    for row in part.content.table.rows if part.content.table else ():
        status = english.STATUS_WORDS[row.status] if row.status else ""
        yield (part.heading, row.cells[0], row.line, "", status)
    if part.content.has_results:
        for metric in report.metrics:
            status = english.STATUS_WORDS[status_of(metric.total)]
            yield (part.heading, metric.title, sentence(metric), metric.owner, status)
