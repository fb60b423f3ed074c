"""The words of scheduled reports and of the history: first lines, changes and their causes, what is due, series."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from kpitrack.model.evidence import LearningQuestion
from kpitrack.model.intake import Problem, SourceReading
from kpitrack.model.ledger import Figures
from kpitrack.model.milestones import Standing
from kpitrack.model.published import AtLeast, AtMost, Goal, Report, Rounded
from kpitrack.model.reporting import DueTarget, Edition
from kpitrack.model.snapshots import (
    Cause,
    MetricChange,
    Outlook,
    Series,
    SeriesPoint,
    SnapshotCell,
    SnapshotMetric,
    SnapshotName,
)
from kpitrack.model.statuses import Status
from kpitrack.wording import english
from kpitrack.wording.numbers import ValueForm, amount_text, count_text, form_of, gap_text, goal_words, value_text

HEADINGS: Mapping[str, str] = {
    "changes": "Changed since the last report",
    "milestones": "Due or late",
    "behind": "Not met or behind",
    "alerts": "Rules triggered",
    "late_sources": "Data problems and old sources",
    "prompts": "Questions for this week",
}
NOTHING: Mapping[str, str] = {
    "changes": "Nothing has changed.",
    "milestones": "Nothing is due or late.",
    "behind": "Every target that can be judged is met or on track.",
    "alerts": "No rule has fired.",
    "late_sources": "Every source was read, and none is old.",
    "prompts": "",
}
NO_EARLIER = "There is no earlier report in the history."
CAUSES: Mapping[Cause, str] = {
    "data": "data",
    "definition": "definition",
    "calendar": "calendar",
    "software": "software",
    "day": "later day",
    "unknown": "cause not known",
}
_ALWAYS = ("data", "day")  # from week to week nobody needs to be told that these moved on
_MOST_NAMED = 5  # titles in one line


# --- First lines ------------------------------------------------------------------------------------------------


def first_lines(report: Report) -> tuple[str, ...]:
    """What must be mended before the numbers are trusted: each unusable source with what to do about it."""
    return tuple(unusable_line(source, report.problems) for source in report.sources if not source.usable)


def unusable_line(source: SourceReading, problems: Iterable[Problem]) -> str:
    errors = (each for each in problems if each.source == source.name and each.level == "error")
    hint = next((each.hint for each in errors if each.hint), "")
    return english.sentences(
        f"SOURCE NOT USABLE: {source.name}: {english.unended(source.reason)}.",
        f"Try: {english.unended(hint)}." if hint else "",
        f"Contact {source.owner}." if source.owner else "",
    )


def pinned_line(pinned: date) -> str:
    return (
        f"OLD DATA: program.yaml pins the as-of date to {english.day(pinned)}, 14 days or more before this run; "
        "nothing newer is in this report. Remove pinned_as_of, or give --as-of."
    )


def withheld(metric: str, dimension: str) -> str:
    """For the team alone: readers see hidden cells like all others."""
    what = f"{dimension} of {metric}" if dimension else metric
    return f"withheld: {what}, because the audit before the release could work out a hidden group of it"


def edition_line(edition: Edition) -> str:
    """What the document is, and of a correction what it replaces and why."""
    if edition.replaces is None:
        return f"Release {edition.release}"
    reason = f", because {english.unended(edition.why)}" if edition.why else ""
    return f"CORRECTION: version {edition.version} of {edition.release} replaces version {edition.replaces}{reason}"


def compared_line(name: SnapshotName | None) -> str:
    if name is None:
        return "The first report in the history."
    return f"Compared with {name.id}, data through {english.day(name.as_of)}."


def subject(edition: Edition, report: Report, *, is_old: bool) -> str:
    """Of the mail. The worst comes first, since subjects are cut. is_old: the as-of day is pinned and lies far back."""
    unusable = sum(not source.usable for source in report.sources)
    worst = f"[{unusable} {english.plural('source', unusable)} not usable] " if unusable else ""
    old = "[old data] " if is_old else ""
    return f"{worst}{old}{report.title}: {edition.title}, {english.day(report.as_of)}"


# --- Changes and their causes -----------------------------------------------------------------------------------


def change_line(change: MetricChange, *, with_causes: bool) -> str:
    """`Title, Gender: Female: 52 (was 49). Now met, was not met.`"""
    about = english.listed((change.metric.title, *(f"{name}: {value}" for name, value in change.categories)))
    causes = change.causes if with_causes else tuple(each for each in change.causes if each not in _ALWAYS)
    because = f"Because of: {causes_words(causes)}." if causes else ""
    return english.sentences(f"{about}: {_moved(change)}", _turned(change.before, change.after), because)


def hidden_line(titles: Sequence[str]) -> str:
    """Results that the last report showed and this one does not."""
    named = english.listed(titles[:_MOST_NAMED]) + (
        f" and {len(titles) - _MOST_NAMED} more" * (len(titles) > _MOST_NAMED)
    )
    return f"Not shown any more, to protect privacy; says nothing about performance: {named}."


def causes_words(causes: Sequence[Cause]) -> str:
    return english.listed(CAUSES[cause] for cause in causes)


def correction_because(causes: Sequence[Cause], files: Sequence[str]) -> str:
    """The reason of a correction that nobody gave in words."""
    named = english.listed(files[:3]) + (f" and {len(files) - 3} more" if len(files) > 3 else "")
    changed = causes_words(causes) if causes else "the document"
    return f"changed: {changed}" + (f" ({named})" if named else "")


def file_change(name: str, *, is_new: bool, is_gone: bool) -> str:
    return f"{name} {'new' if is_new else 'gone' if is_gone else 'changed'}"


def _moved(change: MetricChange) -> str:
    before, after = cell_text(change.metric, change.before), cell_text(change.metric, change.after)
    return f"{after} (was {before})." if before != after else f"{after}, {_numbers(change)}."


def _numbers(change: MetricChange) -> str:
    """Where the value reads the same, what stands behind it has moved."""
    old, new = _people(change.before), _people(change.after)
    return f"counted {new} (was {old})" if old != new else "the same to the digits shown"


def is_visible(change: MetricChange) -> bool:
    """Would a reader see a difference?"""
    return change.status_changed or not _moved(change).endswith("the same to the digits shown.")


def _people(cell: SnapshotCell | None) -> str:
    figures = cell.figures if cell else None
    return "nobody" if figures is None or figures.n is None else count_text(figures.n)


def _turned(before: SnapshotCell | None, after: SnapshotCell | None) -> str:
    if before is None or after is None or before.status is after.status or None in (before.status, after.status):
        return ""
    return f"Now {status_word(after.status)}, was {status_word(before.status)}."


def status_word(status: Status | None) -> str:
    return english.STATUS_WORDS[status or Status.SUPPRESSED].lower()


def cell_text(metric: SnapshotMetric, cell: SnapshotCell | None) -> str:
    if cell is None:
        return "not in the report"
    return figures_text(ValueForm(metric.unit, metric.scale, metric.currency), cell.figures, metric.goal)


def figures_text(form: ValueForm, figures: Figures | None, goal: Goal | None = None) -> str:
    if figures is None:
        return english.HIDDEN_VALUE
    match figures.coded:
        case AtLeast(value=value):
            return f"at least {amount_text(value, form)}"
        case AtMost(value=value):
            return f"at most {amount_text(value, form)}"
        case Rounded(value=value):
            return amount_text(value, form)
    return english.NO_VALUE if figures.value is None else value_text(figures.value, form, goal)


# --- Due --------------------------------------------------------------------------------------------------------


def due_milestone(standing: Standing) -> str:
    milestone = standing.step.milestone
    return f"{milestone.title}: due {english.day(standing.step.due_on)}. Next: {milestone.owner}."


def due_target(due: DueTarget) -> str:
    goal = goal_words(due.target.goal, form_of(due.metric)) if due.target.goal else ""
    owner = f" Next: {due.metric.owner}." if due.metric.owner else ""
    return f"{due.metric.title}: target {goal} is due {english.day(due.target.due)}.{owner}"


# --- Sources, questions -----------------------------------------------------------------------------------------


def stale_line(source: SourceReading) -> str:
    """Exports older than the program, or the source itself, allows."""
    when = f"data through {english.day(source.as_of)}" if source.as_of else "its day is not known"
    return english.sentences(f"{source.name} is old: {when}.", f"Contact {source.owner}." if source.owner else "")


def question_line(question: LearningQuestion) -> str:
    return f"{question.text} Answer: kpitrack record add {question.id}"


# --- Series -----------------------------------------------------------------------------------------------------


def point_text(series: Series, point: SeriesPoint) -> str:
    return figures_text(_form(series), point.figures)


def outlook_line(series: Series) -> str:
    """What may be said about the future, with its limits."""
    form, outlook = _form(series), series.outlook
    match outlook:
        case Outlook(kind="change", amount=Fraction() as change):
            return f"Change between the two points: {_signed(change, form)}. Two points are no trend."
        case Outlook(kind="pace", amount=Fraction() as pace, periods_left=left):
            periods = english.counted(left, series.rhythm)
            return f"To reach the target, {_signed(pace, form)} per {series.rhythm} in the {periods} left."
        case Outlook(kind="interval", low=Fraction() as low, high=Fraction() as high):
            ends = f"{value_text(low, form)} to {value_text(high, form)}"
            return f"Next {series.rhythm}, illustrative only: {ends} (95% interval of a straight line)."
        case Outlook(why_not=why):
            return f"No outlook: {why}." if why else ""


def thinned_line(series: Series) -> str:
    if not series.thinned:
        return ""
    points = english.counted(series.thinned, "point")
    return f"{points} left out: they differ from a printed one by so few people that single persons could be told."


def origin_line(series: Series) -> str:
    words = {"data": "from dated data", "snapshots": "from the history of published reports"}
    return words[series.origin]


def _signed(amount: Fraction, form: ValueForm) -> str:
    return gap_text(amount, form)


def _form(series: Series) -> ValueForm:
    return ValueForm(series.unit, series.scale, series.currency)
