"""One judged metric through the eyes of an audience: what of each cell and its verdict may be told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

from kpitrack.disclosure.amounts import measured
from kpitrack.disclosure.carrying import carried, promises_alike
from kpitrack.disclosure.coding import coded_cell, coded_value, is_split, unjudged, without_small_counts
from kpitrack.disclosure.differences import point_of, tells_of_few
from kpitrack.disclosure.layout import Categories, Places, categories_of, places
from kpitrack.disclosure.policy import is_about_people, rules_of
from kpitrack.disclosure.protection import Protection
from kpitrack.disclosure.releases import looks_back, nature_of
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import EVERYONE, CellKey, Group
from kpitrack.model.conditions import OneOf
from kpitrack.model.ledger import LedgerRow
from kpitrack.model.metrics import Metric
from kpitrack.model.published import NOT_TOLD, Coded, Goal, Mark, PublishedCell, Shown, Suppressed
from kpitrack.model.statuses import Status
from kpitrack.model.units import value_unit
from kpitrack.model.verdicts import DatedTarget, JudgedMetric, Level, NoValue, Result, Value, Verdict

RestsOn: TypeAlias = Callable[[DatedTarget], Iterable[CellKey]]


def nothing(dated: DatedTarget) -> Iterable[CellKey]:  # noqa: ARG001 - rests on nothing but the shown value
    return ()


@dataclass(frozen=True, slots=True)
class View:
    """One judged metric through the eyes of an audience."""

    protection: Protection
    judged: JudgedMetric
    hidden: frozenset[Group]
    previous: Mapping[Group, Result]  # without the groups that are hidden in their own period
    year_ago: Mapping[Group, Result]
    printed: Mapping[Categories, LedgerRow]  # by earlier releases, and still standing
    rests_on: RestsOn
    places: Places

    @classmethod
    def of(cls, protection: Protection, judged: JudgedMetric, rests_on: RestsOn) -> View:
        hidden = protection.hidden(judged.metric, judged.observed)
        previous, year_ago = (_seen_then(protection, judged, each) for each in (judged.previous, judged.year_ago))
        printed = protection.last_printed(judged.metric, judged.observed) if hidden else {}
        where = places(protection.program)
        return cls(protection, judged, hidden, previous, year_ago, printed, rests_on, where)

    @property
    def metric(self) -> Metric:
        return self.protection.program.metrics[self.judged.metric]

    def marks(self) -> tuple[Mark, ...]:
        """Cells of another day carry it; what is held without one, or on the very day of the report, is said here."""
        today = self.judged.observed.through
        has_day = any(row.through != today for row in self.printed.values() if not row.categories)
        is_held = not has_day and self.protection.is_held(self.judged.metric, self.judged.observed)
        held = (Mark.HELD,) if is_held else ()
        shown = self.judged.shown
        if shown is None or not self.has_hidden_parts(shown.dated) or EVERYONE in self.hidden:
            return held
        return (*held, Mark.BY_SHOWN_GROUPS)

    def cell(self, group: Group) -> PublishedCell:
        """One group: hidden, or what its verdict says of it as far as that may be told."""
        whom = self.whom(group)
        if group in self.hidden or whom in self.hidden:
            return self._as_last_printed(group)
        verdict = self.judged.groups.get(group)
        if verdict is None:
            return Shown(Status.NO_DATA, reason="nobody here")
        told = self._told(group, verdict)
        is_whole = not self.hidden  # else who did not answer is not told either, because that adds up as well
        shown = _shown(told, *self._before(whom, told.result), tells_left_out=is_whole)
        return self._coded(group, shown, told.goal, verdict.result)

    def _as_last_printed(self, group: Group) -> PublishedCell:
        """Hidden today; what was printed of it before stands, with its day."""
        whom = self.whom(group)
        if self.protection.is_typed(self.judged.metric, self.judged.observed, whom):
            return Suppressed()  # what was printed of it is replaced
        row = self.printed.get(categories_of(whom.categories, self.places))
        if row is None:
            return Suppressed()
        cell = carried(row, self._promises_of(whom))
        verdict = self.judged.groups.get(group)
        is_for_others = row.audience != self.protection.audience
        goal = verdict.goal if verdict and cell.reason != NOT_TOLD else None
        return self._coded(group, cell, goal, None) if is_for_others else cell

    def whom(self, group: Group) -> Group:
        """Of whom a cell speaks: the total of a part, where only that part is judged."""
        shown = self.judged.shown
        return scope_of(shown.dated) if group == EVERYONE and shown is not None else group

    def _promises_of(self, whom: Group) -> frozenset[str]:
        """The targets that a printed verdict may have spoken of.

        None where a part is judged in two ways: as a total by its own parts, and as a group by itself.
        """
        dated = self.judged.shown.dated if self.judged.shown else None
        if dated is not None and dated.target.each and whom == scope_of(dated) != EVERYONE:
            return frozenset()
        return promises_alike(dated, (each.dated for each in self.judged.targets))

    def _told(self, group: Group, verdict: Verdict) -> Verdict:
        """The verdict, if everything it was made of may be seen."""
        shown = self.judged.shown
        if shown is None or (group != EVERYONE and verdict.goal is None and verdict.status is Status.TRACKED):
            return verdict  # not judged, so resting on nothing
        if group == EVERYONE and self.has_hidden_parts(shown.dated):
            return self._by_shown_parts(shown.dated, verdict)
        seen = self.whom(group)
        return _untold(verdict) if self.rests_on_hidden(shown.dated, seen) else self._of_today(seen, verdict)

    def _of_today(self, group: Group, verdict: Verdict) -> Verdict:
        """One table is of one day, or it does not add up and the pattern protects nothing.

        A promise missed earlier brings the value of its own day; here it keeps its status and day, beside today's
        value. What stands between the two values would tell the other one.
        """
        now = self.protection.results.get((self.judged.metric, self.judged.observed), {}).get(group)
        if self.protection.audience == "internal" or now is None or now == verdict.result:
            return verdict
        if not is_about_people(self.protection.program, self.metric):
            return verdict
        return replace(verdict, result=now, gap=None, needed=None)

    def rests_on_hidden(self, dated: DatedTarget, group: Group) -> bool:
        for metric, observed in self.rests_on(dated):
            gone = self.protection.hidden(metric, observed)
            if group in gone or (metric != self.judged.metric and EVERYONE in gone):
                return True
        return False

    def has_hidden_parts(self, dated: DatedTarget) -> bool:
        """Is every category judged by itself, and one of them hidden?"""
        return any(is_part(group, dated) for group in self.hidden)

    def _by_shown_parts(self, dated: DatedTarget, verdict: Verdict) -> Verdict:
        """A shown category that failed is enough for not met; that all shown ones hold says nothing of the others."""
        shown = ((group, each) for group, each in self.judged.groups.items() if group not in self.hidden)
        statuses = {each.status for group, each in shown if is_part(group, dated)}
        for status in (Status.NOT_MET, Status.OFF_TRACK):
            if status in statuses:
                return replace(_untold(verdict), status=status, reason="")
        return _untold(verdict)

    def _before(self, group: Group, now: Result) -> tuple[Result | None, Result | None]:
        """Earlier values, but not where the two together would tell of a few people."""
        previous, year_ago = self.previous.get(group), self.year_ago.get(group)
        if self.protection.audience == "internal" or not looks_back(self.metric):
            return previous, year_ago
        return tuple(None if self.differs_little(now, each) else each for each in (previous, year_ago))  # type: ignore[return-value]

    def differs_little(self, one: Result, other: Result | None) -> bool:
        program = self.protection.program
        if other is None or not is_about_people(program, self.metric) or self.metric.headcount is not None:
            return False
        if not isinstance(one, Value) or not isinstance(other, Value):
            return False
        scale = value_unit(program, self.metric.id).scale
        both = measured(self.metric.measure.kind, {Group(): one, Group((("then", ""),)): other}, scale=scale)
        nature = nature_of(self.metric, both)
        now, before = (point_of(each, nature) for each in (one, other))
        return now is not None and before is not None and tells_of_few(now, before, nature, rules_of(program))

    def _coded(self, group: Group, shown: Shown, goal: Goal | None, judged: Result | None) -> PublishedCell:
        """As the public sees it. A head-count declared public is the total's alone; its groups stay protected.

        judged: the value that the status speaks of, which may be of an earlier day; None where it is the shown one.
        """
        protection, whom = self.protection, self.whom(group)
        if protection.audience != "public":
            return shown
        if not is_about_people(protection.program, self.metric):
            return without_small_counts(shown)
        if whom == EVERYONE and self.metric.headcount is not None and shown.value == shown.n:
            return without_small_counts(shown)
        unit = value_unit(protection.program, self.metric.id)
        tiers = protection.program.disclosure.coding
        is_counted = whom not in protection.uncounted(self.metric.id, self.judged.observed)
        coded = coded_cell(shown, unit.unit, scale=unit.scale, tiers=tiers, goal=goal, is_counted=is_counted)
        then = self.coding_of(judged) if shown.judged_on is not None else None
        if then and goal and isinstance(judged, Value) and is_split(then, judged.n, goal):
            coded = unjudged(coded)
        return replace(coded, near="") if whom != group else coded

    def coding_of(self, result: Result | None) -> Coded | None:
        """What the public sees of a total; None where it is printed as it is."""
        program, metric = self.protection.program, self.metric
        if self.protection.audience != "public" or not isinstance(result, Value):
            return None
        if not is_about_people(program, metric) or metric.headcount is not None:
            return None
        unit = value_unit(program, metric.id)
        if unit.unit in ("date", "text"):
            return None
        return coded_value(result.amount, result.n, unit.unit, scale=unit.scale, tiers=program.disclosure.coding)


def _untold(verdict: Verdict) -> Verdict:
    """The value stands, the judgement does not: its parts are hidden."""
    if isinstance(verdict.result, NoValue):
        return verdict
    return Verdict(Status.SUPPRESSED, verdict.result, reason=NOT_TOLD)


def scope_of(dated: DatedTarget) -> Group:
    """The part that is judged, as a group; everyone without a scope. What `each` goes through is not one part."""
    target = dated.target
    entries = {name: each for name, each in target.scope.entries.items() if name not in target.each}
    return Group(tuple((name, str(each.values[0])) for name, each in entries.items() if isinstance(each, OneOf)))


def is_part(group: Group, dated: DatedTarget) -> bool:
    """Is the group one of the categories that the target judges by themselves?"""
    each = dated.target.each
    if not each:
        return False
    scope = set(scope_of(dated).categories)
    rest = set(group.dimensions) - {name for name, _ in scope}
    return scope <= set(group.categories) and rest == set(each)


def _seen_then(protection: Protection, judged: JudgedMetric, observed: Observed | None) -> Mapping[Group, Result]:
    if observed is None:
        return {}
    hidden = protection.hidden(judged.metric, observed)
    results = protection.results.get((judged.metric, observed), {})
    return {group: result for group, result in results.items() if group not in hidden}


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
