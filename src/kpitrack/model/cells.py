"""Sufficient statistics per metric, period and group. Only the rooms up to `disclosure` may import this module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from kpitrack.model.calendar import Observed

Number: TypeAlias = int | Decimal


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """One combination of categories, as (dimension, category) pairs in the order asked for; empty means everyone."""

    categories: tuple[tuple[str, str], ...] = ()

    @property
    def dimensions(self) -> tuple[str, ...]:
        return tuple(dimension for dimension, _ in self.categories)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(category for _, category in self.categories)


EVERYONE = Group()


@dataclass(frozen=True, slots=True)
class Matched:
    """What else a matched change needs: sums of the first side, products, and the units that had one side only."""

    squares_before: Number
    products: Number
    unmatched_before: int
    unmatched_after: int


@dataclass(frozen=True, slots=True)
class Cell:
    """How many, and the sums behind the value. Of a change: numerator = sum after, denominator = sum before."""

    n: int  # people, things or rows counted; people in the denominator of a share
    numerator: Number
    denominator: Number
    members: int  # units of the population, with or without an answer
    squares: Number | None = None  # sum of squares of the unit values
    matched: Matched | None = None
    people: int | None = None  # different people, where n counts rows
    hidden: int = 0  # units of which the source hides a figure that the measure looks at

    @property
    def left_out(self) -> int:
        """Members without an answer."""
        return max(0, self.members - self.n)


@dataclass(frozen=True, slots=True)
class Recorded:
    """The newest record entered by hand: a level or a figure, with its evidence."""

    text: str
    rank: int | None  # of a level, low to high from 0
    evidence: str


SUPPRESSED_AT_SOURCE = "suppressed at the source"


@dataclass(frozen=True, slots=True)
class Missing:
    """There is no cell, and why. Blank is never zero."""

    reason: str


CellTable: TypeAlias = Mapping[Group, Cell | Recorded | Missing]
CellKey: TypeAlias = tuple[str, Observed]  # metric id, and the period as far as it was looked at
Cells: TypeAlias = Mapping[CellKey, CellTable]
