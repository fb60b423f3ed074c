"""Where things are in a returned workbook: rows by hidden id, columns by header text, whatever was moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from kpitrack.tracker.layout import Layout, letters
from kpitrack.wording import tracker as words

Cells = Sequence[Sequence[Any]]
_DEEPEST_HEADER = 50  # rows; the header is the first row as written, a few lines may have been put above


def workbooks_in(folder: Path) -> Iterator[Path]:
    """Every workbook of a folder and its folders, by name; not the lock files that open programs leave."""
    for path in sorted(folder.rglob("*.xlsx")):
        if path.is_file() and not path.name.startswith(("~$", ".")):
            yield path


def sheets_of(path: Path) -> Iterator[tuple[str, Cells]]:
    """Name and values of every sheet, cell A1 first."""
    workbook = CalamineWorkbook.from_path(str(path))
    try:
        for name in workbook.sheet_names:
            yield name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    finally:
        workbook.close()


@dataclass(frozen=True, slots=True)
class FoundTab:
    """A level tab in a returned workbook."""

    sheet: str
    header: int  # row of the captions, from 0
    columns: Mapping[int, int]  # column of the layout -> column in the sheet, from 0
    missing: tuple[str, ...]  # captions that are not there
    doubled: tuple[str, ...]  # captions that stand twice
    cells: Cells

    @property
    def letters(self) -> dict[int, str]:
        return {column: letters(here) for column, here in self.columns.items()}

    def value(self, row: int, column: int) -> Any:
        """The value of a row (from 0) in a column of the layout; None outside the sheet."""
        here = self.columns.get(column)
        line = self.cells[row] if row < len(self.cells) else ()
        return line[here] if here is not None and here < len(line) else None

    def address(self, row: int, column: int) -> str:
        here = self.columns.get(column)
        return f"{letters(here)}{row + 1}" if here is not None else f"row {row + 1}"

    def rows(self, id_column: int) -> Iterator[tuple[int, str]]:
        """Every row that carries an id."""
        for row in range(self.header + 1, len(self.cells)):
            found = self.value(row, id_column)
            if isinstance(found, str) and found.strip():
                yield row, found.strip()


def find_tab(sheet: str, cells: Cells, layout: Layout) -> FoundTab | None:
    """The tab of a level, or None for another sheet: only level tabs have the caption of the hidden id."""
    for number, line in enumerate(cells[:_DEEPEST_HEADER]):
        captions = [each.strip() if isinstance(each, str) else "" for each in line]
        if words.ID not in captions:
            continue
        columns = {column: captions.index(text) for column, text in enumerate(layout.headers) if text in captions}
        missing = tuple(text for text in layout.headers if text not in captions)
        doubled = tuple(text for text in layout.headers if captions.count(text) > 1)
        return FoundTab(sheet, number, columns, missing, doubled, cells)
    return None
