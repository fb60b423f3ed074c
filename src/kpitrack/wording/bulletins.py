"""The words of scheduled reports: headings, what an empty section says, and the sentences around results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from kpitrack.model.bulletins import Answer, Bulletin, DueTarget
from kpitrack.model.evidence import LearningQuestion
from kpitrack.model.intake import SourceReading
from kpitrack.model.published import PublishedMetric, PublishedTarget, Report, Shown
from kpitrack.model.reporting import Section
from kpitrack.model.schedule import Standing
from kpitrack.model.statuses import Status
from kpitrack.wording import english
from kpitrack.wording.numbers import form_of, goal_words
from kpitrack.wording.shown import value_words

IN_DOUBT = "Results in doubt"
HEADINGS: Mapping[Section, str] = {
    "summary": "In short",
    "groups": "By stakeholder group",
    "changes": "Changed since the last report",
    "highlights": "Met",
    "behind": "Not met or behind",
    "milestones": "Due or late",
    "due": "Due next",
    "alerts": "Alerts triggered",
    "equity": "Equity",
    "trends": "Over time",
    "outcomes": "Promises and results",
    "stories": "Stories",
    "exceptions": "Exceptions and changed promises",
    "lessons": "What we learned",
    "prompts": "Questions for the team",
    "next_steps": "Next steps",
    "asks": "What is asked of you",
    "late_sources": "Data problems and old sources",
    "evidence": "What this rests on",
    "metrics": "Every result",
}
NOTHING: Mapping[Section, str] = {
    "changes": "Nothing has changed.",
    "highlights": "No target is met yet.",
    "behind": "Every target that can be judged is met or on track.",
    "milestones": "Nothing is due or late.",
    "due": "Nothing falls due.",
    "alerts": "No rule has fired.",
    "equity": "No result speaks of the distance between groups.",
    "trends": "No result has an earlier value beside it yet.",
    "outcomes": "No result can be told yet.",
    "exceptions": "No exception is approved, and no promise was changed.",
    "lessons": "Nothing was written down in this period.",
    "next_steps": "Nothing has to be done beyond the plan.",
    "asks": "Nothing is asked of you this time.",
    "late_sources": "Every source was read, and none is old.",
}
NO_EARLIER = "There is no earlier report in the history."


# --- In short ---------------------------------------------------------------------------------------------------


def counts_lines(summary: Mapping[str, int]) -> tuple[str, ...]:
    """Sentences of how many targets stand how; statuses that do not occur are left out."""
    return tuple(line for line in (_judged_line(summary), _coming_line(summary), _untold_line(summary)) if line)


def _judged_line(summary: Mapping[str, int]) -> str:
    met, missed = summary.get(Status.MET, 0), summary.get(Status.NOT_MET, 0)
    if not met + missed:
        return "No target could be judged yet."
    whole = english.counted(met + missed, "target")
    return f"{whole} could be judged so far: {_of_them(((met, 'met'), (missed, 'not met')))}."


def _coming_line(summary: Mapping[str, int]) -> str:
    coming = {
        "on track": summary.get(Status.ON_TRACK, 0),
        "behind": summary.get(Status.OFF_TRACK, 0),
        "not to be judged yet": summary.get(Status.NOT_DUE, 0),
    }
    if not any(coming.values()):
        return ""
    whole = english.counted(sum(coming.values()), "target")
    return f"{whole} of later days: {_of_them((count, words) for words, count in coming.items())}."


def _untold_line(summary: Mapping[str, int]) -> str:
    no_data = summary.get(Status.NO_DATA, 0) + summary.get(Status.NO_BASELINE, 0)
    hidden = summary.get(Status.SUPPRESSED, 0)
    return english.sentences(
        f"{english.counted(no_data, 'metric')} without a result yet, which is not a zero." if no_data else "",
        f"{english.counted(hidden, 'metric')} not shown, to protect privacy." if hidden else "",
    )


def _of_them(parts: Iterable[tuple[int, str]]) -> str:
    return english.listed(f"{count} {words}" for count, words in parts if count)


def group_line(group: str, counts: Sequence[tuple[str, int]]) -> str:
    """`Student: 5 met, 2 not met`."""
    return f"{group}: {_of_them((count, words.lower()) for words, count in counts) or 'nothing to judge yet'}."


# --- Single results ---------------------------------------------------------------------------------------------


def told_value(metric: PublishedMetric, cell: Shown) -> str:
    """The value in words, with the mark of a figure that stands as it was last printed."""
    words = value_words(metric, cell) or english.NO_VALUE
    return f"{words}{english.CARRIED_MARK}" if cell.as_of else words


def plain_result(metric: PublishedMetric, cell: Shown) -> str:
    """Without the figures behind it: what parents want to know."""
    return _plain(told_value(metric, cell))


def plain_goal(metric: PublishedMetric, target: PublishedTarget | None) -> str:
    if target is None or target.goal is None:
        return ""
    words = _plain(goal_words(target.goal, form_of(metric)))
    return english.or_more(words) if target.goal.comparator == "at_least" and not target.goal.level else words


def _plain(words: str) -> str:
    return words.replace(" pp", " points")


def outcome_line(title: str, result: str, goal: str, status: str) -> str:
    return english.sentences(f"{title}: {result}.", f"Goal: {goal}." if goal else "", f"{status}." if status else "")


def spread_line(title: str, dimension: str, ends: Sequence[str]) -> str:
    """The groups that lie furthest apart, each with its value."""
    return f"{title}, by {dimension}: {english.listed(ends)}."


def trend_line(title: str, earlier: Sequence[str], now: str) -> str:
    return f"{title}: {', '.join(earlier)}, now {now}."


# --- Due, asked, done next ---------------------------------------------------------------------------------------


def due_heading(until: date | None) -> str:
    return f"Due until {english.day(until)}" if until else HEADINGS["due"]


def due_milestone(standing: Standing) -> str:
    milestone = standing.step.milestone
    return f"{milestone.title}: due {english.day(standing.step.due_on)}. Next: {milestone.owner}."


def due_target(due: DueTarget) -> str:
    what = f"target {goal_words(due.target.goal, form_of(due.metric))} is due" if due.target.goal else "due"
    owner = f" Next: {due.metric.owner}." if due.metric.owner else ""
    return f"{due.metric.title}: {what} {english.day(due.target.due)}.{owner}"


def next_step(response: str, owner: str, titles: Sequence[str]) -> str:
    """What is done, by whom, and for the sake of which results."""
    who = f" ({owner})" if owner else ""
    return f"{english.begun(english.unended(response))}{who}, because of: {english.listed(titles)}."


def asked(standing: Standing) -> str:
    milestone = standing.step.milestone
    return f"{milestone.title}: needed by {english.day(standing.step.due_on)}."


def milestones_line(done: int, untold: int, fallen_due: int) -> str:
    """How many of those that have fallen due are done, and of how many this report cannot tell."""
    if not fallen_due:
        return ""
    whole = english.counted(fallen_due, "milestone")
    not_told = f"; of {untold} it is not told here" if untold else ""
    return f"{done} of {whole} that have fallen due are done{not_told}."


# --- Sources, questions, exceptions ------------------------------------------------------------------------------


def stale_line(source: SourceReading) -> str:
    """Exports older than the program, or the source itself, allows."""
    when = f"data through {english.day(source.as_of)}" if source.as_of else "its day is not known"
    return english.sentences(f"{source.name} is old: {when}.", f"Contact {source.owner}." if source.owner else "")


def source_line(source: SourceReading) -> str:
    """What one source contributed, as everybody may know it."""
    files = english.counted(len(source.files), "file")
    when = f"data through {english.day(source.as_of)}" if source.as_of else "its day is not known"
    return f"{source.name}: {files}, {when}."


def rests_on(report: Report) -> str:
    used = sum(source.usable for source in report.sources)
    return (
        f"{english.counted(len(report.metrics), 'metric')} from {english.counted(used, 'source')}, "
        f"{english.data_through(english.day(report.as_of))}."
    )


def question_line(question: LearningQuestion) -> str:
    return f"{question.text} Answer: kpitrack record add {question.id}"


def answer_line(answer: Answer) -> str:
    return f"{answer.question.text} {english.unended(answer.text)}. ({english.day(answer.on)})"


def about(title: str, text: str) -> str:
    return f"{title}: {text}"


def readers_line(bulletin: Bulletin) -> str:
    return f"for: {bulletin.scheduled.for_}" if bulletin.scheduled.for_ else ""
