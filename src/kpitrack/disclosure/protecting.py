"""Judged metrics -> published metrics: what may be shown is copied, what may not is left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeAlias

from kpitrack.disclosure.amounts import Measured, measured
from kpitrack.disclosure.coding import coded_cell, coded_value, is_split, without_small_counts
from kpitrack.disclosure.layout import SCHOOL
from kpitrack.disclosure.patterns import hidden_groups, is_about_people, parts_of_groups, rules_of
from kpitrack.disclosure.releases import is_small_change, looks_back, past_of
from kpitrack.disclosure.situation import NO_PAST, Past
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import EVERYONE, CellKey, Group
from kpitrack.model.conditions import OneOf
from kpitrack.model.ledger import LedgerRow
from kpitrack.model.metrics import Metric
from kpitrack.model.program import NOT_REPORTED, Program
from kpitrack.model.published import (
    NOT_TOLD,
    Audience,
    Coded,
    Goal,
    GroupTable,
    Mark,
    PublishedCell,
    PublishedMetric,
    PublishedTarget,
    Shown,
    Suppressed,
)
from kpitrack.model.quantities import Quantity
from kpitrack.model.statuses import Status
from kpitrack.model.units import value_unit
from kpitrack.model.verdicts import (
    DatedTarget,
    JudgedMetric,
    Level,
    NoValue,
    Result,
    Results,
    TargetVerdict,
    Value,
    Verdict,
)

RestsOn: TypeAlias = Callable[[DatedTarget], Iterable[CellKey]]


def _nothing(dated: DatedTarget) -> Iterable[CellKey]:  # noqa: ARG001 - rests on nothing but the shown value
    return ()


@dataclass(frozen=True, slots=True)
class Protection:
    """What protecting needs to know: the program, every result, for whom, and what was shown before.

    own_school: the confidential edition of one school, which sees itself exactly and all others protected.
    """

    program: Program
    results: Results
    audience: Audience
    released: tuple[LedgerRow, ...] = ()
    own_school: str = ""
    _patterns: dict[CellKey, frozenset[Group]] = field(default_factory=dict, compare=False, repr=False)

    def hidden(self, metric: str, observed: Observed) -> frozenset[Group]:
        """The pattern of one metric and period; nothing is hidden from the internal audience."""
        key: CellKey = (metric, observed)
        if key not in self._patterns:
            self._patterns[key] = self._hidden(self.program.metrics[metric], observed)
        return self._patterns[key]

    def is_held(self, metric: str, observed: Observed) -> bool:
        """Has the total changed by too few people to be printed again?"""
        definition = self.program.metrics[metric]
        if self.audience == "internal" or not self.released or not is_about_people(self.program, definition):
            return False
        if definition.measure.is_derived:
            return any(self.is_held(part, observed) for part in definition.measure.parts)
        past = self._past(definition, observed, self._measured(definition, observed))
        return past.is_held and past.was_printed

    def _hidden(self, metric: Metric, observed: Observed) -> frozenset[Group]:
        if self.audience == "internal" or not is_about_people(self.program, metric):
            return frozenset()
        results = self.results.get((metric.id, observed), {})
        if metric.measure.is_derived:
            return self._hidden_by_parts(metric, observed, results)
        measures = self._measured(metric, observed)
        gone = hidden_groups(self.program, metric, results, measures, self._past(metric, observed, measures))
        if self.own_school:
            gone = frozenset(group for group in gone if (SCHOOL, self.own_school) not in group.categories)
        return gone

    def _measured(self, metric: Metric, observed: Observed) -> Measured:
        scale = value_unit(self.program, metric.id).scale
        return measured(metric.measure.kind, self.results.get((metric.id, observed), {}), scale=scale)

    def _past(self, metric: Metric, observed: Observed, measures: Measured) -> Past:
        if not self.released:
            return NO_PAST
        return past_of(
            metric, observed, measures, self.released, calendar=self.program.calendar, rules=rules_of(self.program)
        )

    def _hidden_by_parts(self, metric: Metric, observed: Observed, results: Mapping[Group, Result]) -> frozenset[Group]:
        """A value made of others is hidden where one of them is."""
        gone = frozenset[Group]().union(*(self.hidden(part, observed) for part in metric.measure.parts))
        everywhere = frozenset(frozenset(group.categories) for group in gone)
        return frozenset(
            group
            for group in results
            if any(frozenset(each.categories) in everywhere for each in parts_of_groups(metric.measure, group))
        )


def protect(
    protection: Protection,
    judged: JudgedMetric,
    groupings: Sequence[tuple[str, ...]],
    school: str = "",
    rests_on: RestsOn = _nothing,
) -> PublishedMetric:
    """One metric as the audience may see it.

    groupings: the disaggregations wanted. school: show this school in place of the program; its pattern is a slice of
    the whole district's. rests_on: the results that a verdict was made of, baselines and due days included; where one
    of them is hidden, the verdict is not told.
    """
    program = protection.program
    metric = program.metrics[judged.metric]
    view = _View.of(protection, judged, rests_on)
    outer = Group((("school", school),)) if school else EVERYONE
    total = view.cell(outer)
    is_hidden = isinstance(total, Suppressed)
    told: Callable[[TargetVerdict], PublishedTarget] = lambda each: view.target(each, is_hidden=is_hidden)  # noqa: E731
    unit = value_unit(program, metric.id)
    alert = metric.alerts[0] if metric.alerts else None
    return PublishedMetric(
        id=metric.id,
        title=metric.title,
        group=metric.group,
        owner=metric.owner,
        kind=metric.measure.kind.value,
        unit=unit.unit,
        scale=unit.scale,
        currency=unit.currency,
        counted=_counted(program, metric),
        period=judged.observed.period.id,
        start=judged.observed.period.start,
        through=judged.observed.through,
        complete=judged.observed.is_complete,
        total=total,
        target=told(judged.shown) if judged.shown else None,
        targets=tuple(told(each) for each in judged.targets),
        by={
            grouping: _table(view, outer, grouping)
            for grouping in groupings
            if not set(grouping) & set(metric.not_applicable)
        },
        not_applicable=_not_applicable(program, metric, judged, groupings),
        response=alert.response if alert else "",
        response_owner=alert.owner if alert else metric.owner,
        reading=metric.reading,
        exceptions=tuple(f"{each.reason} ({each.owner}, until {each.until})" for each in metric.exceptions),
        retired_on=metric.retired.on if metric.retired else None,
        retired_why=metric.retired.why if metric.retired else "",
        marks=view.marks(),
        inventory=metric.inventory,
        sources=program.sources_of(metric.id),
    )


@dataclass(frozen=True, slots=True)
class _View:
    """One judged metric through the eyes of an audience."""

    protection: Protection
    judged: JudgedMetric
    hidden: frozenset[Group]
    previous: Mapping[Group, Result]  # without the groups that are hidden in their own period
    year_ago: Mapping[Group, Result]
    rests_on: RestsOn

    @classmethod
    def of(cls, protection: Protection, judged: JudgedMetric, rests_on: RestsOn) -> _View:
        hidden = protection.hidden(judged.metric, judged.observed)
        previous, year_ago = (_seen_then(protection, judged, each) for each in (judged.previous, judged.year_ago))
        return cls(protection, judged, hidden, previous, year_ago, rests_on)

    @property
    def metric(self) -> Metric:
        return self.protection.program.metrics[self.judged.metric]

    def marks(self) -> tuple[Mark, ...]:
        held = (Mark.HELD,) if self.protection.is_held(self.judged.metric, self.judged.observed) else ()
        shown = self.judged.shown
        if shown is None or not self._has_hidden_parts(shown.dated) or EVERYONE in self.hidden:
            return held
        return (*held, Mark.BY_SHOWN_GROUPS)

    def cell(self, group: Group) -> PublishedCell:
        """One group: hidden, or what its verdict says of it as far as that may be told."""
        if group in self.hidden or (group == EVERYONE and self._scope_is_hidden()):
            return Suppressed()
        verdict = self.judged.groups.get(group)
        if verdict is None:
            return Shown(Status.NO_DATA, reason="nobody here")
        told = self._told(group, verdict)
        shown = _shown(told, *self._before(group, told.result))
        if self.hidden:  # who did not answer adds up as well
            shown = replace(shown, left_out=0)
        return self._coded(shown, told.goal, is_total=group == EVERYONE)

    def _scope_is_hidden(self) -> bool:
        """The total speaks of a part, where only that part is judged."""
        shown = self.judged.shown
        return shown is not None and _scope(shown.dated) in self.hidden

    def _told(self, group: Group, verdict: Verdict) -> Verdict:
        """The verdict, if everything it was made of may be seen."""
        shown = self.judged.shown
        if shown is None:
            return verdict
        if group == EVERYONE and self._has_hidden_parts(shown.dated):
            return self._by_shown_parts(shown.dated, verdict)
        seen = _scope(shown.dated) if group == EVERYONE else group
        return _untold(verdict) if self._rests_on_hidden(shown.dated, seen) else self._of_today(seen, verdict)

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

    def _rests_on_hidden(self, dated: DatedTarget, group: Group) -> bool:
        for metric, observed in self.rests_on(dated):
            gone = self.protection.hidden(metric, observed)
            if group in gone or (metric != self.judged.metric and EVERYONE in gone):
                return True
        return False

    def _has_hidden_parts(self, dated: DatedTarget) -> bool:
        """Is every category judged by itself, and one of them hidden?"""
        return any(_is_part(group, dated) for group in self.hidden)

    def _by_shown_parts(self, dated: DatedTarget, verdict: Verdict) -> Verdict:
        """A shown category that failed is enough for not met; that all shown ones hold says nothing of the others."""
        shown = ((group, each) for group, each in self.judged.groups.items() if group not in self.hidden)
        statuses = {each.status for group, each in shown if _is_part(group, dated)}
        for status in (Status.NOT_MET, Status.OFF_TRACK):
            if status in statuses:
                return replace(_untold(verdict), status=status, reason="")
        return _untold(verdict)

    def _before(self, group: Group, now: Result) -> tuple[Result | None, Result | None]:
        """Earlier values, but not where the two together would tell of a few people."""
        previous, year_ago = self.previous.get(group), self.year_ago.get(group)
        if self.protection.audience == "internal" or not looks_back(self.metric):
            return previous, year_ago
        return tuple(None if self._differs_little(now, each) else each for each in (previous, year_ago))  # type: ignore[return-value]

    def _differs_little(self, one: Result, other: Result | None) -> bool:
        program = self.protection.program
        if other is None or not is_about_people(program, self.metric) or self.metric.headcount is not None:
            return False
        kind = self.metric.measure.kind
        amounts = [measured(kind, {EVERYONE: each}, scale=None).groups.get(EVERYONE) for each in (one, other)]
        now, before = amounts
        return now is not None and before is not None and is_small_change(now, before, rules_of(program))

    def _coded(self, shown: Shown, goal: Goal | None, *, is_total: bool) -> PublishedCell:
        """As the public sees it. A head-count declared public is the total's alone; its groups stay protected."""
        protection = self.protection
        if protection.audience != "public":
            return shown
        if not is_about_people(protection.program, self.metric):
            return without_small_counts(shown)
        if is_total and self.metric.headcount is not None and shown.value == shown.n:
            return without_small_counts(shown)
        unit = value_unit(protection.program, self.metric.id)
        tiers = protection.program.disclosure.coding
        coded = coded_cell(shown, unit.unit, scale=unit.scale, tiers=tiers, goal=goal)
        of_a_part = is_total and self.judged.shown is not None and _scope(self.judged.shown.dated) != EVERYONE
        return replace(coded, near="") if of_a_part and isinstance(coded, Shown) else coded

    def target(self, each: TargetVerdict, *, is_hidden: bool) -> PublishedTarget:
        """The promise as it stands; its own status and value only where all it rests on may be shown.

        is_hidden: the total is.
        """
        target, verdict = each.dated.target, each.verdict
        seen = each.dated.observed if verdict.judged_on or verdict.overdue else self.judged.observed
        gone = self.protection.hidden(self.judged.metric, seen) | self.hidden
        scope = _scope(each.dated)
        rests_on_hidden = self._rests_on_hidden(each.dated, scope)
        is_hidden = (
            is_hidden or EVERYONE in gone or scope in gone or rests_on_hidden or self._has_hidden_parts(each.dated)
        )
        result = self.protection.results.get((self.judged.metric, seen), {}).get(EVERYONE)
        coded = self._coding_of(result)
        if coded and verdict.goal and isinstance(result, Value) and is_split(coded, result.n, verdict.goal):
            is_hidden = True
        value = None if is_hidden else self._value_then(result, seen)
        return PublishedTarget(
            period=each.dated.period,
            due=each.dated.due,
            role=target.role.value,
            goal=None if rests_on_hidden and _is_relative(each.dated) else verdict.goal,
            status=Status.SUPPRESSED if is_hidden else verdict.status,
            value=coded.value if coded and value is not None else value,
            coded=coded if value is not None else None,
            judged_on=None if is_hidden else verdict.judged_on,
            overdue=False if is_hidden else verdict.overdue,
            scope=", ".join(f"{key} = {'/'.join(map(str, each.values))}" for key, each in target.scope.entries.items()),
            reading=target.reading,
            original=getattr(target.changed.was, "text", "") if target.changed else "",
            changed_on=target.changed.on if target.changed else None,
            why_changed=target.changed.why if target.changed else "",
            inventory=target.inventory,
        )

    def _value_then(self, result: Result | None, seen: Observed) -> Fraction | str | None:
        """The value a promise was judged by; left out where it differs by a few from today's."""
        now = self.protection.results.get((self.judged.metric, self.judged.observed), {}).get(EVERYONE)
        protected = self.protection.audience != "internal" and seen != self.judged.observed
        if result is None or (protected and now is not None and self._differs_little(now, result)):
            return None
        return _plain(result)

    def _coding_of(self, result: Result | None) -> Coded | None:
        """What the public sees of a result; None where it is printed as it is."""
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
    return Verdict(Status.NO_BASELINE, verdict.result, reason=NOT_TOLD)


