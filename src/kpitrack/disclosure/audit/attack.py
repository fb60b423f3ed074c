"""The attack: the least and greatest value of every hidden quantity, and what is too close."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import inf
from typing import TypeAlias

from kpitrack.disclosure.audit.equations import sums_of
from kpitrack.disclosure.audit.findings import Audit, Finding, Widths
from kpitrack.disclosure.audit.printed import Fact, Printed, Series
from kpitrack.disclosure.audit.questions import Question, hidden_in
from kpitrack.disclosure.audit.structure import EVERYONE, Group, Repeats, Structure
from kpitrack.disclosure.audit.system import NO_LIMIT, Effort, System

Point: TypeAlias = tuple[Series, Printed]


def attack(
    known: Mapping[Series, Printed],
    structure: Structure,
    widths: Widths,
    *,
    effort: Effort = NO_LIMIT,
    about: frozenset[Series] | None = None,
) -> Audit:
    """Bound every hidden quantity that the effort allows, tables in turn, so that a sample covers all of them.

    about: only what speaks of these series, alone or beside others; None for all.
    """
    people = {
        series: each for series, each in sorted(known.items(), key=_order) if series.metric not in structure.things
    }
    asked = {series: each for series, each in people.items() if about is None or series in about}
    findings = [each for series, printed in asked.items() for each in _shown_elsewhere(series, printed)]
    findings += [each for one in asked.items() for each in _shown_small(*one, structure, widths)]
    findings += [each for one in asked.items() for each in _told_by_status(*one)]
    pairs = [pair for pair in _pairs_in_time(people, structure) if any(series in asked for series, _ in pair)]
    findings += [each for pair in pairs for each in _small_changes(*pair, structure, widths)]
    sums = _Sums(structure)
    findings += [each for pair in pairs for each in _small_rests(*pair, sums, widths)]
    systems = [System({"now": point}, structure, widths) for point in asked.items()]
    systems += [
        System(dict(zip(("before", "after"), pair, strict=True)), structure, widths)
        for pair in _neighbours(pairs)
        if pair[1][0].metric in structure.cumulative
    ]
    systems += [
        System({"share": share, "again": again}, structure, widths, repeats)
        for share, again, repeats in _repeated(people, structure)
        if share[0] in asked or again[0] in asked
    ]
    spent = _Spent(effort)
    for system, question in _in_turns([[(system, each) for each in system.questions] for system in systems]):
        findings += spent.on(system, question)
    hidden = [len(hidden_in(printed)) for printed in asked.values()]
    contradictory = tuple(dict.fromkeys(series for each in spent.disputed for series, _ in each.tables.values()))
    return Audit(
        tuple(sorted(dict.fromkeys(each for each in findings if not _is_declared(each, structure)), key=_by_name)),
        tables=sum(each > 0 for each in hidden),
        hidden=sum(hidden),
        bounded=spent.bounded,
        left_out=spent.left_out,
        compared=len(pairs),
        contradictory=contradictory,
    )


def _is_declared(finding: Finding, structure: Structure) -> bool:
    """A head-count declared public is printed every time, and with it how many of everyone met in the share of them."""
    shares = {share for again, share in structure.repeats if again in structure.public_totals}
    return finding.group == EVERYONE and finding.series.metric in shares


class _Spent:
    """What the solver has been asked so far, within the effort that is allowed."""

    def __init__(self, effort: Effort) -> None:
        self._effort = effort
        self._deadline = time.monotonic() + effort.seconds
        self._work = 0
        self._is_possible: dict[int, bool] = {}
        self.bounded = self.left_out = 0
        self.disputed: list[System] = []

    def on(self, system: System, question: Question) -> Sequence[Finding]:
        """The findings of one question; none where nothing may be spent on it any more, or nothing can be asked."""
        if not self._is_open(system) or (not system.is_settled(question) and not self._may_ask(system, question)):
            self.left_out += 1
            return ()
        self.bounded += 1
        return () if system.is_settled(question) else tuple(system.answer(question, self._effort, self._deadline))

    def _is_open(self, system: System) -> bool:
        """Has it tables at all, and what do a few of them say of everything that is hidden in it?"""
        if id(system) not in self._is_possible:
            if not self._has_left(system.least_work):
                return False
            self._is_possible[id(system)] = system.is_possible(self._effort, self._deadline)
            self._work += system.least_work
            if self._is_possible[id(system)]:
                self._work += system.explore(self._effort, self._deadline)
            else:
                self.disputed.append(system)
        return self._is_possible[id(system)]

    def _may_ask(self, system: System, question: Question) -> bool:
        work = system.work(question)
        if not self._has_left(work):
            return False
        self._work += work
        return True

    def _has_left(self, work: float) -> bool:
        return time.monotonic() <= self._deadline and self._work + work <= self._effort.work


def _repeated(known: Mapping[Series, Printed], structure: Structure) -> Iterator[tuple[Point, Point, Repeats]]:
    """A share, and another metric of the same day that counts the same people again; corrections as they stood."""
    days: dict[tuple[str, str, str], list[Point]] = {}
    for series, printed in known.items():
        days.setdefault((series.metric, series.period, series.through), []).append((series, printed))
    for (metric, share), repeats in structure.repeats.items():
        for (name, period, through), shares in days.items():
            counts = days.get((metric, period, through))
            if name != share or counts is None:
                continue
            for version in sorted({series.version for series, _ in (*shares, *counts)}):
                yield _standing(shares, version), _standing(counts, version), repeats


def _standing(points: Sequence[Point], version: int) -> Point:
    """The newest when a version came out; what was not corrected then stood as it was."""
    return next((each for each in reversed(points) if each[0].version <= version), points[0])


def _order(item: Point) -> tuple[str, str, str, int]:
    series = item[0]
    return series.metric, series.through, series.period, series.version


def _by_name(finding: Finding) -> tuple[str, ...]:
    series = finding.series
    return series.metric, series.through, series.period, repr(sorted(finding.group)), finding.quantity


def _in_turns(lists: Sequence[Sequence[tuple[System, Question]]]) -> Iterator[tuple[System, Question]]:
    """The first of every list, then the second; lists in the order of their first questions' places."""
    lines = sorted((each for each in lists if each), key=lambda each: each[0][1].place)
    for place in range(max((len(each) for each in lines), default=0)):
        yield from (each[place] for each in lines if place < len(each))


