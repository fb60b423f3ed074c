"""Digits, units and signs, with the rows where rounding would contradict a verdict."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from kpitrack.model.published import Goal
from kpitrack.wording.glyphs import UNICODE
from kpitrack.wording.numbers import ValueForm, gap_text, goal_text, goal_words, holds, value_text
from tests.builders import at_least, at_most, between, less_than, level, more_than

SHARE = ValueForm("share")
COUNT = ValueForm("count")
MEAN = ValueForm("mean", 10)
DOLLARS = ValueForm("money", currency="USD")


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (Fraction(89, 102), SHARE, "87.3%"),
        (Fraction(0), SHARE, "0.0%"),
        (Fraction(1), SHARE, "100.0%"),
        (Fraction("0.8435"), SHARE, "84.4%"),  # a tie goes up; float formatting says 84.3
        (Fraction("0.00049"), SHARE, "0.0%"),
        (Fraction(52), COUNT, "52"),
        (Fraction(1234567), COUNT, "1,234,567"),
        (Fraction("10482.25"), COUNT, "10,482.3"),
        (Fraction("7.235"), MEAN, "7.24/10"),
        (Fraction("3.5"), ValueForm("mean"), "3.50"),
        (Fraction("0.125"), ValueForm("pp"), "12.5 pp"),
        (Fraction("-0.125"), ValueForm("pp"), "-12.5 pp"),
        (Fraction("0.1534"), ValueForm("relative"), "+15.3%"),
        (Fraction("-0.1534"), ValueForm("relative"), "-15.3%"),
        (Fraction(0), ValueForm("relative"), "0.0%"),
        (Fraction("1.005"), ValueForm("ratio"), "1.01"),
        (Fraction(200000), DOLLARS, "$200,000"),
        (Fraction("23.5"), DOLLARS, "$23.50"),
        (Fraction(-5), DOLLARS, "-$5"),
        (Fraction(5000), ValueForm("money", currency="EUR"), "5,000 EUR"),
        ("2026-02-15", ValueForm("date"), "Feb 15, 2026"),
        ("soon", ValueForm("date"), "soon"),
        (Fraction(date(2026, 2, 15).toordinal()), ValueForm("date"), "Feb 15, 2026"),
        ("Achieved", ValueForm("text"), "Achieved"),
    ],
)
def test_a_value_carries_its_unit(value: Fraction | str, form: ValueForm, text: str) -> None:
    assert value_text(value, form) == text


@pytest.mark.parametrize(
    ("value", "goal", "text", "because"),
    [
        ("0.75", at_least("0.75"), "75.0%", "exactly at the goal needs no more digits"),
        ("0.7496", at_least("0.75"), "74.96%", "75.0% would look met"),
        ("0.7494", at_least("0.75"), "74.9%", "one decimal tells it already"),
        ("0.749999", at_least("0.75"), "74.9999%", "as many digits as it takes"),
        ("0.7504", at_least("0.75"), "75.0%", "met, and reads as met"),
        ("0.7504", more_than("0.75"), "75.04%", "75.0% would look missed"),
        ("0.0496", less_than("0.05"), "4.96%", "5.0% would look missed"),
        ("0.05", less_than("0.05"), "5.0%", "missed, and reads as missed"),
        ("0.0504", at_most("0.05"), "5.04%", "5.0% would look met"),
        ("0.4496", between("0.45", "0.55"), "44.96%", "outside a range, at its lower end"),
        ("0.5504", between("0.45", "0.55"), "55.04%", "outside a range, at its upper end"),
        ("0.749999999999", at_least("0.75"), "75.0%", "no end of digits: nobody reads the tenth"),
    ],
)
def test_rounding_never_contradicts_the_verdict(value: str, goal: Goal, text: str, because: str) -> None:
    assert value_text(Fraction(value), SHARE, goal) == text, because


def test_a_goal_that_never_ends_is_rounded_like_the_value() -> None:
    third = Fraction(2, 3)
    assert value_text(third, SHARE, at_least(third)) == "66.7%"
    assert goal_text(at_least(third), SHARE) == ">= 66.7%"


@pytest.mark.parametrize(
    ("goal", "form", "text", "words"),
    [
        (at_least("0.85"), SHARE, ">= 85%", "85%"),
        (at_least("0.125"), SHARE, ">= 12.5%", "12.5%"),
        (less_than("0.05"), SHARE, "< 5%", "below 5%"),
        (at_most("0.05"), SHARE, "<= 5%", "at most 5%"),
        (more_than(50), COUNT, "> 50", "more than 50"),
        (between("0.45", "0.55"), SHARE, "45-55%", "45% to 55%"),
        (between(200000, 400000), DOLLARS, "$200,000 to $400,000", "$200,000 to $400,000"),
        (between("-0.02", "0.02"), ValueForm("pp"), "-2 pp to 2 pp", "-2 pp to 2 pp"),
        (at_least(7), MEAN, ">= 7/10", "7/10"),
        (at_least("7.25"), MEAN, ">= 7.25/10", "7.25/10"),
        (level("Achieved"), ValueForm("text"), "Achieved", "Achieved"),
        (at_most(date(2026, 2, 15).toordinal()), ValueForm("date"), "<= Feb 15, 2026", "at most Feb 15, 2026"),
        (Goal("at_least"), SHARE, "", ""),
    ],
)
def test_a_goal_is_as_short_as_it_is_exact(goal: Goal, form: ValueForm, text: str, words: str) -> None:
    assert goal_text(goal, form) == text
    assert goal_words(goal, form) == words


def test_a_screen_with_the_sign_gets_the_sign() -> None:
    assert goal_text(at_least("0.85"), SHARE, UNICODE) == "≥ 85%"


@pytest.mark.parametrize(
    ("gap", "form", "decimals", "text"),
    [
        ("0.022549", SHARE, None, "+2.3 pp"),
        ("-0.0451", SHARE, None, "-4.5 pp"),
        ("0", SHARE, None, "0.0 pp"),
        ("-0.0004", SHARE, 2, "-0.04 pp"),
        ("2", COUNT, None, "+2"),
        ("-1234", COUNT, None, "-1,234"),
        ("0.24", MEAN, None, "+0.24"),
        ("2000", DOLLARS, None, "+$2,000"),
        ("-2000", DOLLARS, None, "-$2,000"),
        ("-12", ValueForm("date"), None, "-12 d"),
    ],
)
def test_a_gap_is_signed(gap: str, form: ValueForm, decimals: int | None, text: str) -> None:
    assert gap_text(Fraction(gap), form, decimals) == text


def test_a_level_is_not_compared_as_a_number() -> None:
    assert holds(level("Achieved"), Fraction(1)) is None
