"""The rules of disclosure as tables; every number with the row below, at and above it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from kpitrack.disclosure.coding import coded_cell, coded_value
from kpitrack.disclosure.differences import Nature, Point, tells_of_few
from kpitrack.disclosure.pattern.suppression import protect_table
from kpitrack.disclosure.pattern.tables import Table
from kpitrack.disclosure.pattern.totals import protect_totals
from kpitrack.disclosure.policy import Rules
from kpitrack.disclosure.releases import may_reappear
from kpitrack.model.calendar import Observed, Period, PeriodKind
from kpitrack.model.ledger import LedgerRow
from kpitrack.model.measures import Kind
from kpitrack.model.program import Disclosure
from kpitrack.model.published import IN_RANGE, AtLeast, AtMost, Coded, Goal, Rounded, Shown, ValueUnit
from kpitrack.model.statuses import Status

TIERS = Disclosure().coding


def _percent(number: int) -> Fraction:
    return Fraction(number, 100)


@pytest.mark.parametrize(
    ("met", "not_met", "hidden", "because"),
    [
        (5, 4, True, "nine are fewer than ten"),
        (5, 5, False, "ten are enough"),
        (6, 5, False, "eleven, too"),
        (19, 0, True, "everyone of nineteen"),
        (20, 0, False, "everyone of twenty"),
        (0, 19, True, "no one of nineteen"),
        (18, 1, False, "not everyone"),
        (0, 0, False, "nobody is not a small group"),
    ],
)
def test_which_cells_are_small(met: int, not_met: int, hidden: bool, because: str) -> None:
    """A group of fewer than ten people is hidden, and one of fewer than twenty where all have the same outcome."""
    outcomes = np.array([[[[met, 40, 50]]], [[[not_met, 30, 30]]]], dtype=np.int64)
    table = Table(outcomes.sum(axis=0)[0], outcomes, can_be_unanimous=True, is_one_row=True)
    assert bool(protect_table(table, Rules()).hidden.top[0]) is hidden, because


@pytest.mark.parametrize(
    ("profile", "written", "minimum"), [("default", None, 10), ("california", None, 11), ("california", 15, 15)]
)
def test_the_minimum_of_a_profile(profile: str, written: int | None, minimum: int) -> None:
    assert Disclosure.model_validate({"profile": profile, "min_n": written}).minimum == minimum


@pytest.mark.parametrize(
    ("people", "hidden", "because"),
    [
        ([9, 40, 50], [True, True, False], "a small school, and the next smallest"),
        ([10, 40, 50], [False, False, False], "ten are enough"),
        ([4, 5, 60, 70], [True, True, True, False], "two small ones are still nine people"),
        ([5, 5, 60, 70], [True, True, False, False], "ten people together"),
    ],
)
def test_totals_of_schools(people: list[int], hidden: list[bool], because: str) -> None:
    """Totals of schools are hidden until at least two are and ten people stand behind them."""
    table = Table(np.array(people, dtype=np.int64)[:, None], np.array(people, dtype=np.int64)[None, None, :, None])
    assert protect_totals(table, Rules()).rows.tolist() == hidden, because


@pytest.mark.parametrize(
    ("value", "n", "coded"),
    [
        (_percent(81), 19, AtLeast(_percent(80))),
        (_percent(79), 19, Rounded(_percent(79), _percent(1))),
        (_percent(81), 20, Rounded(_percent(81), _percent(1))),
        (_percent(90), 20, AtLeast(_percent(90))),
        (_percent(90), 39, AtLeast(_percent(90))),
        (_percent(94), 40, Rounded(_percent(94), _percent(1))),
        (_percent(95), 99, AtLeast(_percent(95))),
        (_percent(97), 100, Rounded(_percent(97), _percent(1))),
        (_percent(98), 299, AtLeast(_percent(98))),
        (_percent(98), 300, Rounded(_percent(98), _percent(1))),
        (_percent(99), 300, AtLeast(_percent(99))),
        (_percent(20), 12, AtMost(_percent(20))),
        (_percent(1), 300, AtMost(_percent(1))),
        (Fraction(7496, 10000), 120, Rounded(_percent(75), _percent(1))),
        (Fraction(7450, 10000), 120, Rounded(_percent(75), _percent(1))),
        (Fraction(7449, 10000), 120, Rounded(_percent(74), _percent(1))),
    ],
)
def test_public_shares_are_coded_by_the_size_of_the_group(value: Fraction, n: int, coded: Coded) -> None:
    """The public sees whole percents, and near 0 and 100 only a limit: the smaller the group, the wider."""
    assert coded_value(value, n, "share", tiers=TIERS) == coded


@pytest.mark.parametrize(
    ("value", "coded"),
    [
        (Fraction(99), Rounded(Fraction(100), Fraction(10))),
        (Fraction(94), Rounded(Fraction(90), Fraction(10))),
        (Fraction(100), None),
    ],
)
def test_public_counts_are_exact_from_a_hundred(value: Fraction, coded: Coded | None) -> None:
    assert coded_value(value, int(value), "count", tiers=TIERS) == coded


@pytest.mark.parametrize(
    ("unit", "value", "printed", "step"),
    [
        ("share", Fraction(431, 1000), _percent(43), _percent(1)),
        ("pp", Fraction(431, 1000), _percent(43), _percent(1)),
        ("relative", Fraction(1431, 1000), _percent(143), _percent(1)),
        ("ratio", Fraction(431, 1000), _percent(43), _percent(1)),
        ("mean", Fraction(726, 100), Fraction(73, 10), Fraction(1, 10)),
        ("count", Fraction(47), Fraction(50), Fraction(10)),
        ("money", Fraction(12499), Fraction(12000), Fraction(1000)),
    ],
)
def test_how_coarsely_the_public_sees_each_unit(
    unit: ValueUnit, value: Fraction, printed: Fraction, step: Fraction
) -> None:
    """Whole percents and points, scores to a tenth, counts in tens, money in thousands, all else whole."""
    assert coded_value(value, 50, unit, tiers=TIERS) == Rounded(printed, step)


@pytest.mark.parametrize(
    ("met", "people", "goal", "judged", "because"),
    [
        (11, 12, 80, True, "at least 80 % and the goal is 80 %: the status says nothing more"),
        (11, 12, 85, False, "met would mean 11 or 12 of 12"),
        (60, 80, 74, True, "75 % stands for 74.5 % to 75.5 %, which all meet 74 %"),
        (60, 80, 75, False, "75 % stands for values on both sides of 75 %"),
        (60, 80, 76, True, "and none of them meets 76 %"),
        (98, 99, 96, False, "from 95 % upward, and 99 people are few"),
        (97, 100, 97, True, "100 are enough: their size is printed, and the rounding hides nobody"),
    ],
)
def test_a_status_that_splits_a_coded_value_is_not_told(
    met: int, people: int, goal: int, judged: bool, because: str
) -> None:
    """Where a status would say more of a public figure than the figure itself, it is not told."""
    status = Status.MET if met * 100 >= goal * people else Status.NOT_MET
    cell = Shown(status, Fraction(met, people), people, Fraction(met), Fraction(people), gap=Fraction(1, 100))
    public = coded_cell(cell, "share", tiers=TIERS, goal=Goal("at_least", low=_percent(goal)))
    assert (public.status, public.reason) == ((status, "") if judged else (Status.SUPPRESSED, IN_RANGE)), because
    assert (public.numerator, public.denominator, public.gap) == (None, None, None)


@pytest.mark.parametrize(
    ("count", "goal", "judged", "because"),
    [
        (50, 44, True, "45 to 54 are all above 44"),
        (50, 45, True, "and all reach 45"),
        (50, 50, False, "45 to 54; target 50; met: that would be 50 to 54"),
        (50, 54, False, "met would be 54 exactly"),
        (50, 55, True, "none of them reaches 55"),
    ],
)
def test_a_status_never_narrows_a_count_in_tens(count: int, goal: int, judged: bool, because: str) -> None:
    met = Status.MET if count >= goal else Status.NOT_MET
    cell = Shown(met, Fraction(count), count, Fraction(count), Fraction(count))
    public = coded_cell(cell, "count", tiers=TIERS, goal=Goal("at_least", low=Fraction(goal)))
    assert public.coded == Rounded(Fraction(50), Fraction(10))
    assert (public.status is met) is judged, because


@pytest.mark.parametrize(
    ("expected", "judged", "because"),
    [(40, True, "everything printed is ahead of it"), (50, False, "on track would be 50 to 54")],
)
def test_a_pace_narrows_as_well(expected: int, judged: bool, because: str) -> None:
    cell = Shown(Status.ON_TRACK, Fraction(50), 50, expected=Fraction(expected))
    public = coded_cell(cell, "count", tiers=TIERS, goal=Goal("at_least", low=Fraction(200)))
    assert (public.status is Status.ON_TRACK) is judged, because


@pytest.mark.parametrize(
    ("before", "now", "small", "because"),
    [
        ((40, 12), (40, 12), False, "nothing changed"),
        ((40, 12), (41, 12), True, "one more met"),
        ((40, 12), (49, 12), True, "nine more met"),
        ((40, 12), (50, 12), False, "ten more met, nobody else"),
        ((40, 12), (50, 15), True, "three more did not"),
        ((40, 12), (50, 22), False, "ten of each"),
        ((40, 12), (30, 22), False, "ten changed sides"),
    ],
)
def test_differences_of_printed_points(
    before: tuple[int, int], now: tuple[int, int], small: bool, because: str
) -> None:
    """What changed from one release to the next must be at least ten people on each side that changed, or nobody."""
    of_people = Nature(Kind.SHARE, splits=True, scale=None, counts_rows=False)
    found = tells_of_few(Point(sum(now), now), Point(sum(before), before), of_people, Rules())
    assert found is small, because


ROWS = Nature(Kind.COUNT, splits=False, scale=None, counts_rows=True)
SHARE_OF_ROWS = Nature(Kind.SHARE, splits=True, scale=None, counts_rows=True)
SCORES = Nature(Kind.MEAN, splits=False, scale=10, counts_rows=False)
HOURS = Nature(Kind.TOTAL, splits=False, scale=None, counts_rows=True)
ATTENDANCE = Nature(Kind.RATIO, splits=False, scale=None, counts_rows=False)


def _sums(people: int, n: int, numerator: int, denominator: int | None = None) -> Point:
    return Point(people, (n,), (Fraction(numerator), None if denominator is None else Fraction(denominator)))


@pytest.mark.parametrize(
    ("nature", "before", "now", "small", "because"),
    [
        (ROWS, Point(30, (90,)), Point(30, (90,)), False, "nothing changed"),
        (ROWS, Point(30, (90,)), Point(30, (150,)), True, "sixty new rows may all be one person's"),
        (ROWS, Point(30, (90,)), Point(39, (150,)), True, "nine new people"),
        (ROWS, Point(30, (90,)), Point(40, (150,)), False, "ten new people"),
        (ROWS, Point(None, (90,)), Point(40, (150,)), True, "an old ledger does not know the people"),
        (SHARE_OF_ROWS, Point(30, (60, 30)), Point(31, (75, 45)), True, "one new person has fifteen rows of each"),
        (SHARE_OF_ROWS, Point(30, (60, 30)), Point(40, (75, 45)), False, "ten new people"),
        (SHARE_OF_ROWS, Point(30, (60, 30)), Point(40, (75, 33)), True, "three more rows that did not"),
        (SCORES, _sums(40, 40, 300, 40), _sums(40, 40, 300, 40), False, "nothing changed"),
        (SCORES, _sums(40, 40, 300, 40), _sums(40, 40, 294, 40), True, "somebody's score was mended"),
        (SCORES, _sums(40, 40, 300, 40), _sums(41, 41, 307, 41), True, "the new answer was a seven"),
        (SCORES, _sums(40, 40, 300, 40), _sums(49, 49, 360, 49), True, "nine answers more"),
        (SCORES, _sums(40, 40, 300, 40), _sums(50, 50, 370, 50), False, "ten answers more"),
        (HOURS, _sums(80, 400, 1600), _sums(80, 405, 1620), True, "one person's worth of hours"),
        (HOURS, _sums(80, 400, 1600), _sums(82, 500, 2000), False, "sixteen persons' worth"),
        (ATTENDANCE, _sums(500, 500, 9000, 10000), _sums(501, 501, 11250, 12505), False, "a week of everybody"),
        (ATTENDANCE, _sums(500, 500, 9000, 10000), _sums(501, 501, 9019, 10020), True, "one student's days"),
    ],
)
def test_differences_in_people_where_rows_or_sums_are_printed(
    nature: Nature, before: Point, now: Point, small: bool, because: str
) -> None:
    """Eleven rows are not eleven people; sums are compared in what one person adds."""
    assert tells_of_few(now, before, nature, Rules()) is small, because


@pytest.mark.parametrize(
    ("people", "is_new_period", "shown", "because"),
    [
        (14, True, False, "fewer than the minimum and five"),
        (15, True, True, "the minimum and five, at the start of a period"),
        (40, False, False, "within the period it was hidden in"),
    ],
)
def test_when_a_hidden_group_comes_back(people: int, is_new_period: bool, shown: bool, because: str) -> None:
    """A group once hidden is shown again at the start of a later period, with five people more than the minimum."""
    first = Period(date(2025, 11, 3), date(2026, 2, 15), "Y1-Q2", PeriodKind.QUARTER)
    second = Period(date(2026, 2, 16), date(2026, 5, 17), "Y1-Q3", PeriodKind.QUARTER)
    row = LedgerRow("q2", 1, first.end, "A. Lee", "shared", first.id, "m", first.id, first.end, (("frl", "No"),), None)
    observed = Observed(second, second.end) if is_new_period else Observed(first, first.end)
    assert may_reappear(people, row, observed, Rules()) is shown, because


@pytest.mark.parametrize(
    ("value", "goal", "status", "near", "because"),
    [
        (Fraction(7496, 10000), _percent(75), Status.NOT_MET, "under", "75 % would be read as met"),
        (_percent(75), _percent(75), Status.MET, "", "the status agrees"),
        (Fraction(7449, 10000), _percent(75), Status.NOT_MET, "", "74 % is below"),
        (Fraction(7545, 10000), Fraction(754, 1000), Status.MET, "over", "75 % would be read as not met"),
        (Fraction(7496, 10000), _percent(75), Status.NOT_DUE, "", "a status of a later day says nothing of the value"),
        (Fraction(7496, 10000), _percent(75), Status.MET, "", "a status of another day does not speak of this value"),
    ],
)
def test_rounding_never_contradicts_the_status(
    value: Fraction, goal: Fraction, status: Status, near: str, because: str
) -> None:
    public = coded_cell(Shown(status, value, 10000), "share", tiers=TIERS, goal=Goal("at_least", low=goal))
    assert isinstance(public, Shown)
    assert public.near == near, because


def test_exact_counts_leave_without_small_sizes_and_earlier_values() -> None:
    """2,400 hours of 82 people: the hours are printed, the people and last year's 40 hours are not."""
    cell = Shown(Status.TRACKED, Fraction(2400), 82, previous=Fraction(1800), year_ago=Fraction(40))
    public = coded_cell(cell, "count", tiers=TIERS)
    assert isinstance(public, Shown)
    assert (public.value, public.coded, public.n) == (Fraction(2400), None, None)
    assert (public.previous, public.year_ago) == (Fraction(1800), None)


def test_nobody_is_printed_as_nobody() -> None:
    assert coded_value(Fraction(0), 0, "count", tiers=TIERS) is None
