"""What may not move yet is printed again as it was last printed, with its day.

That tells nothing new: whoever reads this report could read that one. Figure and verdict are carried together, and
nothing is computed between a carried figure and one of another day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from kpitrack.disclosure.layout import Categories, Places, categories_of
from kpitrack.disclosure.releases import shares_people
from kpitrack.model.calendar import Calendar, Observed
from kpitrack.model.ledger import LedgerRow, promise_key
from kpitrack.model.metrics import Metric, Target
from kpitrack.model.published import NOT_TOLD, Audience, Shown
from kpitrack.model.quantities import Quantity
from kpitrack.model.statuses import Status
from kpitrack.model.verdicts import DatedTarget


def last_printed(
    metric: Metric, observed: Observed, rows: Sequence[LedgerRow], audience: Audience, context: tuple[Calendar, Places]
) -> Mapping[Categories, LedgerRow]:
    """The newest figure of every group that this audience could read by that day, of this year and the same people.

    The public may be shown what a shared report printed, once it is coded; shared readers are not given coded figures.
    """
    calendar, where = context
    found: dict[Categories, LedgerRow] = {}
    year = calendar.year_of(observed.through)
    for row in sorted(rows, key=lambda each: (each.through, each.version)):
        is_seen = audience in (row.audience, "public")
        is_past = row.through <= observed.through and calendar.year_of(row.through) == year
        has_value = row.is_new and row.shown is not None and row.shown.value is not None
        if is_seen and is_past and has_value and shares_people(metric, row.period, observed):
            found[categories_of(row.categories, where)] = row
    return found


def carried(row: LedgerRow, promises: Collection[str]) -> Shown:
    """A printed cell as it stood. promises: what today's target asks; a verdict about anything else is left out."""
    figures = row.shown
    assert figures is not None
    verdict = figures.verdict
    exact = (figures.value, figures.n, figures.numerator, figures.denominator)
    if verdict is None or verdict.promise not in promises:
        return Shown(Status.SUPPRESSED, *exact, reason=NOT_TOLD, coded=figures.coded, as_of=row.through)
    return Shown(
        verdict.status,
        *exact,
        reason=verdict.reason,
        gap=verdict.gap,
        needed=verdict.needed,
        expected=verdict.expected,
        judged_on=verdict.judged_on,
        coded=figures.coded,
        near=verdict.near,
        as_of=row.through,
        people=figures.people,
    )


def promises_alike(today: DatedTarget | None, targets: Iterable[DatedTarget]) -> frozenset[str]:
    """Today's target, and those of other days that ask the same amount of the same part, as month after month does.

    A goal that rests on another value may be another one each time, so it is like itself only.
    """
    if today is None:
        return frozenset({""})
    own = _asked(today.target)
    alike = (each for each in targets if own is not None and _asked(each.target) == own)
    return frozenset(_key_of(each) for each in (today, *alike))


def is_written(target: Target) -> bool:
    """Does the goal stand in the definition as a number, so that it rests on no other value?"""
    goals = target.goal if isinstance(target.goal, tuple) else (target.goal,)
    is_relative = target.comparator in ("increase_by", "decrease_by")
    return not is_relative and all(isinstance(each, Quantity) for each in goals)


def _asked(target: Target) -> tuple[object, ...] | None:
    if not is_written(target):
        return None
    return target.comparator, target.goal, target.scope, target.each, target.or_, target.role


def _key_of(dated: DatedTarget) -> str:
    changed = dated.target.changed
    return promise_key(dated.due, dated.target.role.value, changed.on if changed else None)
