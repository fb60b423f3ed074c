"""What a printed figure says, whichever audience it was printed for."""

from __future__ import annotations

from fractions import Fraction

from kpitrack.disclosure.differences import Nature, printed_point
from kpitrack.model.ledger import Figures
from kpitrack.model.measures import Kind

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
