"""Drives a headless LibreOffice. Run by the Python that has `uno`, with a pipe name and a JSON list of jobs on stdin.

A job opens a workbook, types into cells, sorts ranges, recalculates everything without trusting stored values, and
saves it as xlsx. Nothing here is imported by the tests themselves.
"""

# ruff: noqa: T201

import json
import sys
import time
from typing import Any

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
from com.sun.star.table import TableSortField  # type: ignore[import-not-found]


def setting(name: str, value: Any) -> Any:
    found = PropertyValue()
    found.Name, found.Value = name, value
    return found


def connect(pipe: str) -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(300):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:  # noqa: BLE001 - it is still starting
            time.sleep(0.1)
    raise SystemExit("LibreOffice did not answer")


def type_into(document: Any, typed: list[Any]) -> None:
    for sheet, cell, value in typed:
        place = document.Sheets.getByName(sheet).getCellRangeByName(cell)
        if value is None:
            place.setString("")
        elif isinstance(value, str):
            place.setString(value)
        else:
            place.setValue(value)


def sort(document: Any, sheet: str, cells: str, column: int) -> None:
    page = document.Sheets.getByName(sheet)
    page.unprotect("")
    field = TableSortField()
    field.Field, field.IsAscending = column, False
    fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
    page.getCellRangeByName(cells).sort((setting("SortFields", fields), setting("ContainsHeader", False)))


def do(desktop: Any, job: dict[str, Any]) -> None:
    url = uno.systemPathToFileUrl(job["file"])
    document = desktop.loadComponentFromURL(url, "_blank", 0, (setting("Hidden", True),))
    type_into(document, job.get("type", []))
    for sheet, cells, column in job.get("sort", []):
        sort(document, sheet, cells, column)
    for sheet, column in job.get("insert_columns", []):
        page = document.Sheets.getByName(sheet)
        page.unprotect("")
        page.Columns.insertByIndex(column, 1)
    for sheet, row in job.get("insert_rows", []):
        page = document.Sheets.getByName(sheet)
        page.unprotect("")
        page.Rows.insertByIndex(row, 1)
    document.calculateAll()
    target = uno.systemPathToFileUrl(job["save"])
    document.storeToURL(target, (setting("FilterName", "Calc MS Excel 2007 XML"),))
    document.close(True)


def main() -> None:
    desktop = connect(sys.argv[1])
    for job in json.load(sys.stdin):
        do(desktop, job)
    print("done")


main()
