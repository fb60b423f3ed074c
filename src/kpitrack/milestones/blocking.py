"""What holds the plan back today, in the order in which somebody should act; the weekly report prints it."""

from __future__ import annotations

from kpitrack.model.schedule import Blocker, Schedule, Standing, State
from kpitrack.wording import milestones as words


def blockers(schedule: Schedule) -> tuple[Blocker, ...]:
    """Open milestones that are late or hold others back, most urgent first.

    A milestone that is itself only held back is not a blocker: what holds it back is.
    """
    held: dict[str, list[Standing]] = {}
    for each in schedule.standings:
        for earlier in each.blocked_by:
            held.setdefault(earlier, []).append(each)
    return tuple(
        Blocker(
            id=each.id,
            title=each.step.milestone.title,
            owner=each.step.milestone.owner,
            weeks_late=each.weeks_late,
            holds_back=tuple(later.id for later in held.get(each.id, ())),
            sentence=words.blocker(schedule, each, held.get(each.id, [])),
        )
        for each in schedule.standings
        if not each.state.is_done and (each.state is State.LATE or each.id in held) and not each.blocked_by
    )
