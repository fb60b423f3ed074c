"""Filters over rows: `where: {status: Completed, hours: {at_least: 40}}`. All entries of a filter must hold.

A condition is one of a handful of frozen forms; the SQL generator matches on them and the type checker finds a
forgotten one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, TypeAlias

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from kpitrack.model.closed import Closed
from kpitrack.model.quantities import Unit, parse_quantity

Scalar: TypeAlias = str | int | Decimal | bool

COMPARISONS = ("at_least", "more_than", "at_most", "less_than")


@dataclass(frozen=True, slots=True)
class OneOf:
    """Equals one of the values, ignoring case and outer blanks; a list field contains one of them."""

    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Compares:
    """Every named comparison holds; works for numbers, days and ordered levels."""

    comparisons: tuple[tuple[str, Scalar], ...]


@dataclass(frozen=True, slots=True)
class Between:
    """From low to high, both included."""

    low: Scalar
    high: Scalar


@dataclass(frozen=True, slots=True)
class Ago:
    """A day at least, or at most, so many days before the deciding day."""

    comparison: str
    days: int


@dataclass(frozen=True, slots=True)
class Not:
    """Does not match, and is not blank: a blank never satisfies a negation."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Blank:
    """Is empty (`True`) or filled (`False`)."""

    expected: bool


Condition: TypeAlias = OneOf | Compares | Between | Ago | Not | Blank


_YES_NO = {"true": True, "yes": True, "false": False, "no": False}


def yes_or_no(written: Scalar) -> bool | None:
    """What a value written for a yes_no field means; None if it is neither yes nor no."""
    return _YES_NO.get(str(written).strip().lower())


def parse_condition(raw: object) -> Condition:
    """Read one form of a condition; ValueError in plain words if it is none."""
    if isinstance(raw, OneOf | Compares | Between | Ago | Not | Blank):
        return raw
    if isinstance(raw, Mapping):
        return _parse_form(raw)
    if isinstance(raw, list | tuple):
        if not raw:
            raise ValueError("an empty list matches nothing; list the values, or leave the entry out")
        return OneOf(tuple(parse_scalar(each) for each in raw))
    return OneOf((parse_scalar(raw),))


def _parse_form(raw: Mapping[Any, object]) -> Condition:
    keys = [str(key) for key in raw]
    if keys and all(key in COMPARISONS for key in keys):
        return Compares(tuple((str(key), _plain_number(value)) for key, value in raw.items()))
    if len(keys) == 1:
        [(key, value)] = [(str(key), value) for key, value in raw.items()]
        match key:
            case "between" if isinstance(value, list | tuple) and len(value) == 2:
                return Between(_plain_number(value[0]), _plain_number(value[1]))
            case "between":
                raise ValueError("`between` takes two values, both included: between: [10, 20]")
            case "not":
                return Not(parse_condition(value))
            case "blank" if isinstance(value, bool):
                return Blank(value)
            case "blank":
                raise ValueError("`blank` is true or false")
            case "at_least_ago" | "at_most_ago":
                return Ago(key, _days(value))
    written = ", ".join(f"`{key}`" for key in keys) or "{}"
    raise ValueError(f"{written} is not a condition; use one of: {', '.join(_FORMS)}")


def parse_scalar(raw: object) -> Scalar:
    """One value that a field can have; ValueError in plain words for anything else."""
    if isinstance(raw, bool | int | Decimal):
        return raw
    if isinstance(raw, str):
        return raw.strip()
    raise ValueError(f"{raw!r} is not a value that a field can have; for empty cells write {{blank: true}}")


def _plain_number(raw: object) -> Scalar:
    """A bound: `40`, `80%` (0.8), a day, or the name of a level."""
    quantity = parse_quantity(raw)
    if quantity is None:
        return parse_scalar(raw)
    if quantity.unit in (Unit.SHARE, Unit.NUMBER, Unit.SCORE, Unit.MONEY):
        return Decimal(quantity.amount.numerator) / Decimal(quantity.amount.denominator)
    raise ValueError(f"{quantity.text!r} does not fit a field; write a plain number, a percent or a day")


def _days(raw: object) -> int:
    quantity = parse_quantity(raw)
    if quantity is None or quantity.unit is not Unit.DAYS or quantity.amount.denominator != 1:
        raise ValueError(f"{raw!r} is not a number of days; write it as `90 days`")
    return int(quantity.amount)


_FORMS = (*COMPARISONS, "between", "at_least_ago", "at_most_ago", "not", "blank")
_CONDITION_SCHEMA = {"description": f"a value, a list of values, or one of: {', '.join(_FORMS)}"}
ConditionEntry = Annotated[Any, PlainValidator(parse_condition), WithJsonSchema(_CONDITION_SCHEMA)]


class Filter(Closed):
    """All `entries` hold and, if given, one of `any_of`. Written flat: `{status: Held, any_of: [{…}, {…}]}`."""

    entries: dict[str, ConditionEntry] = Field(default_factory=dict)
    any_of: tuple[Filter, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _from_flat(cls, raw: object) -> object:
        if isinstance(raw, Mapping) and not ({"entries"} == set(raw) or {"entries", "any_of"} == set(raw)):
            return {"entries": {k: v for k, v in raw.items() if k != "any_of"}, "any_of": raw.get("any_of", ())}
        if not isinstance(raw, Mapping | Filter):
            raise ValueError("a filter is a mapping of field: condition, such as {status: Completed}")
        return raw

    @property
    def is_empty(self) -> bool:
        return not self.entries and not self.any_of

    def fields(self) -> tuple[str, ...]:
        """Every field the filter names, in writing order."""
        return (*self.entries, *(name for part in self.any_of for name in part.fields()))


EVERYTHING = Filter()
