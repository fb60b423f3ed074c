"""A program to start from: files of the package, with the days of the sample moved to where today is."""

from __future__ import annotations

import re
from datetime import date, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable

_DAY = re.compile(r"@(?P<from>start|today)(?P<shift>[+-]\d+)?@")
_LONGEST_YEAR = timedelta(days=330)  # after that the 48 weeks may be over
_INTO_THE_YEAR = timedelta(weeks=9)


def starter(today: date) -> dict[str, str]:
    """Path below the new folder -> text. The sample's days lie in the running year, whenever that is."""
    start = first_monday(today)
    root = files("kpitrack.definitions").joinpath("starter")
    return {name: _with_days(text, start, today) for name, text in sorted(_texts(root, ""))}


def _texts(folder: Traversable, above: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for each in folder.iterdir():
        if each.is_dir():
            found += _texts(each, f"{above}{each.name}/")
        elif each.name.endswith((".yaml", ".csv")):
            found.append((f"{above}{each.name}", each.read_text(encoding="utf-8")))
    return found


def first_monday(today: date) -> date:
    """The Monday on or before August 15; in summer, when such a year is over, a Monday nine weeks ago."""
    year = today.year if (today.month, today.day) >= (8, 15) else today.year - 1
    start = _monday(date(year, 8, 15))
    return start if today - start <= _LONGEST_YEAR else _monday(today - _INTO_THE_YEAR)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _with_days(text: str, start: date, today: date) -> str:
    """`@start@`, `@today-3@`: no day lies before the year or after today."""

    def written(found: re.Match[str]) -> str:
        day = (start if found["from"] == "start" else today) + timedelta(days=int(found["shift"] or 0))
        return max(start, min(day, today)).isoformat()

    return _DAY.sub(written, text)
