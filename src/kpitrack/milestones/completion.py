"""What is done: by a record with its evidence, or by the shown status of the metric a milestone is tied to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from kpitrack.model.evidence import MILESTONE_LEVELS, ReadEntry
from kpitrack.model.milestones import DoneWhen
from kpitrack.model.plan import Plan, Step
from kpitrack.model.published import IN_RANGE, NotApplicable, PublishedMetric, PublishedTarget, Shown, Suppressed
from kpitrack.model.quantities import Quantity
from kpitrack.model.schedule import Done
from kpitrack.model.statuses import Status
from kpitrack.wording import milestone_evidence as evidence_words
from kpitrack.wording import sentence

_NO_RESULT = (Status.NO_DATA, Status.NO_BASELINE, Status.SUPPRESSED)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the plan's progress: shown results only, and records."""

    metrics: Mapping[str, PublishedMetric] = field(default_factory=dict)
    levels: Mapping[str, Sequence[str]] = field(default_factory=dict)  # of record metrics, low to high
    categories: Mapping[str, Sequence[str]] = field(default_factory=dict)  # dimension -> its categories, for `each`
    records: Sequence[ReadEntry] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """Is it done, and if not, is there something to say about that?"""

    done: Done | None = None
    remark: str = ""
    is_unknown: bool = False  # the result that would tell is hidden or missing: neither done nor late


def completions(plan: Plan, known: Known, as_of: date) -> tuple[dict[str, Completion], tuple[str, ...]]:
    """How far each milestone is on the as-of day.

    A record decides where there is one, since a person has looked; else the metric.
    returns: completion by milestone, and a sentence with its place for every record that cannot be used.
    """
    usable, problems = _usable_records(plan, known.records, as_of)
    found: dict[str, Completion] = {}
    for step in plan.steps.values():
        by_metric = _by_metric(step, known, as_of)
        by_record = _by_record(step, usable.get(step.id, ()), known)
        found[step.id] = _together(step, by_record, by_metric)
    return found, problems


def _together(step: Step, by_record: Completion | None, by_metric: Completion) -> Completion:
    if by_record is None:
        return by_metric
    doubtful = by_record.done is not None and by_metric.done is None and step.milestone.done_when is not None
    remark = evidence_words.record_without_metric(by_metric.remark) if doubtful else by_record.remark
    return Completion(by_record.done, remark)


# --- Records ----------------------------------------------------------------------------------------------------


def _usable_records(
    plan: Plan, records: Sequence[ReadEntry], as_of: date
) -> tuple[dict[str, tuple[ReadEntry, ...]], tuple[str, ...]]:
    usable: dict[str, list[ReadEntry]] = {}
    problems: list[str] = []
    for record in records:
        step = plan.steps.get(record.subject)
        if step is None:
            continue
        problem = _fault(plan, step, record)
        if problem:
            problems.append(evidence_words.unusable_record(record.place, record.subject, problem))
        elif record.on is not None and record.on <= as_of:  # a later row may be about a day that has not come
            usable.setdefault(step.id, []).append(record)
    return {each: tuple(rows) for each, rows in usable.items()}, tuple(problems)


def _fault(plan: Plan, step: Step, record: ReadEntry) -> str:
    if record.on is None:
        return evidence_words.no_day(record.on_text)
    if level_of(record.value) is None:
        return evidence_words.no_level(record.value, MILESTONE_LEVELS)
    if level_of(record.value) and (early := before_start(plan, step, record.on)):
        return early
    return ""


def level_of(value: str) -> bool | None:
    """Done or not; None for another word. `achieved` means the same, since metrics are recorded that way."""
    return {"done": True, "achieved": True, "not done": False, "not achieved": False}.get(value.strip().lower())


def before_start(plan: Plan, step: Step, on: date) -> str:
    """Why a milestone cannot have been done on that day; empty if it can.

    Only a start that somebody wrote is held against a record: a computed one is our own guess.
    """
    if not step.start_is_known:
        return ""
    start = plan.weeks.first_day(step.start)
    return evidence_words.done_before_start(on, plan.weeks.name(step.start), start) if on < start else ""


def _by_record(step: Step, rows: Sequence[ReadEntry], known: Known) -> Completion | None:
    """The newest row decides; of the same day the lower one in the file, since corrections are added at the end."""
    if not rows:
        return None
    dimension = step.milestone.each
    categories = known.categories.get(dimension or "", ())
    if dimension is None or not categories or any(not row.group for row in rows):
        return _of_newest([row for row in rows if not row.group] or rows)
    newest = {category: _of_newest(own) for category in categories if (own := _of_group(rows, dimension, category))}
    done = [each.done for each in newest.values() if each.done]
    if len(done) == len(categories):
        last = max(done, key=lambda each: each.on)
        return Completion(Done(last.on, evidence_words.each_recorded(len(categories), dimension), last.by))
    return Completion(None, evidence_words.partly_recorded(len(done), len(categories), dimension))


