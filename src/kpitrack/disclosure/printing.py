"""How one judged metric's figures are printed for an audience: exactly, or for the public as codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from kpitrack.disclosure.coding import (
    EXACT_FROM,
    Claim,
    claim_of,
    coded_cell,
    coded_value,
    unjudged,
    without_small_counts,
)
from kpitrack.disclosure.policy import is_about_people
from kpitrack.disclosure.protection import Protection
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import EVERYONE, CellKey, Group
from kpitrack.model.metrics import Metric
from kpitrack.model.published import Coded, Goal, Rounded, Shown
from kpitrack.model.quantities import round_to_step
from kpitrack.model.units import MeasuredIn, value_unit
from kpitrack.model.verdicts import DatedTarget, JudgedMetric, TargetVerdict, Value


def is_public_headcount(metric: Metric, group: Group, amount: Fraction | str | None, n: int | None) -> bool:
    """A head-count declared public is the total's alone; its groups stay protected."""
    return group == EVERYONE and metric.headcount is not None and amount == n


@dataclass(frozen=True, slots=True)
class Printing:
    """One judged metric in print."""

    protection: Protection
    judged: JudgedMetric

    @property
    def is_coded(self) -> bool:
        """Is it a metric about people, printed for the public?"""
        return self.protection.audience == "public" and is_about_people(self.protection.program, self._metric)

    def cell(self, group: Group, shown: Shown, goal: Goal | None) -> Shown:
        """A shown cell as it is printed. goal: what its status was held against."""
        if self.protection.audience != "public":
            return shown
        if not self.is_coded or is_public_headcount(self._metric, group, shown.value, shown.n):
            return without_small_counts(shown)
        cell = coded_cell(
            shown,
            self._unit.unit,
            scale=self._unit.scale,
            tiers=self.protection.program.disclosure.coding,
            goal=goal if shown.judged_on is None else None,
            is_counted=self._is_counted(group, self.judged.observed),
        )
        claim = claim_of(shown.status, goal, shown.expected)
        return cell if claim is None or self._may_claim(group, claim, shown, cell) else unjudged(cell)

    def narrows(self, group: Group, promise: TargetVerdict) -> bool:
        """Would the verdict on a promise tell more of a figure than its code?"""
        verdict, dated, now = promise.verdict, promise.dated, self.judged.observed
        claim = claim_of(verdict.status, verdict.goal, verdict.expected)
        if claim is None:
            return False
        if self._narrows_due_day(group, claim, dated, verdict.judged_on, now.through):
            return True
        return verdict.judged_on is None and self._narrows(group, now, claim, dated)

    def code(self, group: Group, observed: Observed) -> Coded | None:
        """What is printed in place of a figure of that day; None where it is printed as it is, or nothing is."""
        result = self.protection.result(self.judged.metric, observed, group)
        if not self.is_coded or not isinstance(result, Value):
            return None
        if is_public_headcount(self._metric, group, result.amount, result.n):
            return None
        return coded_value(
            result.amount,
            result.n,
            self._unit.unit,
            scale=self._unit.scale,
            tiers=self.protection.program.disclosure.coding,
            is_exact=self._is_counted(group, observed) or result.amount != result.n,
        )

    def is_small(self, group: Group, observed: Observed) -> bool:
        """Is the figure of that day coded and of few people, so that some verdict would tell more than its code?"""
        return self.code(group, observed) is not None and (self._size(group, observed) or 0) < EXACT_FROM

    def reckoned_goal(self, group: Group, goal: Goal, rests_on: Iterable[CellKey]) -> Goal | None:
        """A goal that was reckoned from these figures: exact, it would tell what a small group's code does not.

        None where one of them is printed as an end of its scale: no rounding of the goal is as rough as that.
        """
        codes = [code for each in rests_on if (code := self._small_code(group, each)) is not None]
        if not codes:
            return goal
        steps = [code.step for code in codes if isinstance(code, Rounded)]
        if len(steps) < len(codes):
            return None
        low, high = (None if end is None else round_to_step(end, max(steps)) for end in (goal.low, goal.high))
        return replace(goal, low=low, high=high)

    def _small_code(self, group: Group, key: CellKey) -> Coded | None:
        """What is printed of few people in place of a figure that a goal rests on; of another metric, of its total."""
        metric, observed = key
        is_own = metric == self.judged.metric
        printing = self if is_own else replace(self, judged=replace(self.judged, metric=metric))
        whom = group if is_own else EVERYONE
        return printing.code(whom, observed) if printing.is_small(whom, observed) else None

    def _promise_of(self, shown: Shown) -> DatedTarget | None:
        """Whose status it is; None of a status of another day that no promise has."""
        if shown.judged_on is None:
            return self.judged.shown.dated if self.judged.shown else None
        promises = (each.dated for each in self.judged.targets)
        return next((each for each in promises if each.observed.through == shown.judged_on), None)

    def _may_claim(self, group: Group, claim: Claim, shown: Shown, coded: Shown) -> bool:
        """Does the status of a cell tell nothing more, neither of the figure beside it nor of that of its due day?"""
        dated = self._promise_of(shown)
        if dated is None:
            return False  # what it was judged by cannot be looked at
        if _may_be_another(claim, dated) and shown.judged_on is None and coded.coded and coded.n is None:
            return False
        day = shown.as_of or self.judged.observed.through
        return not self._narrows_due_day(group, claim, dated, shown.judged_on, day)

    def _narrows_due_day(
        self, group: Group, claim: Claim, dated: DatedTarget, judged_on: date | None, day: date
    ) -> bool:
        """Would a status of the day tell more of the due day's figure? Late, it says that it was missed then."""
        if judged_on is None:
            claim = replace(claim, holds=False)
        is_over = dated.observed.through <= day and dated.observed != self.judged.observed
        return is_over and self._narrows(group, dated.observed, claim, dated)

    def _narrows(self, group: Group, observed: Observed, claim: Claim, dated: DatedTarget) -> bool:
        if _may_be_another(claim, dated):
            return self.is_small(group, observed)
        code = self.code(group, observed)
        return code is not None and claim.tells_more(code, self._size(group, observed))

    def _size(self, group: Group, observed: Observed) -> int | None:
        """How many people are printed beside the figure, unless they are few."""
        result = self.protection.result(self.judged.metric, observed, group)
        return result.n if isinstance(result, Value) and self._is_counted(group, observed) else None

    def _is_counted(self, group: Group, observed: Observed) -> bool:
        return group not in self.protection.uncounted(self.judged.metric, observed)

    @property
    def _metric(self) -> Metric:
        return self.protection.program.metrics[self.judged.metric]

    @property
    def _unit(self) -> MeasuredIn:
        return value_unit(self.protection.program, self.judged.metric)


def _may_be_another(claim: Claim, dated: DatedTarget) -> bool:
    """Of two conditions neither holds, and where the other one lies is not known here."""
    return dated.target.or_ is not None and not claim.holds
