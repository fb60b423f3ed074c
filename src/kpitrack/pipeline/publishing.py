"""A scheduled report: composed, compared with what was released under its name, entered in the ledger, shown.

The order is what keeps a crash harmless: files complete but out of sight, ledger, history, files in sight. Every step
may be done again, so a run that was killed is mended by running it again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, TypeAlias

from kpitrack.definitions.schedules import read_reports, read_settings
from kpitrack.errors import KpitrackError, UsageError, did_you_mean
from kpitrack.history import comparing, fingerprints
from kpitrack.history.ledger import Ledger, Release, rows_of
from kpitrack.history.locking import only_run
from kpitrack.history.outbox import Outbox
from kpitrack.history.store import Keepsake, Store
from kpitrack.model.calendar import Period
from kpitrack.model.program import Program
from kpitrack.model.published import Report
from kpitrack.model.reporting import Edition, ScheduledReport, Settings, WeeklySummary
from kpitrack.model.snapshots import Snapshot
from kpitrack.pipeline.asking import find_period
from kpitrack.pipeline.composing import Document, Frame, document_of, report_of
from kpitrack.verdicts import dated_targets

DRAFTS = "drafts"
PublicationState: TypeAlias = Literal["released", "unchanged", "draft", "dry run"]


class ReleaseRefused(KpitrackError):
    """The gate: a draft that was judged without what has been shown since."""

    exit_code = 3


@dataclass(frozen=True, slots=True)
class Order:
    """What to publish, where, and on whose word. Nothing here is read from a clock: `today` and `made_at` are given."""

    today: date
    made_at: str  # stored beside the snapshot, printed nowhere
    as_of: date | None = None  # the program's pinned day goes before it
    period: str | None = None  # in place of the one that the rhythm says
    exports: Path | None = None
    output: Path | None = None
    store: Path | None = None  # folder of history, ledger and log, in place of settings.yaml
    draft: bool = False
    dry_run: bool = False
    signed_by: str = ""
    why: str = ""  # of a correction


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published, or would be."""

    scheduled: ScheduledReport
    state: PublicationState
    snapshot: Snapshot
    files: Mapping[str, bytes]  # name -> content
    edition: Edition
    report: Report | None = None  # None where a draft was released: it is not made again
    summary: WeeklySummary | None = None
    paths: tuple[Path, ...] = ()  # where the files stand
    forgotten: int = 0  # kept inputs whose last day had passed


@dataclass(frozen=True, slots=True)
class Places:
    """Where this installation keeps its things."""

    store: Path
    ledger: Path
    log: Path
    output: Path


def places_of(program: Program, settings: Settings, order: Order) -> Places:
    """As settings.yaml says; the command line goes before it."""
    folder = program.folder
    output = order.output or _tidy(folder / settings.reports)
    if order.store is not None:
        own = order.store
        return Places(own / "history.sqlite", own / "ledger.sqlite", own / "kpitrack.log", output)
    return Places(
        store=_tidy(folder / settings.snapshots),
        ledger=_tidy(folder / settings.ledger),
        log=_tidy(folder / settings.log),
        output=output,
    )


def _tidy(path: Path) -> Path:
    """Without `..`, so that messages name a place as people would. Links stay links."""
    return Path(os.path.normpath(path))


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
    with nullcontext() if order.dry_run else _alone(places):
        made = _compose(program, scheduled, order, places)
        if order.dry_run:
            return replace(made, state="dry run")
        return _bring_out(_Bringing(program, settings, order, places), made)


def release(program: Program, draft: str, order: Order) -> Publication:
    """Release exactly the files of a draft.

    raises: UsageError if there is no such draft, its files have changed, or another version was released meanwhile.
    """
    settings = read_settings(program.folder)
    bringing = _Bringing(program, settings, order, places_of(program, settings, order))
    folder = bringing.places.output / DRAFTS
    with _alone(bringing.places):
        with Store.read(bringing.places.store) as store:
            snapshot = store.find(program.program.id, draft)
        files = _files_of_draft(folder, snapshot)
        released = _released(snapshot, files)
        _must_be_next(program, bringing.places, released)
        with bringing.files(bringing.places.output, released.name.id, files) as outbox:
            bringing.enter(released)
            with Store.open(bringing.places.store) as store:
                store.save(released)
                store.remove_draft(program.program.id, draft)
        paths = outbox.reveal()
    for name in files:
        _draft_path(folder, snapshot, name).unlink(missing_ok=True)
    scheduled = scheduled_report(program, released.name.report)
    return Publication(scheduled, "released", released, files, _edition(scheduled, released), paths=paths)


