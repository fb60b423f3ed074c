"""A metric over time in words: its points, what was left out, and what may be said about the future."""

from __future__ import annotations

from fractions import Fraction

from kpitrack.model.snapshots import Outlook, Series, SeriesPoint
from kpitrack.wording import english, typed
from kpitrack.wording.changes import figures_text
from kpitrack.wording.numbers import ValueForm, gap_text, value_text


def point_text(series: Series, point: SeriesPoint) -> str:
    return figures_text(_form(series), point.figures)


def outlook_line(series: Series) -> str:
    """What may be said about the future, with its limits."""
    form, outlook = _form(series), series.outlook
    match outlook:
        case Outlook(kind="change", amount=Fraction() as change):
            return f"Change between the two points: {_signed(change, form)}. Two points are no trend."
        case Outlook(kind="pace", amount=Fraction() as pace, periods_left=left):
            periods = english.counted(left, series.rhythm)
            return f"To reach the target, {_signed(pace, form)} per {series.rhythm} in the {periods} left."
        case Outlook(kind="interval", low=Fraction() as low, high=Fraction() as high):
            ends = f"{value_text(low, form)} to {value_text(high, form)}"
            return f"Next {series.rhythm}, illustrative only: {ends} (95% interval of a straight line)."
        case Outlook(why_not=why):
            return f"No outlook: {why}." if why else ""


def thinned_line(series: Series) -> str:
    if not series.thinned:
        return ""
    points = english.counted(series.thinned, "point")
    return f"{points} left out: they differ from a printed one by so few people that single persons could be told."


def typed_line(series: Series) -> str:
    return typed.of_series(series.typed) if series.typed else ""


def origin_line(series: Series) -> str:
    words = {"data": "from dated data", "snapshots": "from the history of published reports"}
    return words[series.origin]


def _signed(amount: Fraction, form: ValueForm) -> str:
    return gap_text(amount, form)


def _form(series: Series) -> ValueForm:
    return ValueForm(series.unit, series.scale, series.currency)
