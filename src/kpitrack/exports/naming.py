"""How a source is called after its file, and how later copies of the file are found."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from kpitrack.exports.roles import field_name

_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_OTHER_DAY = re.compile(rf"\d{{1,2}}[-_.]\d{{1,2}}[-_.]\d{{4}}|{_MONTH} \d{{1,2}}, ?\d{{4}}(?:_\d\d)?")


def is_dated_otherwise(file: str) -> bool:
    """Does a day stand in the name that `{date}` cannot stand for, as in `roster 2-15-2026.csv`?"""
    return bool(_OTHER_DAY.search(file))


def name_of(file: str) -> tuple[str, str, str]:
    """A name for the source, its `files`, and `newest` where a day stands in the file's name."""
    path = PurePosixPath(file)
    stem = path.name.split(".", 1)[0]
    day = _DAY.search(stem)
    named = field_name(_OTHER_DAY.sub("", _DAY.sub("", stem))).strip("_") or "export"
    if day is None:
        return named, file, ""
    return named, str(path.with_name(_DAY.sub("{date}", path.name, count=1))), "newest"
