"""Every promise as it stands by itself on its own day, as far as that may be told."""

from __future__ import annotations

from fractions import Fraction

from kpitrack.disclosure.carrying import is_written
from kpitrack.disclosure.coding import is_split
from kpitrack.disclosure.view import View, plain, scope_of
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import EVERYONE, Group
from kpitrack.model.published import PublishedTarget
from kpitrack.model.statuses import Status
from kpitrack.model.verdicts import Result, TargetVerdict, Value


def promise(view: View, each: TargetVerdict, *, is_hidden: bool) -> PublishedTarget:
    """The promise as it stands; its own status and value only where all it rests on may be shown.

    is_hidden: the total is, or stands as it was printed on an earlier day.
    """
    target, verdict = each.dated.target, each.verdict
    seen = each.dated.observed if verdict.judged_on or verdict.overdue else view.judged.observed
    gone = view.protection.hidden(view.judged.metric, seen) | view.hidden
    scope = scope_of(each.dated)
    rests_on_hidden = view.rests_on_hidden(each.dated, scope)
    is_hidden = is_hidden or EVERYONE in gone or scope in gone or rests_on_hidden or view.has_hidden_parts(each.dated)
    result = view.protection.results.get((view.judged.metric, seen), {}).get(scope)
    coded = view.coding_of(result)
    if coded and verdict.goal and isinstance(result, Value) and is_split(coded, result.n, verdict.goal):
        is_hidden = True
    value = None if is_hidden else _value_then(view, result, seen, scope)
    return PublishedTarget(
        period=each.dated.period,
        due=each.dated.due,
        role=target.role.value,
        goal=None if rests_on_hidden and not is_written(target) else verdict.goal,
        status=Status.SUPPRESSED if is_hidden else verdict.status,
        value=coded.value if coded and value is not None else value,
        coded=coded if value is not None else None,
        judged_on=None if is_hidden else verdict.judged_on,
        overdue=False if is_hidden else verdict.overdue,
        scope=", ".join(f"{key} = {'/'.join(map(str, each.values))}" for key, each in target.scope.entries.items()),
        reading=target.reading,
        original=target.changed.original if target.changed else "",
        changed_on=target.changed.on if target.changed else None,
        why_changed=target.changed.why if target.changed else "",
        inventory=target.inventory,
    )


def _value_then(view: View, result: Result | None, seen: Observed, scope: Group) -> Fraction | str | None:
    """The value a promise was judged by; left out where it differs by a few from today's."""
    now = view.protection.results.get((view.judged.metric, view.judged.observed), {}).get(scope)
    protected = view.protection.audience != "internal" and seen != view.judged.observed
    if result is None or (protected and now is not None and view.differs_little(now, result)):
        return None
    return plain(result)
