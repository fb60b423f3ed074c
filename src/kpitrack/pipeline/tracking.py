"""The Progress Tracker: what may be shown per school and administration -> workbooks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from kpitrack import cells, disclosure, exports, tracker, values
from kpitrack.definitions.tracker import read_tracker
from kpitrack.engine.session import Session
from kpitrack.errors import UsageError, did_you_mean
from kpitrack.history.ledger import Release, shown_before
from kpitrack.history.snapshotting import cells_of
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import EVERYONE, CellKey, Cells, CellTable
from kpitrack.model.intake import Intake, Problem
from kpitrack.model.ledger import NOTHING_RELEASED, Released
from kpitrack.model.metrics import Metric
from kpitrack.model.program import Program
from kpitrack.model.published import Audience, PublishedMetric, Withheld
from kpitrack.model.quality import QualityFinding
from kpitrack.model.snapshots import SnapshotCell
from kpitrack.model.statuses import Status
from kpitrack.model.verdicts import JudgedMetric, NoValue, Verdict
from kpitrack.model.workbook import (
    Edition,
    TrackerBook,
    TrackerPlan,
)
from kpitrack.pipeline import marking
from kpitrack.pipeline.mailing_workbooks import Mailing
from kpitrack.pipeline.orders import Order, ledger_of
from kpitrack.pipeline.releasing_workbooks import NOTHING, Workbooks, released
from kpitrack.pipeline.typing_in import TypedIn, with_typed
from kpitrack.tracker import Filling
from kpitrack.wording import tracker as words

_AUDIENCES: Mapping[Edition, Audience] = {"shared": "shared", "own-school": "internal"}


@dataclass(frozen=True, slots=True)
class TrackerQuestion:
    """What workbooks are wanted. Empty means: every school and the district, shared edition."""

    school: str = ""
    level: str = ""
    edition: Edition = "shared"
    as_of: date | None = None  # the program's pinned day goes before it
    exports: Path | None = None
    processes: int = 1
    order: Order | None = None  # who releases them, and where the ledger lies; without one they are a working copy
    mailing: Mailing | None = None  # if each school is to get its own by mail: nothing is begun that it cannot end


@dataclass(frozen=True, slots=True)
class TrackerBuilt:
    """What was written."""

    files: int
    schools: int
    open_goals: Mapping[str, tuple[str, ...]]  # level -> metrics without a goal there
    problems: tuple[Problem, ...] = ()
    unusable: tuple[str, ...] = ()  # sources
    names: Mapping[str, str] = field(default_factory=dict)  # school -> its file
    release: Release | None = None  # as it stands in the ledger; own-school and blank editions never enter it
    withheld: tuple[Withheld, ...] = ()  # what the audit before the release took out


def tracker_build(
    program: Program, question: TrackerQuestion, folder: Path, progress: Callable[[int, int], None] = lambda *_: None
) -> TrackerBuilt:
    """Write the workbooks into a folder.

    progress: is told how many are written, and of how many.
    raises: UsageError for an unknown school or level; DefinitionErrors for a broken tracker.yaml.
    """
    plan = read_tracker(program)
    _must_be_known("level", question.level, plan.workbook.tabs)
    as_of = question.as_of or program.program.pinned_as_of
    if as_of is None:
        raise UsageError("no as-of date is given", hint="--as-of 2026-02-15")
    building = _Building(question, folder, progress)
    if question.edition == "blank":
        if question.mailing and not question.school:
            raise UsageError("the template belongs to no school, so it cannot be mailed", hint="name one with --school")
        return _written(building, Filling(program, plan, question.edition, as_of), None)
    counts = _count(program, plan, question, as_of)
    if question.order is None or question.edition != "shared":
        return _written(building, counts.filling(_released_before(program, question), NOTHING), counts)
    name = "-".join(("tracker", str(as_of), *filter(None, (question.level, question.school))))
    workbooks = Workbooks(
        name, partial(_can_be_mailed, counts, question), lambda filling: _cells_written(filling, question)
    )
    with released(program, question.order, workbooks) as made:
        return replace(_written(building, made.filling, counts), release=made.entry, withheld=made.withheld)


def _can_be_mailed(
    counts: _Counts, question: TrackerQuestion, past: Released, withheld: frozenset[Withheld]
) -> Filling:
    """What the workbooks may show, once every school is known to have an address: a release cannot be taken back."""
    filling = counts.filling(past, withheld)
    if question.mailing:
        question.mailing.must_reach(_chosen(filling, question))
    return filling


@dataclass(frozen=True, slots=True)
class _Building:
    question: TrackerQuestion
    folder: Path
    progress: Callable[[int, int], None]


def _written(building: _Building, filling: Filling, counts: _Counts | None) -> TrackerBuilt:
    """counts: None for the blank edition, which has none."""
    question = building.question
    chosen = _chosen(filling, question)
    if question.mailing:
        question.mailing.must_reach(chosen)
    names = tracker.file_names([*chosen, words.DISTRICT, words.TEMPLATE], filling.plan.workbook.file)
    wanted = list(_book_names(question, chosen))
    shown = {level for tabs in chosen.values() for level in tabs}
    files = tracker.write_books(
        ((names[book.school], book) for book in _books(filling, question, chosen)),
        building.folder,
        processes=question.processes,
        progress=lambda done: building.progress(done, len(wanted)),
    )
    return TrackerBuilt(
        files,
        schools=len(chosen),
        open_goals={level: goals for level, goals in tracker.open_goals(filling).items() if level in shown},
        problems=(*counts.intake.problems, *counts.typed.problems) if counts else (),
        unusable=tuple(name for name, each in counts.intake.sources.items() if not each.usable) if counts else (),
        names={school: names[school] for school in wanted if school in chosen},
    )


def _must_be_known(what: str, name: str, known: Sequence[str]) -> None:
    if name and name not in known:
        hint = did_you_mean(name, known, otherwise=f"one of: {', '.join(known[:12])}")
        raise UsageError(f"there is no {what} {name!r}", hint=hint)


def _chosen(filling: Filling, question: TrackerQuestion) -> dict[str, tuple[str, ...]]:
    """The schools wanted, each with the levels wanted."""
    schools = tracker.schools_and_levels(filling)
    _must_be_known("school", question.school, list(schools))
    if question.school:
        schools = {question.school: schools[question.school]}
    if question.level:
        return {name: (question.level,) for name, levels in schools.items() if question.level in levels}
    return schools


def _book_names(question: TrackerQuestion, chosen: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """One template, or every school; the district's own only where its figures are protected."""
    if question.edition == "blank" and not question.school:
        yield words.TEMPLATE
        return
    yield from chosen
    if question.edition == "shared" and not question.school:
        yield words.DISTRICT


