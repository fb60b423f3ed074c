"""Is each source complete in itself, and does it name units and dimensions that exist?"""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from kpitrack.definitions.checks.reshaping import check_reshaping
from kpitrack.definitions.checks.rows import check_filter, rows_of
from kpitrack.definitions.checks.tests import check_date_field
from kpitrack.definitions.checks.units import nature_of_field
from kpitrack.definitions.drafts import Draft
from kpitrack.definitions.places import Spot
from kpitrack.definitions.suggestions import unknown
from kpitrack.errors import DefinitionError
from kpitrack.model.formats import is_known_format, known_formats
from kpitrack.model.quantities import Quantity, Unit
from kpitrack.model.shipped import LAYOUTS, MAPS
from kpitrack.model.sources import NUMERIC_TYPES, Field, FieldType, Source


def check_sources(draft: Draft) -> Iterator[DefinitionError]:
    for name, source in draft.sources.items():
        spot = draft.sources_spot.at(name)
        yield from _check_files(draft, source, spot)
        yield from _check_names_of_others(draft, source, spot)
        yield from _check_categories_are_text(draft, source, spot)
        yield from _check_dating(source, spot)
        yield from _check_fields(source, spot)
        yield from _check_scores(source, spot)
        yield from _check_keys(draft, source, spot)
        yield from check_reshaping(draft, source, spot)
        yield from check_filter(draft, source.keep, rows_of(draft, source), spot.at("keep"))
        yield from check_filter(draft, source.drop, rows_of(draft, source), spot.at("drop"))
        yield from _check_limits(source, spot)
        yield from _check_expected(draft, source, spot.at("expects"))


def _check_files(draft: Draft, source: Source, spot: Spot) -> Iterator[DefinitionError]:
    if not source.files or not all(file.strip() for file in source.files):
        yield DefinitionError("no file is named", where=spot.at("files").where, hint="files: folder/name_{date}.csv")
    layouts = draft.own_layouts.union(LAYOUTS)
    if source.layout not in layouts:
        yield unknown("layout", source.layout, layouts, where=spot.at("layout").where)
    if source.encoding is not None:
        try:
            codecs.lookup(source.encoding)
        except LookupError:
            where = spot.at("encoding").where
            hint = "leave it out, or write one such as mac_roman"
            yield DefinitionError(f'unknown encoding "{source.encoding}"', where=where, hint=hint)


def _check_names_of_others(draft: Draft, source: Source, spot: Spot) -> Iterator[DefinitionError]:
    for unit in source.id_columns:
        if draft.lacks_unit(unit):
            yield unknown("person or thing", unit, draft.units, where=spot.at("id", unit).key)
    for dimension, field in source.dimensions.items():
        if draft.lacks("dimensions", dimension):
            where = spot.at("dimensions", dimension).key
            yield unknown("dimension", dimension, draft.known["dimensions"], where=where)
        if field not in source.fields:
            where = spot.at("dimensions", dimension).where
            yield unknown("field", field, source.fields, where=where, of=f'the source "{source.name}"')


def _check_categories_are_text(draft: Draft, source: Source, spot: Spot) -> Iterator[DefinitionError]:
    """A yes or no, a number and a day have no categories until a map names them."""
    telling = {field: dimension for dimension, field in source.dimensions.items()}
    kinds = [*draft.program.people.values(), *draft.program.things.values()]
    if any(kind.roster == source.name for kind in kinds):
        dimensions = draft.program.dimensions.items()
        telling |= {each.field or name: name for name, each in dimensions if each.having is None}
    for field, dimension in telling.items():
        definition = source.fields.get(field)
        if definition is None or definition.is_text or definition.kind is FieldType.LIST:
            continue
        problem = f'"{field}" tells the dimension "{dimension}" and has the type {definition.kind}; categories are text'
        hint = f"take `type: {definition.kind}` out, and what the file says is the category"
        if definition.kind is FieldType.YES_NO:
            hint = "write `map: {Y: Yes, N: No}` in place of `type: yes_no`, with the codes of the file"
        yield DefinitionError(problem, where=spot.at("fields", field).key, hint=hint)


def _check_dating(source: Source, spot: Spot) -> Iterator[DefinitionError]:
    if source.date is not None:
        yield from check_date_field(source, source.date, spot.at("date"))
    if source.dates is not None:
        yield from check_date_field(source, source.dates.start, spot.at("dates", "start"))
        yield from check_date_field(source, source.dates.end, spot.at("dates", "end"))
    if source.period is not None and source.period not in source.fields:
        where = spot.at("period").where
        yield unknown("field", source.period, source.fields, where=where, of=f'the source "{source.name}"')


