"""One pattern of hidden groups per metric and period; every output of every audience is made from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kpitrack.disclosure.amounts import Measured
from kpitrack.disclosure.layout import (
    SCHOOL,
    Categories,
    categories_of,
    crossed_with,
    crossings_of,
    family_of,
    is_outer,
    places,
)
from kpitrack.disclosure.policy import Rules, rules_of
from kpitrack.disclosure.situation import NO_PAST, Past, Situation
from kpitrack.model.cells import EVERYONE, Group
from kpitrack.model.measures import Kind, Measure
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
    counted = {categories_of(group.categories, where): each for group, each in measures.groups.items()}
    situation = Situation(
        where, counted, measures.kinds, measures.unit, measures.can_be_unanimous, rules or rules_of(program), past
    )
    everyone = frozenset(EVERYONE.categories)
    total_is_small = everyone in counted and situation.is_small(everyone)
    if past.is_held or (total_is_small and metric.headcount is None):
        return frozenset(results)
    gone: set[Categories] = set()
    if counted:
        dimensions = {tuple(name for name, _ in sorted(categories_of(group.categories, where))) for group in results}
        gone |= _hidden(program, situation, dimensions - {()})
    if not metric.already_public:
        gone |= {categories_of(group.categories, where) for group in measures.unsized}
    gone = (gone - past.repeats) | (past.keep_hidden if past.repeats else frozenset())
    return frozenset(group for group in results if categories_of(group.categories, where) in gone)


def _hidden(program: Program, situation: Situation, asked: Iterable[tuple[str, ...]]) -> set[Categories]:
    """Table by table: totals of schools, then every dimension with its family, then crossings, then what is left."""
    if (
        not any(situation.is_small(each) for each in situation.counted)
        and not situation.past.must_hide
        and (not situation.past.keep_hidden)
    ):
        return set()  # nothing is small, so nothing has to be loaded or sought
    from kpitrack.disclosure.pattern.groups import hide_crossing, hide_family, hide_totals  # noqa: PLC0415 - loads numpy

    groupings = sorted(set(asked))
    crossings = crossings_of(program, groupings)
    beside = {each: crossed_with(each, crossings) for pair in crossings for each in pair}
    situation = replace(situation, crossed=beside)
    inner = {tuple(sorted(each for each in dims if not is_outer(program, each))) for dims in groupings}
    rows, gone = hide_totals(situation)
    families = {family_of(program, each).fine: family_of(program, each) for dims in inner for each in dims}
    for name in sorted(families):
        gone |= hide_family(situation, families[name], rows)
    for pair in crossings:
        gone |= hide_crossing(situation, pair, gone)
    for dims in groupings:
        if _is_beyond(program, situation, dims):
            gone |= _whole_or_nothing(situation, dims, gone)
    return gone


def _is_beyond(program: Program, situation: Situation, dims: tuple[str, ...]) -> bool:
    """Groupings that no certificate covers: crossings inside a school or level, and deeper ones."""
    outer = [each for each in dims if is_outer(program, each)]
    inner = len(dims) - len(outer)
    is_unknown = any(each not in (SCHOOL, situation.places.level) for each in outer)
    is_table = inner < 2 or (not outer and bool(crossings_of(program, [dims])))
    return not is_table or len(outer) > 1 or is_unknown


def _whole_or_nothing(situation: Situation, dims: tuple[str, ...], gone: set[Categories]) -> set[Categories]:
    """A table that is printed only if nothing in it, and nothing it adds up to, has to be hidden."""
    cells, names = situation.table(dims), set(dims)
    has_small = any(situation.is_small(each) for each in cells)
    beside_hidden = any({name for name, _ in each} & names for each in gone)  # it would tell who is where
    return set(cells) if has_small or beside_hidden else set()


def parts_of_groups(measure: Measure, group: Group) -> tuple[Group, ...]:
    """The groups of its parts that a gap or derived value gives away."""
    named = measure.larger_minus_smaller
    if named is not None:
        [(dimension, categories)] = named.items()
        return tuple(Group((*group.categories, (dimension, each))) for each in categories)
    if measure.kind is Kind.GAP:
        sides = (*(measure.side or {}).items(), *(measure.compared_to or {}).items())
        return tuple(Group((*group.categories, each)) for each in sides)
    return (group,)
