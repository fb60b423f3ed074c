"""What looking at one file found out: how it is written, what stands in it, and a source that would read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class InspectedColumn:
    """One column. Examples are masked unless they are codes that say nothing about a person."""

    position: int  # from 1
    caption: str
    role: str  # student id, birth date, name, gender, answer …; empty if nothing tells
    looks_like: str  # text, date M/D/YYYY, percent 85% …
    filled: int  # of the rows looked at
    different: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A block of sources.yaml."""

    name: str
    source: Mapping[str, Any]
    remarks: Mapping[str, str]  # field -> what a person should decide
    left_out: tuple[str, ...] = ()  # captions of columns that nobody needs: names, addresses


@dataclass(frozen=True, slots=True)
class Inspection:
    """One file, looked at without any definition."""

    file: str
    system: str  # empty if nothing tells
    layout: str
    encoding: str  # ascii, utf-8, utf-8-sig, utf-16, cp1252, or the kind of workbook
    offered_encoding: str  # what the layout takes instead, where bytes cannot tell
    newline: str  # LF, CRLF, CR, or "mixed"; empty for a workbook
    delimiter: str  # the character, or TAB; empty for a workbook
    preamble_rows: int  # titles and blank lines above the captions
    header_rows: int
    data_rows: int
    footer_rows: int  # totals and blank rows below
    sheet: str = ""
    looked_at: int = 0  # rows that the columns are judged by
    columns: tuple[InspectedColumn, ...] = ()
    notes: tuple[str, ...] = ()
    proposal: Proposal | None = None
