"""Which sentence a verdict gets, and with which facts; the words are in the catalogue."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from kpitrack.model.published import (
    IN_RANGE,
    NOT_TOLD,
    Goal,
    Mark,
    NotApplicable,
    PublishedAlert,
    PublishedCell,
    PublishedMetric,
    PublishedTarget,
    Report,
    Shown,
    Suppressed,
    holds_throughout,
)
from kpitrack.model.statuses import Status
from kpitrack.wording import english, typed
from kpitrack.wording.numbers import (
    ValueForm,
    amount_text,
    count_text,
    decimals_beside,
    form_of,
    gap_text,
    goal_words,
    holds,
    value_text,
)
from kpitrack.wording.shown import actual_text, value_words

_MARKS = {Mark.HELD: english.HELD, Mark.BY_SHOWN_GROUPS: english.BY_SHOWN_GROUPS}
_NOT_A_NOUN = ("", "row")
_COUNT = ValueForm("count")


def sentence(metric: PublishedMetric, cell: PublishedCell | None = None) -> str:
    """The sentence of the metric's total, or of one of its groups. Who does what next stands beside the total only."""
    about = metric.total if cell is None else cell
    match about:
        case Suppressed():
            return english.SUPPRESSED
        case NotApplicable(reason=reason):
            return english.not_applicable(reason)
        case Shown():
            verdict = _verdict(metric, about)
            behind = about is metric.total and about.status in (Status.NOT_MET, Status.OFF_TRACK)
            day = english.as_of(english.day(about.as_of)) if about.as_of else ""
            return english.sentences(day, verdict, _following(metric) if behind else "")
        case _:
            assert_never(about)


def notes(metric: PublishedMetric) -> tuple[str, ...]:
    """What else a reader must know: a changed promise, an approved exception, doubts about the data, the reading."""
    target = metric.target
    found = [
        changed_promise(target) if target else "",
        *(english.exception(text) for text in metric.exceptions),
        *marks(metric),
        typed.note(metric.typed, of=dict(metric.total_of).get("school", "")) if metric.typed else "",
        *(english.reading(text) for text in (target.reading if target else "", metric.reading) if text),
    ]
    return tuple(text for text in found if text)


def marks(metric: PublishedMetric) -> tuple[str, ...]:
    """What a reader must know of the result itself: how it was protected, and doubts about the data."""
    return tuple(_MARKS[each] if isinstance(each, Mark) else english.quality_mark(each) for each in metric.marks)


def doubts(metric: PublishedMetric) -> tuple[str, ...]:
    """Only the doubts about the data."""
    return tuple(english.quality_mark(each) for each in metric.marks if not isinstance(each, Mark))


def overdue_sentences(metric: PublishedMetric) -> tuple[str, ...]:
    """Earlier promises that were not kept on their day; the same promise of many days is one sentence.

    A hidden total says nothing about them either.
    """
    if not isinstance(metric.total, Shown):
        return ()
    same: dict[str, list[PublishedTarget]] = {}
    for target in metric.targets:
        if target.overdue:
            same.setdefault(_goal(metric, target), []).append(target)
    return tuple(_overdue(metric, metric.total, targets) for targets in same.values())


def alert_sentence(metric: PublishedMetric, alert: PublishedAlert) -> str:
    form = form_of(metric)
    fact = english.alert(
        alert.rule,
        f"{metric.title}, {alert.group}" if alert.group else metric.title,
        actual_text(alert.value, alert.coded, form, _limit(alert)),
        "" if alert.limit is None else amount_text(alert.limit, form),
    )
    evidence = english.EVIDENCE_WORDS.get(alert.evidence or "", "")
    day = english.as_of(english.day(alert.as_of)) if alert.as_of else ""
    return english.sentences(day, fact, evidence, english.following(alert.response, alert.owner))


def preliminary(report: Report) -> str:
    """Empty once the period has ended."""
    if not report.preliminary:
        return ""
    return english.preliminary(english.day(report.end), english.day(min(report.as_of, report.end)))


