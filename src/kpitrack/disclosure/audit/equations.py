"""Everything printed of one metric as linear equations over unknown whole numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import inf, prod
from typing import TypeAlias

from kpitrack.disclosure.audit.printed import Fact, Listing, Printed
from kpitrack.disclosure.audit.structure import EVERYONE, Group, Structure

Unknown: TypeAlias = tuple[str, Group, str]  # (which table, group, quantity)
Sum: TypeAlias = Mapping[Unknown, Fraction | int]

# What a cell of each kind consists of. People are met + not of a share, else `n`.
_QUANTITIES: Mapping[str, tuple[str, ...]] = {
    "share": ("met", "not"),
    "count": ("n",),
    "total": ("n", "sum"),
    "mean": ("n", "sum"),
    "ratio": ("n", "sum", "over"),
    "change": ("n", "sum", "over"),
}
_QUOTIENTS = ("share", "mean", "ratio")  # values that are one quantity over another
_MOST_PEOPLE_GROUPS = 3_000  # groups by all dimensions at once; beyond, crossings are taken one by one
EXACT_FROM = 100  # people: smaller numbers are not printed for the public
WHOLE = ("met", "not", "n")


@dataclass
class Equations:
    """Unknowns with limits, and sums with limits."""

    limits: dict[Unknown, tuple[float, float]] = field(default_factory=dict)
    sums: list[tuple[dict[Unknown, Fraction | int], float, float]] = field(default_factory=list)

    def unknown(self, name: Unknown) -> None:
        self.limits.setdefault(name, (0, inf))

    def state(self, terms: dict[Unknown, Fraction | int], least: Fraction | float, most: Fraction | float) -> None:
        self.sums.append((terms, float(least), float(most)))


def quantities_of(kind: str) -> tuple[str, ...]:
    return _QUANTITIES[kind]


def people_of(table: str, kind: str, group: Group) -> dict[Unknown, Fraction | int]:
    """The group's size as a sum of unknowns."""
    names = ("met", "not") if kind == "share" else ("n",)
    return {(table, group, name): 1 for name in names}


def equations_of(table: str, printed: Printed, structure: Structure, least_shown: int) -> Equations:
    """Facts, sums over categories, and what everybody knows: nobody is counted less than zero times."""
    equations = Equations()
    for group, facts in sorted(printed.facts.items(), key=lambda each: sorted(each[0])):  # not as a file lists them
        _add_group(equations, table, printed, group)
        for fact in facts:
            _state_fact(equations, table, printed, group, fact, least_shown)
    for whole, parts in sums_of(printed, structure):
        _state_sum(equations, table, printed, whole, parts)
    _state_everybody(equations, table, printed)
    _state_range(equations, table, printed)
    return equations


def _state_sum(equations: Equations, table: str, printed: Printed, whole: Group, parts: Sequence[Group]) -> None:
    for group in (whole, *parts):
        _add_group(equations, table, printed, group)
    for name in quantities_of(printed.kind):
        terms: dict[Unknown, Fraction | int] = {(table, part, name): 1 for part in parts}
        terms[table, whole, name] = -1
        equations.state(terms, 0, 0)


def _state_everybody(equations: Equations, table: str, printed: Printed) -> None:
    """Crossings that share dimensions are sums of the same people: of groups by all their dimensions at once."""
    tables = [dimensions for inside, dimensions in printed.tables if inside == EVERYONE]
    if not any(len(set(each) - {"school"}) > 1 for each in tables):
        return
    names = sorted({name for each in tables if len(each) > 1 for name in each})
    projections = sorted(each for each in tables if set(each) <= set(names))
    listed = [sorted({pair for group in printed.facts for pair in group if pair[0] == name}) for name in names]
    if prod(len(each) for each in listed) > _MOST_PEOPLE_GROUPS:
        return
    parts: dict[Group, list[Group]] = {}
    for cell in map(frozenset, product(*listed)):
        wholes = [frozenset(pair for pair in cell if pair[0] in dimensions) for dimensions in projections]
        if all(whole in printed.facts for whole in wholes):  # a group that is not listed is nobody
            for whole in wholes:
                parts.setdefault(whole, []).append(cell)
    for whole, cells in parts.items():
        if cells != [whole]:
            _state_sum(equations, table, printed, whole, cells)


