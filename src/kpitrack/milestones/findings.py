"""What in the plan cannot hold: orders that contradict the documents, names against dates, the two critical paths."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from kpitrack.milestones.graph import Work, floats, longest_chain
from kpitrack.model.plan import Plan, Step
from kpitrack.model.schedule import CriticalPath, Finding
from kpitrack.wording import milestone_findings as words

_MID_YEAR = re.compile(r"(?i)\bmid-?year\b")
_MIDDLE = (2 / 5, 3 / 5)  # of the year; what lies outside is not its middle


def findings(plan: Plan) -> tuple[Finding, ...]:
    """Everything a reader of the plan should know before the year starts. Accepted ones carry their reason.

    Needs no data and no day, so that `lint` can call it.
    """
    found = [*_orders(plan), *_windows(plan), *_names_against_dates(plan), *_undated(plan), *_paths(plan)]
    return tuple(_with_reason(plan, each) for each in found)


def critical_path(plan: Plan) -> CriticalPath:
    """The declared milestones in order of their due weeks, and the longest chain of work."""
    work = Work.of_steps(plan.steps.values())
    declared = sorted((step for step in plan.steps.values() if step.milestone.critical), key=lambda step: step.due)
    chain = longest_chain(work)
    weeks = sum(work.takes[each] for each in chain)
    waits = sum(work.after[later].get(earlier, 0) for earlier, later in itertools.pairwise(chain))
    return CriticalPath(tuple(step.id for step in declared), chain, weeks + waits)


def _with_reason(plan: Plan, found: Finding) -> Finding:
    step = plan.steps.get(found.milestone)
    reason = step.milestone.accepted.get(found.code, "") if step else ""
    return Finding(found.code, found.severity, found.place, found.sentence, found.suggestion, found.milestone, reason)


def _orders(plan: Plan) -> Iterator[Finding]:
    """Work that has to begin before what it needs can be done."""
    for step in plan.steps.values():
        for earlier, lag in step.milestone.after.items():
            other = plan.steps[earlier]
            if other.due + lag + step.takes > step.due:
                sentence, suggestion = words.starts_too_early(plan, step, other, lag)
                yield Finding("starts_before_predecessor", "error", step.place, sentence, suggestion, step.id)
        for earlier, why in step.milestone.expects.items():
            due = plan.steps[earlier].due
            if due >= step.due:
                sentence, suggestion = words.order_conflict(plan, step, plan.steps[earlier], why)
                yield Finding("order_conflict", "warning", step.place, sentence, suggestion, step.id)


def _windows(plan: Plan) -> Iterator[Finding]:
    """A deliverable that is due outside the weeks of its activity."""
    for stretch in plan.stretches.values():
        for each in stretch.steps:
            step = plan.steps[each]
            if not stretch.start <= step.due <= stretch.end:
                sentence, suggestion = words.outside_window(plan, step, stretch)
                yield Finding("due_outside_activity", "warning", step.place, sentence, suggestion, step.id)


def _names_against_dates(plan: Plan) -> Iterator[Finding]:
    """`Mid-year` in a title, and a due week that is not near the middle of its year."""
    for step in plan.steps.values():
        weeks = [week for week in plan.weeks.weeks if week.id.split("-")[0] == _year(plan, step)]
        if not weeks or not _MID_YEAR.search(step.milestone.title):
            continue
        number = step.due - plan.weeks.weeks.index(weeks[0]) + 1
        if not _MIDDLE[0] <= number / len(weeks) <= _MIDDLE[1]:
            sentence, suggestion = words.not_mid_year(step, number, len(weeks))
            yield Finding("name_against_date", "warning", step.place, sentence, suggestion, step.id)


def _year(plan: Plan, step: Step) -> str:
    return plan.weeks.name(step.due).split("-")[0]


def _undated(plan: Plan) -> Iterator[Finding]:
    """Critical by the plan's own word, yet nothing says what it waits for, or how risky it is."""
    critical = [step for step in plan.steps.values() if step.milestone.critical]
    first = min((step.due for step in critical), default=0)
    for step in critical:
        if step.milestone.risk is None:
            yield Finding("no_risk", "note", step.place, *words.no_risk(step), step.id)
        if not step.milestone.after and not step.milestone.needs and step.due > first:
            yield Finding("no_dependency", "note", step.place, *words.no_dependency(step), step.id)


def _paths(plan: Plan) -> Iterator[Finding]:
    """Where the declared critical path and the longest chain of work differ."""
    path = critical_path(plan)
    if not path.declared:
        return
    work = Work.of_steps(plan.steps.values())
    spare = floats(work)
    for each in path.computed:
        step = plan.steps[each]
        if not step.milestone.critical:
            yield Finding("critical_not_declared", "note", step.place, *words.critical_not_declared(plan, step), each)
    for each in path.declared:
        if each not in path.computed and spare[each] > 0:
            sentence, suggestion = words.declared_not_critical(plan.steps[each], spare[each])
            yield Finding("declared_not_critical", "note", plan.steps[each].place, sentence, suggestion, each)
