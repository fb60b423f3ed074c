"""What was read back, as one CSV file that is also a source: rows with `accepted` feed the next report and tracker."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from io import StringIO

from kpitrack.model.workbook import TrackerEntries
from kpitrack.tracker.stored import entry_text

HEADER = ("state", "school", "level", "metric", "period", "figure", "file", "sheet", "cell", "before", "note")
ACCEPTED, OVERRIDE, REJECTED = "accepted", "override", "rejected"
ACCEPT = f"write {ACCEPTED} in the first column"


def write_results(entries: TrackerEntries, periods: Mapping[str, str]) -> str:
    """The text of the file. periods: how a period is headed (`Fall 2022`) -> its id (`Fall-2022`)."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows([_safe(cell) for cell in row] for row in _rows(entries, periods))
    return text.getvalue()


def _rows(entries: TrackerEntries, periods: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    for each in entries.accepted:
        about = (each.school, each.level, each.metric, periods[each.period], entry_text(each.figure))
        yield (ACCEPTED, *about, each.file, each.sheet, each.cell, "", "")
    for change in entries.overrides:
        about = (change.school, change.level, change.metric, periods[change.period], entry_text(change.typed))
        note = "deleted a computed figure" if change.typed is None else "replaces a computed figure"
        hint = f"{note}; what the survey counted stands: correct its export. If typed before: {ACCEPT}"
        yield (OVERRIDE, *about, change.file, change.sheet, change.cell, change.written, hint)
    for refused in entries.rejected:
        about = (refused.school, refused.level, refused.metric, periods.get(refused.period, ""), "")
        yield (REJECTED, *about, refused.file, refused.sheet, refused.cell, refused.typed, refused.why)


def _safe(text: str) -> str:
    """A cell that begins like a formula is run when the file is opened; a quote in front keeps it text."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
