"""The summary for a terminal, a pipe or the mail that cron sends: plain lines, wrapped."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from kpitrack.model.published import Report
from kpitrack.model.reporting import Edition, WeeklySummary
from kpitrack.reports.plain import one_line
from kpitrack.reports.summary.parts import (
    Item,
    Part,
    compared_line,
    heading_facts,
    hidden_line,
    parts,
    status_line,
    warnings,
)
from kpitrack.wording import Glyphs, english, weekly

_NARROWEST, _WIDEST = 40, 100  # longer lines are hard to read


def render(summary: WeeklySummary, glyphs: Glyphs, width: int = 80) -> str:
    """width: columns of the screen."""
    columns = min(max(width, _NARROWEST), _WIDEST)
    return "\n".join(_lines(summary, glyphs, columns)) + "\n"


def warning(line: str, width: int = 80) -> str:
    """A line that stands before everything else."""
    columns = min(max(width, _NARROWEST), _WIDEST)
    return "\n".join(textwrap.wrap(f"! {one_line(line)}", columns, subsequent_indent="  ")) + "\n"


def brief(report: Report, edition: Edition, glyphs: Glyphs, width: int = 80) -> str:
    """A few lines about a report that has its own pages: what cron mails when the monthly report was made."""
    columns = min(max(width, _NARROWEST), _WIDEST)
    facts = (english.period(report.period), english.days(report.start, report.end))
    lines = [
        *(f"! {one_line(line)}" for line in (*weekly.first_lines(report), *report.notes)),
        f"{one_line(report.title)}: {one_line(edition.title)}",
        glyphs.separator.join((*facts, english.data_through(english.day(report.as_of)), weekly.edition_line(edition))),
        f"{english.status_counts(report.summary) or 'no metrics'}.",
    ]
    return "\n".join(part for line in lines for part in textwrap.wrap(line, columns, subsequent_indent="  ")) + "\n"


def _lines(summary: WeeklySummary, glyphs: Glyphs, columns: int) -> Iterator[str]:
    for line in warnings(summary):
        yield from textwrap.wrap(f"! {line}", columns, subsequent_indent="  ")
    title = f"{summary.report.title}: {summary.edition.title}"
    yield from textwrap.wrap(title, columns)
    yield from textwrap.wrap(glyphs.separator.join(heading_facts(summary)), columns)
    yield ""
    yield from textwrap.wrap(f"{status_line(summary)}. {hidden_line(summary)}", columns)
    yield from textwrap.wrap(compared_line(summary), columns)
    for part in parts(summary):
        yield from _part(part, glyphs, columns)


def _part(part: Part, glyphs: Glyphs, columns: int) -> Iterator[str]:
    yield ""
    yield f"{part.heading} ({len(part.items)})" if part.items else part.heading
    if part.nothing:
        yield f"  {part.nothing}"
    for item in part.shown:
        mark = _mark(item, glyphs)
        yield from textwrap.wrap(
            item.text,
            columns,
            initial_indent=f"  {mark} ",
            subsequent_indent=" " * (len(mark) + 3),
            break_on_hyphens=False,
        )
    if part.rest:
        yield f"  and {part.rest} more"


def _mark(item: Item, glyphs: Glyphs) -> str:
    return glyphs.marks[item.status] if item.status else "-"
