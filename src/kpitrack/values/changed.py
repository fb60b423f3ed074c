"""Matched changes: the same units, two times."""

from __future__ import annotations

from fractions import Fraction

from kpitrack.model.cells import Cell
from kpitrack.model.verdicts import NoValue, Value


def changed(cell: Cell, *, relative: bool) -> Value | NoValue:
    """Mean after less mean before, over the same n units; or that as a part of the mean before.

    numerator and denominator are the sums after and before, so both means can be told.
    """
    if cell.n == 0:
        return NoValue("nobody has both a first and a second answer")
    after, before = Fraction(cell.numerator), Fraction(cell.denominator)
    if relative and before == 0:
        return NoValue("the starting mean is zero, so a relative change says nothing")
    amount = (after - before) / before if relative else (after - before) / cell.n
    return Value(amount, cell.n, after, before, cell.left_out)
