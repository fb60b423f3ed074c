"""What hiding looks at: one metric in one period, counted, with its rules and its past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kpitrack.disclosure.amounts import Counted
from kpitrack.disclosure.layout import Categories, Places
from kpitrack.disclosure.policy import Rules


@dataclass(frozen=True, slots=True)
class Past:
    """What earlier releases demand of this one; `releases` finds it."""

    must_hide: frozenset[Categories] = frozenset()  # as if they were small
    keep_hidden: frozenset[Categories] = frozenset()  # large enough, but hidden when last printed
    movable: Mapping[Categories, tuple[int, ...]] = field(default_factory=dict)  # outcomes that were not printed before
    is_held: bool = False  # the total changed by too few people to be printed again, or was hidden until now
    was_printed: bool = False  # the total was printed before
    repeats: frozenset[Categories] = frozenset()  # printed on this very day with these very numbers


NO_PAST = Past()


@dataclass(frozen=True, slots=True)
class Situation:
    """The counted groups of one metric and period."""

    places: Places
    counted: Mapping[Categories, Counted]
    kinds: int  # outcomes per group
    unit: int  # parts of a person in one outcome
    can_be_unanimous: bool
    rules: Rules
    past: Past = NO_PAST
    crossed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # dimension -> what it is printed beside

    def table(self, dimensions: Iterable[str]) -> list[Categories]:
        """The groups of a grouping that hold somebody."""
        names = set(dimensions)
        return [
            group
            for group, each in self.counted.items()
            if len(group) == len(names) and each.people and {name for name, _ in group} == names
        ]

    def names(self, dimension: str) -> list[str]:
        """The categories of a dimension that hold somebody, in a fixed order."""
        return sorted(category for group in self.table((dimension,)) for _, category in group)

    def is_small(self, group: Categories) -> bool:
        """May it never be shown, whatever stands beside it?"""
        each = self.counted[group]
        if each.people == 0:
            return False
        one_sided = self.can_be_unanimous and each.people < self.rules.unanimous_below and 0 in each.outcomes
        return each.people < self.rules.minimum or one_sided or group in self.past.must_hide
