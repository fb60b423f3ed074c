"""What slips because of what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kpitrack.milestones.graph import distances, finishes
from kpitrack.milestones.standing import Outlook, open_weeks
from kpitrack.model.schedule import Moved, Slip


def late_slips(outlook: Outlook) -> tuple[Slip, ...]:
    """What is late today of its own accord, each with what it alone moves.

    What is late because something before it is not done follows from that, and is not told a second time.
    """
    late = [
        step
        for step in outlook.plan.steps.values()
        if step.id not in outlook.settled and outlook.as_of > step.due_on and not outlook.open_before(step)
    ]
    return tuple(_slip_from_due(outlook, step.id, max(1, outlook.expected[step.id] - step.due)) for step in late)


def asked_slips(outlook: Outlook, asked: Mapping[str, int]) -> tuple[Slip, ...]:
    """What-if: the milestone is done so many weeks later than it is expected, or than it was planned if it is done."""
    return tuple(_asked(outlook, each, weeks) for each, weeks in asked.items())


def _slip_from_due(outlook: Outlook, origin: str, weeks: int) -> Slip:
    """The effect of this lateness alone: everything else as planned, what is done stays done."""
    before = finishes(outlook.work, fixed=outlook.settled)
    delay = outlook.work.due[origin] + weeks - before[origin]
    after = finishes(outlook.work, fixed=outlook.settled, delays={origin: delay})
    moved = _moved(outlook, origin, before, after, outlook.settled)
    return Slip(origin, weeks, after[origin], asked=False, moved=tuple(_against_due(outlook, each) for each in moved))


def _against_due(outlook: Outlook, moved: Moved) -> Moved:
    """What this slip alone decides is told against its due week; a part of the way others may have moved it before."""
    return replace(moved, was=outlook.work.due[moved.id]) if moved.now > moved.was else moved


def _asked(outlook: Outlook, origin: str, weeks: int) -> Slip:
    """Of something done, the plan itself is replayed: what has happened since would hide what the slip would move."""
    replays = origin in outlook.settled
    fixed = {} if replays else outlook.settled
    bounds = {} if replays else open_weeks(outlook.plan, outlook.settled, outlook.as_of)
    before = finishes(outlook.work, fixed=fixed, not_before=bounds)
    after = finishes(outlook.work, fixed=fixed, not_before=bounds, delays={origin: weeks})
    return Slip(
        id=origin,
        weeks=weeks,
        now=after[origin],
        asked=True,
        moved=_moved(outlook, origin, before, after, fixed),
        replays_done=replays,
    )


def _moved(
    outlook: Outlook, origin: str, before: Mapping[str, int], after: Mapping[str, int], fixed: Mapping[str, int]
) -> tuple[Moved, ...]:
    """Everything open after the origin, in order of time; unmoved ones with the room that is left."""
    away = distances(outlook.work, origin, fixed=fixed)
    found = [
        Moved(each, before[each], after[each], after[each] - after[origin] - away[each] if each in away else None)
        for each in outlook.work.following(origin)
        if each not in fixed
    ]
    return tuple(sorted(found, key=lambda each: (each.now, each.was, each.id)))
