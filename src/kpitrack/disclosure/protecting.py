"""Judged metrics -> published metrics: what may be shown is copied, what may not is left behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kpitrack.disclosure.patterns import hidden_groups, is_about_people, parts_of_groups
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import EVERYONE, Group
from kpitrack.model.metrics import Metric
from kpitrack.model.program import NOT_REPORTED, Program
from kpitrack.model.published import (
    Audience,
    GroupTable,
    PublishedCell,
    PublishedMetric,
    PublishedTarget,
    Shown,
    Suppressed,
)
from kpitrack.model.statuses import Status
from kpitrack.model.units import value_unit
from kpitrack.model.verdicts import JudgedMetric, Level, NoValue, Result, Results, TargetVerdict, Value, Verdict


@dataclass(frozen=True, slots=True)
class Protection:
    """What protecting needs to know: the program, every result, and for whom."""

    program: Program
    results: Results
    audience: Audience

    def hidden(self, metric: str, observed: Observed) -> frozenset[Group]:
        """The pattern of one metric and period; nothing is hidden from the internal audience."""
        definition = self.program.metrics[metric]
        if self.audience == "internal" or not is_about_people(self.program, definition):
            return frozenset()
        results = self.results.get((metric, observed), {})
        if definition.measure.is_derived:
            return self._hidden_by_parts(definition, observed, results)
        public = definition.headcount is not None
        return hidden_groups(results, minimum=self.program.disclosure.minimum, total_is_public=public)

    def _hidden_by_parts(self, metric: Metric, observed: Observed, results: Mapping[Group, Result]) -> frozenset[Group]:
        """A value made of others is hidden where one of them is."""
        gone = frozenset[Group]().union(*(self.hidden(part, observed) for part in metric.measure.parts))
        return frozenset(g for g in results if any(each in gone for each in parts_of_groups(metric.measure, g)))


def protect(
    protection: Protection, judged: JudgedMetric, groupings: Sequence[tuple[str, ...]], school: str = ""
) -> PublishedMetric:
    """One metric as the audience may see it.

    groupings: the disaggregations wanted. school: show this school in place of the program; its pattern is a slice of
    the whole district's.
    """
    program = protection.program
    metric = program.metrics[judged.metric]
    hidden = protection.hidden(metric.id, judged.observed)
    earlier = _earlier(protection, judged)
    outer = Group((("school", school),)) if school else EVERYONE
    unit = value_unit(program, metric.id)
    alert = metric.alerts[0] if metric.alerts else None
    return PublishedMetric(
        id=metric.id,
        title=metric.title,
        group=metric.group,
        owner=metric.owner,
        kind=metric.measure.kind.value,
        unit=unit.unit,
        scale=unit.scale,
        currency=unit.currency,
        counted=_counted(program, metric),
        period=judged.observed.period.id,
        start=judged.observed.period.start,
        through=judged.observed.through,
        complete=judged.observed.is_complete,
        total=_cell(judged, outer, hidden, earlier),
        target=_target(protection, judged, judged.shown) if judged.shown else None,
        targets=tuple(_target(protection, judged, each) for each in judged.targets),
        by={
            grouping: _table(program, judged, (outer, grouping), hidden, earlier)
            for grouping in groupings
            if not set(grouping) & set(metric.not_applicable)
        },
        not_applicable=_not_applicable(program, metric, judged, groupings),
        response=alert.response if alert else "",
        response_owner=alert.owner if alert else metric.owner,
        reading=metric.reading,
        exceptions=tuple(f"{each.reason} ({each.owner}, until {each.until})" for each in metric.exceptions),
        retired_on=metric.retired.on if metric.retired else None,
        retired_why=metric.retired.why if metric.retired else "",
        inventory=metric.inventory,
        sources=program.sources_of(metric.id),
    )


@dataclass(frozen=True, slots=True)
class _Earlier:
    """Earlier values of the same groups, without those that are hidden in their own period."""

    previous: Mapping[Group, Result]
    year_ago: Mapping[Group, Result]


def _earlier(protection: Protection, judged: JudgedMetric) -> _Earlier:
    return _Earlier(_seen_then(protection, judged, judged.previous), _seen_then(protection, judged, judged.year_ago))


def _seen_then(protection: Protection, judged: JudgedMetric, observed: Observed | None) -> Mapping[Group, Result]:
    if observed is None:
        return {}
    hidden = protection.hidden(judged.metric, observed)
    results = protection.results.get((judged.metric, observed), {})
    return {group: result for group, result in results.items() if group not in hidden}


def _cell(judged: JudgedMetric, group: Group, hidden: frozenset[Group], earlier: _Earlier) -> PublishedCell:
    if group in hidden:
        return Suppressed()
    verdict = judged.groups.get(group)
    if verdict is None:
        return Shown(Status.NO_DATA, reason="nobody here")
    return _shown(verdict, earlier.previous.get(group), earlier.year_ago.get(group))


def _shown(verdict: Verdict, previous: Result | None, year_ago: Result | None) -> Shown:
    result = verdict.result
    number = result if isinstance(result, Value) else Value(Fraction(0))
    return Shown(
        status=verdict.status,
        value=_plain(result),
        n=number.n,
        numerator=number.numerator,
        denominator=number.denominator,
        left_out=number.left_out,
        reason=result.reason if isinstance(result, NoValue) else verdict.reason,
        gap=verdict.gap,
        needed=verdict.needed,
        expected=verdict.expected,
        previous=_plain(previous),
        year_ago=_plain(year_ago),
        judged_on=verdict.judged_on,
        evidence=result.evidence if isinstance(result, Level) else "",
    )


def _plain(result: Result | None) -> Fraction | str | None:
    match result:
        case Value(amount=amount):
            return amount
        case Level(text=text):
            return text
        case _:
            return None


def _table(
    program: Program,
    judged: JudgedMetric,
    which: tuple[Group, tuple[str, ...]],
    hidden: frozenset[Group],
    earlier: _Earlier,
) -> GroupTable:
    """The groups of one disaggregation in display order, inside the outer group."""
    outer, grouping = which
    dimensions = (*outer.dimensions, *grouping)
    inside = [
        group
        for group in judged.groups
        if group.dimensions == dimensions and group.categories[: len(outer.categories)] == outer.categories
    ]
    inside.sort(key=lambda group: _display_order(program, group))
    skipped = len(outer.categories)
    return {group.names[skipped:]: _cell(judged, group, hidden, earlier) for group in inside}


def _display_order(program: Program, group: Group) -> tuple[tuple[int, str], ...]:
    """As the definition lists the categories, others by name, "Not reported" last."""
    places: list[tuple[int, str]] = []
    for dimension, category in group.categories:
        listed = program.dimensions[dimension].listed if dimension in program.dimensions else ()
        place = listed.index(category) if category in listed else len(listed) + (category == NOT_REPORTED)
        places.append((place, category))
    return tuple(places)


def _target(protection: Protection, judged: JudgedMetric, each: TargetVerdict) -> PublishedTarget:
    """The promise as it stands; its own status and value only where the total may be shown."""
    target, verdict = each.dated.target, each.verdict
    seen = each.dated.observed if verdict.judged_on or verdict.overdue else judged.observed
    is_hidden = EVERYONE in protection.hidden(judged.metric, seen)
    result = protection.results.get((judged.metric, seen), {}).get(EVERYONE)
    return PublishedTarget(
        period=each.dated.period,
        due=each.dated.due,
        role=target.role.value,
        goal=verdict.goal,
        status=Status.SUPPRESSED if is_hidden else verdict.status,
        value=None if is_hidden else _plain(result),
        judged_on=None if is_hidden else verdict.judged_on,
        overdue=False if is_hidden else verdict.overdue,
        scope=", ".join(f"{key} = {'/'.join(map(str, each.values))}" for key, each in target.scope.entries.items()),
        reading=target.reading,
        original=getattr(target.changed.was, "text", "") if target.changed else "",
        changed_on=target.changed.on if target.changed else None,
        why_changed=target.changed.why if target.changed else "",
        inventory=target.inventory,
    )


def _not_applicable(
    program: Program, metric: Metric, judged: JudgedMetric, groupings: Sequence[tuple[str, ...]]
) -> Mapping[str, str]:
    """Dimensions asked for that make no sense here, with the declared reason, or because nothing records them."""
    counted = {group.dimensions for group in judged.groups}
    reasons = dict(metric.not_applicable)
    for grouping in groupings:
        for dimension in grouping:
            if dimension not in reasons and metric.by_none:
                reasons[dimension] = metric.by_none
            elif dimension not in reasons and not any(dimension in each for each in counted):
                reasons[dimension] = f"not recorded for {_counted(program, metric)}"
    return {dimension: reason for dimension, reason in reasons.items() if any(dimension in g for g in groupings)}


def _counted(program: Program, metric: Metric) -> str:
    """What n counts: `student`, `partner`, `row`."""
    measure = metric.measure
    if measure.is_derived:
        return _counted(program, program.metrics[measure.parts[0]])
    return program.unit_of(measure.of) if measure.of else measure.unit or "record"
