"""The delimiter of a text file, and the lines at its top."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from kpitrack.exports.faults import FileFault
from kpitrack.exports.layouts import Layout
from kpitrack.model.sources import Source

DELIMITERS = (",", "\t", ";", "|", "^")
_NAMES = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "caret": "^", "\\t": "\t"}
_LOOK_AT = 60  # rows
LONGEST_LINE = 1 << 22  # characters


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are parted. `quoted`: a quotation mark at the start of a cell encloses it."""

    delimiter: str
    quoted: bool = True


def read_dialect(path: Path, source: Source, layout: Layout, *, name: str) -> Dialect:
    """The declared delimiter, else the one that parts most rows into the same number of cells.

    raises: FileFault for a line that is longer than any table has.
    """
    declared = source.delimiter or layout.delimiter
    if declared is not None:
        return Dialect(_NAMES.get(declared.lower(), declared), layout.quoted)
    best = max(DELIMITERS, key=lambda delimiter: _fit(top_rows(path, Dialect(delimiter, layout.quoted), name=name)))
    return Dialect(best, layout.quoted)


def _fit(rows: list[list[str]]) -> tuple[float, int]:
    """Share of filled rows that have the commonest width above one, and that width."""
    widths = Counter(len(row) for row in rows if row)
    wide = [(count, width) for width, count in widths.items() if width > 1]
    if not wide:
        return 0.0, 0
    count, width = max(wide)
    return round(count / sum(widths.values()), 1), width


def top_rows(path: Path, dialect: Dialect, count: int = _LOOK_AT, *, name: str) -> list[list[str]]:
    """The first rows as cells, without judging them. A blank line is an empty row."""
    quoting = csv.QUOTE_MINIMAL if dialect.quoted else csv.QUOTE_NONE
    with path.open(encoding="utf-8", newline="") as stream:
        lines = (_bounded(stream.readline(LONGEST_LINE), name) for _ in range(count * 50))
        reader = csv.reader((line for line in lines if line), delimiter=dialect.delimiter, quoting=quoting)
        rows: list[list[str]] = []
        try:
            rows.extend(islice(reader, count))
        except csv.Error:  # a cell beyond the limit: what was read so far tells enough
            pass
        return rows


def _bounded(line: str, name: str) -> str:
    if len(line) >= LONGEST_LINE:
        raise FileFault(
            "a line has more than 4 million characters", file=name, hint="this is no table; export it again as CSV"
        )
    return line
