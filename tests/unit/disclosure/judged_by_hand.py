"""Judged metrics made by hand, so that the judge has no part in what is tested of disclosure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from kpitrack.disclosure import Protection, protect
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import EVERYONE, CellKey, Group
from kpitrack.model.ledger import LedgerRow, Released
from kpitrack.model.metrics import Target
from kpitrack.model.program import Program
from kpitrack.model.published import Audience, Goal, PublishedMetric, Shown
from kpitrack.model.statuses import Status
from kpitrack.model.verdicts import DatedTarget, JudgedMetric, Result, TargetVerdict, Value, Verdict
from tests.unit.disclosure.districts import shipped

RATE = "opt_out_rate"  # a share of the students of a day
DAY, EARLIER = date(2026, 2, 15), date(2025, 12, 31)
GOAL = Goal("at_least", low=Fraction(1, 2))
NAMES = ("Asian", "Black", "Hispanic", "White")
SMALL = {"Asian": 4}  # hidden, with one other


def race_group(name: str) -> Group:
    return Group((("race", name),))


def share_of(people: int, met: int) -> Value:
    return Value(Fraction(met, people), people, Fraction(met), Fraction(people), left_out=7)


def count_of(people: int) -> Value:
    return Value(Fraction(people), people, Fraction(people), Fraction(people))


def by_race(**sizes: int) -> dict[Group, Result]:
    """Half of everybody met; each group has its own size."""
    groups = dict(zip(NAMES, (100, 200, 300, 400), strict=True)) | sizes
    found: dict[Group, Result] = {race_group(name): share_of(n, n // 2) for name, n in groups.items()}
    found[EVERYONE] = share_of(sum(groups.values()), sum(n // 2 for n in groups.values()))
    return found


def q2() -> Observed:
    return Observed(shipped().calendar.period("Y1-Q2"), DAY)


def december() -> Observed:
    return Observed(shipped().calendar.period("Y1-S1"), EARLIER)


def promised(observed: Observed | None = None, **written: Any) -> DatedTarget:
    target = Target.model_validate({"due": "Y1-Q2", "at_least": "50%"} | written)
    return DatedTarget(target, "Y1-Q2", DAY, observed or q2())


def judged_metric(verdicts: Mapping[Group, Verdict], promise: DatedTarget | None, metric: str = RATE) -> JudgedMetric:
    shown = TargetVerdict(promise, verdicts[EVERYONE]) if promise else None
    return JudgedMetric(metric, q2(), verdicts, None, None, (shown,) if shown else (), shown)


def all_met(results: Mapping[Group, Result], goal: Goal = GOAL) -> dict[Group, Verdict]:
    return {group: Verdict(Status.MET, each, goal, gap=Fraction(0)) for group, each in results.items()}


def published(
    metric: JudgedMetric,
    results: Mapping[CellKey, Mapping[Group, Result]],
    audience: Audience = "shared",
    rests_on: Iterable[CellKey] = (),
    program: Program | None = None,
    released: Iterable[LedgerRow] = (),
) -> PublishedMetric:
    """By race, as the audience may see it."""
    keys = tuple(rests_on)
    protection = Protection(program or shipped(), results, audience, Released(tuple(released)))
    return protect(protection, metric, [("race",)], rests_on=lambda _: keys)


def shown_cell(cell: object) -> Shown:
    assert isinstance(cell, Shown)
    return cell


def cells_by_race(metric: PublishedMetric) -> dict[str, Any]:
    return {name: cell for (name,), cell in metric.by["race",].items()}
