"""How sources hang together: the rosters of their people, what translates their ids, what decides a category."""

from __future__ import annotations

from collections.abc import Iterable

from kpitrack.model.program import Program
from kpitrack.model.sources import Source


def in_order(program: Program, names: Iterable[str]) -> list[Source]:
    """Every source after the rosters it is checked against."""
    ordered: dict[str, Source] = {}

    def visit(source: Source, waiting: frozenset[str]) -> None:
        if source.name in ordered or source.name in waiting:
            return
        for _, roster in rosters_of(program, source):
            visit(roster, waiting | {source.name})
        for walk in _crosswalks(program, source):
            visit(walk, waiting | {source.name})
        ordered[source.name] = source
        for each in _deciding(program, source):
            visit(each, waiting)

    for each in names:
        visit(program.sources[each], frozenset())
    return list(ordered.values())


def _crosswalks(program: Program, source: Source) -> list[Source]:
    """The sources that translate its ids."""
    walks = (column.crosswalk for column in source.id_columns.values())
    return [program.sources[walk.source] for walk in walks if walk is not None]


def _deciding(program: Program, source: Source) -> list[Source]:
    """Sources whose rows decide a category of the people on this roster, such as meal programs."""
    if not is_roster(program, source):
        return []
    named = [
        test.source
        for dimension in program.dimensions.values()
        for test in (dimension.having.each() if dimension.having else ())
    ]
    found = [program.sources[each] for each in named if each in program.sources]
    return [each for each in found if set(each.id_columns) & set(source.id_columns)]


def rosters_of(program: Program, source: Source) -> list[tuple[str, Source]]:
    """The rosters of the people in the rows, other than the source itself."""
    found = []
    for unit in source.units():
        roster = program.roster_of(unit) if program.is_person(unit) else None
        if roster is not None and roster.name != source.name:
            found.append((unit, roster))
    return found


def is_roster(program: Program, source: Source) -> bool:
    return any(kind.roster == source.name for kind in (*program.people.values(), *program.things.values()))
