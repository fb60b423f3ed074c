"""Promises against each other: one promise with two values or two dates, a goal that falls back, a changed figure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from kpitrack.definitions.lint.linted import UPWARD, Linted, Promise
from kpitrack.model.findings import Noticed
from kpitrack.model.metrics import Role
from kpitrack.model.quantities import Quantity


def check_promises(linted: Linted) -> Iterator[Noticed]:
    for metric, _ in linted.metrics():
        promised = [each for each in linted.promises_of(metric) if each.is_promise]
        for earlier, later in combinations(promised, 2):
            yield from _in_one_metric(linted, earlier, later)
    yield from _measured_alike(linted)
    yield from _old_figures(linted)


def _in_one_metric(linted: Linted, one: Promise, other: Promise) -> Iterator[Noticed]:
    first, second = linted.due(one.target), linted.due(other.target)
    if one.part != other.part or first is None or second is None:
        return
    if one.target.comparator != other.target.comparator or one.target.compared_to != other.target.compared_to:
        return
    facts = {"metric": one.metric.title, **_both(one, other)}
    if first.end == second.end and one.target.role is other.target.role and one.target.goal != other.target.goal:
        yield Noticed("two_values", other.spot.key, one.metric.id, facts)
    elif (
        one.target.goal == other.target.goal and first.end != second.end and one.target.role is other.target.role
    ) and one.target.role is Role.FINAL:
        yield Noticed("two_dates", other.spot.key, one.metric.id, facts)
    elif first.end != second.end:
        earlier, later = sorted((one, other), key=lambda each: _end(linted, each))
        if _falls_back(earlier, later):
            facts = {"metric": one.metric.title, **_both(earlier, later)}
            yield Noticed("falls_back", later.spot.key, one.metric.id, facts)


def _end(linted: Linted, promise: Promise) -> str:
    due = linted.due(promise.target)
    return due.end.isoformat() if due else ""


def _falls_back(earlier: Promise, later: Promise) -> bool:
    """A later promise that asks for less; a floor is meant to lie below the plan."""
    before, after = earlier.amount, later.amount
    if before is None or after is None or before.unit is not after.unit or later.target.role is Role.FLOOR:
        return False
    if earlier.target.comparator in UPWARD:
        return after.amount < before.amount
    return earlier.target.comparator in ("at_most", "less_than") and after.amount > before.amount


def _both(one: Promise, other: Promise) -> dict[str, str]:
    return {"one": _written(one), "other": _written(other)}


def _written(promise: Promise) -> str:
    target = promise.target
    when = target.due or f"every {target.every}"
    return f"{_goal(target.goal)} by {when}"


def _goal(goal: object) -> str:
    if isinstance(goal, tuple):
        return " to ".join(_goal(each) for each in goal)
    return str(getattr(goal, "text", goal))


def _measured_alike(linted: Linted) -> Iterator[Noticed]:
    """The same measure under two names, with two goals for the same day."""
    for one, other in combinations([each for each in linted.promises() if each.is_promise], 2):
        if one.metric.id == other.metric.id or one.metric.measure != other.metric.measure:
            continue
        first, second = linted.due(one.target), linted.due(other.target)
        same_day = first is not None and second is not None and first.end == second.end
        if same_day and one.part == other.part and one.target.goal != other.target.goal:
            facts = {"metric": f"{one.metric.title} ({one.metric.id})", **_both(one, other)}
            yield Noticed("two_values", other.spot.key, other.metric.id, facts)


def _old_figures(linted: Linted) -> Iterator[Noticed]:
    """After a target was changed: others that fulfil the same statement and still say the old figure."""
    promises = list(linted.promises())
    for changed in promises:
        change = changed.target.changed
        if change is None or not isinstance(change.was, Quantity):
            continue
        for other in promises:
            shares = set(other.target.inventory) & set(changed.target.inventory)
            says_it = other.amount is not None and other.amount.amount == change.was.amount
            if other is not changed and shares and says_it:
                facts = {"metric": changed.metric.title, "old": change.was.text, "day": change.on.isoformat()}
                yield Noticed("old_figure", other.spot.key, other.metric.id, facts)
