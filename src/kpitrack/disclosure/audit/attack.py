"""The attack: the least and greatest value of every hidden quantity, and what is too close."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import inf
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from kpitrack.disclosure.audit.equations import (
    WHOLE,
    Equations,
    Sum,
    Unknown,
    equations_of,
    people_of,
    quantities_of,
)
from kpitrack.disclosure.audit.printed import EVERYONE, Group, Printed, Series, Structure

Weights: TypeAlias = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Widths:
    """What a hidden quantity may not fall short of."""

    minimum: int = 10  # groups below it must not be told
    people: int = 5
    outcomes: int = 3
    unanimous_below: int = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One quantity that the published files give away, or nearly."""

    series: Series
    group: Group
    quantity: str  # people, met, not, sum; `change`: what two releases differ by; `small`: printed as it is
    least: float
    most: float

    @property
    def why(self) -> str:
        """What is wrong, without the number."""
        match self.quantity:
            case "change":
                return "two releases differ by a few people"
            case "small":
                return "a small group is printed"
            case "elsewhere":
                return "hidden in one file, printed in another"
        what = {"people": "how many there are", "met": "how many met", "not": "how many did not meet"}
        named = what.get(self.quantity, "the sum of their values")
        width = self.most - self.least
        return f"{named} can be told exactly" if width < 0.5 else f"{named} can be told to within {width:.0f}"


@dataclass(frozen=True, slots=True)
class Audit:
    """What was looked at and what was found."""

    findings: tuple[Finding, ...]
    tables: int  # series with something hidden
    hidden: int  # hidden groups in them
    bounded: int  # quantities bounded from both sides
    left_out: int  # quantities for which the time did not suffice
    compared: int  # pairs of printed points in time
    contradictory: tuple[Series, ...] = ()  # figures that no table can have

    @property
    def is_complete(self) -> bool:
        return self.left_out == 0


def attack(known: Mapping[Series, Printed], structure: Structure, widths: Widths, *, seconds: float = 60.0) -> Audit:
    """Bound every hidden quantity that time allows, tables in turn, so that a sample covers all of them."""
    deadline = time.monotonic() + seconds
    people = {
        series: each for series, each in sorted(known.items(), key=_order) if series.metric not in structure.things
    }
    findings = [each for series, printed in people.items() for each in _shown_elsewhere(series, printed)]
    findings += [each for one in people.items() for each in _shown_small(*one, structure, widths)]
    pairs = list(_pairs_in_time(people, structure))
    findings += [each for pair in pairs for each in _small_changes(*pair, structure, widths)]
    systems = [_System.of(series, printed, structure, widths) for series, printed in people.items()]
    systems += [_System.of_pair(pair, structure, widths) for pair in pairs]
    bounded = left_out = 0
    asked = [each for each in systems if each.questions]
    disputed = [each for each in asked if not each.is_possible(deadline)]
    left_out += sum(len(each.questions) for each in disputed)
    asked = [each for each in asked if each not in disputed]
    turns = _in_turns([[(system, question) for question in system.questions] for system in asked])
    for system, question in turns:
        if time.monotonic() > deadline:
            left_out += 1
            continue
        bounded += 1
        findings += system.answer(question, deadline)
    hidden = sum(len(each.hidden) for each in systems[: len(people)])
    tables = sum(bool(each.hidden) for each in systems[: len(people)])
    contradictory = tuple(dict.fromkeys(each.questions[-1].series for each in disputed))
    return Audit(tuple(dict.fromkeys(findings)), tables, hidden, bounded, left_out, len(pairs), contradictory)


def _order(item: tuple[Series, Printed]) -> tuple[str, str, str]:
    series = item[0]
    return series.metric, series.through, series.period


def _in_turns(lists: Sequence[Sequence[tuple[_System, _Question]]]) -> Iterator[tuple[_System, _Question]]:
    longest = max((len(each) for each in lists), default=0)
    for place in range(longest):
        yield from (each[place] for each in lists if place < len(each))


def _shown_elsewhere(series: Series, printed: Printed) -> Iterator[Finding]:
    """Hidden in one file and printed in another."""
    for group, facts in printed.facts.items():
        shown = [fact for fact in facts if fact.is_exact]
        if shown and any(fact.hidden for fact in facts):
            yield Finding(series, group, "elsewhere", float(shown[0].n or 0), float(shown[0].n or 0))


