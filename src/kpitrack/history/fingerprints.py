"""Hashes that tell whether two reports came from the same definitions, calendar and files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from kpitrack.history.evidence import side_file
from kpitrack.model.intake import SourceReading
from kpitrack.model.measures import Kind
from kpitrack.model.program import Program
from kpitrack.model.snapshots import RECORDS, HashedFile

_FOLDERS = ("*.yaml", "*.csv", "layouts/*.yaml")  # what a program consists of


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def of_definition(*parts: Any) -> str:
    """The hash of definitions, the same on every machine and in every run."""
    return sha256(json.dumps([_plain(part) for part in parts], sort_keys=True, ensure_ascii=True).encode())


def of_metric(program: Program, metric_id: str) -> str:
    """A metric with everything that decides its value: sources, populations, dimensions, parts, privacy rules."""
    metric = program.metrics[metric_id]
    parts = tuple(of_metric(program, each) for each in metric.measure.parts)
    sources = [program.sources[each] for each in program.sources_of(metric_id)]
    dimensions = {name: program.dimensions.get(name) for name in metric.by}
    populations = _populations(program, metric.measure.of)
    return of_definition(metric, parts, sources, dimensions, populations, program.disclosure)


def of_calendar(program: Program) -> str:
    return of_definition(program.calendar)


def sources_of(program: Program, metric_id: str) -> tuple[str, ...]:
    """The sources behind a metric, and the records where it, or a part of it, is recorded by hand."""
    return (*program.sources_of(metric_id), *((RECORDS,) if _is_recorded(program, metric_id) else ()))


def of_content(files: Iterable[HashedFile]) -> str:
    """The hash of some files together, whatever they are called."""
    return of_definition(*sorted(file.sha256 for file in files))


def definition_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files of a program with their names under its folder. settings.yaml decides no number."""
    for pattern in _FOLDERS:
        for path in sorted(folder.glob(pattern)):
            if path.is_file() and path.name != "settings.yaml":
                yield path.relative_to(folder).as_posix(), path


def input_files(program: Program, sources: Iterable[SourceReading], exports: Path) -> tuple[HashedFile, ...]:
    """Every file that was read, by source, and the files kept by hand: records and audits.

    Of a source that could not be used, the file that its reason names, else all that its patterns find.
    """
    found: dict[tuple[str, str], HashedFile] = {}
    for source in sources:
        for file in source.files:
            found[source.name, file.name] = HashedFile(file.name, file.sha256, source.name, file.rows)
        if not source.usable:
            names = tuple(_matching(program.sources[source.name].files, exports))
            for name in [each for each in names if source.reason.startswith(f"{each}: ")] or names:
                found.setdefault((source.name, name), HashedFile(name, sha256_of(exports / name), source.name))
    for path in (program.records_file, side_file(program.records_file), program.audits_file):
        if path.is_file():
            found[RECORDS, path.name] = HashedFile(path.name, sha256_of(path), RECORDS)
    return tuple(found[key] for key in sorted(found))


def path_of(program: Program, file: HashedFile, exports: Path) -> Path:
    """Where an input stands: the exports folder, or beside the file of records."""
    return program.records_file.with_name(file.name) if file.source == RECORDS else exports / file.name


def sha256_of(path: Path) -> str:
    """The hash of a file; empty if it cannot be read, which is no file's hash."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _matching(patterns: Iterable[str], exports: Path) -> Iterator[str]:
    for pattern in patterns:
        wild = pattern.replace("\\", "/").replace("{date}", "*").replace("{period}", "*")
        if not Path(wild).is_absolute() and ".." not in Path(wild).parts:
            yield from (path.relative_to(exports).as_posix() for path in sorted(exports.glob(wild)) if path.is_file())


def _populations(program: Program, name: str | None) -> list[Any]:
    chain: list[Any] = []
    while name in program.populations:
        chain.append(program.populations[name])
        name = program.populations[name].of
    return chain


def _is_recorded(program: Program, metric_id: str) -> bool:
    measure = program.metrics[metric_id].measure
    return measure.kind is Kind.RECORD or any(_is_recorded(program, part) for part in measure.parts)


def _plain(value: Any) -> Any:
    """As JSON can hold it, without losing what distinguishes two values."""
    match value:
        case None | bool() | int() | str() if not isinstance(value, Enum):
            return value
        case Enum():
            return _plain(value.value)
        case Fraction() | Decimal() | date():
            return f"{type(value).__name__} {value}"
        case BaseModel():
            return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
        case Mapping():
            return [[_plain(key), _plain(each)] for key, each in value.items()]  # the order of categories is shown
        case set() | frozenset():
            return sorted(json.dumps(_plain(each)) for each in value)
        case list() | tuple():
            return [_plain(each) for each in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"a definition holds a {type(value).__name__}, which has no written form")
