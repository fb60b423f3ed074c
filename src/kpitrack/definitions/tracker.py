"""tracker.yaml -> a checked plan of the workbooks, or every problem in it with its place."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from kpitrack.definitions.inventory import read_inventory_ids
from kpitrack.definitions.places import Spot
from kpitrack.definitions.plain_words import plain_problems
from kpitrack.definitions.strict_yaml import Document, read_yaml
from kpitrack.definitions.suggestions import unknown
from kpitrack.errors import DefinitionError, DefinitionErrors, UsageError
from kpitrack.model.program import Program
from kpitrack.model.workbook import TrackerPlan

FILE = "tracker.yaml"
_MOVED = {  # what stood here in an earlier form of the language -> where it stands with the rest of the program
    "people": "program.yaml, under `people`",
    "series": "program.yaml, under `calendar`",
    "sources": "sources.yaml",
    "metrics": "a file of metrics beside it",
}


def has_tracker(program: Program) -> bool:
    """Does the program fill a Progress Tracker?"""
    return (program.folder / FILE).is_file()


def read_tracker(program: Program) -> TrackerPlan:
    """The plan of the workbooks.

    raises: DefinitionErrors with every problem found; UsageError if the program has no tracker.yaml.
    """
    if not has_tracker(program):
        raise UsageError(
            f"this program has no {FILE}", where=str(program.folder), hint=f"write {FILE} beside program.yaml"
        )
    document = read_yaml(program.folder / FILE, name=f"{program.folder.resolve().name}/{FILE}")
    return tracker_of(program, document, read_inventory_ids(program.folder))


def tracker_of(program: Program, document: Document, inventory: frozenset[str] | None) -> TrackerPlan:
    """As `read_tracker`, of a document that was read. inventory: known ids; None if any may be written."""
    problems = list(document.problems)
    root = Spot(document.places)
    plan = _read(document, root, problems) if not problems else None
    if plan is None:
        raise DefinitionErrors(tuple(problems))
    problems += _problems_of_plan(program, plan, root)
    problems += _unknown_statements(plan, inventory, root)
    if problems:
        raise DefinitionErrors(tuple(dict.fromkeys(problems)))
    return plan


def _moved(value: dict[str, object], root: Spot) -> Iterator[DefinitionError]:
    for key in value:
        if key in _MOVED:
            yield DefinitionError(
                f'"{key}" moved out of {FILE}', where=root.at(key).key, hint=f"write it in {_MOVED[key]}"
            )


def _read(document: Document, root: Spot, problems: list[DefinitionError]) -> TrackerPlan | None:
    value = document.value or {}
    if isinstance(value, dict):
        problems += _moved(value, root)
        value = {key: each for key, each in value.items() if key not in _MOVED}
    try:
        return TrackerPlan.model_validate(value)
    except ValidationError as error:
        problems += plain_problems(error, TrackerPlan, root.places, root.path)
        return None


def _problems_of_plan(program: Program, plan: TrackerPlan, root: Spot) -> Iterator[DefinitionError]:
    book, spot = plan.workbook, root.at("workbook")
    for position, item in enumerate(plan.items):
        if item.metric not in program.metrics:
            yield unknown("metric", item.metric, program.metrics, where=root.at("items", position, "metric").where)
    for key in ("per", "level"):
        if getattr(book, key) not in program.dimensions:
            yield unknown("dimension", getattr(book, key), program.dimensions, where=spot.at(key).where)
    if book.level in program.dimensions:
        known = program.dimensions[book.level].listed
        for position, tab in enumerate(book.tabs):
            if known and tab not in known:
                yield unknown("category", tab, known, where=spot.at("tabs", position).where)
    names = [("baseline", book.baseline), *((("results", n), each) for n, each in enumerate(book.results))]
    for place, name in names:
        if program.calendar.find(name) is None:
            here = spot.at(*(place if isinstance(place, tuple) else (place,)))
            yield unknown("period", name, program.calendar.names(), where=here.where)
    if not book.results:
        hint = "name the periods in time order, such as [Fall-2022, Fall-2023]"
        yield DefinitionError("a tracker needs at least one result", where=spot.at("results").where, hint=hint)
    if book.typed is not None and book.typed not in program.sources:
        yield unknown("source", book.typed, program.sources, where=spot.at("typed").where)


def _unknown_statements(plan: TrackerPlan, inventory: frozenset[str] | None, root: Spot) -> Iterator[DefinitionError]:
    named = [(plan.workbook.inventory, root.at("workbook"))]
    named += [(item.inventory, root.at("items", position)) for position, item in enumerate(plan.items)]
    for ids, spot in named:
        for position, name in enumerate(ids):
            if inventory is not None and name not in inventory:
                yield unknown("inventory id", name, inventory, where=spot.at("inventory", position).where)
