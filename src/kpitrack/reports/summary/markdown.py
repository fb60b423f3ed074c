"""The summary as Markdown, for wikis and chats. Everything from outside is escaped."""

from __future__ import annotations

from collections.abc import Iterator

from kpitrack.model.reporting import WeeklySummary
from kpitrack.reports.plain import markdown
from kpitrack.reports.summary.parts import (
    Part,
    compared_line,
    heading_facts,
    hidden_line,
    parts,
    status_line,
    warnings,
)
from kpitrack.wording import UNICODE


def render(summary: WeeklySummary) -> str:
    return "\n".join(_lines(summary)) + "\n"


def _lines(summary: WeeklySummary) -> Iterator[str]:
    for line in warnings(summary):
        yield f"**{markdown(line)}**"
        yield ""
    yield f"# {markdown(summary.report.title)}: {markdown(summary.edition.title)}"
    yield ""
    yield markdown(" · ".join(heading_facts(summary)))
    yield ""
    yield f"**{markdown(status_line(summary))}.** {markdown(hidden_line(summary))} {markdown(compared_line(summary))}"
    for part in parts(summary):
        yield ""
        yield from _part(part)


def _part(part: Part) -> Iterator[str]:
    yield f"## {part.heading}" + (f" ({len(part.items)})" if part.items else "")
    yield ""
    if part.nothing:
        yield part.nothing
    for item in part.items:
        mark = f"{UNICODE.marks[item.status]} " if item.status else ""
        yield f"- {mark}{markdown(item.text)}"
