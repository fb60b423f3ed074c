"""One pattern of hidden groups per metric and period; every output is made from it."""

from __future__ import annotations

from collections.abc import Mapping

from kpitrack.disclosure.hiding import cells_to_hide
from kpitrack.model.cells import EVERYONE, Group
from kpitrack.model.measures import ROW, Kind, Measure
from kpitrack.model.metrics import Metric
from kpitrack.model.program import Program
from kpitrack.model.verdicts import Result, Value


def is_about_people(program: Program, metric: Metric) -> bool:
    """Does the metric count people, so that its small groups must be protected? Things are not people.

    Single rows count as people unless every id in them is a thing's: an anonymous answer is somebody's.
    """
    measure = metric.measure
    if measure.is_derived:
        return any(is_about_people(program, program.metrics[part]) for part in measure.parts)
    if measure.kind is Kind.RECORD:
        return False
    unit = program.unit_of(measure.of) if measure.of else measure.unit or ROW
    if unit != ROW:
        return program.is_person(unit)
    source = program.sources[measure.source or ""]
    return not source.id_columns or any(program.is_person(each) for each in source.id_columns)


def hidden_groups(results: Mapping[Group, Result], *, minimum: int, total_is_public: bool) -> frozenset[Group]:
    """The groups of one metric and period that may not be shown; the empty group stands for the total.

    total_is_public: a head-count declared public; its total may be small, its subgroups stay protected.
    """
    sizes = {group: each.size for group, each in results.items() if isinstance(each, Value) and each.size is not None}
    total = sizes.get(EVERYONE, 0)
    if 0 < total < minimum and not total_is_public:
        return frozenset(results)
    tables: dict[tuple[str, ...], dict[Group, int]] = {}
    for group, n in sizes.items():
        if group != EVERYONE:
            tables.setdefault(group.dimensions, {})[group] = n
    hidden: set[Group] = set()
    for table in tables.values():
        by_names = {group.names: group for group in table}
        gone = cells_to_hide({group.names: n for group, n in table.items()}, minimum=minimum)
        hidden.update(by_names[names] for names in gone)
    hidden.update(group for group in results if any(_is_inside(group, outer) for outer in hidden))
    return frozenset(hidden)


def _is_inside(group: Group, outer: Group) -> bool:
    return len(group.categories) > len(outer.categories) and set(outer.categories) <= set(group.categories)


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
