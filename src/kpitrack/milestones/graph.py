"""Arithmetic on the graph of dependencies. Everything is in whole weeks; nothing here knows a date or a word.

The standard library's graphlib orders the graph and finds cycles; the longest paths that a schedule needs are one
line of dynamic programming over that order, so a graph library would add nothing but a dependency.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter

from kpitrack.model.plan import Step


@dataclass(frozen=True)
class Work:
    """What the schedule needs of the plan. An arrow p -> t means: t's work begins `lag` weeks after p is done."""

    takes: Mapping[str, int]  # weeks, at least 1
    due: Mapping[str, int]
    after: Mapping[str, Mapping[str, int]]  # milestone -> what must be done before -> lag in weeks, at least 0

    @classmethod
    def of_steps(cls, steps: Iterable[Step]) -> Work:
        listed = tuple(steps)
        return cls(
            takes={step.id: step.takes for step in listed},
            due={step.id: step.due for step in listed},
            after={step.id: step.milestone.after for step in listed},
        )

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Every milestone behind all that must be done before it. The plan was checked: nothing goes round."""
        graph = {each: sorted(self.after[each]) for each in sorted(self.takes)}
        return tuple(TopologicalSorter(graph).static_order())

    @cached_property
    def followers(self) -> Mapping[str, tuple[str, ...]]:
        """Milestone -> what directly follows it."""
        found: dict[str, list[str]] = {each: [] for each in self.order}
        for each in self.order:
            for earlier in self.after[each]:
                found[earlier].append(each)
        return {each: tuple(following) for each, following in found.items()}

    def following(self, origin: str) -> tuple[str, ...]:
        """Everything that directly or indirectly follows, in order."""
        reached = {origin}
        for each in self.order:
            if reached & set(self.after[each]):
                reached.add(each)
        return tuple(each for each in self.order if each in reached and each != origin)


def finishes(
    work: Work,
    *,
    fixed: Mapping[str, int] | None = None,
    not_before: Mapping[str, int] | None = None,
    delays: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """The week in which each milestone is done: in its due week, or later where something before it is.

    fixed:      weeks of what is done already; nothing moves them.
    not_before: weeks that have come without it being done.
    delays:     weeks by which a milestone itself takes longer.
    """
    fixed, not_before, delays = fixed or {}, not_before or {}, delays or {}
    done: dict[str, int] = {}
    for each in work.order:
        if each in fixed:
            done[each] = fixed[each]
            continue
        pushed = [done[earlier] + lag + work.takes[each] for earlier, lag in work.after[each].items()]
        done[each] = max([work.due[each], *pushed, not_before.get(each, 0)]) + delays.get(each, 0)
    return done


def slacks(work: Work, expected: Mapping[str, int], *, fixed: Collection[str] = ()) -> dict[str, int]:
    """Weeks each milestone may slip beyond its expected week before another one is done later than it may be.

    A milestone may be done in its due week, or in its expected week where that is already later. What nothing
    follows may slip to the end of the plan. Never negative.
    """
    limit = {each: max(work.due[each], expected[each]) for each in work.order}
    end = max(limit.values(), default=0)
    latest: dict[str, int] = {}
    for each in reversed(work.order):
        allowed = [
            min(limit[later], latest[later]) - work.takes[later] - work.after[later][each]
            for later in work.followers[each]
            if later not in fixed
        ]
        latest[each] = min(allowed, default=end)
    return {each: latest[each] - expected[each] for each in work.order}


def earliest(work: Work) -> dict[str, int]:
    """The week, from 0, in which each could be done if all work began as soon as it can, due weeks aside."""
    done: dict[str, int] = {}
    for each in work.order:
        ready = max((done[earlier] + 1 + lag for earlier, lag in work.after[each].items()), default=0)
        done[each] = ready + work.takes[each] - 1
    return done


def floats(work: Work) -> dict[str, int]:
    """Weeks each may slip in that earliest schedule before its end moves; 0 on the longest chain of work."""
    done = earliest(work)
    end = max(done.values(), default=0)
    latest: dict[str, int] = {}
    for each in reversed(work.order):
        allowed = [latest[later] - work.takes[later] - work.after[later][each] for later in work.followers[each]]
        latest[each] = min(allowed, default=end)
    return {each: latest[each] - done[each] for each in work.order}


def longest_chain(work: Work) -> tuple[str, ...]:
    """One longest chain of work from its first to its last milestone; ties go to the earlier due week, then the id."""
    spare, done = floats(work), earliest(work)
    on_it = [each for each in work.order if spare[each] == 0]
    if not on_it:
        return ()
    chain = [max(on_it, key=lambda each: (done[each], -work.due[each], each))]
    while True:
        driving = [
            earlier
            for earlier, lag in work.after[chain[-1]].items()
            if spare[earlier] == 0 and done[earlier] + lag + work.takes[chain[-1]] == done[chain[-1]]
        ]
        if not driving:
            return tuple(reversed(chain))
        chain.append(min(driving, key=lambda each: (work.due[each], each)))


def distances(work: Work, origin: str, *, fixed: Collection[str] = ()) -> dict[str, int]:
    """Weeks from the end of `origin` to the end of each milestone after it, on the longest way over open work.

    Work that is done shields what follows it: no way leads through it.
    """
    found = {origin: 0}
    for each in work.order:
        if each in fixed or each == origin:
            continue
        ways = [
            found[earlier] + lag + work.takes[each] for earlier, lag in work.after[each].items() if earlier in found
        ]
        if ways:
            found[each] = max(ways)
    del found[origin]
    return found
