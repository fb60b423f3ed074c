"""Does each measure name rows, people and fields that exist and fit together?"""

from __future__ import annotations

from collections.abc import Iterator

from kpitrack.definitions.checks.dimensions import check_category_of
from kpitrack.definitions.checks.program import has_roster
from kpitrack.definitions.checks.rows import Rows, check_filter, people_of, rows_of, unknown_name
from kpitrack.definitions.checks.tests import (
    check_has_unit,
    check_numeric,
    check_own_tests,
    check_source_name,
    check_tests,
    check_window,
)
from kpitrack.definitions.checks.units import nature_of
from kpitrack.definitions.drafts import Draft
from kpitrack.definitions.places import Spot
from kpitrack.definitions.suggestions import unknown
from kpitrack.errors import DefinitionError
from kpitrack.model.measures import ROW, Kind, Measure


def check_measures(draft: Draft) -> Iterator[DefinitionError]:
    for name, metric in draft.metrics.items():
        spot = draft.metric_spots[name].at("measure")
        if metric.measure.is_derived:
            yield from _check_parts(draft, name, metric.measure, spot)
        else:
            yield from _check_rows(draft, metric.measure, spot)


def _check_rows(draft: Draft, measure: Measure, spot: Spot) -> Iterator[DefinitionError]:
    yield from _check_population(draft, measure, spot)
    if measure.source is not None:
        yield from check_source_name(draft, measure.source, spot.at("from"))
    yield from _check_unit(draft, measure, spot)
    unit = unit_of(draft, measure)
    roster = draft.roster_of(unit)
    if not measure.among.is_empty:
        yield from _check_among(draft, measure, people_of(draft, roster) if roster else None, spot)
    rows = _own_rows(draft, measure)
    if rows is not None:
        yield from _check_own_rows(draft, measure, rows, spot)
    for key, tests in (("having", measure.having), ("without", measure.without)):
        yield from check_tests(draft, tests, rows, unit, spot.at(key))
        if measure.unit == ROW:
            yield from check_own_tests(tests, spot.at(key))


def unit_of(draft: Draft, measure: Measure) -> str | None:
    """The person or thing counted; None for rows, or where it cannot be told."""
    if measure.per is not None:
        return measure.per if measure.per != ROW else None
    return draft.unit_of(measure.of) if measure.of is not None else None


def _own_rows(draft: Draft, measure: Measure) -> Rows | None:
    if measure.source is not None:
        return rows_of(draft, draft.sources[measure.source]) if measure.source in draft.sources else None
    roster = draft.roster_of(unit_of(draft, measure))
    return people_of(draft, roster) if roster else None


def _check_population(draft: Draft, measure: Measure, spot: Spot) -> Iterator[DefinitionError]:
    if measure.of is None:
        return
    here = spot.at("of")
    if measure.of in draft.program.people:
        problem = f'`of` names a population; "{measure.of}" is a kind of person'
        hint = f"add a population in program.yaml, such as {measure.of}s: {{of: {measure.of}}}, and name it here"
        yield DefinitionError(problem, where=here.where, hint=hint)
    elif draft.lacks("populations", measure.of) and draft.lacks_unit(measure.of):
        yield unknown("population", measure.of, draft.known["populations"], where=here.where)
    elif measure.of in draft.program.things and measure.source is None and not has_roster(draft, measure.of):
        problem = f"no roster lists every {measure.of}"
        yield DefinitionError(problem, where=here.where, hint="name the rows to count with `from` and `per`")


def _check_unit(draft: Draft, measure: Measure, spot: Spot) -> Iterator[DefinitionError]:
    """Rows are counted per person or thing by its id."""
    source = draft.sources.get(measure.source or "")
    if measure.per is not None and measure.per != ROW and draft.lacks_unit(measure.per):
        yield unknown("person or thing", measure.per, draft.units | {ROW}, where=spot.at("per").where)
    elif measure.per is not None and measure.of is not None and measure.per != draft.unit_of(measure.of):
        problem = f"`of: {measure.of}` counts each {draft.unit_of(measure.of)}, and `per` asks for each {measure.per}"
        hint = "leave out `per`; or leave out `of`, name the rows with `from` and choose among them with `where`"
        yield DefinitionError(problem, where=spot.at("per").where, hint=hint)
    elif measure.per is not None and measure.per != ROW and source is not None:
        yield from check_has_unit(draft, source, measure.per, spot.at("per"))
    elif measure.of is not None and source is not None:
        yield from check_has_unit(draft, source, draft.unit_of(measure.of), spot.at("from"))


