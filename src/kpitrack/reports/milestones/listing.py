"""The terminal: a list, most urgent first, then a timeline by week with today marked, then what follows from it.

Widths are measured and filled by hand: the timeline needs exact columns, and what does not fit is wrapped, never cut.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len

from kpitrack.model.schedule import Schedule, Standing, State
from kpitrack.reports.milestones import facts
from kpitrack.reports.milestones.weeks import Row, axis, rows_of, span_of, today_line
from kpitrack.reports.plain import one_line
from kpitrack.reports.screen import Screen
from kpitrack.wording import milestones as words

_NARROWEST_TITLE = 20
_WIDE = 110  # from here owners and the slack of done ones have room
_STYLES = {State.LATE: "1;31", State.BLOCKED: "1;31", State.DUE_SOON: "33", State.DONE: "32", State.DONE_LATE: "32"}


@dataclass(frozen=True, slots=True)
class Column:
    """A caption and the texts below it."""

    caption: str
    texts: tuple[str, ...]
    is_number: bool = False

    @property
    def width(self) -> int:
        return max(cell_len(each) for each in (self.caption, *self.texts))

    def padded(self, text: str) -> str:
        gap = " " * (self.width - cell_len(text))
        return gap + text if self.is_number else text + gap


def render(schedule: Schedule, screen: Screen) -> str:
    lines = [
        *_heading(schedule, screen),
        *_list(schedule, screen),
        *_timeline(schedule, screen),
        *_around(schedule, screen),
    ]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _heading(schedule: Schedule, screen: Screen) -> Iterator[str]:
    yield from (_styled(line, "1", screen) for line in _wrapped(one_line(facts.heading(schedule)), screen.width))
    yield from _wrapped(screen.glyphs.separator.join(facts.heading_facts(schedule)), screen.width)
    yield ""
    yield from (_styled(line, "1", screen) for line in _wrapped(facts.counts(schedule), screen.width))
    yield from _blocks(facts.first_blocks(schedule), screen)
    yield ""


# --- The list ---------------------------------------------------------------------------------------------------


def _list(schedule: Schedule, screen: Screen) -> Iterator[str]:
    if not schedule.printed:
        return
    columns = _columns(schedule, screen)
    room = screen.width - sum(column.width + 2 for column in columns)
    if room < _NARROWEST_TITLE:
        yield from _stack(schedule, screen)
        return
    rule = "-" if screen.glyphs.is_ascii else "─"
    state, *rest = columns
    captions = [state.padded(state.caption), _left("Milestone", room), *(each.padded(each.caption) for each in rest)]
    yield _styled("  ".join(captions), "1", screen)
    yield rule * screen.width
    for position, standing in enumerate(schedule.printed):
        title, *more = textwrap.wrap(one_line(standing.step.milestone.title), room)
        cells = [_left(title, room), *(each.padded(each.texts[position]) for each in rest)]
        mark = _styled(state.padded(state.texts[position]), _STYLES.get(standing.state, ""), screen)
        yield "  ".join([mark, *cells])
        indent = " " * (state.width + 2)
        yield from (indent + line for line in more)
        if why := _why(schedule, standing):
            yield from _wrapped(why, screen.width, indent=indent)


def _columns(schedule: Schedule, screen: Screen) -> list[Column]:
    plan, shown = schedule.plan, schedule.printed
    columns = [
        Column("State", tuple(words.short_state_text(each, screen.glyphs) for each in shown)),
        Column("Due", tuple(words.due(plan, each.step) for each in shown)),
        Column("Expected", tuple(_expected(schedule, each) for each in shown)),
        Column("Slack", tuple("" if each.state.is_settled else str(each.slack) for each in shown), is_number=True),
        Column("Risk", tuple(each.step.milestone.risk or "" for each in shown)),
    ]
    if screen.width >= _WIDE:
        columns.append(Column("Owner", tuple(one_line(each.step.milestone.owner) for each in shown)))
    return columns


def _expected(schedule: Schedule, standing: Standing) -> str:
    """Only where it is another week than the due one."""
    if standing.state.is_done or standing.expected == standing.step.due:
        return ""
    return words.week(schedule.plan, standing.expected)


def _why(schedule: Schedule, standing: Standing) -> str:
    """What the columns do not say: the evidence of a done one, what holds an open one back."""
    if standing.state.is_done:
        return one_line(words.done_line(standing))
    parts = (words.held_back(schedule.plan, standing), words.outside(standing), standing.remark)
    return one_line(" ".join(part for part in parts if part))


def _stack(schedule: Schedule, screen: Screen) -> Iterator[str]:
    """For a narrow screen: two or more short lines per milestone."""
    for standing in schedule.printed:
        mark = words.state_text(standing, screen.glyphs)
        yield from _wrapped(f"{mark}{screen.glyphs.separator}{one_line(standing.step.milestone.title)}", screen.width)
        sentence = one_line(words.sentence(schedule.plan, standing))
        yield from _wrapped(sentence, screen.width, indent="  ")


# --- The timeline -----------------------------------------------------------------------------------------------


def _timeline(schedule: Schedule, screen: Screen) -> Iterator[str]:
    span = span_of(schedule)
    rows = rows_of(schedule, span, words.signs(screen.glyphs))
    label = screen.width - len(span) - 1
    if not rows or label < _NARROWEST_TITLE - 2:
        return
    label = min(label, max(cell_len(row.label) for row in rows))
    yield ""
    yield _styled("Timeline by week", "1", screen)
    yield from _wrapped(words.timeline_legend(screen.glyphs), screen.width)
    yield ""
    for line in (*axis(schedule, span), today_line(schedule, span, words.signs(screen.glyphs))):
        yield " " * (label + 1) + line
    for row in rows:
        yield from _timeline_row(row, label, screen)


def _timeline_row(row: Row, label: int, screen: Screen) -> Iterator[str]:
    """A label that does not fit is wrapped above its bar."""
    *first, last = textwrap.wrap(one_line(row.label), label) or [""]
    yield from first
    bar = _styled(row.cells, _STYLES.get(row.state, "") if row.state else "2", screen)
    yield f"{_left(last, label)} {bar}"


# --- Around it --------------------------------------------------------------------------------------------------


def _around(schedule: Schedule, screen: Screen) -> Iterator[str]:
    yield from _blocks(facts.last_blocks(schedule), screen)
    yield ""
    yield from _wrapped(words.LEGEND, screen.width)
    yield from _wrapped(f"Next: {facts.next_step(schedule)}", screen.width, indent="  ", first="")


def _blocks(blocks: tuple[facts.Block, ...], screen: Screen) -> Iterator[str]:
    for block in blocks:
        yield ""
        yield _styled(block.heading, "1", screen)
        for line in block.lines:
            yield from _wrapped(one_line(line), screen.width, indent="    ", first="  - ")


def _wrapped(text: str, width: int, *, indent: str = "", first: str | None = None) -> list[str]:
    start = indent if first is None else first
    return textwrap.wrap(
        text, width, initial_indent=start, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _left(text: str, width: int) -> str:
    return text + " " * max(0, width - cell_len(text))


def _styled(text: str, style: str, screen: Screen) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if screen.colour and style else text
