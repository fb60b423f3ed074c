"""Options that several commands share, and reading them. The clock is read here and nowhere below."""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kpitrack.errors import UsageError


class AudienceChoice(StrEnum):
    """Who will read it."""

    INTERNAL = "internal"
    SHARED = "shared"
    PUBLIC = "public"


class Engine(StrEnum):
    """Where the rows are counted."""

    DUCKDB = "duckdb"
    SPARK = "spark"


TargetsOption = Annotated[
    Path | None,
    typer.Option("--targets", metavar="DIR", help="Folder of the definitions; default: nearest targets/ upward."),
]
ExportsOption = Annotated[
    Path | None, typer.Option("--exports", metavar="DIR", help="Folder of the exports; default: as program.yaml says.")
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Use data up to this day, such as 2026-02-15.")
]
QuarterOption = Annotated[
    str | None,
    typer.Option("--quarter", metavar="QUARTER", help="Quarter, such as Q2 or Y1-Q2; default: the current one."),
]
PeriodOption = Annotated[
    str | None, typer.Option("--period", metavar="PERIOD", help="Any period, such as Y1-M05, Y1-S1, Y1.")
]
AudienceOption = Annotated[
    AudienceChoice | None,
    typer.Option(
        "--audience", help="Who will read it; default: as program.yaml says, else shared (small groups protected)."
    ),
]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="File to write; default: the screen.")
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Print the result and errors, nothing else.")]
VerboseOption = Annotated[bool, typer.Option("--verbose", "-v", help="Say more, and show traces of errors.")]
EngineOption = Annotated[Engine, typer.Option("--engine", help="Where rows are counted.")]

_QUARTER = re.compile(r"(?:(?P<year>[A-Za-z][A-Za-z0-9]*)-)?[Qq]?(?P<number>[1-4])")


def period_of(quarter: str | None, period: str | None) -> str | None:
    """`--quarter 2`, `q2` and `Y1-Q2`, or any period of the calendar; None asks for the as-of date's quarter."""
    if quarter is not None and period is not None:
        raise UsageError("--quarter and --period both name the period", hint="keep one of them")
    if quarter is None:
        return period
    found = _QUARTER.fullmatch(quarter.strip())
    if not found:
        raise UsageError(f"{quarter!r} is not a quarter", hint="--quarter Q2, --quarter Y1-Q2, or --period Y1-M05")
    year = f"{found['year']}-" if found["year"] else ""
    return f"{year}Q{found['number']}"


def dimensions_of(written: list[str]) -> tuple[tuple[str, ...], ...]:
    """`gender,frl` are two splits, `gender*frl` is one split by both; the option may be repeated."""
    splits = [tuple(part.strip() for part in split.split("*")) for option in written for split in option.split(",")]
    if any(not part for split in splits for part in split):
        raise UsageError("--by has an empty part", hint="--by gender,frl or --by 'gender*frl'")
    return tuple(dict.fromkeys(splits))


def names_of(written: list[str]) -> tuple[str, ...]:
    """Metric ids, which never hold a comma."""
    return tuple(name.strip() for option in written for name in option.split(",") if name.strip())


def day_of(written: str | None) -> date | None:
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise UsageError(f"--as-of {written!r} is not a day", hint="--as-of 2026-02-15") from None


def as_of(written: str | None, pinned: date | None) -> date | None:
    """The day asked for; without one, today, unless the program is pinned to a day."""
    day = day_of(written)
    return today() if day is None and pinned is None else day


def today() -> date:
    return datetime.now().astimezone().date()
