"""What the results rest on, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kpitrack.model.bulletins import Bulletin
from kpitrack.model.intake import Problem
from kpitrack.model.published import Report
from kpitrack.model.statuses import Status
from kpitrack.reports import closing
from kpitrack.reports.bulletin.content import Content, Item
from kpitrack.wording import bulletins, doubts, editions, english, marks


def late_sources(bulletin: Bulletin) -> Content:
    """Sources that could not be used, old ones, what they leave in doubt, then rows to mend.

    The same fault in many rows is one line.
    """
    report = bulletin.report
    doubted = (Item(line, status=Status.OFF_TRACK) for line in closing.lines_of(report, doubts))
    return Content(items=(*_unusable(report), *_old(report), *doubted, *_faults(report)))


def evidence(bulletin: Bulletin) -> Content:
    """For everybody: which sources, how fresh, what is protected and what is in doubt."""
    report = bulletin.report
    used = (
        Item(bulletins.source_line(source), source.name, source.owner, Status.OFF_TRACK if source.stale else None)
        for source in report.sources
        if source.usable
    )
    marked = (Item(line) for line in closing.lines_of(report, marks))
    lead = (bulletins.rests_on(report), closing.hidden_line(report))
    return Content(lead=lead, items=(*_unusable(report), *used, *marked))


def _unusable(report: Report) -> Iterator[Item]:
    for source in report.sources:
        if not source.usable:
            text = editions.unusable_line(source, closing.problems(report))
            yield Item(text, source.name, source.owner, Status.NO_DATA)


def _old(report: Report) -> Iterator[Item]:
    for source in report.sources:
        if source.usable and source.stale:
            yield Item(bulletins.stale_line(source), source.name, source.owner, Status.OFF_TRACK)


def _faults(report: Report) -> Iterator[Item]:
    broken = {source.name for source in report.sources if not source.usable}
    owners = {source.name: source.owner for source in report.sources}
    alike: dict[Problem, list[Problem]] = {}
    for problem in closing.problems(report):
        if problem.level != "note" and problem.source not in broken:
            alike.setdefault(replace(problem, row=None), []).append(problem)
    for same in alike.values():
        yield Item(_fault(same[0], len(same) - 1), same[0].source, owners.get(same[0].source, ""))


def _fault(problem: Problem, more_rows: int) -> str:
    place = english.place(problem.file or problem.source, english.row(problem.row, more_rows), problem.column)
    return english.problem(problem.level, place, problem.message, problem.hint)