def _books(filling: Filling, question: TrackerQuestion, chosen: Mapping[str, tuple[str, ...]]) -> Iterator[TrackerBook]:
    levels = (question.level,) if question.level else filling.plan.workbook.tabs
    for name in _book_names(question, chosen):
        if name in chosen:
            yield tracker.fill_school(filling, name, chosen[name])
        elif name == words.DISTRICT:
            yield tracker.fill_district(filling, levels)
        else:
            yield tracker.fill_school(filling, name, levels)


def _released_before(program: Program, question: TrackerQuestion) -> Released:
    """What the ledger says was shown. A school's own edition is not held back from itself."""
    if question.edition != "shared":
        return NOTHING_RELEASED
    return Released(tuple(shown_before(ledger_of(program), program.program.id)))


def _cells_written(filling: Filling, question: TrackerQuestion) -> Iterator[tuple[PublishedMetric, SnapshotCell]]:
    """The cells of the workbooks that are wanted: their schools, and the levels if the district's is among them."""
    book, chosen = filling.plan.workbook, _chosen(filling, question)
    has_district = words.DISTRICT in _book_names(question, chosen)
    levels = (question.level,) if question.level else book.tabs
    for metric in filling.results.values():
        for cell in cells_of(metric):
            names = dict(cell.categories)
            of_level = has_district and set(names) == {book.level} and names[book.level] in levels
            if names.get(book.per) in chosen or of_level:
                yield metric, cell


