"""What a scheduled report says around its results: changes, the plan, what falls due, questions and answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from kpitrack.definitions.milestones import has_plan, read_plan
from kpitrack.history import comparing
from kpitrack.history.evidence import read_entries
from kpitrack.milestones import Known, schedule
from kpitrack.model.bulletins import Answer, Bulletin, DueTarget
from kpitrack.model.calendar import Period
from kpitrack.model.evidence import LEARNING_QUESTIONS, LearningQuestion
from kpitrack.model.program import Program
from kpitrack.model.published import PublishedMetric, Report, Shown
from kpitrack.model.reporting import Rhythm, ScheduledReport
from kpitrack.model.schedule import Schedule, Standing, State
from kpitrack.model.snapshots import Snapshot
from kpitrack.model.statuses import Status

_SOON = timedelta(days=14)
_MONTH = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Since:
    """The release before this one, and this one."""

    earlier: Snapshot
    now: Snapshot


def bulletin_of(
    program: Program, scheduled: ScheduledReport, period: Period, report: Report, since: Since | None = None
) -> Bulletin:
    """Everything that the sections of a scheduled report choose from."""
    plan = _plan(program, report)
    until = due_until(program, scheduled.every, period, report.as_of)
    return Bulletin(
        scheduled=scheduled,
        report=report,
        compared_with=since.earlier.name if since else None,
        changes=tuple(comparing.changes(since.earlier, since.now)) if since else (),
        due_until=until,
        blockers=plan.blockers if plan else (),
        due_milestones=tuple(_due_milestones(plan, scheduled.every, until)) if plan else (),
        due=tuple(due_targets(report, until)),
        milestones_done=sum(each.state.is_done for each in _fallen_due(plan)),
        milestones_untold=sum(each.state is State.UNKNOWN for each in _fallen_due(plan)),
        milestones=len(_fallen_due(plan)),
        questions=tuple(_questions(program, scheduled.every, period)),
        answers=tuple(_answers(program, report)),
    )


def due_until(program: Program, rhythm: Rhythm, period: Period, as_of: date) -> date:
    """Two weeks for the weekly report; for the others the end of their next period."""
    if rhythm == "week":
        return as_of + _SOON
    following = (each.end for each in program.calendar.every(rhythm) if each.start > period.end)
    return next(following, max(as_of, period.end) + _MONTH)


def due_targets(report: Report, until: date) -> list[DueTarget]:
    """Promises that are not kept yet, soonest first; what is promised again for each month is listed once.

    Of a hidden metric every promise is listed: leaving out those that are kept would tell.
    """
    found = [
        DueTarget(metric, target)
        for metric in report.metrics
        for target in metric.targets
        if report.as_of < target.due <= until and not _is_kept(metric, target.status)
    ]
    soonest = sorted(found, key=lambda each: (each.target.due, each.metric.title))
    once = {(each.metric.id, each.target.goal): each for each in reversed(soonest)}
    return [each for each in soonest if once[each.metric.id, each.target.goal] is each]


def _is_kept(metric: PublishedMetric, status: Status) -> bool:
    return isinstance(metric.total, Shown) and status is Status.MET


def _plan(program: Program, report: Report) -> Schedule | None:
    """The milestones on this report's own results, so that both say the same."""
    if not has_plan(program):
        return None
    known = Known(
        metrics={metric.id: metric for metric in report.metrics},
        levels={each.id: each.measure.record_levels for each in program.metrics.values()},
        categories={name: each.listed for name, each in program.dimensions.items()},
        records=read_entries(program.records_file),
    )
    return schedule(read_plan(program), known, report.as_of)


def _due_milestones(plan: Schedule, rhythm: Rhythm, until: date) -> Iterable[Standing]:
    """Soonest first. The weekly report keeps to what the plan itself calls soon."""
    if rhythm == "week":
        return [each for each in plan.standings if each.state is State.DUE_SOON]
    found = [each for each in plan.standings if not each.state.is_settled and plan.as_of < each.step.due_on <= until]
    return sorted(found, key=lambda each: (each.step.due_on, each.step.milestone.title))


def _fallen_due(plan: Schedule | None) -> list[Standing]:
    return [each for each in plan.standings if each.step.due_on <= plan.as_of] if plan else []


def _questions(program: Program, rhythm: Rhythm, period: Period) -> Iterable[LearningQuestion]:
    """Those of the report's own rhythm, and those of every rhythm of which a period ends with this one.

    Only the weekly report asks the questions of the week.
    """
    ending = {rhythm} | {
        each
        for each in ("month", "quarter", "year")
        if any(one.end == period.end for one in program.calendar.every(each))
    }
    return (each for each in LEARNING_QUESTIONS if each.every in ending)


def _answers(program: Program, report: Report) -> Iterable[Answer]:
    """What was written down in the period of the report, in the order of the questions and days."""
    questions = {each.id: each for each in LEARNING_QUESTIONS}
    last = min(report.end, report.as_of)
    found = [
        Answer(questions[entry.subject], entry.value, entry.on)
        for entry in read_entries(program.records_file)
        if entry.subject in questions and entry.on and report.start <= entry.on <= last
    ]
    order = {name: place for place, name in enumerate(questions)}
    return sorted(found, key=lambda each: (order[each.question.id], each.on))
