"""Rows drawn for a person to compare with what happened.

The draw is reproducible: it depends on the rows and the seed alone. It is stratified: every school (or file) gets its
share of the sample, and at least one row where the sample is large enough for that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from kpitrack.engine.session import Session
from kpitrack.engine.sql import name
from kpitrack.errors import UsageError
from kpitrack.exports.staging import rows_name
from kpitrack.model.intake import SourceReading
from kpitrack.model.program import Program
from kpitrack.model.sources import Source

_SCHOOL = "school"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sample ready to be written."""

    source: str
    as_of: date
    rows_in_all: int
    seed: int
    captions: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def draw(session: Session, program: Program, reading: SourceReading, as_of: date, *, size: int, seed: int) -> Drawn:
    """Draw rows of a loaded source.

    size:   rows wanted; all of them if there are fewer. seed: another number draws other rows.
    raises: UsageError for a source without rows.
    """
    source = program.sources[reading.name]
    if not reading.used:
        raise UsageError(f"{source.name} has no rows to draw from", hint=reading.reason or "check the export first")
    columns = {f"id_{unit}": unit for unit in source.units()}
    columns |= {field: _caption(source, field) for field in source.fields}
    found = session.rows(
        f"SELECT file_, line_, coalesce(CAST({_stratum(program, source)} AS VARCHAR), ''), "
        f"{', '.join(map(name, columns))} FROM {rows_name(source)} AS drawn ORDER BY row_"
    )
    chosen = _stratified([(row[2], _order(row, seed)) for row in found], size)
    names = {number: file.name for number, file in enumerate(reading.files)}
    rows = tuple((names.get(found[n][0], ""), found[n][1], *map(_plain, found[n][3:])) for n in sorted(chosen))
    captions = ("file", "row in the file", *columns.values())
    return Drawn(source.name, as_of, len(found), seed, captions, rows)


def _stratum(program: Program, source: Source) -> str:
    """The school of the row, else that of its person on the roster, else the file."""
    if _SCHOOL in source.fields:
        return name(_SCHOOL)
    for unit in source.units():
        roster = program.roster_of(unit) if program.is_person(unit) else None
        if roster is not None and roster.name != source.name and _SCHOOL in roster.fields:
            person = name(f"id_{unit}")
            return (
                f"(SELECT arg_max({name(_SCHOOL)}, row_) FROM {rows_name(roster)} AS roster "
                f"WHERE roster.{person} = drawn.{person})"
            )
    return "file_"


def _caption(source: Source, field: str) -> str:
    """The field, and what the file calls it where that is something else."""
    caption = next(iter(source.fields[field].captions), field)
    return field if caption.strip().casefold() == field.casefold() else f"{field} ({caption})"


def _order(row: Sequence[Any], seed: int) -> str:
    return hashlib.sha256(f"{seed}|{row[0]}|{row[1]}|{row[3:]}".encode()).hexdigest()


def _stratified(rows: Sequence[tuple[str, str]], size: int) -> list[int]:
    """Positions of the drawn rows: per stratum its share, largest remainders first.

    Every stratum gets a row if the sample is large enough; else the largest do.
    """
    strata: dict[str, list[int]] = {}
    for position, (stratum, _) in enumerate(rows):
        strata.setdefault(stratum, []).append(position)
    size = min(size, len(rows))
    shares = shares_of_strata({stratum: len(members) for stratum, members in strata.items()}, size)
    drawn: list[int] = []
    for stratum, members in strata.items():
        drawn += sorted(members, key=lambda n: rows[n][1])[: shares[stratum]]
    return drawn


def shares_of_strata(strata: Mapping[str, int], size: int) -> dict[str, int]:
    """How many rows of each stratum; together exactly `size`, and never more than there are."""
    largest_first = sorted(strata, key=lambda each: (-strata[each], each))
    shares = {stratum: int(position < size) for position, stratum in enumerate(largest_first)}
    left, total = size - sum(shares.values()), sum(strata.values())
    exact = {stratum: Fraction(size * count, total) for stratum, count in strata.items()}
    for _ in range(left):
        open_ones = [each for each in largest_first if shares[each] < strata[each]]
        behind = max(open_ones, key=lambda each: exact[each] - shares[each])
        shares[behind] += 1
    return shares


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value if value is None or isinstance(value, bool | int | str) else str(value)
