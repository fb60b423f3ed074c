"""The first tab: every item with its status and why, on one screen. It follows the level tabs, also after sorting."""

from __future__ import annotations

from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from kpitrack.tracker import sentences
from kpitrack.tracker.appearance import Formats, group_fill
from kpitrack.tracker.layout import FIRST_ROW, HEADER_ROW, ITEM, letters
from kpitrack.tracker.level_tab import LevelSheet, color_statuses, page_of_words, quoted_sheet
from kpitrack.tracker.sheets import PlainWorksheet
from kpitrack.wording import tracker as words

LEVEL, GLANCE_ITEM, STATUS, WHY = range(4)
_WIDTHS = {LEVEL: 13, GLANCE_ITEM: 60, STATUS: 22, WHY: 90}
_ROW_HEIGHT = 30


def mirrored(sheet: str, column: str, row: int) -> str:
    """The text of a cell of a level tab."""
    return f"={quoted_sheet(sheet)}!{column}{row}"


class GlanceSheet:
    """Writes the tab over all levels."""

    def __init__(self, workbook: xlsxwriter.Workbook, formats: Formats) -> None:
        self.sheet: Worksheet = workbook.add_worksheet(words.GLANCE_TAB, PlainWorksheet)
        self.formats = formats

    def write(self, levels: Sequence[LevelSheet]) -> None:
        self.sheet.set_row(HEADER_ROW - 1, _ROW_HEIGHT)
        for column, text in enumerate((words.LEVEL, words.ITEM, words.STATUS, words.WHY)):
            self.sheet.write_string(HEADER_ROW - 1, column, text, self.formats.header())
        line = FIRST_ROW - 1
        for level in levels:
            for number in range(len(level.tab.rows)):
                self._write_row(line, level, number)
                line += 1
        color_statuses(self.sheet, self.formats, (FIRST_ROW - 1, line - 1), STATUS)
        self._set_up_page(levels[0], line)

    def _write_row(self, line: int, level: LevelSheet, number: int) -> None:
        row, computed, layout = level.tab.rows[number], level.computed[number], level.layout
        tinted = self.formats.text(group_fill(row.group, level.book.colors, level.groups))
        name, there = level.tab.level, FIRST_ROW + number
        self.sheet.set_row(line, _ROW_HEIGHT)
        self.sheet.write_string(line, LEVEL, name, self.formats.text())
        write = self.sheet.write_formula
        write(line, GLANCE_ITEM, mirrored(name, letters(ITEM), there), tinted, f"{row.group} / {row.item}")
        status = mirrored(name, letters(layout.status), there)
        write(line, STATUS, status, self.formats.status(), computed.status)
        sentence = sentences.why(row, computed, layout)
        write(line, WHY, mirrored(name, letters(layout.why), there), self.formats.text(), sentence)

    def _set_up_page(self, level: LevelSheet, line: int) -> None:
        for column, width in _WIDTHS.items():
            self.sheet.set_column(column, column, width)
        book = level.book
        note = words.below_the_table(book.school, book.edition, book.as_of.isoformat())
        self.sheet.write_string(line + 1, 0, note, self.formats.plain(bold=True))
        self.sheet.freeze_panes(HEADER_ROW, 0)
        self.sheet.repeat_rows(HEADER_ROW - 1)
        page_of_words(self.sheet, book)
