"""File names that Windows, Mac and Linux all accept."""

from __future__ import annotations

import re
from collections.abc import Iterable

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_LONGEST = 120  # characters; whole paths end at 260 on Windows


def file_name(school: str, file: str) -> str:
    """`Alder Elementary - Progress Tracker.xlsx`."""
    safe = _FORBIDDEN.sub("-", school).strip(" .")[:_LONGEST].rstrip(" .") or "School"
    if _RESERVED.fullmatch(safe):
        safe = f"{safe}_"
    return f"{safe} - {_FORBIDDEN.sub('-', file)}"


def file_names(schools: Iterable[str], file: str) -> dict[str, str]:
    """A name for each school; names that differ only in case, or only in forbidden signs, get a number."""
    taken: set[str] = set()
    names: dict[str, str] = {}
    for school in schools:
        name = wanted = file_name(school, file)
        stem, dot, suffix = wanted.rpartition(".")
        number = 2
        while name.casefold() in taken:
            name = f"{stem} ({number}){dot}{suffix}"
            number += 1
        taken.add(name.casefold())
        names[school] = name
    return names
