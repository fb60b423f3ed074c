"""What the public sees of a cell, beyond the tables of tests/spec: ends of scales, counts, statuses and sides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from kpitrack.disclosure.coding import coded_cell, coded_value, without_small_counts
from kpitrack.model.program import Disclosure
from kpitrack.model.published import AtLeast, AtMost, Coded, Goal, Rounded, Shown, ValueUnit
from kpitrack.model.statuses import Status

TIERS = Disclosure().coding
TENS = Fraction(10)


@pytest.mark.parametrize(
    ("value", "n", "coded"),
    [
        (Fraction(80, 10), 12, AtLeast(Fraction(8))),
        (Fraction(79, 10), 12, Rounded(Fraction(79, 10), Fraction(1, 10))),
        (Fraction(20, 10), 12, AtMost(Fraction(2))),
        (Fraction(95, 10), 60, AtLeast(Fraction(95, 10))),
        (Fraction(94, 10), 60, Rounded(Fraction(94, 10), Fraction(1, 10))),
    ],
)
def test_scores_are_coded_at_the_ends_of_their_scale(value: Fraction, n: int, coded: Coded) -> None:
    """From 0 to 10, a fifth of the scale for a dozen people is two points; a twentieth half a point."""
    assert coded_value(value, n, "mean", scale=10, tiers=TIERS) == coded


@pytest.mark.parametrize(
    ("value", "n", "coded"),
    [
        (Fraction(81, 100), None, AtLeast(Fraction(4, 5))),
        (Fraction(79, 100), None, Rounded(Fraction(79, 100), Fraction(1, 100))),
        (Fraction(21, 100), None, Rounded(Fraction(21, 100), Fraction(1, 100))),
        (Fraction(95, 100), 60, AtLeast(Fraction(95, 100))),
        (Fraction(5, 100), 60, AtMost(Fraction(5, 100))),
    ],
)
@pytest.mark.parametrize("unit", ["share", "ratio"])
def test_shares_and_ratios_have_the_same_ends(unit: ValueUnit, value: Fraction, n: int | None, coded: Coded) -> None:
    """Without a size a group counts as the smallest: a fifth from either end."""
    assert coded_value(value, n, unit, tiers=TIERS) == coded


@pytest.mark.parametrize(
    ("value", "n", "is_counted", "coded", "because"),
    [
        (143, 143, True, None, "large enough to be printed"),
        (143, 143, False, Rounded(Fraction(140), TENS), "its size would give a smaller one away, and it is its size"),
        (2400, 143, False, None, "hours are not people"),
        (47, 143, True, Rounded(Fraction(50), TENS), "few hours"),
    ],
)
def test_a_count_that_would_give_a_smaller_one_away_is_rounded(
    value: int, n: int, is_counted: bool, coded: Coded | None, because: str
) -> None:
    """The size itself is printed only where it may be."""
    public = coded_cell(Shown(Status.TRACKED, Fraction(value), n), "count", tiers=TIERS, is_counted=is_counted)
    assert (public.coded, public.n) == (coded, 143 if is_counted else None), because


@pytest.mark.parametrize(
    ("unit", "value"), [("date", "2026-02-15"), ("text", "approved"), ("date", Fraction(5)), ("text", Fraction(5))]
)
def test_dates_and_texts_stay_without_sizes(unit: ValueUnit, value: str | Fraction) -> None:
    """They are no values that could be rounded; sizes below a hundred and earlier values leave."""
    cell = Shown(Status.MET, value, 40, previous="2025-02-15", year_ago="2024-02-15")
    public = coded_cell(cell, unit, tiers=TIERS)
    assert (public.value, public.coded, public.n, public.previous, public.year_ago) == (value, None, None, None, None)


@pytest.mark.parametrize(("n", "printed"), [(99, None), (100, 100)])
def test_sizes_are_printed_from_a_hundred(n: int, printed: int | None) -> None:
    """Unless something else forbids it."""
    public = without_small_counts(Shown(Status.MET, Fraction(1, 2), n, left_out=3))
    assert (public.n, public.left_out) == (printed, 0)


@pytest.mark.parametrize(("earlier", "printed"), [(99, None), (100, Fraction(100))])
def test_earlier_counts_are_printed_from_a_hundred(earlier: int, printed: Fraction | None) -> None:
    """Beside a count that is printed as it is."""
    cell = Shown(Status.TRACKED, Fraction(200), 200, previous=Fraction(earlier), year_ago=Fraction(earlier))
    public = coded_cell(cell, "count", tiers=TIERS)
    assert (public.previous, public.year_ago) == (printed, printed)


@pytest.mark.parametrize(
    ("status", "expected", "judged", "because"),
    [
        (Status.MET, 40, False, "the goal decided: 45 to 54 lie on both sides of 50, though all are ahead of the path"),
        (Status.ON_TRACK, 40, True, "the path decided, and all are ahead of it"),
        (Status.ON_TRACK, None, False, "without a path the goal decided"),
        (Status.NOT_DUE, None, True, "a status that rests on no value tells nothing"),
    ],
)
def test_what_decided_a_status_is_what_it_could_tell(
    status: Status, expected: int | None, judged: bool, because: str
) -> None:
    """Fifty of a goal of fifty, printed as 50 in tens."""
    path = None if expected is None else Fraction(expected)
    cell = Shown(status, Fraction(50), 50, expected=path)
    public = coded_cell(cell, "count", tiers=TIERS, goal=Goal("at_least", low=Fraction(50)))
    assert (public.status is status) is judged, because


@pytest.mark.parametrize(
    "goal",
    [
        Goal("at_least", low=Fraction(200)),
        Goal("more_than", low=Fraction(200)),
        Goal("at_most", high=Fraction(0)),
        Goal("less_than", high=Fraction(0)),
    ],
)
def test_a_path_is_held_against_as_its_goal_is(goal: Goal) -> None:
    """Fifty stands for 45 to 54. With the path at 50, on track tells on which side it lies; at 40 or 60 it does not."""
    cell = Shown(Status.ON_TRACK, Fraction(50), 50, expected=Fraction(50))
    public = coded_cell(cell, "count", tiers=TIERS, goal=goal)
    assert (public.status, public.near) == (Status.SUPPRESSED, "")
    ahead = replace(cell, expected=Fraction(40 if goal.low else 60))
    assert coded_cell(ahead, "count", tiers=TIERS, goal=goal).status is Status.ON_TRACK


GOAL = Goal("at_least", low=Fraction(754, 1000))


@pytest.mark.parametrize(
    ("goal", "cell", "near", "because"),
    [
        (GOAL, Shown(Status.MET, Fraction(7545, 10000), 10000), "over", "75 % would be read as not met"),
        (GOAL, Shown(Status.ON_TRACK, Fraction(7545, 10000), 10000), "over", "on track because it is met already"),
        (GOAL, Shown(Status.NOT_DUE, Fraction(7545, 10000), 10000), "", "its status is of a later day"),
        (None, Shown(Status.MET, Fraction(7545, 10000), 10000), "", "there is no goal to lie on a side of"),
        (GOAL, Shown(Status.MET, Fraction(9999, 10000), 10000), "", "an end of the scale has no sides"),
        (
            GOAL,
            Shown(Status.ON_TRACK, Fraction(7545, 10000), 10000, expected=Fraction(1, 2)),
            "",
            "judged by a path, of which this goal says nothing",
        ),
        (
            GOAL,
            Shown(Status.MET, Fraction(7545, 10000), 10000, judged_on=date(2026, 2, 15)),
            "",
            "judged on another day",
        ),
    ],
)
def test_on_which_side_of_the_rounded_value_it_lies(goal: Goal | None, cell: Shown, near: str, because: str) -> None:
    """Only where the status says so already."""
    assert coded_cell(cell, "share", tiers=TIERS, goal=goal).near == near, because
