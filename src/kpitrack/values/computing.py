"""Every value asked for, in dependency order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import assert_never

from kpitrack.model.calendar import Observed
from kpitrack.model.cells import EVERYONE, SUPPRESSED_AT_SOURCE, Cell, CellKey, Cells, Group, Missing, Recorded
from kpitrack.model.measures import Kind, Measure
from kpitrack.model.program import Program
from kpitrack.model.verdicts import NoValue, Result, Results
from kpitrack.values.averaged import averaged
from kpitrack.values.changed import changed
from kpitrack.values.compared import derived, gap
from kpitrack.values.counted import counted
from kpitrack.values.recorded import recorded


def compute_values(program: Program, cells: Cells, keys: Iterable[CellKey]) -> Results:
    """The values of every (metric, period) asked for, with those they are made of."""
    results: dict[CellKey, Mapping[Group, Result]] = {}
    for metric, observed in keys:
        _compute(program, cells, metric, observed, results)
    return results


def _compute(
    program: Program, cells: Cells, metric: str, observed: Observed, results: dict[CellKey, Mapping[Group, Result]]
) -> Mapping[Group, Result]:
    key = (metric, observed)
    if key not in results:
        measure = program.metrics[metric].measure
        if measure.is_derived:
            parts = [_compute(program, cells, part, observed, results) for part in measure.parts]
            results[key] = _from_parts(measure, parts)
        else:
            table = cells.get(key, {EVERYONE: Missing("not counted")})
            results[key] = {group: value_of(measure, cell) for group, cell in table.items()}
    return results[key]


def _from_parts(measure: Measure, parts: list[Mapping[Group, Result]]) -> Mapping[Group, Result]:
    if measure.kind is Kind.GAP:
        [results] = parts
        if isinstance(results.get(EVERYONE), NoValue):
            return {EVERYONE: results[EVERYONE]}
        compared = next(iter(measure.larger_minus_smaller or measure.side or {}))
        outer = {_without_last(group) for group in results if group.dimensions[-1:] == (compared,)}
        return {group: gap(measure, group, results) for group in sorted(outer | {EVERYONE})}
    groups = sorted(set().union(*(part.keys() for part in parts)))
    nobody = NoValue("nobody here")
    return {group: derived(measure, [part.get(group, nobody) for part in parts]) for group in groups}


def _without_last(group: Group) -> Group:
    return Group(group.categories[:-1])


def value_of(measure: Measure, cell: Cell | Recorded | Missing) -> Result:
    """The value of one cell by the measure's kind."""
    if isinstance(cell, Missing):
        return NoValue(cell.reason)
    if isinstance(cell, Recorded):
        return recorded(cell, measure)
    if cell.hidden:  # a sum with a hidden part is not a number
        return NoValue(SUPPRESSED_AT_SOURCE)
    match measure.kind:
        case Kind.COUNT | Kind.TOTAL:
            return counted(cell)
        case Kind.SHARE | Kind.MEAN | Kind.RATIO:
            return averaged(cell)
        case Kind.CHANGE:
            return changed(cell, relative=measure.as_ == "relative")
        case Kind.GAP | Kind.DERIVED | Kind.RECORD:
            raise AssertionError(f"a {measure.kind.value} has no cells of its own")
        case _:
            assert_never(measure.kind)
