"""Who may read the export files, and what stands in them that no metric needs.

Only captions and the first rows are looked at. A copy without such columns keeps every caption and position, so that
the same definitions read it: the cells are emptied.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

from kpitrack.exports import encoding
from kpitrack.exports.captions import Captions
from kpitrack.exports.faults import FileFault
from kpitrack.exports.loading import plan_for
from kpitrack.exports.preparing import PreparedFile, prepare
from kpitrack.exports.roles import personal_role
from kpitrack.exports.selection import ChosenFile, choose_files
from kpitrack.model.intake import Intake
from kpitrack.model.program import Program
from kpitrack.model.sources import Field, Gathered, IdColumn, Source

SSN = "social security number"
_SSN = re.compile(r"\d{3}-\d{2}-\d{4}")
_LOOKED_AT = 50  # rows in which social security numbers are looked for


@dataclass(frozen=True, slots=True)
class PersonalColumn:
    """A column that says who somebody is and that no definition reads."""

    position: int  # from 0
    caption: str
    role: str


@dataclass(frozen=True, slots=True)
class Head:
    """A file of a source, understood as far as its captions."""

    source: Source
    chosen: ChosenFile
    prepared: PreparedFile
    is_bundle: bool


def heads(program: Program, intake: Intake, as_of: date, folder: Path, scratch: Path) -> Iterator[Head]:
    """Every file that the usable sources were read from."""
    for reading in intake.sources.values():
        if not reading.usable:
            continue
        plan = plan_for(program, program.sources[reading.name], as_of)
        try:
            files, _ = choose_files(plan.source, folder, as_of, program.calendar, manifest=plan.manifest)
            for number, chosen in enumerate(files):
                copy = scratch / f"head-{plan.source.name}-{number}.csv"
                prepared = prepare(chosen, plan, folder=folder, scratch=copy)
                yield Head(plan.source, chosen, prepared, is_bundle=bool(plan.manifest))
        except FileFault:  # it could be read a moment ago; what the intake says of it stands
            continue


def is_open_to_everyone(path: Path) -> bool:
    """May every user of this machine read or change the file? Not known on Windows, whose lists are not asked."""
    if sys.platform == "win32":
        return False
    folders = (path.resolve().parent, *path.resolve().parent.parents)
    reachable = all(folder.stat().st_mode & stat.S_IXOTH for folder in folders)
    return reachable and bool(path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH))


def personal_columns(head: Head) -> list[PersonalColumn]:
    """Columns with names, birth dates, numbers or addresses of people that no field or id of the source reads."""
    captions, used = head.prepared.captions, _used_positions(head.source, head.prepared.captions)
    rows = list(islice(head.prepared.careful_rows(), head.prepared.first_row + _LOOKED_AT))[
        head.prepared.first_row - 1 :
    ]
    filled = {n for row in rows for n, cell in enumerate(row.cells) if cell.strip()}
    found = {
        position: PersonalColumn(position, caption, role)
        for position, caption in enumerate(captions.texts)
        if position not in used and position in filled and (role := _role(captions, position))
    }
    for position in {n for row in rows for n, cell in enumerate(row.cells) if _SSN.fullmatch(cell.strip())}:
        caption = captions.texts[position] if position < len(captions.texts) else str(position + 1)
        found[position] = PersonalColumn(position, caption, SSN)
    return [found[position] for position in sorted(found)]


def _role(captions: Captions, position: int) -> str:
    plain = captions.texts[position].rsplit(".", 1)[-1]
    label = captions.others[position] if position < len(captions.others) else ""
    return personal_role(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain)) or personal_role(plain) or personal_role(label)


def _used_positions(source: Source, captions: Captions) -> set[int]:
    used: set[int] = set()
    columns: list[Field | IdColumn] = [*source.fields.values(), *source.id_columns.values()]
    for column in columns:
        written = column.column
        if isinstance(written, int):
            used.add(written - 1)
        else:
            named = (*written.each, *written.yes) if isinstance(written, Gathered) else column.captions
            used.update(position for caption in named for position in captions.positions(caption))
    return used


def write_without(head: Head, columns: Sequence[PersonalColumn], target: Path) -> None:
    """A copy of the file in which the cells of these columns are empty; captions and places stay.

    Text becomes UTF-8 (or stays in the encoding that the source declares), a workbook one sheet of texts.
    """
    blank = {column.position for column in columns}
    first = head.prepared.first_row
    rows = (
        row.cells if row.number < first else ["" if n in blank else cell for n, cell in enumerate(row.cells)]
        for row in head.prepared.careful_rows()
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    if head.prepared.text is None:
        _write_sheet(rows, head.source.sheet or "Sheet1", target)
    else:
        _write_text(rows, head, target)
    target.chmod(0o600)


def _write_text(rows: Iterator[list[str]], head: Head, target: Path) -> None:
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
    import xlsxwriter  # noqa: PLC0415 - only for workbooks

    book = xlsxwriter.Workbook(str(target), {"strings_to_formulas": False, "strings_to_urls": False})
    table = book.add_worksheet(sheet[:31])
    for number, cells in enumerate(rows):
        table.write_row(number, 0, cells)
    book.close()
