"""A bulletin for a terminal, a pipe or the mail that cron sends: plain lines, wrapped."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from kpitrack.model.bulletins import Bulletin
from kpitrack.reports.bulletin.content import Part
from kpitrack.reports.bulletin.parts import heading_facts, parts, top_lines, warnings
from kpitrack.wording import Glyphs

_NARROWEST, _WIDEST = 40, 100  # longer lines are hard to read


def render(bulletin: Bulletin, glyphs: Glyphs, width: int = 80) -> str:
    """width: columns of the screen."""
    columns = min(max(width, _NARROWEST), _WIDEST)
    return "\n".join(_lines(bulletin, glyphs, columns)) + "\n"


def _lines(bulletin: Bulletin, glyphs: Glyphs, columns: int) -> Iterator[str]:
    for line in warnings(bulletin, with_hints=True):  # whoever runs it has to mend it
        yield from textwrap.wrap(f"! {line}", columns, subsequent_indent="  ")
    yield from textwrap.wrap(bulletin.title, columns)
    yield from textwrap.wrap(glyphs.separator.join(heading_facts(bulletin)), columns)
    for place, line in enumerate(top_lines(bulletin)):
        if not place:
            yield ""
        yield from textwrap.wrap(line, columns)
    for part in parts(bulletin):
        yield from _part(bulletin, part, glyphs, columns)


def _part(bulletin: Bulletin, part: Part, glyphs: Glyphs, columns: int) -> Iterator[str]:
    yield ""
    yield f"{part.heading} ({len(part.items)})" if part.items else part.heading
    if part.nothing:
        yield f"  {part.nothing}"
    for line in part.content.lead:
        yield from _indented(line, "", columns)
    for item in part.shown:
        yield from _indented(item.text, glyphs.marks[item.status] if item.status else "-", columns)
    if part.rest:
        yield f"  and {part.rest} more"
    for row in part.content.table.rows if part.content.table else ():
        yield from _indented(row.line, glyphs.marks[row.status] if row.status else "-", columns)
    if part.content.has_results:
        count = len(bulletin.report.metrics)
        yield f"  {count} metrics with their groups stand in the files."


def _indented(text: str, mark: str, columns: int) -> Iterator[str]:
    lead = f"  {mark} " if mark else "  "
    yield from textwrap.wrap(
        text, columns, initial_indent=lead, subsequent_indent=" " * len(lead), break_on_hyphens=False
    )