def _shown_small(series: Series, printed: Printed, structure: Structure, widths: Widths) -> Iterator[Finding]:
    """Printed although it is small, or everyone or no one of a small group."""
    for group, facts in printed.facts.items():
        if group == EVERYONE and series.metric in structure.public_totals:
            continue
        for fact in facts:
            people = fact.n or 0
            one_side = printed.kind == "share" and fact.numerator in (0, people) and people < widths.unanimous_below
            if fact.is_exact and people > 0 and (people < widths.minimum or one_side):
                yield Finding(series, group, "small", float(people), float(people))


# --- time ----------------------------------------------------------------------------------------------------------


def _pairs_in_time(
    known: Mapping[Series, Printed], structure: Structure
) -> Iterator[tuple[tuple[Series, Printed], tuple[Series, Printed]]]:
    """Points of one series that follow each other: the same period through two days, or a cumulative metric."""
    by_metric: dict[str, list[tuple[Series, Printed]]] = {}
    for series, printed in known.items():
        by_metric.setdefault(series.metric, []).append((series, printed))
    for metric, points in by_metric.items():
        for earlier, later in pairwise(sorted(points, key=lambda each: each[0].through)):
            if earlier[0].period == later[0].period or metric in structure.cumulative:
                yield earlier, later


def _small_changes(
    earlier: tuple[Series, Printed], later: tuple[Series, Printed], structure: Structure, widths: Widths
) -> Iterator[Finding]:
    """A printed difference of a few people is those people's outcome."""
    if earlier[1].kind not in ("share", "count"):
        return
    for group in earlier[1].facts.keys() & later[1].facts.keys():
        if group == EVERYONE and later[0].metric in structure.public_totals:
            continue
        before, after = (next((f for f in each[1].facts[group] if f.is_exact), None) for each in (earlier, later))
        if before is None or after is None:
            continue
        changes = [Fraction(after.n or 0) - (before.n or 0)]
        if before.numerator is not None and after.numerator is not None and later[1].kind == "share":
            met = after.numerator - before.numerator
            changes = [met, changes[0] - met]
        for change in changes:
            if 0 < abs(change) < widths.minimum:
                yield Finding(later[0], group, "change", float(change), float(change))


# --- one system ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Question:
    series: Series
    table: str
    kind: str
    group: Group
    caps: Mapping[str, float]  # the most each quantity can be, by the printed groups around it


