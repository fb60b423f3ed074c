"""The milestones: plan + records + shown results -> schedule. A hidden result completes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from kpitrack.definitions.milestones import read_plan
from kpitrack.errors import UsageError, did_you_mean
from kpitrack.history.evidence import read_entries
from kpitrack.milestones import Known, findings, schedule
from kpitrack.model.calendar import Period
from kpitrack.model.plan import Plan
from kpitrack.model.program import Program
from kpitrack.model.published import Audience, Report
from kpitrack.model.schedule import Finding, Schedule
from kpitrack.pipeline.asking import Question
from kpitrack.pipeline.reporting import report
from kpitrack.wording.english import unusable_source


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """What is asked of the plan. Empty means: everything."""

    as_of: date | None = None  # the program's pinned day goes before it
    period: str | None = None  # `Q2` of the as-of date's year, `Y1-Q2` …; also one that has not begun
    critical_only: bool = False  # declared as critical, or on the longest chain of work
    slips: Mapping[str, int] = field(default_factory=dict)  # what-if: milestone -> weeks
    audience: Audience | None = None
    exports: Path | None = None


def milestones(program: Program, question: PlanQuestion) -> Schedule:
    """How every milestone stands, what slips because of what, and what in the plan cannot hold.

    raises: UsageError for an unknown period or milestone; DefinitionErrors for a broken milestones.yaml.
    """
    as_of = question.as_of or program.program.pinned_as_of
    if as_of is None:
        raise UsageError("no as-of date is given", hint="--as-of 2026-02-15")
    plan = read_plan(program)
    for name in question.slips:
        if name not in plan.steps:
            raise UsageError(f"there is no milestone {name!r}", hint=did_you_mean(name, tuple(plan.steps)))
    results = _shown_results(program, plan, as_of, question)
    known = Known(
        metrics={metric.id: metric for metric in results.metrics} if results else {},
        levels={each.id: each.measure.record_levels for each in program.metrics.values()},
        categories={name: each.listed for name, each in program.dimensions.items()},
        records=read_entries(program.records_file),
    )
    found = schedule(plan, known, as_of, question.slips)
    sources = [source for source in results.sources if not source.usable] if results else []
    unusable = tuple(unusable_source(source.name, source.reason, source.owner) for source in sources)
    found = replace(found, unusable_sources=unusable)
    return _chosen(found, _period(program, question.period, as_of), question, program)


def milestone_findings(program: Program) -> tuple[Finding, ...]:
    """For `lint`: what in the plan cannot hold. Reads no data."""
    return findings(read_plan(program))


def _shown_results(program: Program, plan: Plan, as_of: date, question: PlanQuestion) -> Report | None:
    """The results that milestones are tied to, as the audience of the plan sees them; None if there are none yet."""
    wanted = {step.milestone.done_when.metric for step in plan.steps.values() if step.milestone.done_when}
    year = program.calendar.year_of(as_of)
    if not wanted or year is None:  # before the program begins nothing can be done by a metric
        return None
    asked = Question(
        period=year.id, as_of=as_of, audience=question.audience, metrics=tuple(sorted(wanted)), exports=question.exports
    )
    return report(program, asked)


def _period(program: Program, written: str | None, as_of: date) -> Period | None:
    """Unlike a report, a plan can be asked about a quarter that has not begun."""
    if written is None:
        return None
    year = program.calendar.year_of(as_of) or program.calendar.every("year")[0]
    period = program.calendar.find(written) or program.calendar.find(f"{year.id}-{written}")
    if period is None:
        hint = did_you_mean(written, program.calendar.names(), otherwise="Q2 or Y1-Q2")
        raise UsageError(f"the calendar has no period {written!r}", hint=hint)
    return period


def _chosen(found: Schedule, period: Period | None, question: PlanQuestion, program: Program) -> Schedule:
    shown = set(found.plan.ids)
    words = ""
    if question.critical_only:
        critical = {*found.path.declared, *found.path.computed}
        around = {one.id for one in found.plan.stretches.values() if critical & set(one.steps)}
        shown &= critical | around
        words = "critical"
    if period is not None:
        shown &= _of_period(found, period)
        words = f"{period.id} {words}".strip()
    audience = question.audience or program.disclosure.audience
    return replace(found, shown=frozenset(shown), chosen=words, audience=audience)


def _of_period(found: Schedule, period: Period) -> set[str]:
    """What is worked on or due in the period, and what was due earlier and is still open in it."""
    first, last = found.plan.weeks.at(period.start), found.plan.weeks.at(period.end)
    stretches = {one.id for one in found.plan.stretches.values() if one.start <= last and one.end >= first}
    steps = {
        each.id
        for each in found.standings
        if (each.step.start <= last and each.step.due >= first)
        or (not each.state.is_done and each.step.due < first <= found.today)
    }
    return stretches | steps | {each.id for each in found.plan.recurring}
