"""The path tab of one level: the original straight line beside today's targets, a chart, and data for the trend lines.

Every figure is a formula on the level tab, row by row, so it follows what is typed there, also after sorting.
"""

from __future__ import annotations

from fractions import Fraction

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from kpitrack.model.workbook import Entry
from kpitrack.tracker.appearance import HEADER_HEIGHT, Formats
from kpitrack.tracker.arithmetic import known
from kpitrack.tracker.formulas import number_text
from kpitrack.tracker.layout import BASELINE, FIRST_ROW, HEADER_ROW, ITEM, PathLayout, letters
from kpitrack.tracker.level_tab import LevelSheet, page_of_words, path_name, quoted_sheet
from kpitrack.tracker.sheets import PlainWorksheet
from kpitrack.tracker.stored import cached
from kpitrack.wording import tracker as words

_ROW_HEIGHT = 32


class PathSheet:
    """Writes one path tab."""

    def __init__(self, workbook: xlsxwriter.Workbook, formats: Formats, level: LevelSheet) -> None:
        self.sheet: Worksheet = workbook.add_worksheet(path_name(level.tab.level), PlainWorksheet)
        self.workbook, self.formats, self.level = workbook, formats, level
        self.layout = PathLayout(level.layout.checkpoints)

    def write(self) -> None:
        self._write_headers()
        for number in range(len(self.level.tab.rows)):
            self._write_row(number)
        self._write_chart()
        self._set_up_page()

    def _headers(self) -> tuple[str, ...]:
        labels = self.level.book.labels
        return (
            *(words.ITEM, words.baseline(labels.baseline)),
            *(words.result(each) for each in labels.results),
            *(words.original_target(each) for each in labels.results),
            *(words.target(each) for each in labels.results),
            *(words.NEWEST_RESULT, words.NEWEST_TARGET),
        )

    def _write_headers(self) -> None:
        self.sheet.set_row(HEADER_ROW - 1, HEADER_HEIGHT)
        for column, text in enumerate(self._headers()):
            self.sheet.write_string(HEADER_ROW - 1, column, text, self.formats.header())

    def _write_row(self, number: int) -> None:
        line = FIRST_ROW + number - 1
        row, computed = self.level.tab.rows[number], self.level.computed[number]
        layout, here, figure = self.layout, self.level.layout, self.formats.figure()
        self.sheet.set_row(line, _ROW_HEIGHT)
        write = self.sheet.write_formula
        write(line, layout.item, f"={self._cell(ITEM, number)}", self.formats.text(), f"{row.group} / {row.item}")
        known_columns = [layout.baseline, *(layout.result(each) for each in range(here.checkpoints))]
        for column, source, entry in zip(known_columns, here.inputs, row.entries, strict=True):
            write(line, column, mirror(self._cell(source, number)), figure, cached(known(entry)))
        for each in range(here.checkpoints):
            aimed = mirror(self._cell(here.target(each), number))
            write(line, layout.original(each), self._original(number, each), figure, cached(computed.original[each]))
            write(line, layout.target(each), aimed, figure, cached(computed.targets[each]))
        result, target = newest(row.results, computed.targets)
        write(line, layout.newest_result, newest_formula(layout, line + 1, of_target=False), figure, cached(result))
        write(line, layout.newest_target, newest_formula(layout, line + 1, of_target=True), figure, cached(target))

    def _cell(self, column: int, number: int) -> str:
        return f"{quoted_sheet(self.level.tab.level)}!{letters(column)}{FIRST_ROW + number}"

    def _original(self, number: int, checkpoint: int) -> str:
        start, end = self._cell(BASELINE, number), self._cell(self.level.layout.goal, number)
        return original(start, end, checkpoint + 1, self.layout.checkpoints)

    def _write_chart(self) -> None:
        """Bars of the newest result and of its year's target, item by item."""
        name = path_name(self.level.tab.level)
        first, last = FIRST_ROW - 1, self.level.last_row - 1
        chart = self.workbook.add_chart({"type": "bar"})
        items = [name, first, self.layout.item, last, self.layout.item]
        for column, color in ((self.layout.newest_target, "#BFBFBF"), (self.layout.newest_result, "#1F3864")):
            chart.add_series(
                {
                    "name": [name, HEADER_ROW - 1, column],
                    "categories": items,
                    "values": [name, first, column, last, column],
                    "fill": {"color": color},
                    "gap": 60,
                    "data_labels": {"value": True, "num_format": "0.0;;"},
                }
            )
        chart.set_title({"name": words.CHART_TITLE, "name_font": {"size": 12}})
        top = max(row.top for row in self.level.tab.rows)
        chart.set_x_axis({"min": 0, "max": int(top), "num_format": "0", "major_gridlines": {"visible": True}})
        chart.set_y_axis({"reverse": True, "num_font": {"size": 8}})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 1000, "height": 60 + 44 * len(self.level.tab.rows)})
        self.sheet.insert_chart(self.level.last_row + 1, 0, chart, {"description": words.CHART_TITLE})

    def _set_up_page(self) -> None:
        sheet = self.sheet
        sheet.set_column(self.layout.item, self.layout.item, 44)
        sheet.set_column(self.layout.baseline, self.layout.newest_target, 10)
        sheet.freeze_panes(HEADER_ROW, 1)
        page_of_words(sheet, self.level.book)
        sheet.fit_to_pages(1, 1)  # table and chart belong together


def mirror(cell: str) -> str:
    """The number of another cell; empty where there is none."""
    return f'=IF(ISNUMBER({cell}),{cell},"")'


def original(start: str, end: str, step: int, steps: int) -> str:
    """The straight line from the baseline to the goal, never re-targeted."""
    part = number_text(Fraction(step)) + f"/{steps}"
    return f'=IF(AND(ISNUMBER({start}),ISNUMBER({end})),ROUND({start}+({end}-{start})*{part},1),"")'


def newest_formula(layout: PathLayout, row: int, *, of_target: bool) -> str:
    """The newest known result of a row of the path tab, or the target of its year."""
    text = '""'
    for number in range(layout.checkpoints):
        result = f"{letters(layout.result(number))}{row}"
        shown = f"{letters(layout.target(number))}{row}" if of_target else result
        text = f"IF(ISNUMBER({result}),{shown},{text})"
    return f"={text}"


def newest(results: tuple[Entry, ...], targets: tuple[Fraction | None, ...]) -> tuple[Fraction | None, Fraction | None]:
    """The newest known result and the target of its year."""
    for entry, target in zip(reversed(results), reversed(targets), strict=True):
        if known(entry) is not None:
            return known(entry), target
    return None, None
