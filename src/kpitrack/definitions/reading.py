"""A folder of definitions -> one Program, or every problem of it at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kpitrack.definitions.categories import with_scopes_as_listed
from kpitrack.definitions.checks import problems_across
from kpitrack.definitions.drafts import PROGRAM_FILE, SOURCES_FILE, Draft, draft
from kpitrack.definitions.inventory import read_inventory_ids
from kpitrack.definitions.migration import migrated
from kpitrack.definitions.places import Places
from kpitrack.definitions.strict_yaml import Document, read_yaml
from kpitrack.errors import DefinitionError, DefinitionErrors, UsageError
from kpitrack.model.program import Program

FOLDER = "targets"
OTHER_FILES = frozenset({"milestones.yaml", "tracker.yaml", "reports.yaml", "settings.yaml"})  # not metrics
NOT_METRICS = OTHER_FILES | {PROGRAM_FILE, SOURCES_FILE}


def find_targets(start: Path) -> Path:
    """The nearest folder `targets/` with a program, in `start` or above it.

    raises: UsageError if there is none.
    """
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / FOLDER / PROGRAM_FILE).is_file():
            return folder / FOLDER
        if folder.name == FOLDER and (folder / PROGRAM_FILE).is_file():
            return folder
    raise UsageError(
        f"there is no folder {FOLDER}/ here or in a folder above",
        hint=f"go to the folder that holds {FOLDER}/, name it with --targets, or make one with `kpitrack init`",
    )


@dataclass(frozen=True, slots=True)
class Texts:
    """All files of a folder as they are written: values with places, not yet definitions."""

    folder: Path
    name: str  # how messages call the folder
    documents: Mapping[str, Document]  # by file name, in the order of their names

    @property
    def program(self) -> Document:
        return self.documents[PROGRAM_FILE]

    @property
    def sources(self) -> Document:
        return self.documents.get(SOURCES_FILE) or Document(None, Places(f"{self.name}/{SOURCES_FILE}"))

    @property
    def metrics(self) -> list[Document]:
        """The files that hold metrics: whatever is not known to hold something else."""
        return [self.documents[each] for each in self.documents if each not in NOT_METRICS]


def read_program(folder: Path) -> Program:
    """All definitions of a folder, checked against each other.

    raises: DefinitionErrors with every problem found; UsageError if there is no program in the folder.
    """
    texts = read_texts(folder)
    found, problems = draft_of(texts)
    if problems:
        raise DefinitionErrors(problems)
    dimensions = found.program.dimensions
    metrics = {name: with_scopes_as_listed(metric, dimensions) for name, metric in found.metrics.items()}
    return Program(folder=folder, sources=found.sources, metrics=metrics, **dict(found.program))


def read_texts(folder: Path) -> Texts:
    """Every file of a program, of any schema version: what is of an older one reads as the present one.

    raises: UsageError if there is no program in the folder.
    """
    _must_hold_a_program(folder)
    name = folder.resolve().name
    documents = {path.name: read_yaml(path, name=f"{name}/{path.name}") for path in _files(folder)}
    return Texts(folder, name, migrated(documents))


def draft_of(texts: Texts) -> tuple[Draft, tuple[DefinitionError, ...]]:
    """What can be read of the texts, and every problem of them in reading order."""
    readable = [*texts.metrics, texts.program, texts.sources]
    problems = [problem for document in readable for problem in document.problems]
    found, more = draft(texts.program, texts.sources, texts.metrics)
    problems += more
    found.own_layouts = frozenset(path.stem for path in texts.folder.glob("layouts/*.yaml"))
    problems += problems_across(found, read_inventory_ids(texts.folder))
    problems += _misnamed_files(texts.folder, texts.name)
    return found, _in_reading_order(problems)


def _must_hold_a_program(folder: Path) -> None:
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}", hint="name the folder of the definitions with --targets")
    if not (folder / PROGRAM_FILE).is_file():
        raise UsageError(
            f"the folder {folder} holds no {PROGRAM_FILE}",
            hint="name the folder of the definitions with --targets, or make one with `kpitrack init`",
        )


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.yaml") if path.is_file())


def _misnamed_files(folder: Path, name: str) -> list[DefinitionError]:
    """A file with the other usual ending would be passed over without a word."""
    return [
        DefinitionError("this file is not read", where=f"{name}/{path.name}:1:1", hint=f"rename it to {path.stem}.yaml")
        for path in sorted(folder.glob("*.yml"))
    ]


def _in_reading_order(problems: list[DefinitionError]) -> tuple[DefinitionError, ...]:
    """By file and line; the same sentence about the same place once."""
    different = {(problem.where, problem.problem): problem for problem in problems}
    return tuple(sorted(different.values(), key=_place))


def _place(problem: DefinitionError) -> tuple[str, int, int]:
    file, line, column = problem.where.rsplit(":", 2)
    return file, int(line), int(column)
