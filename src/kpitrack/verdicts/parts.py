"""What a target says of groups: those it judges, those outside its scope, and those nothing is known of."""

from __future__ import annotations

from collections.abc import Sequence

from kpitrack.model.cells import Group
from kpitrack.model.conditions import Filter
from kpitrack.model.metrics import Target
from kpitrack.model.parts import named_in
from kpitrack.model.verdicts import DatedTarget


def lies_in(scope: Filter, group: Group) -> bool:
    """Does the scope take in the whole group? Everything does that names nothing."""
    of_group = dict(group.categories)
    return all(of_group.get(dimension) in names for dimension, names in named_in(scope).items())


def judges(target: Target, group: Group) -> bool:
    """Does the target say anything about the group? Not about one outside the scope, or one that reaches beyond it."""
    of_group, named = dict(group.categories), named_in(target.scope)
    return all(of_group[each] in named[each] if each in of_group else each in target.each for each in named)


def lacks_a_part(target: Target, parts: Sequence[Group]) -> bool:
    """Is there a category that the scope names and nothing is known of?"""
    known = {category for part in parts for category in part.categories}
    named = named_in(target.scope)
    return any((dimension, name) not in known for dimension in target.each for name in named.get(dimension, ()))


def judges_the_same(one: DatedTarget, other: DatedTarget) -> bool:
    """Do two promises speak of the same part?"""
    return (one.target.scope, one.target.each) == (other.target.scope, other.target.each)
