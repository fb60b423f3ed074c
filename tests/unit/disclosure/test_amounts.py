"""What values say of people, as amounts that add up: worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest

from kpitrack.disclosure.amounts import PARTS, Amounts, Counted, measured
from kpitrack.model.cells import EVERYONE, Group
from kpitrack.model.measures import Kind
from kpitrack.model.verdicts import NoValue, Value

A, B = Group((("frl", "A"),)), Group((("frl", "B"),))


def _value(n: int | None, numerator: object, denominator: object, people: int | None = None) -> Value:
    first, second = (None if each is None else Fraction(str(each)) for each in (numerator, denominator))
    return Value(Fraction(1, 2), n, first, second, people=people)


@pytest.mark.parametrize(
    ("kind", "scale", "value", "outcomes", "because"),
    [
        (Kind.COUNT, None, _value(40, 40, 40), (40,), "a count says who there is"),
        (Kind.COUNT, None, _value(40, 40, 40, people=12), (12,), "forty rows of twelve people"),
        (Kind.SHARE, None, _value(40, 30, 40), (30, 10), "who met, and who did not"),
        (Kind.COUNT, None, _value(0, 0, 0), (0,), "nobody"),
        (Kind.SHARE, None, _value(0, 0, 0), (0, 0), "nobody"),
        (Kind.SHARE, None, _value(40, 0, 40), (0, 40), "no one met"),
        (Kind.SHARE, None, _value(40, 30, 39), (40,), "one without an answer: only sizes add up"),
        (Kind.SHARE, None, _value(40, "30.5", 40), (40,), "weighted"),
        (Kind.SHARE, None, _value(40, None, 40), (40,), "without those who met"),
        (Kind.MEAN, 10, _value(40, 300, 40), (30_000, 10_000), "7.5 of 10 is three quarters at the top"),
        (Kind.MEAN, 10, _value(1, 7, 1), (700, 300), "0.7 of one person"),
        (Kind.MEAN, 3, _value(1, 1, 1), (333, 666), "thirds are rounded down"),
        (Kind.MEAN, 10, _value(1, 12, 1), (1200, 0), "above the top there is nothing left below"),
        (Kind.MEAN, 10, _value(0, 0, 0), (0, 0), "nobody"),
        (Kind.MEAN, None, _value(0, 0, 0), (0, 0), "nobody, and no scale"),
        (Kind.MEAN, None, _value(2, None, 2), (0, 2_000), "no sum counts as none"),
        (Kind.MEAN, None, _value(2, 60, 2), (1_000, 1_000), "no scale: up to 60, twice the mean of 30"),
        (Kind.MEAN, None, _value(2, -60, 2), (500, 1_500), "no scale, and below nought: from -60 to 60"),
        (Kind.MEAN, None, _value(2, 0, 2), (0, 2_000), "no scale, and all nought: up to one"),
        (Kind.TOTAL, None, _value(2, 60, 2), (1_000, 1_000), "a sum of hours like a mean"),
        (Kind.CHANGE, 10, _value(2, 15, 5), (1_500, 500, 500, 1_500), "7.5 after, 2.5 before"),
        (Kind.CHANGE, None, _value(2, 20, 40), (500, 1_500, 1_000, 1_000), "up to 40, twice the larger mean of 20"),
    ],
)
def test_what_a_value_says_of_people(
    kind: Kind, scale: int | None, value: Value, outcomes: Amounts, because: str
) -> None:
    found = measured(kind, {EVERYONE: value}, scale=scale)
    assert found.groups == {EVERYONE: Counted(value.size or 0, outcomes)}, because
    assert found.kinds == len(outcomes)
    assert found.unit == (1 if kind in (Kind.COUNT, Kind.SHARE) else PARTS)
    assert found.values == {EVERYONE: value}


@pytest.mark.parametrize(
    ("kind", "scale", "value", "unanimous"),
    [
        (Kind.COUNT, None, _value(40, 40, 40), False),
        (Kind.SHARE, None, _value(40, 30, 40), True),
        (Kind.SHARE, None, _value(40, 30, 39), False),
        (Kind.MEAN, 10, _value(40, 300, 40), True),
        (Kind.MEAN, None, _value(40, 300, 40), False),
    ],
)
def test_all_can_be_at_one_end_only_where_there_is_an_end(
    kind: Kind, scale: int | None, value: Value, unanimous: bool
) -> None:
    """Everyone met, or everyone is at the top; a count or a wage has no top."""
    assert measured(kind, {EVERYONE: value}, scale=scale).can_be_unanimous is unanimous


@pytest.mark.parametrize("kind", [Kind.COUNT, Kind.SHARE, Kind.MEAN])
def test_who_has_no_size_is_kept_apart_and_who_has_no_value_holds_nobody(kind: Kind) -> None:
    found = measured(kind, {EVERYONE: _value(4, 2, 4), A: _value(None, None, None), B: NoValue("no data")}, scale=10)
    assert set(found.groups) == {EVERYONE}
    assert set(found.values) == {EVERYONE}
    assert found.unsized == {A}
    assert found.scale == (10 if kind is Kind.MEAN else None)


@pytest.mark.parametrize(
    ("values", "outcomes", "because"),
    [
        ({EVERYONE: _value(2, 30, 40), A: _value(1, 15, 20)}, (750, 250), "one person adds 20 days; there for 15"),
        ({A: _value(1, 15, 20)}, (15_000, 5_000), "nobody knows what one adds, so each day counts as a person"),
        ({EVERYONE: _value(0, 0, 0), A: _value(1, 15, 20)}, (15_000, 5_000), "nor of nobody"),
        ({EVERYONE: _value(2, 0, 0), A: _value(1, 15, 20)}, (15_000, 5_000), "nor of those who add nothing"),
        ({EVERYONE: _value(2, 30, 40), A: _value(1, None, None)}, (0, 0), "no days at all"),
    ],
)
def test_days_of_a_ratio_are_compared_in_persons(
    values: Mapping[Group, Value], outcomes: Amounts, because: str
) -> None:
    found = measured(Kind.RATIO, values, scale=None)
    assert found.groups[A].outcomes == outcomes, because
    assert not found.can_be_unanimous


def test_the_range_without_a_scale_is_that_of_the_farthest_group() -> None:
    """Means of 10, 30 and -5 lie between -60 and 60: B's 30 is three quarters of the way up."""
    values = {EVERYONE: _value(2, 20, 2), A: _value(1, -5, 1), B: _value(1, 30, 1)}
    found = measured(Kind.MEAN, values, scale=None)
    assert found.groups[B].outcomes == (750, 250)
    assert found.groups[A].outcomes == (458, 541)  # 55 of 120
