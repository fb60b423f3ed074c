"""Records: a level reached, or a figure as printed."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction

from kpitrack.model.cells import Recorded
from kpitrack.model.measures import Measure
from kpitrack.model.verdicts import Level, NoValue, Value


def recorded(record: Recorded, measure: Measure) -> Value | Level | NoValue:
    """The record as a level or as a figure; it carries no n."""
    if record.rank is not None:
        return Level(record.text, record.rank, record.evidence)
    try:
        return Value(Fraction(Decimal(record.text)))
    except (InvalidOperation, ValueError):
        levels = ", ".join(measure.record_levels)
        return NoValue(f"{record.text!r} is recorded, which is none of the levels {levels}")
