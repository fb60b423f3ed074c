"""A workbook: one filterable sheet of milestones, one of activities, one of what follows. Text is only ever text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import TypeAlias

from kpitrack.model.schedule import Schedule, Standing, State
from kpitrack.reports.milestones import facts
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
from kpitrack.wording import UNICODE
from kpitrack.wording import milestones as words

Cell: TypeAlias = str | int | date | None

_COLUMNS = (
    ("State", 18),
    ("Milestone", 36),
    ("Due week", 10),
    ("Due", 12),
    ("Expected week", 10),
    ("Expected by", 12),
    ("Weeks late", 8),
    ("Slack, weeks", 8),
    ("Risk", 9),
    ("Critical", 20),
    ("Owner", 24),
    ("Why", 60),
    ("Done on", 12),
    ("Evidence", 44),
    ("By", 20),
    ("Read as", 50),
    ("Assumed", 50),
    ("Inventory", 20),
    ("Id", 28),
)
_STRETCHES = (("Stage or activity", 40), ("From", 12), ("To", 12), ("Responsible", 40), ("Milestones", 60))
_COLOURS: Mapping[State, tuple[str, str]] = {  # text and fill; the words say the same
    State.DONE: ("#0B5D1E", "#E3F3E6"),
    State.DONE_LATE: ("#0B5D1E", "#E3F3E6"),
    State.LATE: ("#9B1C1C", "#FBE3E3"),
    State.BLOCKED: ("#9B1C1C", "#FBE3E3"),
    State.UNKNOWN: ("#4A4A4A", "#F2F2F2"),
    State.DUE_SOON: ("#7A4A00", "#FFF0D6"),
    State.RUNNING: ("#1F4E79", "#E2EDF7"),
    State.PLANNED: ("#4A4A4A", "#F2F2F2"),
}
_DAY = {"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}
_PRINTED = 12  # columns up to the sentence; the rest is for filters and would make the print too small to read
_TOP_ROWS = 4  # title, facts, counts, blank


def render(schedule: Schedule, screen: Screen) -> bytes:  # noqa: ARG001 - a workbook has no width of its own
    written = BytesIO()
    workbook = new_workbook(written, facts.heading(schedule), schedule.as_of)
    _milestones(workbook, schedule)
    _stretches(workbook, schedule)
    _around(workbook, schedule)
    workbook.close()
    return written.getvalue()


def _milestones(workbook: Workbook, schedule: Schedule) -> None:
    sheet = workbook.add_worksheet("Milestones")
    _top(workbook, sheet, schedule, _COLUMNS)
    plain = workbook.add_format({"text_wrap": True, "valign": "top"})
    day = workbook.add_format(_DAY)
    states = {
        state: workbook.add_format({"font_color": ink, "bg_color": fill, "bold": True, "valign": "top"})
        for state, (ink, fill) in _COLOURS.items()
    }
    for row, standing in enumerate(schedule.printed, start=_TOP_ROWS + 1):
        first, *rest = _cells(schedule, standing)
        _fit(sheet, row, (first, *rest), _COLUMNS)
        sheet.write_string(row, 0, str(first), states[standing.state])
        for column, value in enumerate(rest, start=1):
            _write(sheet, row, column, value, day if isinstance(value, date) else plain)
    last = _TOP_ROWS + max(1, len(schedule.printed))
    sheet.autofilter(_TOP_ROWS, 0, last, len(_COLUMNS) - 1)
    sheet.freeze_panes(_TOP_ROWS + 1, 2)
    sheet.print_area(0, 0, last, _PRINTED - 1)
    sheet.repeat_rows(_TOP_ROWS)
    fit_paper(sheet)


def _cells(schedule: Schedule, standing: Standing) -> tuple[Cell, ...]:
    plan, step, done = schedule.plan, standing.step, standing.done
    one = step.milestone
    return (
        words.state_text(standing, UNICODE),
        one.title,
        words.week(plan, step.due),
        step.due_on,
        None if standing.state.is_settled else words.week(plan, standing.expected),
        None if standing.state.is_settled else facts.expected_by(schedule, standing),
        standing.weeks_late or None,
        None if standing.state.is_settled else standing.slack,
        one.risk,
        words.critical(declared=one.critical, computed=standing.id in schedule.path.computed),
        one.owner,
        words.sentence(plan, standing),
        done.on if done else None,
        done.evidence if done else None,
        done.by if done else None,
        one.reading,
        "; ".join(one.assumed),
        ", ".join(one.inventory),
        step.id,
    )


def _fit(sheet: Sheet, row: int, cells: Sequence[Cell], columns: Sequence[tuple[str, int]]) -> None:
    texts = zip(cells, columns, strict=True)
    fit_row(sheet, row, ((cell, width) for cell, (_, width) in texts if isinstance(cell, str)))


def _stretches(workbook: Workbook, schedule: Schedule) -> None:
    sheet = workbook.add_worksheet("Activities")
    _top(workbook, sheet, schedule, _STRETCHES)
    plain = workbook.add_format({"text_wrap": True, "valign": "top"})
    day = workbook.add_format(_DAY)
    weeks = schedule.plan.weeks
    for row, stretch in enumerate(facts.shown_stretches(schedule), start=_TOP_ROWS + 1):
        one = stretch.milestone
        made = ", ".join(words.title(schedule.plan, each) for each in stretch.steps)
        who = ", ".join(one.parties) or one.owner
        cells: Sequence[Cell] = (one.title, weeks.first_day(stretch.start), weeks.last_day(stretch.end), who, made)
        _fit(sheet, row, cells, _STRETCHES)
        for column, value in enumerate(cells):
            _write(sheet, row, column, value, day if isinstance(value, date) else plain)
    sheet.freeze_panes(_TOP_ROWS + 1, 1)
    sheet.repeat_rows(_TOP_ROWS)
    fit_paper(sheet)


def _around(workbook: Workbook, schedule: Schedule) -> None:
    sheet = workbook.add_worksheet("What follows")
    bold = workbook.add_format({"bold": True})
    plain = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, PAGE_WIDTH)
    fit_paper(sheet)
    row = 0
    for block in (*facts.first_blocks(schedule), *facts.last_blocks(schedule)):
        write_text(sheet, row, 0, block.heading, bold)
        for line in block.lines:
            row += 1
            _write_line(sheet, row, line, plain)
        row += 2
    _write_line(sheet, row, words.LEGEND, plain)


def _write_line(sheet: Sheet, row: int, line: str, form: CellFormat) -> None:
    fit_row(sheet, row, [(line, PAGE_WIDTH)])
    write_text(sheet, row, 0, line, form)


def _top(workbook: Workbook, sheet: Sheet, schedule: Schedule, columns: Sequence[tuple[str, int]]) -> None:
    """Title, facts and counts above the captions."""
    write_text(sheet, 0, 0, facts.heading(schedule), workbook.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, " · ".join(facts.heading_facts(schedule)))
    sheet.write_string(2, 0, facts.counts(schedule))
    caption = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
    for column, (name, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(_TOP_ROWS, column, name, caption)


def _write(sheet: Sheet, row: int, column: int, value: Cell, form: CellFormat) -> None:
    match value:
        case None | "":
            sheet.write_blank(row, column, None, form)
        case date():
            sheet.write_datetime(row, column, datetime.combine(value, time()), form)
        case int():
            sheet.write_number(row, column, value, form)
        case _:
            write_text(sheet, row, column, value, form)