def result_words(metric: PublishedMetric, cell: Shown) -> str:
    """The result with the people behind it: `41 of 90 (45.6%)`, `52 teachers`, `7.24/10 from 82 students`."""
    if cell.value is None:
        return ""
    text = value_words(metric, cell)
    if metric.unit == "share" and cell.numerator is not None and cell.denominator is not None:
        return english.count_of(_whole(cell.numerator), _whole(cell.denominator), text)
    if metric.counted in _NOT_A_NOUN:
        return text
    if metric.kind == "count" and isinstance(cell.value, Fraction):
        is_whole = cell.value.denominator == 1
        if cell.coded is not None:
            return english.of_kind(text, metric.counted)
        if is_whole and cell.n in (None, int(cell.value)):
            return english.counted(int(cell.value), metric.counted)
    if cell.n is None:
        return text
    if metric.unit in ("mean", "share", "relative"):
        return english.from_people(text, english.counted(cell.n, metric.counted))
    return text


def _verdict(metric: PublishedMetric, cell: Shown) -> str:
    result = result_words(metric, cell)
    target = metric.target
    due = english.day(target.due) if target else ""
    goal = _goal(metric, target) if target else ""
    match cell.status:
        case Status.MET:
            return _met(metric, cell, result)
        case Status.NOT_MET:
            return _not_met(metric, cell, result)
        case Status.ON_TRACK:
            would_meet = cell.coded is None and bool(goal)  # of a coded value the path is not told
            return english.on_track(result, goal, due, _expected(metric, cell), would_meet=would_meet)
        case Status.OFF_TRACK:
            return english.off_track(result, goal, due, _expected(metric, cell))
        case Status.NOT_DUE:
            return english.not_due(result, goal, due) if goal else english.not_due_without_target(result)
        case Status.NO_DATA:
            return english.no_data(cell.reason, metric.owner)
        case Status.NO_BASELINE:
            return english.no_baseline(result, cell.reason)
        case Status.TRACKED:
            return english.tracked(result)
        case Status.RETIRED:
            on = english.day(metric.retired_on) if metric.retired_on else ""
            return english.retired(on, metric.retired_why, result)
        case Status.SUPPRESSED:
            return _unjudged(cell, result, goal)
        case Status.NOT_APPLICABLE:
            return english.not_applicable(cell.reason)


def _unjudged(cell: Shown, result: str, goal: str) -> str:
    """The value is shown, the verdict is not; without a value the verdict was one of an earlier day."""
    if cell.reason == NOT_TOLD or (cell.reason == IN_RANGE and not result):
        return english.not_told(result)
    return english.in_range(result, goal) if cell.reason == IN_RANGE else english.SUPPRESSED


def _met(metric: PublishedMetric, cell: Shown, result: str) -> str:
    target = metric.target
    if target is None:
        return english.tracked(result)
    if target.goal is None:
        return _without_goal(metric, cell, result, met=True)
    goal, due = _goal(metric, target), english.day(target.due)
    on = cell.judged_on or target.judged_on
    if on and on > target.due:
        return english.met_late(result, goal, due, english.day(on))
    if judged := _judged_otherwise(metric, cell):
        if target.scope:
            return english.sentences(english.met(judged, goal, due), english.all_together(result))
        return english.met_on_its_day(judged, goal, due, after=_since(cell, result))
    if cell.value is None:
        return english.sentences(english.met("", goal, due), _since(cell, result))
    if (cell.as_of or metric.through) < target.due:
        return english.met_early(result, goal, due)
    return english.met(result, goal, due)


def _not_met(metric: PublishedMetric, cell: Shown, result: str) -> str:
    target = metric.target
    if target is None:
        return english.tracked(result)
    if target.goal is None:
        return _without_goal(metric, cell, result, met=False)
    goal = _goal(metric, target)
    judged = _judged_otherwise(metric, cell)
    if judged and target.scope:
        short = "" if cell.coded else _short(metric, cell, target.value)
        return english.sentences(english.not_met(judged, goal, short=short), english.all_together(result))
    if judged:
        reached = _reaches(target.goal, cell)
        short = "" if reached else _short(metric, cell, cell.value)
        after = english.sentences(_since(cell, result, reached=reached), short)
        return english.not_met_on_its_day(judged, goal, english.day(target.judged_on or target.due), after=after)
    if cell.value is None:
        return english.not_met("", goal, short=_since(cell, result))
    return english.not_met(result, goal, short=_short(metric, cell, cell.value))


