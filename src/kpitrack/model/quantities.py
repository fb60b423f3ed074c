"""Amounts with their units, as written in definitions: `80%`, `10 pp`, `7 /10`, `200000 USD`.

Every amount is an exact Fraction. A share of 80 % is 4/5, ten percentage points are 1/10.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache


class Unit(StrEnum):
    """What an amount counts. The unit of a goal must fit the measure it judges."""

    SHARE = "share"  # `80%`: 0..1 of a whole, or a relative change
    POINTS_OF_SHARE = "pp"  # `10 pp`: a difference of two shares
    RELATIVE = "relative"  # `20% relative`: part of the starting value
    SCORE = "score"  # `7 /10`: a point on a scale
    SCORE_POINTS = "points"  # `2.5 points`: a difference on a scale
    MONEY = "money"  # `200000 USD`
    DAYS = "days"  # `7 days`
    NUMBER = "number"  # a plain count or ratio


@dataclass(frozen=True, slots=True)
class Quantity:
    """One amount. `text` keeps how the analyst wrote it, so that messages can quote it: 80% and 80.0% are equal."""

    amount: Fraction
    unit: Unit
    text: str = field(compare=False)
    scale: int | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """A goal that is a word: a level (`Achieved`), a period (`Y1`), `baseline` or `previous`."""

    text: str


_NUMBER = r"(?P<number>[+-]?\d+(?:\.\d+)?)"
_FORMS: tuple[tuple[re.Pattern[str], Unit, int], ...] = (
    (re.compile(rf"{_NUMBER}\s*% relative"), Unit.RELATIVE, 100),
    (re.compile(rf"{_NUMBER}\s*%"), Unit.SHARE, 100),
    (re.compile(rf"{_NUMBER}\s*pp"), Unit.POINTS_OF_SHARE, 100),
    (re.compile(rf"{_NUMBER}\s*points?"), Unit.SCORE_POINTS, 1),
    (re.compile(rf"{_NUMBER}\s*days?"), Unit.DAYS, 1),
)
_SCORE = re.compile(rf"{_NUMBER}\s*/\s*(?P<scale>\d+)")
_MONEY = re.compile(rf"{_NUMBER}\s*(?P<currency>[A-Z]{{3}})")
_UNFINISHED = re.compile(r"(?i)tbd|x+|<.*>|\?+")


def parse_quantity(raw: object) -> Quantity | None:
    """Read an amount with its unit.

    returns: the quantity, or None when `raw` is text that is not an amount (it may be a word).
    raises:  ValueError for a figure that is a placeholder (`TBD`, `X`) or has a trap in it (`>=5`, `%50`).
    """
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal | str):
        return None
    text = str(raw).strip()
    if not isinstance(raw, str):
        return Quantity(Fraction(raw), Unit.NUMBER, text)
    if _UNFINISHED.fullmatch(text):
        raise ValueError(f"{text!r} is a placeholder, not a figure; write the number that was promised")
    if text.startswith(("<", ">", "=", "%")):
        raise ValueError(f"{text!r} cannot be read; write the comparator as a key, such as `at_least: 85%`")
    for pattern, unit, divisor in _FORMS:
        if found := pattern.fullmatch(text):
            return Quantity(Fraction(found["number"]) / divisor, unit, text)
    if found := _SCORE.fullmatch(text):
        return Quantity(Fraction(found["number"]), Unit.SCORE, text, scale=int(found["scale"]))
    if found := _MONEY.fullmatch(text):
        return Quantity(Fraction(found["number"]), Unit.MONEY, text, currency=found["currency"])
    if re.fullmatch(_NUMBER, text):
        return Quantity(Fraction(text), Unit.NUMBER, text)
    return None


def parse_goal(raw: object) -> Quantity | Word:
    """Read the right side of a comparator: an amount, else a word (level, period, `baseline`, `previous`)."""
    quantity = parse_quantity(raw)
    if quantity is not None:
        return quantity
    if isinstance(raw, str) and raw.strip():
        return Word(raw.strip())
    raise ValueError(f"{raw!r} is neither an amount with its unit nor a name")


def round_half_up(value: Fraction, decimals: int) -> Fraction:
    """Round half away from zero to `decimals` places, exactly (Python's round() is wrong on ties).

    Step: 84.35 -> 84.4 and -0.25 -> -0.3 at one decimal.
    """
    scale = 10**decimals
    magnitude = abs(value) * scale
    rounded = (2 * magnitude.numerator + magnitude.denominator) // (2 * magnitude.denominator)
    return Fraction(rounded if value >= 0 else -rounded, scale)


def round_to_step(value: Fraction, step: Fraction) -> Fraction:
    """Round half away from zero to a multiple of the step: 1.37 -> 1.5 in steps of a half."""
    return round_half_up(value / step, 0) * step


@lru_cache(maxsize=4096)  # a district's workbooks show the same thousand percents again and again
def as_decimal(value: Fraction, decimals: int = 6) -> Decimal:
    """The value rounded half up, as a Decimal with exactly `decimals` places, for showing and JSON."""
    scaled = round_half_up(value, decimals) * 10**decimals
    return Decimal(scaled.numerator).scaleb(-decimals)
