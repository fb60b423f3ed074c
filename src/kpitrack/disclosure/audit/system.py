"""One table, or two in time, as a system of equations, and the solver's answers to questions about it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, Any, TypeAlias

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
from kpitrack.disclosure.audit.printed import Printed, Series
from kpitrack.disclosure.audit.questions import Question, questions_of
from kpitrack.disclosure.audit.structure import Group, Repeats, Structure
from kpitrack.disclosure.audit.worlds import SolverInput, Worlds, apart

if TYPE_CHECKING:
    from scipy.optimize import Bounds

Weights: TypeAlias = Sequence[float]

_TURNS = 12  # in search of worlds that lie apart
_FAR = 2.0  # times as wide as a hidden quantity must be
_INFEASIBLE = 2
_OVERHEAD = 150  # a small problem costs as much as one with so many unknowns more
_ONE = 0.5  # person; closer limits are one number
_EXACTLY = 1e-6


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
            question
            for table, (series, printed) in tables.items()
            for question in questions_of(table, series, printed, self.structure)
        ]
        return tuple(sorted(found, key=lambda each: each.place))

    @cached_property
    def size(self) -> int:
        """Unknowns, about."""
        return sum(len(each.facts) * len(quantities_of(each.kind)) for _, each in self.tables.values())

    @property
    def least_work(self) -> int:
        """Of one problem."""
        return self.size + _OVERHEAD

    def work(self, question: Question) -> int:
        asked = 1 if question.is_coded else len({"n", *quantities_of(question.kind)})
        return self.least_work * 2 * asked

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
            counted = [(share, group, each) for each in repeats.get(name, ())]
            if table == again and counted and all(each in joined.limits for each in counted):
                joined.state({(again, group, name): -1, **dict.fromkeys(counted, 1)}, 0, 0)

    def is_possible(self, effort: Effort, deadline: float) -> bool:
        """Is there any table at all that agrees with what was printed?"""
        return bool(self._solve(self._problem.weights({}), effort, deadline).status != _INFEASIBLE)

    def explore(self, effort: Effort, deadline: float) -> int:
        """Look for tables that lie far apart, as long as that settles questions.

        returns: how much work it was.
        """
        turn, left = 0, self._unsettled(self.questions)
        while left and self._worlds.are_known and turn < _TURNS:
            before, groups = len(left), [(each.place, self._unknowns(each)) for each in left]
            room = {name: _FAR * self._wanted(each, name[2]) for each in left for name in self._unknowns(each)}
            away = self._problem.weights(apart(groups, turn))
            for weights in (away, _reversed(away)):
                self._solve(weights, effort, deadline, self._worlds.around(room))
            left, turn = self._unsettled(left), turn + 1
            if len(left) == before and turn > 1:
                break
        return self.least_work * 2 * turn

    def _unsettled(self, questions: Sequence[Question]) -> list[Question]:
        return [each for each in questions if not self.is_settled(each)]

    def is_settled(self, question: Question) -> bool:
        """Do the worlds known so far prove that it cannot be told?"""
        key = (question.table, question.group)
        if key not in self._settled and self._is_wide(question):
            self._settled.add(key)
        return key in self._settled

    @cached_property
    def _settled(self) -> set[tuple[str, Group]]:
        return set()

    def _is_wide(self, question: Question) -> bool:
        width = self._worlds.width
        if question.is_coded:
            return width(self._people(question)) >= _ONE
        return not _is_narrow(width(self._people(question)), self._wanted(question, "n")) and not any(
            _is_narrow(width({each: 1}), self._wanted(question, each[2])) for each in self._outcomes(question)
        )

    def answer(self, question: Question, effort: Effort, deadline: float) -> Iterator[Finding]:
        """The quantities of one hidden group that are told too closely."""
        ask: Callable[[Sum], tuple[float, float]] = lambda wanted: self.bounds(wanted, effort, deadline)  # noqa: E731
        people = ask(self._people(question))
        if question.is_coded:
            if people[1] - people[0] < _ONE and people[0] < EXACT_FROM:
                yield Finding(question.series, question.group, "size", *people)
            return
        outcomes = {each[2]: ask({each: 1}) for each in self._outcomes(question)}
        if not self._may_be_small(people, outcomes):
            return
        for name, limits in {"n": people, **outcomes}.items():
            if _is_narrow(limits[1] - limits[0], self._wanted(question, name)):
                yield Finding(question.series, question.group, "people" if name == "n" else name, *limits)

    def _people(self, question: Question) -> Sum:
        return people_of(question.table, question.kind, question.group)

    def _unknowns(self, question: Question) -> Sequence[Unknown]:
        return [(question.table, question.group, name) for name in quantities_of(question.kind)]

    def _outcomes(self, question: Question) -> Sequence[Unknown]:
        """What is asked beside its size; a count is its size."""
        return [each for each in self._unknowns(question) if each[2] != "n"]

    def _wanted(self, question: Question, name: str) -> float:
        """How wide a quantity must be; what the printed groups around it allow at most cannot be undone by hiding."""
        if question.is_coded:
            return _ONE
        if name == "n":
            return min(self.widths.people, question.caps["people"])
        if name in WHOLE:
            return min(self.widths.outcomes, question.caps[name])
        if not question.scale:
            return 2 * _EXACTLY  # only exact ones are told
        return min(self.widths.outcomes * question.scale, question.caps.get(name, inf))

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
        weights = self._problem.weights(wanted)
        return self._least(weights, effort, deadline), -self._least(_reversed(weights), effort, deadline)

    def _least(self, weights: Weights, effort: Effort, deadline: float) -> float:
        proven = self._solve(weights, effort, deadline).mip_dual_bound  # at a limit: as far as it came
        return -inf if proven is None else float(round(proven, 6))

    def _solve(self, weights: Weights, effort: Effort, deadline: float, limits: Bounds | None = None) -> Any:
        from scipy.optimize import milp  # noqa: PLC0415 - heavy, and not needed where nothing is hidden

        problem, seconds = self._problem, max(1.0, deadline - time.monotonic())
        found = milp(
            weights,
            constraints=problem.constraints,
            integrality=problem.whole,
            bounds=limits or problem.limits,
            options={"mip_rel_gap": 0.0, "time_limit": seconds, "node_limit": effort.nodes},
        )
        if found.x is not None:
            self._worlds.add(found.x)
        return found

    @cached_property
    def _problem(self) -> SolverInput:
        return SolverInput(self._equations)

    @cached_property
    def _worlds(self) -> Worlds:
        return Worlds(self._problem)


def _reversed(weights: Weights) -> Weights:
    return [-each for each in weights]


def _is_narrow(width: float, wanted: float) -> bool:
    """Exact, or closer than wanted."""
    return width < wanted - _EXACTLY
