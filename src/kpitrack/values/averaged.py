"""Shares, means and ratios: a sum over a sum."""

from __future__ import annotations

from fractions import Fraction

from kpitrack.model.cells import Cell
from kpitrack.model.verdicts import NoValue, Value


def averaged(cell: Cell) -> Value | NoValue:
    """Numerator over denominator. A share is 0..1; a mean is in the field's own unit.

    NoValue where nobody has an answer, or the divisor is zero: a share of nobody is not 0 %.
    """
    numerator, denominator = Fraction(cell.numerator), Fraction(cell.denominator)
    if denominator == 0:
        return NoValue("nobody here has an answer" if cell.members else "nobody here")
    return Value(numerator / denominator, cell.n, numerator, denominator, cell.left_out, cell.people)