def _add_group(equations: Equations, table: str, printed: Printed, group: Group) -> None:
    for name in quantities_of(printed.kind):
        equations.unknown((table, group, name))


def _state_range(equations: Equations, table: str, printed: Printed) -> None:
    """Answers lie on a scale from 0 that everybody knows; other sums may be below nothing only if a printed one is."""
    falls_below = any(_is_below_nothing(fact, printed.kind) for facts in printed.facts.values() for fact in facts)
    for _, group, name in list(equations.limits):
        if name in WHOLE:
            continue
        if printed.scale:
            equations.state({(table, group, name): 1, (table, group, "n"): -printed.scale}, -inf, 0)
        elif falls_below:
            equations.limits[table, group, name] = (-inf, inf)


def _is_below_nothing(fact: Fact, kind: str) -> bool:
    """A change falls below nothing without its sums."""
    told = (fact.numerator, fact.denominator, *((fact.value, fact.most) if kind in _QUOTIENTS else ()))
    return any(each is not None and each < 0 for each in told)


def _state_fact(equations: Equations, table: str, printed: Printed, group: Group, fact: Fact, least_shown: int) -> None:
    if fact.hidden:
        return
    people = people_of(table, printed.kind, group)
    if fact.n is not None:
        equations.state(people, fact.n, fact.n)
    elif fact.least is not None or fact.most is not None:
        equations.state(people, least_shown, inf)
    values = quantities_of(printed.kind)
    if printed.kind == "count":
        if fact.value is not None:
            equations.state(people, fact.value, fact.value)
        _state_limits(equations, people, (), fact.least, fact.most)
        return
    number: dict[Unknown, Fraction | int] = {(table, group, values[0 if printed.kind == "share" else 1]): 1}
    if fact.numerator is not None:
        equations.state(number, fact.numerator, fact.numerator)
    if "over" in values and fact.denominator is not None:
        equations.state({(table, group, "over"): 1}, fact.denominator, fact.denominator)
    divisor: Collection[Unknown] = [(table, group, "over")] if printed.kind == "ratio" else people
    if printed.kind not in _QUOTIENTS:
        return
    _state_limits(equations, number, divisor, fact.least, fact.most)
    if fact.value is not None and fact.numerator is None:
        half = Fraction(1, 2_000_000)  # six decimals
        _state_limits(equations, number, divisor, fact.value - half, fact.value + half)


def _state_limits(
    equations: Equations,
    number: Collection[Unknown],
    divisor: Collection[Unknown],
    least: Fraction | None,
    most: Fraction | None,
) -> None:
    """Number / divisor lies between the limits; without a divisor, the number itself does."""
    for limit, sign in ((least, 1), (most, -1)):
        if limit is None:
            continue
        terms: dict[Unknown, Fraction | int] = dict.fromkeys(number, sign)
        for name in divisor:
            terms[name] = terms.get(name, 0) - sign * limit
        equations.state(terms, 0 if divisor else sign * limit, inf)


def sums_of(printed: Printed, structure: Structure) -> Iterator[tuple[Group, tuple[Group, ...]]]:
    """Every printed group that is the sum of others."""
    found: set[tuple[Group, tuple[Group, ...]]] = set()
    tables = printed.tables | _joined_lists(printed, structure)
    tables |= {(EVERYONE, (*dimensions, "school")) for dimensions in _school_slices(printed, tables)}
    for listing in tables:
        for dimension in listing[1]:
            found |= set(_over(printed, structure, listing, dimension))
    alone = {(EVERYONE, tuple(sorted(name for name, _ in group))) for group in printed.facts}  # the total of a level
    for listing in tables | alone:
        for coarse in listing[1]:
            if coarse in structure.parts and structure.parts[coarse][0] not in listing[1]:
                found |= set(_bands(printed, structure, listing, coarse, tables))
    yield from sorted(found, key=lambda each: (sorted(each[0]), [sorted(part) for part in each[1]]))


