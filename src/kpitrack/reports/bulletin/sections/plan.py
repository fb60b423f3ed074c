"""The plan: what is late or due, what is done next and by whom, and what is asked of the readers."""

from __future__ import annotations

from collections.abc import Iterator

from kpitrack.model.bulletins import Bulletin
from kpitrack.model.schedule import Standing
from kpitrack.model.statuses import Status
from kpitrack.reports.bulletin.content import Content, Item
from kpitrack.reports.bulletin.sections.results import behind_of
from kpitrack.wording import bulletins, overdue_sentences


def milestones(bulletin: Bulletin) -> Content:
    """Late or blocking first, then promises that were missed on their day, then what comes next."""
    items = (*_late(bulletin), *_due(bulletin))
    line = bulletins.milestones_line(bulletin.milestones_done, bulletin.milestones_untold, bulletin.milestones)
    return Content(lead=(line,) if line else (), items=items)


def due(bulletin: Bulletin) -> Content:
    """What falls due until the end of the next period."""
    return Content(items=tuple(_due(bulletin)), heading=bulletins.due_heading(bulletin.due_until))


def next_steps(bulletin: Bulletin) -> Content:
    """Each response once, with the results that ask for it; then the milestones that come next."""
    wanted: dict[tuple[str, str], list[str]] = {}
    for metric, _ in behind_of(bulletin.report):
        if metric.response:
            wanted.setdefault((metric.response, metric.response_owner or metric.owner), []).append(metric.title)
    for metric in bulletin.report.metrics:
        for alert in metric.alerts:
            if alert.triggered and alert.response:
                titles = wanted.setdefault((alert.response, alert.owner or metric.owner), [])
                titles += [metric.title] * (metric.title not in titles)
    steps = (
        Item(bulletins.next_step(response, owner, titles), response, owner)
        for (response, owner), titles in wanted.items()
    )
    return Content(items=(*steps, *(_due_milestone(each) for each in bulletin.due_milestones)))


def asks(bulletin: Bulletin) -> Content:
    """Milestones that wait for the readers themselves; what else is asked of them stands in reports.yaml."""
    readers = bulletin.scheduled.for_.lower().split()
    own = (each for each in bulletin.due_milestones if _is_of(each, readers))
    return Content(
        items=tuple(Item(bulletins.asked(each), each.step.milestone.title, status=Status.NOT_DUE) for each in own)
    )


def _is_of(standing: Standing, readers: list[str]) -> bool:
    """`Superintendent, Board` is of the `School board`."""
    owners = {word for owner in standing.step.milestone.owner.lower().split(",") for word in owner.split()}
    return ("board" in owners and "board" in readers) or (bool(readers) and set(readers) <= owners)


def _late(bulletin: Bulletin) -> Iterator[Item]:
    for blocker in bulletin.blockers:
        yield Item(blocker.sentence, blocker.title, blocker.owner, Status.NOT_MET)
    for metric in bulletin.report.metrics:
        for text in overdue_sentences(metric):
            yield Item(text, metric.title, metric.owner, Status.NOT_MET)


def _due(bulletin: Bulletin) -> Iterator[Item]:
    yield from (_due_milestone(each) for each in bulletin.due_milestones)
    for each in bulletin.due:
        yield Item(bulletins.due_target(each), each.metric.title, each.metric.owner, Status.NOT_DUE)


def _due_milestone(standing: Standing) -> Item:
    milestone = standing.step.milestone
    return Item(bulletins.due_milestone(standing), milestone.title, milestone.owner, Status.NOT_DUE)
