"""One self-contained page: no script, no request to anywhere, readable by screen readers and on paper.

The template is `page.html.j2`; here facts are laid out for it. Jinja2 escapes every text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from kpitrack.model.intake import SourceReading
from kpitrack.model.published import PublishedMetric, Report
from kpitrack.model.quantities import as_decimal
from kpitrack.model.statuses import Status
from kpitrack.reports import closing
from kpitrack.reports.bars import bar_of
from kpitrack.reports.plain import one_line
from kpitrack.reports.rows import Row, label, not_applicable_label, rows_to_read, stakeholder_groups
from kpitrack.reports.screen import Screen
from kpitrack.wording import UNICODE, CellText, english, notes, sentence, shown_text

CHART_WIDTH = 130


@dataclass(frozen=True, slots=True)
class Chart:
    """A bullet chart in pixels, with its text alternative."""

    text: str
    value: str
    goals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageRow:
    """One row of a group's table."""

    label: str
    is_total: bool
    text: CellText
    mark: str
    status: str
    sentence: str = ""
    notes: tuple[str, ...] = ()
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A stakeholder group."""

    id: str
    title: str
    rows: tuple[PageRow, ...]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """What was read, in the words for people."""

    name: str
    files: str
    rows: str
    used: str
    not_used: str
    as_of: str
    state: str


def render(report: Report, screen: Screen) -> str:  # noqa: ARG001 - a page has no width of its own
    return (
        template("page.html.j2")
        .render(
            report=report,
            title=one_line(report.title),
            period=english.period(report.period),
            facts=closing.heading_facts(report)[1:],
            warnings=closing.warnings(report),
            status_line=closing.status_line(report),
            hidden_line=closing.hidden_line(report),
            sections=sections_of(report),
            attention=closing.attention(report),
            blocks=closing.blocks(report)[
                1 if closing.attention(report) else 0 :
            ],  # attention stands before the tables
            sources=tuple(_source_row(source) for source in report.sources),
            tells_rows=any(source.tells_rows for source in report.sources),
            legend=english.LEGEND,
            chart_width=CHART_WIDTH,
        )
        .rstrip()
        + "\n"
    )


def template(name: str) -> Template:
    """A template of this room by its file name. Every text put into one is escaped."""
    environment = Environment(
        loader=PackageLoader("kpitrack.reports", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name)


def sections_of(report: Report) -> tuple[Section, ...]:
    """The tables of every result, one per stakeholder group."""
    return tuple(_section(report, place, *each) for place, each in enumerate(stakeholder_groups(report)))


def _section(report: Report, place: int, name: str, metrics: tuple[PublishedMetric, ...]) -> Section:
    rows = tuple(row for metric in metrics for row in _rows(report, metric))
    return Section(f"group-{place}", one_line(name), rows)


def _rows(report: Report, metric: PublishedMetric) -> Iterator[PageRow]:
    for row in rows_to_read(metric):
        text = shown_text(metric, row.cell, UNICODE)
        yield PageRow(
            label=one_line(label(report, row)),
            is_total=row.is_total,
            text=text,
            mark=UNICODE.marks[text.status],
            status=english.STATUS_WORDS[text.status],
            sentence=sentence(metric) if row.is_total else "",
            notes=notes(metric) if row.is_total else (),
            chart=_chart(row, text),
        )
    if names := not_applicable_label(report, metric):
        yield _not_applicable(names, "; ".join(dict.fromkeys(metric.not_applicable.values())))


def _not_applicable(names: str, reason: str) -> PageRow:
    text = CellText(Status.NOT_APPLICABLE, english.NOT_APPLICABLE_VALUE, "")
    return PageRow(one_line(names), is_total=False, text=text, mark="", status="", sentence=one_line(reason))


def _chart(row: Row, text: CellText) -> Chart | None:
    bar = bar_of(row)
    if bar is None:
        return None
    return Chart(f"{text.value} against {text.target}", _pixels(bar.value), tuple(_pixels(goal) for goal in bar.goals))


def _pixels(place: Fraction) -> str:
    return str(as_decimal(place * CHART_WIDTH, 1))


def _source_row(source: SourceReading) -> SourceRow:
    unused = {**source.dropped, **source.refused}
    not_used = ", ".join(f"{count:,} {reason}" for reason, count in unused.items() if count) or "0"
    return SourceRow(
        name=source.name,
        files=", ".join(file.name for file in source.files) or "none",
        rows=f"{source.rows:,}" if source.tells_rows else "",
        used=f"{source.used:,}" if source.tells_rows else "",
        not_used=not_used if source.tells_rows else "not told",
        as_of=english.day(source.as_of) if source.as_of else "not known",
        state=source.reason or ("stale" if source.stale else "usable"),
    )
