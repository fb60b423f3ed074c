"""Can the promise be reached at all: enough people, room on the scale, a start to improve on?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from kpitrack.definitions.checks.units import nature_of
from kpitrack.definitions.lint.linted import UPWARD, Linted, Promise
from kpitrack.model.conditions import Filter
from kpitrack.model.findings import Noticed
from kpitrack.model.measures import Kind, Measure, Take, Test
from kpitrack.model.metrics import Metric
from kpitrack.model.quantities import Quantity, Unit

_ALL = Fraction(1)


def check_reach(linted: Linted) -> Iterator[Noticed]:
    promises = [each for each in linted.promises() if each.is_promise]
    for promise in promises:
        yield from _more_than_there_are(linted, promise)
        yield from _more_than_fit(linted, promise, promises)
        yield from _count_against_share(linted, promise, promises)
        yield from _steps(linted, promise)
    for metric, spot in linted.metrics():
        if _asks_everybody_to_improve(metric):
            yield Noticed("no_room", spot.at("measure").key, metric.id, {"metric": metric.title})


# --- Enough people ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which rows make somebody count."""

    source: str
    where: Filter


def _asked(measure: Measure) -> _Asked | None:
    tests: tuple[Test, ...] = measure.tests()
    if measure.source is not None and not tests:
        return _Asked(measure.source, measure.where)
    if measure.source is None and len(tests) == 1 and tests[0].source is not None and measure.without is None:
        return _Asked(tests[0].source, tests[0].where)
    return None


def _counted_unit(linted: Linted, measure: Measure) -> str | None:
    return linted.draft.unit_of(measure.of) if measure.of else measure.per


def _asks_for(promise: Promise) -> Fraction | None:
    """The number a target wants at least."""
    goal = promise.amount
    if goal is None or promise.target.comparator not in UPWARD or goal.unit is not Unit.NUMBER:
        return None
    return goal.amount


def _more_than_there_are(linted: Linted, promise: Promise) -> Iterator[Noticed]:
    """A count above the size of its population."""
    measure, wanted = promise.metric.measure, _asks_for(promise)
    if measure.kind is not Kind.COUNT or wanted is None or measure.of is None:
        return
    for name, size in _sizes(linted, measure.of):
        if wanted > size and measure.having is not None:
            facts = {"metric": promise.metric.title, "wanted": _number(wanted), "most": f"{size:,}", "of": name}
            yield Noticed("cohort_too_small", promise.spot.key, promise.metric.id, facts)


def _sizes(linted: Linted, population: str) -> Iterator[tuple[str, int]]:
    """The expected sizes of a population and of those it is taken from."""
    passed: set[str] = set()
    while population in linted.draft.program.populations and population not in passed:
        passed.add(population)
        definition = linted.draft.program.populations[population]
        if definition.expected is not None:
            yield population, definition.expected
        population = definition.of


def _more_than_fit(linted: Linted, promise: Promise, promises: list[Promise]) -> Iterator[Noticed]:
    """25 students in girls-only teams, when two such teams of at most twelve are promised."""
    measure, wanted = promise.metric.measure, _asks_for(promise)
    rows, unit = _asked(measure), _counted_unit(linted, measure)
    if measure.kind is not Kind.COUNT or wanted is None or rows is None or unit not in linted.draft.program.people:
        return
    day = linted.due(promise.target)
    for other in promises:
        thing = linted.draft.program.things.get(_counted_unit(linted, other.metric.measure) or "")
        number, by = _asks_for(other), linted.due(other.target)
        if thing is None or thing.holds is None or number is None or day is None or by is None:
            continue
        if other.metric.measure.kind is Kind.COUNT and _asked(other.metric.measure) == rows and by.end == day.end:
            most = number * thing.holds[1]
            if wanted > most:
                facts = {"metric": promise.metric.title, "wanted": _number(wanted), "most": _number(most)}
                facts["of"] = f"{_number(number)} {other.metric.title} of at most {thing.holds[1]}"
                facts["needed"] = str(ceil(wanted / thing.holds[1]))
                yield Noticed("cohort_too_small", promise.spot.key, promise.metric.id, facts)


