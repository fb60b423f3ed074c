"""Which fields of which sources a metric stands on: what it counts, how it chooses rows and people, its groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kpitrack.model.conditions import Filter
from kpitrack.model.measures import Measure, Test
from kpitrack.model.program import Program
from kpitrack.model.sources import Source


def fields_used(program: Program, metric: str, dimensions: Iterable[str] = ()) -> Mapping[str, frozenset[str]]:
    """Source -> its fields (and units, by their name) that decide the metric.

    dimensions: by which it is split; without any, only what decides its total.
    """
    uses = _Uses(program)
    uses.of_metric(metric, tuple(dimensions))
    return {source: frozenset(fields) for source, fields in uses.found.items()}


@dataclass(frozen=True, slots=True)
class Look:
    """Rows of a source that some metric looks at, and the fields it wants to find filled there."""

    source: str
    where: tuple[Filter, ...]  # all of them hold
    fields: tuple[str, ...]


def looks(program: Program) -> tuple[Look, ...]:
    """Everything that the metrics of a program look at, each look once."""
    uses = _Uses(program)
    for metric in program.metrics.values():
        uses.of_metric(metric.id, metric.by)
    return tuple({repr(each): each for each in uses.looks}.values())


class _Uses:
    def __init__(self, program: Program) -> None:
        self._program = program
        self.found: dict[str, set[str]] = {}
        self.looks: list[Look] = []

    def of_metric(self, metric: str, dimensions: tuple[str, ...]) -> None:
        measure = self._program.metrics[metric].measure
        unit = self._program.unit_of(measure.of) if measure.of else measure.unit
        roster = self._program.roster_of(unit) if unit else None
        source = self._program.sources.get(measure.source or "")
        if source is not None:
            self._rows(source, measure)
            self._add(source, (unit or "", *(field for each, field in source.dimensions.items() if each in dimensions)))
        people = roster or self._roster_in(source)
        for test in measure.tests():
            self._test(test, source or people)
        self._population(measure.of, people)
        self._filter(people, measure.among)
        for dimension in dimensions:
            self._group(people, dimension)
        if people is not None and people.dates is not None and (measure.of or dimensions):
            self._add(people, (people.dates.start,))
        compared = tuple(measure.larger_minus_smaller or measure.side or ())
        for part in measure.parts:
            self.of_metric(part, (*dimensions, *compared))

    def _roster_in(self, source: Source | None) -> Source | None:
        """The roster of the people in the rows, where things or single rows are counted."""
        people = (unit for unit in (source.units() if source else ()) if self._program.is_person(unit))
        return next((roster for unit in people if (roster := self._program.roster_of(unit))), None)

    def _population(self, name: str | None, roster: Source | None) -> None:
        while name in self._program.populations:
            population = self._program.populations[name]
            self._filter(roster, population.where)
            for tests in (population.having, population.without):
                for test in tests.each() if tests else ():
                    self._test(test, roster)
            name = population.of

    def _test(self, test: Test, otherwise: Source | None) -> None:
        source = self._program.sources.get(test.source or "") or otherwise
        if source is not None:
            self._rows(source, test)

    def _rows(self, source: Source, asked: Measure | Test) -> None:
        wanted = [each for each in (asked.value, asked.over, *_day_fields(source, asked.date)) if each]
        self._add(source, wanted)
        for where in (asked.where, asked.before, asked.after):
            self._filter(source, where)
        for side in (asked.before, asked.after) if asked.before is not None else (None,):
            chosen = (asked.where,) if side is None else (asked.where, side)
            self.looks.append(Look(source.name, chosen, tuple(wanted)))

    def _filter(self, source: Source | None, where: Filter | None) -> None:
        for field in where.fields() if where is not None else ():
            self._group(source, field)

    def _group(self, source: Source | None, name: str) -> None:
        """A field, or the field and rows that a dimension is made of."""
        dimension = self._program.dimensions.get(name)
        if source is not None:
            self._add(source, (name, dimension.field or "" if dimension else ""))
        for test in dimension.having.each() if dimension is not None and dimension.having else ():
            self._test(test, source)

    def _add(self, source: Source, names: Iterable[str]) -> None:
        for name in names:
            if name in source.scores:
                self.found.setdefault(source.name, set()).update(source.scores[name].fields)
            elif name in source.fields or name in source.id_columns:
                self.found.setdefault(source.name, set()).add(name)


def _day_fields(source: Source, chosen: str | None) -> tuple[str, ...]:
    """The field that dates a row: the one chosen, else the source's own. An end that is blank is no gap."""
    if chosen:
        return (chosen,)
    return tuple(each for each in (source.date, source.dates.start if source.dates else None, source.period) if each)
