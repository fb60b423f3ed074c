"""The summary as CSV: one row per item."""

from __future__ import annotations

import csv
import io

from kpitrack.model.reporting import WeeklySummary
from kpitrack.reports.plain import cell_of_a_sheet
from kpitrack.reports.summary.parts import parts
from kpitrack.wording import english


def render(summary: WeeklySummary) -> bytes:
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(("Section", "About", "What", "Owner", "Status"))
    for part in parts(summary):
        for item in part.items:
            status = english.STATUS_WORDS[item.status] if item.status else ""
            table.writerow(
                [cell_of_a_sheet(each) for each in (part.heading, item.about, item.text, item.owner, status)]
            )
    return written.getvalue().encode("utf-8-sig")  # Excel reads UTF-8 only behind a byte order mark
