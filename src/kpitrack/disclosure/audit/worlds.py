"""Worlds: whole tables that agree with everything printed.

Two of them that lie far apart in a quantity prove that nobody can tell it. One solved problem gives a world in which
every hidden group has some size, so a few speak of all groups at once, and only what they leave close is asked alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kpitrack.disclosure.audit.equations import WHOLE, Equations, Sum, Unknown

if TYPE_CHECKING:
    from scipy.optimize import Bounds, LinearConstraint

_EXACTLY = 1e-6  # as near as a solver comes


class SolverInput:
    """Equations as the solver reads them."""

    def __init__(self, equations: Equations) -> None:
        from scipy.optimize import Bounds, LinearConstraint  # noqa: PLC0415 - heavy
        from scipy.sparse import csr_array  # noqa: PLC0415

        self.columns = {name: place for place, name in enumerate(equations.limits)}
        data, rows, places = [], [], []
        for row, (terms, _, _) in enumerate(equations.sums):
            for name, weight in terms.items():
                data.append(float(weight))
                rows.append(row)
                places.append(self.columns[name])
        matrix = csr_array((data, (rows, places)), shape=(len(equations.sums), len(self.columns)))
        least, most = ([each[side] for each in equations.sums] for side in (1, 2))
        low, high = ([limits[side] for limits in equations.limits.values()] for side in (0, 1))
        self.constraints: LinearConstraint = LinearConstraint(matrix, least, most)
        self.limits: Bounds = Bounds(low, high)
        self.whole = [int(name in WHOLE) for _, _, name in equations.limits]

    def weights(self, wanted: Sum) -> Sequence[float]:
        """A sum of unknowns, as what is to be made small."""
        weights = [0.0] * len(self.columns)
        for name, weight in wanted.items():
            weights[self.columns[name]] = float(weight)
        return weights


class Worlds:
    """Those that were found so far."""

    def __init__(self, problem: SolverInput) -> None:
        self._problem = problem
        self._found: list[list[float]] = []

    @property
    def are_known(self) -> bool:
        return bool(self._found)

    def add(self, world: Any) -> None:
        """A solution, if it still holds when its people are whole."""
        import numpy as np  # noqa: PLC0415 - heavy

        exact = np.where(self._problem.whole, np.round(world), world)
        sums = self._problem.constraints.A @ exact
        least, most = self._problem.constraints.lb, self._problem.constraints.ub
        room = _EXACTLY * (1 + np.abs(sums))
        if (sums >= least - room).all() and (sums <= most + room).all():
            self._found.append(exact.tolist())

    def width(self, wanted: Sum) -> float:
        """How far apart they lie in a sum; zero without worlds."""
        terms = [(self._problem.columns[name], float(weight)) for name, weight in wanted.items()]
        values = [sum([world[column] * weight for column, weight in terms]) for world in self._found]
        return max(values) - min(values) if values else 0.0

    def around(self, room: Mapping[Unknown, float]) -> Bounds:
        """The limits for a world beside the newest one, in which none of these unknowns is much larger than there.

        Without them a solver piles up everything in one group and leaves the others where they were.
        """
        from scipy.optimize import Bounds  # noqa: PLC0415 - heavy

        limits, newest = self._problem.limits, self._found[-1]
        most = limits.ub.copy()
        for name, more in room.items():
            column = self._problem.columns[name]
            most[column] = min(most[column], newest[column] + more)
        return Bounds(limits.lb, most)


def apart(groups: Sequence[tuple[int, Sequence[Unknown]]], turn: int) -> Sum:
    """Half of the groups larger and half of them smaller, another half in every turn.

    groups: a number that tells each from the others in the same way every time, and its unknowns.
    """
    return {name: 1 if place >> turn & 1 else -1 for place, names in groups for name in names}
