"""The SQL primitives against Python, on one session: the same condition, asked of the same values twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpitrack.engine import sql
from kpitrack.engine.session import Session
from kpitrack.engine.sql import Column
from kpitrack.model.conditions import Filter, parse_condition
from kpitrack.model.sources import FieldType

DECIDING = date(2026, 2, 15)
SOME = settings(max_examples=40, derandomize=True, deadline=None)
STAGES = ("Low", "Mid", "High")


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    with Session.open() as opened:
        yield opened


def satisfying(session: Session, values: Sequence[Any], kind: str, condition: str) -> list[bool]:
    """Which of the values satisfy the condition on column v: NULL is no."""
    rows = ", ".join("(?, CAST(? AS " + kind + "))" for _ in values)
    given_values = [each for place, value in enumerate(values) for each in (place, value)]
    found = session.rows(f"SELECT place FROM (VALUES {rows}) AS t(place, v) WHERE {condition}", given_values)
    return [place in {row[0] for row in found} for place in range(len(values))]


def answers(session: Session, written: object, values: Sequence[Any], column: Column, kind: str) -> list[bool]:
    return satisfying(session, values, kind, sql.condition_sql(parse_condition(written), column, DECIDING))


NUMBER = Column("v", FieldType.NUMBER)
numbers = st.lists(
    st.one_of(st.none(), st.decimals(-50, 50, places=2), st.sampled_from([Decimal(5), Decimal("2.5")])),
    min_size=1,
    max_size=12,
)
NUMBER_FORMS: list[tuple[object, Callable[[Decimal], bool]]] = [
    (5, lambda v: v == 5),
    ([5, Decimal("2.5")], lambda v: v in (5, Decimal("2.5"))),
    ({"at_least": 5}, lambda v: v >= 5),
    ({"more_than": 5}, lambda v: v > 5),
    ({"at_most": "2.5"}, lambda v: v <= Decimal("2.5")),
    ({"less_than": "2.5"}, lambda v: v < Decimal("2.5")),
    ({"more_than": 0, "less_than": 5}, lambda v: 0 < v < 5),
    ({"between": [-1, 5]}, lambda v: -1 <= v <= 5),
    ({"at_least": "80%"}, lambda v: v >= Decimal("0.8")),
    ({"not": 5}, lambda v: v != 5),
    ({"not": {"between": [0, 5]}}, lambda v: not 0 <= v <= 5),
    ({"not": {"not": 5}}, lambda v: v == 5),
    ({"blank": False}, lambda _: True),
]


@pytest.mark.parametrize(("written", "holds"), NUMBER_FORMS, ids=[str(form) for form, _ in NUMBER_FORMS])
@SOME
@given(values=numbers)
def test_numbers_are_compared_as_in_python_and_a_blank_satisfies_nothing(
    session: Session, written: object, holds: Callable[[Decimal], bool], values: list[Decimal | None]
) -> None:
    expected = [each is not None and holds(each) for each in values]
    assert answers(session, written, values, NUMBER, "DECIMAL(18,6)") == expected


DAYS = [None, date(2025, 11, 16), date(2025, 11, 17), date(2025, 11, 18), date(2026, 2, 15), date(2026, 2, 16)]
NINETY_DAYS_BEFORE = DECIDING - timedelta(days=90)


@pytest.mark.parametrize(
    ("written", "holds"),
    [
        ("2025-11-17", lambda v: v == date(2025, 11, 17)),
        ({"at_least": "2025-11-17"}, lambda v: v >= date(2025, 11, 17)),
        ({"between": ["2025-11-17", "2026-02-15"]}, lambda v: date(2025, 11, 17) <= v <= date(2026, 2, 15)),
        ({"at_least_ago": "90 days"}, lambda v: v <= NINETY_DAYS_BEFORE),
        ({"at_most_ago": "90 days"}, lambda v: v >= NINETY_DAYS_BEFORE),
        ({"not": {"at_least_ago": "90 days"}}, lambda v: v > NINETY_DAYS_BEFORE),
    ],
)
def test_days_are_compared_with_days_and_counted_back(
    session: Session, written: object, holds: Callable[[date], bool]
) -> None:
    expected = [each is not None and holds(each) for each in DAYS]
    assert answers(session, written, DAYS, Column("v", FieldType.DATE), "DATE") == expected


def test_counting_back_needs_a_day_to_count_from() -> None:
    with pytest.raises(ValueError, match="deciding day"):
        sql.condition_sql(parse_condition({"at_most_ago": "3 days"}), Column("v", FieldType.DATE), None)


TEXTS = [None, "Done", " done ", "DONE", "Do'ne", "Don", "true", "3"]


@pytest.mark.parametrize(
    ("written", "matching"),
    [
        ("done", {1, 2, 3}),
        (["Done", "don"], {1, 2, 3, 5}),
        ("do'NE", {4}),
        (True, {6}),
        (3, {7}),
        ({"not": "Done"}, {4, 5, 6, 7}),
        ({"blank": True}, {0}),
        ({"blank": False}, {1, 2, 3, 4, 5, 6, 7}),
    ],
)
def test_text_ignores_case_and_outer_blanks(session: Session, written: object, matching: set[int]) -> None:
    found = answers(session, written, TEXTS, Column("v", FieldType.CHOICE), "VARCHAR")
    assert {place for place, each in enumerate(found) if each} == matching


@pytest.mark.parametrize(
    ("written", "matching"),
    [("a", {1, 2}), (["A", "C"], {1, 2, 4}), ({"not": "A"}, {3, 4}), ({"blank": True}, {0})],
)
def test_a_list_contains_one_of_the_values(session: Session, written: object, matching: set[int]) -> None:
    values = [None, ["A"], ["B", " a "], ["B"], ["C"]]
    found = answers(session, written, values, Column("v", FieldType.LIST), "VARCHAR[]")
    assert {place for place, each in enumerate(found) if each} == matching


@pytest.mark.parametrize(
    ("written", "matching"),
    [
        (True, {1}),
        (False, {2}),
        ("yes", {1}),
        ([True, False], {1, 2}),
        ({"not": True}, {2}),
        ({"blank": True}, {0}),
    ],
)
def test_yes_and_no_are_two_answers_and_blank_is_none(session: Session, written: object, matching: set[int]) -> None:
    found = answers(session, written, [None, True, False], Column("v", FieldType.YES_NO), "BOOLEAN")
    assert {place for place, each in enumerate(found) if each} == matching


@pytest.mark.parametrize(
    ("written", "matching"),
    [
        ({"at_least": "Mid"}, {3, 4, 5}),
        ({"less_than": "mid"}, {2}),
        ({"between": ["Low", "Mid"]}, {2, 3, 4}),
        ("high", {5}),
        ({"not": {"at_least": "Mid"}}, {1, 2}),
    ],
)
def test_levels_are_ordered_as_listed_and_not_by_letter(session: Session, written: object, matching: set[int]) -> None:
    values = [None, "Unheard of", "Low", "Mid", " MID ", "High"]
    found = answers(session, written, values, Column("v", FieldType.LEVEL, STAGES), "VARCHAR")
    assert {place for place, each in enumerate(found) if each} == matching


def test_a_filter_asks_all_entries_and_one_of_any_of(session: Session) -> None:
    filter_ = Filter.model_validate({"v": {"at_least": 2}, "any_of": [{"v": 2}, {"v": {"more_than": 4}}]})
    condition = sql.filter_sql(filter_, lambda _: NUMBER)
    assert satisfying(session, [None, 1, 2, 3, 4, 5], "DECIMAL(18,6)", condition) == [
        *(False, False, True, False, False, True)
    ]
    assert sql.filter_sql(Filter(), lambda _: NUMBER) == "TRUE"
    assert (sql.all_of([]), sql.any_of([])) == ("TRUE", "FALSE")


totals = st.decimals(-(10**6), 10**6, places=6)
divisors = st.one_of(st.integers(1, 10**6), st.decimals("0.000001", 10**6, places=6))


@settings(max_examples=200, derandomize=True, deadline=None)
@given(totals, divisors)
def test_an_average_is_exact_to_six_decimals_half_away_from_zero(
    session: Session, total: Decimal, divisor: Decimal | int
) -> None:
    if abs(total / divisor) >= 10**12:
        return  # more than a number field holds
    kind = "BIGINT" if isinstance(divisor, int) else "DECIMAL(18,6)"
    [(found,)] = session.rows(
        f"SELECT {sql.average_half_up('t', 'd')} FROM (SELECT CAST(? AS DECIMAL(18,6)) AS t, CAST(? AS {kind}) AS d)",
        [total, divisor],
    )
    exact = abs(Fraction(total) / Fraction(divisor)) * 10**6
    whole = exact.numerator // exact.denominator
    rounded = whole + (1 if exact - whole >= Fraction(1, 2) else 0)
    assert Fraction(found) == Fraction(rounded if total >= 0 else -rounded, 10**6)


@pytest.mark.parametrize("divisor", [0, None])
def test_an_average_of_nothing_is_nothing(session: Session, divisor: int | None) -> None:
    query = f"SELECT {sql.average_half_up('t', 'd')} FROM (SELECT 1 AS t, CAST(? AS BIGINT) AS d)"
    assert session.rows(query, [divisor]) == [(None,)]


fractions = st.fractions(Fraction(-3), Fraction(3), max_denominator=997)


@SOME
@given(totals, divisors, fractions)
def test_a_ratio_is_compared_by_multiplying_across(
    session: Session, total: Decimal, divisor: Decimal | int, goal: Fraction
) -> None:
    keys = ("at_least", "more_than", "at_most", "less_than")
    selected = ", ".join(sql.ratio_compared("t", "d", key, goal) for key in keys)
    given_values = "SELECT CAST(? AS DECIMAL(18,6)) AS t, CAST(? AS DECIMAL(18,6)) AS d"
    [found] = session.rows(f"SELECT {selected} FROM ({given_values})", [total, divisor])
    value = Fraction(total) / Fraction(divisor)
    assert found == (value >= goal, value > goal, value <= goal, value < goal)


@SOME
@given(totals, fractions)
def test_a_number_is_compared_with_any_fraction(session: Session, value: Decimal, goal: Fraction) -> None:
    selected = ", ".join(sql.number_compared("t", key, goal) for key in ("at_least", "less_than"))
    [found] = session.rows(f"SELECT {selected} FROM (SELECT CAST(? AS DECIMAL(18,6)) AS t)", [value])
    assert found == (Fraction(value) >= goal, Fraction(value) < goal)


@pytest.mark.parametrize("divisor", [0, -1, None])
def test_a_ratio_over_nothing_is_no_answer(session: Session, divisor: int | None) -> None:
    query = f"SELECT {sql.ratio_compared('1', 'd', 'at_least', Fraction(1, 2))} FROM (SELECT CAST(? AS INT) AS d)"
    assert session.rows(query, [divisor]) == [(None,)]


def test_literals_are_quoted_and_exact(session: Session) -> None:
    assert session.rows(f"SELECT {sql.text(chr(39) + 'a')}, {sql.day(DECIDING)}") == [("'a", DECIDING)]
    assert session.rows(f'SELECT t."x""y" FROM (SELECT 1 AS {sql.name("x" + chr(34) + "y")}) AS t') == [(1,)]
    assert [sql.number(each) for each in (Decimal("0.10"), 7, Fraction(-1, 8))] == ["0.1", "7", "-0.125"]
    with pytest.raises(ValueError, match="decimals"):
        sql.number(Fraction(1, 3))
