"""What every report says around its table: heading facts, counts, what needs attention, and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import starmap

from kpitrack.model.intake import Problem
from kpitrack.model.published import PublishedMetric, Report, Shown
from kpitrack.model.statuses import Status
from kpitrack.reports.plain import one_line
from kpitrack.wording import alert_sentence, editions, english, marks, overdue_sentences, preliminary, sentence

_MOST_PROBLEMS = 10
_BEHIND = (Status.NOT_MET, Status.OFF_TRACK)


@dataclass(frozen=True, slots=True)
class Block:
    """A heading with its lines; no lines, no block."""

    heading: str
    lines: tuple[str, ...]
    count: int


def heading_facts(report: Report) -> tuple[str, ...]:
    """Period, dates, as-of day, audience: printed in every output."""
    return (
        english.period(report.period),
        english.days(report.start, report.end),
        english.data_through(english.day(report.as_of)),
        f"audience {english.AUDIENCES[report.audience]}",
        editions.edition_line(report.edition),
    )


def warnings(report: Report, *, with_hints: bool | None = None) -> tuple[str, ...]:
    """What a reader must know before the first number.

    with_hints: what the team has to mend; by default not told to the public.
    """
    banner = english.INTERNAL_BANNER if report.audience == "internal" else ""
    # A working copy names unusable sources below its table.
    first = editions.first_lines(report, with_hints=with_hints) if report.edition else ()
    return tuple(one_line(line) for line in (*first, banner, preliminary(report), *report.notes) if line)


def status_line(report: Report) -> str:
    """How many metrics have each status, and how many are not in the report yet."""
    counts = english.status_counts(report.summary) or "no metrics"
    left_out = (english.left_for_later(report.later), *starmap(english.measured_in, report.elsewhere.items()))
    return ". ".join(each for each in (counts, *left_out) if each)


def hidden_line(report: Report) -> str:
    """How much is hidden, never why a single cell is; and how much stands as it was printed before."""
    carried = english.carried(report.carried_days) if report.carried_days else ""
    return english.sentences(english.hidden(report.hidden_cells, report.shown_cells), carried)


def attention(report: Report) -> tuple[tuple[PublishedMetric, str], ...]:
    """Metrics that missed their target, then those that are behind, each with its sentence."""
    behind = [metric for status in _BEHIND for metric in report.metrics if _status_of(metric) is status]
    return tuple((metric, sentence(metric)) for metric in behind)


def blocks(report: Report) -> tuple[Block, ...]:
    """Everything after the counts that has something to say."""
    behind = tuple(f"{metric.id}: {text}" for metric, text in attention(report))
    found = (
        _block("Not met or behind", behind),
        _block("Overdue targets", tuple(text for metric in report.metrics for text in overdue_sentences(metric))),
        _block("Without data", lines_of(report, _reason_without_data)),
        _block("Alerts triggered", tuple(_alerts(report))),
        _block("Sources not usable", tuple(_unusable(report))),
        Block("Data problems", tuple(_problems(report)), len(problems(report))),
    )
    return tuple(block for block in found if block.lines)


def marked(report: Report) -> Block:
    """What to know of single results, for formats that have no place for it beside them."""
    return _block("About single results", lines_of(report, marks))


def lines_of(report: Report, texts: Callable[[PublishedMetric], Iterable[str]]) -> tuple[str, ...]:
    """The same text about several metrics is one line."""
    titles: dict[str, list[str]] = {}
    for metric in report.metrics:
        for text in texts(metric):
            titles.setdefault(text, []).append(metric.title)
    return tuple(f"{english.listed(same)}: {text}" for text, same in titles.items())


def problems(report: Report) -> tuple[Problem, ...]:
    """What the team has to mend in its files. A row and its value are nothing for the public."""
    return () if report.audience == "public" else report.problems


def next_step(report: Report) -> str:
    """A command to go on with: the first metric that is behind, else the first one."""
    behind = [metric for metric, _ in attention(report)] or list(report.metrics)
    return f"kpitrack explain {behind[0].id} --period {report.period}" if behind else "kpitrack validate"


def _status_of(metric: PublishedMetric) -> Status | None:
    return metric.total.status if isinstance(metric.total, Shown) else None


def _reason_without_data(metric: PublishedMetric) -> Iterator[str]:
    if _status_of(metric) is Status.NO_DATA:
        yield sentence(metric)


def _alerts(report: Report) -> Iterator[str]:
    for metric in report.metrics:
        yield from (alert_sentence(metric, alert) for alert in metric.alerts if alert.triggered)


def _unusable(report: Report) -> Iterator[str]:
    for source in report.sources:
        if not source.usable:
            yield english.unusable_source(source.name, source.reason, source.owner)


def _problems(report: Report) -> Iterator[str]:
    """The first problems, and where the others stand."""
    found = _alike(problems(report))
    yield from problem_lines(problems(report), most=_MOST_PROBLEMS)
    if rest := found[_MOST_PROBLEMS:]:
        yield english.more(sum(len(same) for same in rest), "kpitrack check")


def problem_lines(found: Iterable[Problem], most: int | None = None) -> tuple[str, ...]:
    """The same fault in many rows is one line."""
    return tuple(_problem(same[0], len(same) - 1) for same in _alike(found)[:most])


def _alike(found: Iterable[Problem]) -> list[list[Problem]]:
    alike: dict[Problem, list[Problem]] = {}
    for problem in found:
        alike.setdefault(replace(problem, row=None), []).append(problem)
    return list(alike.values())


def _problem(problem: Problem, more_rows: int) -> str:
    row = english.row(problem.row, more_rows)
    place = english.place(problem.file or problem.source, row, problem.column)
    return english.problem(problem.level, place, problem.message, problem.hint)


def _block(heading: str, lines: tuple[str, ...]) -> Block:
    return Block(heading, lines, len(lines))
