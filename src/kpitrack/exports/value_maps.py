"""Code -> value maps: shipped ones (one YAML file per map in `maps/`), or written at the field.

A shipped file lists value -> codes, because that is how people check it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml

from kpitrack.model.sources import Field, FieldType

Codes = Mapping[str, str | None]  # code, lower case without outer blanks -> value; None means blank


@cache
def shipped_map(name: str) -> Codes:
    """A map that comes with the package. KeyError if there is none (definitions were checked for it)."""
    file = resources.files(__package__).joinpath("maps", f"{name}.yaml")
    if not file.is_file():
        raise KeyError(name)
    written = yaml.load(file.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return {code.strip().lower(): value for value, codes in written.items() for code in codes}


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
