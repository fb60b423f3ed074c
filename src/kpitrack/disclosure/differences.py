"""Two printed numbers are also their difference: may a figure stand beside those that were printed before?

People are what is protected. Where rows are counted, eleven new rows may be one person's, so different people are
compared. Sums (hours, days, scores) are compared in persons' worth: what one person adds to the sum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from kpitrack.disclosure.layout import Categories
from kpitrack.disclosure.policy import Rules
from kpitrack.model.ledger import Figures
from kpitrack.model.measures import Kind
from kpitrack.model.verdicts import Value

Number = TypeVar("Number", int, Fraction)


@dataclass(frozen=True, slots=True)
class Nature:
    """What the figures of a metric are made of.

    splits: shares of whole people or rows, counted as those who met and those who did not.
    scale: top of a score. counts_rows: n is not the number of people.
    """

    kind: Kind
    splits: bool
    scale: int | None
    counts_rows: bool


@dataclass(frozen=True, slots=True)
class Point:
    """One figure, as far as it was printed. people: None where they are not known."""

    people: int | None
    counts: tuple[int, ...]  # (met, not met) of a share, else n
    sums: tuple[Fraction | None, Fraction | None] = (None, None)  # numerator and denominator of other figures

    def says_the_same(self, other: Point) -> bool:
        return (self.counts, self.sums) == (other.counts, other.sums)


def point_of(value: Value, nature: Nature) -> Point | None:
    """A figure that wants to be printed."""
    return printed_point(Figures(value.n, value.numerator, value.denominator, people=value.people), nature)


def printed_point(figures: Figures, nature: Nature) -> Point | None:
    """A figure that was printed exactly; of a coded one nothing exact is known."""
    if figures.n is None:
        return None
    people = figures.people if nature.counts_rows else figures.n
    if not nature.splits:
        sums = (None, None) if nature.kind is Kind.COUNT else (_sum_of(figures, nature), figures.denominator)
        return Point(people, (figures.n,), sums)
    if figures.numerator is None:
        return None
    met = int(figures.numerator)
    return Point(people, (met, figures.n - met))


def _sum_of(figures: Figures, nature: Nature) -> Fraction | None:
    """The public is told no numerator, but of a total the value is the sum."""
    is_told = nature.kind is Kind.TOTAL and figures.coded is None and isinstance(figures.value, Fraction)
    return figures.value if figures.numerator is None and is_told else figures.numerator  # type: ignore[return-value]


def minus(points: Mapping[Categories, Point], whole: Categories, parts: Sequence[Categories]) -> Point:
    """What is left of a whole without some of its parts."""
    people = [points[each].people for each in (whole, *parts)]
    counts = zip(*(points[each].counts for each in (whole, *parts)), strict=True)
    numerators, denominators = ([points[each].sums[place] for each in (whole, *parts)] for place in (0, 1))
    return Point(
        _rest(people), tuple(first - sum(rest) for first, *rest in counts), (_rest(numerators), _rest(denominators))
    )


def _rest(amounts: Sequence[Number | None]) -> Number | None:
    known = [each for each in amounts if each is not None]
    return None if len(known) < len(amounts) else known[0] - sum(known[1:])


def tells_of_few(now: Point, before: Point, nature: Nature, rules: Rules) -> bool:
    """Would the two together tell of a few people only, or of a few who met, or who did not?"""
    if now.says_the_same(before):
        return False
    people = _people_between(now, before)
    if nature.splits:
        few = any(0 < each < rules.minimum for each in _counts_between(now, before))
        return few or (nature.counts_rows and (people is None or people < rules.minimum))
    if people is None or nature.kind in (Kind.COUNT, Kind.SHARE):
        return people is None or people < rules.minimum
    if people >= rules.minimum:
        return False
    if people and nature.kind not in (Kind.TOTAL, Kind.RATIO):
        return True  # beside those who stayed a few came or went, with their scores
    return _worth_between(now, before, nature) < rules.minimum


def is_far(now: Point, before: Point, nature: Nature, rules: Rules) -> bool:
    """Do the two differ by so many that the hidden points between stay open?"""
    if nature.splits:
        return min(_counts_between(now, before)) >= rules.minimum
    return (_people_between(now, before) or 0) >= rules.minimum


def _counts_between(now: Point, before: Point) -> list[int]:
    return [abs(one - other) for one, other in zip(now.counts, before.counts, strict=True)]


def _people_between(now: Point, before: Point) -> int | None:
    return None if now.people is None or before.people is None else abs(now.people - before.people)


def _worth_between(now: Point, before: Point, nature: Nature) -> Fraction:
    """How many persons' worth a sum has moved: on a scale its top, else what one person adds on average.

    Of a ratio the days, hours or points that were possible are looked at: they grow with everybody.
    """
    place = 1 if nature.kind is Kind.RATIO else 0
    one, other = now.sums[place], before.sums[place]
    if one is None or other is None:
        return Fraction(0)
    each = Fraction(nature.scale) if nature.scale and nature.kind is not Kind.RATIO else abs(one) / (now.people or 1)
    return abs(one - other) / each if each else Fraction(0)
