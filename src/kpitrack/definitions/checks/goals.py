"""Does what stands beside a comparator fit the metric?"""

from __future__ import annotations

from collections.abc import Iterator

from kpitrack.definitions.checks.periods import check_period
from kpitrack.definitions.checks.units import check_amount, nature_of
from kpitrack.definitions.drafts import Draft
from kpitrack.definitions.places import Spot
from kpitrack.definitions.suggestions import unknown
from kpitrack.errors import DefinitionError
from kpitrack.model.measures import Goal, Kind, Measure
from kpitrack.model.metrics import AnotherMetric
from kpitrack.model.quantities import Quantity, Word

OWN_VALUES = ("baseline", "previous")  # a period may stand for its value as well


def check_goal(
    draft: Draft, metric: str, goal: Goal | AnotherMetric, spot: Spot, *, words: tuple[str, ...] = OWN_VALUES
) -> Iterator[DefinitionError]:
    """An amount fits the metric's unit; a word is a level, one of `words`, or a period."""
    measure = draft.metrics[metric].measure
    match goal:
        case AnotherMetric(metric=other):
            yield from _check_other(draft, metric, other, spot.at("metric"))
        case Quantity() if judged_by_level(measure):
            yield _not_a_level(goal.text, measure, spot)
        case Quantity():
            if nature := nature_of(draft, metric):
                yield from check_amount(goal, nature, spot)
        case Word(text) if text in words:
            pass
        case Word(text) if judged_by_level(measure):
            if text.casefold() not in {level.casefold() for level in measure.record_levels}:
                yield _not_a_level(text, measure, spot)
        case Word(text) if words:
            yield from _check_period_word(draft, metric, text, spot)
        case Word(text):
            yield _not_an_amount(draft, metric, text, spot)


def _check_other(draft: Draft, metric: str, other: str, spot: Spot) -> Iterator[DefinitionError]:
    """A metric is compared with another of the same kind, and not with itself."""
    if draft.lacks("metrics", other):
        yield unknown("metric", other, draft.known["metrics"], where=spot.where)
    elif other == metric:
        hint = "name another metric, or compare with `previous`, `baseline` or a period"
        yield DefinitionError(f'"{metric}" is compared with itself', where=spot.where, hint=hint)
    elif (own := nature_of(draft, metric)) and (its := nature_of(draft, other)) and not own.units & its.units:
        problem = f'"{other}" is {its.name} and "{metric}" is {own.name}; the two cannot be compared'
        yield DefinitionError(problem, where=spot.where, hint=f"name a metric that is {own.name}")


def judged_by_level(measure: Measure) -> bool:
    """A record by hand has levels; a figure taken from a source has an amount."""
    return measure.kind is Kind.RECORD and (measure.levels is not None or measure.value is None)


def _not_a_level(text: str, measure: Measure, spot: Spot) -> DefinitionError:
    return unknown("level", text, measure.record_levels, where=spot.where, hint=_levels_hint(measure))


def _levels_hint(measure: Measure) -> str:
    return f"the levels of this record are: {', '.join(measure.record_levels)}"


def _check_period_word(draft: Draft, metric: str, text: str, spot: Spot) -> Iterator[DefinitionError]:
    """`at_least: Y1` means the value of Y1; anything else is a mistyped amount."""
    if draft.calendar is not None and draft.calendar.find(text) is None:
        if text[:1].isalpha() and any(list(check_period(draft, text, spot))) and "-" in text:
            yield from check_period(draft, text, spot)
        else:
            yield _not_an_amount(draft, metric, text, spot)


def _not_an_amount(draft: Draft, metric: str, text: str, spot: Spot) -> DefinitionError:
    nature = nature_of(draft, metric)
    example = f"; this metric is {nature.name}, such as {nature.example}" if nature else ""
    hint = f"write an amount with its unit{example}"
    return DefinitionError(f'"{text}" is not an amount', where=spot.where, hint=hint)
