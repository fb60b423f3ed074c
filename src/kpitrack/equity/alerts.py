"""The board's rules, as the board wrote them: a crossed threshold triggers, always, with its response and owner.

Evidence (could it be chance?) is a second statement that never downgrades a rule; a plain report does not look for it.
A rule that itself asks for significance is left to the equity dashboard.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import assert_never

from kpitrack.model.metrics import Alert, Metric
from kpitrack.model.program import Program
from kpitrack.model.published import Goal, PublishedAlert, PublishedMetric, Shown, holds_throughout
from kpitrack.model.rules import HasNoData, HasStatus, IsSignificant, LeavesRange, Reaches, Rule, Worsens, rule_of
from kpitrack.wording import form_of, rule_words


def with_alerts(program: Program, metrics: Sequence[PublishedMetric]) -> tuple[PublishedMetric, ...]:
    """The metrics with every rule that could be looked at, fired or not."""
    return tuple(replace(each, alerts=tuple(_alerts(program.metrics[each.id], each))) for each in metrics)


def _alerts(metric: Metric, published: PublishedMetric) -> Iterator[PublishedAlert]:
    for alert in metric.alerts:
        rule = rule_of(alert.when)
        for group, cell in _cells(alert, published):
            fired = fires(rule, cell, metric.direction)
            if fired is not None:
                yield PublishedAlert(
                    rule=rule_words(rule, form_of(published)),
                    triggered=fired,
                    value=cell.value,
                    limit=_limit(rule, cell.value),
                    coded=cell.coded,
                    as_of=cell.as_of,
                    level=alert.level,
                    response=alert.response,
                    owner=alert.owner,
                    group=group,
                    inventory=alert.inventory,
                )


def _cells(alert: Alert, published: PublishedMetric) -> Iterator[tuple[str, Shown]]:
    """The cells a rule looks at, as far as they are shown: the total, or every category of a dimension."""
    if alert.by is None:
        if isinstance(published.total, Shown):
            yield "", published.total
        return
    for categories, cell in published.by.get((alert.by,), {}).items():
        if isinstance(cell, Shown):
            yield categories[0], cell


def fires(rule: Rule, cell: Shown, better: str) -> bool | None:
    """Does the rule fire for a shown cell? None where it cannot be told, so that silence is not read as all clear."""
    match rule:
        case Reaches(limit=limit):
            return _holds(limit, cell)
        case LeavesRange(limits=limits):
            inside = _holds(limits, cell)
            return None if inside is None else not inside
        case HasStatus(statuses=statuses):
            return cell.status in statuses
        case Worsens(periods=periods):
            return _worsens((cell.value, *cell.earlier), periods, better)
        case HasNoData(periods=periods):
            values = (cell.value, *cell.earlier)[:periods]
            return None if len(values) < periods else all(each is None for each in values)
        case IsSignificant():
            return None
        case _:
            assert_never(rule)


def _holds(limit: Goal, cell: Shown) -> bool | None:
    """A coded value is on one side only if all that it stands for is."""
    if not isinstance(cell.value, Fraction):
        return None
    return limit.holds(cell.value) if cell.coded is None else holds_throughout(limit, cell.coded)


def _worsens(values: Sequence[Fraction | str | None], periods: int, better: str) -> bool | None:
    """So many steps in a row against the better direction; newest value first."""
    numbers = [each for each in values[: periods + 1] if isinstance(each, Fraction)]
    if len(numbers) <= periods or better == "middle":
        return None
    steps = [later - earlier for later, earlier in pairwise(numbers)]
    return all(step > 0 for step in steps) if better == "lower" else all(step < 0 for step in steps)


def _limit(rule: Rule, value: Fraction | str | None) -> Fraction | None:
    """The figure that was, or would be, crossed: of a range the end nearer to the value."""
    match rule:
        case Reaches(limit=Goal(low=low, high=high)) | LeavesRange(limits=Goal(low=low, high=high)):
            if low is None or high is None or not isinstance(value, Fraction):
                return low if low is not None else high
            return low if value - low < high - value else high
        case _:
            return None