@dataclass(frozen=True)
class _System:
    equations: Equations
    questions: tuple[_Question, ...]
    hidden: tuple[Group, ...]
    widths: Widths
    scale: int | None

    @classmethod
    def of(cls, series: Series, printed: Printed, structure: Structure, widths: Widths, table: str = "now") -> _System:
        equations = equations_of(table, printed, structure, widths.minimum)
        hidden = tuple(
            group
            for group, facts in sorted(printed.facts.items(), key=lambda each: sorted(each[0]))
            if facts and all(fact.hidden for fact in facts)
        )
        questions = tuple(
            _Question(series, table, printed.kind, group, _caps(printed, structure, group)) for group in hidden
        )
        return cls(equations, questions, hidden, widths, printed.scale)

    @classmethod
    def of_pair(
        cls, pair: tuple[tuple[Series, Printed], tuple[Series, Printed]], structure: Structure, widths: Widths
    ) -> _System:
        """Two points of a growing count together: nobody is lost between them."""
        before, after = (
            cls.of(*each, structure, widths, table) for each, table in zip(pair, ("before", "after"), strict=True)
        )
        joined = Equations({**before.equations.limits, **after.equations.limits}, [])
        joined.sums = [*before.equations.sums, *after.equations.sums]
        if pair[1][0].metric in structure.cumulative:
            for _, group, name in list(before.equations.limits):
                if name in WHOLE and ("after", group, name) in joined.limits:
                    joined.state({("after", group, name): 1, ("before", group, name): -1}, 0, inf)
        return replace(after, equations=joined, questions=(*before.questions, *after.questions))

    def is_possible(self, deadline: float) -> bool:
        """Is there any table at all that agrees with what was printed?"""
        return bool(self._solve(np.zeros(len(self._columns)), deadline).status != 2)

    def answer(self, question: _Question, deadline: float) -> Iterator[Finding]:
        """The quantities of one hidden group that are told too closely."""
        people = self._bounds(people_of(question.table, question.kind, question.group), deadline)
        outcomes = {
            name: self._bounds({(question.table, question.group, name): 1}, deadline)
            for name in quantities_of(question.kind)
            if name != "n"
        }
        if not self._may_be_small(people, outcomes):
            return
        if _is_narrow(people, self.widths.people, question.caps["people"]):
            yield Finding(question.series, question.group, "people", *people)
        for name, limits in outcomes.items():
            wanted = self.widths.outcomes * (self.scale or 1) if name not in WHOLE else self.widths.outcomes
            if name not in WHOLE and self.scale is None:
                wanted = 0  # of sums without a known scale only exact ones are told
            if _is_narrow(limits, wanted, question.caps.get(name, inf)):
                yield Finding(question.series, question.group, name, *limits)

    def _may_be_small(self, people: tuple[float, float], outcomes: Mapping[str, tuple[float, float]]) -> bool:
        """A group that is certainly large enough to be shown gives nobody away."""
        if people[1] < 0.5:
            return False
        if people[0] < self.widths.minimum - 0.5:
            return True
        one_side = any(name in WHOLE and most < 0.5 for name, (_, most) in outcomes.items())
        return one_side and people[0] < self.widths.unanimous_below - 0.5

    def _bounds(self, wanted: Sum, deadline: float) -> tuple[float, float]:
        columns = self._columns
        weights = np.zeros(len(columns))
        for name, weight in wanted.items():
            weights[columns[name]] = float(weight)
        return self._extreme(weights, deadline), -self._extreme(-weights, deadline)

    def _extreme(self, weights: Weights, deadline: float) -> float:
        """The least value of a sum; minus infinity where the solver cannot say."""
        found = self._solve(weights, deadline)
        if found.x is None or found.mip_dual_bound is None:
            return -inf
        return float(round(found.mip_dual_bound, 6))

    def _solve(self, weights: Weights, deadline: float) -> Any:
        limit = max(1.0, deadline - time.monotonic())
        return milp(
            weights,
            constraints=self._constraints,
            integrality=self._whole,
            bounds=self._limits,
            options={"time_limit": limit, "mip_rel_gap": 0.0},
        )

    @cached_property
    def _solver(self) -> tuple[dict[Unknown, int], LinearConstraint, Bounds, Weights]:
        return _solver_input(self.equations)

    @property
    def _columns(self) -> Mapping[Unknown, int]:
        return self._solver[0]

    @property
    def _constraints(self) -> LinearConstraint:
        return self._solver[1]

    @property
    def _limits(self) -> Bounds:
        return self._solver[2]

    @property
    def _whole(self) -> Weights:
        return self._solver[3]


def _solver_input(equations: Equations) -> tuple[dict[Unknown, int], LinearConstraint, Bounds, Weights]:
    columns = {name: place for place, name in enumerate(equations.limits)}
    data, rows, places = [], [], []
    for row, (terms, _, _) in enumerate(equations.sums):
        for name, weight in terms.items():
            data.append(float(weight))
            rows.append(row)
            places.append(columns[name])
    matrix = csr_array((data, (rows, places)), shape=(len(equations.sums), len(columns)))
    least, most = ([each[side] for each in equations.sums] for side in (1, 2))
    low, high = ([limits[side] for limits in equations.limits.values()] for side in (0, 1))
    whole = np.array([int(name in WHOLE) for _, _, name in equations.limits])
    return columns, LinearConstraint(matrix, least, most), Bounds(low, high), whole


def _is_narrow(limits: tuple[float, float], wanted: float, cap: float) -> bool:
    """Exact, or closer than wanted; what the printed groups around it allow at most cannot be undone by hiding."""
    return limits[1] - limits[0] < min(wanted, cap) - 1e-6 or (wanted == 0 and limits[1] - limits[0] < 1e-6)


def _caps(printed: Printed, structure: Structure, group: Group) -> Mapping[str, float]:
    """The most a quantity can be, by every printed group that contains this one."""
    caps = {"people": inf, "met": inf, "not": inf}
    reach = _reach(structure, group)
    for whole, facts in printed.facts.items():
        if whole == group or not whole <= reach:
            continue
        for fact in facts:
            if fact.n is not None:
                caps["people"] = min(caps["people"], fact.n)
            if printed.kind == "share" and fact.n is not None and fact.numerator is not None:
                caps["met"] = min(caps["met"], float(fact.numerator))
                caps["not"] = min(caps["not"], float(fact.n - fact.numerator))
    return caps


def _reach(structure: Structure, group: Group) -> Group:
    """The group's own categories and the bands they lie in."""
    bands = {
        (coarse, band)
        for coarse, (fine, parts) in structure.parts.items()
        for band, listed in parts.items()
        if any((fine, each) in group for each in listed)
    }
    return group | bands
