"""Markdown: a table of the milestones and a list of everything around it, for wikis. Text is escaped."""

from __future__ import annotations

from collections.abc import Iterator

from kpitrack.model.schedule import Schedule, Standing
from kpitrack.reports.milestones import facts
from kpitrack.reports.milestones.weeks import axis, rows_of, span_of, today_line
from kpitrack.reports.plain import markdown, one_line
from kpitrack.reports.screen import Screen
from kpitrack.wording import UNICODE
from kpitrack.wording import milestones as words

_CAPTIONS = ("State", "Milestone", "Due", "Expected", "Slack", "Risk", "Owner", "Why")
_SIDES = (":---", ":---", ":---", ":---", "---:", ":---", ":---", ":---")


def render(schedule: Schedule, screen: Screen) -> str:  # noqa: ARG001 - Markdown is laid out by its reader
    return "\n".join(_lines(schedule)) + "\n"


def _lines(schedule: Schedule) -> Iterator[str]:
    yield f"# {markdown(facts.heading(schedule))}"
    yield ""
    yield markdown(" · ".join(facts.heading_facts(schedule)))
    yield ""
    yield f"**{markdown(facts.counts(schedule))}**"
    yield from _blocks(facts.first_blocks(schedule))
    yield ""
    yield "## Milestones"
    yield ""
    yield _row(_CAPTIONS)
    yield _row(_SIDES)
    for standing in schedule.printed:
        yield _row(tuple(markdown(each) for each in _cells(schedule, standing)))
    yield from _timeline(schedule)
    yield from _blocks(facts.last_blocks(schedule))
    yield ""
    yield markdown(words.LEGEND)


def _cells(schedule: Schedule, standing: Standing) -> tuple[str, ...]:
    plan, step = schedule.plan, standing.step
    moved = standing.expected != step.due and not standing.state.is_done
    return (
        words.state_text(standing, UNICODE),
        step.milestone.title,
        words.due_in_words(plan, step),
        words.week_and_day(plan, standing.expected) if moved else "",
        "" if standing.state.is_settled else str(standing.slack),
        step.milestone.risk or "",
        step.milestone.owner,
        words.sentence(plan, standing),
    )


def _timeline(schedule: Schedule) -> Iterator[str]:
    """As preformatted text, which every reader prints with equal widths."""
    span, signs = span_of(schedule), words.signs(UNICODE)
    rows = rows_of(schedule, span, signs)
    if not rows:
        return
    width = max(len(row.label) for row in rows) + 1
    yield ""
    yield "## Timeline by week"
    yield ""
    yield markdown(words.timeline_legend(UNICODE))
    yield ""
    yield "```text"
    for line in (*axis(schedule, span), today_line(schedule, span, signs)):
        yield (" " * width + line).rstrip()
    for row in rows:
        yield (one_line(row.label).replace("`", "'").ljust(width) + row.cells).rstrip()
    yield "```"


def _blocks(blocks: tuple[facts.Block, ...]) -> Iterator[str]:
    for block in blocks:
        yield ""
        yield f"## {markdown(block.heading)}"
        yield ""
        yield from (f"- {markdown(line)}" for line in block.lines)


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"
