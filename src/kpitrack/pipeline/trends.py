"""A metric over time: from dated data where the exports have dates, else from the history of published reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import dropwhile, pairwise
from pathlib import Path
from typing import Literal

from kpitrack.definitions.schedules import read_settings
from kpitrack.disclosure.policy import is_about_people
from kpitrack.engine.session import Session
from kpitrack.errors import UsageError
from kpitrack.history import encoding, series
from kpitrack.history.store import Store
from kpitrack.model.calendar import Calendar, Period
from kpitrack.model.ledger import LedgerRow, Released
from kpitrack.model.metrics import Metric
from kpitrack.model.program import Program
from kpitrack.model.published import Audience, Mark, PublishedMetric, Shown
from kpitrack.model.snapshots import Series, SeriesPoint, SnapshotCell
from kpitrack.model.workbook import TypedMark
from kpitrack.pipeline.asking import Question, Scope, scope_of
from kpitrack.pipeline.orders import Order, places_of
from kpitrack.pipeline.reporting import judge_and_protect, load_exports, released_before
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
        held = frozenset(each.through for _, each in observed if _is_held(each))
        if not observed:
            raise UsageError(f"no {rhythm} has begun by {scope.as_of}", hint="--as-of with a later day")
        points = tuple(_point(period, each) for period, each in observed)
        typed = tuple(figure for _, each in observed for figure in each.typed)
        known = _Known(rhythm, "data", observed[-1][1], tuple(dropwhile(_has_nothing, points)), typed, held)
    else:
        known = _Known(rhythm, "snapshots", _now(program, scope, asked), _from_history(program, asked, scope))
    return _series(program, scope, known)


@dataclass(frozen=True, slots=True)
class _Known:
    """What a series is made of."""

    rhythm: str
    origin: Literal["data", "snapshots"]
    latest: PublishedMetric  # today, with its unit and target
    points: tuple[SeriesPoint, ...]
    typed: tuple[TypedMark, ...] = ()  # by schools, in these periods
    held: frozenset[date] = frozenset()  # days whose point may not stand beside the others, or beside a release


def _rhythm(calendar: Calendar, metric: Metric, asked: str | None) -> str:
    """A figure that grows through the year is looked at monthly unless asked otherwise."""
    rhythm = asked or ("month" if metric.every == "year" and not metric.measure.looks_into_period else metric.every)
    if not calendar.every(rhythm):
        raise UsageError(f"the calendar has no rhythm {rhythm!r}", hint="--every month")
    if asked and asked != metric.every and metric.measure.looks_into_period:
        raise UsageError(
            f"{metric.id} is measured in each {metric.every} by itself, not in each {asked}",
            hint=f"leave --every out, or say --every {metric.every}",
        )
    return rhythm


def _is_dated(program: Program, metric: Metric) -> bool:
    """Can every source behind the metric tell what it said on an earlier day?"""
    return all(program.sources[name].is_dated for name in program.sources_of(metric.id))


def _observe_all(
    program: Program, metric: Metric, scope: Scope, asked: TrendQuestion, rhythm: str
) -> list[tuple[Period, PublishedMetric]]:
    """The metric at the end of each period; the exports are read once.

    The newest point is what reports print; every older one is judged beside it and beside all releases.
    """
    folder = asked.question.exports or program.exports_folder
    found: list[tuple[Period, PublishedMetric]] = []
    released = released_before(program, scope, asked.store)
    with Session.open([folder, program.records_file.parent]) as session:
        intake = load_exports(session, program, (metric,), scope.as_of, folder)
        for period in reversed(_periods(program, metric, scope.as_of, rhythm)[-asked.points :]):
            day = min(period.end, scope.as_of)
            row = PeriodsOfRow(observe(program.calendar, metric, day), None, None)
            then = replace(scope, period=period, as_of=day)
            report = judge_and_protect(session, program, intake, then, {metric.id: row}, released)
            found.append((period, report.metrics[0]))
            released = Released((*released.rows, *_as_released(report.metrics[0], scope.audience)))
    return found[::-1]


def _as_released(metric: PublishedMetric, audience: Audience) -> Iterator[LedgerRow]:
    """A point that will be printed, as the ledger would hold it."""
    total = metric.total
    if audience != "internal" and isinstance(total, Shown) and total.as_of is None:
        day = metric.through
        figures = encoding.figures_of(total, metric.target)
        place = (metric.period, metric.id, metric.period, day)
        yield LedgerRow(f"trend-{day}", 1, day, "", audience, *place, categories=metric.total_of, shown=figures)


def _is_held(metric: PublishedMetric) -> bool:
    """Is the point left out, because beside another it would tell of a few people?"""
    return Mark.HELD in metric.marks or (isinstance(metric.total, Shown) and metric.total.as_of is not None)


def _has_nothing(point: SeriesPoint) -> bool:
    return point.figures is not None and point.figures.value is None


def _periods(program: Program, metric: Metric, as_of: date, rhythm: str) -> list[Period]:
    """Periods that have begun; of a figure of the year so far, those of this year.

    Before the first year with data a count of nothing would read as a zero.
    """
    begun = [period for period in program.calendar.every(rhythm) if period.start <= as_of]
    year = program.calendar.year_of(as_of)
    if metric.measure.looks_into_period or year is None or rhythm in ("semester", "year"):
        return begun
    return [period for period in begun if period.start >= year.start]


def _now(program: Program, scope: Scope, asked: TrendQuestion) -> PublishedMetric:
    """The metric today: its target and unit for a series from the history."""
    folder = asked.question.exports or program.exports_folder
    metric = scope.metrics[0]
    with Session.open([folder, program.records_file.parent]) as session:
        intake = load_exports(session, program, (metric,), scope.as_of, folder)
        row = PeriodsOfRow(observe(program.calendar, metric, scope.as_of), None, None)
        released = released_before(program, scope, asked.store)
        return judge_and_protect(session, program, intake, scope, {metric.id: row}, released).metrics[0]


def _from_history(program: Program, asked: TrendQuestion, scope: Scope) -> tuple[SeriesPoint, ...]:
    order = Order(today=scope.as_of, made_at="", store=asked.store)
    with Store.read(places_of(program, read_settings(program.folder), order).store) as store:
        totals = store.totals_of(program.program.id, asked.metric, scope.audience)
    own = [each for each in totals if each[0].through <= scope.as_of and not _stands_from_before(each[1])]
    return series.from_snapshots(own)[-asked.points :]


def _stands_from_before(cell: SnapshotCell) -> bool:
    return cell.figures is not None and cell.figures.as_of is not None


def _point(period: Period, metric: PublishedMetric) -> SeriesPoint:
    if not isinstance(metric.total, Shown):
        return SeriesPoint(period.id, metric.through)
    return SeriesPoint(period.id, metric.through, metric.total.status, encoding.figures_of(metric.total, metric.target))


def _series(program: Program, scope: Scope, known: _Known) -> Series:
    metric, latest = scope.metrics[0], known.latest
    grows = not metric.measure.looks_into_period
    points = series.with_year_breaks(known.points, program.calendar) if grows else known.points
    is_protected = scope.audience != "internal" and is_about_people(program, metric) and metric.headcount is None
    if known.origin == "data":
        printed = tuple(point for point in points if point.through not in known.held)
    else:
        printed = series.thinned(points, program.disclosure.minimum) if is_protected and grows else points
    following = _next(program.calendar, known.rhythm, scope.as_of)
    nature = series.Nature(
        unit=latest.unit,
        scale=latest.scale,
        is_cumulative=grows,
        holidays_ahead=following is None or _has_holidays(program.calendar, following.start, following.end),
    )
    day = printed[-1].through if printed else scope.as_of
    return Series(
        metric=metric.id,
        title=metric.title,
        unit=latest.unit,
        scale=latest.scale,
        currency=latest.currency,
        rhythm=known.rhythm,
        origin=known.origin,
        audience=scope.audience,
        points=printed,
        outlook=series.outlook(
            _with_holidays(program.calendar, _with_gaps(points, printed)),
            _aim(program.calendar, latest, known.rhythm, day),
            nature,
        ),
        typed=known.typed,
        thinned=len(points) - len(printed),
    )


def _with_gaps(points: tuple[SeriesPoint, ...], printed: tuple[SeriesPoint, ...]) -> list[SeriesPoint]:
    """A point that is left out ends a run: the steps beside it are not as long as the others."""
    return [point if point in printed else SeriesPoint(point.period, point.through) for point in points]


def _with_holidays(calendar: Calendar, points: list[SeriesPoint]) -> list[SeriesPoint]:
    later = [
        replace(new, after_holidays=_has_holidays(calendar, old.through + timedelta(days=1), new.through))
        for old, new in pairwise(points)
    ]
    return [*points[:1], *later]


def _aim(calendar: Calendar, latest: PublishedMetric, rhythm: str, day: date) -> series.Aim:
    target = latest.target
    if target is None or target.due <= day or target.goal is None or target.goal.level:
        return series.Aim()
    left = sum(day < period.end <= target.due for period in calendar.every(rhythm))
    return series.Aim(target.goal, left)


def _next(calendar: Calendar, rhythm: str, day: date) -> Period | None:
    return next((period for period in calendar.every(rhythm) if period.start > day), None)


def _has_holidays(calendar: Calendar, first: date, last: date) -> bool:
    breaks = [each for year in calendar.years.values() for each in year.breaks]
    return any(begins <= last and first <= ends for begins, ends in breaks)
