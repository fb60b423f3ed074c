"""The terminal table: one row per metric, its groups indented under it, and a closing part.

Widths are measured, because rich crops silently what does not fit ("✗ NO"). Where the columns do not fit, the same
facts come as a stacked list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Literal

from rich.box import Box
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kpitrack.model.published import PublishedMetric, Report
from kpitrack.model.statuses import Status
from kpitrack.reports import closing
from kpitrack.reports.bars import bar_of
from kpitrack.reports.plain import one_line
from kpitrack.reports.rows import Row, label, not_applicable_label, rows_to_read, stakeholder_groups
from kpitrack.reports.screen import Screen
from kpitrack.wording import CellText, Glyphs, english, shown_text

_NARROWEST_TITLE = 20
_TITLE_FOR_EXTRAS = 30  # bars and earlier periods wait until titles have room
_NARROWEST_TABLE = 70
_WIDEST_TARGET = 14
_BETWEEN_COLUMNS = 2
_BAR = 20
_STYLES = {Status.MET: "green", Status.NOT_MET: "bold red", Status.OFF_TRACK: "yellow", Status.ON_TRACK: "cyan"}
_RULE = {False: "─", True: "-"}


@dataclass(frozen=True, slots=True)
class Line:
    """One printed row: what the columns show of it."""

    label: str
    text: CellText
    is_total: bool
    bar: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A caption, the field of a line it shows, and its side."""

    caption: str
    field: str
    side: Literal["left", "right"] = "right"

    def of(self, line: Line) -> str:
        if self.field == "bar":
            return line.bar
        if self.field == "value":
            return line.text.marked_value
        if self.field == "target" and not line.is_total:
            return ""  # the metric's row says it
        return (
            _broken(str(getattr(line.text, self.field))) if self.field == "target" else getattr(line.text, self.field)
        )

    def width(self, lines: Sequence[Line]) -> int:
        cells = [self.caption, *(part for line in lines for part in self.of(line).split("\n"))]
        return max(cell_len(cell) for cell in cells)


_ALWAYS = (
    Column("Value", "value"),
    Column("Counted", "counted"),
    Column("Target", "target"),
    Column("Gap", "gap"),
    Column("Status", "mark", side="left"),
)
_PREVIOUS = Column("Previous", "previous")
_YEAR_AGO = Column("Year ago", "year_ago")
_BAR_COLUMN = Column("Value against target", "bar", side="left")


