"""Markdown: a table per stakeholder group, for wikis and pull requests. Everything from outside is escaped."""

from __future__ import annotations

from collections.abc import Iterator

from kpitrack.model.published import PublishedMetric, Report
from kpitrack.reports import closing
from kpitrack.reports.plain import markdown
from kpitrack.reports.rows import Row, label, not_applicable_label, rows_to_read, stakeholder_groups
from kpitrack.reports.screen import Screen
from kpitrack.wording import UNICODE, english, shown_text

_CAPTIONS = ("Metric / group", "Value", "Counted", "Target", "Gap", "Status")
_SIDES = (":---", "---:", "---:", "---:", "---:", ":---")
_INDENT = "&emsp;"


def render(report: Report, screen: Screen) -> str:  # noqa: ARG001 - Markdown is laid out by its reader
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield f"# {markdown(report.title)}"
    yield ""
    yield markdown(" · ".join(closing.heading_facts(report)))
    for line in closing.warnings(report):
        yield ""
        yield f"**{markdown(line)}**"
    yield from results(report)
    yield from _closing(report)


def results(report: Report, *, level: int = 2) -> Iterator[str]:
    """A table per stakeholder group, each under a heading of that level."""
    for name, metrics in stakeholder_groups(report):
        yield ""
        yield f"{'#' * level} {markdown(name)}"
        yield ""
        yield _row(_CAPTIONS)
        yield _row(_SIDES)
        for metric in metrics:
            yield from _rows(report, metric)


def _rows(report: Report, metric: PublishedMetric) -> Iterator[str]:
    for row in rows_to_read(metric):
        text = shown_text(metric, row.cell, UNICODE)
        target = text.target if row.is_total else ""
        facts = (text.marked_value, text.counted, target, text.gap, text.mark)
        yield _row((_label(report, row), *(markdown(fact) for fact in facts)))
    if names := not_applicable_label(report, metric):
        yield _row((f"{_INDENT}{markdown(names)}", english.NOT_APPLICABLE_VALUE, "", "", "", ""))


def _label(report: Report, row: Row) -> str:
    name = markdown(label(report, row))
    return f"**{name}**" if row.is_total else f"{_INDENT}{name}"


def _closing(report: Report) -> Iterator[str]:
    yield ""
    yield f"**Status:** {closing.status_line(report)}. {closing.hidden_line(report)}"
    for block in (*closing.blocks(report), closing.marked(report)):
        if not block.lines:
            continue
        yield ""
        yield f"## {block.heading} ({block.count})"
        yield ""
        yield from (f"- {markdown(line)}" for line in block.lines)
    yield ""
    yield markdown(english.LEGEND)
    yield ""
    yield f"Next: `{closing.next_step(report)}`"


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"
