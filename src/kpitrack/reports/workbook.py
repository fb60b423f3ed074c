"""A workbook for people who live in Excel: one filterable row per metric and group, with a sentence that says why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO

from kpitrack.model.published import PublishedTarget, Report, Shown
from kpitrack.model.statuses import Status
from kpitrack.reports import closing
from kpitrack.reports.as_json import number
from kpitrack.reports.rows import Row, all_rows, dimension_title
from kpitrack.reports.screen import Screen
from kpitrack.reports.sheets import (
    PAGE_WIDTH,
    CellFormat,
    Sheet,
    Workbook,
    fit_paper,
    fit_row,
    new_workbook,
    write_text,
)
from kpitrack.wording import UNICODE, CellText, english, notes, sentence, shown_text

_COLOURS: Mapping[Status, tuple[str, str]] = {  # text and fill; the words say the same
    Status.MET: ("#0B5D1E", "#E3F3E6"),
    Status.NOT_MET: ("#9B1C1C", "#FBE3E3"),
    Status.OFF_TRACK: ("#7A4A00", "#FFF0D6"),
    Status.ON_TRACK: ("#1F4E79", "#E2EDF7"),
}
_GREY = ("#4A4A4A", "#F2F2F2")
_SHOWN = re.compile(r"(?P<sign>[+-]?)(?P<dollar>\$?)[\d,]+(?:\.(?P<decimals>\d+))?(?P<unit>%| pp|/\d+| [A-Z]{3}|)")


@dataclass(frozen=True, slots=True)
class Column:
    """A caption with its width in characters."""

    caption: str
    width: int


_COLUMNS = (
    Column("Stakeholder group", 14),
    Column("Metric", 38),
    Column("Split by", 26),
    Column("Group", 22),
    Column("Status", 15),
    Column("Value", 12),
    Column("As of", 13),
    Column("Target", 16),
    Column("Gap", 11),
    Column("Counted", 10),
    Column("Why", 80),
    Column("Previous period", 12),
    Column("A year ago", 12),
    Column("Numerator", 11),
    Column("Denominator", 12),
    Column("Due", 13),
    Column("Owner", 22),
    Column("Metric ID", 24),
    Column("Notes", 50),  # last, where a long one may run on to the right
)
_NUMBERS = ("Value", "Gap", "Counted", "Previous period", "A year ago", "Numerator", "Denominator")
_AT = {column.caption: place for place, column in enumerate(_COLUMNS)}


def render(report: Report, screen: Screen) -> bytes:  # noqa: ARG001 - a workbook has no width of its own
    written = BytesIO()
    workbook = new_workbook(written, report.title, report.as_of)
    add_results(workbook, report)
    _write_about(workbook.add_worksheet("About"), report, _Formats(workbook))
    workbook.close()
    return written.getvalue()


def add_results(workbook: Workbook, report: Report) -> None:
    """The sheet with every result."""
    _write_results(workbook.add_worksheet("Report"), report, _Formats(workbook))


class _Formats:
    """Cell formats, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, object], ...], CellFormat] = {}

    def of(self, **properties: object) -> CellFormat:
        key = tuple(sorted({"valign": "top", **properties}.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(dict(key))
        return self._made[key]

    def status(self, status: Status) -> CellFormat:
        ink, paper = _COLOURS.get(status, _GREY)
        return self.of(font_color=ink, bg_color=paper, bold=True, align="left", indent=1)


# --- The table --------------------------------------------------------------------------------------------------


def _write_results(sheet: Sheet, report: Report, formats: _Formats) -> None:
    lines = [report.title, " · ".join(closing.heading_facts(report)), *closing.warnings(report)]
    for place, line in enumerate(lines):
        write_text(sheet, place, 0, line, formats.of(bold=place != 1))
    header = len(lines) + 1
    fit_row(sheet, header, ((column.caption, column.width) for column in _COLUMNS))
    for place, column in enumerate(_COLUMNS):
        sheet.set_column(place, place, column.width)
        side = {"align": "right"} if column.caption in _NUMBERS else {"align": "left", "indent": 1}
        heading = formats.of(bold=True, bottom=1, text_wrap=True, **side)
        sheet.write_string(header, place, column.caption, heading)
    last = header
    for row in all_rows(report):
        last += 1
        _write_row(sheet, last, report, row, formats)
    sheet.autofilter(header, 0, max(last, header + 1), len(_COLUMNS) - 1)
    sheet.freeze_panes(header + 1, _AT["Split by"])
    sheet.repeat_rows(header)
    sheet.print_area(0, 0, last, _AT["Why"])  # the rest is for filters and pivot tables
    fit_paper(sheet)


def _write_row(sheet: Sheet, place: int, report: Report, row: Row, formats: _Formats) -> None:
    metric, text = row.metric, shown_text(row.metric, row.cell, UNICODE)
    wrapped = formats.of(text_wrap=True, align="left", indent=1)
    words = {
        "Stakeholder group": metric.group,
        "Metric": metric.title,
        "Split by": ", ".join(dimension_title(report, each) for each in row.dimensions) or "Everyone",
        "Group": ", ".join(row.categories),
        "As of": text.as_of,
        "Target": text.target,
        "Why": sentence(metric, row.cell),
        "Due": _due(metric.target),
        "Owner": metric.owner,
        "Metric ID": metric.id,
    }
    fit_row(sheet, place, ((word, _COLUMNS[_AT[caption]].width) for caption, word in words.items()))
    for caption, word in words.items():
        if word:
            write_text(sheet, place, _AT[caption], word, wrapped)
    if row.is_total and (said := " ".join(notes(metric))):
        write_text(sheet, place, _AT["Notes"], said, formats.of())
    sheet.write_string(place, _AT["Status"], english.STATUS_WORDS[text.status], formats.status(text.status))
    _write_numbers(sheet, place, row, text, formats)


def _write_numbers(sheet: Sheet, place: int, row: Row, text: CellText, formats: _Formats) -> None:
    """Numbers stay numbers, shown with the digits of the other reports; what is no number is said in a word."""
    is_number = isinstance(row.cell, Shown) and isinstance(row.cell.value, Fraction)
    is_code = isinstance(row.cell, Shown) and row.cell.coded is not None and not _SHOWN.fullmatch(text.value)
    if not is_number or is_code:
        sheet.write_string(place, _AT["Value"], text.value, formats.of(align="right", font_color=_GREY[0]))
    if not isinstance(row.cell, Shown):
        return
    facts = {
        "Value": (None if is_code else row.cell.value, text.value),
        "Gap": (row.cell.gap, text.gap),
        "Counted": (row.cell.n, text.counted),
        "Previous period": (row.cell.previous, text.previous),
        "A year ago": (row.cell.year_ago, text.year_ago),
        "Numerator": (row.cell.numerator, ""),
        "Denominator": (row.cell.denominator, ""),
    }
    for caption, (fact, shown) in facts.items():
        if row.metric.unit == "date" and shown:
            sheet.write_string(place, _AT[caption], shown)  # days are read, not computed with
        elif isinstance(fact, Fraction | int):
            factor, pattern = number_format(shown)
            sheet.write_number(place, _AT[caption], number(Fraction(fact * factor)), formats.of(num_format=pattern))


def number_format(shown: str) -> tuple[int, str]:
    """The factor and the Excel format that print a number as the text of the other reports.

    Points are stored times a hundred (2.3 and not 0.023), because Excel would print its percent sign after them.
    """
    found = _SHOWN.fullmatch(shown)
    if found is None:
        return 1, "General"
    decimals = len(found["decimals"] or "")
    figures = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    unit = found["unit"] if found["unit"] in ("", "%") else f'"{found["unit"]}"'
    pattern = f"{'[$$-409]' if found['dollar'] else ''}{figures}{unit}"
    signed = f"+{pattern};-{pattern};{pattern}" if found["sign"] else pattern
    return 100 if found["unit"] == " pp" else 1, signed


def _due(target: PublishedTarget | None) -> str:
    return english.day(target.due) if target else ""


# --- What stands around it --------------------------------------------------------------------------------------


def _write_about(sheet: Sheet, report: Report, formats: _Formats) -> None:
    sheet.set_column(0, 0, PAGE_WIDTH)
    fit_paper(sheet)
    lines = [
        (f"{closing.status_line(report)}.", True),
        (closing.hidden_line(report), False),
        (english.LEGEND, False),
    ]
    for block in closing.blocks(report):
        lines += [("", False), (f"{block.heading} ({block.count})", True), *((line, False) for line in block.lines)]
    for place, (line, is_heading) in enumerate(lines):
        if line:
            fit_row(sheet, place, [(line, PAGE_WIDTH)])
            write_text(sheet, place, 0, line, formats.of(bold=is_heading, text_wrap=True))
