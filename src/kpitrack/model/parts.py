"""Which part of a program a target judges, as groups. A scope names categories: `{level: Elementary}`."""

from __future__ import annotations

from kpitrack.model.cells import Group
from kpitrack.model.conditions import Filter
from kpitrack.model.metrics import Target


def judged_part(target: Target) -> Group:
    """The part of the program that is judged; with `each`, what its parts have in common."""
    named = ((dimension, names) for dimension, names in named_in(target.scope).items() if dimension not in target.each)
    return Group(tuple((dimension, names[0]) for dimension, names in named))


def part_dimensions(target: Target) -> tuple[str, ...]:
    """The dimensions that cut the parts: those of the scope, then those of `each`; every one once."""
    return (*judged_part(target).dimensions, *target.each)


def is_part(group: Group, target: Target) -> bool:
    """Is the group one of the categories that the target judges by themselves, with `each`?"""
    if not target.each:
        return False
    is_inside = set(judged_part(target).categories) <= set(group.categories)
    return is_inside and set(group.dimensions) == set(part_dimensions(target))


def named_in(scope: Filter) -> dict[str, tuple[str, ...]]:
    """The categories that a scope names, by dimension; several only where each is judged by itself."""
    return {dimension: tuple(map(str, condition.values)) for dimension, condition in scope.entries.items()}
