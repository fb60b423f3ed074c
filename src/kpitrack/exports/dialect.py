"""The delimiter of a text file, and the lines at its top."""

from __future__ import annotations

import contextlib
import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kpitrack.exports.faults import FileFault
from kpitrack.exports.layouts import Layout
from kpitrack.model.sources import Source

if TYPE_CHECKING:
    from _csv import Reader

DELIMITERS = (",", "\t", ";", "|", "^")
_NAMES = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "caret": "^", "\\t": "\t"}
_HEADER_ROWS, _ROWS, _LINES = 20, 60, 400  # looked at to find delimiter and captions
LONGEST_LINE = 1 << 22  # characters
MOST_COLUMNS = 4096  # no system exports more; the engine needs a minute to plan ten times as many


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are parted. `quoted`: a quotation mark at the start of a cell encloses it."""

    delimiter: str
    quoted: bool = True

    def reader(self, lines: Iterable[str], *, strict: bool = False) -> Reader:
        """A reader of rows. strict: marks where they do not belong raise csv.Error."""
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE
        return csv.reader(lines, delimiter=self.delimiter, quoting=quoting, strict=strict)


def read_dialect(lines: list[str], source: Source, layout: Layout) -> Dialect:
    """The declared delimiter, else the one that parts these lines into most of the source's captions.

    Where that does not decide (captions missing, or none at all): into rows of the same number of cells.
    """
    declared = source.delimiter or layout.delimiter
    if declared is not None:
        return Dialect(_NAMES.get(declared.lower(), declared), layout.quoted)
    return Dialect(guessed_delimiter(lines, _captions_of(source), quoted=layout.quoted), layout.quoted)


def guessed_delimiter(lines: list[str], wanted: frozenset[str], *, quoted: bool) -> str:
    """The delimiter that parts these lines into most of the wanted captions, else into rows of the same width."""
    return max(DELIMITERS, key=lambda delimiter: _fit(top_rows(lines, Dialect(delimiter, quoted)), wanted))


def _captions_of(source: Source) -> frozenset[str]:
    captions = [
        *(caption for column in source.id_columns.values() for caption in column.captions),
        *(caption for field in source.fields.values() for caption in field.captions),
    ]
    return frozenset(caption.strip().casefold() for caption in captions)


def _fit(rows: list[list[str]], wanted: frozenset[str]) -> tuple[int, float, int]:
    """Captions found; share of filled rows that have the commonest width above one; that width."""
    found = len(wanted & {cell.strip().casefold() for row in rows[:_HEADER_ROWS] for cell in row})
    widths = Counter(len(row) for row in rows if row)
    wide = [(count, width) for width, count in widths.items() if width > 1]
    if not wide:
        return found, 0.0, 0
    count, width = max(wide)
    return found, round(count / sum(widths.values()), 1), width


def top_lines(path: Path, *, name: str) -> list[str]:
    """The first lines of a text file. raises: FileFault for a line that is longer than any table has."""
    lines: list[str] = []
    with path.open(encoding="utf-8", newline="") as stream:
        while len(lines) < _LINES and (line := stream.readline(LONGEST_LINE)):
            if len(line) >= LONGEST_LINE:
                raise FileFault(
                    "a line has more than 4 million characters",
                    file=name,
                    hint="this is no table; export it again as CSV",
                )
            lines.append(line)
    return lines


def check_width(rows: list[list[str]], *, name: str) -> None:
    """Half of the rows are wider than any table: said before anybody looks at every column. One wide row is ragged.

    raises: FileFault.
    """
    widths = sorted(map(len, rows))
    width = widths[(len(widths) - 1) // 2] if widths else 0
    if width > MOST_COLUMNS:
        raise FileFault(
            f"the file has {width:,} columns; {MOST_COLUMNS:,} are read at most",
            file=name,
            hint="check the delimiter, or export fewer columns",
        )


def top_rows(lines: list[str], dialect: Dialect) -> list[list[str]]:
    """The first rows as cells, without judging them. A blank line is an empty row."""
    rows: list[list[str]] = []
    with contextlib.suppress(csv.Error):  # a cell beyond the limit: what was read so far tells enough
        rows.extend(islice(dialect.reader(lines), _ROWS))
    return rows
