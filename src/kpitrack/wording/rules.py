"""An alert's rule in words: `below 45% or above 55%`, `not met or behind`."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from kpitrack.model.published import Goal
from kpitrack.model.rules import HasNoData, HasStatus, IsSignificant, LeavesRange, Reaches, Rule, Worsens
from kpitrack.wording import english
from kpitrack.wording.numbers import ValueForm, amount_text


def rule_words(rule: Rule, form: ValueForm) -> str:
    """The rule as a phrase that can stand after the metric's name."""
    match rule:
        case Reaches(limit=limit):
            return _reached(limit, form)
        case LeavesRange(limits=Goal(low=Fraction() as low, high=Fraction() as high)):
            return english.outside(amount_text(low, form), amount_text(high, form))
        case LeavesRange():
            raise AssertionError("a range has two ends")
        case HasStatus(statuses=statuses):
            words = [english.STATUS_WORDS[status].lower() for status in english.STATUS_WORDS if status in statuses]
            return english.either(words)
        case Worsens(periods=periods):
            return english.worse_running(periods)
        case HasNoData(periods=periods):
            return english.no_data_running(periods)
        case IsSignificant():
            return english.SIGNIFICANT
        case _:
            assert_never(rule)


def _reached(limit: Goal, form: ValueForm) -> str:
    low = amount_text(limit.low, form) if limit.low is not None else ""
    high = amount_text(limit.high, form) if limit.high is not None else ""
    return english.reached(limit.comparator, low, high)
