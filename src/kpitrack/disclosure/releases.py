"""Time: what earlier releases demand of the next one. Pure functions over the rows of the ledger.

Two printed numbers are also their difference. So a growing count prints a new point only if nobody new is told of, or
enough people at once; a hidden group stays hidden for the school year, and comes back only well above the minimum and
at the start of a period, or the week before would be told as well. A correction is judged like any other point: the
printed version stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from kpitrack.disclosure.amounts import Counted, Measured
from kpitrack.disclosure.differences import Nature, Point, is_far, point_of, printed_point, tells_of_few
from kpitrack.disclosure.layout import Categories, Places, categories_of, places
from kpitrack.disclosure.policy import Rules, rules_of
from kpitrack.disclosure.situation import Past
from kpitrack.model.calendar import Observed
from kpitrack.model.ledger import LedgerRow
from kpitrack.model.measures import Kind, Window
from kpitrack.model.metrics import Metric
from kpitrack.model.program import Program

REAPPEARS_ABOVE = 5  # people above the minimum
EVERYONE: Categories = frozenset()


def past_of(
    program: Program, metric: Metric, observed: Observed, measures: Measured, rows: Sequence[LedgerRow]
) -> Past:
    """What the ledger demands of one metric in one period.

    rows: of every audience, for whoever reads the shared files reads the public ones as well.
    """
    rules, where = rules_of(program), places(program)
    mine = _in_reach(program, metric, observed, [row for row in rows if row.metric == metric.id])
    if not mine:
        return Past()
    mine = [_named_as_here(row, where) for row in mine]
    counted = {categories_of(group.categories, where): each for group, each in measures.groups.items()}
    nature = nature_of(metric, measures)
    points = points_of(measures, nature, where)
    # Days that came after this one are out as well: a missed week, or a point of a trend, stands beside them too.
    printed = _printed([row for row in mine if shares_people(metric, row.period, observed)], nature)
    changed = {
        group
        for group, earlier in printed.items()
        if group in points and any(tells_of_few(points[group], each, nature, rules) for each in earlier)
    }
    far = {
        group
        for group, earlier in printed.items()
        if group in points and all(is_far(points[group], each, nature, rules) for each in earlier)
    }
    sticky = _stay_hidden(mine, observed, counted, frozenset(printed), rules) - far
    tempting = {group for group in sticky if counted[group].people < rules.minimum + REAPPEARS_ABOVE}
    today = {frozenset(row.categories) for row in mine if row.through == observed.through and not row.is_new}
    repeats = _repeated([row for row in mine if row.through == observed.through], observed, points, nature)
    must_hide = (tempting | changed) - {EVERYONE} - repeats
    return Past(
        must_hide=frozenset(must_hide),
        keep_hidden=frozenset((sticky | today) - must_hide - {EVERYONE} - repeats),
        movable=_movable(metric, counted, printed),
        is_held=metric.headcount is None and EVERYONE in (changed | sticky) - repeats,
        was_printed=EVERYONE in printed,
        repeats=repeats,
    )


def _in_reach(program: Program, metric: Metric, observed: Observed, rows: Iterable[LedgerRow]) -> list[LedgerRow]:
    """A new school year begins anew, but for what is counted since the program began; holidays belong to a year too."""
    if Window.PROGRAM_TO_DATE in metric.measure.windows:
        return list(rows)
    year = program.calendar.year_of(observed.through)
    return [row for row in rows if program.calendar.year_of(row.through) == year]


def _named_as_here(row: LedgerRow, where: Places) -> LedgerRow:
    """A workbook names a school within its level; here it is the school."""
    categories = categories_of(row.categories, where)
    return row if len(categories) == len(row.categories) else replace(row, categories=tuple(sorted(categories)))


def shares_people(metric: Metric, period: str, observed: Observed) -> bool:
    """Do a point of that period and this one speak of mostly the same people and rows?

    Two looks at one period do; two periods only where the measure looks beyond its period.
    """
    return period == observed.period.id or looks_back(metric)


def looks_back(metric: Metric) -> bool:
    """Does one period's number hold the one before? Rows to date do, and so does who is enrolled on a day."""
    return metric.measure.windows != {Window.IN_PERIOD}


# --- stickiness ----------------------------------------------------------------------------------------------------


