"""The data dictionary in words: every metric with its formula, source, owner, rhythm, targets and provenance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kpitrack.model.explained import Statement
from kpitrack.model.metrics import Alert, AnotherMetric, Baseline, GrowToward, Metric, Target
from kpitrack.model.program import Program
from kpitrack.model.quantities import Quantity, Word
from kpitrack.wording import english
from kpitrack.wording.measures import filter_words, measure_words, population_words

_COMPARATORS = {
    "at_least": "at least",
    "more_than": "more than",
    "at_most": "at most",
    "less_than": "less than",
    "between": "from",
    "increase_by": "up by at least",
    "decrease_by": "down by at least",
}
_EVERY = {each: f"every {each}" for each in ("week", "month", "quarter", "semester", "year")}


@dataclass(frozen=True, slots=True)
class Entry:
    """One metric, ready to be printed."""

    id: str
    title: str
    group: str
    formula: tuple[str, ...]
    sources: tuple[str, ...]
    owner: str
    every: str
    by: str
    baseline: tuple[str, ...]
    targets: tuple[str, ...]
    alerts: tuple[str, ...]
    notes: tuple[str, ...]
    provenance: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A population or dimension that formulas name."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The whole of it."""

    title: str
    years: tuple[str, ...]
    entries: tuple[Entry, ...]
    terms: tuple[Term, ...]


CAPTIONS: Mapping[str, str] = {
    "title": "Metric",
    "id": "Id",
    "group": "Stakeholder group",
    "formula": "What is counted",
    "sources": "Source",
    "owner": "Owner",
    "every": "How often",
    "by": "Split by",
    "baseline": "Start",
    "targets": "Targets",
    "alerts": "Alerts",
    "notes": "Reading",
    "provenance": "Promised in",
}


def dictionary(program: Program, statements: Mapping[str, Statement]) -> Dictionary:
    """statements: of every inventory id that the program names."""
    years = tuple(
        f"{each}: {english.days(period.start, period.end)}"
        for each in program.calendar.year_ids
        if (period := program.calendar.find(each)) is not None
    )
    entries = tuple(_entry(program, metric, statements) for metric in program.metrics.values())
    return Dictionary(program.program.title, years, entries, tuple(_terms(program)))


def _entry(program: Program, metric: Metric, statements: Mapping[str, Statement]) -> Entry:
    return Entry(
        id=metric.id,
        title=metric.title,
        group=metric.group,
        formula=measure_words(program, metric.id),
        sources=tuple(_source(program, each) for each in program.sources_of(metric.id)) or ("Entered by hand",),
        owner=metric.owner,
        every=_EVERY.get(metric.every, f"at each administration of {metric.every}"),
        by=", ".join(metric.by) or (f"not split: {metric.by_none}" if metric.by_none else "not split"),
        baseline=tuple(_baseline(each) for each in metric.baseline),
        targets=tuple(target_words(program, each) for each in metric.targets) or ("No target: for information",),
        alerts=tuple(_alert(each) for each in metric.alerts),
        notes=tuple(_notes(metric)),
        provenance=tuple(_statement(each, statements) for each in named_statements(metric)) or ("not in a document",),
    )


def _source(program: Program, name: str) -> str:
    source = program.sources[name]
    return f"{name}: {', '.join(source.files)}, delivered by {source.owner}"


def named_statements(metric: Metric) -> tuple[str, ...]:
    """The inventory ids of a metric, its targets and alerts, each once."""
    of_targets = (each for target in metric.targets for each in target.inventory)
    of_alerts = (each for alert in metric.alerts for each in alert.inventory)
    return tuple(dict.fromkeys((*metric.inventory, *of_targets, *of_alerts)))


def _statement(identity: str, statements: Mapping[str, Statement]) -> str:
    found = statements.get(identity)
    return f"{identity}: {found.place}: {found.text}" if found and found.text else identity


def target_words(program: Program, target: Target) -> str:
    """`at least 80% by Y1-Q4 (Aug 9, 2026), final`."""
    when = f"by {target.due}{_last_day(program, target.due)}" if target.due else _rhythm(target)
    part = f", for {filter_words(target.scope)}" if not target.scope.is_empty else ""
    each = f", in every {' and '.join(target.each)}" if target.each else ""
    other = "".join(f", or {_COMPARATORS[key]} {_goal(goal)}" for key, goal in (target.or_ or {}).items())
    then = target.then
    more = f", then {_goal(then.increase_by)} more every {then.every} until {then.until}" if then else ""
    if target.comparator == "track":
        return f"for information {when}{part}{each}"
    return f"{_asked(target)}{other} {when}{part}{each}{more}, {target.role.value}"


def _last_day(program: Program, name: str) -> str:
    period = program.calendar.find(name)
    return f" ({english.day(period.end)})" if period is not None else ""


def _rhythm(target: Target) -> str:
    begins = f" from {target.starts}" if target.starts else ""
    ends = f" to {target.until}" if target.until else ""
    return f"every {target.every}{begins}{ends}"


def _asked(target: Target) -> str:
    goal = target.goal
    if isinstance(goal, GrowToward):
        least = f", at least {_goal(goal.minimum)}" if goal.minimum is not None else ""
        return f"close {_goal(goal.close)} of the distance to {_goal(goal.goal)}{least}, over {target.compared_to}"
    words = f"{_COMPARATORS[target.comparator]} {_goal(goal)}"
    return f"{words} over {target.compared_to}" if target.comparator in ("increase_by", "decrease_by") else words


def _goal(goal: Any) -> str:
    match goal:
        case Quantity(text=text) | Word(text=text):
            return text
        case AnotherMetric(metric=metric):
            return f"the value of {metric}"
        case (low, high):
            return f"{_goal(low)} to {_goal(high)}"
        case _:
            return str(goal)


def _baseline(baseline: Baseline) -> str:
    part = f" for {filter_words(baseline.scope)}" if not baseline.scope.is_empty else ""
    if baseline.stated is not None:
        return f"{_goal(baseline.stated)} in {baseline.period}, as stated{part}"
    return f"as measured in {baseline.period}{part}"


def _alert(alert: Alert) -> str:
    [(key, value)] = alert.when.items()
    return f"{key.replace('_', ' ')} {_limit(value)}: {alert.level}, {alert.response} ({alert.owner})"


def _limit(value: object) -> str:
    match value:
        case True:
            return "yes"
        case dict():
            return " and ".join(f"{key.replace('_', ' ')} {_limit(inner)}" for key, inner in value.items())
        case list() | tuple():
            return " or ".join(_limit(each) for each in value)
        case _:
            return str(value).replace("_", " ")


def _notes(metric: Metric) -> Iterator[str]:
    if metric.reading:
        yield metric.reading
    if metric.evidence:
        yield f"Evidence: {metric.evidence}."
    yield from (f"{each.due or each.every}: {each.reading}" for each in metric.targets if each.reading)
    yield from (f"{each.due or each.every} differs: {each.differs}" for each in metric.targets if each.differs)
    if metric.retired is not None:
        yield f"Ended on {english.day(metric.retired.on)}: {metric.retired.why}."


def _terms(program: Program) -> Iterator[Term]:
    for name in program.populations:
        for metric in program.metrics.values():
            if metric.measure.of == name:
                yield Term(name, population_words(program, name))
                break
    for name, dimension in program.dimensions.items():
        listed = ", ".join(dimension.listed) or "as the exports say"
        yield Term(dimension.title or name, f"{listed}; and “Not reported”")
    yield from (Term(english.STATUS_WORDS[status], meaning) for status, meaning in english.STATUS_MEANINGS.items())
