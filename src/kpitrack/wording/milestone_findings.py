"""The words of findings about a plan: each a sentence and a suggestion."""

from __future__ import annotations

from collections.abc import Mapping

from kpitrack.model.plan import Plan, Step, Stretch
from kpitrack.model.schedule import Finding
from kpitrack.wording import english
from kpitrack.wording.milestones import in_sentence, week, weeks

SEVERITY_WORDS: Mapping[str, str] = {"error": "Error", "warning": "Warning", "note": "Note"}


def finding(found: Finding) -> str:
    """One finding with its suggestion; an accepted one says why."""
    if found.accepted:
        return f"{found.sentence} Accepted: {english.unended(found.accepted)}."
    return f"{SEVERITY_WORDS[found.severity]}: {found.sentence} Try: {found.suggestion}. ({found.code}, {found.place})"


def starts_too_early(plan: Plan, step: Step, earlier: Step, lag: int) -> tuple[str, str]:
    wait = f" and {weeks(lag)} of waiting" if lag else ""
    return (
        (
            f"{step.milestone.title} is due {week(plan, step.due)} and takes {weeks(step.takes)}, but "
            f"{in_sentence(plan, earlier.id)} is due only {week(plan, earlier.due)}{wait}: "
            f"{week(plan, earlier.due + lag + step.takes)} at the earliest."
        ),
        "move one of the due weeks, or change `after` or `takes`",
    )


def order_conflict(plan: Plan, step: Step, earlier: Step, why: str) -> tuple[str, str]:
    weeks_after = earlier.due - step.due
    gap = f"{weeks(weeks_after)} later" if weeks_after else "in the same week"
    return (
        (
            f"{step.milestone.title} is due {week(plan, step.due)}, but relies on something due {gap}: "
            f"{in_sentence(plan, earlier.id)}, {week(plan, earlier.due)}. Because {english.unended(why)}."
        ),
        f"change one of the two due weeks, or say what stands in for {in_sentence(plan, earlier.id)}",
    )


def outside_window(plan: Plan, step: Step, stretch: Stretch) -> tuple[str, str]:
    return (
        (
            f"{step.milestone.title} is due {week(plan, step.due)}, outside the weeks of its activity, "
            f"{week(plan, stretch.start)} to {week(plan, stretch.end)}."
        ),
        "move the due week, or name another activity in `during`",
    )


def not_mid_year(step: Step, number: int, count: int) -> tuple[str, str]:
    return (
        f"{step.milestone.title} is due in week {number} of {count}: {number * 100 // count}% of the year is over.",
        f"call it by its week, or move it to about week {count // 2}",
    )


def no_risk(step: Step) -> tuple[str, str]:
    return f"{step.milestone.title} is critical, but has no risk level.", "add `risk: low`, `medium` or `high`"


def no_dependency(step: Step) -> tuple[str, str]:
    return (
        f"{step.milestone.title} is critical, but nothing is named that it depends on.",
        "name it in `after`, or in `needs` if it lies outside the plan",
    )


def critical_not_declared(plan: Plan, step: Step) -> tuple[str, str]:
    return (
        (
            f"{step.milestone.title} ({week(plan, step.due)}) lies on the longest chain of work, but the plan does not "
            "list it as critical."
        ),
        "watch it like the critical ones, or add `critical: true`",
    )


def declared_not_critical(step: Step, spare: int) -> tuple[str, str]:
    return (
        (
            f"{step.milestone.title} is listed as critical, but could slip {weeks(spare)} before the longest chain of "
            "work grows."
        ),
        "keep it if it matters for other reasons; a slip of it does not move the end",
    )
