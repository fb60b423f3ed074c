"""What a section holds: sentences, items with their owners, a table. Every format lays out the same content."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kpitrack.model.reporting import Section
from kpitrack.model.statuses import Status


@dataclass(frozen=True, slots=True)
class Item:
    """One line with what a table needs beside it."""

    text: str
    about: str = ""  # title of the metric, milestone or source
    owner: str = ""
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A caption. `width`: in characters, for workbooks."""

    caption: str
    width: int = 14
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells of one row; `line` says the same in one line, for screens and mail."""

    cells: tuple[str, ...]
    line: str
    status: Status | None = None  # of the last cell
    points: tuple[Fraction | None, ...] = ()  # of a sparkline, oldest first
    shares: tuple[tuple[Status, int], ...] = ()  # of a bar


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What a section has to say."""

    lead: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    table: Table | None = None
    counts: tuple[tuple[Status, int], ...] = ()  # how many results have each status, for tiles
    heading: str = ""  # in place of the usual one
    has_results: bool = False  # the full tables of the report stand here

    @property
    def is_empty(self) -> bool:
        return not (self.lead or self.items or self.table or self.has_results)


@dataclass(frozen=True, slots=True)
class Part:
    """A section under its heading. `most` says how many of its items fit a page."""

    id: Section
    heading: str
    content: Content
    most: int
    nothing: str  # what an empty section says, since a missing one could be a mistake

    @property
    def items(self) -> tuple[Item, ...]:
        return self.content.items

    @property
    def shown(self) -> tuple[Item, ...]:
        return self.items[: self.most]

    @property
    def rest(self) -> int:
        return len(self.items) - len(self.shown)
