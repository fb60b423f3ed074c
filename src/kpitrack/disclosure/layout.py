"""Which tables a metric has: families of dimensions, the schools and levels they are counted in, and crossings.

The pattern must not depend on what one reader asks for, or two reports together would say more than each. So a
dimension is always protected with its whole family (grade with grade band) and in all schools at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from kpitrack.model.metrics import Metric
from kpitrack.model.program import NOT_REPORTED, Program

SCHOOL = "school"

Categories: TypeAlias = frozenset[tuple[str, str]]  # a group, whatever the order its dimensions were asked in


@dataclass(frozen=True, slots=True)
class Family:
    """A dimension and, if it has one, the coarser one that groups its categories."""

    fine: str
    coarse: str = ""
    band_of: Mapping[str, str] | None = None  # fine category -> coarse category

    @property
    def dimensions(self) -> tuple[str, ...]:
        return (self.coarse, self.fine) if self.coarse else (self.fine,)


@dataclass(frozen=True, slots=True)
class Places:
    """The outer dimensions: schools, and levels as bands of schools."""

    level: str = ""
    level_of: Mapping[str, str] | None = None


def places(program: Program) -> Places:
    """Levels are the first dimension whose bands are schools."""
    for name, dimension in program.dimensions.items():
        if dimension.field == SCHOOL and dimension.bands:
            return Places(name, _band_of(dimension.bands))
    return Places()


def field_of(program: Program, dimension: str) -> str:
    """What a dimension groups into bands, which is the same of all that group it; else itself."""
    definition = program.dimensions.get(dimension)
    return definition.field if definition is not None and definition.bands and definition.field else dimension


def family_of(program: Program, dimension: str) -> Family:
    """The family a dimension belongs to: what is grouped, and the first dimension that groups it.

    Others that group the same field are in no family, since no certificate looks at two groupings at once.
    """
    fine = field_of(program, dimension)
    for name, each in program.dimensions.items():
        if each.field == fine and each.bands:
            return Family(fine, name, _band_of(each.bands)) if fine in program.dimensions else Family(name)
    return Family(fine)


def _band_of(bands: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    return {each: band for band, listed in bands.items() for each in listed}


def band(family_bands: Mapping[str, str] | None, category: str) -> str:
    """The band of a category; what no band lists is not reported."""
    return (family_bands or {}).get(category, NOT_REPORTED)


def categories_of(categories: Iterable[tuple[str, str]], where: Places) -> Categories:
    """A group whatever the order of its dimensions; a school within its own level is the school."""
    named = dict(categories)
    if SCHOOL in named and where.level in named and band(where.level_of, named[SCHOOL]) == named[where.level]:
        del named[where.level]
    return frozenset(named.items())


def is_outer(program: Program, dimension: str) -> bool:
    """Schools, and what is made of schools."""
    return field_of(program, dimension) == SCHOOL


def needed_groupings(
    program: Program, metric: Metric, groupings: Iterable[tuple[str, ...]]
) -> tuple[tuple[str, ...], ...]:
    """What must be counted besides, so that groups can be protected in all tables that they share sums with."""
    outer: list[tuple[str, ...]] = [()]
    if SCHOOL in program.dimensions:
        outer.append((SCHOOL,))
    if places(program).level:
        outer.append((places(program).level,))
    wanted = [*_needed(program, groupings, outer), *_strata(program, groupings, outer)]
    refused = set(metric.not_applicable)
    return tuple(dict.fromkeys(each for each in wanted if each and not refused & set(each)))


def crossings_of(program: Program, groupings: Iterable[tuple[str, ...]]) -> tuple[tuple[str, str], ...]:
    """The pairs of dimensions that are certified as tables, each in the order of its names.

    Of a family it is the coarse dimension; crossings of the finer one tell of both.
    """
    inner = {tuple(sorted(each for each in grouping if not is_outer(program, each))) for grouping in groupings}
    pairs = {(each[0], each[1]) for each in inner if len(each) == 2}
    return tuple(sorted(pair for pair in pairs if all(family_of(program, each).dimensions[0] == each for each in pair)))


def crossed_with(dimension: str, crossings: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """In whose groups a person would be missed, if her category of this dimension were told otherwise."""
    return tuple(sorted({there for pair in crossings for here, there in (pair, pair[::-1]) if here == dimension}))


def _strata(
    program: Program, groupings: Iterable[tuple[str, ...]], outer: Sequence[tuple[str, ...]]
) -> Iterator[tuple[str, ...]]:
    """In which crossed groups the people of a table are, so that all crossings hold together."""
    crossings = crossings_of(program, groupings)
    around = [each for each in outer if each in ((), (SCHOOL,))]
    tables = [*((each,) for pair in crossings for each in pair), *crossings]
    for dimensions in tables:
        strata = {*dimensions, *crossed_with(dimensions[-1], crossings)}
        yield from ((*each, *sorted(strata)) for each in around)


def _needed(
    program: Program, groupings: Iterable[tuple[str, ...]], outer: Sequence[tuple[str, ...]]
) -> Iterator[tuple[str, ...]]:
    yield from outer
    for grouping in groupings:
        inner = tuple(sorted(each for each in grouping if not is_outer(program, each)))
        for dimension in inner:
            for each in dict.fromkeys((*family_of(program, dimension).dimensions, dimension)):
                yield from ((*around, each) for around in outer)
        yield from ((*around, *inner) for around in outer if around in ((), (SCHOOL,)))
