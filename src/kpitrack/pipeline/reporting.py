"""The report: definitions + exports -> cells -> values -> verdicts -> disclosure -> alerts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from kpitrack import cells, disclosure, equity, exports, values, verdicts
from kpitrack.engine.session import Session
from kpitrack.errors import UsageError, did_you_mean
from kpitrack.history.evidence import read_entries
from kpitrack.history.ledger import shown_before
from kpitrack.model.cells import CellKey
from kpitrack.model.intake import Intake, Problem
from kpitrack.model.ledger import NOTHING_RELEASED, Released
from kpitrack.model.metrics import Metric
from kpitrack.model.program import Program
from kpitrack.model.published import PublishedCell, PublishedMetric, Report, Shown, Suppressed
from kpitrack.model.quality import QualityFinding
from kpitrack.model.verdicts import DatedTarget, Results
from kpitrack.pipeline import marking
from kpitrack.pipeline.asking import Question, Scope, periods_of_row, scope_of
from kpitrack.pipeline.orders import ledger_of
from kpitrack.pipeline.typing_in import TypedIn, plan_of, with_typed
from kpitrack.verdicts import PeriodsOfRow
from kpitrack.wording import english, schools


def report(program: Program, question: Question, released: Released | None = None) -> Report:
    """Judge every target of a period and protect the result for its audience.

    released: what was shown before; None reads the ledger that settings.yaml names. Nothing is written to it.
    raises: UsageError for a period, metric, group, dimension or school that the program does not know.
    """
    scope = scope_of(program, question)
    rows = {metric.id: periods_of_row(program, metric, scope) for metric in scope.metrics}
    folder = question.exports or program.exports_folder
    before = released_before(program, scope) if released is None else released
    with Session.open([folder, program.records_file.parent]) as session:
        intake = load_exports(session, program, scope.metrics, scope.through, folder)
        return judge_and_protect(session, program, intake, scope, rows, before)


def released_before(program: Program, scope: Scope, store: Path | None = None) -> Released:
    """What the ledger says was shown; the team's own reports need not ask. store: as `--store` says."""
    if scope.audience == "internal":
        return NOTHING_RELEASED
    return Released(tuple(shown_before(ledger_of(program, store), program.program.id)))


def judge_and_protect(
    session: Session,
    program: Program,
    intake: Intake,
    scope: Scope,
    rows: Mapping[str, PeriodsOfRow],
    released: Released = NOTHING_RELEASED,
) -> Report:
    """From loaded exports to a protected report."""
    typed, expected = _results(session, program, intake, scope, rows)
    _must_know_school(typed.results, scope.school)
    standing = verdicts.Standing(program.calendar, typed.results, scope.through)
    protection = disclosure.Protection(
        program, typed.results, scope.audience, released, withheld=scope.withheld, typed=typed.groups
    )
    published: list[PublishedMetric] = []
    for metric in scope.metrics:
        judged = verdicts.judge_metric(standing, metric, rows[metric.id])
        rests_on = _RestsOn(program, metric, rows[metric.id], scope.through)
        groupings = scope.groupings(metric)
        published.append(disclosure.protect(protection, judged, groupings, scope.school, rests_on))
    intake = replace(intake, problems=(*intake.problems, *typed.problems, *_calendar_over(program, scope)))
    found = marking.findings(session, program, intake, scope.through, expected)
    told = [
        replace(each, typed=typed.of(each.id, rows[each.id].now, scope.audience, scope.school)) for each in published
    ]
    doubted = marking.marked(program, found, told)
    return _report(program, scope, intake, equity.with_alerts(program, doubted))


def _calendar_over(program: Program, scope: Scope) -> tuple[Problem, ...]:
    """After its last day, the last period would look like the present one for ever."""
    last = max(year.end for year in program.calendar.every("year"))
    if scope.as_of <= last or scope.period.end < last:
        return ()
    hint = "kpitrack init --next-year adds the next year to the definitions"
    return (Problem("warning", f"the calendar ends on {english.day(last)}, before the as-of date", hint),)


def _must_know_school(results: Results, school: str) -> None:
    """A misspelt school would look like one without data.

    raises: UsageError with the nearest name that the exports hold.
    """
    known = sorted(
        {
            name
            for table in results.values()
            for group in table
            for dimension, name in group.categories
            if dimension == "school"
        }
    )
    if school and known and school not in known:
        hint = did_you_mean(school, known, otherwise=f"one of: {', '.join(known[:12])}")
        raise UsageError(f"the exports have no school {school!r}", hint=hint)


@dataclass(frozen=True, slots=True)
class _RestsOn:
    """The results that one promise's verdict is made of: today's, those of its due day, and its starting values."""

    program: Program
    metric: Metric
    row: PeriodsOfRow
    today: date

    def __call__(self, dated: DatedTarget) -> Iterable[CellKey]:
        due = {"due": dated.period, "every": None, "starts": None, "until": None, "then": None}
        alone = self.metric.model_copy(update={"targets": (dated.target.model_copy(update=due),)})
        return verdicts.needed_keys(self.program.calendar, alone, PeriodsOfRow(self.row.now, None, None), self.today)