def _since(cell: Shown, result: str, *, reached: bool = False) -> str:
    """How it stands today, beside a verdict of an earlier day."""
    return english.nothing_newer(cell.reason) if cell.value is None else english.now(result, reached=reached)


def _without_goal(metric: PublishedMetric, cell: Shown, result: str, *, met: bool) -> str:
    """A total without a goal is judged part by part; a group has its own goal, which is not told."""
    if cell is metric.total:
        return english.in_every_part(result, met=met)
    return english.judged(met=met, result=result)


def _judged_otherwise(metric: PublishedMetric, cell: Shown) -> str:
    """The value the target was judged by, if it is not the one shown.

    Either the target was due earlier and the value has moved since, or only a part of the program is judged.
    """
    target = metric.target
    if cell is not metric.total or target is None or target.value in (None, cell.value):
        return ""
    return _judged(metric, target) if target.scope or cell.judged_on else ""


def _judged(metric: PublishedMetric, target: PublishedTarget) -> str:
    return actual_text(target.value, target.coded, form_of(metric), target.goal)


def _goal(metric: PublishedMetric, target: PublishedTarget) -> str:
    words = goal_words(target.goal, form_of(metric)) if target.goal else ""
    return english.goal_for(words, target.scope) if words and target.scope else words


def _short(metric: PublishedMetric, cell: Shown, value: Fraction | str | None) -> str:
    """How much is missing: in people where that is known, else in the value's unit."""
    goal = metric.target.goal if metric.target else None
    if goal is None or not isinstance(value, Fraction):
        return ""
    above = goal.high is not None and value >= goal.high
    if cell.needed:
        return english.too_many(count_text(cell.needed)) if above else english.more_needed(count_text(cell.needed))
    if cell.gap is None:
        return ""
    if cell.gap == 0:
        return english.exactly_at(goal.comparator) if holds(goal, value) is False else ""
    form = form_of(metric)
    distance = gap_text(abs(cell.gap), form, decimals_beside(value, form, goal)).lstrip("+")
    return english.above_by(distance) if cell.gap > 0 else english.below_by(distance)


def _expected(metric: PublishedMetric, cell: Shown) -> str:
    return "" if cell.expected is None else value_text(cell.expected, form_of(metric))


def _following(metric: PublishedMetric) -> str:
    return english.following(metric.response, metric.response_owner or metric.owner)


def changed_promise(target: PublishedTarget) -> str:
    """What a target was before it was changed, and why; empty if it never was."""
    if target.changed_on is None:
        return ""
    return english.changed(english.day(target.changed_on), target.original, target.why_changed)


def _overdue(metric: PublishedMetric, total: Shown, targets: list[PublishedTarget]) -> str:
    """The newest of them, and on how many days before it was missed too."""
    target = max(targets, key=lambda each: each.due)
    reached = (
        actual_text(total.value, total.coded, form_of(metric))
        if target.goal is not None and _reaches(target.goal, total)
        else ""
    )
    promise = english.due_promise(_goal(metric, target), english.day(target.due), len({t.due for t in targets}) - 1)
    return english.overdue(metric.title, promise, _judged(metric, target), reached=reached)


def _reaches(goal: Goal, cell: Shown) -> bool:
    """Has the value of today reached the goal? Of a coded one only where all that it stands for has."""
    if not isinstance(cell.value, Fraction):
        return False
    return (holds(goal, cell.value) if cell.coded is None else holds_throughout(goal, cell.coded)) is True


def _limit(alert: PublishedAlert) -> Goal | None:
    """A limit as the goal not to be reached, so that the value's digits show on which side of it the value lies."""
    return None if alert.limit is None else Goal("at_least", low=alert.limit)


def _whole(number: Fraction) -> str:
    return value_text(number, _COUNT)
