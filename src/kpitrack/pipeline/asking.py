"""A question to the program, and its answer as far as definitions go: which period, which metrics, which groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kpitrack import verdicts
from kpitrack.definitions import find_targets, read_program
from kpitrack.errors import UsageError, did_you_mean
from kpitrack.model.calendar import Calendar, Period, PeriodKind
from kpitrack.model.metrics import Metric
from kpitrack.model.program import Program
from kpitrack.model.published import Audience, Withheld
from kpitrack.verdicts import PeriodsOfRow

_USUAL = ("gender", "grade_band", "frl")
_FIRST = 3  # dimensions of a program that has none of the usual ones


def load_program(targets: Path | None = None) -> Program:
    """Read and check the definitions of a folder; without one, of the nearest `targets/` upward.

    raises: DefinitionErrors with every problem, UsageError if there is no such folder.
    """
    return read_program(targets or find_targets(Path.cwd()))


def check_definitions(targets: Path | None = None) -> Program:
    """Read every definition file: the program, its plan, tracker, reports and settings.

    raises: as `load_program`, with the problems of all files.
    """
    from kpitrack.definitions.whole import read_everything  # noqa: PLC0415 - plan and tracker, which a report needs not

    return read_everything(targets or find_targets(Path.cwd()))


@dataclass(frozen=True, slots=True)
class Question:
    """What a report is asked. Empty means: everything, or what the program says."""

    period: str | None = None  # `Q2` (of the as-of date's year), `Y1-Q2`, `Y1-M05` …; default: the running quarter
    as_of: date | None = None  # the day through which data is used; the program's pinned day goes before it
    audience: Audience | None = None
    by: tuple[tuple[str, ...], ...] = ()  # each a list of dimensions; ("gender", "frl") is a crossing
    groups: tuple[str, ...] = ()  # stakeholder groups
    metrics: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    due_only: bool = False
    exports: Path | None = None
    withheld: frozenset[Withheld] = frozenset()  # not to be shown, whatever the pattern says


@dataclass(frozen=True, slots=True)
class Scope:
    """The question, answered as far as definitions can."""

    period: Period
    as_of: date
    audience: Audience
    metrics: tuple[Metric, ...]
    by: tuple[tuple[str, ...], ...]
    usual: tuple[str, ...]
    school: str
    later: int = 0  # metrics left out, because nothing of them falls due this year
    withheld: frozenset[Withheld] = frozenset()
    elsewhere: Mapping[str, int] = field(default_factory=dict)  # administration -> metrics left out, which it measured

    @property
    def through(self) -> date:
        """Data is used up to this day: a report of a past quarter looks the same whenever it is made."""
        return min(self.period.end, self.as_of)

    def groupings(self, metric: Metric) -> tuple[tuple[str, ...], ...]:
        """The disaggregations to print for a metric: those asked for, else its own among the usual ones."""
        return self.by or tuple((each,) for each in self.usual if each in metric.by)

    def counted_groupings(self, metric: Metric) -> tuple[tuple[str, ...], ...]:
        """What has to be counted for that: inside the school if one is asked for, and what targets judge."""
        outer = ("school",) if self.school else ()
        printed = [(*outer, *grouping) for grouping in self.groupings(metric)]
        wanted = [*([outer] if outer else []), *printed, *verdicts.needed_groupings(metric)]
        return tuple(dict.fromkeys(wanted))


def scope_of(program: Program, question: Question) -> Scope:
    as_of = question.as_of or program.program.pinned_as_of
    if as_of is None:
        raise UsageError("no as-of date is given", hint="--as-of 2026-02-15")
    period = find_period(program.calendar, question.period, as_of)
    audience = question.audience or program.disclosure.audience
    for dimension in {each for grouping in question.by for each in grouping}:
        _must_be_one_of("dimension", dimension, program.dimensions)
    chosen = _chosen_metrics(program, question)
    if question.due_only:
        chosen = tuple(each for each in chosen if _falls_due(program.calendar, each, period))
    if len(question.schools) > 1:
        raise UsageError("a report speaks of one school at a time", hint="run it once for each school")
    asked_for = question.metrics or question.groups
    fitting = tuple(each for each in chosen if asked_for or belongs(program.calendar, each, period))
    begun = fitting
    if not question.metrics:
        begun = tuple(each for each in fitting if _has_begun(program.calendar, each, period))
    school = next(iter(question.schools), "")
    later, between = len(fitting) - len(begun), [each for each in chosen if each not in fitting]
    elsewhere = _administrations(program.calendar, between, min(period.end, as_of))
    usual = usual_dimensions(program)
    return Scope(period, as_of, audience, begun, question.by, usual, school, later, question.withheld, elsewhere)


def usual_dimensions(program: Program) -> tuple[str, ...]:
    """By which dimensions a report splits results unless it is asked otherwise."""
    if program.program.report_by is not None:
        return program.program.report_by
    usual = tuple(each for each in _USUAL if each in program.dimensions)
    return usual or tuple(program.dimensions)[:_FIRST]


def belongs(calendar: Calendar, metric: Metric, period: Period) -> bool:
    """Does the metric belong into a report of a period of this kind?

    A survey with administrations of its own stands in a report of one of them, and where a goal of it falls due;
    between them it says nothing new. A report of an administration is about nothing else.
    """
    if calendar.rhythm_of(period) in calendar.series:
        return calendar.rhythm_of(period) == metric.every
    return metric.every not in calendar.series or _falls_due(calendar, metric, period)


def _administrations(calendar: Calendar, metrics: Iterable[Metric], day: date) -> Mapping[str, int]:
    """The newest administration of each survey -> how many of the metrics it measured."""
    newest = (calendar.newest(each.every, day) for each in metrics if each.every in calendar.series)
    return Counter(each.id for each in newest if each is not None)


def _has_begun(calendar: Calendar, metric: Metric, period: Period) -> bool:
    """Does the metric belong into a report of this program year?

    One that is measured once a year belongs where its first target falls due; one that is measured more often, or has
    no target, is followed from the start.
    """
    if metric.every != PeriodKind.YEAR.value:
        return True
    year = calendar.year_of(period.end)
    promises = verdicts.dated_targets(calendar, metric, period.end)
    return not promises or year is None or any(each.due <= year.end for each in promises)


def _falls_due(calendar: Calendar, metric: Metric, period: Period) -> bool:
    return any(each.due in period for each in verdicts.dated_targets(calendar, metric, period.end))


def _chosen_metrics(program: Program, question: Question) -> tuple[Metric, ...]:
    known_groups = dict.fromkeys(metric.group for metric in program.metrics.values())
    for name in question.metrics:
        _must_be_one_of("metric", name, program.metrics)
    spelled = {group.lower(): group for group in known_groups}
    for group in question.groups:
        _must_be_one_of("group", group.lower(), spelled)
    wanted = {group.lower() for group in question.groups}
    return tuple(
        metric
        for metric in program.metrics.values()
        if (not question.metrics or metric.id in question.metrics) and (not wanted or metric.group.lower() in wanted)
    )


def find_period(calendar: Calendar, written: str | None, as_of: date) -> Period:
    """The period asked for; `Q2` alone means the program year of the as-of date.

    raises: UsageError for an unknown period, and for one that has not begun: it names the last complete one.
    """
    if written is None:
        newest = calendar.newest("quarter", as_of)
        if newest is None:
            raise UsageError(f"the calendar begins after {as_of}", hint="--as-of with a later day")
        return newest
    year = calendar.year_of(as_of)
    period = calendar.find(written) or (calendar.find(f"{year.id}-{written}") if year else None)
    if period is None:
        names = calendar.names()
        raise UsageError(
            f"the calendar has no period {written!r}", hint=did_you_mean(written, names, otherwise="Q2 or Y1-Q2")
        )
    if period.start > as_of:
        complete = calendar.newest_ended(calendar.rhythm_of(period) or "quarter", as_of)
        offered = f"--period {complete.id} is the last complete one" if complete else "--as-of with a later day"
        raise UsageError(
            f"{period.id} has not begun: it runs {period.start} to {period.end}, as of {as_of}", hint=offered
        )
    return period


def _must_be_one_of(what: str, name: str, known: Iterable[str]) -> None:
    names = list(known)
    if name not in names:
        hint = did_you_mean(name, names, otherwise=f"one of: {', '.join(names[:12])}")
        raise UsageError(f"there is no {what} {name!r}", hint=hint)


def periods_of_row(program: Program, metric: Metric, scope: Scope) -> PeriodsOfRow:
    """Nothing stands beside a result whose rows bear no day: another period would count the same rows again."""
    calendar = program.calendar
    now = verdicts.observe(calendar, metric, scope.through)
    sources = program.sources_of(metric.id)
    if sources and not any(program.sources[name].is_dated for name in sources):
        return PeriodsOfRow(now, None, None)
    previous, year_ago = calendar.previous(scope.period), calendar.year_earlier(scope.period)
    return PeriodsOfRow(
        now=now,
        previous=verdicts.observe(calendar, metric, previous.end) if previous else None,
        year_ago=verdicts.observe(calendar, metric, year_ago.end) if year_ago else None,
    )
