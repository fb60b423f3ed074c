"""Several tables in one folder or zip (OneRoster) joined into one table, as their layout says.

What is joined is small next to logs and surveys: one row per person, or per person and school. It is held in memory.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from zipfile import BadZipFile, ZipFile

from kpitrack.exports import encoding
from kpitrack.exports.archives import open_archive
from kpitrack.exports.faults import FileFault
from kpitrack.exports.layouts import Bundle, Join

_ABSENT = "absent"
_NEARLY = 0.85  # of equal letters: `dataLastModified`, `prefferedGivenName`


@dataclass
class Joined:
    """What joining found out besides the table."""

    sha256: str
    rows: int = 0
    notes: list[str] = field(default_factory=list)
    properties: Mapping[str, str] = field(default_factory=dict)  # what the manifest says


def is_bundle(path: Path, bundle: Bundle) -> bool:
    """Is this a manifest, or a zip that may hold one?"""
    return path.name.casefold() == bundle.manifest.casefold() or path.suffix.lower() == ".zip"


def write_joined(path: Path, bundle: Bundle, target: Path, *, name: str) -> Joined:
    """Write the joined table as UTF-8 CSV with captions `table.column`.

    path:   the zip, or the manifest of a folder.
    raises: FileFault for a missing manifest or table, or a table that cannot be read.
    """
    with _Opened(path, name) as opened:
        properties = _properties(opened, bundle)
        before = bundle.declared
        declared = {key.removeprefix(before): value for key, value in properties.items() if key.startswith(before)}
        main = _table(opened, bundle.rows, {}, required=True)
        assert main is not None
        notes = _contradictions(opened, bundle, declared)
        joins = [
            (join, table)
            for join in bundle.joins
            if declared.get(join.table) != _ABSENT
            and (table := _table(opened, join.table, join.spelled, required=join.table in declared)) is not None
        ]
        notes += [note for _, table in joins for note in table.notes]
        lookups = [_Lookup(join, table) for join, table in joins]
        joined = Joined(opened.sha256(), notes=[*main.notes, *notes], properties=properties)
        _write(main, lookups, target, joined)
    joined.notes += [note for lookup in lookups if (note := lookup.orphans())]
    return joined


def needed_tables(
    path: Path, bundle: Bundle, needed: Collection[str], *, name: str
) -> Iterator[tuple[str, list[list[str]]]]:
    """The manifest and the tables that are joined, as (file name, rows with captions), and in them what is needed.

    needed: columns that somebody reads, as `table.column`; those that join the tables are kept besides.
    """
    with _Opened(path, name) as opened:
        joins = [(join, _table(opened, join.table, join.spelled, required=False)) for join in bundle.joins]
        main = _table(opened, bundle.rows, {}, required=True)
        assert main is not None
        kept, tables = set(needed), [main]
        for join, table in joins:
            if table is not None:
                _Lookup(join, table)  # takes nearly right captions for the right ones
                tables.append(table)
                own = (*join.match, *join.only, join.each, *join.earliest, *join.latest)
                kept.update(f"{join.table}.{column}" for column in own)
                kept.update(column for columns in join.match.values() for column in columns)
        there = {bundle.declared + table.name for table in tables}
        yield bundle.manifest, [["propertyName", "value"], *_declared(opened, bundle, there)]
        for table in tables:
            yield f"{table.name}.csv", [table.captions, *_emptied(table, kept)]


def _declared(opened: _Opened, bundle: Bundle, there: Collection[str]) -> Iterator[list[str]]:
    """What the manifest says, with the tables absent that are not copied."""
    for key, value in _properties(opened, bundle).items():
        if key.startswith(bundle.declared):
            yield [key, value if key in there else _ABSENT]
        elif key.lower() != "propertyname":
            yield [key, value]


def _emptied(table: _Table, kept: Collection[str]) -> Iterator[list[str]]:
    stays = [f"{table.name}.{caption}" in kept for caption in table.captions]
    for row in table.rows:
        yield [cell if keep else "" for cell, keep in zip(row, stays, strict=True)]


class _Opened:
    """The tables of a folder or zip, by name without suffix."""

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self._digest = hashlib.sha256()
        self._archive: ZipFile | None = open_archive(path, name=name) if path.suffix.lower() == ".zip" else None
        self._folder = path.parent

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._archive is not None:
            self._archive.close()

    def content(self, table: str) -> bytes | None:
        """The bytes of a table; None if it is not there."""
        wanted = table.casefold().removesuffix(".csv") + ".csv"
        if self._archive is None:
            found = next((each for each in sorted(self._folder.iterdir()) if each.name.casefold() == wanted), None)
            content = found.read_bytes() if found else None
        else:
            content = self._unpacked(self._archive, wanted)
        if content is not None:
            self._digest.update(wanted.encode() + b"\0" + content)
        return content

    def _unpacked(self, archive: ZipFile, wanted: str) -> bytes | None:
        names = [each for each in archive.namelist() if each.casefold().rsplit("/", 1)[-1] == wanted]
        try:
            return archive.read(names[0]) if names else None
        except (BadZipFile, NotImplementedError, OSError):
            raise FileFault("the zip file is damaged", file=self.name, hint="copy or export it again") from None

    def sha256(self) -> str:
        """The fingerprint of everything that was read."""
        return self._digest.hexdigest()


@dataclass
class _Table:
    """One table: captions as the layout spells them, and rows of the same width."""

    name: str
    captions: list[str]
    rows: list[list[str]]
    notes: list[str]

    def position(self, column: str) -> int | None:
        return self.captions.index(column) if column in self.captions else None


def _properties(opened: _Opened, bundle: Bundle) -> Mapping[str, str]:
    """What the manifest says: the version, and of every table whether it is bulk, delta or absent."""
    content = opened.content(bundle.manifest)
    if content is None:
        raise FileFault(
            f"there is no {bundle.manifest} in it",
            file=opened.name,
            hint=f"name the folder or zip that holds {bundle.manifest} and {bundle.rows}.csv",
        )
    rows = [row for row in _rows_of(content, opened.name) if len(row) > 1]
    return {row[0].strip(): row[1].strip().lower() for row in rows}


def _contradictions(opened: _Opened, bundle: Bundle, declared: Mapping[str, str]) -> list[str]:
    wanted = [bundle.rows, *(join.table for join in bundle.joins)]
    return [
        f"the manifest says that {table} is absent, and it is there; it is not used"
        for table in wanted
        if declared.get(table) == _ABSENT and opened.content(table) is not None
    ]


def _rows_of(content: bytes, name: str) -> Iterator[list[str]]:
    counts = encoding.Counts()
    counts.add(content)
    try:
        text = content.decode(counts.encoding)
        yield from csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=False)
    except (UnicodeError, csv.Error):
        raise FileFault("a table of the bundle is not text", file=name, hint="export it again as CSV") from None


def _table(opened: _Opened, table: str, spelled: Mapping[str, str], *, required: bool) -> _Table | None:
    content = opened.content(table)
    if content is None:
        if not required:
            return None
        raise FileFault(f"{table}.csv is missing", file=opened.name, hint="export the bundle again, complete")
    rows = [row for row in _rows_of(content, opened.name) if any(cell.strip() for cell in row)]
    if not rows:
        raise FileFault(f"{table}.csv is empty", file=opened.name, hint="export the bundle again")
    captions = [cell.strip() for cell in rows[0]]
    captions = [spelled.get(each, each) for each in captions]
    width = len(captions)
    even = [[*(cell.strip() for cell in row[:width]), *[""] * (width - len(row))] for row in rows[1:]]
    return _Table(table, captions, even, [])


class _Lookup:
    """A table ready to be looked into by key."""

    def __init__(self, join: Join, table: _Table) -> None:
        self.join, self.table = join, table
        self.captions = [f"{table.name}.{caption}" for caption in table.captions]
        self._blank = [""] * len(table.captions)
        for column in (*join.match, *join.only, join.each, *join.earliest, *join.latest):
            if column and table.position(column) is None:
                _adopt_nearest(table, column)
        self.captions = [f"{table.name}.{caption}" for caption in table.captions]
        self._by_key: dict[tuple[str, ...], dict[str, list[str]]] | None = None
        self._columns: list[tuple[int, list[int]]] = []
        self._used: set[tuple[str, ...]] = set()

    def bind(self, captions: Sequence[str]) -> None:
        """Fix which columns so far decide, and index the rows by them."""
        known = {caption: position for position, caption in enumerate(captions)}
        for column, lefts in self.join.match.items():
            right = self.table.position(column)
            left = [known[each] for each in lefts if each in known]
            if right is not None and left:
                self._columns.append((right, left))
        self._by_key = {}
        for row in self._rows_that_count():
            key = tuple(row[right] for right, _ in self._columns)
            self._add(self._by_key.setdefault(key, {}), row)

    def _rows_that_count(self) -> Iterator[list[str]]:
        only = [
            (position, {value.casefold() for value in values})
            for column, values in self.join.only.items()
            if (position := self.table.position(column)) is not None
        ]
        for row in self.table.rows:
            if all(row[position].casefold() in values for position, values in only):
                yield row

    def _add(self, kept: dict[str, list[str]], row: list[str]) -> None:
        position = self.table.position(self.join.each) if self.join.each else None
        group = row[position] if position is not None else ""
        if group not in kept:
            kept[group] = list(row)
            return
        first = kept[group]
        for column in self.join.earliest:
            if (n := self.table.position(column)) is not None and row[n]:
                first[n] = min(first[n], row[n]) if first[n] else row[n]
        for column in self.join.latest:
            if (n := self.table.position(column)) is not None:
                first[n] = max(first[n], row[n]) if first[n] and row[n] else ""

    def rows_for(self, row: Sequence[str]) -> list[list[str]]:
        """The rows that belong to a row so far; a blank one if there is none."""
        assert self._by_key is not None
        if not self._columns:
            return [self._blank]
        key = tuple(next((_first(row[n]) for n in left if row[n]), "") for _, left in self._columns)
        found = self._by_key.get(key)
        if found is None:
            return [self._blank]
        self._used.add(key)
        return list(found.values())

    def orphans(self) -> str:
        """A sentence about rows that belong to nobody; empty if there are none."""
        if not self.join.orphans or not self._by_key or not self._columns:
            return ""
        lost = len({key[0] for key in self._by_key} - {key[0] for key in self._used})
        if not lost:
            return ""
        return f"{lost} of the ids in {self.table.name} belong to nobody in the list and are left aside"


def _first(cell: str) -> str:
    """The first of several ids in one cell."""
    return cell.split(",", 1)[0].strip()


def _adopt_nearest(table: _Table, column: str) -> None:
    """Take a caption that is one letter off for the one that is meant, and say so."""
    close = difflib.get_close_matches(column.casefold(), [each.casefold() for each in table.captions], 1, _NEARLY)
    if close:
        position = [each.casefold() for each in table.captions].index(close[0])
        if table.captions[position].casefold() != column.casefold():
            table.notes.append(f"{table.name}: the caption {table.captions[position]!r} is read as {column!r}")
        table.captions[position] = column


def _write(main: _Table, lookups: Sequence[_Lookup], target: Path, joined: Joined) -> None:
    captions = [f"{main.name}.{caption}" for caption in main.captions]
    for lookup in lookups:
        lookup.bind(captions)
        captions += lookup.captions
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(captions)
        for row in _wide(main, lookups):
            writer.writerow(row)
            joined.rows += 1


def _wide(main: _Table, lookups: Sequence[_Lookup]) -> Iterator[list[str]]:
    for row in main.rows:
        wide = [row]
        for lookup in lookups:
            wide = [[*each, *more] for each in wide for more in lookup.rows_for(each)]
        yield from wide
