"""One published cell as texts: the only way from a cell to what a reader sees of it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from kpitrack.model.published import (
    IN_RANGE,
    NOT_TOLD,
    Coded,
    Goal,
    NotApplicable,
    PublishedCell,
    PublishedMetric,
    Rounded,
    Shown,
    Suppressed,
)
from kpitrack.model.statuses import Status
from kpitrack.wording import english
from kpitrack.wording.glyphs import ASCII, Glyphs, status_text
from kpitrack.wording.numbers import (
    ValueForm,
    coded_text,
    coded_words,
    count_text,
    decimals_beside,
    form_of,
    gap_text,
    goal_text,
    value_text,
)


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
    as_of: str = ""  # the day of a figure that stands as it was last printed

    @property
    def marked_value(self) -> str:
        """The value with the sign whose legend names the days."""
        return f"{self.value}{english.CARRIED_MARK}" if self.as_of else self.value


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
        value=_value(metric, cell, glyphs),
        mark=status_text(cell.status, glyphs),
        counted="" if cell.n is None else count_text(cell.n),
        target=target_text(metric, glyphs),
        gap="" if cell.gap is None else gap_text(cell.gap, form, _gap_decimals(cell, form, goal)),
        previous=_earlier(cell.previous, form),
        year_ago=_earlier(cell.year_ago, form),
        as_of=english.day(cell.as_of) if cell.as_of else "",
    )


def _value(metric: PublishedMetric, cell: Shown, glyphs: Glyphs) -> str:
    """What a table prints; of a coded value never more than its code."""
    form = form_of(metric)
    if cell.value is None:
        return english.NO_VALUE
    if cell.coded is None:
        return value_text(cell.value, form, goal_of(metric))
    return near_miss(metric, cell) or coded_text(cell.coded, form, glyphs)


def value_words(metric: PublishedMetric, cell: Shown) -> str:
    """The value inside a sentence; empty without one."""
    if cell.value is None:
        return ""
    if cell.coded is None:
        return value_text(cell.value, form_of(metric), goal_of(metric))
    return near_miss(metric, cell) or coded_words(cell.coded, form_of(metric))


def actual_text(value: Fraction | str | None, coded: Coded | None, form: ValueForm, goal: Goal | None = None) -> str:
    """A value inside a sentence that is no cell: the one a promise or a rule was judged by. Empty without one."""
    if coded is not None:
        return coded_words(coded, form)
    return "" if value is None else value_text(value, form, goal)


def near_miss(metric: PublishedMetric, cell: Shown) -> str:
    """`just under 75%`: a rounded value that would contradict its status. Counts are ranges and contradict nothing."""
    if not isinstance(cell.coded, Rounded) or not cell.near or metric.unit == "count":
        return ""
    return english.just(cell.near, coded_text(cell.coded, form_of(metric), ASCII))


def reason_text(cell: Shown) -> str:
    """Why there is no result or no verdict, in words."""
    return {NOT_TOLD: english.NOT_TOLD, IN_RANGE: english.IN_RANGE}.get(cell.reason, cell.reason)


def _gap_decimals(cell: Shown, form: ValueForm, goal: Goal | None) -> int | None:
    """Value and gap are read together, so they carry the same digits; a gap after a missed target is never 0.0."""
    if not isinstance(cell.value, Fraction) or cell.gap is None:
        return None
    decimals = decimals_beside(cell.value, form, goal)
    return max(decimals, decimals_beside(cell.gap, form))


def _earlier(value: Fraction | str | None, form: ValueForm) -> str:
    return "" if value is None else value_text(value, form)