def _check_fields(source: Source, spot: Spot) -> Iterator[DefinitionError]:
    stacked = {source.stack.name, source.stack.value} if source.stack else set()
    for name, field in source.fields.items():
        here = spot.at("fields", name)
        if field.column is None and name not in stacked:
            hint = "column: the caption as it stands in the file"
            yield DefinitionError(f'the field "{name}" has no `column`', where=here.key, hint=hint)
        yield from _check_formats(name, field, here)
        if isinstance(field.map, str) and field.map not in MAPS:
            yield unknown("map", field.map, MAPS, where=here.at("map").where)
        if isinstance(field.map, dict) and field.kind is FieldType.LEVEL:
            known = {level.casefold() for level in field.levels}
            for code, level in field.map.items():
                if str(level).casefold() not in known:
                    where = here.at("map", code).where
                    yield unknown("level", str(level), field.levels, where=where, of=f'"{name}"')
        if field.scale is not None and field.scale[0] >= field.scale[1]:
            yield DefinitionError("a scale goes from low to high", where=here.at("scale").key, hint="such as [1, 5]")
        if field.scale is not None and field.kind not in NUMERIC_TYPES:
            problem = f'"{name}" is a {field.kind.value} field and has no scale'
            yield DefinitionError(problem, where=here.at("scale").key, hint="give it `type: number`")
        if field.basis is not None and field.kind is not FieldType.MONEY:
            problem = f'"{name}" is a {field.kind.value} field and is not paid per {field.basis}'
            yield DefinitionError(problem, where=here.at("basis").key, hint="give it `type: money`")


def _check_formats(name: str, field: Field, spot: Spot) -> Iterator[DefinitionError]:
    for position, declared in enumerate(field.format):
        if is_known_format(declared, field.kind):
            continue
        known = known_formats(field.kind)
        if known:
            here = spot.at("format", position)
            yield unknown("format", declared, known, where=here.where, of=f"a {field.kind.value} field")
        else:
            problem = f'"{name}" is a {field.kind.value} field and has no format'
            yield DefinitionError(problem, where=spot.at("format").key, hint="leave it out, or give the field a type")


def _check_scores(source: Source, spot: Spot) -> Iterator[DefinitionError]:
    for name, score in source.scores.items():
        rule = "combine" if score.combine is not None else "add"
        for position, field in enumerate(score.fields):
            here = spot.at("scores", name, rule)
            written = here.at(field) if isinstance(score.combine, dict) else here.at(position)
            if field not in source.fields:
                of = f'the source "{source.name}"'
                yield unknown("field", field, source.fields, where=written.key, of=of)
            elif nature_of_field(source.fields[field]) is None:
                kind = source.fields[field].kind.value
                problem = f'"{field}" is a {kind} field and cannot be part of a score'
                yield DefinitionError(problem, where=written.key, hint="give it `type: number`, or leave it out")


def _check_keys(draft: Draft, source: Source, spot: Spot) -> Iterator[DefinitionError]:
    mistyped = any(draft.lacks_unit(unit) for unit in source.id_columns)
    known = (*source.names(), "period", *(draft.units if mistyped else ()))
    for position, name in enumerate(source.unique):
        if name not in known:
            where = spot.at("unique", position).where
            yield unknown("field", name, known, where=where, of=f'the source "{source.name}"')
    ranked = source.on_duplicate.field
    here = spot.at("on_duplicate", "keep_highest")
    if ranked is not None and ranked not in source.fields:
        yield unknown("field", ranked, source.fields, where=here.where, of=f'the source "{source.name}"')
    elif ranked is not None and source.fields[ranked].kind not in NUMERIC_TYPES | {FieldType.LEVEL, FieldType.DATE}:
        problem = f'"{ranked}" has no highest value'
        yield DefinitionError(problem, where=here.where, hint="give it `levels`, low to high, or a number type")
    if source.on_duplicate.rule == "keep_highest" and ranked is None:
        hint = "on_duplicate: {keep_highest: status}"
        yield DefinitionError("keep_highest names no field", where=spot.at("on_duplicate").key, hint=hint)
    if source.on_duplicate.rule != "refuse" and not source.unique:
        hint = "name the fields that make two rows the same: unique: [student, wave]"
        yield DefinitionError("`on_duplicate` needs `unique`", where=spot.at("on_duplicate").key, hint=hint)


def _check_expected(draft: Draft, source: Source, spot: Spot) -> Iterator[DefinitionError]:
    """Only a population whose members a roster lists, and whom the rows name, can be looked for."""
    expected = source.expects
    if expected is None:
        return
    where = spot.at("population").where or spot.where
    if draft.lacks("populations", expected.population):
        yield unknown("population", expected.population, draft.known["populations"], where=where)
        return
    unit = draft.unit_of(expected.population)
    if unit is not None and unit not in source.id_columns:
        hint = (
            f"give the source an `id` of {unit}, or expect a population of: {', '.join(source.id_columns) or 'nobody'}"
        )
        yield DefinitionError(f"no row names a {unit}, so nobody can be missed", where=where, hint=hint)
    elif unit is not None and draft.roster_of(unit) is None:
        hint = f"give {unit} a `roster` in program.yaml"
        yield DefinitionError(f"no roster lists every {unit}, so nobody can be missed", where=where, hint=hint)
    limit = expected.at_least
    if limit is not None and not (isinstance(limit, Quantity) and limit.unit is Unit.SHARE):
        yield DefinitionError(
            f"{limit.text} is not a share of them", where=spot.at("at_least").where, hint="such as 95%"
        )


def _check_limits(source: Source, spot: Spot) -> Iterator[DefinitionError]:
    age, share = source.current_within, source.max_unusable
    if age is not None and not (isinstance(age, Quantity) and age.unit is Unit.DAYS):
        where = spot.at("current_within").where
        yield DefinitionError(f"{age.text} is not a number of days", where=where, hint="write it as 31 days")
    if share is not None and not (isinstance(share, Quantity) and share.unit is Unit.SHARE):
        where = spot.at("max_unusable").where
        yield DefinitionError(f"{share.text} is not a share of the rows", where=where, hint="write it as 5%")
