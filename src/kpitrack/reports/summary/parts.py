"""The sections of a summary as lists of items, most urgent first, cut to what fits two pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from kpitrack.model.intake import Problem
from kpitrack.model.published import PublishedMetric, Shown
from kpitrack.model.reporting import Section, WeeklySummary
from kpitrack.model.snapshots import MetricChange
from kpitrack.model.statuses import Status
from kpitrack.reports import closing
from kpitrack.reports.closing import lines_of
from kpitrack.reports.plain import one_line
from kpitrack.wording import alert_sentence, doubts, english, overdue_sentences, sentence, weekly

_BEHIND = (Status.NOT_MET, Status.OFF_TRACK)
_WORSE_FIRST = (*_BEHIND, Status.NO_DATA)
_MOST: Mapping[str, int] = {"changes": 10, "milestones": 10, "behind": 14, "alerts": 8, "late_sources": 8}


@dataclass(frozen=True, slots=True)
class Item:
    """One line with what a table needs beside it."""

    text: str
    about: str = ""  # title of the metric, milestone or source
    owner: str = ""
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A section. `items` are all of them; `most` says how many fit a page."""

    id: Section
    heading: str
    items: tuple[Item, ...]
    most: int
    nothing: str  # what an empty section says, since a missing one could be a mistake

    @property
    def shown(self) -> tuple[Item, ...]:
        return self.items[: self.most]

    @property
    def rest(self) -> int:
        return len(self.items) - len(self.shown)


def parts(summary: WeeklySummary) -> tuple[Part, ...]:
    """The sections that reports.yaml asks for, in its order."""
    return tuple(_part(summary, each) for each in summary.sections if each in _ITEMS)


def _part(summary: WeeklySummary, section: Section) -> Part:
    items = tuple(_items(summary, section))
    is_first = section == "changes" and summary.compared_with is None
    nothing = weekly.NO_EARLIER if is_first else weekly.NOTHING[section]
    return Part(section, weekly.HEADINGS[section], items, _MOST.get(section, 100), "" if items else nothing)


def heading_facts(summary: WeeklySummary) -> tuple[str, ...]:
    """Period, dates, as-of day, audience, release: printed in every format."""
    report = summary.report
    return (
        english.period(report.period),
        english.days(report.start, report.end),
        english.data_through(english.day(report.as_of)),
        f"audience {english.AUDIENCES[report.audience]}",
        weekly.edition_line(summary.edition) if summary.edition.replaces is None else summary.edition.release,
    )


def warnings(summary: WeeklySummary) -> tuple[str, ...]:
    """First lines: an unusable source before everything else, because it is what somebody has to mend."""
    banner = english.INTERNAL_BANNER if summary.report.audience == "internal" else ""
    correction = weekly.edition_line(summary.edition) + "." if summary.edition.replaces is not None else ""
    lines = (*weekly.first_lines(summary.report), *summary.report.notes, banner, correction)
    return tuple(one_line(line) for line in lines if line)


def status_line(summary: WeeklySummary) -> str:
    return english.status_counts(summary.report.summary) or "no metrics"


def hidden_line(summary: WeeklySummary) -> str:
    return closing.hidden_line(summary.report)


def compared_line(summary: WeeklySummary) -> str:
    return weekly.compared_line(summary.compared_with)


def _items(summary: WeeklySummary, section: Section) -> Iterator[Item]:
    for item in _ITEMS[section](summary):
        yield replace(item, text=one_line(item.text), about=one_line(item.about), owner=one_line(item.owner))


def _changes(summary: WeeklySummary) -> Iterator[Item]:
    """Totals only; a status that turned comes before a value that moved, the bad news before the good.

    What is hidden now is one line, which would otherwise push the news off the page.
    """
    owners = {metric.id: metric.owner for metric in summary.report.metrics}
    totals = [change for change in summary.changes if not change.categories and weekly.is_visible(change)]
    hidden = [change for change in totals if change.after is not None and change.after.status is None]
    for change in sorted((each for each in totals if each not in hidden), key=_weight):
        status = change.after.status if change.after else None
        text = weekly.change_line(change, with_causes=False)
        yield Item(text, change.metric.title, owners.get(change.metric.id, ""), status)
    if hidden:
        yield Item(weekly.hidden_line([each.metric.title for each in hidden]), status=Status.SUPPRESSED)


def _weight(change: MetricChange) -> tuple[bool, int]:
    status = change.after.status if change.after else None
    return not change.status_changed, _WORSE_FIRST.index(status) if status in _WORSE_FIRST else len(_WORSE_FIRST)


def _milestones(summary: WeeklySummary) -> Iterator[Item]:
    """Late or blocking first, then promises that were missed on their day, then what comes next."""
    for blocker in summary.blockers:
        yield Item(blocker.sentence, blocker.title, blocker.owner, Status.NOT_MET)
    for metric in summary.report.metrics:
        for text in overdue_sentences(metric):
            yield Item(text, metric.title, metric.owner, Status.NOT_MET)
    for standing in summary.due_milestones:
        milestone = standing.step.milestone
        yield Item(weekly.due_milestone(standing), milestone.title, milestone.owner, Status.NOT_DUE)
    for due in summary.due:
        yield Item(weekly.due_target(due), due.metric.title, due.metric.owner, Status.NOT_DUE)


def _behind(summary: WeeklySummary) -> Iterator[Item]:
    for status in _BEHIND:
        for metric in summary.report.metrics:
            if isinstance(metric.total, Shown) and metric.total.status is status:
                yield Item(f"{metric.title}: {sentence(metric)}", metric.title, _who(metric), status)


def _who(metric: PublishedMetric) -> str:
    return metric.response_owner or metric.owner


def _alerts(summary: WeeklySummary) -> Iterator[Item]:
    for metric in summary.report.metrics:
        for alert in metric.alerts:
            if alert.triggered:
                yield Item(alert_sentence(metric, alert), metric.title, alert.owner or metric.owner)


def _late_sources(summary: WeeklySummary) -> Iterator[Item]:
    """Sources that could not be used, old ones, what they leave in doubt, then rows to mend.

    The same fault in many rows is one line.
    """
    report = summary.report
    for source in report.sources:
        if not source.usable:
            yield Item(weekly.unusable_line(source, report.problems), source.name, source.owner, Status.NO_DATA)
    for source in report.sources:
        if source.usable and source.stale:
            yield Item(weekly.stale_line(source), source.name, source.owner, Status.OFF_TRACK)
    for line in lines_of(report, doubts):
        yield Item(line, status=Status.OFF_TRACK)
    broken = {source.name for source in report.sources if not source.usable}
    owners = {source.name: source.owner for source in report.sources}
    alike: dict[Problem, list[Problem]] = {}
    for problem in report.problems:
        if problem.level != "note" and problem.source not in broken:
            alike.setdefault(replace(problem, row=None), []).append(problem)
    for same in alike.values():
        yield Item(_problem(same[0], len(same) - 1), same[0].source, owners.get(same[0].source, ""))


def _problem(problem: Problem, more_rows: int) -> str:
    place = english.place(problem.file or problem.source, english.row(problem.row, more_rows), problem.column)
    return english.problem(problem.level, place, problem.message, problem.hint)


def _prompts(summary: WeeklySummary) -> Iterator[Item]:
    for question in summary.questions:
        yield Item(weekly.question_line(question), question.id)


_ITEMS: Mapping[Section, Callable[[WeeklySummary], Iterator[Item]]] = {
    "changes": _changes,
    "milestones": _milestones,
    "behind": _behind,
    "alerts": _alerts,
    "late_sources": _late_sources,
    "prompts": _prompts,
}
