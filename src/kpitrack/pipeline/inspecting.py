"""Looking at a file before any definition of it exists."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from kpitrack.definitions import find_targets, read_program
from kpitrack.definitions.adding import add_source
from kpitrack.errors import KpitrackError, UsageError
from kpitrack.exports.inspecting import inspect_file
from kpitrack.exports.seen import KnownUnits
from kpitrack.model.inspection import Inspection
from kpitrack.model.program import Program
from kpitrack.reports.inspection import block_of


@dataclass(frozen=True, slots=True)
class Added:
    """A source that now stands in sources.yaml."""

    name: str
    targets: Path
    exports: Path
    is_in_exports: bool  # whether the inspected file lies where the program looks for it


def inspect(path: Path, targets: Path | None = None) -> Inspection:
    """What a file is, its columns, and a source that would read it.

    targets: the definitions whose people and folders the proposal fits; without them the usual ones are proposed.
    raises:  FileFault for a file that cannot be read.
    """
    program = _program_of(targets)
    with tempfile.TemporaryDirectory(prefix="kpitrack-") as scratch:
        return inspect_file(path, Path(scratch), name=_name_under(path, program), units=_units(program))


def add(path: Path, found: Inspection, targets: Path | None = None) -> Added:
    """Write the proposed source into the definitions.

    raises: UsageError if nothing is proposed, or a source of that name is there already.
    """
    if found.proposal is None:
        raise UsageError("no source can be proposed for this file", where=str(path), hint="see what inspect says of it")
    folder = targets or find_targets(Path.cwd())
    program = add_source(folder, found.proposal.name, block_of(found.proposal))
    exports = program.exports_folder
    return Added(found.proposal.name, folder, exports, path.resolve().is_relative_to(exports.resolve()))


def _program_of(targets: Path | None) -> Program | None:
    """The definitions, if there are any; broken ones are no reason not to look at a file."""
    try:
        return read_program(targets or find_targets(Path.cwd()))
    except KpitrackError:
        if targets is not None:
            raise
        return None


def _name_under(path: Path, program: Program | None) -> str:
    """The path under the exports folder, as `files` says it; elsewhere the name alone."""
    real = path.resolve()
    folder = program.exports_folder.resolve() if program is not None else None
    if folder is not None and real.is_relative_to(folder):
        return real.relative_to(folder).as_posix()
    return real.name


def _units(program: Program | None) -> KnownUnits:
    if program is None:
        return KnownUnits()
    widths = {
        unit: column.width
        for source in program.sources.values()
        for unit, column in source.id_columns.items()
        if column.width is not None
    }
    return KnownUnits(frozenset((*program.people, *program.things)), widths, frozenset(program.dimensions))
