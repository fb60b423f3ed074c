"""Which parts of a program a target judges. A scope names categories: `{level: Elementary}`."""

from __future__ import annotations

from collections.abc import Sequence

from kpitrack.model.cells import Group
from kpitrack.model.conditions import Filter
from kpitrack.model.metrics import Target
from kpitrack.model.verdicts import DatedTarget


def part_dimensions(target: Target) -> tuple[str, ...]:
    """The dimensions that cut the parts: those of the scope, then those of `each`; every one once."""
    return (*judged_part(target).dimensions, *target.each)


def judged_part(target: Target) -> Group:
    """The part of the program that is judged; with `each`, what its parts have in common."""
    named = ((dimension, names) for dimension, names in _named(target.scope).items() if dimension not in target.each)
    return Group(tuple((dimension, names[0]) for dimension, names in named))


def lies_in(scope: Filter, group: Group) -> bool:
    """Does the scope take in the whole group? Everything does that names nothing."""
    of_group = dict(group.categories)
    return all(of_group.get(dimension) in names for dimension, names in _named(scope).items())


def judges(target: Target, group: Group) -> bool:
    """Does the target say anything about the group? Not about one outside the scope, or one that reaches beyond it."""
    of_group, named = dict(group.categories), _named(target.scope)
    return all(of_group[each] in named[each] if each in of_group else each in target.each for each in named)


def lacks_a_part(target: Target, parts: Sequence[Group]) -> bool:
    """Is there a category that the scope names and nothing is known of?"""
    known = {category for part in parts for category in part.categories}
    named = _named(target.scope)
    return any((dimension, name) not in known for dimension in target.each for name in named.get(dimension, ()))


def judges_the_same(one: DatedTarget, other: DatedTarget) -> bool:
    """Do two promises speak of the same part?"""
    return (one.target.scope, one.target.each) == (other.target.scope, other.target.each)


def _named(scope: Filter) -> dict[str, tuple[str, ...]]:
    """The categories that a scope names, by dimension; several only where each is judged by itself."""
    return {dimension: tuple(map(str, condition.values)) for dimension, condition in scope.entries.items()}
