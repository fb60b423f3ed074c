"""What printed parts leave over of a printed whole is a printed figure too, and moves by many or not at all.

112 of all and 51 girls are 61 of the others. A week later 124 and 62 are 62: one more, though everything that was
printed moved by eleven or more. So another part is held back with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from kpitrack.disclosure.differences import Nature, Point, minus, tells_of_few
from kpitrack.disclosure.layout import Categories
from kpitrack.disclosure.policy import Rules
from kpitrack.model.program import Program

Points: TypeAlias = Mapping[Categories, Point]
Limits: TypeAlias = tuple[Nature, Rules]
Sum: TypeAlias = tuple[Categories, tuple[Categories, ...]]  # a whole and its parts


def sums_of(program: Program, groups: Sequence[Categories]) -> tuple[Sum, ...]:
    """Every counted group that is the sum of others: over a dimension, or a band over what lies in it."""
    bands: dict[tuple[str | None, str], list[tuple[str, str]]] = {}  # (dimension, category) -> the bands it lies in
    for name, each in program.dimensions.items():
        for band, listed in (each.bands or {}).items():
            for category in listed:
                bands.setdefault((each.field, category), []).append((name, band))
    found: dict[tuple[Categories, str], list[Categories]] = {}
    for group in groups:
        for dimension, category in group:
            rest = group - {(dimension, category)}
            for whole in (rest, *(rest | {each} for each in bands.get((dimension, category), ()))):
                found.setdefault((whole, dimension), []).append(group)
    known = set(groups)
    return tuple((whole, tuple(parts)) for (whole, _), parts in found.items() if whole in known)


def to_hold_back(
    now: Points, days: Sequence[Points], printed: Sequence[Sum], hidden: frozenset[Categories], limits: Limits
) -> frozenset[Categories]:
    """One more group to hide for every rest that moved by a few since one of those days.

    days: what was printed on each. printed: the sums of the tables.
    """
    return frozenset(
        _partner(now, before, (whole, both), limits)
        for before in days
        for whole, both in _printed_twice(now, before, printed, hidden)
        if tells_of_few(minus(now, whole, both), minus(before, whole, both), *limits)
    )


def _printed_twice(
    now: Points, before: Points, printed: Sequence[Sum], hidden: frozenset[Categories]
) -> Iterator[tuple[Categories, list[Categories]]]:
    """Wholes that were printed then and now, with the parts of which that holds too, if it does not of all."""
    for whole, parts in printed:
        if whole not in before or whole not in now or whole in hidden:
            continue
        both = [part for part in parts if part in before and part in now and part not in hidden]
        if both and len(both) < len(parts):
            yield whole, both


def _partner(
    now: Points, before: Points, left_over: tuple[Categories, Sequence[Categories]], limits: Limits
) -> Categories:
    """The smallest part with which the rest has moved by many, or not at all; else the largest part."""
    whole, both = left_over
    by_size = sorted(both, key=lambda part: (sum(now[part].counts), sorted(part)))
    for part in by_size:
        others = [each for each in both if each != part]
        if not tells_of_few(minus(now, whole, others), minus(before, whole, others), *limits):
            return part
    return by_size[-1]
