"""From counted groups to tables and back: which groups of a metric are hidden, dimension by dimension."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from kpitrack.disclosure.layout import SCHOOL, Categories, Family, band
from kpitrack.disclosure.pattern.certificate import bands_hold
from kpitrack.disclosure.pattern.suppression import Pattern, protect_crossing, protect_table
from kpitrack.disclosure.pattern.tables import Flags, Hidden, HiddenTotals, Table, Whole, nothing_hidden
from kpitrack.disclosure.pattern.totals import protect_totals
from kpitrack.disclosure.situation import Situation


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of every table of a metric: its schools, their levels, and which of their totals are hidden."""

    schools: tuple[str, ...]
    levels: tuple[str, ...]  # by number; empty where no levels are printed
    level_of: Whole | None
    totals: HiddenTotals | None


NO_ROWS = Rows((), (), None, None)


def _group(*categories: tuple[str, str]) -> Categories:
    return frozenset(categories)


# --- schools and levels --------------------------------------------------------------------------------------------


def hide_totals(situation: Situation) -> tuple[Rows, set[Categories]]:
    """The rows of all tables, and which totals of schools and levels are hidden."""
    schools = situation.names(SCHOOL)
    if len(schools) < 2 or not _adds_up(situation, [_group((SCHOOL, each)) for each in schools], _group()):
        small = {each for each in situation.table((SCHOOL,)) if situation.is_small(each)}
        return NO_ROWS, set(situation.table((SCHOOL,))) if small else set()
    levels, level_of = _levels(situation, schools)
    people, outcomes = _amounts(situation, [[_group((SCHOOL, each))] for each in schools])
    table = Table(people, outcomes, situation.unit, situation.can_be_unanimous, level_of)
    demanded = situation.past.must_hide | situation.past.keep_hidden
    also = _flags(demanded, [_group((SCHOOL, each)) for each in schools])
    also_levels = _flags(demanded, [_group((situation.places.level, each)) for each in levels]) if levels else None
    totals = protect_totals(table, situation.rules, also, also_levels)
    gone = {_group((SCHOOL, schools[row])) for row in np.flatnonzero(totals.rows)}
    gone |= {_group((situation.places.level, levels[each])) for each in np.flatnonzero(totals.levels) if levels}
    return Rows(tuple(schools), levels, level_of, totals), gone


def _levels(situation: Situation, schools: Sequence[str]) -> tuple[tuple[str, ...], Whole | None]:
    if not situation.places.level or not situation.table((situation.places.level,)):
        return (), None
    of_school = [band(situation.places.level_of, each) for each in schools]
    levels = tuple(sorted(set(of_school)))
    return levels, np.array([levels.index(each) for each in of_school], dtype=np.int64)


def _adds_up(situation: Situation, parts: Sequence[Categories], whole: Categories) -> bool:
    """Do the parts hold everybody of the whole? Only then is there a sum to protect against, and to certify by."""
    if whole not in situation.counted:
        return False
    people = sum(situation.counted[each].people for each in parts if each in situation.counted)
    return people == situation.counted[whole].people


def _flags(wanted: frozenset[Categories], groups: Sequence[Categories]) -> Flags:
    return np.array([each in wanted for each in groups], dtype=bool)


# --- one dimension -------------------------------------------------------------------------------------------------


def hide_family(situation: Situation, family: Family, rows: Rows) -> set[Categories]:
    """The hidden groups of a dimension and of the coarser one that groups it, in all schools at once."""
    if not family.coarse or not situation.table((family.coarse,)):
        return _hide_dimension(situation, family.fine, rows, None)[0]
    if not situation.table((family.fine,)):
        return _hide_dimension(situation, family.coarse, rows, None)[0]
    gone, bands, columns = _hide_dimension(situation, family.coarse, rows, None)
    if bands is None:
        return gone | _everything(situation, family.fine, rows)
    order = {name: place for place, name in enumerate(columns)}
    is_crossed = family.coarse in situation.crossed
    nested = _Nested(bands.hidden, lambda category: order.get(band(family.band_of, category), -1), is_crossed)
    if bands.withheld or bands.rows_withheld:
        return gone | _everything(situation, family.fine, rows)
    return gone | _hide_dimension(situation, family.fine, rows, nested)[0]


@dataclass(frozen=True, slots=True)
class _Nested:
    """The coarser dimension's pattern, and the number of the band a category lies in."""

    hidden: Hidden
    band_of: Callable[[str], int]
    is_crossed: bool  # printed beside another dimension as well


