"""A series as text and JSON: one line per point, a sparkline, and what may be said of the future."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from kpitrack.model.snapshots import Outlook, Series, SeriesPoint
from kpitrack.reports.as_json import number
from kpitrack.reports.plain import one_line
from kpitrack.wording import Glyphs, english
from kpitrack.wording import series as words

_BARS = "▁▂▃▄▅▆▇█"
_ASCII_BARS = "_.:-=+*#"
_GAP = " "


def sparkline(points: Sequence[SeriesPoint], *, is_ascii: bool) -> str:
    """One sign per point from the lowest to the highest value; a blank where there is none. Alone it says nothing."""
    values = [_value(point) for point in points]
    known = [each for each in values if each is not None]
    if not known:
        return ""
    low, high, bars = min(known), max(known), _ASCII_BARS if is_ascii else _BARS
    return "".join(_GAP if each is None else bars[_place(each, low, high, len(bars))] for each in values)


def render(series: Series, glyphs: Glyphs, width: int, encoding: str | None) -> str:
    columns = max(width, 40)
    lines = [part for line in _lines(series, glyphs, encoding) for part in _wrapped(line, columns)]
    return "\n".join(lines) + "\n"


def as_json(series: Series) -> dict[str, Any]:
    return {
        "schema": 1,
        "metric": series.metric,
        "title": series.title,
        "unit": series.unit,
        "rhythm": series.rhythm,
        "origin": series.origin,
        "audience": series.audience,
        "points": [_point(series, point) for point in series.points],
        "left_out": series.thinned,
        "notes": [line for line in (words.typed_line(series),) if line],
        "outlook": _outlook(series.outlook),
    }


def _lines(series: Series, glyphs: Glyphs, encoding: str | None) -> Iterator[str]:
    signs = _can_show(encoding)
    yield f"{one_line(series.title)}: every {series.rhythm}, {words.origin_line(series)}"
    bars = sparkline(series.points, is_ascii=not signs)
    yield f"{bars}  (lowest to highest)" if bars.strip() else "No value yet."
    yield ""
    for point in series.points:
        if point.breaks_before:
            yield f"  -- {point.breaks_before}: not comparable with the points above --"
        mark = glyphs.marks[point.status] if point.status else ""
        people = "" if point.figures is None or point.figures.n is None else f"  n {point.figures.n:,}"
        value = f"{words.point_text(series, point):>12}{people}"
        yield f"  {point.period:<10} {english.day(point.through):<13} {value}  {mark}".rstrip()
    yield ""
    yield from (
        line for line in (words.outlook_line(series), words.thinned_line(series), words.typed_line(series)) if line
    )


def _can_show(encoding: str | None) -> bool:
    try:
        _BARS.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _wrapped(line: str, columns: int) -> list[str]:
    return [line] if line.startswith(" ") or not line else textwrap.wrap(line, columns)


def _value(point: SeriesPoint) -> Fraction | None:
    value = point.figures.value if point.figures else None
    return value if isinstance(value, Fraction) else None


def _place(value: Fraction, low: Fraction, high: Fraction, levels: int) -> int:
    return levels // 2 if high == low else int((value - low) / (high - low) * (levels - 1) + Fraction(1, 2))


def _point(series: Series, point: SeriesPoint) -> dict[str, Any]:
    place = {"period": point.period, "through": point.through.isoformat()}
    if point.figures is None:
        return {**place, "suppressed": True}
    figures = point.figures
    shown = words.point_text(series, point)
    return {
        **place,
        "value": number(figures.value),
        **({"shown": shown} if figures.coded is not None else {"n": figures.n}),
        "status": point.status.value if point.status else None,
        "break_before": point.breaks_before or None,
    }


def _outlook(outlook: Outlook) -> dict[str, Any]:
    return {
        "kind": outlook.kind,
        "amount": number(outlook.amount),
        "low": number(outlook.low),
        "high": number(outlook.high),
        "periods_left": outlook.periods_left or None,
        "illustrative": outlook.kind == "interval",
        "why_not": outlook.why_not or None,
    }
