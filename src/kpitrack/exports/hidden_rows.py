"""Rows that are hidden in a workbook: the values' reader returns them like all others, so the file is asked itself.

xlsx and xlsm say it in their sheets, ods in its content. xls and xlsb keep it where no reader here looks.
"""

from __future__ import annotations

import html
import re
import zipfile
from pathlib import Path

from kpitrack.exports.workbook import sheet_names

_HIDDEN_IN_XLSX = re.compile(rb'<row [^>]*hidden="(?:1|true)"')
_PARTS_OF_ODS = re.compile(rb"<table:table(?P<table>\s[^>]*)>|<table:table-row(?P<row>\s[^>]*)?>")
_NAME = re.compile(rb'table:name="([^"]*)"')
_HIDDEN_IN_ODS = re.compile(rb'table:visibility="(?:collapse|filter)"')
_REPEATED = re.compile(rb'table:number-rows-repeated="(\d+)"')
_CONTENT = "content.xml"


def tells_hidden_rows(path: Path) -> bool:
    """Can the rows that are hidden be told from the others in this format?"""
    return zipfile.is_zipfile(path) and bool(_sheets_of_xlsx(path) or _CONTENT in _parts(path))


def hidden_rows(path: Path, sheet: str | None, last: int, *, name: str) -> frozenset[int]:
    """The numbers of the rows, up to the last one, that are hidden in the sheet (default: the first visible one)."""
    if not zipfile.is_zipfile(path):
        return frozenset()
    if _CONTENT in _parts(path):
        return _hidden_in_ods(path, sheet or sheet_names(path, name=name)[0], last)
    return frozenset(number for number in _hidden_in_xlsx(path, sheet) if number <= last)


def _parts(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def _sheets_of_xlsx(path: Path) -> list[str]:
    return [each for each in _parts(path) if each.startswith("xl/worksheets/") and each.endswith(".xml")]


def _hidden_in_xlsx(path: Path, sheet: str | None) -> frozenset[int]:
    """The slower reader is asked only where a look into the file says that some row is hidden at all."""
    sheets = _sheets_of_xlsx(path)
    with zipfile.ZipFile(path) as archive:
        if not any(_HIDDEN_IN_XLSX.search(archive.read(each)) for each in sheets):
            return frozenset()
    import openpyxl  # noqa: PLC0415 - half a second that few workbooks need

    workbook = openpyxl.load_workbook(path, data_only=True)
    try:
        visible = [each.title for each in workbook.worksheets if each.sheet_state == "visible"]
        named = [each for each in workbook.sheetnames if sheet and _same(each, sheet)]
        table = workbook[next(iter([*named, *visible, *workbook.sheetnames]))]
        return frozenset(number for number, row in table.row_dimensions.items() if row.hidden)
    finally:
        workbook.close()


def _hidden_in_ods(path: Path, sheet: str, last: int) -> frozenset[int]:
    with zipfile.ZipFile(path) as archive:
        content = archive.read(_CONTENT)
    hidden: set[int] = set()
    is_ours, number = False, 1
    for part in _PARTS_OF_ODS.finditer(content):
        if part["table"] is not None:
            found = _NAME.search(part["table"])
            is_ours = found is not None and _same(html.unescape(found[1].decode()), sheet)
            number = 1
        elif is_ours:
            said = part["row"] or b""
            repeated = _REPEATED.search(said)
            count = int(repeated[1]) if repeated else 1
            if _HIDDEN_IN_ODS.search(said):
                hidden.update(range(number, min(number + count, last + 1)))
            number += count
    return frozenset(hidden)


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
