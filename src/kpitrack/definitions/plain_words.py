"""What is wrong with a value, in the words of the definition language and not of the library that checks it."""

from __future__ import annotations

import re
import types
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from kpitrack.definitions.places import Path, Places
from kpitrack.definitions.suggestions import did_you_mean
from kpitrack.errors import DefinitionError, nearest

Location = tuple[Any, ...]

_NOUNS = {
    "ProgramFile": "program.yaml",
    "ProgramFacts": "`program`",
    "UnitKind": "a person or thing",
    "YearDefinition": "a year",
    "Calendar": "`calendar`",
    "Disclosure": "`disclosure`",
    "QualityRule": "a quality rule",
    "Expected": "`expects`",
    "AnotherMetric": "a goal that is another metric",
    "GrowToward": "`grow_toward`",
    "Then": "`then`",
    "TargetChange": "`changed`",
    "Alert": "an alert",
    "Headcount": "`headcount`",
    "Retired": "`retired`",
    "Exemption": "an exception",
    "IdColumn": "an id",
    "Interval": "`dates`",
    "Stack": "`stack`",
    "Duplicates": "`on_duplicate`",
}
_OTHER_WORDS = {  # keys of earlier forms of the language, and keys that people expect -> the key to use
    "in": "from",
    "source": "from",
    "frequency": "every",
    "population": "of",
    "if_behind": "alerts",
    "filter": "where",
    "name": "title",
    "description": "reading",
    "note": "reading",
    "equals": "between",
    "parity": "between",
    "maintain": "at_least: previous",
    "min": "at_least",
    "max": "at_most",
    "target": "targets",
    "deadline": "due",
    "by_when": "due",
    "breakdowns": "by",
    "disaggregate": "by",
    "filename": "files",
    "file": "files",
}
_OTHER_VALUES = {  # values that people expect -> the one to use
    "average": "mean",
    "sum": "total",
    "percent": "share",
    "percentage": "share",
    "rate": "share",
    "difference": "gap",
    "newest": "latest",
    "last": "latest",
    "max": "highest",
    "min": "lowest",
    "to_date": "year_to_date",
    "as_of": "on_that_day",
}
_NEEDS = {  # kind of error -> what the place needs
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "decimal_type": "a number",
    "decimal_parsing": "a number",
    "tuple_type": "a list such as [a, b]",
    "list_type": "a list such as [a, b]",
    "dict_type": "entries of the form `key: value`",
    "model_type": "entries of the form `key: value`",
    "model_attributes_type": "entries of the form `key: value`",
}
_UNION_ARM = re.compile(
    r"str|int|bool|decimal|constrained-\w+|[A-Z]\w+|(?:function|literal|tuple|dict|list|nullable)\b.*"
)


def plain_problems(
    error: ValidationError, model: type[BaseModel], places: Places, at: Path = ()
) -> list[DefinitionError]:
    """Every problem of one definition that could not be read.

    model: what was to be read; its keys are offered where a key is unknown.
    at:    where in the file the definition stands.
    """
    groups = _one_group_per_value(error.errors(include_url=False), places, at)
    problems = {group[0]["loc"]: _plain(group, model, places, at) for group in groups}
    return [problem for location, problem in problems.items() if not _is_a_slip_elsewhere(location, problem, problems)]


def _is_a_slip_elsewhere(
    location: Location, problem: DefinitionError, problems: Mapping[Location, DefinitionError]
) -> bool:
    """A missing key whose mistyped form stands in the same place is one problem, not two."""
    if problem.problem != f'the key "{location[-1] if location else ""}" is missing':
        return False
    neighbours = (each for other, each in problems.items() if other[:-1] == location[:-1])
    return any(each.problem.endswith(f'; did you mean "{location[-1]}"?') for each in neighbours)


def _one_group_per_value(errors: Iterable[Any], places: Places, at: Path) -> list[list[Any]]:
    """Errors about the same value are one problem: a value that may be text or a list fails in both ways at once."""
    groups: dict[Location, list[Any]] = {}
    for error in errors:
        groups.setdefault(_before_the_arm(error["loc"]), []).append(error)
    return [_deepest(group, places, at) for group in groups.values()]


def _before_the_arm(location: Location) -> Location:
    for position, step in enumerate(location[1:], start=1):
        if isinstance(step, str) and _UNION_ARM.fullmatch(step):
            return location[:position]
    return location


def _deepest(group: list[Any], places: Places, at: Path) -> list[Any]:
    """Where the author wrote a list, only the complaint about its items is of use; where words help, only the words."""
    if len(group) == 1:
        return group
    depth = max(len(places.written((*at, *error["loc"]))) for error in group)
    deepest = [error for error in group if len(places.written((*at, *error["loc"]))) == depth]
    spoken = [error for error in deepest if error["type"] in ("value_error", "extra_forbidden", "missing")]
    return spoken[:1] or deepest


def _plain(group: list[Any], model: type[BaseModel], places: Places, at: Path) -> DefinitionError:
    error = group[0]
    location = (*at, *error["loc"])
    kind = error["type"]
    if kind == "extra_forbidden":
        return unknown_key(str(error["loc"][-1]), keys_of(_model_at(model, error["loc"][:-1])), places.of_key(location))
    if kind == "missing" and isinstance(error["loc"][-1], int):
        label = _label(places.written(location[:-1]))
        problem = f"{label} needs {error['loc'][-1] + 1} values, such as [a, b]"
        return DefinitionError(problem, where=places.of_key(location[:-1]))
    if kind == "missing":
        return _missing_key(str(error["loc"][-1]), _model_at(model, error["loc"][:-1]), places.of_key(location[:-1]))
    where = _place(places, location, error["input"])
    if kind == "value_error":
        return DefinitionError(str(error["ctx"]["error"]), where=where)
    label = _label(places.written(location))
    if kind in ("literal_error", "enum"):
        return _not_one_of(label, error, where)
    needs = " or ".join(dict.fromkeys(_need(each) for each in group))
    return DefinitionError(f"{label} needs {needs}; found {_found(error['input'])}", where=where, hint=_quotes(group))


