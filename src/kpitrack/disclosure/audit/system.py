"""One table, or two in time, as a system of equations, and the solver's answers to questions about it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, Any, TypeAlias
from zlib import crc32

from kpitrack.disclosure.audit.equations import (
    EXACT_FROM,
    WHOLE,
    Equations,
    Sum,
    Unknown,
    equations_of,
    people_of,
    quantities_of,
)
from kpitrack.disclosure.audit.findings import Finding, Widths
from kpitrack.disclosure.audit.printed import Group, Printed, Repeats, Series, Structure

if TYPE_CHECKING:
    from scipy.optimize import Bounds, LinearConstraint

Weights: TypeAlias = Sequence[float]

_PROVEN = (0, 1)  # solved, or stopped at a limit: then the bound proven so far stands
_INFEASIBLE = 2
_OVERHEAD = 150  # a small problem costs as much as one with so many unknowns more
_ONE = 0.5  # person; closer limits are one number


@dataclass(frozen=True, slots=True)
class Effort:
    """How much may be spent. Work is the same on every machine, so it decides where time must not.

    work: unknowns of a system, times the problems solved in it. nodes: of one problem's search tree; where they do not
    suffice, what is proven so far counts.
    """

    seconds: float = inf
    work: float = inf
    nodes: int | None = None


NO_LIMIT = Effort()


@dataclass(frozen=True)
class Question:
    """One hidden group: how closely can it be told?"""

    series: Series
    table: str
    kind: str
    scale: int | None
    group: Group
    caps: Mapping[str, float]  # the most each quantity can be, by the printed groups around it
    is_coded: bool = False  # printed in public, without its size

    @property
    def place(self) -> int:
        """Its place in line: the same for the same question, and no list's order, so that a sample is fair."""
        return crc32(repr((self.series, self.table, sorted(self.group))).encode())