def _check_among(draft: Draft, measure: Measure, people: Rows | None, spot: Spot) -> Iterator[DefinitionError]:
    if measure.of is None:
        hint = "name a population with `of`, or filter the rows with `where`"
        yield DefinitionError(
            "`among` narrows a population, and there is no `of`", where=spot.at("among").key, hint=hint
        )
    elif people is not None:
        yield from check_filter(draft, measure.among, people, spot.at("among"))


def _check_own_rows(draft: Draft, measure: Measure, rows: Rows, spot: Spot) -> Iterator[DefinitionError]:
    for key, part in (("where", measure.where), ("before", measure.before), ("after", measure.after)):
        if part is not None:
            yield from check_filter(draft, part, rows, spot.at(key))
    yield from check_window(measure.window, measure.date, rows.source, spot)
    if measure.value is not None and measure.kind is Kind.RECORD:
        if not rows.has(measure.value):
            yield unknown_name(draft, measure.value, rows, spot.at("value").where)
    elif measure.value is not None:
        yield from check_numeric(draft, measure.value, rows, spot.at("value"))
    if measure.over is not None:
        yield from check_numeric(draft, measure.over, rows, spot.at("over"))


def _check_parts(draft: Draft, name: str, measure: Measure, spot: Spot) -> Iterator[DefinitionError]:
    """A gap or derived measure is made of metrics that exist, and not of itself."""
    for key, parts in _named_parts(measure):
        for position, part in enumerate(parts):
            here = spot.at(key, position)
            if draft.lacks("metrics", part):
                yield unknown("metric", part, draft.known["metrics"], where=here.where)
            elif _leads_back(draft, part, name):
                hint = "name metrics that do not need this one"
                way = f', by way of "{part}"' if part != name else ""
                yield DefinitionError(f'"{name}" is made of itself{way}', where=here.where, hint=hint)
    if measure.add is not None or measure.subtract is not None:
        yield from _check_same_nature(draft, measure, spot)
    yield from _check_sides(draft, measure, spot)


def _named_parts(measure: Measure) -> Iterator[tuple[str, tuple[str, ...]]]:
    if measure.metric is not None:
        yield "metric", (measure.metric,)
    for key in ("add", "subtract", "divide"):
        if getattr(measure, key) is not None:
            yield key, getattr(measure, key)


def _leads_back(draft: Draft, part: str, target: str) -> bool:
    waiting, passed = [part], set[str]()
    while waiting:
        name = waiting.pop()
        if name == target:
            return True
        if name not in passed and name in draft.metrics:
            passed.add(name)
            waiting.extend(draft.metrics[name].measure.parts)
    return False


def _check_same_nature(draft: Draft, measure: Measure, spot: Spot) -> Iterator[DefinitionError]:
    key, parts = next(_named_parts(measure))
    natures = [(part, nature) for part in parts if (nature := nature_of(draft, part)) is not None]
    for part, nature in natures[1:]:
        first, of_first = natures[0]
        if nature.units != of_first.units:
            problem = f'"{part}" is {nature.name} and "{first}" is {of_first.name}; the two cannot be put together'
            yield DefinitionError(problem, where=spot.at(key).key, hint="add and subtract metrics of the same kind")


def _check_sides(draft: Draft, measure: Measure, spot: Spot) -> Iterator[DefinitionError]:
    if measure.larger_minus_smaller is not None:
        here = spot.at("larger_minus_smaller")
        if len(measure.larger_minus_smaller) != 1:
            hint = "larger_minus_smaller: {gender: [Female, Male]}"
            yield DefinitionError("a gap compares two categories of one dimension", where=here.key, hint=hint)
        for dimension, categories in measure.larger_minus_smaller.items():
            for position, category in enumerate(categories):
                yield from check_category_of(
                    draft, dimension, category, here.at(dimension), here.at(dimension, position)
                )
    for key, side in (("side", measure.side), ("compared_to", measure.compared_to)):
        for dimension, category in (side or {}).items():
            here = spot.at(key, dimension)
            yield from check_category_of(draft, dimension, category, here, here)
