"""How each milestone stands on the as-of day, and in which order a reader should look at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kpitrack.milestones.completion import Completion
from kpitrack.milestones.graph import Work, earliest, finishes, floats, slacks
from kpitrack.model.plan import Plan, Step
from kpitrack.model.schedule import Done, Standing, State
from kpitrack.wording import milestone_evidence as evidence_words

SOON = 2  # weeks ahead in which a due date is worth a word
_RISKS = {"high": 3, "medium": 2, "low": 1, None: 0}


@dataclass(frozen=True)
class Outlook:
    """The plan on a day: what is done, what is open, and when the open work can be done."""

    plan: Plan
    work: Work
    as_of: date
    today: int
    completions: Mapping[str, Completion]
    fixed: Mapping[str, int]  # week in which each done milestone was done
    settled: Mapping[str, int]  # those, and what is not known: it is taken as done in its due week, so it moves nothing
    expected: Mapping[str, int]

    @classmethod
    def on(cls, plan: Plan, completions: Mapping[str, Completion], as_of: date) -> Outlook:
        work = Work.of_steps(plan.steps.values())
        today = plan.weeks.at(as_of)
        fixed = {
            each: _week_done(plan, plan.steps[each], found.done) for each, found in completions.items() if found.done
        }
        unknown = {each for each, found in completions.items() if found.is_unknown and as_of > plan.steps[each].due_on}
        settled = {**fixed, **{each: plan.steps[each].due for each in unknown}}
        expected = finishes(work, fixed=settled, not_before=open_weeks(plan, settled, as_of))
        return cls(plan, work, as_of, today, completions, fixed, settled, expected)

    def open_before(self, step: Step) -> tuple[str, ...]:
        return tuple(each for each in step.milestone.after if each not in self.settled)


def _week_done(plan: Plan, step: Step, done: Done) -> int:
    """Where nobody knows the day and nothing says that it was missed, the due week is taken."""
    week = plan.weeks.at(done.on)
    return min(week, step.due) if done.at_the_latest and not done.missed else week


def open_weeks(plan: Plan, fixed: Mapping[str, int], as_of: date) -> dict[str, int]:
    """What is not done cannot be done in a week that is over. The week of the as-of day counts until its last day."""
    today = plan.weeks.at(as_of)
    running = today if as_of <= plan.weeks.last_day(today) else today + 1
    return {each: running for each in plan.steps if each not in fixed}


def standings(outlook: Outlook) -> tuple[Standing, ...]:
    """Every milestone: most urgent first, then by due day; what is done comes last."""
    slack = slacks(outlook.work, outlook.expected, fixed=outlook.settled)
    spare, soonest = floats(outlook.work), earliest(outlook.work)
    found = [
        _standing(outlook, step, slack[step.id], spare[step.id], soonest[step.id])
        for step in outlook.plan.steps.values()
    ]
    return tuple(sorted(found, key=_by_urgency))


def _standing(outlook: Outlook, step: Step, slack: int, spare: int, soonest: int) -> Standing:
    completion = outlook.completions[step.id]
    expected = outlook.expected[step.id]
    waits_for = outlook.open_before(step)
    blocked_by = tuple(each for each in waits_for if _holds_back(outlook, step, each))
    late = _weeks_late(outlook, step)
    return Standing(
        step=step,
        state=_state(outlook, step, blocked_by),
        done=completion.done,
        expected=expected,
        weeks_late=late,
        expected_late=max(0, expected - step.due),
        earliest=soonest,
        slack=slack,
        float=spare,
        waits_for=waits_for,
        blocked_by=blocked_by,
        remark=completion.remark or _remark(outlook, step),
    )


def _remark(outlook: Outlook, step: Step) -> str:
    """What follows it is done already, so it probably is too and nobody has recorded it."""
    if step.id in outlook.fixed or step.milestone.done_when is not None:
        return ""
    done = [each for each in outlook.work.followers[step.id] if each in outlook.fixed]
    return evidence_words.followers_done(outlook.plan, done) if done else ""


def _holds_back(outlook: Outlook, step: Step, earlier: str) -> bool:
    """Its first week has come without it, or it will be done too late for the due week."""
    lag = step.milestone.after[earlier]
    too_late = outlook.expected[earlier] + lag + step.takes > step.due
    return step.id not in outlook.settled and (too_late or step.start <= outlook.today)


def _weeks_late(outlook: Outlook, step: Step) -> int:
    """Weeks past the due week. A due day inside a week can be missed within that week: that is one week late."""
    done = outlook.completions[step.id].done
    day = done.on if done else outlook.as_of
    is_open = step.id not in outlook.settled
    if day <= step.due_on or not (is_open or done) or (done and done.at_the_latest and not done.missed):
        return 0
    return max(1, outlook.plan.weeks.at(day) - step.due)


def _state(outlook: Outlook, step: Step, blocked_by: tuple[str, ...]) -> State:
    if step.id in outlook.fixed:
        return State.DONE_LATE if _weeks_late(outlook, step) else State.DONE
    if step.id in outlook.settled:
        return State.UNKNOWN
    if outlook.as_of > step.due_on:
        return State.LATE
    is_soon = step.due - outlook.today <= SOON
    if blocked_by and (is_soon or step.start <= outlook.today):
        return State.BLOCKED
    if is_soon:
        return State.DUE_SOON
    return State.RUNNING if step.start <= outlook.today else State.PLANNED


def _by_urgency(standing: Standing) -> tuple[bool, int, bool, int, int, str]:
    """What is only expected to be late still comes before what is in time; a tie goes to what is due first."""
    risk = _RISKS[standing.step.milestone.risk]
    calm = standing.state in (State.RUNNING, State.PLANNED, State.DUE_SOON)
    return (standing.state.is_done, -standing.urgency, calm, standing.step.due, -risk, standing.id)
