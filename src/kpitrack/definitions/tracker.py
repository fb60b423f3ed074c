"""tracker.yaml -> a checked plan of the workbook, or every problem in it with its place.

The file may also hold the survey the tracker stands on: people, administrations (`series`), sources and metrics, in
the same words as the other files. They are joined to the program and checked with all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from kpitrack.definitions.checks import problems_across
from kpitrack.definitions.drafts import Draft
from kpitrack.definitions.inventory import read_inventory_ids
from kpitrack.definitions.places import Spot
from kpitrack.definitions.plain_words import plain_problems
from kpitrack.definitions.strict_yaml import Document, read_yaml
from kpitrack.definitions.suggestions import unknown
from kpitrack.errors import DefinitionError, DefinitionErrors, UsageError
from kpitrack.model.calendar import Calendar
from kpitrack.model.metrics import Metric
from kpitrack.model.program import Program, ProgramFile, UnitKind
from kpitrack.model.sources import Source
from kpitrack.model.workbook import TrackerFile, TrackerPlan

FILE = "tracker.yaml"
Noun = TypeVar("Noun", bound=BaseModel)


def read_tracker(program: Program) -> tuple[Program, TrackerPlan]:
    """The plan, and the program together with the survey that the file holds.

    raises: DefinitionErrors with every problem found; UsageError if the program has no tracker.yaml.
    """
    path = program.folder / FILE
    if not path.is_file():
        raise UsageError(
            f"this program has no {FILE}", where=str(program.folder), hint=f"write {FILE} beside program.yaml"
        )
    document = read_yaml(path, name=f"{program.folder.resolve().name}/{FILE}")
    return tracker_of(program, document, read_inventory_ids(program.folder))


def tracker_of(program: Program, document: Document, inventory: frozenset[str] | None) -> tuple[Program, TrackerPlan]:
    """As `read_tracker`, of a document that was read. inventory: known ids; None if any may be written."""
    problems = list(document.problems)
    root = Spot(document.places)
    written = _read(TrackerFile, document.value or {}, root, problems) if not problems else None
    if written is None:
        raise DefinitionErrors(tuple(problems))
    whole = _joined(program, written, root, problems)
    plan = TrackerPlan(workbook=written.workbook, items=written.items)
    problems += _problems_of_plan(whole, plan, root)
    problems += _unknown_statements(plan, inventory, root)
    if problems:
        raise DefinitionErrors(tuple(dict.fromkeys(problems)))
    return whole, plan


def _read(model: type[Noun], raw: object, spot: Spot, problems: list[DefinitionError]) -> Noun | None:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        problems += plain_problems(error, model, spot.places, spot.path)
        return None


def _entries(
    model: type[Noun], raw: Mapping[str, Any], spot: Spot, own_name: str, problems: list[DefinitionError]
) -> dict[str, Noun]:
    """Sources or metrics of the file; own_name: the key under which the noun keeps its name."""
    read = {name: _read(model, each, spot.at(name), problems) for name, each in raw.items()}
    return {name: each.model_copy(update={own_name: name}) for name, each in read.items() if each is not None}


def _joined(program: Program, written: TrackerFile, root: Spot, problems: list[DefinitionError]) -> Program:
    """The program with the survey of the file; everything is checked as if it stood in the usual files."""
    if not (written.people or written.series or written.sources or written.metrics):
        return program
    for section, mine in (("sources", program.sources), ("metrics", program.metrics), ("people", program.people)):
        for name in getattr(written, section):
            if name in mine:
                where = root.at(section, name).key
                problems.append(DefinitionError(f'"{name}" is defined twice', where=where, hint="use another name"))
    old = program.calendar
    facts = {"style": old.style, "years": old.years, "named_days": old.named_days}
    series = {**old.series, **written.series}
    calendar = _read(Calendar, {**facts, "series": series}, root, problems) or old
    people = _entries(UnitKind, written.people, root.at("people"), "", problems)
    sources = _entries(Source, written.sources, root.at("sources"), "name", problems)
    metrics = _entries(Metric, written.metrics, root.at("metrics"), "id", problems)
    whole = program.model_copy(
        update={
            "calendar": calendar,
            "people": {**program.people, **people},
            "sources": {**program.sources, **sources},
            "metrics": {**program.metrics, **metrics},
        }
    )
    problems += _problems_of_survey(whole, metrics, root)
    return whole


def _problems_of_survey(whole: Program, metrics: Mapping[str, Metric], root: Spot) -> Iterator[DefinitionError]:
    """The checks of all definitions, over the program with the survey in it."""
    file = ProgramFile(**{name: getattr(whole, name) for name in ProgramFile.model_fields})
    draft = Draft(file, root, root.at("sources"), sources=whole.sources, metrics=whole.metrics)
    draft.metric_spots = {name: root.at("metrics", name) for name in whole.metrics}
    sections = ("people", "things", "populations", "dimensions", "schools")
    draft.known = {section: set(getattr(whole, section)) for section in sections}
    draft.known |= {"sources": set(whole.sources), "metrics": set(whole.metrics)}
    draft.own_layouts = frozenset(path.stem for path in whole.folder.glob("layouts/*.yaml"))
    yield from problems_across(draft, read_inventory_ids(whole.folder) if metrics else None)


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
