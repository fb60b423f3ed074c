"""A scheduled report: composed, compared with what was released under its name, entered in the ledger, shown."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal, TypeAlias

from kpitrack.definitions.schedules import read_settings
from kpitrack.errors import UsageError
from kpitrack.history.ledger import Ledger
from kpitrack.history.store import Keepsake, Store
from kpitrack.model.bulletins import Bulletin
from kpitrack.model.calendar import Period
from kpitrack.model.editions import Edition
from kpitrack.model.ledger import Released
from kpitrack.model.program import Program
from kpitrack.model.reporting import ScheduledReport
from kpitrack.model.snapshots import Snapshot
from kpitrack.pipeline import drafting
from kpitrack.pipeline.asking import find_period
from kpitrack.pipeline.composing import Document, Frame, document_of, report_of
from kpitrack.pipeline.delivering import Delivery, alone
from kpitrack.pipeline.orders import Order, Places, places_of, scheduled_report
from kpitrack.pipeline.versioning import (
    edition_of_snapshot,
    known_edition,
    known_release,
    new_edition,
    why_corrected,
)
from kpitrack.verdicts import dated_targets

PublicationState: TypeAlias = Literal["released", "unchanged", "draft", "dry run"]


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published, or would be."""

    scheduled: ScheduledReport
    state: PublicationState
    snapshot: Snapshot
    files: Mapping[str, bytes]  # name -> content
    edition: Edition
    bulletin: Bulletin | None = None  # None where a draft was released: it is not made again
    paths: tuple[Path, ...] = ()  # where the files stand
    forgotten: int = 0  # kept inputs whose last day had passed


def publish(program: Program, name: str, order: Order) -> Publication:
    """Make a report of reports.yaml; unless it is a draft, release it.

    The same content again is the same release. Other content under the name of a release is a correction with the next
    number, in files of its own: nothing that was shown is overwritten.
    raises: UsageError for an unknown report or a place that cannot be written; LockedError at once if another run is
            publishing.
    """
    settings = read_settings(program.folder)
    scheduled = scheduled_report(program, name)
    places = places_of(program, settings, order)
    with nullcontext() if order.dry_run else alone(places):
        made = _compose(program, scheduled, order, places)
        if order.dry_run:
            return replace(made, state="dry run")
        delivery = Delivery(program, settings, order, places)
        return _put_aside(delivery, made) if order.draft else _bring_out(delivery, made)


def release(program: Program, draft: str, order: Order) -> Publication:
    """Release exactly the figures of a draft. A run that was killed is mended by the same command.

    raises: UsageError if there is no such draft, its files have changed, or another version was released meanwhile;
            ReleaseRefused if something was shown since that contradicts it, or that gives away what it hides.
    """
    settings = read_settings(program.folder)
    delivery = Delivery(program, settings, order, places_of(program, settings, order))
    folder = delivery.places.output / drafting.FOLDER
    with alone(delivery.places):
        with Store.read(delivery.places.store) as store:
            snapshot = store.find(program.program.id, draft)
            released, files = drafting.release_of_draft(store, snapshot)
        drafting.must_be_untouched(folder, snapshot)
        is_entered = drafting.must_be_next(program, delivery.places, released)
        if not is_entered:
            delivery.must_be_safe(released)
        with delivery.files(delivery.places.output, released.name.id, files) as outbox:
            if not is_entered:
                delivery.enter(released)
            with Store.open(delivery.places.store) as store:
                store.save(released)
        paths = outbox.reveal()
        with Store.open(delivery.places.store) as store:
            store.remove_draft(program.program.id, snapshot)
    for file in snapshot.draft_files:
        (folder / file.name).unlink(missing_ok=True)
    scheduled = scheduled_report(program, released.name.report)
    return Publication(scheduled, "released", released, files, edition_of_snapshot(scheduled, released), paths=paths)


# --- Making -----------------------------------------------------------------------------------------------------


