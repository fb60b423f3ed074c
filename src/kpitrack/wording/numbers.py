"""How many digits a value needs, and its text with the unit. Exact: fractions in, decimals out, never floats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from kpitrack.model.published import AtLeast, AtMost, Coded, Goal, PublishedMetric, Rounded, ValueUnit
from kpitrack.model.quantities import as_decimal, round_half_up
from kpitrack.wording import english
from kpitrack.wording.glyphs import ASCII, Glyphs

_MOST_DECIMALS = 9  # beyond that a difference is noise, even where it decided
_GOAL_DECIMALS = 4
_LEAST_DECIMALS: dict[ValueUnit, int] = {"share": 1, "pp": 1, "relative": 1, "mean": 2, "ratio": 2}
_PERCENT_UNITS = ("share", "pp", "relative")


@dataclass(frozen=True, slots=True)
class ValueForm:
    """What a value counts, which decides how it is written."""

    unit: ValueUnit
    scale: int | None = None  # 10 for scores out of ten
    currency: str = ""


def form_of(metric: PublishedMetric) -> ValueForm:
    return ValueForm(metric.unit, metric.scale, metric.currency)


def holds(goal: Goal, value: Fraction) -> bool | None:
    """Does the value satisfy the goal? None where the goal is a level."""
    return None if goal.level else goal.holds(value)


def decimals_beside(value: Fraction, form: ValueForm, goal: Goal | None = None) -> int:
    """The fewest decimals at which the rounded value stands on the same side of the goal as the exact one.

    74.96 % against 75 %: one decimal would read 75.0 %, so two are needed.
    """
    least = _least_decimals(value, form)
    if goal is None:
        return least
    verdict = holds(goal, value)
    for decimals in range(least, _MOST_DECIMALS + 1):
        if holds(_as_written(goal, form), _rounded(value, form, decimals)) == verdict:
            return decimals
    return least


def value_text(value: Fraction | str, form: ValueForm, goal: Goal | None = None) -> str:
    """The value with its unit; more digits where rounding would contradict its verdict."""
    if isinstance(value, str):
        return _day_or_text(value, form)
    if form.unit == "date":
        return english.day(date.fromordinal(int(value)))
    number = _number(value, form, decimals_beside(value, form, goal))
    return _with_unit(f"+{number}" if form.unit == "relative" and value > 0 else number, form)


def coded_text(coded: Coded, form: ValueForm, glyphs: Glyphs) -> str:
    """What a table prints of a coded value: `>= 95%`, `85%`, `35 to 44`."""
    match coded:
        case AtLeast(value=value):
            return f"{glyphs.comparators['at_least']} {amount_text(value, form)}"
        case AtMost(value=value):
            return f"{glyphs.comparators['at_most']} {amount_text(value, form)}"
        case Rounded():
            return _rounded_text(coded, form)


def coded_words(coded: Coded, form: ValueForm) -> str:
    """The same inside a sentence."""
    match coded:
        case AtLeast(value=value):
            return english.or_more(amount_text(value, form))
        case AtMost(value=value):
            return english.or_less(amount_text(value, form))
        case Rounded():
            return _rounded_text(coded, form)


def _rounded_text(coded: Rounded, form: ValueForm) -> str:
    """With the digits of its step and no more. Counts are a range: 40 students would be read as exactly forty."""
    if form.unit == "count" and coded.step > 1:
        low, high = _range_of(coded)
        return english.from_to(count_text(low), count_text(high))
    number = english.figure(as_decimal(_scaled(coded.value, form), _decimals_of(_scaled(coded.step, form))))
    return _with_unit(f"+{number}" if form.unit == "relative" and coded.value > 0 else number, form)


def _range_of(coded: Rounded) -> tuple[int, int]:
    """The whole numbers that are rounded to it; none is below zero."""
    low, beyond = coded.value - coded.step / 2, coded.value + coded.step / 2
    return max(0, -(-low.numerator // low.denominator)), -(-beyond.numerator // beyond.denominator) - 1


def _decimals_of(step: Fraction) -> int:
    return next((each for each in range(_GOAL_DECIMALS) if (step * 10**each).denominator == 1), _GOAL_DECIMALS)


def gap_text(gap: Fraction, form: ValueForm, decimals: int | None = None) -> str:
    """Value less goal, signed; differences of percentages are points. `decimals` are those of the value beside it."""
    if form.unit == "date":
        return f"{int(gap):+,} d"
    number = _number(gap, form, _least_decimals(gap, form) if decimals is None else decimals)
    signed = f"+{number}" if gap > 0 else number
    if form.unit in _PERCENT_UNITS:
        return english.points(signed)
    return english.money(signed, form.currency) if form.unit == "money" else signed


def amount_text(amount: Fraction, form: ValueForm) -> str:
    """A goal's figure as short as it is exact: 85%, 7/10, 66.7%."""
    if form.unit == "date":
        return english.day(date.fromordinal(int(amount)))
    return _with_unit(_amount(amount, form), form)


