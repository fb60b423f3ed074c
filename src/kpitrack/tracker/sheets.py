"""A worksheet that takes our formulas as they are."""

from __future__ import annotations

from xlsxwriter.format import Format
from xlsxwriter.worksheet import CellFormulaTuple, Worksheet


class PlainWorksheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """Skips the searches for array formulas and for functions newer than Excel 2010.

    Our formulas have none, and in texts of their length the searches take a tenth of the time of a workbook.
    """

    def _write_formula(
        self, row: int, col: int, formula: str, cell_format: Format | None = None, value: float | str = 0
    ) -> int:
        self._check_dimensions(row, col)
        self.table[row][col] = CellFormulaTuple(formula.removeprefix("="), cell_format, value)
        return 0
