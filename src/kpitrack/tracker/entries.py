"""Is what was typed into one cell usable? Accepted or refused with a reason; never corrected, never guessed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from kpitrack.model.quantities import as_decimal

TEXT = "is text, not a number"
FRACTION = "lies between 0 and 1: 75% typed as 0.75? Type 75.0"
ONE = "is 1: 100% typed as 1? Type 100.0, or 1.0 cannot be told apart"
TWO_DECIMALS = "has more than one decimal"
NEGATIVE = "is below 0"


def too_high(top: Fraction) -> str:
    return f"is above {as_decimal(top, 1).normalize():f}"


def is_blank(value: Any) -> bool:
    """Nothing, or only blanks, as TRIM takes them away."""
    return value is None or (isinstance(value, str) and not value.strip(" "))


def typed_figure(value: float) -> Decimal:
    """The digits of a number as a spreadsheet shows them: it calculates in floats and shows 15 of their digits."""
    return Decimal(f"{value:.15g}")


def usable(value: Any, top: Fraction) -> Fraction | str:
    """The figure, or why the cell cannot be used.

    value: as the reader gives it: a number, text, a date, True.
    top:   100 for percents, else the end of the scale.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return TEXT if isinstance(value, str) else "is not a number"
    typed = typed_figure(value)
    if not typed.is_finite():
        return "is not a number"
    if typed < 0:
        return NEGATIVE
    if Fraction(typed) > top:
        return too_high(top)
    if top == 100 and 0 < typed <= 1:
        return ONE if typed == 1 else FRACTION
    if typed != typed.quantize(Decimal("0.1")):
        return TWO_DECIMALS
    return Fraction(typed)


def shown(value: Any) -> str:
    """What was typed, for a list of refused entries. In quotes, so that no spreadsheet takes it for a formula."""
    return f"“{str(value)[:60]}”"