@contextmanager
def _alone(places: Places) -> Iterator[None]:
    """The only run of this history, and of the ledger that others may share."""
    with only_run(places.store), only_run(places.ledger):
        yield


def scheduled_report(program: Program, name: str) -> ScheduledReport:
    """raises: UsageError for a report that reports.yaml does not have."""
    reports = read_reports(program)
    if name not in reports:
        known = ", ".join(reports) or "none: write reports.yaml beside program.yaml"
        hint = did_you_mean(name, tuple(reports)) or f"the reports are: {known}"
        raise UsageError(f"there is no report {name!r}", hint=hint)
    return reports[name]


# --- Making -----------------------------------------------------------------------------------------------------


def _compose(program: Program, scheduled: ScheduledReport, order: Order, places: Places) -> Publication:
    """The document under its name, as the version that it turns out to be."""
    as_of = order.as_of or program.program.pinned_as_of
    if as_of is None:
        raise UsageError("no as-of date is given", hint="--as-of 2026-02-15")
    period = _period(program, scheduled, order.period, as_of)
    name = f"{scheduled.id}-{as_of if scheduled.every == 'week' else period.id}"
    with Store.read(places.store) as store, Ledger.read(places.ledger) as ledger:
        earlier = store.before(program.program.id, scheduled.id, as_of) if scheduled.every == "week" else None
        known = ledger.newest(program.program.id, name) or _internal_release(store, program, name)
        last = ledger.last_entry()
        seen = known.entry - 1 if known and known.entry else last  # what was known when it was released
        frame = Frame(
            scheduled=scheduled,
            period=period,
            as_of=as_of,
            exports=order.exports or program.exports_folder,
            made_at=order.made_at,
            earlier=earlier,
            released=tuple(ledger.rows(program.program.id, up_to=seen)),
            judged_with=seen,
            edition=_known_edition(scheduled, name, known),
        )
        report = report_of(program, frame)
        document = document_of(program, frame, report)
        if known is None:
            return _publication(frame, document, "released")
        if document.content == known.content:
            return _publication(frame, document, "unchanged")
        why = order.why or _why(store, program, known, document)
        rows = tuple(ledger.rows(program.program.id))  # with what it replaces, and everything since
    edition = replace(frame.edition, version=known.version + 1, replaces=known.version, why=why)
    corrected = replace(frame, edition=edition, released=rows, judged_with=last)
    report = report_of(program, corrected)
    return _publication(corrected, document_of(program, corrected, report), "released")