def _of_newest(rows: Sequence[ReadEntry]) -> Completion:
    row = max(enumerate(rows), key=lambda each: (each[1].on or date.min, each[0]))[1]
    if level_of(row.value) and row.on is not None:
        return Completion(Done(row.on, row.evidence, row.by))
    return Completion(None, evidence_words.recorded_as_open(row.on, row.evidence))


def _of_group(rows: Sequence[ReadEntry], dimension: str, category: str) -> list[ReadEntry]:
    wanted = f"{dimension}={category}".lower()
    return [row for row in rows if row.group.replace(" =", "=").replace("= ", "=").strip().lower() == wanted]


# --- Metrics ----------------------------------------------------------------------------------------------------


def _by_metric(step: Step, known: Known, as_of: date) -> Completion:
    condition = step.milestone.done_when
    if condition is None:
        return Completion()
    metric = known.metrics.get(condition.metric)
    if metric is None:
        return Completion(remark=evidence_words.metric_not_reported(condition.metric), is_unknown=True)
    match metric.total:
        case Suppressed():
            return Completion(remark=evidence_words.metric_hidden(metric.title), is_unknown=True)
        case NotApplicable():
            return Completion(remark=evidence_words.metric_not_reported(metric.title), is_unknown=True)
        case Shown() as shown:
            return _by_shown(step, metric, shown, known.levels.get(metric.id, ()), as_of)


def _by_shown(step: Step, metric: PublishedMetric, shown: Shown, levels: Sequence[str], as_of: date) -> Completion:
    """Done if a target that says as much was met, or if the result of today says so.

    A target met on the due day or before dates it; a later one, or today's result, only says that it is done by now.
    """
    condition = step.milestone.done_when
    assert condition is not None
    saying = [target for target in metric.targets if _is_reached_by(condition, target)]
    missed = any(target.due == step.due_on and target.status is Status.NOT_MET for target in saying)
    met = [target for target in saying if target.status is Status.MET]
    if met:
        first = min(met, key=lambda target: target.due)
        day = min(first.judged_on or first.due, as_of)
        return _done_by_metric(step, day, _evidence(metric, first), missed=missed)
    if shown.reason == IN_RANGE:  # the public's figure stands for values on both sides of the target
        return Completion(remark=sentence(metric), is_unknown=True)
    if shown.value is not None and _holds(condition, shown.value, levels):
        return _done_by_metric(step, min(metric.through, as_of), _evidence(metric, None), missed=missed)
    if shown.status in _NO_RESULT and metric.kind == "record":
        return Completion(remark=evidence_words.nothing_recorded())
    if shown.status in _NO_RESULT:
        return Completion(remark=sentence(metric), is_unknown=True)
    return Completion(remark=evidence_words.metric_not_there(metric.title, evidence_words.result_of(metric, shown)))


def _done_by_metric(step: Step, day: date, evidence: str, *, missed: bool) -> Completion:
    return Completion(Done(day, evidence, by_metric=True, at_the_latest=day > step.due_on, missed=missed))


def _evidence(metric: PublishedMetric, target: PublishedTarget | None) -> str:
    shown = metric.total
    recorded = shown.evidence if isinstance(shown, Shown) else ""
    judged = None if target is None else target.value
    return evidence_words.metric_evidence(metric, judged, recorded)


def _is_reached_by(condition: DoneWhen, target: PublishedTarget) -> bool:
    """Does meeting this target say that the condition holds? The whole program is meant, so scoped ones do not."""
    goal = target.goal
    if goal is None or target.scope:
        return False
    if not isinstance(condition.goal, Quantity):
        return goal.level.lower() == condition.goal.text.lower() and goal.comparator == condition.comparator
    asked = condition.goal.amount
    match condition.comparator:
        case "at_least":
            return goal.comparator in ("at_least", "more_than") and goal.low is not None and goal.low >= asked
        case "at_most":
            return goal.comparator in ("at_most", "less_than") and goal.high is not None and goal.high <= asked
        case _:
            return goal.comparator == condition.comparator and asked in (goal.low, goal.high)


def _holds(condition: DoneWhen, value: Fraction | str, levels: Sequence[str]) -> bool:
    if isinstance(value, Fraction):
        return isinstance(condition.goal, Quantity) and compares(value, condition.comparator, condition.goal.amount)
    ranks = {level.lower(): rank for rank, level in enumerate(levels)}
    reached, asked = ranks.get(value.lower()), ranks.get(condition.goal.text.lower())
    return reached is not None and asked is not None and compares(reached, condition.comparator, asked)


def compares(value: Fraction | int, comparator: str, goal: Fraction | int) -> bool:
    match comparator:
        case "at_least":
            return value >= goal
        case "more_than":
            return value > goal
        case "at_most":
            return value <= goal
        case _:
            return value < goal