def _count_against_share(linted: Linted, promise: Promise, promises: list[Promise]) -> Iterator[Noticed]:
    """50 teachers, which the same statement calls 15 % of faculty: 52.5 of 350."""
    wanted, rows = _asks_for(promise), _asked(promise.metric.measure)
    if promise.metric.measure.kind is not Kind.COUNT or wanted is None or rows is None:
        return
    day = linted.due(promise.target)
    for other in promises:
        measure, goal = other.metric.measure, other.amount
        by = linted.due(other.target)
        if measure.kind is not Kind.SHARE or measure.of is None or goal is None or goal.unit is not Unit.SHARE:
            continue
        if _asked(measure) != rows or by is None or day is None or by.end != day.end:
            continue
        for name, size in _sizes(linted, measure.of):
            if abs(goal.amount * size - wanted) >= 1:
                facts = {"count": _number(wanted), "share": goal.text, "size": f"{size:,}", "of": name}
                facts |= {"is": _number(goal.amount * size), "metric": promise.metric.title}
                yield Noticed("count_and_share", promise.spot.key, promise.metric.id, facts)


def _number(amount: Fraction) -> str:
    return f"{amount.numerator:,}" if amount.denominator == 1 else f"{float(amount):g}"


# --- Room to improve ----------------------------------------------------------------------------------------------


def _asks_everybody_to_improve(metric: Metric) -> bool:
    """Everybody is to improve, and whoever stands at the top already cannot."""
    having = metric.measure.having
    if metric.measure.kind is not Kind.SHARE or having is None or having.any_of:
        return False
    improving = [
        each
        for each in having.each()
        if each.take is Take.CHANGE and any(key in ("more_than", "at_least") for key, _ in each.comparators)
    ]
    everybody = any(
        isinstance(target.goal, Quantity) and target.goal.unit is Unit.SHARE and target.goal.amount == _ALL
        for target in metric.targets
    )
    return bool(improving) and everybody


def _steps(linted: Linted, promise: Promise) -> Iterator[Noticed]:
    """Steps that lead over the top, and steps from a start that nobody names."""
    target = promise.target
    if target.then is not None:
        yield from _stops(linted, promise)
    if target.comparator not in ("increase_by", "decrease_by"):
        return
    if target.compared_to == "baseline" and not promise.metric.baseline:
        yield Noticed("no_start", promise.spot.key, promise.metric.id, {"metric": promise.metric.title})
    top, step = _top(linted, promise.metric), promise.amount
    if top is None or step is None or target.comparator != "increase_by" or target.or_ is not None:
        return
    start = _stated_start(promise.metric)
    times = len(linted.dates_of_rhythm(target)) if target.every and target.compared_to == "previous" else 1
    if step.unit is Unit.RELATIVE:
        reached = (start or Fraction(0)) * (1 + step.amount)
    else:
        reached = (start or Fraction(0)) + step.amount * times
    if reached > top:
        facts = {"metric": promise.metric.title, "step": step.text, "times": str(times), "start": _start_text(promise)}
        yield Noticed("beyond_ceiling", promise.spot.key, promise.metric.id, facts)


def _stops(linted: Linted, promise: Promise) -> Iterator[Noticed]:
    """Where `then` reaches the top of the scale: every later month asks for nothing more."""
    then, goal, first = promise.target.then, promise.amount, linted.due(promise.target)
    top = _top(linted, promise.metric)
    assert then is not None
    step, last = then.increase_by, linted.calendar.find(then.until)
    if goal is None or first is None or last is None or top is None or not isinstance(step, Quantity):
        return
    amount, period = goal.amount, first
    while period.end < last.end:
        period = linted.calendar.following_month(period) if then.every == "month" else last
        amount += step.amount
        if amount > top:
            facts = {"metric": promise.metric.title, "when": period.id, "step": step.text}
            yield Noticed("stops_at_top", promise.spot.at("then").key, promise.metric.id, facts)
            return


def _top(linted: Linted, metric: Metric) -> Fraction | None:
    """The highest value there can be; None if there is no end."""
    nature = nature_of(linted.draft, metric.id)
    if nature is None:
        return None
    if nature.scale is not None:
        return Fraction(nature.scale[1])
    return _ALL if nature.units == {Unit.SHARE} else None


def _stated_start(metric: Metric) -> Fraction | None:
    stated = [each.stated.amount for each in metric.baseline if isinstance(each.stated, Quantity)]
    return max(stated, default=None)


def _start_text(promise: Promise) -> str:
    stated = [each.stated for each in promise.metric.baseline if isinstance(each.stated, Quantity)]
    return max(stated, key=lambda each: each.amount).text if stated else "nothing"