def _place(places: Places, location: Location, written: object) -> str:
    """A single value is shown where it stands, a mapping or list where it is named."""
    return places.of_key(location) if isinstance(written, dict | list) else places.of_value(location)


def unknown_key(key: str, known: Iterable[str], where: str) -> DefinitionError:
    """A key that is not of the language."""
    names = list(known)
    suggestion = did_you_mean(key, names)
    other = _OTHER_WORDS.get(key.lower(), "")
    if other.split(":")[0] in names:
        suggestion = f'; did you mean "{other}"?'
    hint = "" if suggestion or not names else f"the keys here are: {', '.join(names)}"
    return DefinitionError(f'unknown key "{key}"{suggestion}', where=where, hint=hint)


def _missing_key(key: str, model: type[BaseModel] | None, where: str) -> DefinitionError:
    if model is None:
        return DefinitionError(f'the key "{key}" is missing', where=where)
    required = [name for name, info in _keys(model).items() if info.is_required()]
    noun = noun_of(model)
    return DefinitionError(f'the key "{key}" is missing', where=where, hint=f"{noun} needs {_listing(required)}")


def _listing(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def noun_of(model: type[BaseModel]) -> str:
    name = model.__name__
    return _NOUNS.get(name) or f"a{'n' if name[0] in 'AEIOU' else ''} {name.lower()}"


def _not_one_of(label: str, error: Any, where: str) -> DefinitionError:
    allowed = re.findall(r"'([^']*)'", str(error["ctx"]["expected"])) or ["true"]
    written = error["input"]
    suggestion = _meant_value(written, allowed) if isinstance(written, str) else ""
    hint = f"use one of: {', '.join(allowed)}" if len(allowed) > 1 else f"write {allowed[0]}, or leave the key out"
    return DefinitionError(f"{label} cannot be {_found(written)}{suggestion}", where=where, hint=hint)


def _meant_value(written: str, allowed: list[str]) -> str:
    meanings = {other: value for other, value in _OTHER_VALUES.items() if value in allowed}
    near = nearest(written, [*allowed, *meanings])
    return f'; did you mean "{meanings.get(near, near)}"?' if near else ""


def _label(path: Path) -> str:
    """`"targets", entry 2` or `"owner"`."""
    if path and isinstance(path[-1], int):
        return f"{_label(path[:-1])}, entry {path[-1] + 1},"
    return f'"{path[-1]}"' if path else "the file"


def _need(error: Any) -> str:
    kind, limits = error["type"], error.get("ctx", {})
    if kind in _NEEDS:
        return _NEEDS[kind]
    if kind in ("too_short", "too_long"):
        return _length(limits)
    bounds = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    for key, words in bounds.items():
        if key in limits:
            return f"a number of {words} {limits[key]}"
    if kind == "literal_error":
        return str(limits["expected"]).replace("'", '"')
    return "another value"


def _length(limits: Mapping[str, Any]) -> str:
    number = limits.get("min_length", limits.get("max_length"))
    if "max_length" in limits:
        return f"exactly {number} values, such as [a, b]"
    return "at least one entry" if number == 1 else f"at least {number} values"


def _found(written: object) -> str:
    """What the author wrote, by kind."""
    match written:
        case None:
            return "nothing"
        case bool():
            return "true" if written else "false"
        case int() | Decimal():
            return f"the number {written}"
        case str():
            return f'"{written}"'
        case dict():
            return "entries of the form `key: value`" if written else "{}"
        case list() | tuple():
            return "a list"
    return "something else"


def _quotes(group: list[Any]) -> str:
    written = group[0]["input"]
    if any(error["type"] == "string_type" for error in group) and isinstance(written, bool | int | Decimal):
        return f'to mean the text, put it in quotes: "{str(written).lower()}"'
    return ""


def keys_of(model: type[BaseModel] | None) -> list[str]:
    """The keys as written in YAML."""
    return list(_keys(model)) if model else []


def _keys(model: type[BaseModel]) -> dict[str, Any]:
    fields = model.model_fields.items()
    return {info.alias or name: info for name, info in fields if info.exclude is not True}


def _model_at(model: type[BaseModel], location: Location) -> type[BaseModel] | None:
    """The model that stands at a location, found by walking the types."""
    annotation: Any = model
    for step in location:
        annotation = next((found for arm in _arms(annotation) if (found := _inside(arm, step)) is not None), annotation)
    return next((arm for arm in _arms(annotation) if isinstance(arm, type) and issubclass(arm, BaseModel)), None)


def _arms(annotation: Any) -> Iterator[Any]:
    """The alternatives of a type."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _arms(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for arm in get_args(annotation):
            yield from _arms(arm)
    else:
        yield annotation


def _inside(arm: Any, step: object) -> Any:
    """The type one step further in; None if the step does not lead into this one."""
    origin = get_origin(arm)
    if origin is dict and isinstance(step, str):
        return get_args(arm)[1]
    if origin is tuple and isinstance(step, int):
        return get_args(arm)[0]
    if isinstance(arm, type) and issubclass(arm, BaseModel) and step in (keys := _all_keys(arm)):
        return keys[step]
    return None


def _all_keys(model: type[BaseModel]) -> dict[object, Any]:
    """Also the ones that only the models themselves write."""
    return {info.alias or name: info.annotation for name, info in model.model_fields.items()}
