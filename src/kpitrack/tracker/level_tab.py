"""The tab of one level: columns A to U as documented, Why, a trend line, and two hidden columns for reading back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from kpitrack.model.workbook import HiddenEntry, LevelTab, TrackerBook, TrackerRow
from kpitrack.tracker import formulas, sentences
from kpitrack.tracker.appearance import (
    DOWN,
    HEADER_HEIGHT,
    ROW_HEIGHT,
    STATUS_COLORS,
    UP,
    Formats,
    group_fill,
)
from kpitrack.tracker.arithmetic import Computed, compute
from kpitrack.tracker.formulas import Place, number_text
from kpitrack.tracker.layout import (
    AIM,
    BASELINE,
    CATEGORY,
    DISTRICT_GOAL,
    FIRST_ROW,
    HEADER_ROW,
    INCREASE,
    ITEM,
    PILLAR,
    Layout,
    PathLayout,
    letters,
)
from kpitrack.tracker.sheets import PlainWorksheet
from kpitrack.tracker.stored import as_number, cached, entries_text
from kpitrack.wording import tracker as words

_WIDTHS = {PILLAR: 12, AIM: 25, DISTRICT_GOAL: 30, ITEM: 26, CATEGORY: 20, INCREASE: 10, BASELINE: 10}
_LANDSCAPE_LEGAL = 5
_WHY_WIDTH = 40


@dataclass
class LevelSheet:
    """Writes one level."""

    workbook: xlsxwriter.Workbook
    formats: Formats
    book: TrackerBook
    tab: LevelTab

    def __post_init__(self) -> None:
        self.sheet: Worksheet = self.workbook.add_worksheet(self.tab.level, PlainWorksheet)
        self.layout = Layout(self.book.labels)
        self.columns: Sequence[str] = [letters(each) for each in range(len(self.layout.headers))]
        self.computed: Sequence[Computed] = [compute(row, self.book.labels) for row in self.tab.rows]

    @property
    def last_row(self) -> int:
        """The last row of the table, as a spreadsheet counts."""
        return HEADER_ROW + len(self.tab.rows)

    @cached_property
    def groups(self) -> list[str]:
        return list(dict.fromkeys(row.group for row in self.tab.rows))

    def place(self, number: int) -> Place:
        row = self.tab.rows[number]
        return Place(self.layout, self.columns, FIRST_ROW + number, row.goal, row.top, row.entries)

    def write(self) -> None:
        self._write_headers()
        for number, row in enumerate(self.tab.rows):
            self._write_row(number, row, self.computed[number])
        self._draw_trends()
        self._write_note()
        self._color_statuses()
        self._restrict_inputs()
        self._set_up_page()

    def _write_headers(self) -> None:
        plain, typed = self.formats.header(), self.formats.header(is_input=True)
        self.sheet.set_row(HEADER_ROW - 1, HEADER_HEIGHT)
        for column, text in enumerate(self.layout.headers):
            self.sheet.write_string(HEADER_ROW - 1, column, text, typed if column in self.layout.inputs else plain)

    def _write_row(self, number: int, row: TrackerRow, computed: Computed) -> None:
        line = FIRST_ROW + number - 1
        self.sheet.set_row(line, ROW_HEIGHT)
        self._write_words(line, row)
        self._write_inputs(line, row)
        self._write_formulas(line, self.place(number), row, computed)
        self.sheet.write_blank(line, self.layout.trend, None, self.formats.text())

    def _write_words(self, line: int, row: TrackerRow) -> None:
        text = self.formats.text()
        tinted = self.formats.text(group_fill(row.group, self.book.colors, self.groups), bold=True)
        write = self.sheet.write_string
        write(line, PILLAR, row.pillar, text)
        write(line, AIM, row.aim, text)
        write(line, DISTRICT_GOAL, row.district_goal, text)
        write(line, ITEM, f"{row.group} / {row.item}", tinted)
        write(line, CATEGORY, row.category, text)
        write(line, self.layout.id, row.id, text)
        write(line, self.layout.written, entries_text(row.entries), text)

    def _write_inputs(self, line: int, row: TrackerRow) -> None:
        shape = self.formats.input()
        for column, entry in zip(self.layout.inputs, row.entries, strict=True):
            if entry is None:
                self.sheet.write_blank(line, column, None, shape)
            elif isinstance(entry, HiddenEntry):
                self.sheet.write_string(line, column, words.HIDDEN, shape)
            else:
                self.sheet.write_number(line, column, as_number(entry), shape)

    def _write_formulas(self, line: int, place: Place, row: TrackerRow, computed: Computed) -> None:
        figure, gap, write = self.formats.figure(), self.formats.difference(), self.sheet.write_formula
        layout = self.layout
        if row.goal.reach is not None:
            write(line, INCREASE, formulas.increase(place), figure, cached(computed.increase))
        elif computed.increase is None:
            self.sheet.write_blank(line, INCREASE, None, figure)
        else:
            self.sheet.write_number(line, INCREASE, as_number(computed.increase), figure)
        for number in range(layout.checkpoints):
            aimed, apart = cached(computed.targets[number]), cached(computed.differences[number])
            write(line, layout.target(number), formulas.target(place, number), figure, aimed)
            write(line, layout.difference(number), formulas.difference(place, number), gap, apart)
        write(line, layout.goal, formulas.goal(place), figure, cached(computed.goal))
        write(line, layout.status, formulas.status(place), self.formats.status(), computed.status)
        sentence = sentences.why(row, computed, layout)
        write(line, layout.why, formulas.why(place), self.formats.text(), sentence)
        write(line, layout.check, formulas.check(place), self.formats.text(), row.to_check)

    def _draw_trends(self) -> None:
        """A small chart in every row; those of one scale are one group, which is written once."""
        path = PathLayout(self.layout.checkpoints)
        first, last = letters(path.baseline), letters(path.result(self.layout.checkpoints - 1))
        for begin, end, top in self._stretches():
            lines = range(FIRST_ROW + begin, FIRST_ROW + end + 1)
            here = f"{quoted_sheet(path_name(self.tab.level))}!{first}"
            self.sheet.add_sparkline(
                lines[0] - 1,
                self.layout.trend,
                {
                    "location": [f"{letters(self.layout.trend)}{line}" for line in lines],
                    "range": [f"{here}{line}:{last}{line}" for line in lines],
                    "type": "column",  # an empty year is no bar; a line would fall to zero there
                    "min": 0,
                    "max": as_number(top),
                    "series_color": "#1F3864",
                    "show_hidden": True,
                },
            )

    def _write_note(self) -> None:
        note = words.below_the_table(self.book.school, self.book.edition, self.book.as_of)
        self.sheet.write_string(self.last_row + 1, 0, note, self.formats.plain(bold=True))

    def _color_statuses(self) -> None:
        top, end = FIRST_ROW - 1, self.last_row - 1
        color_statuses(self.sheet, self.formats, (top, end), self.layout.status)
        for number, column in enumerate(self.layout.inputs, start=1):
            criteria = f"=${letters(self.layout.check)}{FIRST_ROW}={number}"
            shape = self.formats.colored(STATUS_COLORS[words.CHECK_ENTRY])
            self.sheet.conditional_format(
                top, column, end, column, {"type": "formula", "criteria": criteria, "format": shape}
            )
        for number in range(self.layout.checkpoints):
            gap = self.layout.difference(number)
            cell = f"{letters(gap)}{FIRST_ROW}"
            for sign, color in ((">", UP), ("<", DOWN)):
                criteria = f"=AND(ISNUMBER({cell}),{cell}{sign}0)"
                rule = {"type": "formula", "criteria": criteria, "format": self.formats.ink(color)}
                self.sheet.conditional_format(top, gap, end, gap, rule)

    def _restrict_inputs(self) -> None:
        """Only whole stretches of rows with one scale share a rule."""
        for first, last, top in self._stretches():
            for column in self.layout.inputs:
                cell = f"{letters(column)}{FIRST_ROW + first}"
                self.sheet.data_validation(
                    FIRST_ROW + first - 1,
                    column,
                    FIRST_ROW + last - 1,
                    column,
                    {
                        "validate": "custom",
                        "value": formulas.allowed(cell, top),
                        "input_title": words.INPUT_TITLE,
                        "input_message": words.input_message(number_text(top)),
                        "error_title": words.INPUT_ERROR_TITLE,
                        "error_message": words.input_error(number_text(top)),
                    },
                )

    def _stretches(self) -> list[tuple[int, int, Fraction]]:
        found: list[tuple[int, int, Fraction]] = []
        for number, row in enumerate(self.tab.rows):
            if found and found[-1][2] == row.top:
                found[-1] = (found[-1][0], number, row.top)
            else:
                found.append((number, number, row.top))
        return found

    def _set_up_page(self) -> None:
        sheet, layout = self.sheet, self.layout
        for column, width in _WIDTHS.items():
            sheet.set_column(column, column, width)
        sheet.set_column(BASELINE + 1, layout.goal, 9)
        sheet.set_column(layout.status, layout.status, 13)
        sheet.set_column(layout.why, layout.why, _WHY_WIDTH)
        sheet.set_column(layout.trend, layout.trend, 16)
        sheet.set_column(layout.id, layout.check, 12, None, {"hidden": True})
        sheet.freeze_panes(HEADER_ROW, ITEM + 1)
        sheet.autofilter(HEADER_ROW - 1, 0, self.last_row - 1, layout.check)
        sheet.set_landscape()
        sheet.set_paper(_LANDSCAPE_LEGAL)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADER_ROW - 1)
        sheet.print_area(0, 0, self.last_row + 1, layout.trend)
        sheet.set_margins(0.3, 0.3, 0.6, 0.6)
        sheet.set_header(f"&L{_escaped(words.page_header(self.book.school, self.book.edition))}&C&A")
        sheet.set_footer("&L&F&RPage &P of &N")
        sheet.protect("", {"sort": True, "autofilter": True, "format_columns": True, "format_rows": True})


def color_statuses(sheet: Worksheet, formats: Formats, rows: tuple[int, int], column: int) -> None:
    """A status changes colour with its word; rows: first and last, from 0."""
    for word, colors in STATUS_COLORS.items():
        rule = {"type": "text", "criteria": "begins with", "value": word, "format": formats.colored(colors)}
        sheet.conditional_format(rows[0], column, rows[1], column, rule)


def page_of_words(sheet: Worksheet, book: TrackerBook) -> None:
    """Landscape, one page wide, the school above, the file below, nothing to type into."""
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&L{_escaped(words.page_header(book.school, book.edition))}&C&A")
    sheet.set_footer("&L&F&RPage &P of &N")
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _escaped(text: str) -> str:
    """In headers and footers `&` begins a code."""
    return text.replace("&", "&&")


def path_name(level: str) -> str:
    return f"{words.PATH_TAB} {level}"


def quoted_sheet(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"
