"""What reading the exports found out: files with provenance, rows used and not used, problems to mend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing a person should know or mend. Never holds a person's name; a value is quoted only if it is a code."""

    level: Literal["error", "warning", "note"]
    message: str
    hint: str = ""
    source: str = ""
    file: str = ""
    row: int | None = None  # as a spreadsheet counts: 1 is the first line of the file
    column: str = ""
    uncounted: str = ""  # the message without a number of people; empty where it holds none


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file as it was read."""

    name: str  # relative to the exports folder
    sha256: str
    encoding: str
    rows: int  # data rows, without header lines
    exported_on: date | None  # the day the export stands for, where the file tells


@dataclass(frozen=True, slots=True)
class SourceReading:
    """One source: rows = used + dropped + refused, always."""

    name: str
    owner: str
    files: tuple[ReadFile, ...]
    rows: int = 0
    used: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)  # by rule: preview, total row, identical duplicate …
    refused: Mapping[str, int] = field(default_factory=dict)  # faults: bad date, unknown student …
    hidden: Mapping[str, int] = field(default_factory=dict)  # field -> used rows whose figure the source hides
    reason: str = ""  # why the whole source is unusable; empty if it is usable
    as_of: date | None = None  # the newest day the export stands for
    covers: date | None = None  # last day for which "no row" means "none", rather than "not known"
    stale: bool = False
    tells_rows: bool = False  # may the reader know how many there are, as `disclosure` decides

    @property
    def usable(self) -> bool:
        return not self.reason


@dataclass(frozen=True, slots=True)
class Intake:
    """All sources a run has read."""

    sources: Mapping[str, SourceReading]
    problems: tuple[Problem, ...] = ()
