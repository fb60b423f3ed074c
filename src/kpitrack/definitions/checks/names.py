"""Are the names that the author chose well formed, and none of them a word of the language?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kpitrack.definitions.drafts import Draft
from kpitrack.definitions.places import Spot
from kpitrack.definitions.vocabulary import RESERVED
from kpitrack.errors import DefinitionError

_SNAKE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_YEAR = re.compile(r"[A-Za-z][A-Za-z0-9]*")


def check_names(draft: Draft) -> Iterator[DefinitionError]:
    program, spot = draft.program, draft.program_spot
    for section in ("people", "things", "populations", "dimensions"):
        yield from _snakes(f"{section}", getattr(program, section), spot.at(section))
    yield from _snakes("series", program.calendar.series, spot.at("calendar", "series"))
    yield from _snakes("named days", program.calendar.named_days, spot.at("calendar", "named_days"))
    yield from _not_reserved("dimension", program.dimensions, spot.at("dimensions"))
    yield from _not_reserved("population", program.populations, spot.at("populations"))
    yield from _year_ids(draft)
    yield from _snakes("sources", draft.sources, draft.sources_spot)
    for name, source in draft.sources.items():
        own = draft.sources_spot.at(name)
        yield from _snakes("fields", source.fields, own.at("fields"))
        yield from _snakes("scores", source.scores, own.at("scores"))
        yield from _not_reserved("field", source.fields, own.at("fields"))
        yield from _not_reserved("score", source.scores, own.at("scores"))
    for name in draft.metrics:
        yield from _snakes("metrics", [name], Spot(draft.metric_spots[name].places))
    yield from _one_meaning(draft)


def _snakes(what: str, names: Iterable[str], spot: Spot) -> Iterator[DefinitionError]:
    for name in names:
        if not _SNAKE.fullmatch(name):
            yield DefinitionError(
                f'"{name}" cannot name one of the {what}',
                where=spot.at(name).key,
                hint=f"use small letters, digits and _ : {_as_snake(name)}",
            )


def _as_snake(name: str) -> str:
    snake = re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()).strip("_")
    return snake if _SNAKE.fullmatch(snake) else "a_name_like_this"


def _not_reserved(what: str, names: Iterable[str], spot: Spot) -> Iterator[DefinitionError]:
    for name in names:
        if name in RESERVED:
            yield DefinitionError(
                f'"{name}" is a word of the definition language and cannot name a {what}',
                where=spot.at(name).key,
                hint=f"call it {name}_of_something, or another word",
            )


def _year_ids(draft: Draft) -> Iterator[DefinitionError]:
    for year in draft.program.calendar.years:
        if not _YEAR.fullmatch(year):
            yield DefinitionError(
                f'"{year}" cannot name a year',
                where=draft.program_spot.at("calendar", "years", year).key,
                hint="use letters and digits, such as Y1 or SY13",
            )


def _one_meaning(draft: Draft) -> Iterator[DefinitionError]:
    """`of` may name a unit or a population, and a field stands beside scores and ids: a name means one thing."""
    program, spot = draft.program, draft.program_spot
    for name in program.populations:
        if name in draft.units:
            yield _two_meanings(name, "a population and a person or thing", spot.at("populations", name))
    for name in program.things:
        if name in program.people:
            yield _two_meanings(name, "a person and a thing", spot.at("things", name))
    for source_id, source in draft.sources.items():
        own = draft.sources_spot.at(source_id)
        for name in source.scores:
            if name in source.fields or name in source.id_columns:
                yield _two_meanings(name, "a score and another column", own.at("scores", name))
        for name, field in source.fields.items():
            ids = source.id_columns.get(name)
            if ids is not None and ids.column != field.column:
                yield _two_meanings(name, "a field and an id", own.at("fields", name))


def _two_meanings(name: str, meanings: str, spot: Spot) -> DefinitionError:
    return DefinitionError(f'"{name}" names {meanings}', where=spot.key, hint="give one of them another name")
