"""Which parts of a program a target judges."""

from __future__ import annotations

from collections.abc import Sequence

from kpitrack.model.cells import Group
from kpitrack.model.conditions import Filter, OneOf
from kpitrack.model.metrics import Target
from kpitrack.model.verdicts import DatedTarget


def part_dimensions(target: Target) -> tuple[str, ...]:
    """The dimensions that cut the parts: those of the scope, then those of `each`; every one once."""
    scope = tuple(each for each in target.scope.entries if each not in target.each)
    return (*scope, *target.each)


def judged_part(target: Target) -> Group:
    """The part of the program that is judged; with `each`, what its parts have in common."""
    return Group(tuple(each for each in categories(target.scope) if each[0] not in target.each))


def categories(scope: Filter) -> tuple[tuple[str, str], ...]:
    """A scope as categories: `{level: Elementary}`."""
    return tuple(
        (dimension, str(condition.values[0]))
        for dimension, condition in scope.entries.items()
        if isinstance(condition, OneOf)
    )


def is_in_scope(target: Target, group: Group) -> bool:
    """Does the target judge this part?"""
    of_group = dict(group.categories)
    return all(
        of_group[dimension] in {str(value) for value in condition.values}
        for dimension, condition in target.scope.entries.items()
        if isinstance(condition, OneOf)
    )


def lacks_a_part(target: Target, parts: Sequence[Group]) -> bool:
    """Is there a category that the scope names and nothing is known of?"""
    for dimension in target.each:
        condition = target.scope.entries.get(dimension)
        there = {dict(part.categories)[dimension] for part in parts}
        if isinstance(condition, OneOf) and not {str(value) for value in condition.values} <= there:
            return True
    return False


def judges_the_same(one: DatedTarget, other: DatedTarget) -> bool:
    """Do two promises speak of the same part?"""
    return one.target.scope == other.target.scope and one.target.each == other.target.each
