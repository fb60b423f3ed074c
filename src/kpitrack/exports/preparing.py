"""One chosen file made ready for the engine: bytes, text or workbook, captions, and where its data begin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kpitrack.exports import encoding
from kpitrack.exports.bundles import is_bundle, write_joined
from kpitrack.exports.captions import Captions, read_captions
from kpitrack.exports.columns import MappedColumn, mapped_columns
from kpitrack.exports.dialect import Dialect, check_width, read_dialect, top_lines, top_rows
from kpitrack.exports.faults import FileFault
from kpitrack.exports.hidden_rows import hidden_rows, tells_hidden_rows
from kpitrack.exports.layouts import Bundle, Layout
from kpitrack.exports.plan import Plan
from kpitrack.exports.rows import Row, text_rows, write_even
from kpitrack.exports.selection import ChosenFile
from kpitrack.exports.table_sql import ReadableTable
from kpitrack.exports.workbook import is_workbook, sheet_rows, takes_from_elsewhere, with_percent_signs
from kpitrack.model.calendar import Period
from kpitrack.model.sources import FieldType, Source

_WORKBOOK_SUFFIXES = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
_WITH_NUMBER_FORMATS = {".xlsx", ".xlsm"}
_IN_A_PATH_A_PATTERN = set("*?[]{}")
_COMMA = Dialect(",")


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """A file whose head has been read and understood."""

    name: str
    sha256: str
    encoding: str
    dated: date | None
    period: Period | None
    captions: Captions
    columns: list[MappedColumn]
    first_row: int  # the number of the first data row
    in_place: ReadableTable | None  # None: only row by row
    rows_in_place: int  # data rows, if every line is a row
    text: Path | None  # None for a workbook
    dialect: Dialect
    sheet: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()  # what a person should know about it

    def careful_rows(self) -> Iterator[Row]:
        """All rows, one by one."""
        return iter(self.sheet) if self.text is None else text_rows(self.text, self.dialect, name=self.name)

    def even_table(self, target: Path) -> tuple[ReadableTable, int]:
        """The data rows as an even table, and how many they are.

        raises: FileFault for a quotation mark that is never closed, or if there is no data row.
        """
        count = write_even(self.careful_rows(), self.captions.width, self.first_row, target)
        if not count:
            raise header_only(self.name)
        return ReadableTable(target, _COMMA, skip=0, is_even=True), count


def header_only(name: str) -> FileFault:
    """The fault of a file that stops after its captions."""
    return FileFault(
        "the file has captions and no rows",
        file=name,
        hint="export it again; if nothing has happened yet, leave the file out and expect no data",
    )


def prepare(chosen: ChosenFile, plan: Plan, *, folder: Path, scratch: Path) -> PreparedFile:
    """Read a file's head and find every mapped column. raises: FileFault."""
    if plan.layout.bundle is not None and is_bundle(chosen.path, plan.layout.bundle):
        return _prepare_bundle(chosen, plan, plan.layout.bundle, scratch)
    if is_workbook(chosen.path):
        return _prepare_workbook(chosen, plan)
    if plan.layout.reads == "workbook" or chosen.path.suffix.lower() in _WORKBOOK_SUFFIXES:
        sheet_rows(chosen.path, None, name=chosen.name)  # says what is wrong with it
    return _prepare_text(chosen, plan, folder=folder, scratch=scratch)


def _prepare_bundle(chosen: ChosenFile, plan: Plan, bundle: Bundle, scratch: Path) -> PreparedFile:
    table = replace(chosen, path=scratch.with_suffix(".joined"))
    joined = write_joined(chosen.path, bundle, table.path, name=chosen.name)
    if not joined.rows:
        raise header_only(chosen.name)
    prepared = _prepare_text(table, plan, folder=scratch.parent, scratch=scratch)
    return replace(prepared, sha256=joined.sha256, notes=tuple(joined.notes))


def _prepare_workbook(chosen: ChosenFile, plan: Plan) -> PreparedFile:
    rows = sheet_rows(chosen.path, plan.source.sheet, name=chosen.name)
    while rows and not any(rows[-1].cells):
        rows.pop()
    if not rows:
        raise FileFault("the sheet is empty", file=chosen.name, hint="name the sheet that holds the data with `sheet`")
    top = [row.cells for row in rows[:60]]
    check_width(top, name=chosen.name)
    captions, first_row = _captions(top, plan.source, plan.layout)
    columns = _columns(plan, captions, top, chosen.name, is_workbook=True)
    rows, notes = _hidden(rows, chosen, plan.source, first_row)
    if takes_from_elsewhere(chosen.path):
        notes = (*notes, "some cells come from other workbooks; the values that were saved last are used")
    percents = frozenset(
        column.position for column in columns if column.position is not None and _is_bare_percent(plan.source, column)
    )
    if percents and chosen.path.suffix.lower() in _WITH_NUMBER_FORMATS:
        rows = with_percent_signs(rows, chosen.path, plan.source.sheet, percents)
    return PreparedFile(
        chosen.name,
        encoding.sha256_of(chosen.path),
        "workbook",
        chosen.dated,
        chosen.period,
        captions,
        columns,
        first_row,
        in_place=None,
        rows_in_place=0,
        text=None,
        dialect=_COMMA,
        sheet=tuple(rows),
        notes=notes,
    )