def _joined_lists(printed: Printed, structure: Structure) -> set[Listing]:
    """Where all levels are listed, and of each all its schools, all schools are."""
    found: set[Listing] = set()
    for listing in printed.tables:
        inside, dimensions = listing
        for coarse in set(dimensions) & set(structure.parts):
            finer = _finer(structure, dimensions, coarse)
            bands = {(coarse, dict(group)[coarse]) for group in _groups(printed, structure, listing)}
            if bands and all(_is_listed(printed.tables, inside | {band}, finer) for band in bands):
                found.add((inside, finer))
    return found


def _finer(structure: Structure, dimensions: tuple[str, ...], coarse: str) -> tuple[str, ...]:
    return tuple(structure.parts[coarse][0] if each == coarse else each for each in dimensions)


def _is_listed(tables: Collection[Listing], inside: Group, dimensions: tuple[str, ...]) -> bool:
    return any(where == inside and sorted(listed) == sorted(dimensions) for where, listed in tables)


def _school_slices(printed: Printed, tables: Collection[Listing]) -> Iterator[tuple[str, ...]]:
    """Dimensions for which every school of the printed list of schools has a table of its own."""
    schools = {frozenset(group) for group in printed.facts if len(group) == 1 and next(iter(group))[0] == "school"}
    inner: dict[tuple[str, ...], set[Group]] = {}
    for inside, dimensions in printed.tables:
        if len(inside) == 1:
            inner.setdefault(dimensions, set()).add(inside)
    listed = (EVERYONE, ("school",)) in tables
    for dimensions, having in inner.items():
        if listed and having >= schools:
            yield dimensions


def _groups(printed: Printed, structure: Structure, listing: Listing) -> Iterator[Group]:
    """The groups of a table, as they are named once."""
    inside, dimensions = listing
    names = structure.finest({*dict(inside), *dimensions})
    for group in printed.facts:
        if {name for name, _ in group} == names and inside <= structure.reach(group):
            yield group


def _over(
    printed: Printed, structure: Structure, listing: Listing, dimension: str
) -> Iterator[tuple[Group, tuple[Group, ...]]]:
    """The groups of a table, summed over one of its dimensions; the schools of one level are summed by `_bands`."""
    if any(coarse in structure.parts and structure.parts[coarse][0] == dimension for coarse, _ in listing[0]):
        return
    wholes: dict[Group, list[Group]] = {}
    for group in _groups(printed, structure, listing):
        wholes.setdefault(frozenset(each for each in group if each[0] != dimension), []).append(group)
    for whole, parts in wholes.items():
        yield whole, tuple(sorted(parts, key=sorted))


def _bands(
    printed: Printed, structure: Structure, listing: Listing, coarse: str, tables: Collection[Listing]
) -> Iterator[tuple[Group, tuple[Group, ...]]]:
    """A band is the sum of its categories, where both are listed."""
    inside, dimensions = listing
    fine, finer = structure.parts[coarse][0], _finer(structure, dimensions, coarse)
    is_listed = _is_listed(tables, inside, finer)
    categories: dict[str, list[str]] = {}
    for category in sorted({category for group in printed.facts for name, category in group if name == fine}):
        categories.setdefault(structure.band(coarse, category), []).append(category)
    for group in _groups(printed, structure, listing):
        band = (coarse, dict(group)[coarse])
        if not is_listed and not _is_listed(tables, inside | {band}, finer):
            continue
        parts = ((group - {band}) | {(fine, each)} for each in categories.get(band[1], ()))
        yield group, tuple(part for part in parts if part in printed.facts)