def _scope(dated: DatedTarget) -> Group:
    """The part that is judged, as a group; everyone without a scope. What `each` goes through is not one part."""
    target = dated.target
    entries = {name: each for name, each in target.scope.entries.items() if name not in target.each}
    return Group(tuple((name, str(each.values[0])) for name, each in entries.items() if isinstance(each, OneOf)))


def _is_part(group: Group, dated: DatedTarget) -> bool:
    """Is the group one of the categories that the target judges by themselves?"""
    each = dated.target.each
    if not each:
        return False
    scope = set(_scope(dated).categories)
    rest = set(group.dimensions) - {name for name, _ in scope}
    return scope <= set(group.categories) and rest == set(each)


def _is_relative(dated: DatedTarget) -> bool:
    """Does the goal's number give a starting value away?"""
    return not dated.target.comparator.startswith(("at_", "more", "less", "between", "track")) or not isinstance(
        dated.target.goal, Quantity
    )


def _seen_then(protection: Protection, judged: JudgedMetric, observed: Observed | None) -> Mapping[Group, Result]:
    if observed is None:
        return {}
    hidden = protection.hidden(judged.metric, observed)
    results = protection.results.get((judged.metric, observed), {})
    return {group: result for group, result in results.items() if group not in hidden}


def _shown(verdict: Verdict, previous: Result | None, year_ago: Result | None) -> Shown:
    result = verdict.result
    number = result if isinstance(result, Value) else Value(Fraction(0))
    return Shown(
        status=verdict.status,
        value=_plain(result),
        n=number.n,
        numerator=number.numerator,
        denominator=number.denominator,
        left_out=number.left_out,
        reason=result.reason if isinstance(result, NoValue) else verdict.reason,
        gap=verdict.gap,
        needed=verdict.needed,
        expected=verdict.expected,
        previous=_plain(previous),
        year_ago=_plain(year_ago),
        judged_on=verdict.judged_on,
        evidence=result.evidence if isinstance(result, Level) else "",
    )


