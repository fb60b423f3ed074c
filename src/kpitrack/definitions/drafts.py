"""From the YAML of a folder to nouns, one entry at a time; what cannot be read is set aside and remembered by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from kpitrack.definitions.places import Path, Places, Spot
from kpitrack.definitions.plain_words import keys_of, plain_problems, unknown_key
from kpitrack.definitions.strict_yaml import Document
from kpitrack.errors import DefinitionError
from kpitrack.model.calendar import Calendar
from kpitrack.model.metrics import Metric
from kpitrack.model.program import ProgramFile
from kpitrack.model.sources import Source

Noun = TypeVar("Noun", bound=BaseModel)

PROGRAM_FILE, SOURCES_FILE = "program.yaml", "sources.yaml"
_SECTIONS_OF_ENTRIES = ("people", "things", "populations", "dimensions", "schools")
_STAND_INS: dict[str, Any] = {  # for a section that cannot be read, so that the others still can
    "program": {"id": "unknown", "title": "unknown"},
    "calendar": {"years": {"Y1": {"starts": "2025-08-11"}}},
}


@dataclass
class Draft:
    """Everything that could be read, the names of everything that was written, and where it stands.

    The `known` sets also hold names whose entry is broken: a reference to them is not a second problem.
    """

    program: ProgramFile
    program_spot: Spot
    sources_spot: Spot
    sources: dict[str, Source] = field(default_factory=dict)
    metrics: dict[str, Metric] = field(default_factory=dict)
    metric_spots: dict[str, Spot] = field(default_factory=dict)
    known: dict[str, set[str]] = field(default_factory=dict)  # section, "sources" or "metrics" -> names
    unreadable: set[str] = field(default_factory=set)  # sections whose names cannot be known in this run
    has_calendar: bool = True
    own_layouts: frozenset[str] = frozenset()  # beside the shipped ones

    @property
    def calendar(self) -> Calendar | None:
        """None where the calendar itself is broken: then no period can be called unknown."""
        return self.program.calendar if self.has_calendar else None

    @property
    def units(self) -> set[str]:
        """People and things."""
        return self.known["people"] | self.known["things"]

    def lacks(self, section: str, name: str) -> bool:
        """Is this certainly the name of nothing?"""
        return name not in self.known[section] and section not in self.unreadable

    def lacks_unit(self, name: str) -> bool:
        return self.lacks("people", name) and self.lacks("things", name)

    def unit_of(self, population: str) -> str | None:
        """The person or thing a population consists of; None where a link is broken or the links go round."""
        passed: set[str] = set()
        while population not in self.units:
            if population in passed or population not in self.program.populations:
                return None
            passed.add(population)
            population = self.program.populations[population].of
        return population

    def roster_of(self, unit: str | None) -> Source | None:
        kind = self.program.people.get(unit or "") or self.program.things.get(unit or "")
        return self.sources.get(kind.roster) if kind and kind.roster else None


def draft(program: Document, sources: Document, metrics: list[Document]) -> tuple[Draft, list[DefinitionError]]:
    """Read what can be read.

    returns: the draft, and every problem of a single entry.
    """
    problems: list[DefinitionError] = []
    program_file, has_calendar = _read_program_file(program, problems)
    found = Draft(program_file, Spot(program.places), Spot(sources.places), has_calendar=has_calendar)
    written = program.value if isinstance(program.value, dict) else {}
    found.known = {section: set(_entries(written.get(section))) for section in _SECTIONS_OF_ENTRIES}
    found.known["sources"] = set(_entries(sources.value))
    found.unreadable = _unreadable(program, sources, metrics)
    problems += _top_level_problems(sources, "source")
    for name, raw in _entries(sources.value).items():
        if source := _read_entry(Source, raw, (name,), sources.places, problems, internal="name"):
            found.sources[name] = source
    _read_metrics(metrics, found, problems)
    return found, problems


def _unreadable(program: Document, sources: Document, metrics: list[Document]) -> set[str]:
    """After a syntax error the names of a file are not known, so no name can be called unknown."""
    written = _entries(program.value)
    sections = {name for name in _SECTIONS_OF_ENTRIES if not isinstance(written.get(name, {}), dict | None)}
    if not isinstance(program.value, dict) or not set(written) <= set(ProgramFile.model_fields):
        sections |= set(_SECTIONS_OF_ENTRIES) - set(written)  # an absent section may be the mistyped one
    if sources.value is None and sources.problems:
        sections.add("sources")
    if any(each.value is None and each.problems for each in metrics):
        sections.add("metrics")
    return sections


def _read_metrics(documents: list[Document], found: Draft, problems: list[DefinitionError]) -> None:
    known: set[str] = set()
    first: dict[str, Places] = {}
    for document in documents:
        problems += _top_level_problems(document, "metric")
        for name, raw in _entries(document.value).items():
            if name in known:
                problems.append(_written_twice(name, first[name], document.places))
                continue
            known.add(name)
            first[name] = document.places
            if metric := _read_entry(Metric, raw, (name,), document.places, problems, internal="id"):
                found.metrics[name] = metric
                found.metric_spots[name] = Spot(document.places, (name,))
    found.known["metrics"] = known


def _written_twice(name: str, first: Places, again: Places) -> DefinitionError:
    return DefinitionError(
        f'the metric "{name}" is defined twice; first at {first.of_key((name,))}',
        where=again.of_key((name,)),
        hint="give one of them another id; ids are unique over all files",
    )


def _entries(raw: object) -> dict[str, Any]:
    return raw if isinstance(raw, dict) else {}


def _top_level_problems(document: Document, what: str) -> Iterator[DefinitionError]:
    if document.value is not None and not isinstance(document.value, dict):
        yield DefinitionError(
            f"this file is not a list of {what}s",
            where=document.places.of_value(()),
            hint=f"write `{what}_id:` at the beginning of a line and its keys indented below",
        )


def _read_entry(
    model: type[Noun], raw: object, path: Path, places: Places, problems: list[DefinitionError], *, internal: str
) -> Noun | None:
    """One source or metric.

    internal: the key under which the noun keeps its own name; it is not of the language.
    """
    if not isinstance(raw, dict):
        what = model.__name__.lower()
        problem = f'the {what} "{path[-1]}" is empty' if raw is None else f'the {what} "{path[-1]}" has no keys'
        keys = ", ".join(key for key in keys_of(model) if model.model_fields.get(key, None) is not None)
        problems.append(DefinitionError(problem, where=places.of_key(path), hint=f"its keys are: {keys}"))
        return None
    unlisted = [key for key in raw if key in (internal, "by_none") and key not in keys_of(model)]
    problems += [unknown_key(key, keys_of(model), places.of_key((*path, key))) for key in unlisted]
    listed = {key: value for key, value in raw.items() if key not in unlisted}
    noun = _validated(lambda: model.model_validate(listed), model, places, path, problems)
    return noun.model_copy(update={internal: path[-1]}) if noun is not None else None


def _validated(
    read: Callable[[], Noun], model: type[BaseModel], places: Places, path: Path, problems: list[DefinitionError]
) -> Noun | None:
    try:
        return read()
    except ValidationError as error:
        problems += plain_problems(error, model, places, path)
        return None


def _read_program_file(document: Document, problems: list[DefinitionError]) -> tuple[ProgramFile, bool]:
    """program.yaml with its broken entries set aside.

    returns: the file, and whether its own calendar could be read.
    """
    raw = document.value
    if not isinstance(raw, dict):
        if raw is not None or not document.problems:
            hint = "begin with `program:` and `calendar:`; `kpitrack init` writes an example"
            problems.append(
                DefinitionError("this file defines no program", where=document.places.of_value(()), hint=hint)
            )
        return ProgramFile.model_validate(_STAND_INS), False
    kept = dict(raw)
    try:
        return ProgramFile.model_validate(kept), True
    except ValidationError as error:
        problems += plain_problems(error, ProgramFile, document.places)
        has_calendar = not any(each["loc"][:1] == ("calendar",) for each in error.errors())
        for each in error.errors():
            _set_aside(kept, each["loc"])
    return ProgramFile.model_validate({**_STAND_INS, **kept}), has_calendar


def _set_aside(kept: dict[str, Any], location: tuple[Any, ...]) -> None:
    section = location[0]
    entries = kept.get(section)
    if section in _SECTIONS_OF_ENTRIES and len(location) > 1 and isinstance(entries, dict):
        kept[section] = {name: value for name, value in entries.items() if name != location[1]}
    else:
        kept.pop(section, None)