def _publication(frame: Frame, document: Document, state: PublicationState) -> Publication:
    return Publication(
        scheduled=frame.scheduled,
        state=state,
        snapshot=document.snapshot,
        files=document.files,
        edition=frame.edition,
        report=document.report,
        summary=document.summary,
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


# --- Versions ---------------------------------------------------------------------------------------------------


def _known_edition(scheduled: ScheduledReport, name: str, known: Release | None) -> Edition:
    if known is None:
        return Edition(scheduled.id, scheduled.title, name)
    return Edition(scheduled.id, scheduled.title, name, known.version, known.replaces, known.why)


def _edition(scheduled: ScheduledReport, snapshot: Snapshot) -> Edition:
    name = snapshot.name
    return Edition(scheduled.id, scheduled.title, name.release, name.version, snapshot.replaces, snapshot.why)


def _internal_release(store: Store, program: Program, release: str) -> Release | None:
    """Internal reports never enter the ledger; their versions are known from the history alone."""
    names = [
        each
        for each in store.names(program.program.id)
        if each.release == release and each.state == "released" and each.audience == "internal"
    ]
    if not names:
        return None
    newest = store.find(program.program.id, max(names, key=lambda each: each.version).id)
    return _release_of(newest, newest.name.as_of, "")


def _why(store: Store, program: Program, known: Release, document: Document) -> str:
    """What made this version differ from the one before; the history may lack it after a crash."""
    if not any(each.id == known.snapshot for each in store.names(program.program.id)):
        return ""
    return comparing.why(store.find(program.program.id, known.snapshot), document.snapshot)


def _release_of(snapshot: Snapshot, on: date, signed_by: str) -> Release:
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


# --- Bringing out -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Bringing:
    """What the steps of bringing out share."""

    program: Program
    settings: Settings
    order: Order
    places: Places

    @contextmanager
    def files(self, folder: Path, name: str, files: Mapping[str, bytes]) -> Iterator[Outbox]:
        """Complete files out of sight; if a step after them fails, they go away again."""
        outbox = Outbox(folder, name)
        outbox.stage(files)
        try:
            yield outbox
        except KpitrackError:
            outbox.discard()
            raise

    def enter(self, snapshot: Snapshot) -> None:
        """Into the ledger, with every cell that will be seen. What only the team itself sees never enters."""
        if snapshot.name.audience == "internal":
            return
        entry = _release_of(snapshot, self.order.today, self.order.signed_by or self.settings.signed_by)
        with Ledger.open(self.places.ledger) as ledger:
            ledger.enter(entry, list(rows_of(snapshot, entry)))

    def remember(self, snapshot: Snapshot) -> int:
        """returns: how many kept inputs were forgotten because their last day has passed."""
        with Store.open(self.places.store) as store:
            store.save(snapshot, self._keepsakes(snapshot))
            return store.forget(self.order.today)

    def _keepsakes(self, snapshot: Snapshot) -> list[Keepsake]:
        """Definitions for good; exports only if settings.yaml says how long, and never longer than program.yaml."""
        kept = [Keepsake(path.read_bytes()) for _, path in fingerprints.definition_files(self.program.folder)]
        if self.settings.keep_inputs is None:
            return kept
        until = self.order.today + timedelta(days=self.settings.keep_inputs)
        until = min(until, self.program.disclosure.retain_until or until)
        folder = self.order.exports or self.program.exports_folder
        paths = [fingerprints.path_of(self.program, file, folder) for file in snapshot.inputs]
        return [*kept, *(Keepsake(path.read_bytes(), until) for path in paths if path.is_file())]


def _bring_out(bringing: _Bringing, made: Publication) -> Publication:
    if not bringing.order.draft:
        with bringing.files(bringing.places.output, made.edition.stem, made.files) as outbox:
            if made.state != "unchanged":
                bringing.enter(made.snapshot)
            forgotten = bringing.remember(made.snapshot)
        return replace(made, paths=outbox.reveal(), forgotten=forgotten)
    if made.state == "unchanged":
        return made  # a draft of what is released already would release nothing
    snapshot = _as_draft(made)
    folder = bringing.places.output / DRAFTS
    files = {_draft_path(folder, snapshot, name).name: content for name, content in made.files.items()}
    with bringing.files(folder, snapshot.name.id, files) as outbox:
        forgotten = bringing.remember(snapshot)
    return replace(made, snapshot=snapshot, state="draft", paths=outbox.reveal(), forgotten=forgotten)


# --- Drafts -----------------------------------------------------------------------------------------------------


def _as_draft(made: Publication) -> Snapshot:
    """A draft has an id of its own, made of its content."""
    identity = f"{made.edition.stem}-draft-{fingerprints.of_content(made.snapshot.files)[:8]}"
    return replace(made.snapshot, name=replace(made.snapshot.name, id=identity, state="draft"))


def _draft_path(folder: Path, draft: Snapshot, name: str) -> Path:
    return folder / f"{draft.name.id}{Path(name).suffix}"


def _files_of_draft(folder: Path, draft: Snapshot) -> dict[str, bytes]:
    """The files as they were signed off, or an error that names the one that is not."""
    if draft.name.state != "draft":
        hint = "`kpitrack history list` names the drafts"
        raise UsageError(f"{draft.name.id} is not a draft, it is released", hint=hint)
    found: dict[str, bytes] = {}
    for file in draft.files:
        path = _draft_path(folder, draft, file.name)
        if fingerprints.sha256_of(path) != file.sha256:
            what = "was changed after the draft was made" if path.is_file() else "is missing"
            raise UsageError(f"this file {what}", where=str(path), hint="make the draft again: publish --draft")
        found[file.name] = path.read_bytes()
    return found


def _released(draft: Snapshot, files: Mapping[str, bytes]) -> Snapshot:
    stem = Path(next(iter(files))).stem
    return replace(draft, name=replace(draft.name, id=stem, state="released"))


def _must_be_next(program: Program, places: Places, snapshot: Snapshot) -> None:
    """A draft was judged with what had been shown when it was made. Whatever was shown since could stand beside it.

    raises: UsageError if its own name was released meanwhile; ReleaseRefused if one of its metrics was.
    """
    with Ledger.read(places.ledger) as ledger:
        newest = ledger.newest(program.program.id, snapshot.name.release)
        before = len(ledger.rows(program.program.id, up_to=snapshot.judged_with))
        since = ledger.rows(program.program.id)[before:]
    hint = "make the draft again: publish --draft"
    if newest is not None and newest.version != snapshot.replaces:
        raise UsageError(f"{snapshot.name.release} was released meanwhile as version {newest.version}", hint=hint)
    own = {metric.id for metric in snapshot.metrics}
    others = {row.release: None for row in since if row.metric in own}
    if others and snapshot.name.audience != "internal":
        raise ReleaseRefused(
            f"{', '.join(others)} came out since this draft was made, and speaks of the same metrics", hint=hint
        )
