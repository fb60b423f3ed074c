"""What names a set of rows has, and whether a filter over them makes sense."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kpitrack.definitions.drafts import Draft
from kpitrack.definitions.places import Spot
from kpitrack.definitions.suggestions import did_you_mean, unknown
from kpitrack.errors import DefinitionError
from kpitrack.model.conditions import Ago, Between, Blank, Compares, Condition, Filter, Not, OneOf, Scalar, yes_or_no
from kpitrack.model.program import NOT_REPORTED, Dimension
from kpitrack.model.sources import NUMERIC_TYPES, Field, FieldType, Source

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ORDERED = NUMERIC_TYPES | {FieldType.DATE, FieldType.LEVEL}


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one source, or the people of a roster with their dimensions."""

    source: Source
    dimensions: dict[str, Dimension]
    known_dimensions: frozenset[str]

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.source.names(), *self.known_dimensions)

    def has(self, name: str) -> bool:
        return name in self.names


def rows_of(draft: Draft, source: Source) -> Rows:
    """Rows as they stand in the export, with the dimensions that the source itself names."""
    own = {name: draft.program.dimensions[name] for name in source.dimensions if name in draft.program.dimensions}
    return Rows(source, own, frozenset(source.dimensions))


def people_of(draft: Draft, roster: Source) -> Rows:
    """People or things of a roster: filters on them may also name dimensions."""
    return Rows(roster, draft.program.dimensions, frozenset(draft.known["dimensions"]))


def check_filter(draft: Draft, written: Filter, rows: Rows, spot: Spot) -> Iterator[DefinitionError]:
    """Every name is known, every value can occur, every comparison fits the type."""
    for name, condition in written.entries.items():
        here = spot.at(name)
        if not rows.has(name):
            yield unknown_name(draft, name, rows, here.key)
        elif name in rows.dimensions:
            yield from check_category_condition(name, rows.dimensions[name], condition, here)
        elif field := _field_of(rows.source, name):
            yield from _check_condition(name, field, condition, here)
    for position, part in enumerate(written.any_of):
        yield from check_filter(draft, part, rows, spot.at("any_of", position))


def _field_of(source: Source, name: str) -> Field | None:
    """A field, or a score, which is read as a number; None for an id, which may be any text."""
    return Field(type=FieldType.NUMBER) if name in source.scores else source.fields.get(name)


def unknown_name(draft: Draft, name: str, rows: Rows, where: str, *, what: str = "field") -> DefinitionError:
    if name in draft.known["dimensions"]:
        return DefinitionError(
            f'"{name}" is a dimension, not a field of the source "{rows.source.name}"',
            where=where,
            hint="narrow the people with `among`, or filter on a field of the source",
        )
    return unknown(what, name, rows.names, where=where, of=f'the source "{rows.source.name}"')


def check_category_condition(
    name: str, dimension: Dimension, condition: Condition, spot: Spot
) -> Iterator[DefinitionError]:
    """A dimension has categories: it is one of them or not, and is never larger than something."""
    match condition:
        case OneOf(values):
            for position, value in enumerate(values):
                yield from check_category(name, dimension, value, spot.at(position))
        case Not(inner):
            yield from check_category_condition(name, dimension, inner, spot.at("not"))
        case Blank():
            pass
        case _:
            hint = f"name the categories: {name}: [A, B]"
            yield DefinitionError(f'the dimension "{name}" has categories, not amounts', where=spot.key, hint=hint)


def check_category(name: str, dimension: Dimension, value: object, spot: Spot) -> Iterator[DefinitionError]:
    known = dimension.listed
    if known and not _is_among(value, (*known, NOT_REPORTED)):
        yield unknown("category", _text(value), (*known, NOT_REPORTED), where=spot.where, of=f'"{name}"')


def _is_among(value: object, known: Iterable[object]) -> bool:
    return _text(value).strip().casefold() in {_text(each).strip().casefold() for each in known}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _check_condition(name: str, field: Field, condition: Condition, spot: Spot) -> Iterator[DefinitionError]:
    match condition:
        case OneOf(values):
            for position, value in enumerate(values):
                yield from check_value(name, field, value, spot.at(position))
        case Not(inner):
            yield from _check_condition(name, field, inner, spot.at("not"))
        case Compares(comparisons):
            for comparator, bound in comparisons:
                yield from _check_bound(name, field, bound, spot.at(comparator))
        case Between(low, high):
            yield from _check_bound(name, field, low, spot.at("between", 0))
            yield from _check_bound(name, field, high, spot.at("between", 1))
            if isinstance(low, int | Decimal) and isinstance(high, int | Decimal) and low > high:
                yield turned_round(spot.at("between"))
        case Ago(comparison) if field.kind is not FieldType.DATE:
            problem = f'`{comparison}` counts days back, but "{name}" is a {field.kind.value} field, not a date'
            yield DefinitionError(problem, where=spot.key, hint="use a field of type date")
        case Ago() | Blank():
            pass


def turned_round(spot: Spot) -> DefinitionError:
    return DefinitionError("nothing lies between these: the first is larger than the second", where=spot.key,
                           hint="write the smaller one first")  # fmt: skip


def check_value(name: str, field: Field, value: Scalar, spot: Spot) -> Iterator[DefinitionError]:
    """Can a row have this value in this field?"""
    match field.kind:
        case FieldType.YES_NO if yes_or_no(value) is None:
            yield _misfit(name, value, "is a yes_no field", "write yes or no", spot)
        case kind if kind in NUMERIC_TYPES:
            yield from check_number(name, f"is a {kind.value} field", value, spot)
        case FieldType.DATE:
            yield from check_day(name, value, spot)
        case FieldType.LEVEL if not _is_among(value, field.levels):
            yield unknown("level", _text(value), field.levels, where=spot.where, of=f'"{name}"')
        case FieldType.CHOICE if isinstance(field.map, dict) and not _is_among(value, field.map.values()):
            known = [_text(each) for each in field.map.values()]
            suggestion = did_you_mean(_text(value), known)
            hint = f"the map of the field gives: {', '.join(dict.fromkeys(known))}"
            yield DefinitionError(f'"{name}" is never "{_text(value)}"{suggestion}', where=spot.where, hint=hint)
        case _:
            pass


def check_number(name: str, nature: str, value: Scalar, spot: Spot) -> Iterator[DefinitionError]:
    """nature: what is compared, such as `is a number of rows`."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        yield _misfit(name, value, nature, "write a number without quotes", spot)


def check_day(name: str, value: Scalar, spot: Spot) -> Iterator[DefinitionError]:
    if not _is_day(value):
        yield _misfit(name, value, "is a date", "write a day as 2026-02-15", spot)


def _check_bound(name: str, field: Field, bound: Scalar, spot: Spot) -> Iterator[DefinitionError]:
    """Can this field be compared with this bound?"""
    if field.kind not in _ORDERED:
        problem = f'"{name}" is a {field.kind.value} field and has no order to compare by'
        yield DefinitionError(problem, where=spot.key, hint=f"name its values, or give {name} a type with an order")
    else:
        yield from check_value(name, field, bound, spot)


def _misfit(name: str, value: object, nature: str, hint: str, spot: Spot) -> DefinitionError:
    return DefinitionError(f'"{name}" {nature} and is never "{_text(value)}"', where=spot.where, hint=hint)


def _is_day(value: Scalar) -> bool:
    if not (isinstance(value, str) and _DAY.fullmatch(value)):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
