"""The declared structure: what kind of figure a metric is, and which groups are parts of which others."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from kpitrack.model.program import NOT_REPORTED

Group: TypeAlias = frozenset[tuple[str, str]]
EVERYONE: Group = frozenset()

Repeats: TypeAlias = Mapping[str, tuple[str, ...]]  # what is counted again: its own name -> names in the share


@dataclass(frozen=True)
class Structure:
    """Which categories are parts of which, and what each metric counts."""

    parts: Mapping[str, tuple[str, Mapping[str, tuple[str, ...]]]] = field(
        default_factory=dict
    )  # coarse -> fine, bands
    kinds: Mapping[str, str] = field(default_factory=dict)  # metric -> share, mean ...
    scales: Mapping[str, int | None] = field(default_factory=dict)  # metric -> top of its scores
    things: frozenset[str] = frozenset()  # metrics that count no people
    public_totals: frozenset[str] = frozenset()  # head-counts declared public
    repeats: Mapping[tuple[str, str], Repeats] = field(default_factory=dict)  # (metric, share) of the same people
    cumulative: frozenset[str] = frozenset()  # metrics whose counts never fall within a year
    lasting: frozenset[str] = frozenset()  # metrics whose periods speak of the same people or rows
    yearly: frozenset[str] = frozenset()  # of these, metrics whose rows are others in every school year
    years: tuple[str, ...] = ()  # first days of school years, in order

    def named_once(self, group: Group) -> Group:
        """A category within the band it lies in is the category: a school of a level is the school."""
        if group not in self._named:
            self._named[group] = frozenset(pair for pair in group if not self._is_said_by(pair, group))
        return self._named[group]

    def finest(self, dimensions: Collection[str]) -> frozenset[str]:
        """The dimensions of a group that is named once."""
        said = {coarse for coarse, (fine, _) in self.parts.items() if fine in dimensions}
        return frozenset(dimensions) - said

    def reach(self, group: Group) -> Group:
        """The group's own categories and the bands they lie in."""
        finer = dict(group)
        bands = {(coarse, self.band(coarse, finer[fine])) for coarse, (fine, _) in self.parts.items() if fine in finer}
        return group | bands

    def band(self, coarse: str, category: str) -> str:
        """What no band lists is not reported."""
        return self._band_of[coarse].get(category, NOT_REPORTED)

    def speak_of_the_same(self, metric: str, first_day: str, second_day: str) -> bool:
        """Two periods of one metric, each through a day: are there people or rows that both of them look at?"""
        if metric not in self.cumulative | self.lasting:
            return False
        return metric not in self.yearly or bisect(self.years, first_day) == bisect(self.years, second_day)

    @cached_property
    def _named(self) -> dict[Group, Group]:
        """Asked for every printed cell, of the same groups again and again."""
        return {}

    @cached_property
    def _band_of(self) -> Mapping[str, Mapping[str, str]]:
        return {
            coarse: {each: band for band, listed in bands.items() for each in listed}
            for coarse, (_, bands) in self.parts.items()
        }

    def _is_said_by(self, pair: tuple[str, str], group: Group) -> bool:
        coarse, band = pair
        if coarse not in self.parts:
            return False
        finer = dict(group).get(self.parts[coarse][0])
        return finer is not None and self.band(coarse, finer) == band


NO_STRUCTURE = Structure()