@dataclass(frozen=True)
class System:
    """Tables that share people, as one system of equations; it is written down when it is first asked."""

    tables: Mapping[str, tuple[Series, Printed]]
    structure: Structure
    widths: Widths
    repeats: Repeats | None = None  # the second table counts people of the first again; only of that one is asked

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        tables = self.tables if self.repeats is None else dict(list(self.tables.items())[:1])
        found = [
            Question(series, table, printed.kind, printed.scale, group, _caps(printed, self.structure, group))
            for table, (series, printed) in tables.items()
            for group in hidden_in(printed)
        ]
        found += [
            Question(series, table, printed.kind, printed.scale, group, {}, is_coded=True)
            for table, (series, printed) in tables.items()
            for group in _coded_in(printed)
        ]
        return tuple(sorted(found, key=lambda each: each.place))

    @cached_property
    def size(self) -> int:
        """Unknowns, about."""
        return sum(len(each.facts) * len(quantities_of(each.kind)) for _, each in self.tables.values())

    def work(self, question: Question) -> int:
        asked = 1 if question.is_coded else len({"n", *quantities_of(question.kind)})
        return (self.size + _OVERHEAD) * 2 * asked

    @cached_property
    def _equations(self) -> Equations:
        parts = [
            equations_of(table, printed, self.structure, self.widths.minimum)
            for table, (_, printed) in self.tables.items()
        ]
        joined = Equations({}, [])
        for each in parts:
            joined.limits |= each.limits
            joined.sums += each.sums
        for before, after in pairwise(self.tables):
            if self.repeats is None:
                self._nobody_is_lost(joined, before, after)
            else:
                self._are_the_same(joined, before, after, self.repeats)
        return joined

    def _nobody_is_lost(self, joined: Equations, before: str, after: str) -> None:
        """Of two points of a growing count."""
        for table, group, name in list(joined.limits):
            if table == before and name in WHOLE and (after, group, name) in joined.limits:
                joined.state({(after, group, name): 1, (before, group, name): -1}, 0, inf)

    def _are_the_same(self, joined: Equations, share: str, again: str, repeats: Repeats) -> None:
        """Those whom a second metric counts again."""
        for table, group, name in list(joined.limits):
            if table == again and all((share, group, each) in joined.limits for each in repeats.get(name, ("",))):
                terms: dict[Unknown, Fraction | int] = {(share, group, each): 1 for each in repeats[name]}
                joined.state({**terms, (again, group, name): -1}, 0, 0)

    def is_possible(self, effort: Effort, deadline: float) -> bool:
        """Is there any table at all that agrees with what was printed?"""
        return bool(self._solve([0.0] * len(self._columns), effort, deadline).status != _INFEASIBLE)

    def answer(self, question: Question, effort: Effort, deadline: float) -> Iterator[Finding]:
        """The quantities of one hidden group that are told too closely."""
        ask: Callable[[Sum], tuple[float, float]] = lambda wanted: self.bounds(wanted, effort, deadline)  # noqa: E731
        people = ask(people_of(question.table, question.kind, question.group))
        if question.is_coded:
            if people[1] - people[0] < _ONE and people[0] < EXACT_FROM:
                yield Finding(question.series, question.group, "size", *people)
            return
        outcomes = {
            name: ask({(question.table, question.group, name): 1})
            for name in quantities_of(question.kind)
            if name != "n"
        }
        if not self._may_be_small(people, outcomes):
            return
        if _is_narrow(people, self.widths.people, question.caps["people"]):
            yield Finding(question.series, question.group, "people", *people)
        for name, limits in outcomes.items():
            wanted = self.widths.outcomes * (question.scale or 1) if name not in WHOLE else self.widths.outcomes
            if name not in WHOLE and question.scale is None:
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

    def bounds(self, wanted: Sum, effort: Effort = NO_LIMIT, deadline: float = inf) -> tuple[float, float]:
        """The least and the greatest value of a sum; infinite where the solver cannot say."""
        columns = self._columns
        weights = [0.0] * len(columns)
        for name, weight in wanted.items():
            weights[columns[name]] = float(weight)
        return self._least(weights, effort, deadline), -self._least([-each for each in weights], effort, deadline)

    def _least(self, weights: Weights, effort: Effort, deadline: float) -> float:
        found = self._solve(weights, effort, deadline)
        if found.status not in _PROVEN or found.mip_dual_bound is None:
            return -inf
        return float(round(found.mip_dual_bound, 6))

    def _solve(self, weights: Weights, effort: Effort, deadline: float) -> Any:
        from scipy.optimize import milp  # noqa: PLC0415 - heavy, and not needed where nothing is hidden

        limits: dict[str, float] = {"mip_rel_gap": 0.0}
        if deadline < inf:
            limits["time_limit"] = max(1.0, deadline - time.monotonic())
        if effort.nodes is not None:
            limits["node_limit"] = effort.nodes
        return milp(
            weights, constraints=self._constraints, integrality=self._whole, bounds=self._limits, options=limits
        )

    @cached_property
    def _solver(self) -> tuple[dict[Unknown, int], LinearConstraint, Bounds, Weights]:
        return _solver_input(self._equations)

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
    from scipy.optimize import Bounds, LinearConstraint  # noqa: PLC0415 - heavy
    from scipy.sparse import csr_array  # noqa: PLC0415

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
    whole = [int(name in WHOLE) for _, _, name in equations.limits]
    return columns, LinearConstraint(matrix, least, most), Bounds(low, high), whole


def hidden_in(printed: Printed) -> tuple[Group, ...]:
    """The groups of which nothing is known but that they are there."""
    found = (group for group, facts in printed.facts.items() if facts and all(fact.hidden for fact in facts))
    return tuple(sorted(found, key=sorted))


def _coded_in(printed: Printed) -> tuple[Group, ...]:
    """The groups that are shown by a code alone."""
    found = (
        group
        for group, facts in printed.facts.items()
        if all(not fact.hidden and fact.n is None for fact in facts)
        and any(fact.least is not None or fact.most is not None for fact in facts)
    )
    return tuple(sorted(found, key=sorted))


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
