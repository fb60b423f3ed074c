"""When an alert fires, as one of a handful of frozen forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from kpitrack.model.published import Goal
from kpitrack.model.quantities import Quantity, parse_goal
from kpitrack.model.statuses import Status


@dataclass(frozen=True, slots=True)
class Reaches:
    """The value satisfies a comparator: `at_least: 10 pp`."""

    limit: Goal


@dataclass(frozen=True, slots=True)
class LeavesRange:
    """The value lies outside a range: `not: {between: [45%, 55%]}`."""

    limits: Goal


@dataclass(frozen=True, slots=True)
class HasStatus:
    """The metric's status is one of these."""

    statuses: frozenset[Status]


@dataclass(frozen=True, slots=True)
class Worsens:
    """The value moved against its better direction so many periods running."""

    periods: int


@dataclass(frozen=True, slots=True)
class HasNoData:
    """There has been no data for so many periods running."""

    periods: int


@dataclass(frozen=True, slots=True)
class IsSignificant:
    """The gap is statistically clear and large enough; judged by the equity dashboard, not by a plain report."""


Rule: TypeAlias = Reaches | LeavesRange | HasStatus | Worsens | HasNoData | IsSignificant


def rule_of(when: Mapping[str, Any]) -> Rule:
    """The rule written under `when`; the definitions were checked, so every form is known.

    raises: KeyError for an unknown form.
    """
    [(key, value)] = when.items()
    match key:
        case "not":
            return LeavesRange(_range(value["between"]))
        case "between":
            return Reaches(_range(value))
        case "at_least" | "more_than":
            return Reaches(Goal(key, low=_amount(value)))
        case "at_most" | "less_than":
            return Reaches(Goal(key, high=_amount(value)))
        case "status":
            listed = value if isinstance(value, list) else [value]
            return HasStatus(frozenset(Status(each) for each in listed))
        case "falls":
            return Worsens(int(value))
        case "no_data":
            return HasNoData(int(value))
        case "significant":
            return IsSignificant()
        case _:
            raise KeyError(key)


def _range(value: Any) -> Goal:
    low, high = (_amount(each) for each in value)
    return Goal("between", low, high)


def _amount(raw: object) -> Fraction:
    goal = parse_goal(raw)
    if not isinstance(goal, Quantity):
        raise KeyError(str(raw))
    return goal.amount
