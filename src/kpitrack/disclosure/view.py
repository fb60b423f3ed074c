"""One judged metric through the eyes of an audience: what of each cell and its verdict may be told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeAlias

from kpitrack.disclosure.carrying import carried, promises_alike
from kpitrack.disclosure.coding import JUDGED
from kpitrack.disclosure.earlier import Earlier
from kpitrack.disclosure.layout import Categories, Places, categories_of, places
from kpitrack.disclosure.printing import Printing
from kpitrack.disclosure.protection import Protection
from kpitrack.model.cells import EVERYONE, CellKey, Group
from kpitrack.model.ledger import LedgerRow
from kpitrack.model.metrics import Metric
from kpitrack.model.parts import is_part, judged_part
from kpitrack.model.published import NOT_TOLD, Goal, Mark, Shown, Suppressed
from kpitrack.model.statuses import Status
from kpitrack.model.verdicts import DatedTarget, JudgedMetric, Level, NoValue, Result, TargetVerdict, Value, Verdict

RestsOn: TypeAlias = Callable[[DatedTarget], Iterable[CellKey]]
Seen: TypeAlias = Shown | Suppressed
_NOBODY = "nobody here"


def nothing(dated: DatedTarget) -> Iterable[CellKey]:  # noqa: ARG001 - rests on nothing but the shown value
    return ()


@dataclass(frozen=True, slots=True)
class View:
    """One judged metric through the eyes of an audience."""

    protection: Protection
    judged: JudgedMetric
    hidden: frozenset[Group]
    printed: Mapping[Categories, LedgerRow]  # by earlier releases, and still standing
    rests_on: RestsOn
    places: Places
    earlier: Earlier
    printing: Printing
    _cells: dict[Group, Seen] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, protection: Protection, judged: JudgedMetric, rests_on: RestsOn) -> View:
        hidden = protection.hidden(judged.metric, judged.observed)
        printed = protection.last_printed(judged.metric, judged.observed) if hidden else {}
        where = places(protection.program)
        earlier, printing = Earlier(protection, judged), Printing(protection, judged)
        return cls(protection, judged, hidden, printed, rests_on, where, earlier, printing)

    @property
    def metric(self) -> Metric:
        return self.protection.program.metrics[self.judged.metric]

    def whom(self, group: Group) -> Group:
        """Of whom a cell speaks: the total of a part, where only that part is judged."""
        shown = self.judged.shown
        return judged_part(shown.dated.target) if group == EVERYONE and shown is not None else group

    def marks(self, outer: Group, total: Seen) -> tuple[Mark, ...]:
        """What a reader must know of the total. A total of another day carries that day and needs no mark."""
        if isinstance(total, Suppressed):
            return (Mark.HELD,) if self.protection.is_held(self.judged.metric, self.judged.observed) else ()
        if total.as_of is not None:
            return (Mark.HELD,) if total.as_of == self.judged.observed.through else ()
        return (Mark.BY_SHOWN_GROUPS,) if outer == EVERYONE and self._is_by_shown_parts() else ()

    # --- cells -------------------------------------------------------------------------------------------------------

    def cell(self, group: Group) -> Seen:
        """One group: hidden, or what its verdict says of it as far as that may be told."""
        if group not in self._cells:
            self._cells[group] = self._cell(group)
        return self._cells[group]

    def _cell(self, group: Group) -> Seen:
        whom = self.whom(group)
        if group in self.hidden or whom in self.hidden:
            return self._as_last_printed(group)
        verdict = self.judged.groups.get(group)
        if verdict is None:
            return Shown(Status.NO_DATA, reason=_NOBODY)
        told = self._told(group, verdict)
        before = [self.earlier.value(whom, each, told.result) for each in (self.judged.previous, self.judged.year_ago)]
        # Where some are hidden, who did not answer is not told either, because that adds up as well.
        shown = _shown(told, *before, tells_left_out=not self.hidden)
        return self.printing.cell(whom, shown, self._held_against(group, told))

    def _as_last_printed(self, group: Group) -> Seen:
        """Hidden today; what was printed of it before stands, with its day."""
        whom = self.whom(group)
        if self.protection.is_typed(self.judged.metric, self.judged.observed, whom):
            return Suppressed()  # what was printed of it is replaced
        row = self.printed.get(categories_of(whom.categories, self.places))
        if row is None:
            return Suppressed()
        cell = carried(row, self._promises_of(whom))
        if row.audience == self.protection.audience:
            return cell
        goal = self._held_against(group, self.judged.groups.get(group))
        if goal is None and cell.status in JUDGED:
            cell = carried(row, ())  # what its status tells of which figure is not known any more
        return self.printing.cell(whom, cell, goal)

    def _held_against(self, group: Group, verdict: Verdict | None) -> Goal | None:
        """The goal of which a status speaks; none of a total judged in its parts, whose status speaks of them."""
        is_in_parts = group == EVERYONE and self.judged.shown is not None and self.judged.shown.dated.target.each
        return None if verdict is None or is_in_parts else verdict.goal

    def _promises_of(self, whom: Group) -> frozenset[str]:
        """The targets that a printed verdict may have spoken of.

        None where a part is judged in two ways: as a total by its own parts, and as a group by itself.
        """
        dated = self.judged.shown.dated if self.judged.shown else None
        if dated is not None and dated.target.each and whom == judged_part(dated.target) != EVERYONE:
            return frozenset()
        return promises_alike(dated, (each.dated for each in self.judged.targets))

    # --- verdicts ----------------------------------------------------------------------------------------------------

    def _told(self, group: Group, verdict: Verdict) -> Verdict:
        """The verdict, if everything it was made of may be seen, beside the value of today.

        One table is of one day, or it does not add up and the pattern protects nothing. A promise missed earlier brings
        the value of its own day; here it keeps its status and day. What stands between the two values would tell the
        other one.
        """
        shown = self.judged.shown
        if shown is None:
            return verdict  # resting on nothing
        whom = self.whom(group)
        now = self.protection.result(self.judged.metric, self.judged.observed, whom) or NoValue(_NOBODY)
        if group == EVERYONE and self._is_by_shown_parts():
            return self._by_shown_parts(shown, now)
        if _is_judged(verdict) and self.rests_on_hidden(shown.dated, whom):
            return _untold(now)
        is_of_today = now == verdict.result or not self.protection.guards(self.metric)
        return verdict if is_of_today else replace(verdict, result=now, gap=None, needed=None)

    def rests_on_hidden(self, dated: DatedTarget, group: Group) -> bool:
        """Is anything that a verdict about the group was made of hidden? Another metric's total is everybody's goal."""
        patterns = ((metric, self.protection.hidden(metric, observed)) for metric, observed in self.rests_on(dated))
        return any(group in gone or (metric != self.judged.metric and EVERYONE in gone) for metric, gone in patterns)

    def hides_a_part(self, promise: TargetVerdict) -> bool:
        """Is every category judged by itself, and one of them not seen, or its verdict not told?"""
        dated = promise.dated
        patterns = (self.hidden, *(self.protection.hidden(*each) for each in self.rests_on(dated)))
        is_hidden = any(is_part(group, dated.target) for gone in patterns for group in gone)
        return is_hidden or (self.printing.is_coded and self._leaves_a_part_unjudged(promise))

    def _leaves_a_part_unjudged(self, promise: TargetVerdict) -> bool:
        """Could a verdict about a part tell the public more than its code?"""
        dated = promise.dated
        if promise is self.judged.shown:
            return any(cell.status is Status.SUPPRESSED for cell in self._shown_parts(dated))
        days = (dated.observed, self.judged.observed)  # what was asked of each is not known any more
        parts = [group for group in self.judged.groups if is_part(group, dated.target)]
        return any(self.printing.is_small(group, day) for group in parts for day in days)

    def _is_by_shown_parts(self) -> bool:
        """Is the total judged in its parts, and not all of that may be told?"""
        shown = self.judged.shown
        return shown is not None and shown.verdict.status is not Status.RETIRED and self.hides_a_part(shown)

    def _by_shown_parts(self, shown: TargetVerdict, now: Result) -> Verdict:
        """A shown category that failed is enough for not met; that all shown ones hold says nothing of the others."""
        statuses = {cell.status for cell in self._shown_parts(shown.dated)}
        worst = next((each for each in (Status.NOT_MET, Status.OFF_TRACK) if each in statuses), None)
        return Verdict(worst, now) if worst else _untold(now)

    def _shown_parts(self, dated: DatedTarget) -> Iterator[Shown]:
        """The categories that are judged by themselves, as they stand today."""
        for group in self.judged.groups:
            cell = self.cell(group) if is_part(group, dated.target) else None
            if isinstance(cell, Shown) and cell.as_of is None:
                yield cell


def _is_judged(verdict: Verdict) -> bool:
    """Was a value compared with anything?"""
    is_without_goal = verdict.goal is None and verdict.status in (Status.TRACKED, Status.RETIRED)
    return not is_without_goal and not isinstance(verdict.result, NoValue)


def _untold(now: Result) -> Verdict:
    """The value stands, the judgement does not: what it was made of is hidden. That there is nothing tells nothing."""
    if isinstance(now, NoValue):
        return Verdict(Status.NO_DATA, now)
    return Verdict(Status.SUPPRESSED, now, reason=NOT_TOLD)


def _shown(verdict: Verdict, previous: Result | None, year_ago: Result | None, *, tells_left_out: bool) -> Shown:
    result = verdict.result
    number = result if isinstance(result, Value) else Value(Fraction(0))
    return Shown(
        status=verdict.status,
        value=plain(result),
        n=number.n,
        numerator=number.numerator,
        denominator=number.denominator,
        left_out=number.left_out if tells_left_out else 0,
        reason=result.reason if isinstance(result, NoValue) else verdict.reason,
        gap=verdict.gap,
        needed=verdict.needed,
        expected=verdict.expected,
        previous=plain(previous),
        year_ago=plain(year_ago),
        judged_on=verdict.judged_on,
        evidence=result.evidence if isinstance(result, Level) else "",
        people=number.people,
    )


def plain(result: Result | None) -> Fraction | str | None:
    match result:
        case Value(amount=amount):
            return amount
        case Level(text=text):
            return text
        case _:
            return None
