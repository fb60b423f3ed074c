"""What printed parts leave over of a printed whole, by hand: eleven people or more have to move it, or nobody."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kpitrack.disclosure.differences import Nature, Point
from kpitrack.disclosure.layout import Categories
from kpitrack.disclosure.policy import Rules
from kpitrack.disclosure.rests import sums_of, to_hold_back
from kpitrack.model.measures import Kind
from kpitrack.model.program import Dimension
from tests.unit.disclosure.districts import shipped

ALL: Categories = frozenset()
COUNTS = Nature(Kind.COUNT, splits=False, scale=None, counts_rows=False)
LIMITS = (COUNTS, Rules(minimum=11))


def _of(**categories: str) -> Categories:
    return frozenset(categories.items())


GIRLS, BOYS, OTHERS = (_of(gender=each) for each in ("Female", "Male", "Non-binary"))
SUM = ((ALL, (GIRLS, BOYS, OTHERS)),)


def _points(sizes: Mapping[Categories, int]) -> dict[Categories, Point]:
    return {group: Point(n, (n,)) for group, n in sizes.items()}


def test_which_groups_are_sums_of_others() -> None:
    """Of a dimension, of a band, and inside another group."""
    low, high = _of(grade_band="K-5"), _of(grade_band="6-8")
    first, sixth, seventh = (_of(grade=each) for each in ("1", "6", "7"))
    sums = dict.fromkeys(sums_of(shipped(), (ALL, low, high, first, sixth, seventh)))
    assert set(sums) == {(ALL, (low, high)), (ALL, (first, sixth, seventh)), (low, (first,)), (high, (sixth, seventh))}
    crossed = _of(gender="Female", frl="Eligible")
    assert sums_of(shipped(), (GIRLS, crossed)) == ((GIRLS, (crossed,)),)
    assert sums_of(shipped(), (GIRLS, BOYS)) == (), "of a whole that is not counted nothing is left over"


def test_every_grouping_of_a_field_is_a_sum() -> None:
    """The sixth grade lies in 6-8, and in a stage of grades 1 to 6."""
    program = shipped()
    stage = Dimension.model_validate({"field": "grade", "bands": {"young": ["1", "6"]}})
    twice = program.model_copy(update={"dimensions": {**program.dimensions, "stage": stage}})
    first, sixth, band, young = _of(grade="1"), _of(grade="6"), _of(grade_band="6-8"), _of(stage="young")
    assert set(sums_of(twice, (first, sixth, band, young))) == {(band, (sixth,)), (young, (first, sixth))}


def test_bands_are_sums_inside_a_group_as_well() -> None:
    """Girls of grades 6 and 7 are parts of the girls of 6-8; of a grade that no band lists only of the girls."""
    band = _of(gender="Female", grade_band="6-8")
    sixth, seventh, unknown = (_of(gender="Female", grade=each) for each in ("6", "7", "Ungraded"))
    sums = set(sums_of(shipped(), (GIRLS, band, sixth, seventh, unknown)))
    assert sums == {(GIRLS, (band,)), (GIRLS, (sixth, seventh, unknown)), (band, (sixth, seventh))}


BEFORE = {ALL: 112, GIRLS: 51}


@pytest.mark.parametrize(
    ("now", "before", "hidden", "held", "because"),
    [
        ({ALL: 124, GIRLS: 62}, BEFORE, (), {GIRLS}, "61 of the others are 62"),
        ({ALL: 124, GIRLS: 63}, BEFORE, (), set(), "61 are still 61"),
        ({ALL: 134, GIRLS: 62}, BEFORE, (), set(), "61 are 72: eleven more"),
        ({ALL: 133, GIRLS: 62}, BEFORE, (), {GIRLS}, "61 are 71: ten more"),
        ({ALL: 101, GIRLS: 51}, BEFORE, (), set(), "61 are 50: eleven fewer"),
        ({ALL: 124, GIRLS: 62}, BEFORE, (ALL,), set(), "the whole is hidden"),
        ({ALL: 124, GIRLS: 62}, BEFORE, (GIRLS,), set(), "the part is hidden"),
        ({ALL: 113}, {ALL: 112}, (), set(), "nothing is printed beside the whole, which is its own affair"),
        ({ALL: 113, GIRLS: 51}, BEFORE, (), {GIRLS}, "61 are 62, and 112 are 113 without the girls: there is no other"),
        ({ALL: 124, GIRLS: 62}, {GIRLS: 51}, (), set(), "the whole was not printed then"),
        ({ALL: 124, GIRLS: 62}, {ALL: 112}, (), set(), "the part was not printed then"),
        ({GIRLS: 62}, BEFORE, (), set(), "the whole is nobody now"),
        ({ALL: 124}, BEFORE, (), set(), "the part is nobody now"),
        (
            {ALL: 124, GIRLS: 62, BOYS: 40, OTHERS: 22},
            {ALL: 112, GIRLS: 51, BOYS: 40, OTHERS: 21},
            (),
            set(),
            "all parts are printed both times: nothing is left over",
        ),
        (
            {ALL: 200, GIRLS: 62, BOYS: 90, OTHERS: 48},
            {ALL: 188, GIRLS: 51, BOYS: 90},
            (),
            {GIRLS},
            "47 are 48. Without the girls 98 are 110: many; without the boys it stays at one",
        ),
        (
            {ALL: 200, GIRLS: 62, BOYS: 80, OTHERS: 58},
            {ALL: 168, GIRLS: 51, BOYS: 60},
            (),
            {GIRLS},
            "57 are 58. Without girls 108 are 120, without boys 117 are 138: either will do, girls are fewer",
        ),
        (
            {ALL: 200, BOYS: 62, GIRLS: 80, OTHERS: 58},
            {ALL: 168, BOYS: 51, GIRLS: 60},
            (),
            {BOYS},
            "the smaller one, whatever its name",
        ),
        (
            {ALL: 200, BOYS: 70, GIRLS: 70, OTHERS: 60},
            {ALL: 177, BOYS: 59, GIRLS: 59},
            (),
            {GIRLS},
            "59 are 60; alike in size, the first by name",
        ),
        (
            {ALL: 203, GIRLS: 62, BOYS: 91, OTHERS: 50},
            {ALL: 200, GIRLS: 61, BOYS: 90},
            (),
            {BOYS},
            "49 are 50, with either 1 to 2 more: nothing will do, so the largest",
        ),
    ],
)
def test_one_more_is_held_back_where_a_rest_moved_by_a_few(
    now: dict[Categories, int],
    before: dict[Categories, int],
    hidden: tuple[Categories, ...],
    held: set[Categories],
    because: str,
) -> None:
    found = to_hold_back(_points(now), [_points(before)], SUM, frozenset(hidden), LIMITS)
    assert found == held, because


def test_every_earlier_day_is_looked_at() -> None:
    now = _points({ALL: 124, GIRLS: 62})
    days = [_points({ALL: 90, GIRLS: 40}), _points(BEFORE), _points({ALL: 80, GIRLS: 30})]
    assert to_hold_back(now, days, SUM, frozenset(), LIMITS) == {GIRLS}
    assert to_hold_back(now, [days[0], days[2]], SUM, frozenset(), LIMITS) == frozenset()
