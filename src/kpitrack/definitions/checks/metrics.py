"""The keys of a metric beside its measure and targets."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from kpitrack.definitions.checks.dimensions import check_is_known_of, check_scope
from kpitrack.definitions.checks.goals import OWN_VALUES, check_goal, judged_by_level
from kpitrack.definitions.checks.periods import check_period, check_rhythm
from kpitrack.definitions.checks.rows import turned_round
from kpitrack.definitions.checks.units import nature_of
from kpitrack.definitions.drafts import Draft
from kpitrack.definitions.places import Spot
from kpitrack.definitions.suggestions import unknown
from kpitrack.errors import DefinitionError
from kpitrack.model.conditions import COMPARISONS
from kpitrack.model.measures import Goal
from kpitrack.model.metrics import Metric
from kpitrack.model.quantities import Quantity, Unit, parse_goal
from kpitrack.model.statuses import Status

_OF_SHARES = frozenset({Unit.SHARE, Unit.POINTS_OF_SHARE, Unit.RELATIVE})


def check_metrics(draft: Draft) -> Iterator[DefinitionError]:
    for name, metric in draft.metrics.items():
        spot = draft.metric_spots[name]
        yield from check_rhythm(draft, metric.every, spot.at("every") if spot.has("every") else spot)
        yield from _check_breakdowns(draft, metric, spot)
        yield from _check_baselines(draft, metric, spot)
        for position, alert in enumerate(metric.alerts):
            here = spot.at("alerts", position)
            yield from _check_when(draft, name, alert.when, here.at("when"))
            if alert.by is not None:
                yield from check_is_known_of(draft, name, alert.by, here.at("by"))
        if metric.supports is not None and draft.lacks("metrics", metric.supports):
            yield unknown("metric", metric.supports, draft.known["metrics"], where=spot.at("supports").where)
        if metric.judged_to is not None:
            yield from _check_rounding(draft, name, metric.judged_to, spot.at("judged_to"))
        if metric.track and metric.targets:
            hint = "leave `track` out, or put it on a target"
            yield DefinitionError("`track: true` says there is no target", where=spot.at("track").key, hint=hint)


def _check_rounding(draft: Draft, metric: str, step: Goal, spot: Spot) -> Iterator[DefinitionError]:
    """A plain 0.1 would round a share to tens of percentage points."""
    nature = nature_of(draft, metric)
    is_of_shares = nature is not None and nature.units <= _OF_SHARES
    hint = "judged_to: 0.1 pp" if is_of_shares else "judged_to: 0.1"
    if not isinstance(step, Quantity) or step.unit is Unit.RELATIVE or step.amount <= 0:
        yield DefinitionError(f"{step.text} is not a step to round to", where=spot.where, hint=hint)
    elif nature is not None and is_of_shares and step.unit not in _OF_SHARES:
        problem = f"{step.text} has no unit, and this metric is {nature.name}"
        yield DefinitionError(problem, where=spot.where, hint=hint)


def _check_breakdowns(draft: Draft, metric: Metric, spot: Spot) -> Iterator[DefinitionError]:
    for position, dimension in enumerate(metric.by):
        here = spot.at("by", position)
        if dimension in metric.by[:position]:
            yield DefinitionError(f'"{dimension}" is listed twice', where=here.where, hint="list it once")
        else:
            yield from check_is_known_of(draft, metric.id, dimension, here)
    for dimension in metric.not_applicable:
        if draft.lacks("dimensions", dimension):
            where = spot.at("not_applicable", dimension).key
            yield unknown("dimension", dimension, draft.known["dimensions"], where=where)


def _check_baselines(draft: Draft, metric: Metric, spot: Spot) -> Iterator[DefinitionError]:
    for position, baseline in enumerate(metric.baseline):
        here = spot.at("baseline", position)
        yield from check_period(draft, baseline.period, here.at("period"))
        yield from check_scope(draft, baseline.scope, here.at("scope"))
        if baseline.stated is not None:
            yield from check_goal(draft, metric.id, baseline.stated, here.at("stated"), words=())


_WHENS = (*COMPARISONS, "between", "not", "status", "falls", "no_data", "significant")


def _check_when(draft: Draft, metric: str, when: dict[str, Any], spot: Spot) -> Iterator[DefinitionError]:
    """When an alert fires."""
    if len(when) != 1:
        hint = f"write one of: {', '.join(_WHENS)}"
        yield DefinitionError("`when` has exactly one entry", where=spot.key, hint=hint)
        return
    [(key, value)] = when.items()
    here = spot.at(key)
    match key:
        case "status":
            yield from _check_statuses(value, here)
        case "falls" | "no_data":
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                hint = f"{key}: 2"
                yield DefinitionError(f"`{key}` counts periods running", where=here.where, hint=hint)
        case "significant":
            if value is not True:
                yield DefinitionError("`significant` can only be true", where=here.where, hint="significant: true")
        case "not" if isinstance(value, dict) and set(value) == {"between"}:
            yield from _check_bounds(draft, metric, value["between"], here.at("between"))
        case "not":
            yield DefinitionError("`not` takes a range", where=here.key, hint="not: {between: [45%, 55%]}")
        case "between":
            yield from _check_bounds(draft, metric, value, here)
        case _ if key in COMPARISONS:
            yield from _check_raw_goal(draft, metric, value, here)
        case _:
            yield unknown("key", key, _WHENS, where=here.key, hint=f"use one of: {', '.join(_WHENS)}")


def _check_statuses(value: object, spot: Spot) -> Iterator[DefinitionError]:
    known = [status.value for status in Status]
    names = value if isinstance(value, list) else [value]
    for position, name in enumerate(names):
        if name not in known:
            yield unknown("status", str(name), known, where=spot.at(position).where)


def _check_bounds(draft: Draft, metric: str, value: object, spot: Spot) -> Iterator[DefinitionError]:
    if not isinstance(value, list) or len(value) != 2:
        yield DefinitionError("`between` takes two values", where=spot.key, hint="between: [45%, 55%]")
        return
    problems = [list(_check_raw_goal(draft, metric, each, spot.at(place))) for place, each in enumerate(value)]
    yield from chain(*problems)
    if not any(problems):
        low, high = map(parse_goal, value)
        if isinstance(low, Quantity) and isinstance(high, Quantity) and low.amount > high.amount:
            yield turned_round(spot)


def _check_raw_goal(draft: Draft, metric: str, raw: object, spot: Spot) -> Iterator[DefinitionError]:
    try:
        goal = parse_goal(raw)
    except ValueError as error:
        yield DefinitionError(str(error), where=spot.where)
        return
    if judged_by_level(draft.metrics[metric].measure) or goal.text in OWN_VALUES:
        problem = f'"{goal.text}" is nothing an alert can compare with: it needs a metric with amounts, and an amount'
        yield DefinitionError(problem, where=spot.where, hint="for a promise that is not kept: status: not_met")
    else:
        yield from check_goal(draft, metric, goal, spot, words=())
