"""Values and verdicts before disclosure. Only the rooms up to `disclosure` may import this module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from kpitrack.model.calendar import Observed
from kpitrack.model.cells import CellKey, Group
from kpitrack.model.metrics import Target
from kpitrack.model.published import Goal
from kpitrack.model.statuses import Status


@dataclass(frozen=True, slots=True)
class Value:
    """An exact value with what it is made of. Shares and relative changes are 0..1."""

    amount: Fraction
    n: int | None = None  # units counted; None for figures that come without
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    left_out: int = 0
    people: int | None = None  # different people behind it, where n counts rows

    @property
    def size(self) -> int | None:
        """How many people (units) a small-group rule must look at."""
        return self.n if self.people is None else self.people


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a record, with its place from low (0) to high."""

    text: str
    rank: int
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class NoValue:
    """There is no value, and why."""

    reason: str


Result: TypeAlias = Value | Level | NoValue
Results: TypeAlias = Mapping[CellKey, Mapping[Group, Result]]


@dataclass(frozen=True, slots=True)
class DatedTarget:
    """One promise on one day: a target, expanded to the period it falls due in."""

    target: Target
    period: str  # as written, or the period of `every`
    due: date
    observed: Observed  # what it is judged by


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one result stands against one dated target."""

    status: Status
    result: Result
    goal: Goal | None = None
    gap: Fraction | None = None
    needed: int | None = None
    expected: Fraction | None = None
    judged_on: date | None = None  # the day of the value that decided, if it is not the report's own
    overdue: bool = False
    reason: str = ""  # of no_baseline


@dataclass(frozen=True, slots=True)
class TargetVerdict:
    """A dated target with its own standing."""

    dated: DatedTarget
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class JudgedMetric:
    """Everything known of one metric in one report, unprotected."""

    metric: str
    observed: Observed
    groups: Mapping[Group, Verdict]  # the total under the empty group
    previous: Observed | None
    year_ago: Observed | None
    targets: tuple[TargetVerdict, ...]
    shown: TargetVerdict | None
