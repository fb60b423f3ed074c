"""Amounts with their units, and rounding; every trap is one that an analyst has written."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpitrack.model.quantities import Unit, Word, as_decimal, parse_goal, parse_quantity, round_half_up


@pytest.mark.parametrize(
    ("written", "amount", "unit"),
    [
        ("80%", "4/5", Unit.SHARE),
        ("80 %", "4/5", Unit.SHARE),
        ("-2.5%", "-1/40", Unit.SHARE),
        ("33.3%", "333/1000", Unit.SHARE),
        ("10 pp", "1/10", Unit.POINTS_OF_SHARE),
        ("20% relative", "1/5", Unit.RELATIVE),
        ("2.5 points", "5/2", Unit.SCORE_POINTS),
        ("1 point", "1", Unit.SCORE_POINTS),
        ("7 /10", "7", Unit.SCORE),
        ("4.25/5", "17/4", Unit.SCORE),
        ("200000 USD", "200000", Unit.MONEY),
        ("7 days", "7", Unit.DAYS),
        ("1 day", "1", Unit.DAYS),
        ("50", "50", Unit.NUMBER),
        (" 50 ", "50", Unit.NUMBER),
        (50, "50", Unit.NUMBER),
        (Decimal("0.1"), "1/10", Unit.NUMBER),
    ],
)
def test_an_amount_is_exact_and_has_a_unit(written: object, amount: str, unit: Unit) -> None:
    found = parse_quantity(written)
    assert found is not None
    assert (found.amount, found.unit, found.text) == (Fraction(amount), unit, str(written).strip())


def test_an_amount_is_the_same_however_it_was_written() -> None:
    """80% and 80.0% are one promise; 80% and 80 pp are not."""
    assert parse_quantity("80%") == parse_quantity("80.0 %")
    assert parse_quantity("80%") != parse_quantity("80 pp")


def test_a_score_keeps_its_scale_and_money_its_currency() -> None:
    score, money = parse_quantity("7 /10"), parse_quantity("15 USD")
    assert score is not None
    assert money is not None
    assert (score.scale, money.currency) == (10, "USD")


@pytest.mark.parametrize("written", ["TBD", "tbd", "X", "xx", "<number>", "?", "??"])
def test_a_placeholder_is_no_figure(written: str) -> None:
    with pytest.raises(ValueError, match="placeholder"):
        parse_quantity(written)


@pytest.mark.parametrize("written", [">=5", "<5", "=5", "%50", "<= 80%"])
def test_a_comparator_inside_a_figure_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="comparator"):
        parse_quantity(written)


@pytest.mark.parametrize(
    "written", ["Achieved", "previous", "Y1-Q2", "1,000", "80 percent", "12:30", "1e3", "NO", "5 usd"]
)
def test_text_that_is_no_amount_is_a_word(written: str) -> None:
    assert parse_goal(written) == Word(written)


@pytest.mark.parametrize("written", [True, 0.8, None, "", "  ", [80]])
def test_what_is_neither_amount_nor_word_is_refused(written: object) -> None:
    """A float has lost what was written; `true` is not 1."""
    with pytest.raises(ValueError, match="neither"):
        parse_goal(written)


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        ("84.35", 1, "84.4"),
        ("84.349999", 1, "84.3"),
        ("-0.25", 1, "-0.3"),
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("0", 3, "0"),
    ],
)
def test_halves_go_away_from_zero(value: str, decimals: int, rounded: str) -> None:
    assert round_half_up(Fraction(value), decimals) == Fraction(rounded)


@settings(max_examples=300, derandomize=True)
@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**9), max_value=10**9), st.integers(0, 8)
)
def test_rounding_agrees_with_the_decimal_module(value: Decimal, decimals: int) -> None:
    with localcontext(prec=60):
        expected = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert round_half_up(Fraction(value), decimals) == Fraction(expected)
    assert as_decimal(Fraction(value), decimals) == expected


def test_a_decimal_for_show_has_all_its_places() -> None:
    assert str(as_decimal(Fraction(2, 3))) == "0.666667"
    assert str(as_decimal(Fraction(3), 2)) == "3.00"
