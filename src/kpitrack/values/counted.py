"""Counts and totals: zero is a value."""

from __future__ import annotations

from fractions import Fraction

from kpitrack.model.cells import Cell
from kpitrack.model.verdicts import Value


def counted(cell: Cell) -> Value:
    """How many there are, or the sum of a field; n is how many units, or rows with a figure."""
    amount = Fraction(cell.numerator)
    return Value(amount, cell.n, numerator=amount, people=cell.people)