@dataclass(frozen=True, slots=True)
class _Counts:
    """Everything counted, before anything is protected."""

    program: Program
    plan: TrackerPlan
    edition: Edition
    as_of: date
    observed: Mapping[tuple[str, str], CellKey]
    typed: TypedIn
    intake: Intake
    doubts: tuple[QualityFinding, ...]

    def filling(self, past: Released, withheld: frozenset[Withheld]) -> Filling:
        """What the workbooks may show beside what was shown before."""
        audience, typed = _AUDIENCES[self.edition], self.typed
        protection = disclosure.Protection(
            self.program, typed.results, audience, past, withheld=withheld, typed=typed.groups
        )
        groupings = ((self.plan.workbook.level,), (self.plan.workbook.level, self.plan.workbook.per))
        published = [
            replace(_published(protection, each, groupings), typed=typed.of(*each, audience))
            for each in self.observed.values()
        ]
        shown = dict(zip(self.observed, marking.marked(self.program, self.doubts, published), strict=True))
        read = disclosure.sources_shown(self.program, audience, self.intake.sources.values())
        about = tracker.about(self.program, self.plan, disclosure.sources_released(audience, read), shown)
        return Filling(self.program, self.plan, self.edition, self.as_of, shown, about)


def _count(program: Program, plan: TrackerPlan, question: TrackerQuestion, as_of: date) -> _Counts:
    """Read and count every item in every administration that has begun."""
    metrics = [program.metrics[item.metric] for item in plan.items]
    observed = _observed(program, plan, metrics, as_of)
    book = plan.workbook
    groupings = ((book.level,), (book.level, book.per))
    folder = question.exports or program.exports_folder
    with Session.open([folder, program.records_file.parent]) as session:
        needed = marking.sources_to_read(program, _sources(program, plan, metrics))
        intake = exports.load(session, program, needed, as_of, folder)
        counted = _counted(session, program, intake, observed.values(), groupings)
        results = values.compute_values(program, counted, observed.values())
        typed = with_typed(session, program, plan, intake, results, dict.fromkeys(observed.values(), groupings))
        doubts = _doubts(session, program, intake, as_of)
    return _Counts(program, plan, question.edition, as_of, observed, typed, intake, doubts)


def _doubts(session: Session, program: Program, intake: Intake, as_of: date) -> tuple[QualityFinding, ...]:
    """What reports say of the same sources."""
    expectations = marking.Expectations.of(program, intake, as_of)
    counted = cells.count_cells(session, expectations.program, intake, expectations.requests)
    return tuple(marking.findings(session, program, intake, as_of, expectations.findings(counted)))


def _sources(program: Program, plan: TrackerPlan, metrics: Sequence[Metric]) -> tuple[str, ...]:
    needed = [source for metric in metrics for source in program.sources_of(metric.id)]
    return tuple(dict.fromkeys([*needed, plan.workbook.typed] if plan.workbook.typed else needed))


def _observed(
    program: Program, plan: TrackerPlan, metrics: Sequence[Metric], as_of: date
) -> dict[tuple[str, str], CellKey]:
    """(metric, administration) -> what is counted; an administration that has not begun has no result."""
    found: dict[tuple[str, str], CellKey] = {}
    for name in (plan.workbook.baseline, *plan.workbook.results):
        period = program.calendar.period(name)
        if period.start <= as_of:
            for metric in metrics:
                found[metric.id, name] = (metric.id, Observed(period, min(period.end, as_of)))
    return found


def _counted(
    session: Session,
    program: Program,
    intake: Intake,
    wanted: Iterable[CellKey],
    groupings: tuple[tuple[str, ...], ...],
) -> Cells:
    """The cells, one administration after the other: each reads only its own answers, and memory holds one."""
    by_period: dict[Observed, list[cells.CellRequest]] = {}
    for metric, observed in wanted:
        by_period.setdefault(observed, []).append(cells.CellRequest(metric, observed, groupings))
    counted: dict[CellKey, CellTable] = {}
    for requests in by_period.values():
        counted |= cells.count_cells(session, program, intake, requests)
    return counted


def _published(
    protection: disclosure.Protection, key: CellKey, groupings: tuple[tuple[str, ...], ...]
) -> PublishedMetric:
    """One item in one administration as the edition may show it; a slice of the district-wide pattern."""
    metric, observed = key
    # The workbook judges its rows by a rule of its own, so nothing is judged here: a report's path and pace for every
    # school in every administration would take minutes for a large district.
    groups = {group: Verdict(Status.TRACKED, result) for group, result in protection.results.get(key, {}).items()}
    groups.setdefault(EVERYONE, Verdict(Status.NO_DATA, NoValue("nobody here")))
    return disclosure.protect(protection, JudgedMetric(metric, observed, groups, None, None, (), None), groupings)
