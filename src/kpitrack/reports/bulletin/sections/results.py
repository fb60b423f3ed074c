"""Where the results stand: in short, by stakeholder group, what was reached, what was not, every one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kpitrack.model.bulletins import Bulletin
from kpitrack.model.published import PublishedMetric, Report, Shown, status_of
from kpitrack.model.statuses import Status
from kpitrack.reports import closing
from kpitrack.reports.bulletin.content import Column, Content, Item, Table, TableRow
from kpitrack.reports.rows import stakeholder_groups
from kpitrack.wording import bulletins, english, sentence
from kpitrack.wording.sentences import changed_promise

JUDGED = (Status.MET, Status.ON_TRACK, Status.OFF_TRACK, Status.NOT_MET)
BEHIND = (Status.NOT_MET, Status.OFF_TRACK)
_TILES = (Status.MET, Status.NOT_MET, Status.ON_TRACK, Status.OFF_TRACK)
_LATER = (Status.NOT_DUE,)


def summary(bulletin: Bulletin) -> Content:
    """How many targets stand how, in sentences a board member can read out."""
    counts = bulletin.report.summary
    tiles = tuple((status, counts.get(status, 0)) for status in _TILES)
    return Content(lead=(*bulletins.counts_lines(counts), closing.hidden_line(bulletin.report)), counts=tiles)


def groups(bulletin: Bulletin) -> Content:
    """One row per stakeholder group: how many of its targets stand how."""
    captions = (*(english.STATUS_WORDS[each] for each in JUDGED), english.STATUS_WORDS[Status.NOT_DUE], "No result")
    columns = (Column("Stakeholder group", 22), *(Column(each, 10, is_number=True) for each in captions))
    rows = tuple(_group_row(name, metrics, captions) for name, metrics in stakeholder_groups(bulletin.report))
    return Content(table=Table("Targets by stakeholder group and status", columns, rows)) if rows else Content()


def _group_row(name: str, metrics: tuple[PublishedMetric, ...], captions: tuple[str, ...]) -> TableRow:
    statuses = Counter(status_of(metric.total) for metric in metrics)
    shares = tuple((status, statuses[status]) for status in (*JUDGED, *_LATER))
    untold = sum(statuses[each] for each in (Status.NO_DATA, Status.NO_BASELINE, Status.SUPPRESSED))
    counts = tuple(zip(captions, (*(count for _, count in shares), untold), strict=True))
    cells = (name, *(str(count) for _, count in counts))
    return TableRow(cells, bulletins.group_line(name, counts), shares=shares)


def highlights(bulletin: Bulletin) -> Content:
    """What is met: first what was not met in the report before, then what falls due soonest."""
    turned = {
        change.metric.id
        for change in bulletin.changes
        if not change.categories and change.status_changed and change.before is not None
    }
    met = [metric for metric in bulletin.report.metrics if _has_status(metric, Status.MET)]
    newest = sorted(met, key=lambda metric: metric.id not in turned)
    return Content(items=tuple(_item(metric, Status.MET) for metric in newest))


def behind(bulletin: Bulletin) -> Content:
    """Targets missed, then those that are behind, each with what is done and by whom."""
    return Content(items=tuple(_item(metric, status) for metric, status in behind_of(bulletin.report)))


def behind_of(report: Report) -> Iterator[tuple[PublishedMetric, Status]]:
    for status in BEHIND:
        yield from ((metric, status) for metric in report.metrics if _has_status(metric, status))


def outcomes(bulletin: Bulletin) -> Content:
    """Results that can be told, in plain words: no gaps, no percentage points, no identifiers."""
    columns = (Column("About", 18), Column("What was promised", 46), Column("Result", 18), Column("Goal", 18))
    rows = [
        _outcome(metric, metric.total, group)
        for group, metrics in stakeholder_groups(bulletin.report)
        for metric in metrics
        if isinstance(metric.total, Shown) and metric.total.status in JUDGED
    ]
    if not rows:
        return Content()
    caption = "What was promised, what came of it"
    return Content(table=Table(caption, (*columns, Column("How it stands", 18)), tuple(rows)))


def _outcome(metric: PublishedMetric, cell: Shown, group: str) -> TableRow:
    result, goal = bulletins.plain_result(metric, cell), bulletins.plain_goal(metric, metric.target)
    status = english.STATUS_WORDS[cell.status]
    line = bulletins.outcome_line(metric.title, result, goal, status)
    return TableRow((group, metric.title, result, goal, status), line, cell.status)


def exceptions(bulletin: Bulletin) -> Content:
    """What a reader could hold against the numbers: approved exceptions, promises changed on the way, what ended."""
    return Content(items=tuple(item for metric in bulletin.report.metrics for item in _exceptions_of(metric)))


def _exceptions_of(metric: PublishedMetric) -> Iterator[Item]:
    for text in metric.exceptions:
        yield Item(bulletins.about(metric.title, english.exception(text)), metric.title, metric.owner)
    if metric.target and (changed := changed_promise(metric.target)):
        yield Item(bulletins.about(metric.title, changed), metric.title, metric.owner)
    if _has_status(metric, Status.RETIRED):
        yield _item(metric, Status.RETIRED)


def metrics(bulletin: Bulletin) -> Content:
    return Content(has_results=bool(bulletin.report.metrics))


def _item(metric: PublishedMetric, status: Status) -> Item:
    text = bulletins.about(metric.title, sentence(metric))
    return Item(text, metric.title, metric.response_owner or metric.owner, status)


def _has_status(metric: PublishedMetric, status: Status) -> bool:
    return isinstance(metric.total, Shown) and metric.total.status is status
