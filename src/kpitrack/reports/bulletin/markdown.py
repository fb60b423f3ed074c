"""A bulletin as Markdown, for wikis and chats. Everything from outside is escaped."""

from __future__ import annotations

from collections.abc import Iterator

from kpitrack.model.bulletins import Bulletin
from kpitrack.model.published import Report
from kpitrack.reports.bulletin.content import Part, Table
from kpitrack.reports.bulletin.parts import heading_facts, parts, top_lines, warnings
from kpitrack.reports.markdown import results
from kpitrack.reports.plain import markdown
from kpitrack.wording import UNICODE, english


def render(bulletin: Bulletin) -> str:
    return "\n".join(_lines(bulletin)) + "\n"


def _lines(bulletin: Bulletin) -> Iterator[str]:
    for line in warnings(bulletin):
        yield f"**{markdown(line)}**"
        yield ""
    yield f"# {markdown(bulletin.title)}"
    yield ""
    yield markdown(" · ".join(heading_facts(bulletin)))
    yield ""
    yield " ".join(markdown(line) for line in top_lines(bulletin))
    for part in parts(bulletin):
        yield ""
        yield from _part(bulletin.report, part)
    if any(part.content.has_results for part in parts(bulletin)):
        yield ""
        yield markdown(english.LEGEND)


def _part(report: Report, part: Part) -> Iterator[str]:
    yield f"## {part.heading}" + (f" ({len(part.items)})" if part.items else "")
    yield ""
    if part.nothing:
        yield part.nothing
    if part.content.lead:
        yield " ".join(markdown(line) for line in part.content.lead)
        yield ""
    for item in part.items:
        mark = f"{UNICODE.marks[item.status]} " if item.status else ""
        yield f"- {mark}{markdown(item.text)}"
    if part.content.table:
        yield ""
        yield from _table(part.content.table)
    if part.content.has_results:
        yield from results(report, level=3)


def _table(table: Table) -> Iterator[str]:
    yield _row(tuple(markdown(column.caption) for column in table.columns))
    yield _row(tuple("---:" if column.is_number else ":---" for column in table.columns))
    for row in table.rows:
        yield _row(tuple(markdown(cell) for cell in row.cells))


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"
