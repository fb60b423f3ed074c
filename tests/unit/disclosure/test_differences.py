"""What a printed figure says, whichever audience it was printed for."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kpitrack.disclosure.differences import Nature, Point, is_far, minus, point_of, printed_point, tells_of_few
from kpitrack.disclosure.policy import Rules
from kpitrack.model.ledger import Figures
from kpitrack.model.measures import Kind
from kpitrack.model.published import Rounded
from kpitrack.model.verdicts import Value

HOURS = Nature(Kind.TOTAL, splits=False, scale=None, counts_rows=True)


def test_a_total_that_the_public_saw_is_the_same_total() -> None:
    """143 rows, 2,724 hours: the public report prints no numerator, and the shared one must not hold what is out."""
    public = printed_point(Figures(n=143, value=Fraction(2724)), HOURS)
    shared = printed_point(Figures(143, Fraction(2724), value=Fraction(2724), people=133), HOURS)
    other = printed_point(Figures(143, Fraction(2726), value=Fraction(2726), people=133), HOURS)
    assert public is not None
    assert shared is not None
    assert other is not None
    assert shared.says_the_same(public)
    assert not other.says_the_same(public)


ROWS = Nature(Kind.COUNT, splits=False, scale=None, counts_rows=True)
ANSWERS = Nature(Kind.SHARE, splits=True, scale=None, counts_rows=True)
PEOPLE = Nature(Kind.SHARE, splits=True, scale=None, counts_rows=False)
SCORES = Nature(Kind.MEAN, splits=False, scale=10, counts_rows=False)


@pytest.mark.parametrize(
    ("figures", "nature", "point", "because"),
    [
        (Figures(40, Fraction(12), people=30), ANSWERS, Point(30, (12, 28)), "forty answers of thirty people"),
        (Figures(40, Fraction(12), people=30), PEOPLE, Point(40, (12, 28)), "forty people"),
        (Figures(40, None), PEOPLE, None, "who met was not printed"),
        (Figures(None, Fraction(12)), PEOPLE, None, "how many they are was not printed"),
        (Figures(40, Fraction(300), Fraction(40)), SCORES, Point(40, (40,), (Fraction(300), Fraction(40))), "scores"),
        (Figures(40, None, value=Fraction(7)), SCORES, Point(40, (40,), (None, None)), "a mean is no sum"),
        (
            Figures(40, None, value=Fraction(2000), coded=Rounded(Fraction(2000), Fraction(1000)), people=30),
            HOURS,
            Point(30, (40,), (None, None)),
            "rounded, nothing exact is known of the sum",
        ),
    ],
)
def test_what_a_printed_figure_says(figures: Figures, nature: Nature, point: Point | None, because: str) -> None:
    assert printed_point(figures, nature) == point, because


def test_what_a_figure_of_today_would_say() -> None:
    """The same as once it is printed."""
    value = Value(Fraction(12, 40), 40, Fraction(12), Fraction(40), people=30)
    assert point_of(value, ANSWERS) == Point(30, (12, 28))


def test_what_is_left_of_a_whole() -> None:
    """A hundred people less thirty and ten; where a part's people are not known, those that are left are not either."""
    whole, one, other = frozenset[tuple[str, str]](), frozenset({("frl", "Yes")}), frozenset({("frl", "No")})
    points = {
        whole: Point(100, (60, 40), (Fraction(500), Fraction(90))),
        one: Point(30, (20, 10), (Fraction(100), Fraction(30))),
        other: Point(10, (5, 6), (Fraction(50), Fraction(8))),
    }
    assert minus(points, whole, [one, other]) == Point(60, (35, 24), (Fraction(350), Fraction(52)))
    assert minus(points, whole, []) == points[whole]
    points[other] = Point(None, (5, 6), (None, Fraction(8)))
    assert minus(points, whole, [one, other]) == Point(None, (35, 24), (None, Fraction(52)))


@pytest.mark.parametrize(
    ("nature", "before", "now", "far", "because"),
    [
        (PEOPLE, Point(60, (40, 20)), Point(80, (50, 30)), True, "ten of each"),
        (PEOPLE, Point(60, (40, 20)), Point(79, (49, 30)), False, "nine who met"),
        (PEOPLE, Point(60, (40, 20)), Point(79, (50, 29)), False, "nine who did not"),
        (ROWS, Point(30, (90,)), Point(40, (95,)), True, "ten people"),
        (ROWS, Point(30, (90,)), Point(39, (150,)), False, "nine"),
        (ROWS, Point(None, (90,)), Point(40, (150,)), False, "nobody knows how many"),
    ],
)
def test_how_far_two_points_lie_apart(nature: Nature, before: Point, now: Point, far: bool, because: str) -> None:
    assert is_far(now, before, nature, Rules()) is far, because


def _sums(people: int | None, numerator: int | None) -> Point:
    return Point(people, (people or 40,), (None if numerator is None else Fraction(numerator), None))


@pytest.mark.parametrize(
    ("nature", "before", "now", "few", "because"),
    [
        (HOURS, _sums(95, 1800), _sums(100, 2000), False, "200 hours are ten persons' worth at 20 each"),
        (HOURS, _sums(95, 1801), _sums(100, 2000), True, "199 are not"),
        (HOURS, _sums(None, 1800), _sums(100, 9000), True, "an old ledger does not know the people"),
        (HOURS, _sums(95, None), _sums(100, 9000), True, "nor the sum"),
        (HOURS, _sums(100, 9000), _sums(95, None), True, "nor the sum today"),
        (HOURS, _sums(95, 100), _sums(100, 0), True, "nothing is left of the sum"),
        (SCORES, _sums(40, 395), _sums(40, 300), True, "95 points on a scale to ten are 9.5 persons' worth"),
        (SCORES, _sums(40, 395), _sums(40, 295), False, "a hundred are ten persons'"),
    ],
)
def test_a_sum_moves_by_persons_worth(nature: Nature, before: Point, now: Point, few: bool, because: str) -> None:
    """Of hours what one person has on average, of scores the top of the scale."""
    assert tells_of_few(now, before, nature, Rules()) is few, because
