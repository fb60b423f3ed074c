"""Does each target name periods, dimensions and amounts that exist and fit its metric?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kpitrack.definitions.checks.dimensions import check_is_known_of, check_scope
from kpitrack.definitions.checks.goals import check_goal, judged_by_level
from kpitrack.definitions.checks.periods import check_in_rhythm, check_period, check_rhythm
from kpitrack.definitions.checks.rows import turned_round
from kpitrack.definitions.checks.units import check_step, nature_of
from kpitrack.definitions.drafts import Draft
from kpitrack.definitions.places import Spot
from kpitrack.definitions.suggestions import unknown
from kpitrack.errors import DefinitionError
from kpitrack.model.conditions import COMPARISONS, OneOf
from kpitrack.model.metrics import GrowToward, Target, TargetChange
from kpitrack.model.quantities import Quantity, Unit


def check_targets(draft: Draft) -> Iterator[DefinitionError]:
    for name, metric in draft.metrics.items():
        for position, target in enumerate(metric.targets):
            spot = draft.metric_spots[name].at("targets", position)
            yield from _check_when_due(draft, target, spot)
            yield from _check_promise(draft, name, target, spot)
            yield from _check_start(draft, target, spot)
            yield from check_scope(draft, target.scope, spot.at("scope"))
            yield from _check_one_part(target, spot)
            for place, dimension in enumerate(target.each):
                yield from check_is_known_of(draft, name, dimension, spot.at("each", place))


def _check_one_part(target: Target, spot: Spot) -> Iterator[DefinitionError]:
    """A part is one category; several are judged one by one."""
    for dimension, condition in target.scope.entries.items():
        if dimension not in target.each and isinstance(condition, OneOf) and len(condition.values) > 1:
            named = len(condition.values)
            problem = f'the scope names {named} categories of "{dimension}", and a target judges one part'
            hint = f"add each: {dimension}, or write one target for each of them"
            yield DefinitionError(problem, where=spot.at("scope", dimension).where, hint=hint)


def _check_when_due(draft: Draft, target: Target, spot: Spot) -> Iterator[DefinitionError]:
    if target.due is not None:
        yield from check_period(draft, target.due, spot.at("due"))
    if target.every is not None:
        yield from check_rhythm(draft, target.every, spot.at("every"))
        for key, bound in (("starts", target.starts), ("until", target.until)):
            if bound is not None:
                yield from check_in_rhythm(draft, bound, target.every, spot.at(key))
        yield from _check_order(draft, target.starts, target.until, spot)
    if target.then is not None:
        yield from check_rhythm(draft, target.then.every, spot.at("then", "every"))
        yield from check_in_rhythm(draft, target.then.until, target.then.every, spot.at("then", "until"))


def _check_order(draft: Draft, starts: str | None, until: str | None, spot: Spot) -> Iterator[DefinitionError]:
    if draft.calendar is None or starts is None or until is None:
        return
    first, last = draft.calendar.find(starts), draft.calendar.find(until)
    if first is not None and last is not None and last.end < first.start:
        problem = f"this target ends with {until}, before it starts with {starts}"
        yield DefinitionError(problem, where=spot.at("until").where, hint="exchange `starts` and `until`")


def _check_promise(draft: Draft, metric: str, target: Target, spot: Spot) -> Iterator[DefinitionError]:
    """The amount, and what stands beside it: `or`, `then`, `changed`."""
    yield from _check_amount(draft, metric, target.comparator, target.goal, spot.at(target.comparator))
    for key, alternative in (target.or_ or {}).items():
        if key not in COMPARISONS:
            yield unknown("comparator", key, COMPARISONS, where=spot.at("or", key).key)
        else:
            yield from check_goal(draft, metric, alternative, spot.at("or", key))
    if target.then is not None:
        yield from _check_then(draft, metric, target, spot.at("then"))
    if target.changed is not None:
        yield from _check_change(draft, metric, target.comparator, target.changed, spot.at("changed", "from"))


def _check_amount(draft: Draft, metric: str, comparator: str, goal: Any, here: Spot) -> Iterator[DefinitionError]:
    match comparator:
        case "track":
            pass
        case "between":
            for position, each in enumerate(goal):
                yield from check_goal(draft, metric, each, here.at(position), words=())
            low, high = goal
            if isinstance(low, Quantity) and isinstance(high, Quantity) and low.amount > high.amount:
                yield turned_round(here)
        case "increase_by" | "decrease_by":
            yield from _check_step_of(draft, metric, goal, here)
        case "grow_toward":
            yield from _check_growth(draft, metric, goal, here)
        case _:
            yield from check_goal(draft, metric, goal, here)


def _check_then(draft: Draft, metric: str, target: Target, spot: Spot) -> Iterator[DefinitionError]:
    """Further steps go on from one figure and one day."""
    assert target.then is not None
    if not isinstance(target.goal, Quantity):
        problem = f"`then` raises one figure, and `{target.comparator}` does not name one here"
        yield DefinitionError(problem, where=spot.key, hint="write one to begin with, such as at_least: 60%")
    if target.due is None:
        hint = "write `due` with the first period"
        yield DefinitionError("`then` goes on from one day, and `every` names many", where=spot.key, hint=hint)
    yield from _check_points(draft, metric, target.then.increase_by, spot.at("increase_by"))


def _check_change(
    draft: Draft, metric: str, comparator: str, change: TargetChange, spot: Spot
) -> Iterator[DefinitionError]:
    """What was promised before is of the same kind."""
    if comparator in ("grow_toward", "track"):
        hint = "leave `changed` out, and say in `reading` what was promised before"
        yield DefinitionError(f"`{comparator}` names no figure that could have been another", where=spot.key, hint=hint)
    elif (comparator == "between") != isinstance(change.was, tuple):
        hint = "from: [45%, 55%]" if comparator == "between" else "write the one figure, such as from: 80%"
        yield DefinitionError(f"the figure before does not fit `{comparator}`", where=spot.where, hint=hint)
    else:
        yield from _check_amount(draft, metric, comparator, change.was, spot)


def _check_step_of(draft: Draft, metric: str, step: object, spot: Spot) -> Iterator[DefinitionError]:
    measure = draft.metrics[metric].measure
    if not isinstance(step, Quantity):
        text = getattr(step, "text", step)
        yield DefinitionError(f'"{text}" is not an amount', where=spot.where, hint="write a step such as 5 pp")
    elif judged_by_level(measure):
        hint = f"name the level to reach: at_least: {measure.record_levels[-1]}"
        yield DefinitionError("a record by hand has levels and no steps", where=spot.key, hint=hint)
    elif step.amount <= 0:
        hint = "write the amount without a sign; the key says the direction"
        yield DefinitionError(f"{step.text} is no step", where=spot.where, hint=hint)
    elif nature := nature_of(draft, metric):
        yield from check_step(step, nature, spot)


def _check_points(draft: Draft, metric: str, step: object, spot: Spot) -> Iterator[DefinitionError]:
    """A step in the metric's own unit, where there is no start of which it could be a part."""
    if isinstance(step, Quantity) and step.unit is Unit.RELATIVE:
        hint = "write the amount itself, such as 5 or 5 pp"
        problem = f"{step.text} is a part of a start, which a fixed step does not have"
        yield DefinitionError(problem, where=spot.where, hint=hint)
    else:
        yield from _check_step_of(draft, metric, step, spot)


def _check_growth(draft: Draft, metric: str, growth: GrowToward, spot: Spot) -> Iterator[DefinitionError]:
    yield from check_goal(draft, metric, growth.goal, spot.at("goal"), words=())
    close = growth.close
    if not isinstance(close, Quantity) or close.unit is not Unit.SHARE or not 0 < close.amount <= 1:
        hint = "write the part of the distance to close, such as 5%"
        yield DefinitionError(f"{close.text} is not a part of the distance", where=spot.at("close").where, hint=hint)
    for key, step in (("minimum", growth.minimum), ("round_to", growth.round_to)):
        if step is not None:
            yield from _check_points(draft, metric, step, spot.at(key))


def _check_start(draft: Draft, target: Target, spot: Spot) -> Iterator[DefinitionError]:
    """`compared_to` is a word or a period."""
    if target.compared_to not in ("baseline", "previous"):
        yield from check_period(draft, target.compared_to, spot.at("compared_to"))
