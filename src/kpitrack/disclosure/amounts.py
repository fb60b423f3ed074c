"""What a value says of people, as amounts that add up over groups: how many, and how much of each outcome.

A share is so many who met and so many who did not. A mean on a scale is the same in parts of a person: a 7 on a scale
from 0 to 10 is 0.7 at the top and 0.3 at the bottom. So one certificate serves counts, shares, means and changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from kpitrack.model.cells import EVERYONE, Group
from kpitrack.model.measures import Kind
from kpitrack.model.verdicts import Result, Value

PARTS = 1000  # of a person, for means; rounded down, so that no room is certified that is not there

Amounts: TypeAlias = tuple[int, ...]  # per kind of outcome; (met, not met) of a share


@dataclass(frozen=True, slots=True)
class Counted:
    """People and outcomes of one group."""

    people: int
    outcomes: Amounts


@dataclass(frozen=True, slots=True)
class Measured:
    """How the groups of one metric are counted."""

    groups: Mapping[Group, Counted]
    unit: int  # parts of a person in one outcome
    can_be_unanimous: bool
    kinds: int
    unsized: frozenset[Group]  # groups with a value and no size; they count as small
    values: Mapping[Group, Value] = field(default_factory=dict)  # what the amounts were made from
    scale: int | None = None  # top of a score


def measured(kind: Kind, results: Mapping[Group, Result], *, scale: int | None) -> Measured:
    """The amounts of every group with a value; groups without one hold nobody."""
    values = {group: each for group, each in results.items() if isinstance(each, Value)}
    unsized = frozenset(group for group, each in values.items() if each.size is None)
    sized = {group: each for group, each in values.items() if each.size is not None}
    if kind is Kind.COUNT or (kind is Kind.SHARE and not _are_whole(sized.values())):
        return Measured(
            {group: _of_count(each) for group, each in sized.items()},
            1,
            can_be_unanimous=False,
            kinds=1,
            unsized=unsized,
            values=sized,
        )
    if kind is Kind.SHARE:
        return Measured(
            {group: _of_share(each) for group, each in sized.items()},
            1,
            can_be_unanimous=True,
            kinds=2,
            unsized=unsized,
            values=sized,
        )
    split = _split_of(kind, sized, scale)
    groups = {group: Counted(each.size or 0, split(each)) for group, each in sized.items()}
    return Measured(groups, PARTS, scale is not None, 4 if kind is Kind.CHANGE else 2, unsized, sized, scale)


def _are_whole(values: Iterable[Value]) -> bool:
    return all(
        each.numerator is not None and each.numerator.denominator == 1 and each.denominator == each.n for each in values
    )


def _of_count(value: Value) -> Counted:
    return Counted(value.size or 0, (value.size or 0,))


def _of_share(value: Value) -> Counted:
    met, people = int(value.numerator or 0), value.size or 0
    return Counted(people, (met, people - met))


def _split_of(kind: Kind, values: Mapping[Group, Value], scale: int | None) -> Callable[[Value], Amounts]:
    """How a sum is split between the top and the bottom of its scale.

    Without a known scale, the range runs to twice the farthest group's mean: narrower than what a reader must consider,
    so what is certified inside it holds.
    """
    if kind is Kind.RATIO:
        parts = PARTS / _per_person(values, lambda value: value.denominator)
        return lambda value: _split_ratio(value, parts)
    bottom, top = Fraction(0), Fraction(scale or 0)
    if scale is None:
        means = [mean for value in values.values() for mean in _means(kind, value)]
        top = 2 * max((abs(mean) for mean in means), default=Fraction(1)) or Fraction(1)
        bottom = -top if any(mean < 0 for mean in means) else Fraction(0)
    if kind is Kind.CHANGE:
        return lambda value: (
            *_split(value.numerator, value, bottom, top),
            *_split(value.denominator, value, bottom, top),
        )
    return lambda value: _split(value.numerator, value, bottom, top)


def _means(kind: Kind, value: Value) -> list[Fraction]:
    sums = (value.numerator, value.denominator) if kind is Kind.CHANGE else (value.numerator,)
    return [each / value.size for each in sums if each is not None and value.size]


def _split(total: Fraction | None, value: Value, bottom: Fraction, top: Fraction) -> Amounts:
    people = value.size or 0
    above = ((total or Fraction(0)) - bottom * people) * PARTS / (top - bottom)
    return _whole(above), _whole(people * PARTS - above)


def _per_person(values: Mapping[Group, Value], of: Callable[[Value], Fraction | None]) -> Fraction:
    """What one person adds on average: 20 days of school."""
    everyone = values.get(EVERYONE)
    if everyone is None or not everyone.size:
        return Fraction(1)
    return Fraction(of(everyone) or 0) / everyone.size or Fraction(1)


def _split_ratio(value: Value, parts: Fraction) -> Amounts:
    numerator, denominator = value.numerator or Fraction(0), value.denominator or Fraction(0)
    return _whole(numerator * parts), _whole((denominator - numerator) * parts)


def _whole(parts: Fraction) -> int:
    return max(0, parts.__floor__())
