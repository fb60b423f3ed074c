"""Do stacked columns, gathered lists and crosswalks name what exists, and fit what they name?"""

from __future__ import annotations

from collections.abc import Iterator

from kpitrack.definitions.drafts import Draft
from kpitrack.definitions.places import Spot
from kpitrack.definitions.suggestions import unknown
from kpitrack.errors import DefinitionError
from kpitrack.model.sources import Crosswalk, FieldType, Source


def check_reshaping(draft: Draft, source: Source, spot: Spot) -> Iterator[DefinitionError]:
    yield from _check_stack(source, spot.at("stack"))
    yield from _check_gather(source, spot.at("gather"))
    for unit, column in source.id_columns.items():
        if column.crosswalk is not None:
            yield from _check_crosswalk(draft, source, unit, column.crosswalk, spot.at("id", unit, "crosswalk"))


def _check_stack(source: Source, spot: Spot) -> Iterator[DefinitionError]:
    stack = source.stack
    if stack is None:
        return
    example = "stack: {columns: [Q1, Q2], name: item, value: answer}"
    if not stack.columns:
        yield DefinitionError("`stack` names no columns", where=spot.at("columns").where, hint=example)
    if stack.name == stack.value:
        problem = f'"{stack.name}" cannot hold both the item and its answer'
        yield DefinitionError(problem, where=spot.at("value").where, hint=example)
    for name, part in {stack.value: "value", stack.name: "name"}.items():
        if name not in source.fields:
            where = spot.at(part).where
            yield unknown("field", name, source.fields, where=where, of=f'the source "{source.name}"')
        elif source.fields[name].column is not None:
            problem = f'the field "{name}" takes its cells from `stack` and has a `column` besides'
            yield DefinitionError(problem, where=spot.at(part).where, hint=f"take `column` from {name}")


def _check_gather(source: Source, spot: Spot) -> Iterator[DefinitionError]:
    name = source.gather
    if name is None:
        return
    if name not in source.fields:
        lists = [field for field, each in source.fields.items() if each.kind is FieldType.LIST] or source.fields
        yield unknown("field", name, lists, where=spot.where, of=f'the source "{source.name}"')
    elif source.fields[name].kind is not FieldType.LIST:
        problem = f'"{name}" is a {source.fields[name].kind.value} field; only a list can be gathered'
        yield DefinitionError(problem, where=spot.where, hint="give it `type: list`, or leave `gather` out")
    if not source.id_columns:
        problem = "rows are gathered by whose they are, and this source has no `id`"
        yield DefinitionError(problem, where=spot.key, hint="id: {student: {column: Student ID}}")


def _check_crosswalk(draft: Draft, source: Source, unit: str, walk: Crosswalk, spot: Spot) -> Iterator[DefinitionError]:
    if draft.lacks("sources", walk.source):
        others = draft.known["sources"] - {source.name}
        yield unknown("source", walk.source, others, where=spot.at("source").where)
    elif walk.source in draft.sources:
        other = draft.sources[walk.source]
        if unit not in other.id_columns:
            problem = f'the source "{walk.source}" has no id of a {unit}, so it cannot translate one'
            hint = f"name a source with both ids, such as the roster, or add {unit} to `id` of {walk.source}"
            yield DefinitionError(problem, where=spot.at("source").where, hint=hint)
        elif _goes_round(draft, source.name, unit):
            problem = f"the crosswalk of {unit} leads back to where it starts"
            hint = "name a source that holds the id of this program itself"
            yield DefinitionError(problem, where=spot.at("source").where, hint=hint)
        if walk.field not in other.fields:
            where = spot.at("field").where
            yield unknown("field", walk.field, other.fields, where=where, of=f'the source "{walk.source}"')


def _goes_round(draft: Draft, start: str, unit: str) -> bool:
    """Does the way from crosswalk to crosswalk come back to the source it starts from?"""
    passed, name = {start}, start
    while name in draft.sources and (column := draft.sources[name].id_columns.get(unit)) and column.crosswalk:
        name = column.crosswalk.source
        if name in passed:
            return name == start
        passed.add(name)
    return False
