"""Which version of a release a document is: the same content is the same release, other content a correction."""

from __future__ import annotations

from datetime import date

from kpitrack.history import comparing, fingerprints
from kpitrack.history.ledger import Ledger, Release
from kpitrack.history.store import Store
from kpitrack.model.program import Program
from kpitrack.model.reporting import Edition, ScheduledReport
from kpitrack.model.snapshots import Snapshot


def known_release(store: Store, ledger: Ledger, program: Program, name: str) -> Release | None:
    """The newest version of a release. Internal reports never enter the ledger; the history alone knows theirs."""
    return ledger.newest(program.program.id, name) or _internal_release(store, program, name)


def edition_of_release(scheduled: ScheduledReport, name: str, known: Release | None) -> Edition:
    """What is made again under the name of a release is first made as the version that is known."""
    if known is None:
        return Edition(scheduled.id, scheduled.title, name)
    return Edition(scheduled.id, scheduled.title, name, known.version, known.replaces, known.why)


def edition_of_snapshot(scheduled: ScheduledReport, snapshot: Snapshot) -> Edition:
    name = snapshot.name
    return Edition(name.report, scheduled.title, name.release, name.version, snapshot.replaces, snapshot.why)


def release_of(snapshot: Snapshot, on: date, signed_by: str) -> Release:
    name = snapshot.name
    return Release(
        program=snapshot.program,
        release=name.release,
        version=name.version,
        report=name.report,
        period=name.period,
        as_of=name.as_of,
        audience="public" if name.audience == "public" else "shared",
        released_on=on,
        signed_by=signed_by,
        content=fingerprints.of_content(snapshot.files),
        snapshot=name.id,
        replaces=snapshot.replaces,
        why=snapshot.why,
    )


def why_corrected(store: Store, program: Program, known: Release, now: Snapshot) -> str:
    """What made this version differ from the one before; the history may lack it after a crash."""
    if not any(each.id == known.snapshot for each in store.names(program.program.id)):
        return ""
    return comparing.why(store.find(program.program.id, known.snapshot), now)


def _internal_release(store: Store, program: Program, release: str) -> Release | None:
    names = [
        each
        for each in store.names(program.program.id)
        if each.release == release and each.state == "released" and each.audience == "internal"
    ]
    if not names:
        return None
    newest = store.find(program.program.id, max(names, key=lambda each: each.version).id)
    return release_of(newest, newest.name.as_of, "")
