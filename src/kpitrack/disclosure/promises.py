"""Every promise as it stands by itself on its own day, as far as that may be told."""

from __future__ import annotations

from kpitrack.disclosure.carrying import is_written
from kpitrack.disclosure.view import View, plain
from kpitrack.model.cells import EVERYONE, Group
from kpitrack.model.parts import judged_part
from kpitrack.model.published import Goal, PublishedTarget
from kpitrack.model.statuses import Status
from kpitrack.model.verdicts import TargetVerdict


def promise(view: View, each: TargetVerdict, *, is_hidden: bool) -> PublishedTarget:
    """The promise as it stands; its own status and value only where all it rests on may be shown.

    is_hidden: the total is, or stands as it was printed on an earlier day.
    """
    target, verdict = each.dated.target, each.verdict
    seen = each.dated.observed if verdict.judged_on or verdict.overdue else view.judged.observed
    gone = view.protection.hidden(view.judged.metric, seen) | view.hidden
    part = judged_part(target)
    rests_on_hidden = view.rests_on_hidden(each.dated, part)
    is_hidden = is_hidden or EVERYONE in gone or part in gone or rests_on_hidden or view.hides_a_part(each)
    is_hidden = is_hidden or (not target.each and view.printing.narrows(part, each))
    now = view.protection.result(view.judged.metric, view.judged.observed, part)
    value = None if is_hidden else plain(view.earlier.value(part, seen, now))
    coded = view.printing.code(part, seen) if value is not None else None
    return PublishedTarget(
        period=each.dated.period,
        due=each.dated.due,
        role=target.role.value,
        goal=verdict.goal if is_written(target) else None if rests_on_hidden else _reckoned(view, each, part),
        status=Status.SUPPRESSED if is_hidden else verdict.status,
        value=coded.value if coded else value,
        coded=coded,
        judged_on=None if is_hidden else verdict.judged_on,
        overdue=False if is_hidden else verdict.overdue,
        scope=", ".join(f"{key} = {'/'.join(map(str, each.values))}" for key, each in target.scope.entries.items()),
        reading=target.reading,
        original=target.changed.original if target.changed else "",
        changed_on=target.changed.on if target.changed else None,
        why_changed=target.changed.why if target.changed else "",
        inventory=target.inventory,
    )


def _reckoned(view: View, each: TargetVerdict, part: Group) -> Goal | None:
    """A goal that was reckoned from other figures: as roughly as the roughest of them is printed."""
    goal, rests_on = each.verdict.goal, view.rests_on(each.dated)
    return None if goal is None else view.printing.reckoned_goal(part, goal, rests_on)
