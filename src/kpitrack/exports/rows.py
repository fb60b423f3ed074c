"""Rows read one by one, with their numbers, for files that the engine cannot read as they are.

Slow and exact: it knows which row is ragged and where a quotation mark was left open. What it reads, it writes as
an even table (every row as wide as the captions) that the engine then reads like any other.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kpitrack.exports.dialect import Dialect
from kpitrack.exports.faults import FileFault

RAGGED, BROKEN, HIDDEN = "ragged", "broken", "hidden"
_SWALLOWED_LINES = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `number` counts from 1 as a spreadsheet does: a cell of several lines is in one row."""

    number: int
    cells: list[str]
    is_broken: bool = False
    is_hidden: bool = False  # in the spreadsheet, and such rows are to be dropped


def text_rows(path: Path, dialect: Dialect, *, name: str) -> Iterator[Row]:
    """All rows of a text file in UTF-8; blank lines are rows without cells, except at the very end.

    raises: FileFault for a quotation mark that is never closed, with its row.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        reader = dialect.reader(stream, strict=True)
        number, blank = 0, 0
        while True:
            number += 1
            started = reader.line_num
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                row = Row(number, [], is_broken=True)
                if "field limit" in str(error) and reader.line_num - started <= 1:
                    raise _long_cell(number, name) from None
                if _is_open(error, reader.line_num - started):
                    raise open_quote(number, name) from None
            else:
                if not cells:
                    blank += 1
                    continue
                if _has_swallowed(cells, dialect.delimiter):
                    raise open_quote(number, name)
                row = Row(number, cells)
            yield from (Row(number - back, []) for back in range(blank, 0, -1))
            blank = 0
            yield row


def _is_open(error: csv.Error, lines: int) -> bool:
    """A stray mark breaks its own row; an open one swallows the rows after it, or the rest of the file."""
    return lines > 1 or "unexpected end" in str(error) or "field limit" in str(error)


def _has_swallowed(cells: list[str], delimiter: str) -> bool:
    """Does a cell hold whole rows, each with as many delimiters as this one?"""
    width = len(cells)
    for cell in cells:
        if cell.count("\n") >= _SWALLOWED_LINES and width > 2:
            inner = cell.splitlines()[1:-1]
            if all(line.count(delimiter) == width - 1 for line in inner):
                return True
    return False


def open_quote(row: int, name: str) -> FileFault:
    """The fault of a quotation mark without its partner."""
    return FileFault(
        "a quotation mark is opened and not closed; the rows after it cannot be told apart",
        file=name,
        row=row,
        hint="close or remove the mark in this row, or export the file again",
    )


def _long_cell(row: int, name: str) -> FileFault:
    """The fault of a cell that holds more than any export writes."""
    return FileFault(
        f"a cell has more than {csv.field_size_limit():,} characters",
        file=name,
        row=row,
        hint="this is no table, or a quotation mark is open; export it again as CSV",
    )


def write_even(rows: Iterable[Row], width: int, first: int, target: Path) -> int:
    """Write the rows from number `first` on as: number, fault, cells. Extra blank cells are cut off.

    returns: how many rows were written.
    """
    count = 0
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
        for row in rows:
            if row.number < first:
                continue
            writer.writerow([row.number, _fault(row, width), *row.cells[:width], *[""] * (width - len(row.cells))])
            count += 1
    return count


def _fault(row: Row, width: int) -> str:
    if row.is_broken:
        return BROKEN
    if row.is_hidden:
        return HIDDEN
    is_even = not row.cells or (len(row.cells) >= width and not any(cell.strip() for cell in row.cells[width:]))
    return "" if is_even else RAGGED
