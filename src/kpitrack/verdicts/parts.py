"""Which parts of a program a target judges by themselves."""

from __future__ import annotations

from kpitrack.model.metrics import Target


def part_dimensions(target: Target) -> tuple[str, ...]:
    """The dimensions that cut the parts: those of the scope, then those of `each`; every one once."""
    scope = tuple(each for each in target.scope.entries if each not in target.each)
    return (*scope, *target.each)