def _hidden(rows: list[Row], chosen: ChosenFile, source: Source, first_row: int) -> tuple[list[Row], tuple[str, ...]]:
    """The rows with hidden ones marked where they are to be dropped, else a word about them."""
    if source.hidden_rows == "drop" and not tells_hidden_rows(chosen.path):
        return rows, ("rows that are hidden cannot be told in this format and are used; save it as .xlsx",)
    found = hidden_rows(chosen.path, source.sheet, len(rows), name=chosen.name)
    hidden = {number for number in found if number >= first_row}
    if not hidden:
        return rows, ()
    if source.hidden_rows == "drop":
        return [replace(row, is_hidden=True) if row.number in hidden else row for row in rows], ()
    listed = ", ".join(map(str, sorted(hidden)[:5]))
    note = f"{len(hidden)} hidden in the sheet and used all the same: row {listed}; else write `hidden_rows: drop`"
    return rows, (note,)


def _is_bare_percent(source: Source, column: MappedColumn) -> bool:
    definition = source.fields.get(column.field)
    return definition is not None and definition.kind is FieldType.PERCENT and "0.85" not in definition.format


def _prepare_text(chosen: ChosenFile, plan: Plan, *, folder: Path, scratch: Path) -> PreparedFile:
    source, layout = plan.source, plan.layout
    found = encoding.examine(chosen.path, source.encoding, name=chosen.name, otherwise=layout.encoding)
    text = encoding.readable_text(
        chosen.path, found, scratch, in_place=_engine_may_open(chosen.path, folder), name=chosen.name
    )
    lines = top_lines(text.path, name=chosen.name)
    dialect = read_dialect(lines, source, layout)
    top = top_rows(lines, dialect)
    check_width(top, name=chosen.name)
    captions, first_row = _captions(top, source, layout)
    columns = _columns(plan, captions, top, chosen.name, is_workbook=False)
    head_is_plain = not any("\n" in cell for row in top[: first_row - 1] for cell in row)
    is_plain = head_is_plain and (text.bytes.quotes % 2 == 0 or not dialect.quoted)
    if text.bytes.lines < first_row:
        raise header_only(chosen.name)
    return PreparedFile(
        chosen.name,
        found.sha256,
        found.encoding,
        chosen.dated,
        chosen.period,
        captions,
        columns,
        first_row,
        in_place=ReadableTable(text.path, dialect, skip=first_row - 1, is_even=False) if is_plain else None,
        rows_in_place=text.bytes.lines - (first_row - 1),
        text=text.path,
        dialect=dialect,
        notes=_about_width(layout, captions),
    )


def _about_width(layout: Layout, captions: Captions) -> tuple[str, ...]:
    """Fields are appended to such files over the years, so more are welcome and fewer are worth a word."""
    expected = len(layout.columns)
    if layout.has_captions or not expected or captions.width >= expected:
        return ()
    return (f"the file has {captions.width} columns; {layout.title} has {expected}",)


def _engine_may_open(path: Path, folder: Path) -> bool:
    """Links that lead out of the folder and names that look like patterns are copied instead."""
    real = path.resolve()
    return (
        real.is_relative_to(folder.resolve()) and real == path.absolute() and not _IN_A_PATH_A_PATTERN & set(str(path))
    )


def _captions(top: Sequence[Sequence[str]], source: Source, layout: Layout) -> tuple[Captions, int]:
    """The captions, and the number of the first data row."""
    declared = source.header_row
    if declared is None and layout.caption_row_has:
        declared = _caption_row(top, layout.caption_row_has)
    if declared is None:
        header = layout.captions if layout.header_rows else ()
        return read_captions(top, layout, header), layout.header_rows + 1
    if isinstance(declared, tuple):
        return read_captions(top, layout, declared), max(declared) + 1
    above = declared - 1
    captions = read_captions(top[above:], layout, layout.captions if layout.header_rows else (1,))
    return replace(captions, row=captions.row + above), above + max(layout.header_rows, 1) + 1


def _caption_row(top: Sequence[Sequence[str]], wanted: Sequence[str]) -> int | None:
    """The first row in which all these captions stand, counted from 1."""
    folded = {each.casefold() for each in wanted}
    rows = ({cell.strip().casefold() for cell in row} for row in top)
    return next((number for number, cells in enumerate(rows, 1) if folded <= cells), None)


def _columns(
    plan: Plan, captions: Captions, top: Sequence[Sequence[str]], file: str, *, is_workbook: bool
) -> list[MappedColumn]:
    try:
        found = mapped_columns(plan, captions, file=file, is_workbook=is_workbook)
    except FileFault as fault:
        row = _better_header(plan, captions, top, file)
        if row is None:
            raise
        hint = f"the captions seem to stand in row {row}; write `header_row: {row}`"
        raise FileFault(fault.problem, file=file, row=fault.row, column=fault.column, hint=hint) from None
    if not captions.width:
        raise FileFault("the row of the captions is blank", file=file, hint="say where they stand: `header_row: 2`")
    return found


def _better_header(plan: Plan, captions: Captions, top: Sequence[Sequence[str]], file: str) -> int | None:
    """A row in which every mapped caption stands, if it is another one than the row that was read."""
    if plan.source.header_row is not None or plan.layout.header_rows != 1:
        return None
    for number in range(2, min(len(top), 20) + 1):
        if number == captions.row:
            continue
        try:
            mapped_columns(plan, read_captions(top, plan.layout, (number,)), file=file, is_workbook=False)
        except FileFault:
            continue
        return number
    return None