def _shown_elsewhere(series: Series, printed: Printed) -> Iterator[Finding]:
    """Hidden in one file and printed in another."""
    for group, facts in printed.facts.items():
        shown = [fact for fact in facts if fact.is_figure]
        if shown and any(fact.hidden for fact in facts):
            yield Finding(series, group, "elsewhere", float(shown[0].n or 0), float(shown[0].n or 0))


def _shown_small(series: Series, printed: Printed, structure: Structure, widths: Widths) -> Iterator[Finding]:
    """Printed although it is small, or everyone or no one of a small group."""
    for group, facts in printed.facts.items():
        if group == EVERYONE and series.metric in structure.public_totals:
            continue
        for fact in facts:
            people = fact.n or 0
            one_side = printed.kind == "share" and fact.numerator in (0, people) and people < widths.unanimous_below
            if fact.is_exact and people > 0 and (people < widths.minimum or one_side):
                yield Finding(series, group, "small", float(people), float(people))


def _told_by_status(series: Series, printed: Printed) -> Iterator[Finding]:
    """Coded for the public, with a status that splits what the code stands for."""
    for group, facts in printed.facts.items():
        for fact in facts:
            if fact.is_split:
                yield Finding(series, group, "status", float(fact.least or 0), float(fact.most or inf))


# --- time ----------------------------------------------------------------------------------------------------------


