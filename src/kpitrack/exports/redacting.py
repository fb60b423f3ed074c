"""Copies of exports without what no definition reads about a person.

Of a single file the columns that say who somebody is are emptied; captions and places stay, so that the same
definitions read the copy. Of a folder or zip of tables every cell is emptied that no definition reads and no join
needs, because such tables name people in many ways: account names, other ids, columns of the vendor's own.
"""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, cast

from kpitrack.exports import encoding
from kpitrack.exports.bundles import needed_tables
from kpitrack.exports.layouts import Bundle
from kpitrack.exports.security import Head, personal_columns, used_positions
from kpitrack.files import write_through


def write_copy(head: Head, target: Path) -> None:
    """The copy of one file, folder or zip. target: its own path in the folder of the copies."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if head.bundle is not None:
        _write_tables(head, head.bundle, target)
        return
    blank = {column.position for column in personal_columns(head)}
    first = head.prepared.first_row
    rows = (
        row.cells if row.number < first else ["" if n in blank else cell for n, cell in enumerate(row.cells)]
        for row in head.prepared.careful_rows()
    )
    if head.prepared.text is None:
        _write_sheet(rows, head.source.sheet or "Sheet1", target)
    else:
        _write_text(rows, head, target)
    target.chmod(0o600)


def _write_tables(head: Head, bundle: Bundle, target: Path) -> None:
    captions = head.prepared.captions
    needed = {captions.texts[position] for position in used_positions(head.source, captions)}
    needed |= {rule.column for rule in head.layout.drop}
    path = head.chosen.path
    tables = {name: _csv(rows) for name, rows in needed_tables(path, bundle, needed, name=head.chosen.name)}
    if path.suffix.lower() == ".zip":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in tables.items():
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        write_through(target, packed.getvalue(), mode=0o600)
        return
    folder = target.parent if target.name == path.name else target
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in tables.items():
        write_through(folder / name, content, mode=0o600)


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows(rows)
    return stream.getvalue().encode()


def _write_text(rows: Iterator[list[str]], head: Head, target: Path) -> None:
    """Text becomes UTF-8, or stays in the encoding that the source declares."""
    dialect = head.prepared.dialect
    packed = encoding.is_packed(head.chosen.path)
    kind = head.source.encoding or "utf-8"
    with (
        cast("BinaryIO", gzip.open(target, "wb")) if packed else target.open("wb") as raw,
        io.TextIOWrapper(raw, encoding=kind, newline="", errors="replace") as stream,
    ):
        if dialect.quoted:
            csv.writer(stream, delimiter=dialect.delimiter, lineterminator="\n").writerows(rows)
        else:
            stream.writelines(dialect.delimiter.join(row) + "\n" for row in rows)


def _write_sheet(rows: Iterator[list[str]], sheet: str, target: Path) -> None:
    """A workbook becomes one sheet of texts."""
    import xlsxwriter  # noqa: PLC0415 - only for workbooks

    book = xlsxwriter.Workbook(str(target), {"strings_to_formulas": False, "strings_to_urls": False})
    table = book.add_worksheet(sheet[:31])
    for number, cells in enumerate(rows):
        table.write_row(number, 0, cells)
    book.close()
