"""Two snapshots -> what changed, cell by cell, and what can have caused it.

A cause is named when it is a fact: a file behind the metric has other bytes, its definition reads otherwise, the
calendar or the program's version is another one, or the day moved on. Several may hold at once; then all are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kpitrack.model.ledger import Categories
from kpitrack.model.snapshots import (
    Cause,
    HashedFile,
    MetricChange,
    Snapshot,
    SnapshotCell,
    SnapshotDifference,
    SnapshotMetric,
)
from kpitrack.wording import changes as words


def difference(before: Snapshot, after: Snapshot) -> SnapshotDifference:
    return SnapshotDifference(
        before=before.name,
        after=after.name,
        changes=tuple(changes(before, after)),
        inputs=tuple(_files(before.inputs, after.inputs)),
        definitions=tuple(_files(before.definitions, after.definitions)),
        software=(before.software, after.software) if before.software != after.software else None,
        calendar=before.calendar != after.calendar,
    )


def changes(before: Snapshot, after: Snapshot) -> Iterator[MetricChange]:
    """Every cell that reads otherwise, in the order of the later report; what is gone comes last."""
    metrics = {metric.id: metric for metric in (*before.metrics, *after.metrics)}
    was, now = _cells(before), _cells(after)
    for key in dict.fromkeys((*now, *was)):
        old, new = was.get(key), now.get(key)
        if old != new:
            name, categories = key
            yield MetricChange(metrics[name], categories, old, new, _causes(before, after, name))


def why(before: Snapshot, after: Snapshot) -> str:
    """One sentence for a correction: what made it differ from what it replaces."""
    found = difference(before, after)
    facts: dict[Cause, bool] = {
        "data": bool(found.inputs),
        "definition": bool(found.definitions),
        "calendar": found.calendar,
        "software": found.software is not None,
        "day": before.name.as_of != after.name.as_of,
    }
    causes: list[Cause] = [cause for change in found.changes for cause in change.causes if cause != "unknown"]
    named = dict.fromkeys(causes or [cause for cause, holds in facts.items() if holds])
    return words.correction_because(tuple(named), found.inputs)


def _causes(before: Snapshot, after: Snapshot, metric: str) -> tuple[Cause, ...]:
    old, new = _metric(before, metric), _metric(after, metric)
    found: dict[Cause, bool] = {
        "data": _inputs_of(before, old) != _inputs_of(after, new),
        "definition": (old.definition if old else "") != (new.definition if new else ""),
        "calendar": before.calendar != after.calendar,
        "software": before.software != after.software,
        "day": before.name.as_of != after.name.as_of or (old is not None and new is not None and _moved(old, new)),
    }
    return tuple(cause for cause, holds in found.items() if holds) or ("unknown",)


def _moved(old: SnapshotMetric, new: SnapshotMetric) -> bool:
    return (old.period, old.through) != (new.period, new.through)


def _inputs_of(snapshot: Snapshot, metric: SnapshotMetric | None) -> frozenset[HashedFile]:
    sources = metric.sources if metric else ()
    return frozenset(file for file in snapshot.inputs if file.source in sources)


def _metric(snapshot: Snapshot, name: str) -> SnapshotMetric | None:
    return next((metric for metric in snapshot.metrics if metric.id == name), None)


def _cells(snapshot: Snapshot) -> Mapping[tuple[str, Categories], SnapshotCell]:
    return {(cell.metric, cell.categories): cell for cell in snapshot.cells}


def _files(before: Iterable[HashedFile], after: Iterable[HashedFile]) -> Iterator[str]:
    """Files with other bytes, new ones, and those no longer there."""
    was = {(file.source, file.name): file.sha256 for file in before}
    now = {(file.source, file.name): file.sha256 for file in after}
    for key in sorted({*was, *now}):
        old, new = was.get(key), now.get(key)
        if old != new:
            yield words.file_change(key[1], is_new=old is None, is_gone=new is None)
