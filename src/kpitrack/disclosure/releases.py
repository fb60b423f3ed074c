"""Time: what earlier releases demand of the next one. Pure functions over the rows of the ledger.

Two printed numbers are also their difference. So a growing count prints a new point only if nobody new is told of, or
enough people at once; a hidden group stays hidden for the school year, and comes back only well above the minimum and
at the start of a period, or the week before would be told as well. A correction is judged like any other point: the
printed version stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from kpitrack.disclosure.amounts import Counted, Measured
from kpitrack.disclosure.policy import Rules
from kpitrack.disclosure.situation import Categories, Past
from kpitrack.model.calendar import Calendar, Observed
from kpitrack.model.ledger import Figures, LedgerRow
from kpitrack.model.measures import Kind, Window
from kpitrack.model.metrics import Metric

REAPPEARS_ABOVE = 5  # people above the minimum
EVERYONE: Categories = frozenset()


def past_of(
    metric: Metric,
    observed: Observed,
    measures: Measured,
    rows: Sequence[LedgerRow],
    *,
    calendar: Calendar,
    rules: Rules,
) -> Past:
    """What the ledger demands of one metric in one period.

    rows: of every audience, for whoever reads the shared files reads the public ones as well.
    """
    mine = [row for row in rows if row.metric == metric.id and _is_in_reach(metric, row, observed, calendar)]
    if not mine:
        return Past()
    counted = {frozenset(group.categories): each for group, each in measures.groups.items()}
    # Days that came after this one are out as well: a missed week, or a point of a trend, stands beside them too.
    printed = _printed([row for row in mine if shares_people(metric, row, observed)], measures)
    mine = [row for row in mine if row.through <= observed.through]
    changed = {
        group
        for group, earlier in printed.items()
        if group in counted and any(is_small_change(counted[group], each, rules) for each in earlier)
    }
    sticky = _stay_hidden(mine, observed, counted, printed, rules)
    tempting = {group for group in sticky if counted[group].people < rules.minimum + REAPPEARS_ABOVE}
    today = {frozenset(row.categories) for row in mine if row.through == observed.through and not row.is_new}
    must_hide = (tempting | changed) - {EVERYONE}
    repeats = _repeated([row for row in mine if row.through == observed.through], observed, measures, counted)
    if repeats:
        return Past(keep_hidden=frozenset(today), repeats=repeats)
    return Past(
        must_hide=frozenset(must_hide),
        keep_hidden=frozenset((sticky | today) - must_hide - {EVERYONE}),
        movable=_movable(metric, counted, printed),
        is_held=metric.headcount is None and EVERYONE in (changed | sticky),
        was_printed=EVERYONE in printed,
    )


def _is_in_reach(metric: Metric, row: LedgerRow, observed: Observed, calendar: Calendar) -> bool:
    """A new school year begins anew, but for what is counted since the program began."""
    is_same_year = calendar.year_of(row.through) == calendar.year_of(observed.through)
    return is_same_year or Window.PROGRAM_TO_DATE in windows_of(metric)


def shares_people(metric: Metric, row: LedgerRow, observed: Observed) -> bool:
    """Do a printed point and this one speak of mostly the same people and rows?

    Two looks at one period do; two periods only where the measure looks beyond its period.
    """
    return row.period == observed.period.id or looks_back(metric)


def looks_back(metric: Metric) -> bool:
    """Does one period's number hold the one before? Rows to date do, and so does who is enrolled on a day."""
    return not windows_of(metric) <= {Window.IN_PERIOD}


def windows_of(metric: Metric) -> frozenset[Window]:
    """Which rows count; a measure that looks at nobody's rows looks at who is there on the day."""
    measure = metric.measure
    found = {measure.window, *(test.window for test in measure.tests() if test.source is not None)} - {None}
    return frozenset(each for each in found if each is not None) or frozenset({Window.ON_THAT_DAY})


def is_cumulative(metric: Metric) -> bool:
    """A count of rows to date: whoever has been counted stays counted."""
    measure = metric.measure
    to_date = measure.window in (Window.YEAR_TO_DATE, Window.PROGRAM_TO_DATE)
    return measure.kind in (Kind.COUNT, Kind.TOTAL) and measure.of is None and to_date