def _stay_hidden(
    rows: Sequence[LedgerRow],
    observed: Observed,
    counted: Mapping[Categories, Counted],
    printed: frozenset[Categories],
    rules: Rules,
) -> set[Categories]:
    """Groups that were hidden when last looked at, unless they may come back now.

    A release whose total was hidden says nothing of its groups: where the total was printed before, it was held. The
    same day's rows are this very release, or the one it corrects, and are judged by `past_of`.
    """
    held = {(row.release, row.version) for row in rows if not row.categories and not row.is_new}
    latest: dict[Categories, LedgerRow] = {}
    for row in sorted(rows, key=lambda each: (each.through, each.released_on, each.version)):
        was_held = EVERYONE in printed and (row.release, row.version) in held
        if row.through < observed.through and not was_held:
            latest[frozenset(row.categories)] = row
    return {
        group
        for group, row in latest.items()
        if group in counted and not row.is_new and not may_reappear(counted[group].people, row, observed, rules)
    }


def _repeated(
    rows: Sequence[LedgerRow], observed: Observed, points: Mapping[Categories, Point], nature: Nature
) -> frozenset[Categories]:
    """The groups that were printed on this very day with these very numbers; nothing if one number is another."""
    found: set[Categories] = set()
    newest: dict[str, int] = {}
    for row in rows:
        newest[row.release] = max(row.version, newest.get(row.release, 0))
    for row in (each for each in rows if each.version == newest[each.release]):
        group = frozenset(row.categories)
        if row.period != observed.period.id or row.shown is None or not row.is_new:
            continue
        point = printed_point(row.shown, nature)
        if point is None or group not in points:
            continue
        if not points[group].says_the_same(point):
            return frozenset()
        found.add(group)
    return frozenset(found)


def may_reappear(people: int, row: LedgerRow, observed: Observed, rules: Rules) -> bool:
    """A new period has begun since the group was hidden, and it is well above the minimum."""
    is_new_period = row.period != observed.period.id and observed.period.start > row.through
    return is_new_period and people >= rules.minimum + REAPPEARS_ABOVE


# --- printed points ------------------------------------------------------------------------------------------------


def nature_of(metric: Metric, measures: Measured) -> Nature:
    splits = metric.measure.kind is Kind.SHARE and measures.kinds == 2
    rows = any(each.people is not None for each in measures.values.values())
    return Nature(metric.measure.kind, splits, measures.scale, rows)


def points_of(measures: Measured, nature: Nature, where: Places) -> dict[Categories, Point]:
    """What wants to be printed now, by group."""
    found = {categories_of(group.categories, where): point_of(each, nature) for group, each in measures.values.items()}
    return {group: point for group, point in found.items() if point is not None}


def days_printed(
    program: Program, metric: Metric, observed: Observed, rows: Iterable[LedgerRow], nature: Nature
) -> list[dict[Categories, Point]]:
    """What was printed of the same people on each other day."""
    where = places(program)
    days: dict[date, dict[Categories, Point]] = {}
    for row in _in_reach(program, metric, observed, rows):
        is_other_day = row.through != observed.through and shares_people(metric, row.period, observed)
        point = printed_point(row.shown, nature) if row.is_new and row.shown and is_other_day else None
        if point is not None:
            days.setdefault(row.through, {})[categories_of(row.categories, where)] = point
    return [days[day] for day in sorted(days)]


def _printed(rows: Iterable[LedgerRow], nature: Nature) -> dict[Categories, list[Point]]:
    """Every point that was printed exactly, by group."""
    found: dict[Categories, list[Point]] = {}
    for row in rows:
        if row.is_new and row.shown is not None and (point := printed_point(row.shown, nature)) is not None:
            found.setdefault(frozenset(row.categories), []).append(point)
    return found


def _movable(
    metric: Metric, counted: Mapping[Categories, Counted], printed: Mapping[Categories, Sequence[Point]]
) -> dict[Categories, tuple[int, ...]]:
    """Of a growing count only what is new since the last print can still be told otherwise."""
    if not metric.measure.only_grows:
        return {}
    newest: Callable[[Sequence[Point]], int] = lambda points: max(each.people or each.counts[0] for each in points)  # noqa: E731
    return {
        group: (max(0, counted[group].people - newest(points)),)
        for group, points in printed.items()
        if group in counted and len(counted[group].outcomes) == 1
    }
