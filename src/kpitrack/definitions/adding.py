"""A proposed source, written at the end of sources.yaml; what stands there already is not touched."""

from __future__ import annotations

from pathlib import Path

from kpitrack.definitions.drafts import SOURCES_FILE
from kpitrack.definitions.reading import read_program
from kpitrack.errors import KpitrackError, UsageError
from kpitrack.files import write_atomically
from kpitrack.model.program import Program


def add_source(folder: Path, name: str, block: str) -> Program:
    """Append the block, and read the program with it.

    raises: UsageError if there is a source of that name; what `read_program` raises, and then nothing is changed.
    """
    path = folder / SOURCES_FILE
    if name in read_program(folder).sources:
        hint = "to replace it, write what the command prints without --add over the old block"
        raise UsageError(f"there is a source {name} already", where=str(path), hint=hint)
    before = path.read_bytes() if path.is_file() else None
    old = before or b""
    newline = b"\r\n" if b"\r\n" in old else b"\n"
    added = b"\n" + block.encode("utf-8")
    write_atomically(path, old.rstrip() + (newline if old else b"") + added.replace(b"\n", newline))
    try:
        return read_program(folder)
    except KpitrackError:
        if before is None:
            path.unlink()
        else:
            write_atomically(path, before)
        raise
