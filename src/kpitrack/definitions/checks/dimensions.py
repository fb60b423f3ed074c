"""Dimensions: does one exist, has it the category, and is it known of the people a metric counts?"""

from __future__ import annotations

from collections.abc import Iterator

from kpitrack.definitions.checks.rows import check_category, check_category_condition
from kpitrack.definitions.drafts import Draft
from kpitrack.definitions.places import Spot
from kpitrack.definitions.suggestions import unknown
from kpitrack.errors import DefinitionError
from kpitrack.model.conditions import Filter, OneOf
from kpitrack.model.measures import ROW, Kind


def check_dimension_name(draft: Draft, name: str, spot: Spot) -> Iterator[DefinitionError]:
    if draft.lacks("dimensions", name):
        yield unknown("dimension", name, draft.known["dimensions"], where=spot.where)


def check_category_of(draft: Draft, dimension: str, category: str, key: Spot, value: Spot) -> Iterator[DefinitionError]:
    if draft.lacks("dimensions", dimension):
        yield unknown("dimension", dimension, draft.known["dimensions"], where=key.key)
    elif dimension in draft.program.dimensions:
        yield from check_category(dimension, draft.program.dimensions[dimension], category, value)


def check_scope(draft: Draft, scope: Filter, spot: Spot) -> Iterator[DefinitionError]:
    """`scope` names categories of dimensions: the part that is judged has a name."""
    if scope.any_of:
        hint = "write one target for each part"
        yield DefinitionError("a scope names one part, and `any_of` several", where=spot.at("any_of").key, hint=hint)
    for name, condition in scope.entries.items():
        if draft.lacks("dimensions", name):
            yield unknown("dimension", name, draft.known["dimensions"], where=spot.at(name).key)
        elif not isinstance(condition, OneOf):
            hint = f"name what is judged: scope: {{{name}: A}}"
            yield DefinitionError("a scope names categories, nothing else", where=spot.at(name).key, hint=hint)
        elif name in draft.program.dimensions:
            yield from check_category_condition(name, draft.program.dimensions[name], condition, spot.at(name))


def check_is_known_of(draft: Draft, metric: str, dimension: str, spot: Spot) -> Iterator[DefinitionError]:
    """Can the people of this metric be told apart by this dimension?"""
    if draft.lacks("dimensions", dimension):
        yield unknown("dimension", dimension, draft.known["dimensions"], where=spot.where)
        return
    if dimension in draft.metrics[metric].not_applicable or dimension not in draft.program.dimensions:
        return
    reason = _why_unknown(draft, metric, dimension, frozenset())
    if reason:
        hint = (
            f"{_by_the_rows(draft, metric, dimension)}take it out, or declare `not_applicable: {{{dimension}: reason}}`"
        )
        yield DefinitionError(f'"{dimension}" cannot be told here: {reason}', where=spot.where, hint=hint)


def _by_the_rows(draft: Draft, metric: str, dimension: str) -> str:
    """What to write where the counted rows themselves say it; empty if they do not."""
    measure = draft.metrics[metric].measure
    field = draft.program.dimensions[dimension].field or dimension
    source = draft.sources.get(measure.source or "")
    if measure.per != ROW or source is None or field not in source.fields:
        return ""
    return f"write `dimensions: {{{dimension}: {field}}}` in the source, "


def _why_unknown(draft: Draft, metric: str, dimension: str, passed: frozenset[str]) -> str:
    """Empty if the dimension is known, or if a broken definition leaves it open."""
    if metric not in draft.metrics or metric in passed:
        return ""
    measure = draft.metrics[metric].measure
    if measure.is_derived:
        reasons = (_why_unknown(draft, part, dimension, passed | {metric}) for part in measure.parts)
        return next((reason for reason in reasons if reason), "")
    source = draft.sources.get(measure.source or "")
    if measure.kind is Kind.RECORD or (source is not None and dimension in source.dimensions):
        return ""
    if measure.source is not None and source is None:
        return ""
    if measure.per == ROW or (measure.per is None and measure.of is None):
        return f'the source "{measure.source}" does not name it in its `dimensions`'
    return _why_unknown_of(draft, measure.per or draft.unit_of(measure.of or ""), dimension)


def _why_unknown_of(draft: Draft, unit: str | None, dimension: str) -> str:
    defined = draft.program.dimensions[dimension]
    kind = draft.program.people.get(unit or "") or draft.program.things.get(unit or "")
    if unit is None or kind is None or defined.having is not None:
        return ""
    if kind.roster is None:
        return f"no roster lists every {unit}"
    roster = draft.sources.get(kind.roster)
    field = defined.field or dimension
    if roster is None or field in roster.fields or not is_a_field_somewhere(draft, dimension, field):
        return ""  # a field that nobody has is a problem of the dimension
    return f'the roster "{kind.roster}" has no field "{field}"'


def is_a_field_somewhere(draft: Draft, name: str, field: str) -> bool:
    """Can anybody be told apart by this dimension? True also where a broken definition leaves it open."""
    if {"people", "things"} & draft.unreadable:
        return True
    kinds = [*draft.program.people.values(), *draft.program.things.values()]
    rosters = [kind.roster for kind in kinds if kind.roster]
    if any(roster not in draft.sources for roster in rosters) or len(draft.sources) < len(draft.known["sources"]):
        return True  # it may stand in the source that could not be read
    if any(field in draft.sources[roster].fields for roster in rosters):
        return True
    return any(name in source.dimensions for source in draft.sources.values())
