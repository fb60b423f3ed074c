"""Judged metrics -> published metrics: what may be shown is copied, what may not is left behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kpitrack.disclosure.promises import promise
from kpitrack.disclosure.protection import Protection
from kpitrack.disclosure.view import RestsOn, View, nothing
from kpitrack.model.cells import EVERYONE, Group
from kpitrack.model.metrics import Metric
from kpitrack.model.program import NOT_REPORTED, Program
from kpitrack.model.published import GroupTable, PublishedMetric, PublishedTarget, Shown, Suppressed
from kpitrack.model.units import value_unit
from kpitrack.model.verdicts import JudgedMetric, NoValue, TargetVerdict


def protect(
    protection: Protection,
    judged: JudgedMetric,
    groupings: Sequence[tuple[str, ...]],
    school: str = "",
    rests_on: RestsOn = nothing,
) -> PublishedMetric:
    """One metric as the audience may see it.

    groupings: the disaggregations wanted. school: show this school in place of the program; its pattern is a slice of
    the whole district's. rests_on: the results that a verdict was made of, baselines and due days included; where one
    of them is hidden, the verdict is not told.
    """
    program = protection.program
    metric = program.metrics[judged.metric]
    view = View.of(protection, judged, rests_on)
    outer = Group((("school", school),)) if school else EVERYONE
    total = view.cell(outer)
    is_hidden = isinstance(total, Suppressed) or (isinstance(total, Shown) and total.as_of is not None)
    told: Callable[[TargetVerdict], PublishedTarget] = lambda each: promise(view, each, is_hidden=is_hidden)  # noqa: E731
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
        total=total,
        total_of=tuple(sorted(view.whom(outer).categories)),
        target=told(judged.shown) if judged.shown else None,
        targets=tuple(told(each) for each in judged.targets),
        by={
            grouping: _table(view, outer, grouping)
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
        marks=view.marks(outer, total),
        inventory=metric.inventory,
        sources=program.sources_of(metric.id),
    )


def _table(view: View, outer: Group, grouping: tuple[str, ...]) -> GroupTable:
    """The groups of one disaggregation in display order, inside the outer group."""
    dimensions = (*outer.dimensions, *grouping)
    inside = [
        group
        for group in view.judged.groups
        if group.dimensions == dimensions and group.categories[: len(outer.categories)] == outer.categories
    ]
    inside.sort(key=lambda group: _display_order(view.protection.program, group))
    skipped = len(outer.categories)
    return {group.names[skipped:]: view.cell(group) for group in inside}


def _display_order(program: Program, group: Group) -> tuple[tuple[int, str], ...]:
    """As the definition lists the categories, others by name, "Not reported" last."""
    places: list[tuple[int, str]] = []
    for dimension, category in group.categories:
        listed = program.dimensions[dimension].listed if dimension in program.dimensions else ()
        place = listed.index(category) if category in listed else len(listed) + (category == NOT_REPORTED)
        places.append((place, category))
    return tuple(places)


def _not_applicable(
    program: Program, metric: Metric, judged: JudgedMetric, groupings: Sequence[tuple[str, ...]]
) -> Mapping[str, str]:
    """Dimensions asked for that make no sense here, with the declared reason, or because nothing records them.

    Without data nothing was counted by any dimension, which says nothing about what is recorded.
    """
    has_data = not isinstance(judged.groups[EVERYONE].result, NoValue)
    recorded = {dimension for group in judged.groups for dimension in group.dimensions}
    asked = dict.fromkeys(dimension for grouping in groupings for dimension in grouping)
    unrecorded = {each: f"not recorded for any {_counted(program, metric)}" for each in asked if each not in recorded}
    reasons = (unrecorded if has_data else {}) | (dict.fromkeys(asked, metric.by_none) if metric.by_none else {})
    reasons |= metric.not_applicable
    return {dimension: reasons[dimension] for dimension in asked if dimension in reasons}


def _counted(program: Program, metric: Metric) -> str:
    """What n counts: `student`, `partner`, `row`."""
    measure = metric.measure
    if measure.is_derived:
        return _counted(program, program.metrics[measure.parts[0]])
    return program.unit_of(measure.of) if measure.of else measure.unit or "record"
