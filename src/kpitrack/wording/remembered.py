"""Snapshots and their differences as lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kpitrack.model.snapshots import HashedFile, Snapshot, SnapshotDifference, SnapshotName
from kpitrack.wording import english
from kpitrack.wording.changes import cell_text, change_line, status_word

_SHORT_HASH = 12


def snapshot_lines(snapshot: Snapshot, signed: tuple[str, date] | None = None) -> Iterator[str]:
    """Heading, totals, then what it was made of. signed: by whom and when it was released, as the ledger knows."""
    yield name_line(snapshot.name)
    if signed is not None:
        by, on = signed
        yield f"Released by {by} on {english.day(on)}"
    yield f"kpitrack {snapshot.software}, stored {snapshot.made_at}"
    if snapshot.replaces is not None:
        yield f"Replaces version {snapshot.replaces}. {snapshot.why}"
    if snapshot.compared_with:
        yield f"Compared with {snapshot.compared_with}"
    for source in snapshot.unusable:
        yield f"Not usable: {source}"
    metrics = {metric.id: metric for metric in snapshot.metrics}
    totals = [cell for cell in snapshot.cells if cell.is_total]
    yield f"Results ({len(totals)}, and {len(snapshot.cells) - len(totals)} of groups)"
    for cell in totals:
        metric = metrics[cell.metric]
        yield f"  {metric.title}: {cell_text(metric, cell)}, {status_word(cell.status)}"
    yield from _files("Files", snapshot.files)
    yield from _files("Inputs", snapshot.inputs)
    yield from _files("Definitions", snapshot.definitions)


def difference_lines(found: SnapshotDifference) -> Iterator[str]:
    """What changed, cell by cell, and what differs in what they were made of."""
    yield f"From {name_line(found.before)}"
    yield f"to   {name_line(found.after)}"
    yield f"Changed ({len(found.changes)})" if found.changes else "No result has changed."
    for change in found.changes:
        yield f"  {change_line(change, with_causes=True)}"
    if found.software:
        yield f"Software: kpitrack {found.software[0]}, now {found.software[1]}"
    if found.calendar:
        yield "Calendar: changed"
    yield from _listed("Definitions", found.definitions)
    yield from _listed("Inputs", found.inputs)


def name_line(name: SnapshotName) -> str:
    state = "" if name.state == "released" else " (draft)"
    return f"{name.id}{state}: {english.period(name.period)}, data through {english.day(name.as_of)}, {name.audience}"


def _files(heading: str, files: tuple[HashedFile, ...]) -> Iterator[str]:
    yield f"{heading} ({len(files)})"
    for file in files:
        source = f"  {file.source}" if file.source else ""
        yield f"  {file.sha256[:_SHORT_HASH] or 'unreadable':<{_SHORT_HASH}}  {file.name}{source}"


def _listed(heading: str, lines: tuple[str, ...]) -> Iterator[str]:
    if lines:
        yield f"{heading} ({len(lines)})"
        yield from (f"  {line}" for line in lines)
