"""Workbooks (xlsx, xls, ods): the cells of one sheet as text, in the forms that text files use.

Dates become 2026-02-15, numbers plain digits without float noise, yes/no true or false, hours 3:30.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import python_calamine

from kpitrack.exports.archives import open_archive
from kpitrack.exports.encoding import WORKBOOK_MARKS, first_bytes
from kpitrack.exports.faults import FileFault
from kpitrack.exports.rows import Row

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MIDNIGHT = time()


def is_workbook(path: Path) -> bool:
    """Do the first bytes say zip or the old office container?"""
    return first_bytes(path).startswith(WORKBOOK_MARKS)


def sheet_rows(path: Path, sheet: str | None, *, name: str) -> list[Row]:
    """All rows of the sheet (default: the first visible one), numbered as the spreadsheet shows them.

    raises: FileFault for a workbook that is protected, damaged or has no such sheet.
    """
    book = _open(path, name)
    try:
        found = _sheet(book, sheet, name)
        return [Row(n, [cell_text(cell) for cell in cells]) for n, cells in _numbered(found)]
    except FileFault:
        raise
    except Exception:  # noqa: BLE001 - the reader has several types of errors, and lets panics through
        raise FileFault(
            "the sheet holds something that no spreadsheet writes, such as an entity or a broken cell",
            file=name,
            hint="open it in Excel and save it again, or export it once more",
        ) from None


def sheet_names(path: Path, *, name: str) -> list[str]:
    """The visible sheets; all of them if none is visible. raises: FileFault as `sheet_rows`."""
    workbook = _open(path, name)
    shown = python_calamine.SheetVisibleEnum.Visible
    return [each.name for each in workbook.sheets_metadata if each.visible is shown] or list(workbook.sheet_names)


def with_percent_signs(rows: list[Row], path: Path, sheet: str | None, positions: frozenset[int]) -> list[Row]:
    """The rows with `85%` where a cell holds 0.85 and is shown as a percent.

    positions: columns (from 0) to look at. Only here the number format decides what a figure means, and only the
    slower reader knows it.
    """
    import openpyxl  # noqa: PLC0415 - half a second that few workbooks need

    workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        table = workbook[_sheet_name(workbook.sheetnames, sheet) or workbook.sheetnames[0]]
        shown = {
            (cell.row, cell.column - 1): cell.value
            for line in table.iter_rows()
            for cell in line
            if cell.value is not None and cell.column - 1 in positions and "%" in str(cell.number_format)
        }
    finally:
        workbook.close()
    return [
        Row(row.number, [_percent_text(shown.get((row.number, n)), text) for n, text in enumerate(row.cells)])
        for row in rows
    ]


def takes_from_elsewhere(path: Path) -> bool:
    """Has the workbook links to other workbooks? What it shows of them may be old; nothing is fetched."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return any(each.startswith("xl/externalLinks/") for each in archive.namelist())


def _percent_text(shown: object, text: str) -> str:
    if isinstance(shown, bool) or not isinstance(shown, int | float):
        return text
    return f"{Decimal(_number_text(float(shown))) * 100:f}%"


def _sheet_name(names: list[str], wanted: str | None) -> str | None:
    return next((each for each in names if wanted and each.strip().casefold() == wanted.strip().casefold()), None)


def _numbered(sheet: python_calamine.CalamineSheet) -> Iterator[tuple[int, list[object]]]:
    yield from enumerate(sheet.to_python(skip_empty_area=False), 1)


def _open(path: Path, name: str) -> python_calamine.CalamineWorkbook:
    if zipfile.is_zipfile(path):
        open_archive(path, name=name).close()  # before anything is unpacked
    content = path.read_bytes()
    if not content:
        raise FileFault("the file is empty", file=name, hint="export it again; the old content was not kept")
    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except python_calamine.PasswordError:
        raise _protected(name) from None
    except Exception:  # noqa: BLE001 - the reader has several types of errors, and lets panics through
        if _ENCRYPTED in content:
            raise _protected(name) from None
        raise _not_a_workbook(content, name) from None


def _protected(name: str) -> FileFault:
    return FileFault(
        "the workbook is protected by a password",
        file=name,
        hint="open it in Excel, remove the password (File, Info, Protect Workbook) and save it again",
    )


def _not_a_workbook(content: bytes, name: str) -> FileFault:
    if content.startswith(WORKBOOK_MARKS):
        return FileFault(
            "the workbook is damaged", file=name, hint="open it in Excel and save it again, or export it once more"
        )
    return FileFault(
        "the file is not a workbook, whatever its name says",
        file=name,
        hint="open it in Excel and save it as .xlsx; if it is text, use `layout: delimited`",
    )


def _sheet(workbook: python_calamine.CalamineWorkbook, wanted: str | None, name: str) -> python_calamine.CalamineSheet:
    names = workbook.sheet_names
    if wanted is None:
        visible = [
            each.name for each in workbook.sheets_metadata if each.visible is python_calamine.SheetVisibleEnum.Visible
        ]
        wanted = next(iter(visible or names), None)
    found = _sheet_name(names, wanted)
    if found is None:
        listed = ", ".join(repr(each) for each in names) or "none"
        raise FileFault(
            f"the workbook has no sheet {wanted!r}", file=name, hint=f"its sheets are {listed}; correct `sheet`"
        )
    return workbook.get_sheet_by_name(found)


def cell_text(value: object) -> str:
    """The text of one cell."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return _number_text(value)
        case datetime():
            return value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case timedelta():
            minutes = round(value.total_seconds() / 60)
            return f"{minutes // 60}:{minutes % 60:02d}"
        case _:
            return "" if value is None else str(value)


def _number_text(value: float) -> str:
    """15 digits are what a spreadsheet keeps; more are noise of the binary form (0.30000000000000004)."""
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 - NaN
        return ""
    exact = Decimal(f"{value:.15g}")
    return f"{exact.to_integral_value() if exact == exact.to_integral_value() else exact.normalize():f}"
