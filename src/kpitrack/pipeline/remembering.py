"""Asking the history: what was published, what differs and why, and making a past report again."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import kpitrack
from kpitrack.definitions.schedules import read_settings
from kpitrack.errors import UsageError
from kpitrack.history import comparing, fingerprints, reproducing
from kpitrack.history.ledger import Ledger, Release, shown_before
from kpitrack.history.store import Store
from kpitrack.model.ledger import Released
from kpitrack.model.program import Program
from kpitrack.model.snapshots import Snapshot, SnapshotDifference, SnapshotName
from kpitrack.pipeline.asking import load_program
from kpitrack.pipeline.composing import Frame, document_of, report_of
from kpitrack.pipeline.orders import Order, Places, places_of, scheduled_report
from kpitrack.pipeline.versioning import edition_of_snapshot


@dataclass(frozen=True, slots=True)
class Reproduction:
    """A report made again, or what keeps it from being made."""

    snapshot: Snapshot
    missing: tuple[str, ...] = ()
    files: Mapping[str, bytes] | None = None
    differing: tuple[str, ...] = ()  # files with other bytes than those that were published

    @property
    def is_exact(self) -> bool:
        return not self.missing and not self.differing


def snapshots(program: Program, order: Order) -> tuple[SnapshotName, ...]:
    """Everything in the history, oldest first."""
    with Store.read(_store(program, order)) as store:
        return store.names(program.program.id)


def snapshot(program: Program, identity: str, order: Order) -> Snapshot:
    """raises: UsageError for an unknown id."""
    with Store.read(_store(program, order)) as store:
        return store.find(program.program.id, identity)


def signed_off(program: Program, found: Snapshot, order: Order) -> Release | None:
    """Who answers for a release, and since when, as the ledger knows; None for drafts and internal reports."""
    with Ledger.read(_places(program, order).ledger) as ledger:
        entries = ledger.releases(program.program.id, found.name.release)
    if found.name.state == "draft":
        return None
    return next((each for each in entries if each.version == found.name.version), None)


def snapshot_difference(program: Program, before: str, after: str, order: Order) -> SnapshotDifference:
    """What changed from one snapshot to another, and why. raises: UsageError for an unknown id."""
    with Store.read(_store(program, order)) as store:
        earlier, later = store.find(program.program.id, before), store.find(program.program.id, after)
    if earlier.name.audience != later.name.audience:
        raise UsageError(
            f"{before} was for {earlier.name.audience} readers and {after} for {later.name.audience} ones",
            hint="compare two snapshots of one audience",
        )
    return comparing.difference(earlier, later)


def reproduce(program: Program, identity: str, order: Order) -> Reproduction:
    """Make a published report again from the definitions and exports it came from.

    raises: UsageError for an unknown id.
    """
    exports = order.exports or program.exports_folder
    with Store.read(_store(program, order)) as store:
        found = store.find(program.program.id, identity)
        gone = tuple(reproducing.missing(store, program, found, exports=exports, software=kpitrack.__version__))
        if gone:
            return Reproduction(found, missing=gone)
        earlier = store.find(program.program.id, found.compared_with) if found.compared_with else None
        rows = shown_before(_places(program, order).ledger, program.program.id, up_to=found.judged_with)
        released = Released(tuple(rows))
        with tempfile.TemporaryDirectory(prefix="kpitrack-") as folder:
            scene = reproducing.lay_out(store, program, found, exports=exports, root=Path(folder))
            files = _made_again(scene, found, earlier, released)
    published = {file.name: file.sha256 for file in found.files}
    made = {name: fingerprints.sha256(content) for name, content in files.items()}
    differing = tuple(name for name in {**published, **made} if published.get(name) != made.get(name))
    return Reproduction(found, files=files, differing=differing)


def _made_again(
    scene: reproducing.Scene, found: Snapshot, earlier: Snapshot | None, released: Released
) -> Mapping[str, bytes]:
    program = load_program(scene.targets)
    scheduled = scheduled_report(program, found.name.report)
    name = found.name
    frame = Frame(
        scheduled=scheduled,
        period=program.calendar.period(name.period),
        as_of=name.as_of,
        exports=scene.exports,
        made_at=found.made_at,
        earlier=earlier,
        released=released,
        judged_with=found.judged_with,
        edition=edition_of_snapshot(scheduled, found),
    )
    return document_of(program, frame, report_of(program, frame)).files


def _places(program: Program, order: Order) -> Places:
    return places_of(program, read_settings(program.folder), order)


def _store(program: Program, order: Order) -> Path:
    return _places(program, order).store