# --- stickiness ----------------------------------------------------------------------------------------------------


def _stay_hidden(
    rows: Sequence[LedgerRow],
    observed: Observed,
    counted: Mapping[Categories, Counted],
    printed: Mapping[Categories, Sequence[Counted]],
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
        if group in counted
        and not row.is_new
        and not may_reappear(counted[group].people, row, observed, rules)
        and not _grew_far(counted[group], printed.get(group, ()), rules)
    }


def _repeated(
    rows: Sequence[LedgerRow], observed: Observed, measures: Measured, counted: Mapping[Categories, Counted]
) -> frozenset[Categories]:
    """The groups that this release prints, if it was made before with the same numbers; else nothing."""
    found: set[Categories] = set()
    newest = max((row.version for row in rows), default=0)
    for row in (each for each in rows if each.version == newest):
        group = frozenset(row.categories)
        if row.period != observed.period.id or row.shown is None or not row.is_new:
            continue
        point = _point(row.shown, measures)
        if point is None or group not in counted:
            continue
        exact = counted[group].people == point.people and (
            len(point.outcomes) < 2 or counted[group].outcomes == point.outcomes
        )
        if not exact:
            return frozenset()
        found.add(group)
    return frozenset(found) if EVERYONE in found else frozenset()


def _grew_far(now: Counted, printed: Sequence[Counted], rules: Rules) -> bool:
    """Printed before, and so far away by now that the hidden points between stay open."""
    if not printed:
        return False
    if len(now.outcomes) == 2 and len(printed[0].outcomes) == 2:
        changes = [abs(a - b) for each in printed for a, b in zip(now.outcomes, each.outcomes, strict=True)]
    else:
        changes = [abs(now.people - each.people) for each in printed]
    return min(changes) >= rules.minimum


def may_reappear(people: int, row: LedgerRow, observed: Observed, rules: Rules) -> bool:
    """A new period has begun since the group was hidden, and it is well above the minimum."""
    is_new_period = row.period != observed.period.id and observed.period.start > row.through
    return is_new_period and people >= rules.minimum + REAPPEARS_ABOVE


# --- differences ---------------------------------------------------------------------------------------------------


def _printed(rows: Iterable[LedgerRow], measures: Measured) -> dict[Categories, list[Counted]]:
    """Every point that was printed exactly, by group, as people and outcomes."""
    found: dict[Categories, list[Counted]] = {}
    for row in rows:
        if row.is_new and row.shown is not None and (point := _point(row.shown, measures)) is not None:
            found.setdefault(frozenset(row.categories), []).append(point)
    return found


def _point(figures: Figures, measures: Measured) -> Counted | None:
    """A printed cell as people and outcomes. Means give their people away, coded values nothing exact."""
    if figures.n is None:
        return None
    if not (measures.kinds == 2 and measures.unit == 1):
        return Counted(figures.n, (figures.n * measures.unit,))
    if figures.numerator is None:
        return None
    met = int(figures.numerator)
    return Counted(figures.n, (met, figures.n - met))


def is_small_change(now: Counted, before: Counted, rules: Rules) -> bool:
    """Do the two differ by a few people only, or by a few who met, or who did not?"""
    changes = [now.people - before.people]
    if len(before.outcomes) == 2:
        changes = [one - other for one, other in zip(now.outcomes, before.outcomes, strict=True)]
    return any(0 < abs(change) < rules.minimum for change in changes)


def _movable(
    metric: Metric, counted: Mapping[Categories, Counted], printed: Mapping[Categories, Sequence[Counted]]
) -> dict[Categories, tuple[int, ...]]:
    """Of a growing count only what is new since the last print can still be told otherwise."""
    if not is_cumulative(metric):
        return {}
    newest: Callable[[Sequence[Counted]], int] = lambda points: max(each.people for each in points)  # noqa: E731
    return {
        group: (max(0, counted[group].people - newest(points)),)
        for group, points in printed.items()
        if group in counted and len(counted[group].outcomes) == 1
    }


def next_version(rows: Iterable[LedgerRow], release: str) -> int:
    """1 for a new release; a correction takes the next number."""
    return 1 + max((row.version for row in rows if row.release == release), default=0)
