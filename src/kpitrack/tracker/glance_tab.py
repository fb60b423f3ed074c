"""The first tab: how many are met, and every item with its status and why, on one screen.

It follows what is typed into the level tabs, also after sorting.
"""

from __future__ import annotations

from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from kpitrack.tracker import sentences
from kpitrack.tracker.appearance import Formats, group_fill
from kpitrack.tracker.arithmetic import Computed
from kpitrack.tracker.formulas import quoted
from kpitrack.tracker.layout import FIRST_ROW, ITEM, letters
from kpitrack.tracker.level_tab import LevelSheet, color_statuses, page_of_words, quoted_sheet
from kpitrack.tracker.sheets import PlainWorksheet
from kpitrack.wording import tracker as words

LEVEL, GLANCE_ITEM, STATUS, WHY = range(4)
_WIDTHS = {LEVEL: 13, GLANCE_ITEM: 60, STATUS: 22, WHY: 90}
_ROW_HEIGHT = 30
TITLE_ROW, COUNTS_ROW, HEADING_ROW = 1, 2, 3  # as a spreadsheet counts
FIRST_LINE = 4


def mirrored(sheet: str, column: str, row: int) -> str:
    """The text of a cell of a level tab."""
    return f"={quoted_sheet(sheet)}!{column}{row}"


def counts_formula(lines: int) -> str:
    """`3 not met, 9 met`, worst first; what cannot be judged is counted apart, and a blank template shows no number."""
    column = letters(STATUS)
    cells = f"{column}{FIRST_LINE}:{column}{FIRST_LINE + lines - 1}"
    counted = [(f'COUNTIF({cells},"{pattern}")', text) for pattern, text in words.COUNTED]
    parts = [f'IF({count}>0,{count}&{quoted(f" {text}, ")},"")' for count, text in counted]
    judged = "+".join(count for count, _ in counted)
    rest = f"({lines}-({judged}))"
    last = f"IF({rest}>0,{rest}&{quoted(f' {words.NOT_JUDGED}.')},{quoted(words.ALL_JUDGED)})"
    return f"=IF({judged}=0,{quoted(words.NOTHING_JUDGED)},{'&'.join(parts)}&{last})"


def counts(rows: Sequence[Computed]) -> str:
    """The same in our own arithmetic."""
    statuses = [each.status for each in rows]
    found = [(sum(fits(each, pattern) for each in statuses), text) for pattern, text in words.COUNTED]
    judged = sum(count for count, _ in found)
    if not judged:
        return words.NOTHING_JUDGED
    parts = "".join(f"{count} {text}, " for count, text in found if count)
    rest = len(statuses) - judged
    return parts + (f"{rest} {words.NOT_JUDGED}." if rest else words.ALL_JUDGED)


def fits(status: str, pattern: str) -> bool:
    """As COUNTIF takes it: the whole text, or how it begins."""
    return status.startswith(pattern[:-1]) if pattern.endswith("*") else status == pattern


class GlanceSheet:
    """Writes the tab over all levels."""

    def __init__(self, workbook: xlsxwriter.Workbook, formats: Formats) -> None:
        self.sheet: Worksheet = workbook.add_worksheet(words.GLANCE_TAB, PlainWorksheet)
        self.formats = formats

    def write(self, levels: Sequence[LevelSheet]) -> None:
        self.sheet.set_row(HEADING_ROW - 1, _ROW_HEIGHT)
        for column, text in enumerate((words.LEVEL, words.ITEM, words.STATUS, words.WHY)):
            self.sheet.write_string(HEADING_ROW - 1, column, text, self.formats.header())
        line = FIRST_LINE - 1
        for level in levels:
            for number in range(len(level.tab.rows)):
                self._write_row(line, level, number)
                line += 1
        self._write_title(levels)
        color_statuses(self.sheet, self.formats, (FIRST_LINE - 1, line - 1), STATUS)
        self._color_groups(levels[0], line - 1)
        self._set_up_page(levels, line)

    def _write_title(self, levels: Sequence[LevelSheet]) -> None:
        book = levels[0].book
        rows = [each for level in levels for each in level.computed]
        self.sheet.set_row(TITLE_ROW - 1, 24)
        self.sheet.set_row(COUNTS_ROW - 1, 22)
        title = words.title(book.school, book.file.rpartition(".")[0])
        self.sheet.write_string(TITLE_ROW - 1, 0, title, self.formats.plain(bold=True, font_size=16))
        shape = self.formats.plain(bold=True, font_size=12)
        self.sheet.write_formula(COUNTS_ROW - 1, 0, counts_formula(len(rows)), shape, counts(rows))

    def _write_row(self, line: int, level: LevelSheet, number: int) -> None:
        row, computed, layout = level.tab.rows[number], level.computed[number], level.layout
        name, there = level.tab.level, FIRST_ROW + number
        self.sheet.set_row(line, _ROW_HEIGHT)
        self.sheet.write_string(line, LEVEL, name, self.formats.text())
        write = self.sheet.write_formula
        write(line, GLANCE_ITEM, mirrored(name, letters(ITEM), there), self.formats.text(), f"{row.group} / {row.item}")
        status = mirrored(name, letters(layout.status), there)
        write(line, STATUS, status, self.formats.status(), computed.status)
        sentence = sentences.why(row, computed, layout)
        write(line, WHY, mirrored(name, letters(layout.why), there), self.formats.text(), sentence)

    def _color_groups(self, level: LevelSheet, last: int) -> None:
        """By the text, because sorting a level tab brings another item into the line."""
        first = f"${letters(GLANCE_ITEM)}{FIRST_LINE}"
        for group in filter(None, level.groups):
            begin = f"{group} / "
            shape = self.formats.colored((group_fill(group, level.book.colors, level.groups), "000000"))
            rule = {"type": "formula", "criteria": f"=LEFT({first},{len(begin)})={quoted(begin)}", "format": shape}
            self.sheet.conditional_format(FIRST_LINE - 1, GLANCE_ITEM, last, GLANCE_ITEM, rule)

    def _set_up_page(self, levels: Sequence[LevelSheet], line: int) -> None:
        for column, width in _WIDTHS.items():
            self.sheet.set_column(column, column, width)
        book = levels[0].book
        where = words.where_to_type([each.tab.level for each in levels])
        note = words.below_the_table(book.school, book.edition, book.as_of, where)
        self.sheet.write_string(line + 1, 0, note, self.formats.plain(bold=True))
        self.sheet.freeze_panes(HEADING_ROW, 0)
        self.sheet.repeat_rows(HEADING_ROW - 1)
        page_of_words(self.sheet, book)