def _pairs_in_time(known: Mapping[Series, Printed], structure: Structure) -> Iterator[tuple[Point, Point]]:
    """Every two points of one series: the same period through two days, or a metric that outlasts its periods."""
    by_metric: dict[str, list[Point]] = {}
    for series, printed in known.items():
        by_metric.setdefault(series.metric, []).append((series, printed))
    for metric, points in by_metric.items():
        for earlier, later in combinations(sorted(points, key=lambda each: (each[0].through, each[0].version)), 2):
            one, other = earlier[0], later[0]
            if one.period == other.period or structure.speak_of_the_same(metric, one.through, other.through):
                yield earlier, later


def _neighbours(pairs: Sequence[tuple[Point, Point]]) -> Iterator[tuple[Point, Point]]:
    """For every point the newest of a day before it; a correction of the same day may count fewer."""
    newest: dict[Series, tuple[Point, Point]] = {}
    for earlier, later in pairs:
        if earlier[0].through < later[0].through:
            newest[later[0]] = (earlier, later)
    yield from newest.values()


def _small_changes(earlier: Point, later: Point, structure: Structure, widths: Widths) -> Iterator[Finding]:
    """A printed difference of a few people is those people's outcome."""
    for group in earlier[1].facts.keys() & later[1].facts.keys():
        if group == EVERYONE and later[0].metric in structure.public_totals:
            continue
        before, after = (_exact(each[1], group) for each in (earlier, later))
        if before is None or after is None:
            continue
        for change in _changes(before, after, later[1].kind):
            if 0 < abs(change) < widths.minimum:
                yield Finding(later[0], group, "change", float(change), float(change))


def _exact(printed: Printed, group: Group) -> Fact | None:
    return next((fact for fact in printed.facts[group] if fact.is_exact), None)


def _changes(before: Fact, after: Fact, kind: str) -> Sequence[Fraction]:
    """By how many people two figures differ: those who met and those who did not; of scores, one for a mended one."""
    people = Fraction((after.n or 0) - (before.n or 0))
    if before.numerator is None or after.numerator is None:
        return (people,)
    moved = after.numerator - before.numerator
    match kind:
        case "share":
            return moved, people - moved
        case "mean" | "change":
            return (people or Fraction(bool(moved)),)
        case "total" | "ratio":  # sums grow with everybody's hours and days, whoever came or went
            return ()
        case _:
            return (people,)


class _Sums:
    """Which printed groups are the sum of which others, found once for every table."""

    def __init__(self, structure: Structure) -> None:
        self._structure = structure
        self._found: dict[int, Sequence[tuple[Group, tuple[Group, ...]]]] = {}

    def of(self, printed: Printed) -> Sequence[tuple[Group, tuple[Group, ...]]]:
        if id(printed) not in self._found:
            self._found[id(printed)] = tuple(sums_of(printed, self._structure))
        return self._found[id(printed)]


def _small_rests(earlier: Point, later: Point, sums: _Sums, widths: Widths) -> Iterator[Finding]:
    """A whole less some of its parts is a figure of the others, on both days; it moved by a few people."""
    if later[1].kind not in ("share", "count"):
        return
    for whole, parts in sums.of(later[1]):
        if not all(whole in each[1].facts and _exact(each[1], whole) for each in (earlier, later)):
            continue
        both = [part for part in parts if part in earlier[1].facts and _exact(earlier[1], part)]
        both = [part for part in both if _exact(later[1], part)]
        if not both or len(both) == len(parts):
            continue
        before, after = (_left_over(each[1], whole, both) for each in (earlier, later))
        for change in _changes(before, after, later[1].kind):
            if 0 < abs(change) < widths.minimum:
                yield Finding(later[0], min(both, key=sorted), "rest", float(change), float(change))


def _left_over(printed: Printed, whole: Group, parts: Sequence[Group]) -> Fact:
    first, *others = [fact for group in (whole, *parts) if (fact := _exact(printed, group))]
    n = (first.n or 0) - sum(each.n or 0 for each in others)
    numerator = (first.numerator or Fraction(0)) - sum(each.numerator or 0 for each in others)
    return Fact(hidden=False, n=n, numerator=numerator)
