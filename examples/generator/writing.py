"""How the systems print days, and how a table becomes a file."""

# ruff: noqa: DTZ001 - exports name no time zone

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from random import Random

Row = Sequence[object]


def write_csv(
    path: Path, rows: Iterable[Row], *, encoding: str = "utf-8", newline: str = "\r\n", quote_all: bool = False
) -> None:
    text = io.StringIO()
    if quote_all:
        csv.writer(text, lineterminator=newline, quoting=csv.QUOTE_ALL).writerows(rows)
    else:
        csv.writer(text, lineterminator=newline).writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode(encoding))


def us(day: date | None) -> str:
    """01/05/2026, as most systems print a day."""
    return day.strftime("%m/%d/%Y") if day else ""


def us_short(day: date | None) -> str:
    """1/5/2026, as Excel shows a day."""
    return f"{day.month}/{day.day}/{day.year}" if day else ""


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def clock(chance: Random, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, chance.randint(8, 16), chance.randint(0, 59), chance.randint(0, 59))


def forms_time(chance: Random, day: date) -> str:
    when = clock(chance, day)
    zone = "PDT" if day < date(2025, 11, 2) else "PST"
    return f"{when:%Y/%m/%d} {when.hour % 12 or 12}:{when:%M:%S} {when:%p} {zone}"