def _plain(result: Result | None) -> Fraction | str | None:
    match result:
        case Value(amount=amount):
            return amount
        case Level(text=text):
            return text
        case _:
            return None


def _table(view: _View, outer: Group, grouping: tuple[str, ...]) -> GroupTable:
    """The groups of one disaggregation in display order, inside the outer group."""
    dimensions = (*outer.dimensions, *grouping)
    inside = [
        group
        for group in view.judged.groups
        if group.dimensions == dimensions and group.categories[: len(outer.categories)] == outer.categories
    ]
    inside.sort(key=lambda group: _display_order(view.protection.program, group))
    skipped = len(outer.categories)
    return {group.names[skipped:]: view.cell(group) for group in inside}


def _display_order(program: Program, group: Group) -> tuple[tuple[int, str], ...]:
    """As the definition lists the categories, others by name, "Not reported" last."""
    places: list[tuple[int, str]] = []
    for dimension, category in group.categories:
        listed = program.dimensions[dimension].listed if dimension in program.dimensions else ()
        place = listed.index(category) if category in listed else len(listed) + (category == NOT_REPORTED)
        places.append((place, category))
    return tuple(places)


def _not_applicable(
    program: Program, metric: Metric, judged: JudgedMetric, groupings: Sequence[tuple[str, ...]]
) -> Mapping[str, str]:
    """Dimensions asked for that make no sense here, with the declared reason, or because nothing records them.

    Without data nothing was counted by any dimension, which says nothing about what is recorded.
    """
    counted = {group.dimensions for group in judged.groups}
    has_data = not isinstance(judged.groups[EVERYONE].result, NoValue)
    reasons = dict(metric.not_applicable)
    for grouping in groupings:
        for dimension in grouping:
            if dimension not in reasons and metric.by_none:
                reasons[dimension] = metric.by_none
            elif has_data and dimension not in reasons and not any(dimension in each for each in counted):
                reasons[dimension] = f"not recorded for {_counted(program, metric)}"
    return {dimension: reason for dimension, reason in reasons.items() if any(dimension in g for g in groupings)}


def _counted(program: Program, metric: Metric) -> str:
    """What n counts: `student`, `partner`, `row`."""
    measure = metric.measure
    if measure.is_derived:
        return _counted(program, program.metrics[measure.parts[0]])
    return program.unit_of(measure.of) if measure.of else measure.unit or "record"
