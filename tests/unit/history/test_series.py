"""What may be said of the future, and which points may stand beside each other: the rules as tables."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from kpitrack.history.series import Aim, Nature, from_snapshots, outlook, thinned
from kpitrack.model.ledger import Figures
from kpitrack.model.published import AtLeast, Goal
from kpitrack.model.snapshots import Outlook, SeriesPoint, SnapshotCell, SnapshotMetric
from kpitrack.model.statuses import Status

FAR = Aim(Goal("at_least", low=Fraction(100)), periods_left=4)
COUNT = Nature("count", is_cumulative=True)
SHARE = Nature("share")


def point(value: object, *, n: int | None = None, breaks: str = "", holidays: bool = False) -> SeriesPoint:
    figures = Figures(n=n, value=Fraction(str(value))) if value is not None else None
    return SeriesPoint("P", date(2025, 9, 1), Status.MET if figures else None, figures, breaks, holidays)


@pytest.mark.parametrize(
    ("values", "kind", "because"),
    [
        ([], "none", "nothing is known"),
        ([5], "none", "one point is no series"),
        ([5, 8], "change", "two points tell a change only"),
        ([5, 8, 9], "pace", "three to four tell what is needed"),
        ([5, 8, 9, 12], "pace", "three to four tell what is needed"),
        ([5, 8, 9, 12, 13], "interval", "five to six allow one step"),
        ([5, 8, 9, 12, 13, 18], "interval", "five to six allow one step"),
        ([5, 8, 9, 12, 13, 18, 20, 21], "interval", "more are not used"),
        ([5, 8, 9, 12, None, 18, 20], "change", "a hidden point ends the run"),
        ([5, 8, 9, 12, 13, None], "none", "nothing is known today"),
    ],
)
def test_as_much_as_the_number_of_points_allows(values: list[int | None], kind: str, because: str) -> None:
    assert outlook([point(each) for each in values], FAR, COUNT).kind == kind, because


def test_nothing_is_carried_across_a_break_of_the_series() -> None:
    points = [*(point(each) for each in (5, 8, 9, 12)), point(13, breaks="another scale"), point(18)]
    assert outlook(points, FAR, SHARE) == Outlook("change", amount=Fraction(5))


@pytest.mark.parametrize(
    ("nature", "kind", "because"),
    [
        (COUNT, "change", "a count to date is not carried across holidays"),
        (SHARE, "interval", "a share of each period is not a count to date"),
    ],
)
def test_holidays_among_the_points(nature: Nature, kind: str, because: str) -> None:
    points = [*(point(each) for each in (5, 8, 9, 12)), point(13, holidays=True), point(18)]
    assert outlook(points, FAR, nature).kind == kind, because


def test_holidays_ahead_leave_the_pace() -> None:
    points = [point(each) for each in (5, 8, 9, 12, 13)]
    ahead = Nature("count", is_cumulative=True, holidays_ahead=True)
    assert outlook(points, FAR, ahead) == Outlook("pace", amount=Fraction(87, 4), periods_left=4)


def test_the_pace_is_the_rest_over_the_periods_left() -> None:
    assert outlook([point(each) for each in (10, 30, 40)], FAR, COUNT).amount == Fraction(15)


@pytest.mark.parametrize(
    ("aim", "why"),
    [
        (Aim(), "no single target"),
        (Aim(Goal("between", low=Fraction(90), high=Fraction(95)), 4), "no single target"),
        (Aim(Goal("at_least", low=Fraction(9)), 4), "reached today"),
        (Aim(Goal("at_least", low=Fraction(100)), 0), "no whole period"),
    ],
)
def test_no_pace_without_a_reason(aim: Aim, why: str) -> None:
    found = outlook([point(each) for each in (5, 8, 9)], aim, COUNT)
    assert found.kind == "none"
    assert why in found.why_not


def test_the_interval_of_a_straight_line() -> None:
    """Worked by hand: y = 1, 2, 3, 4, 6 gives slope 1.2, next 6.8, s = 0.3651, factor sqrt(2.1), t = 3.1824."""
    found = outlook([point(each) for each in (1, 2, 3, 4, 6)], Aim(), Nature("ratio"))
    assert found.low is not None
    assert found.high is not None
    assert float(found.low) == pytest.approx(6.8 - 3.182446 * 0.365148 * 2.1**0.5, abs=1e-5)
    assert float(found.high) == pytest.approx(6.8 + 3.182446 * 0.365148 * 2.1**0.5, abs=1e-5)


def test_an_exact_line_leaves_no_room() -> None:
    found = outlook([point(each) for each in (1, 2, 3, 4, 5)], Aim(), Nature("ratio"))
    assert (found.low, found.high) == (Fraction(6), Fraction(6))


@pytest.mark.parametrize(
    ("values", "nature", "low", "high"),
    [
        (["0.7", "0.9", "0.8", "0.95", "1"], SHARE, None, Fraction(1)),
        ([9, 7, 10, 8, 10], Nature("mean", scale=10), None, Fraction(10)),
        ([9, 1, 10, 2, 30], COUNT, Fraction(30), None),
        ([9, 1, 10, 2, 3], Nature("count"), Fraction(0), None),
    ],
)
def test_an_interval_ends_where_values_end(
    values: list[object], nature: Nature, low: Fraction | None, high: Fraction | None
) -> None:
    found = outlook([point(each) for each in values], Aim(), nature)
    assert low is None or found.low == low
    assert high is None or found.high == high


def test_a_coded_value_is_no_value() -> None:
    coded = SeriesPoint("P", date(2025, 9, 1), Status.MET, Figures(value=Fraction(1), coded=AtLeast(Fraction(1))))
    assert outlook([point(1), point(2), coded], FAR, SHARE).kind == "none"


# --- Points that may stand beside each other ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "kept", "because"),
    [
        ([20, 20, 20], [20, 20, 20], "no difference tells of nobody"),
        ([20, 30], [30], "ten people are fewer than eleven"),
        ([20, 31], [20, 31], "eleven may be told"),
        ([20, 32, 33, 44], [20, 33, 44], "the newest stays, since reports print it; 32 lies one beside 33"),
        ([None, 33], [None, 33], "a hidden point shows nothing"),
    ],
)
def test_points_differ_by_nobody_or_by_enough(counts: list[int | None], kept: list[int | None], because: str) -> None:
    points = [point(each, n=each) for each in counts]
    assert [each.figures.n if each.figures else None for each in thinned(points, 11)] == kept, because


def test_those_who_met_and_those_who_did_not_are_told_apart() -> None:
    """20 of 40 and 40 of 61: twenty more met, but only one more did not."""
    one, two = (
        SeriesPoint("P", date(2025, 9, 1), Status.MET, Figures(whole, Fraction(part), Fraction(whole)))
        for part, whole in ((20, 40), (40, 61))
    )
    assert thinned([one, two], 11) == (two,)


# --- From snapshots -----------------------------------------------------------------------------------------------


def test_another_scale_or_definition_breaks_the_line() -> None:
    def total(scale: int, definition: str, weeks: int) -> tuple[SnapshotMetric, SnapshotCell]:
        day = date(2025, 9, 7) + timedelta(weeks=weeks)
        metric = SnapshotMetric("m", "M", "mean", scale, "", "Y1", day, definition, ())
        return metric, SnapshotCell("m", (), Status.MET, Figures(value=Fraction(4)))

    totals = [total(5, "a", 0), total(5, "a", 1), total(10, "a", 2), total(10, "b", 3)]
    assert [each.breaks_before for each in from_snapshots(totals)] == ["", "", "another scale", "another definition"]
