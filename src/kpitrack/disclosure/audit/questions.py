"""What an attacker asks: of every group without a number, how closely can it be told?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from itertools import combinations
from math import inf

from kpitrack.disclosure.audit.printed import Fact, Printed, Series
from kpitrack.disclosure.audit.structure import Group, Structure


@dataclass(frozen=True)
class Question:
    """One hidden group: how closely can it be told?"""

    series: Series
    table: str
    kind: str
    scale: int | None
    group: Group
    caps: Mapping[str, float]  # the most each quantity can be, by the printed groups around it
    is_coded: bool = False  # printed in public, without its size

    @cached_property
    def place(self) -> int:
        """Its place in line: the same for the same question, and no list's order, so that a sample is fair.

        Each of its digits is another for half of the questions, however alike they are.
        """
        written = repr((self.series, self.table, sorted(self.group))).encode()
        return int.from_bytes(blake2b(written, digest_size=4).digest())


def questions_of(table: str, series: Series, printed: Printed, structure: Structure) -> Iterator[Question]:
    """Of the groups of one table that are hidden, and of those that are shown by a code alone."""
    for group in hidden_in(printed):
        yield Question(series, table, printed.kind, printed.scale, group, _caps(printed, structure, group))
    for group in _coded_in(printed):
        yield Question(series, table, printed.kind, printed.scale, group, {}, is_coded=True)


def hidden_in(printed: Printed) -> tuple[Group, ...]:
    """The groups of which nothing is known but that they are there."""
    found = (group for group, facts in printed.facts.items() if facts and all(fact.hidden for fact in facts))
    return tuple(sorted(found, key=sorted))


def _coded_in(printed: Printed) -> tuple[Group, ...]:
    """The groups that are shown by a code alone."""
    found = (
        group
        for group, facts in printed.facts.items()
        if all(fact.n is None for fact in facts)
        and any(fact.least is not None or fact.most is not None for fact in facts)
    )
    return tuple(sorted(found, key=sorted))


def _caps(printed: Printed, structure: Structure, group: Group) -> Mapping[str, float]:
    """The most a quantity can be, by every printed group that contains this one."""
    caps = {"people": inf, "met": inf, "not": inf, "sum": inf}
    for fact in _around(printed, structure, group):
        if fact.n is not None:
            caps["people"] = min(caps["people"], fact.n)
        if printed.kind == "share" and fact.n is not None and fact.numerator is not None:
            caps["met"] = min(caps["met"], float(fact.numerator))
            caps["not"] = min(caps["not"], float(fact.n - fact.numerator))
        if printed.kind == "mean" and fact.numerator is not None:
            caps["sum"] = min(caps["sum"], float(fact.numerator))
    return caps


def _around(printed: Printed, structure: Structure, group: Group) -> Iterator[Fact]:
    """What is printed of the groups that contain this one."""
    reach = structure.reach(group)
    for size in range(len(reach) + 1):
        for whole in map(frozenset, combinations(sorted(reach), size)):
            if whole != group:
                yield from printed.facts.get(whole, ())
