"""What was read back, as one CSV file that is also a source: rows with `accepted` feed the next report and tracker."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from io import StringIO

from kpitrack.model.workbook import TrackerEntries
from kpitrack.tracker.stored import entry_text
from kpitrack.wording import english
from kpitrack.wording import tracker as words

HEADER = (
    "state",
    "school",
    "level",
    "metric",
    "period",
    "figure",
    "accepted_on",
    "file",
    "sheet",
    "cell",
    "before",
    "note",
)
ACCEPTED, OVERRIDE, REJECTED = "accepted", "override", "rejected"


def write_results(entries: TrackerEntries, periods: Mapping[str, str], today: date | None = None) -> str:
    """The text of the file.

    periods: how a period is headed (`Fall 2022`) -> its id (`Fall-2022`). today: the day of reading, on which what is
    accepted without a person is accepted.
    """
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows([_safe(cell) for cell in row] for row in _rows(entries, periods, str(today or "")))
    return text.getvalue()


def _rows(entries: TrackerEntries, periods: Mapping[str, str], today: str) -> Iterator[tuple[str, ...]]:
    doubts = {each: words.differing(same) for same in entries.differing() for each in same}
    for each in entries.accepted:
        about = (each.school, each.level, each.metric, periods[each.period], entry_text(each.figure))
        yield (ACCEPTED, *about, today, each.file, each.sheet, each.cell, "", doubts.get(each, ""))
    for change in entries.overrides:
        about = (change.school, change.level, change.metric, periods[change.period], entry_text(change.typed))
        note = words.DELETED if change.typed is None else words.to_accept(ACCEPTED, HEADER[6])
        notes = english.sentences(note, doubts.get(change, ""))
        yield (OVERRIDE, *about, "", change.file, change.sheet, change.cell, change.written, notes)
    for refused in entries.rejected:
        about = (refused.school, refused.level, refused.metric, periods.get(refused.period, ""), "")
        yield (REJECTED, *about, "", refused.file, refused.sheet, refused.cell, refused.typed, refused.why)


def _safe(text: str) -> str:
    """A cell that begins like a formula is run when the file is opened; a quote in front keeps it text."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
