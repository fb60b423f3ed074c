"""One pattern of hidden groups per metric and period; every output of every audience is made from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kpitrack.disclosure.amounts import Measured
from kpitrack.disclosure.layout import (
    SCHOOL,
    Categories,
    categories_of,
    crossed_with,
    crossings_of,
    family_of,
    field_of,
    is_outer,
    places,
)
from kpitrack.disclosure.policy import Rules, rules_of
from kpitrack.disclosure.situation import NO_PAST, Past, Situation
from kpitrack.model.cells import EVERYONE, Group
from kpitrack.model.measures import Measure
from kpitrack.model.metrics import Metric
from kpitrack.model.program import Program
from kpitrack.model.verdicts import Result


def hidden_groups(
    program: Program,
    metric: Metric,
    results: Mapping[Group, Result],
    measures: Measured,
    past: Past = NO_PAST,
    rules: Rules | None = None,
) -> frozenset[Group]:
    """The groups of one metric and period that may not be shown; the empty group stands for the total.

    rules: other ones than the program's.
    """
    where = places(program)
    named = {group: categories_of(group.categories, where) for group in results}
    counted = {categories_of(group.categories, where): each for group, each in measures.groups.items()}
    situation = Situation(
        where, counted, measures.kinds, measures.unit, measures.can_be_unanimous, rules or rules_of(program), past
    )
    everyone = frozenset(EVERYONE.categories)
    total_is_small = everyone in counted and situation.is_small(everyone)
    if past.is_held or (total_is_small and metric.headcount is None):
        return frozenset(results)
    gone = _hidden(program, situation, sorted({tuple(sorted(dict(each))) for each in named.values()}))
    if not metric.already_public:
        gone |= {categories_of(group.categories, where) for group in measures.unsized}
    gone -= past.repeats
    return frozenset(group for group, categories in named.items() if categories in gone)


def _hidden(program: Program, situation: Situation, groupings: Sequence[tuple[str, ...]]) -> set[Categories]:
    """Table by table: totals of schools, then every dimension with its family, then crossings, then what is left."""
    if not any(situation.is_small(each) for each in situation.counted) and not situation.past.keep_hidden:
        return set()  # nothing is small, so nothing has to be loaded or sought
    from kpitrack.disclosure.pattern.groups import hide_crossing, hide_family, hide_totals  # noqa: PLC0415 - loads numpy

    crossings = crossings_of(program, groupings)
    beside = {each: crossed_with(each, crossings) for pair in crossings for each in pair}
    situation = replace(situation, crossed=beside)
    rows = hide_totals(situation)
    gone = rows.gone | situation.past.keep_hidden
    inner = {each for dims in groupings for each in dims if not is_outer(program, each)}
    families = {family.fine: family for family in (family_of(program, each) for each in inner)}
    for name in sorted(families):
        gone |= hide_family(situation, families[name], rows)
    for pair in crossings:
        gone |= hide_crossing(situation, pair, gone)
    beyond = [dims for dims in groupings if _is_beyond(program, situation, dims)]
    return gone | _whole_or_nothing(program, situation, beyond, gone)


def _is_beyond(program: Program, situation: Situation, dims: tuple[str, ...]) -> bool:
    """What no certificate covers: crossings inside a school or level, deeper ones, and second groupings of a field."""
    outer = tuple(each for each in dims if is_outer(program, each))
    inner = [each for each in dims if each not in outer]
    is_crossing = not outer and bool(crossings_of(program, [dims]))
    has_rows = outer in ((), (SCHOOL,), (situation.places.level,))
    in_family = all(each in family_of(program, each).dimensions for each in inner)
    return not (is_crossing or (len(inner) < 2 and has_rows and in_family))


def _whole_or_nothing(
    program: Program, situation: Situation, tables: Sequence[tuple[str, ...]], gone: set[Categories]
) -> set[Categories]:
    """Tables are printed only if nothing in them, and nothing that shares a dimension with them, is hidden.

    It would tell who is where. So one such table takes others with it.
    """
    withheld: set[Categories] = set()
    left = list(tables)
    while telling := [dims for dims in left if _tells(program, situation, dims, gone | withheld)]:
        withheld |= {group for dims in telling for group in situation.table(dims)}
        left = [dims for dims in left if dims not in telling]
    return withheld


def _tells(program: Program, situation: Situation, dims: tuple[str, ...], hidden: set[Categories]) -> bool:
    """Two groupings of one field speak of the same people, as do schools and whatever they lie in."""
    beside = {name for group in hidden for name, _ in group}
    shared = {field_of(program, each) for each in beside} & {field_of(program, each) for each in dims}
    return bool(shared) or any(situation.is_small(each) for each in situation.table(dims))


def parts_of_groups(measure: Measure, group: Group) -> tuple[Group, ...]:
    """The groups of its parts that a gap or derived value gives away."""
    named = measure.larger_minus_smaller
    if named is not None:
        [(dimension, categories)] = named.items()
        return tuple(Group((*group.categories, (dimension, each))) for each in categories)
    if measure.side and measure.compared_to:
        sides = (*measure.side.items(), *measure.compared_to.items())
        return tuple(Group((*group.categories, each)) for each in sides)
    return (group,)
