"""What is written to ledger and history comes back without loss; printed points never tell of a few people."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from kpitrack.history.encoding import categories_text, figures_text, read_categories, read_figures
from kpitrack.history.series import Aim, Nature, outlook, thinned
from kpitrack.model.ledger import Figures
from kpitrack.model.published import AtLeast, AtMost, Rounded
from kpitrack.model.snapshots import SeriesPoint
from kpitrack.model.statuses import Status

numbers = st.fractions()
coded = st.none() | st.builds(AtLeast, numbers) | st.builds(AtMost, numbers) | st.builds(Rounded, numbers, numbers)
figures = st.builds(
    Figures,
    n=st.none() | st.integers(min_value=0),
    numerator=st.none() | numbers,
    denominator=st.none() | numbers,
    value=st.none() | numbers | st.text(),
    coded=coded,
)
counts = st.lists(st.none() | st.integers(min_value=0, max_value=80), max_size=12)


@given(figures)
def test_figures_come_back_as_they_were(found: Figures) -> None:
    assert read_figures(figures_text(found)) == found


@given(st.lists(st.tuples(st.text(), st.text())))
def test_categories_come_back_as_they_were(found: list[tuple[str, str]]) -> None:
    assert read_categories(categories_text(tuple(found))) == tuple(found)


def _points(values: list[int | None]) -> list[SeriesPoint]:
    day = date(2025, 9, 1)
    return [
        SeriesPoint("P", day, Status.MET, Figures(n=each, value=Fraction(each)))
        if each is not None
        else SeriesPoint("P", day)
        for each in values
    ]


@given(counts, st.integers(min_value=2, max_value=20))
def test_any_two_printed_points_differ_by_nobody_or_enough(values: list[int | None], minimum: int) -> None:
    printed = [
        each.figures.n for each in thinned(_points(values), minimum) if each.figures and each.figures.n is not None
    ]
    assert all(a == b or abs(a - b) >= minimum for a, b in combinations(printed, 2))
    known = [each for each in values if each is not None]
    assert printed[-1:] == known[-1:], "the newest stays: reports print it"


@given(st.lists(st.fractions(min_value=0, max_value=1), max_size=9))
def test_a_forecast_of_a_share_is_a_share(values: list[Fraction]) -> None:
    points = [SeriesPoint("P", date(2025, 9, 1), Status.MET, Figures(value=each)) for each in values]
    found = outlook(points, Aim(), Nature("share"))
    if found.kind == "interval":
        assert found.low is not None
        assert found.high is not None
        assert 0 <= found.low <= found.high <= 1
    else:
        assert len(values) < 5
