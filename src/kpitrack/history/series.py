"""Points over time: which may be printed together, where the line breaks, and what may be said of the future."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

from kpitrack.model.calendar import Calendar
from kpitrack.model.ledger import Figures
from kpitrack.model.published import Goal, ValueUnit
from kpitrack.model.snapshots import Outlook, SeriesPoint, SnapshotCell, SnapshotMetric

_T_95 = {3: Fraction("3.182446305284263"), 4: Fraction("2.776445105197793")}  # two-sided 95 %, by degrees of freedom
_MOST_USED = 6  # points that an interval may lean on
_DIGITS = 30


@dataclass(frozen=True, slots=True)
class Aim:
    """The target that a series is on its way to. Empty: there is none, or it is due already."""

    goal: Goal | None = None
    periods_left: int = 0


@dataclass(frozen=True, slots=True)
class Nature:
    """What kind of figure a series shows."""

    unit: ValueUnit
    scale: int | None = None
    is_cumulative: bool = False  # grows through the year and starts again with the next
    holidays_ahead: bool = False  # the next period has a break of the calendar in it


def from_snapshots(totals: Sequence[tuple[SnapshotMetric, SnapshotCell]]) -> tuple[SeriesPoint, ...]:
    """A series from published totals. Another definition or scale breaks the line."""
    points = [SeriesPoint(metric.period, metric.through, cell.status, cell.figures) for metric, cell in totals]
    for place, ((old, _), (new, _)) in enumerate(pairwise(totals), start=1):
        points[place] = replace(points[place], breaks_before=_why_it_breaks(old, new))
    return tuple(points)


def _why_it_breaks(old: SnapshotMetric, new: SnapshotMetric) -> str:
    if (old.unit, old.scale, old.currency) != (new.unit, new.scale, new.currency):
        return "another scale"
    return "another definition" if old.definition != new.definition else ""


def with_year_breaks(points: Sequence[SeriesPoint], calendar: Calendar) -> tuple[SeriesPoint, ...]:
    """A count of the year so far starts again with every year; the line does too."""
    found = list(points)
    for place, (old, new) in enumerate(pairwise(points), start=1):
        if calendar.year_of(old.through) != calendar.year_of(new.through):
            found[place] = replace(new, breaks_before=new.breaks_before or "a new year")
    return tuple(found)


def thinned(points: Sequence[SeriesPoint], minimum: int) -> tuple[SeriesPoint, ...]:
    """The points that may stand beside each other.

    Two printed points of a cumulative series differ by nobody or by `minimum` people and more, those who met and those
    who did not counted apart; else the people between them could be told. The newest point is what reports print, so
    it stays, and older ones give way.
    source: disclosure.md, a protected cumulative series.
    """
    kept: list[SeriesPoint] = []
    for point in reversed(points):
        if point.figures is None or all(_may_stand_beside(point.figures, each.figures, minimum) for each in kept):
            kept.append(point)
    return tuple(reversed(kept))


def _may_stand_beside(one: Figures, other: Figures | None, minimum: int) -> bool:
    if other is None:
        return True
    return all(
        a is None or b is None or a == b or abs(a - b) >= minimum
        for a, b in zip(_people(one), _people(other), strict=True)
    )


def _people(figures: Figures) -> tuple[Fraction | None, Fraction | None]:
    """Those who met and those who did not; where that is not known, everyone."""
    if figures.numerator is not None and figures.denominator is not None:
        return figures.numerator, figures.denominator - figures.numerator
    return (None if figures.n is None else Fraction(figures.n)), None


# --- Outlook ----------------------------------------------------------------------------------------------------


def outlook(points: Sequence[SeriesPoint], aim: Aim, nature: Nature) -> Outlook:
    """As much as the number of points allows: two tell a change, three a pace, five an interval, and none a promise.

    Only points since the last break in the series count. A count that grows through the year is not carried across
    holidays either, on neither side of today.
    source: equity.md, On track.
    """
    values = _since_the_last_break(points, at_holidays=nature.is_cumulative)
    if len(values) < 2:
        return Outlook("none", why_not="there are fewer than two points since the last break in the series")
    if len(values) == 2:
        return Outlook("change", amount=values[1] - values[0])
    if len(values) >= 5 and not (nature.is_cumulative and nature.holidays_ahead):
        return _interval(values[-_MOST_USED:], nature)
    return _pace(values[-1], aim)


def _since_the_last_break(points: Sequence[SeriesPoint], *, at_holidays: bool) -> list[Fraction]:
    """Values of the unbroken end of a series; a hidden or missing value ends it too, and a coded one is no value."""
    found: list[Fraction] = []
    for point in reversed(points):
        figures = point.figures
        if figures is None or figures.coded is not None or not isinstance(figures.value, Fraction):
            break
        found.append(figures.value)
        if point.breaks_before or (at_holidays and point.after_holidays):
            break
    return found[::-1]


def _pace(now: Fraction, aim: Aim) -> Outlook:
    """What is needed per period from here. A range has no single pace."""
    end = aim.goal.low if aim.goal and aim.goal.low is not None else aim.goal.high if aim.goal else None
    if aim.goal is None or end is None or aim.goal.comparator == "between":
        return Outlook("none", why_not="there is no single target ahead")
    if aim.goal.holds(now):
        return Outlook("none", why_not="the target is reached today")
    if not aim.periods_left:
        return Outlook("none", why_not="no whole period is left before the target is due")
    return Outlook("pace", amount=(end - now) / aim.periods_left, periods_left=aim.periods_left)


def _interval(values: Sequence[Fraction], nature: Nature) -> Outlook:
    """One step ahead on a straight line through five or six points: its 95 % interval, exact but for a root."""
    n = len(values)
    mean_x, mean_y = Fraction(n - 1, 2), sum(values, Fraction()) / n
    spread = sum(((x - mean_x) ** 2 for x in range(n)), Fraction())
    slope = sum(((x - mean_x) * (y - mean_y) for x, y in enumerate(values)), Fraction()) / spread
    rest = sum(((y - mean_y - slope * (x - mean_x)) ** 2 for x, y in enumerate(values)), Fraction()) / (n - 2)
    middle = mean_y + slope * (n - mean_x)
    margin = _T_95[n - 2] * _root(rest * (1 + Fraction(1, n) + (n - mean_x) ** 2 / spread))
    low, high = (_clipped(end, nature, values[-1]) for end in (middle - margin, middle + margin))
    return Outlook("interval", low=low, high=high)


def _clipped(value: Fraction, nature: Nature, now: Fraction) -> Fraction:
    """A share lies between 0 and 100 %, a score on its scale; a count is not negative, and to date it does not fall."""
    if nature.unit == "share":
        return min(max(value, Fraction(0)), Fraction(1))
    if nature.unit == "mean" and nature.scale:
        return min(max(value, Fraction(0)), Fraction(nature.scale))
    if nature.unit in ("count", "money"):
        return max(value, now if nature.is_cumulative else Fraction(0))
    return value


def _root(value: Fraction) -> Fraction:
    with localcontext(prec=_DIGITS):
        return Fraction((Decimal(value.numerator) / Decimal(value.denominator)).sqrt())
