"""Deliverables, dependencies and the critical path: what is late, what slips because of it, what has room.

`graph` is the arithmetic in whole weeks; `completion` decides what is done (a metric completes a milestone only
through its shown status); `standing` and `slips` put both together for one day; `findings` needs no day at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from kpitrack.milestones.blocking import blockers
from kpitrack.milestones.completion import Completion, Known, before_start, completions, level_of
from kpitrack.milestones.findings import critical_path, findings
from kpitrack.milestones.slips import asked_slips, late_slips
from kpitrack.milestones.standing import Outlook, standings
from kpitrack.model.plan import Plan
from kpitrack.model.schedule import Schedule

__all__ = [
    "Completion",
    "Known",
    "Outlook",
    "before_start",
    "blockers",
    "critical_path",
    "findings",
    "level_of",
    "schedule",
]


def schedule(plan: Plan, known: Known, as_of: date, slips: Mapping[str, int] | None = None) -> Schedule:
    """The plan as it stands on a day.

    slips: what-if, milestone -> weeks; nothing is changed by asking.
    """
    done, problems = completions(plan, known, as_of)
    outlook = Outlook.on(plan, done, as_of)
    found = Schedule(
        plan=plan,
        as_of=as_of,
        today=outlook.today,
        standings=standings(outlook),
        path=critical_path(plan),
        slips=(*asked_slips(outlook, slips or {}), *late_slips(outlook)),
        findings=findings(plan),
        problems=problems,
        shown=frozenset(plan.ids),
    )
    return replace(found, blockers=blockers(found))