def _hide_dimension(
    situation: Situation, dimension: str, rows: Rows, nested: _Nested | None
) -> tuple[set[Categories], Pattern | None, list[str]]:
    columns = situation.names(dimension)
    if not columns:
        return set(), None, []
    tops = [_group((dimension, each)) for each in columns]
    cells = [[_group((SCHOOL, school), (dimension, each)) for each in columns] for school in rows.schools]
    by_school = bool(rows.schools) and all(
        _adds_up(situation, [line[place] for line in cells], top) for place, top in enumerate(tops)
    )
    if not _adds_up(situation, tops, _group()):  # people without a category, or in several: no sum to certify by
        return _everything(situation, dimension, rows) if _has_small(situation, dimension) else set(), None, columns
    band_of = None if nested is None else np.array([nested.band_of(each) for each in columns], dtype=np.int64)
    if band_of is not None and (band_of < 0).any():
        return _everything(situation, dimension, rows), None, columns
    people, outcomes = _amounts(situation, cells if by_school else [tops])
    by_strata = _by_strata(situation, cells if by_school else [tops], situation.crossed.get(dimension, ()))
    if by_strata is None:
        return _everything(situation, dimension, rows) if _has_small(situation, dimension) else set(), None, columns
    outcomes = by_strata
    level_of = rows.level_of if by_school else None
    table = Table(
        people,
        outcomes,
        situation.unit,
        situation.can_be_unanimous,
        level_of,
        band_of,
        is_one_row=not by_school,
        keeps_bands=nested is not None and nested.is_crossed,
    )
    totals = rows.totals if by_school else None
    bands = nested.hidden if nested is not None else None
    groups, where = (tops, cells if by_school else [tops]), (dimension, columns, rows)
    also = _marked(situation, table, groups, where, situation.past.must_hide)
    keep = _marked(situation, table, groups, where, situation.past.keep_hidden)
    pattern = protect_table(table, situation.rules, totals, bands, also, keep)
    if bands is not None and not bands_hold(table, pattern.hidden, _banded(table), situation.rules):
        pattern = replace(pattern, rows_withheld=True, withheld=True)
    gone = _named(pattern, (dimension, columns), rows if by_school else NO_ROWS, situation)
    if not by_school and _has_small(situation, dimension, SCHOOL):
        gone |= set(situation.table((SCHOOL, dimension))) | set(situation.table((situation.places.level, dimension)))
    return gone, pattern, columns


def _banded(table: Table) -> Table:
    """The same people by band."""
    assert table.band_of is not None
    bands = int(table.band_of.max()) + 1
    into = (table.band_of[:, None] == np.arange(bands)[None, :]).astype(np.int64)
    return Table(table.people @ into, table.outcomes @ into, table.unit, table.can_be_unanimous, table.level_of)


def _has_small(situation: Situation, *dimensions: str) -> bool:
    return any(situation.is_small(each) for each in situation.table(dimensions))


def _everything(situation: Situation, dimension: str, rows: Rows) -> set[Categories]:
    """A dimension withheld: nothing of it is printed anywhere."""
    gone = set(situation.table((dimension,)))
    if rows.schools:
        gone |= set(situation.table((SCHOOL, dimension)))
    if situation.places.level:
        gone |= set(situation.table((situation.places.level, dimension)))
    return gone


def _amounts(situation: Situation, cells: Sequence[Sequence[Categories]]) -> tuple[Whole, Whole]:
    """People (rows, columns) and what of their outcomes can be told otherwise (kinds, 1, rows, columns)."""
    people = np.zeros((len(cells), len(cells[0])), dtype=np.int64)
    outcomes = np.zeros((situation.kinds, 1, *people.shape), dtype=np.int64)
    for row, line in enumerate(cells):
        for column, group in enumerate(line):
            each = situation.counted.get(group)
            if each is None:
                continue
            people[row, column] = each.people
            outcomes[:, 0, row, column] = situation.past.movable.get(group, each.outcomes)
    return people, outcomes


def _by_strata(situation: Situation, cells: Sequence[Sequence[Categories]], dimensions: Sequence[str]) -> Whole | None:
    """Outcomes (kinds, strata, rows, columns): a person told otherwise stays in her stratum.

    dimensions: what the table's columns are printed beside, in crossings or schools. None where people are in no
    stratum or in several, so that nothing can be certified.
    """
    people, outcomes = _amounts(situation, cells)
    found = outcomes
    listed = [[(name, each) for each in situation.names(name)] for name in dimensions]
    if dimensions:
        inside = [[[each | set(stratum) for each in line] for line in cells] for stratum in product(*listed)]
        strata = [_amounts(situation, each) for each in inside]
        if not np.array_equal(np.sum([people for people, _ in strata], axis=0), people):
            return None
        unmovable = _amounts(replace(situation, past=replace(situation.past, movable={})), cells)[1] - outcomes
        found = np.concatenate([np.maximum(0, each - unmovable) for _, each in strata], axis=1)
    return found


