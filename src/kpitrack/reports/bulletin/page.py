"""A bulletin as one self-contained page: no script, no request to anywhere. The weekly one fits two printed sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kpitrack.model.bulletins import Bulletin
from kpitrack.model.quantities import as_decimal
from kpitrack.reports.bulletin.content import Part, TableRow
from kpitrack.reports.bulletin.parts import heading_facts, parts, top_lines, warnings
from kpitrack.reports.page import CHART_WIDTH, sections_of, template
from kpitrack.wording import UNICODE, english

_BAR, _SPARK, _HEIGHT = 150, 90, 22  # pixels


@dataclass(frozen=True, slots=True)
class Stretch:
    """A coloured part of a bar, in pixels."""

    status: str
    start: str
    width: str


def render(bulletin: Bulletin) -> str:
    made = parts(bulletin)
    page = template("bulletin/page.html.j2").render(
        title=bulletin.title,
        facts=heading_facts(bulletin),
        warnings=warnings(bulletin),
        top_lines=top_lines(bulletin),
        parts=made,
        results=sections_of(bulletin.report) if _has_results(made) else (),
        chart_width=CHART_WIDTH,
        marks=UNICODE.marks,
        words=english.STATUS_WORDS,
        bar=bar,
        bar_width=_BAR,
        spark=spark,
        spark_width=_SPARK,
        height=_HEIGHT,
        legend=english.LEGEND,
        is_weekly=bulletin.scheduled.every == "week",
    )
    return page.rstrip() + "\n"


def bar(row: TableRow) -> tuple[Stretch, ...]:
    """The statuses of a row as stretches of one bar; empty without any."""
    whole = sum(count for _, count in row.shares)
    stretches, start = [], Fraction(0)
    for status, count in row.shares:
        width = Fraction(count * _BAR, whole) if whole else Fraction(0)
        if count:
            stretches.append(Stretch(status.value, _pixels(start), _pixels(width)))
        start += width
    return tuple(stretches)


def spark(row: TableRow) -> tuple[tuple[str, str], ...]:
    """The points of a sparkline from the lowest to the highest value; a missing value leaves a step out."""
    known = [(place, value) for place, value in enumerate(row.points) if value is not None]
    if len(known) < 2:
        return ()
    low, high = min(value for _, value in known), max(value for _, value in known)
    steps = len(row.points) - 1
    return tuple((_pixels(Fraction(place * _SPARK, steps)), _place(value, low, high)) for place, value in known)


def _place(value: Fraction, low: Fraction, high: Fraction) -> str:
    if high == low:
        return _pixels(Fraction(_HEIGHT, 2))
    return _pixels(_HEIGHT - 3 - (value - low) / (high - low) * (_HEIGHT - 6))


def _pixels(place: Fraction) -> str:
    return str(as_decimal(place, 1))


def _has_results(made: Sequence[Part]) -> bool:
    return any(part.content.has_results for part in made)