def load_exports(session: Session, program: Program, metrics: Sequence[Metric], as_of: date, folder: Path) -> Intake:
    """Read the sources these metrics stand on, and the records kept by hand."""
    intake = exports.load(session, program, sources_read(program, metrics), as_of, folder)
    by_hand = exports.load_records(session, read_entries(program.records_file), program.metrics)
    return replace(intake, problems=(*intake.problems, *by_hand))


def sources_read(program: Program, metrics: Iterable[Metric]) -> tuple[str, ...]:
    """The sources that reports of these metrics are made of."""
    metrics = tuple(metrics)
    plan = plan_of(program, metrics)
    typed = (plan.workbook.typed,) if plan and plan.workbook.typed else ()
    of_metrics = (source for metric in metrics for source in program.sources_of(metric.id))
    return marking.sources_to_read(program, (*of_metrics, *typed))


def _results(
    session: Session, program: Program, intake: Intake, scope: Scope, rows: Mapping[str, PeriodsOfRow]
) -> tuple[TypedIn, tuple[QualityFinding, ...]]:
    """Every value that the rows and their targets depend on, counted or typed; and whom the sources lack."""
    requests: dict[CellKey, dict[tuple[str, ...], None]] = {}
    for metric in scope.metrics:
        groupings = scope.counted_groupings(metric)
        for key in verdicts.needed_keys(program.calendar, metric, rows[metric.id], scope.through):
            _request(program, key, groupings, requests)
    wanted = [cells.CellRequest(metric, observed, tuple(each)) for (metric, observed), each in requests.items()]
    expectations = marking.Expectations.of(program, intake, scope.through)
    counted = cells.count_cells(session, expectations.program, intake, (*wanted, *expectations.requests))
    results = values.compute_values(program, counted, requests)
    typed = with_typed(session, program, plan_of(program, scope.metrics), intake, results, requests)
    return typed, tuple(expectations.findings(counted))


def _request(
    program: Program,
    key: CellKey,
    groupings: Sequence[tuple[str, ...]],
    requests: dict[CellKey, dict[tuple[str, ...], None]],
) -> None:
    """Ask for a metric's cells, and for those of the metrics it is made of; a gap needs its parts by its dimension."""
    metric, observed = key
    needed = disclosure.needed_groupings(program, program.metrics[metric], groupings)
    requests.setdefault(key, {}).update(dict.fromkeys((*groupings, *needed)))
    for share in disclosure.told_by(program, metric):  # what it prints must not tell what the share hides
        beside = disclosure.needed_groupings(program, program.metrics[share], groupings)
        requests.setdefault((share, observed), {}).update(dict.fromkeys((*groupings, *beside)))
    measure = program.metrics[metric].measure
    compared = tuple(measure.larger_minus_smaller or measure.side or ())
    inner = [(*grouping, *compared) for grouping in ((), *groupings) if not set(compared) & set(grouping)]
    for part in measure.parts:
        _request(program, (part, observed), inner if compared else groupings, requests)


def _report(program: Program, scope: Scope, intake: Intake, published: Sequence[PublishedMetric]) -> Report:
    tables = [table for metric in published for table in metric.by.values()]
    groups = [cell for table in tables for cell in table.values()]
    return Report(
        program=program.program.id,
        title=program.program.title,
        period=scope.period.id,
        start=scope.period.start,
        end=scope.period.end,
        as_of=scope.as_of,
        preliminary=scope.as_of < scope.period.end,
        audience=scope.audience,
        metrics=tuple(published),
        sources=disclosure.sources_shown(program, scope.audience, intake.sources.values()),
        problems=disclosure.problems_shown(scope.audience, intake.problems),
        notes=(*_authorized(program, scope), *_changes_of_schools(program, scope)),
        dimension_titles={name: each.title or name for name, each in program.dimensions.items()},
        hidden_cells=sum(isinstance(cell, Suppressed) for cell in groups),
        shown_cells=sum(isinstance(cell, Shown) for cell in groups),
        carried_days=_carried_days([*(metric.total for metric in published), *groups]),
        school=scope.school,
        later=scope.later,
        elsewhere=scope.elsewhere,
    )


def _authorized(program: Program, scope: Scope) -> Iterator[str]:
    """By whose decision an internal report may show what no other does."""
    if scope.audience == "internal" and program.disclosure.authorization:
        yield english.exact_by_decision(program.disclosure.authorization, program.disclosure.retain_until)


def _changes_of_schools(program: Program, scope: Scope) -> Iterator[str]:
    """What happened to the schools since the earliest value that stands beside the new ones, a year before."""
    since = scope.period.start - timedelta(days=365)
    for name, school in program.schools.items():
        if not scope.school or scope.school == name:
            yield from schools.changes(name, school, since, scope.as_of)


def _carried_days(cells: Iterable[PublishedCell]) -> tuple[date, ...]:
    return tuple(sorted(each.as_of for each in cells if isinstance(each, Shown) and each.as_of))