def _compose(program: Program, scheduled: ScheduledReport, order: Order, places: Places) -> Publication:
    """The document under its name, as the version that it turns out to be."""
    as_of = order.as_of or program.program.pinned_as_of
    if as_of is None:
        raise UsageError("no as-of date is given", hint="--as-of 2026-02-15")
    period = _period(program, scheduled, order.period, as_of)
    name = f"{scheduled.id}-{as_of if scheduled.every == 'week' else period.id}"
    with Store.read(places.store) as store, Ledger.read(places.ledger) as ledger:
        known = known_release(store, ledger, program, name)
        edition = new_edition(program, scheduled, name, order)
        last = ledger.last_entry()
        seen = known.entry - 1 if known and known.entry else last  # what was known when it was released
        frame = Frame(
            scheduled=scheduled,
            period=period,
            as_of=as_of,
            exports=order.exports or program.exports_folder,
            made_at=order.made_at,
            earlier=store.before(program.program.id, scheduled.id, name, as_of),
            released=Released(tuple(ledger.rows(program.program.id, up_to=seen))),
            judged_with=seen,
            edition=known_edition(store, edition, program, known) if known else edition,
        )
        document = document_of(program, frame, report_of(program, frame))
        if known is None:
            return _publication(frame, document, "released")
        if document.content == known.content:
            return _publication(frame, _as_told_now(document, edition), "unchanged")
        why = order.why or why_corrected(store, program, known, document.snapshot)
        rows = Released(tuple(ledger.rows(program.program.id)))  # with what it replaces, and everything since
    edition = replace(edition, version=known.version + 1, replaces=known.version, why=why)
    corrected = replace(frame, edition=edition, released=rows, judged_with=last)
    return _publication(corrected, document_of(program, corrected, report_of(program, corrected)), "released")


def _as_told_now(document: Document, edition: Edition) -> Document:
    """What a run says about an old release: its files stay as they are, but its data may have become old since."""
    report = document.bulletin.report
    assert report.edition is not None
    told = replace(report, edition=replace(report.edition, is_old=edition.is_old))
    return replace(document, bulletin=replace(document.bulletin, report=told))


def _publication(frame: Frame, document: Document, state: PublicationState) -> Publication:
    return Publication(
        scheduled=frame.scheduled,
        state=state,
        snapshot=document.snapshot,
        files=document.files,
        edition=frame.edition,
        bulletin=document.bulletin,
    )


def _period(program: Program, scheduled: ScheduledReport, written: str | None, as_of: date) -> Period:
    if written is not None:
        return find_period(program.calendar, written, as_of)
    periods = _periods_with_promises(program, scheduled.every, as_of)
    if not program.calendar.every(scheduled.every):
        where = f"reports.yaml: {scheduled.id}"
        raise UsageError(f"this calendar has no {scheduled.every}s", where=where, hint="`every: month`")
    period = scheduled.period_of(periods, as_of)
    if period is None:
        raise UsageError(f"the calendar begins after {as_of}", hint="--as-of with a later day")
    return period


def _periods_with_promises(program: Program, rhythm: str, as_of: date) -> tuple[Period, ...]:
    """Without the years before the first promise falls due: they are in the calendar for comparisons only."""
    due = [each.due for metric in program.metrics.values() for each in dated_targets(program.calendar, metric, as_of)]
    years = [year for year in program.calendar.every("year") if due and min(due) in year]
    first = years[0].start if years else date.min
    return tuple(period for period in program.calendar.every(rhythm) if period.start >= first)


# --- Bringing out -----------------------------------------------------------------------------------------------


def _bring_out(delivery: Delivery, made: Publication) -> Publication:
    with delivery.files(delivery.places.output, made.edition.stem, made.files) as outbox:
        if made.state != "unchanged":
            delivery.enter(made.snapshot)
        forgotten = delivery.remember(made.snapshot)
    return replace(made, paths=outbox.reveal(), forgotten=forgotten)


def _put_aside(delivery: Delivery, made: Publication) -> Publication:
    """As a draft. One of what is released already would release nothing."""
    if made.state == "unchanged":
        return made
    assert made.bulletin is not None
    draft, files, snapshot = drafting.as_draft(made.snapshot, made.bulletin)
    waiting = [Keepsake(content) for content in made.files.values()]
    with delivery.files(delivery.places.output / drafting.FOLDER, snapshot.name.id, files) as outbox:
        forgotten = delivery.remember(snapshot, waiting)
    return replace(
        made,
        bulletin=draft,
        snapshot=snapshot,
        files=files,
        state="draft",
        paths=outbox.reveal(),
        forgotten=forgotten,
    )
