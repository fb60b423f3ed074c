"""What moved: since the last report, and over the periods before."""

from __future__ import annotations

from fractions import Fraction

from kpitrack.model.bulletins import Bulletin
from kpitrack.model.published import PublishedMetric, Shown
from kpitrack.model.snapshots import MetricChange
from kpitrack.model.statuses import Status
from kpitrack.reports.bulletin.content import Column, Content, Item, Table, TableRow
from kpitrack.reports.bulletin.sections.results import BEHIND
from kpitrack.wording import UNICODE, bulletins, english, form_of, shown_text, value_text
from kpitrack.wording import changes as words

_WORSE_FIRST = (*BEHIND, Status.NO_DATA)
_MOST_EARLIER = 5  # periods in one row


def changes(bulletin: Bulletin) -> Content:
    """Totals only; a status that turned comes before a value that moved, the bad news before the good.

    What is hidden now is one line, which would otherwise push the news off the page.
    """
    owners = {metric.id: metric.owner for metric in bulletin.report.metrics}
    totals = [change for change in bulletin.changes if not change.categories and words.is_visible(change)]
    hidden = [change for change in totals if change.after is not None and change.after.status is None]
    items = [
        Item(
            words.change_line(change, with_causes=False),
            change.metric.title,
            owners.get(change.metric.id, ""),
            change.after.status if change.after else None,
        )
        for change in sorted((each for each in totals if each not in hidden), key=_weight)
    ]
    if hidden:
        items.append(Item(words.hidden_line([each.metric.title for each in hidden]), status=Status.SUPPRESSED))
    return Content(items=tuple(items))


def _weight(change: MetricChange) -> tuple[bool, int]:
    status = change.after.status if change.after else None
    return not change.status_changed, _WORSE_FIRST.index(status) if status in _WORSE_FIRST else len(_WORSE_FIRST)


def trends(bulletin: Bulletin) -> Content:
    """One row per metric that has begun and has an earlier value: the periods before, oldest first, and now."""
    rows = tuple(
        _trend(metric, metric.total)
        for metric in bulletin.report.metrics
        if isinstance(metric.total, Shown) and metric.total.value and _earlier(metric.total)
    )
    if not rows:
        return Content()
    columns = (
        Column("Metric", 46),
        Column("Before, oldest first", 40),
        Column("Now", 14, is_number=True),
        Column("A year ago", 14, is_number=True),
        Column("Status", 16),
    )
    return Content(table=Table("Results of the periods before", columns, rows))


def _trend(metric: PublishedMetric, cell: Shown) -> TableRow:
    text = shown_text(metric, cell, UNICODE)
    form = form_of(metric)
    known = _earlier(cell)
    earlier = tuple(english.NO_VALUE if each is None else value_text(each, form) for each in known)
    line = bulletins.trend_line(metric.title, earlier, bulletins.told_value(metric, cell))
    cells = (metric.title, ", ".join(earlier), text.marked_value, text.year_ago, english.STATUS_WORDS[cell.status])
    points = tuple(each if isinstance(each, Fraction) else None for each in (*known, cell.value))
    return TableRow(cells, line, cell.status, points=points)


def _earlier(cell: Shown) -> tuple[Fraction | str | None, ...]:
    """The values before, oldest first; without the empty ones before the first."""
    newest_first = (cell.earlier or (cell.previous,))[:_MOST_EARLIER]
    found = list(newest_first)
    while found and found[-1] is None:
        found.pop()
    return tuple(reversed(found))
