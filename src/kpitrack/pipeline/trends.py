"""A metric over time: from dated data where the exports have dates, else from the history of published reports."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import dropwhile
from pathlib import Path

from kpitrack.definitions.schedules import read_settings
from kpitrack.disclosure.patterns import is_about_people
from kpitrack.engine.session import Session
from kpitrack.errors import UsageError
from kpitrack.history import encoding, series
from kpitrack.history.store import Store
from kpitrack.model.calendar import Calendar, Period
from kpitrack.model.measures import Kind, Window
from kpitrack.model.metrics import Metric
from kpitrack.model.program import Program
from kpitrack.model.published import PublishedMetric, Shown
from kpitrack.model.snapshots import Series, SeriesPoint
from kpitrack.pipeline.asking import Question, Scope, scope_of
from kpitrack.pipeline.publishing import Order, places_of
from kpitrack.pipeline.reporting import judge_and_protect, load_exports
from kpitrack.verdicts import PeriodsOfRow, observe

DEFAULT_POINTS = 12


@dataclass(frozen=True, slots=True)
class TrendQuestion:
    """What a trend is asked."""

    metric: str
    as_of: date | None = None
    every: str | None = None  # week, month, quarter …; default: the metric's own rhythm
    points: int = DEFAULT_POINTS
    question: Question = field(default_factory=Question)  # audience and exports
    store: Path | None = None


def trend(program: Program, asked: TrendQuestion) -> Series:
    """The metric's total at the ends of the last periods, protected as in a report, with what may be said of the next.

    raises: UsageError for an unknown metric or rhythm.
    """
    scope = scope_of(program, replace(asked.question, metrics=(asked.metric,), as_of=asked.as_of, period=None))
    metric = scope.metrics[0]
    rhythm = _rhythm(program.calendar, metric, asked.every)
    if _is_dated(program, metric):
        observed = _observe_all(program, metric, scope, asked, rhythm)
        points, latest, origin = [_point(each) for each in observed], observed[-1] if observed else None, "data"
    else:
        points, latest, origin = _from_history(program, asked, scope), _now(program, scope, asked), "snapshots"
    if latest is None:
        raise UsageError(f"no {rhythm} has begun by {scope.as_of}", hint="--as-of with a later day")
    return _series(program, metric, scope, rhythm, origin=origin, points=points, latest=latest)


def _rhythm(calendar: Calendar, metric: Metric, asked: str | None) -> str:
    """A figure that grows through the year is looked at monthly unless asked otherwise."""
    rhythm = asked or ("month" if metric.every == "year" and not _looks_into_period(metric) else metric.every)
    if not calendar.every(rhythm):
        raise UsageError(f"the calendar has no rhythm {rhythm!r}", hint="--every month")
    if asked and asked != metric.every and _looks_into_period(metric):
        raise UsageError(
            f"{metric.id} is measured in each {metric.every} by itself, not in each {asked}",
            hint=f"leave --every out, or say --every {metric.every}",
        )
    return rhythm


def _looks_into_period(metric: Metric) -> bool:
    windows = {metric.measure.window, *(test.window for test in metric.measure.tests())}
    return Window.IN_PERIOD in windows or metric.measure.kind is Kind.CHANGE


def _is_dated(program: Program, metric: Metric) -> bool:
    """Can every source behind the metric tell what it said on an earlier day?"""
    return all(
        source.date or source.dates or source.period or any("{period}" in pattern for pattern in source.files)
        for source in (program.sources[name] for name in program.sources_of(metric.id))
    )


def _observe_all(
    program: Program, metric: Metric, scope: Scope, asked: TrendQuestion, rhythm: str
) -> list[PublishedMetric]:
    """The metric at the end of each period; exports are read once. Leading periods without data are left out."""
    folder = asked.question.exports or program.exports_folder
    found: list[PublishedMetric] = []
    with Session.open([folder, program.records_file.parent]) as session:
        intake = load_exports(session, program, (metric,), scope.as_of, folder)
        for period in _periods(program, metric, scope.as_of, rhythm)[-asked.points :]:
            day = min(period.end, scope.as_of)
            row = PeriodsOfRow(observe(program.calendar, metric, day), None, None)
            then = replace(scope, period=period, as_of=day)
            found += judge_and_protect(session, program, intake, then, {metric.id: row}).metrics
    return list(dropwhile(_has_nothing, found))


def _has_nothing(metric: PublishedMetric) -> bool:
    return isinstance(metric.total, Shown) and metric.total.value is None


def _periods(program: Program, metric: Metric, as_of: date, rhythm: str) -> list[Period]:
    """Periods that have begun; of a figure of the year so far, those of this year.

    Before the first year with data a count of nothing would read as a zero.
    """
    begun = [period for period in program.calendar.every(rhythm) if period.start <= as_of]
    year = program.calendar.year_of(as_of)
    if _looks_into_period(metric) or year is None or rhythm in ("semester", "year"):
        return begun
    return [period for period in begun if period.start >= year.start]


def _now(program: Program, scope: Scope, asked: TrendQuestion) -> PublishedMetric:
    """The metric today: its target and unit for a series from the history."""
    folder = asked.question.exports or program.exports_folder
    metric = scope.metrics[0]
    with Session.open([folder, program.records_file.parent]) as session:
        intake = load_exports(session, program, (metric,), scope.as_of, folder)
        row = PeriodsOfRow(observe(program.calendar, metric, scope.as_of), None, None)
        return judge_and_protect(session, program, intake, scope, {metric.id: row}).metrics[0]


def _from_history(program: Program, asked: TrendQuestion, scope: Scope) -> list[SeriesPoint]:
    order = Order(today=scope.as_of, made_at="", store=asked.store)
    with Store.read(places_of(program, read_settings(program.folder), order).store) as store:
        totals = store.totals_of(program.program.id, asked.metric, scope.audience)
    points = series.from_snapshots([each for each in totals if each[0].through <= scope.as_of])
    return list(points[-asked.points :])


def _point(metric: PublishedMetric) -> SeriesPoint:
    if not isinstance(metric.total, Shown):
        return SeriesPoint(metric.period, metric.through)
    return SeriesPoint(metric.period, metric.through, metric.total.status, encoding.figures_of(metric.total))


def _series(  # noqa: PLR0913 - the parts of one noun
    program: Program,
    metric: Metric,
    scope: Scope,
    rhythm: str,
    *,
    origin: str,
    points: list[SeriesPoint],
    latest: PublishedMetric,
) -> Series:
    is_cumulative = not _looks_into_period(metric)
    is_protected = scope.audience != "internal" and is_about_people(program, metric) and metric.headcount is None
    found = series.with_year_breaks(points, program.calendar) if is_cumulative else tuple(points)
    printed = series.thinned(found, program.disclosure.minimum) if is_protected and is_cumulative else found
    nature = series.Nature(
        unit=latest.unit,
        scale=latest.scale,
        is_cumulative=is_cumulative,
        break_ahead=_has_break(program.calendar, _next(program.calendar, rhythm, scope.as_of)),
    )
    ends = [point.through for point in printed]
    equally_spaced = len(printed) == len(found)
    return Series(
        metric=metric.id,
        title=metric.title,
        unit=latest.unit,
        scale=latest.scale,
        currency=latest.currency,
        rhythm=rhythm,
        origin="data" if origin == "data" else "snapshots",
        audience=scope.audience,
        points=printed,
        outlook=series.outlook(
            printed if equally_spaced else printed[-2:],
            _aim(program.calendar, latest, rhythm, ends[-1] if ends else scope.as_of),
            nature,
        ),
        thinned=len(found) - len(printed),
    )


def _aim(calendar: Calendar, latest: PublishedMetric, rhythm: str, day: date) -> series.Aim:
    target = latest.target
    if target is None or target.due <= day or target.goal is None or target.goal.level:
        return series.Aim()
    left = sum(day < period.end <= target.due for period in calendar.every(rhythm))
    return series.Aim(target.goal, left)


def _next(calendar: Calendar, rhythm: str, day: date) -> Period | None:
    return next((period for period in calendar.every(rhythm) if period.start > day), None)


def _has_break(calendar: Calendar, period: Period | None) -> bool:
    """Also if the calendar ends there: nothing is carried into days that nobody has planned."""
    if period is None:
        return True
    days = (period.start + timedelta(days=n) for n in range((period.end - period.start).days + 1))
    breaks = [each for year in calendar.years.values() for each in year.breaks]
    return any(first <= day <= last for day in days for first, last in breaks)