def goal_text(goal: Goal, form: ValueForm, glyphs: Glyphs = ASCII) -> str:
    """A goal for a table: `>= 85%`, `< 5%`, `45-55%`, `Achieved`."""
    if goal.level:
        return goal.level
    match goal:
        case Goal(comparator="between", low=Fraction() as low, high=Fraction() as high):
            return _range_text(low, high, form)
        case Goal(low=Fraction() as low):
            return f"{glyphs.comparators[goal.comparator]} {amount_text(low, form)}"
        case Goal(high=Fraction() as high):
            return f"{glyphs.comparators[goal.comparator]} {amount_text(high, form)}"
    return ""


def goal_words(goal: Goal, form: ValueForm) -> str:
    """A goal inside a sentence."""
    if goal.level:
        return goal.level
    low = amount_text(goal.low, form) if goal.low is not None else ""
    high = amount_text(goal.high, form) if goal.high is not None else ""
    return english.goal(goal.comparator, low, high)


def count_text(count: int) -> str:
    return english.figure(Decimal(count))


def _range_text(low: Fraction, high: Fraction, form: ValueForm) -> str:
    if form.unit in ("money", "date") or low < 0:
        return f"{amount_text(low, form)} to {amount_text(high, form)}"
    return f"{_amount(low, form)}-{amount_text(high, form)}"


def _least_decimals(value: Fraction, form: ValueForm) -> int:
    if form.unit in _LEAST_DECIMALS:
        return _LEAST_DECIMALS[form.unit]
    if value.denominator == 1:
        return 0
    return 2 if form.unit == "money" else 1


def _goal_decimals(amount: Fraction, form: ValueForm) -> int:
    """As many as its exact figure needs; the usual number if it never ends."""
    scaled = _scaled(amount, form)
    exact = (decimals for decimals in range(_GOAL_DECIMALS + 1) if round_half_up(scaled, decimals) == scaled)
    return next(exact, _least_decimals(amount, form))


def _as_written(goal: Goal, form: ValueForm) -> Goal:
    low, high = (
        None if end is None else _rounded(end, form, _goal_decimals(end, form)) for end in (goal.low, goal.high)
    )
    return Goal(goal.comparator, low, high, goal.level)


def _scaled(value: Fraction, form: ValueForm) -> Fraction:
    return value * 100 if form.unit in _PERCENT_UNITS else value


def _rounded(value: Fraction, form: ValueForm, decimals: int) -> Fraction:
    return round_half_up(_scaled(value, form), decimals)


def _number(value: Fraction, form: ValueForm, decimals: int) -> str:
    return english.figure(as_decimal(_scaled(value, form), decimals))


def _amount(amount: Fraction, form: ValueForm) -> str:
    return _number(amount, form, _goal_decimals(amount, form))


def _with_unit(number: str, form: ValueForm) -> str:
    match form.unit:
        case "share" | "relative":
            return english.percent(number)
        case "pp":
            return english.points(number)
        case "mean":
            return english.score(number, form.scale)
        case "money":
            return english.money(number, form.currency)
        case _:
            return number


def _day_or_text(text: str, form: ValueForm) -> str:
    if form.unit != "date":
        return text
    try:
        return english.day(date.fromisoformat(text))
    except ValueError:
        return text
