"""Which version of a release a document is: the same content is the same release, other content a correction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from kpitrack.history import comparing, fingerprints
from kpitrack.history.ledger import Ledger, Release
from kpitrack.history.store import Store
from kpitrack.model.editions import Edition
from kpitrack.model.program import Program
from kpitrack.model.reporting import ScheduledReport
from kpitrack.model.snapshots import Snapshot
from kpitrack.pipeline.orders import Order

_FAR_BACK = timedelta(days=14)


def known_release(store: Store, ledger: Ledger, program: Program, name: str) -> Release | None:
    """The newest version of a release. Internal reports never enter the ledger; the history alone knows theirs."""
    return ledger.newest(program.program.id, name) or _internal_release(store, program, name)


def new_edition(program: Program, scheduled: ScheduledReport, name: str, order: Order) -> Edition:
    """What is printed on a release made by this run."""
    pinned = program.program.pinned_as_of
    return Edition(
        report=scheduled.id,
        title=scheduled.title,
        release=name,
        signed_by=order.signed_by,
        signed_on=order.today if order.signed_by else None,
        is_old=order.as_of is None and pinned is not None and order.today - pinned >= _FAR_BACK,
    )


def known_edition(store: Store, new: Edition, program: Program, known: Release) -> Edition:
    """What is made again is first made as it was printed then; after a crash the history may not know."""
    edition = replace(new, version=known.version, replaces=known.replaces, why=known.why)
    if not _is_remembered(store, program, known):
        return edition
    then = store.find(program.program.id, known.snapshot)
    return replace(edition, signed_by=then.signed_by, signed_on=then.signed_on, is_old=then.is_old)


def edition_of_snapshot(scheduled: ScheduledReport, snapshot: Snapshot) -> Edition:
    name = snapshot.name
    return Edition(
        report=name.report,
        title=scheduled.title,
        release=name.release,
        version=name.version,
        replaces=snapshot.replaces,
        why=snapshot.why,
        signed_by=snapshot.signed_by,
        signed_on=snapshot.signed_on,
        is_old=snapshot.is_old,
    )


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
    if not _is_remembered(store, program, known):
        return ""
    return comparing.why(store.find(program.program.id, known.snapshot), now)


def _is_remembered(store: Store, program: Program, known: Release) -> bool:
    return any(each.id == known.snapshot for each in store.names(program.program.id))


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
