"""Code -> value maps: shipped ones (one YAML file per map in `maps/`), or written at the field.

A shipped file lists value -> codes, because that is how people check it. Where a system spells a field in its own
way, its map `extends` the general one: what it says itself goes first.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from kpitrack.exports.package_data import parse_yaml, read_shipped
from kpitrack.model.sources import Field, FieldType

Codes = Mapping[str, str | None]  # code, lower case without outer blanks -> value; None means blank


@cache
def shipped_map(name: str) -> Codes:
    """A map that comes with the package. KeyError if there is none (definitions were checked for it)."""
    written = read_shipped("maps", name)
    if written is None:
        raise KeyError(name)
    listed = parse_yaml(written)
    general = shipped_map(listed.pop("extends")) if "extends" in listed else {}
    own = {code.strip().lower(): value for value, codes in listed.items() for code in codes}
    return {**general, **own}


def codes_of(field: Field) -> Codes | None:
    """The map of a field, or None if it has none. A value of the map is a code for itself, unless it is one already.

    Why: a file that already says "Completed" needs no code for it.
    """
    if field.map is None:
        return shipped_map("yes_no") if field.kind is FieldType.YES_NO else None
    if isinstance(field.map, str):
        return shipped_map(field.map)
    written = {code.strip().lower(): _spelled(value) for code, value in field.map.items()}
    values = {value.strip().lower(): value for value in written.values() if value is not None}
    return values | written


def _spelled(value: object) -> str | None:
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value).strip()