def _marked(
    situation: Situation,
    table: Table,
    groups: tuple[Sequence[Categories], Sequence[Sequence[Categories]]],
    where: tuple[str, Sequence[str], Rows],
    wanted: frozenset[Categories],
) -> Hidden | None:
    """What earlier releases demand, as flags of the table."""
    if not wanted:
        return None
    tops, cells = groups
    dimension, columns, rows = where
    marked = nothing_hidden(table)
    marked.top |= _flags(wanted, tops)
    marked.cells |= np.array([_flags(wanted, line) for line in cells])
    if table.has_levels:
        level = situation.places.level
        lines = [[_group((level, each), (dimension, name)) for name in columns] for each in rows.levels]
        marked.level_cells |= np.array([_flags(wanted, line) for line in lines])
    return marked


def _named(pattern: Pattern, dimension: tuple[str, Sequence[str]], rows: Rows, situation: Situation) -> set[Categories]:
    """The hidden cells of a pattern as groups; of a withheld table every group."""
    name, columns = dimension
    level = situation.places.level
    hidden = pattern.hidden
    gone = {_group((name, columns[int(place)])) for place in np.flatnonzero(hidden.top)}
    for row, column in np.argwhere(hidden.cells) if rows.schools else ():
        gone.add(_group((SCHOOL, rows.schools[row]), (name, columns[column])))
    for row, column in np.argwhere(hidden.level_cells) if rows.levels else ():
        gone.add(_group((level, rows.levels[row]), (name, columns[column])))
    if pattern.rows_withheld:
        gone |= set(situation.table((SCHOOL, name))) | set(situation.table((level, name)))
    if pattern.withheld:
        gone |= set(situation.table((name,)))
    return gone


# --- crossings -----------------------------------------------------------------------------------------------------


def hide_crossing(situation: Situation, dimensions: tuple[str, str], gone: set[Categories]) -> set[Categories]:
    """The hidden groups of a crossing of two dimensions, whose own groups are decided already."""
    one, other = dimensions
    cells = situation.table(dimensions)
    if not cells:
        return set()
    lines, columns = situation.names(one), situation.names(other)
    groups = [[_group((one, line), (other, column)) for column in columns] for line in lines]
    sums = [(groups[place], _group((one, line))) for place, line in enumerate(lines)]
    sums += [([line[place] for line in groups], _group((other, column))) for place, column in enumerate(columns)]
    if not all(_adds_up(situation, parts, whole) for parts, whole in sums):
        return set(cells) if any(situation.is_small(each) for each in cells) else set()
    people, _ = _amounts(situation, groups)
    schools = (SCHOOL,) if situation.names(SCHOOL) else ()
    outcomes = _by_strata(situation, groups, (*schools, *(each for each in situation.crossed[other] if each != one)))
    if outcomes is None:
        return set(cells) if any(situation.is_small(each) for each in cells) else set()
    table = Table(people, outcomes, situation.unit, situation.can_be_unanimous)
    decided = nothing_hidden(table)
    decided.top = np.array([_group((other, column)) in gone for column in columns], dtype=bool)
    decided.rows = np.array([_group((one, line)) in gone for line in lines], dtype=bool)
    decided.scopes = np.where(decided.rows, np.arange(len(lines)), -1)  # nobody is told to be in another row
    if schools:
        decided.strata = _hidden_in_strata(situation, other, len(outcomes[0]), gone)
    also = np.array([_flags(situation.past.must_hide, line) for line in groups])
    keep = np.array([_flags(situation.past.keep_hidden, line) for line in groups])
    pattern = protect_crossing(table, situation.rules, decided, also, keep)
    return {groups[row][column] for row, column in np.argwhere(pattern.hidden.cells)}


def _hidden_in_strata(situation: Situation, dimension: str, strata: int, gone: set[Categories]) -> Flags:
    """(strata, columns): is the group hidden in the stratum's school, and in the school's level?

    Schools are the first of what makes a stratum, so each has as many strata as the next.
    """
    level, columns = situation.places.level, situation.names(dimension)
    by_level = bool(situation.table((level, dimension)))
    schools = situation.names(SCHOOL)
    hidden = np.zeros((len(schools), len(columns)), dtype=bool)
    for row, school in enumerate(schools):
        inside = [(SCHOOL, school)]
        if by_level:
            inside.append((level, band(situation.places.level_of, school)))
        for place, column in enumerate(columns):
            hidden[row, place] = all(_group(each, (dimension, column)) in gone for each in inside)
    return hidden.repeat(strata // len(schools), axis=0)