def render(report: Report, screen: Screen) -> str:
    """The whole report as text, at most `screen.width` wide wherever words can be wrapped."""
    groups = [(name, _lines(report, metrics, screen.glyphs)) for name, metrics in stakeholder_groups(report)]
    columns = _columns([line for _, lines in groups for line in lines], screen.width)
    written = StringIO()
    console = Console(
        file=written,
        width=screen.width,
        force_terminal=screen.colour,
        color_system="standard" if screen.colour else None,
        no_color=not screen.colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for part in _parts(report, groups, columns, screen):
        console.print(part, soft_wrap=False)
    return "".join(f"{line.rstrip()}\n" for line in written.getvalue().splitlines())


def _parts(
    report: Report, groups: list[tuple[str, list[Line]]], columns: tuple[Column, ...] | None, screen: Screen
) -> Iterator[RenderableType]:
    yield from _heading(report, screen.glyphs)
    if columns is None:
        for name, lines in groups:
            yield from _stack(name, lines, screen.glyphs)
    elif groups:
        yield _table(groups, columns, screen)
    yield from _closing(report)


def _heading(report: Report, glyphs: Glyphs) -> Iterator[RenderableType]:
    yield Text(one_line(report.title), style="bold")
    yield Text(glyphs.separator.join(closing.heading_facts(report)))
    for line in closing.warnings(report):
        yield Text(one_line(line), style="bold yellow")
    yield ""


# --- Lines ------------------------------------------------------------------------------------------------------


def _lines(report: Report, metrics: tuple[PublishedMetric, ...], glyphs: Glyphs) -> list[Line]:
    return [line for metric in metrics for line in _lines_of(report, metric, glyphs)]


def _lines_of(report: Report, metric: PublishedMetric, glyphs: Glyphs) -> Iterator[Line]:
    for row in rows_to_read(metric):
        text = shown_text(metric, row.cell, glyphs)
        yield Line(one_line(label(report, row, short=True)), text, row.is_total, _bar(row, glyphs))
    if names := not_applicable_label(report, metric, short=True):
        status = Status.NOT_APPLICABLE
        yield Line(one_line(names), CellText(status, english.NOT_APPLICABLE_VALUE, ""), is_total=False)


def _bar(row: Row, glyphs: Glyphs) -> str:
    """The value as a bar, with a sign where the target stands; empty where either is not a number."""
    bar = bar_of(row)
    if bar is None:
        return ""
    filled = int(bar.value * _BAR)
    signs = [glyphs.full if place < filled else glyphs.empty for place in range(_BAR)]
    for goal in bar.goals:
        signs[min(int(goal * _BAR), _BAR - 1)] = glyphs.goal
    return "".join(signs)


# --- The table --------------------------------------------------------------------------------------------------


def _columns(lines: list[Line], width: int) -> tuple[Column, ...] | None:
    """As many columns as fit beside readable titles; None if not even the necessary ones do."""
    if width < _NARROWEST_TABLE or width - _taken(_ALWAYS, lines) < _NARROWEST_TITLE:
        return None
    chosen: tuple[Column, ...] = _ALWAYS
    for column in (_BAR_COLUMN, _PREVIOUS, _YEAR_AGO):
        wider = (*chosen, column) if column is _BAR_COLUMN else (chosen[0], column, *chosen[1:])
        has_something = any(column.of(line) for line in lines)
        if has_something and width - _taken(wider, lines) >= _TITLE_FOR_EXTRAS:
            chosen = wider
    return chosen


def _taken(columns: tuple[Column, ...], lines: list[Line]) -> int:
    return sum(column.width(lines) + _BETWEEN_COLUMNS for column in columns)


def _table(groups: list[tuple[str, list[Line]]], columns: tuple[Column, ...], screen: Screen) -> Table:
    every_line = [line for _, lines in groups for line in lines]
    rule = _RULE[screen.glyphs.is_ascii]
    table = Table(box=_box(rule), show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("Metric / group", width=screen.width - _taken(columns, every_line), overflow="fold")
    for column in columns:
        table.add_column(column.caption, width=column.width(every_line), justify=column.side, overflow="fold")
    for name, lines in groups:
        table.add_section()
        table.add_row(Text(one_line(name).upper(), style="bold"))
        for line in lines:
            table.add_row(_title(line), *(_cell(column, line) for column in columns))
    return table


def _title(line: Line) -> RenderableType:
    return Text(line.label) if line.is_total else Padding(Text(line.label, style="dim"), (0, 0, 0, 2))


def _cell(column: Column, line: Line) -> Text:
    style = _STYLES.get(line.text.status, "dim") if column.field == "mark" else ""
    return Text(column.of(line), style=style)


def _broken(text: str) -> str:
    """A long range on two lines, so that one of them does not widen the column for all."""
    if cell_len(text) <= _WIDEST_TARGET:
        return text
    if " to " in text:
        return text.replace(" to ", " to\n", 1)
    return text.replace("-", "-\n", 1)


def _box(rule: str) -> Box:
    """Only a line under the captions and between groups."""
    blank, line = "    \n", f" {rule}{rule} \n"
    return Box(blank + blank + line + blank + line + line + blank + blank, ascii=rule == "-")


# --- The stacked list -------------------------------------------------------------------------------------------


def _stack(name: str, lines: list[Line], glyphs: Glyphs) -> Iterator[RenderableType]:
    yield Text(one_line(name).upper(), style="bold")
    for line in lines:
        indent = 0 if line.is_total else 2
        yield Padding(Text(line.label), (0, 0, 0, indent))
        yield Padding(Text(glyphs.separator.join(_facts(line))), (0, 0, 0, indent + 2))
    yield ""


def _facts(line: Line) -> Iterator[str]:
    text = line.text
    yield f"{text.mark} {text.value}".strip() + (f" as of {text.as_of}" if text.as_of else "")
    if text.counted:
        yield f"{text.counted} counted"
    if text.target and line.is_total:
        yield f"target {text.target}"
    if text.gap:
        yield f"gap {text.gap}"


# --- The closing part -------------------------------------------------------------------------------------------


def _closing(report: Report) -> Iterator[RenderableType]:
    yield ""
    yield Text(f"Status: {closing.status_line(report)}.", style="bold")
    yield Text(closing.hidden_line(report))
    for block in (*closing.blocks(report), closing.marked(report)):
        if not block.lines:
            continue
        yield ""
        yield Text(f"{block.heading} ({block.count})", style="bold")
        for line in block.lines:
            yield _hanging(line)
    yield ""
    yield Text(english.SHORT_LEGEND, style="dim")
    yield Text(f"Next: {closing.next_step(report)}")


def _hanging(line: str) -> RenderableType:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=3, justify="right")
    grid.add_column(overflow="fold")
    grid.add_row("-", Text(one_line(line)))
    return grid
