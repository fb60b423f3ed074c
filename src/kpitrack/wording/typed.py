"""Figures that schools typed into their Progress Tracker: said wherever one stands, since no rows stand behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kpitrack.model.workbook import TypedMark
from kpitrack.wording import english


def note(figures: Sequence[TypedMark], of: str = "") -> str:
    """Beside the results of a metric. of: the school whose figure is the total; empty where it is of many."""
    if any(each.school == of for each in figures):
        return "The school typed this figure into its Progress Tracker; no count of people stands behind it."
    schools = english.listed(dict.fromkeys(each.school for each in figures))
    return f"Typed into the Progress Tracker by {schools}, without a count of people: part of no total."


def of_series(figures: Sequence[TypedMark]) -> str:
    """Beside totals over time."""
    named = english.listed(f"{each.school} ({each.period})" for each in figures)
    return f"Typed by schools, without a count of people, and part of none of these totals: {named}."


def provenance(figure: TypedMark) -> str:
    """Where a typed figure comes from: `typed by the school (… Middle!I2), accepted on Feb 10, 2026`."""
    place = f" ({', '.join(filter(None, (figure.workbook, figure.cell)))})" if figure.workbook else ""
    accepted = f", accepted on {_day(figure.accepted_on)}" if figure.accepted_on else ", accepted"
    stead = "; it stands in place of the survey's own figure" if figure.is_in_place else ""
    return f"typed by the school{place}{accepted}{stead}"


def line(figure: TypedMark, amount: str) -> str:
    """amount: the figure in words; empty where it may not be shown."""
    shown = f"{amount}, " if amount else ""
    return f"{figure.school}, {english.period(figure.period)}: {shown}{provenance(figure)}."


def _day(text: str) -> str:
    """As people write days; what a person wrote otherwise stays as it is."""
    try:
        return english.day(date.fromisoformat(text))
    except ValueError:
        return text
