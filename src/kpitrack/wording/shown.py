"""One published cell as texts: the only way from a cell to what a reader sees of it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from kpitrack.model.published import Goal, NotApplicable, PublishedCell, PublishedMetric, Shown, Suppressed
from kpitrack.model.statuses import Status
from kpitrack.wording import english
from kpitrack.wording.glyphs import Glyphs, status_text
from kpitrack.wording.numbers import ValueForm, count_text, decimals_beside, form_of, gap_text, goal_text, value_text


@dataclass(frozen=True, slots=True)
class CellText:
    """What a table prints of one cell. Zero, no data, hidden and not applicable are four different texts."""

    status: Status
    value: str
    mark: str  # status mark and word
    counted: str = ""
    target: str = ""
    gap: str = ""
    previous: str = ""
    year_ago: str = ""


def shown_text(metric: PublishedMetric, cell: PublishedCell, glyphs: Glyphs) -> CellText:
    match cell:
        case Shown():
            return _text_of_shown(metric, cell, glyphs)
        case Suppressed():
            status, value = Status.SUPPRESSED, english.HIDDEN_VALUE
        case NotApplicable():
            status, value = Status.NOT_APPLICABLE, english.NOT_APPLICABLE_VALUE
        case _:
            assert_never(cell)
    return CellText(status, value, status_text(status, glyphs), target=target_text(metric, glyphs))


def target_text(metric: PublishedMetric, glyphs: Glyphs) -> str:
    """The goal of the target shown; empty without one."""
    goal = goal_of(metric)
    return goal_text(goal, form_of(metric), glyphs) if goal else ""


def goal_of(metric: PublishedMetric) -> Goal | None:
    return metric.target.goal if metric.target else None


def _text_of_shown(metric: PublishedMetric, cell: Shown, glyphs: Glyphs) -> CellText:
    form, goal = form_of(metric), goal_of(metric)
    return CellText(
        status=cell.status,
        value=english.NO_VALUE if cell.value is None else value_text(cell.value, form, goal),
        mark=status_text(cell.status, glyphs),
        counted="" if cell.n is None else count_text(cell.n),
        target=target_text(metric, glyphs),
        gap="" if cell.gap is None else gap_text(cell.gap, form, _gap_decimals(cell, form, goal)),
        previous=_earlier(cell.previous, form),
        year_ago=_earlier(cell.year_ago, form),
    )


def _gap_decimals(cell: Shown, form: ValueForm, goal: Goal | None) -> int | None:
    """Value and gap are read together, so they carry the same digits; a gap after a missed target is never 0.0."""
    if not isinstance(cell.value, Fraction) or cell.gap is None:
        return None
    decimals = decimals_beside(cell.value, form, goal)
    return max(decimals, decimals_beside(cell.gap, form))


def _earlier(value: Fraction | str | None, form: ValueForm) -> str:
    return "" if value is None else value_text(value, form)
