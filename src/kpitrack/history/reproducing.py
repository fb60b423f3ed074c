"""What it takes to make a published report again: the same program, definitions, exports and version.

Every file is compared by its hash. What is not where it was is looked for among the kept files; what is in neither
place is named. Definitions are always kept; exports only as long as settings.yaml says.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kpitrack.history import fingerprints
from kpitrack.history.store import Store
from kpitrack.model.program import Program
from kpitrack.model.snapshots import HashedFile, Snapshot

_DEPTH = "a/b/c/d"  # definitions may point a few folders up, to exports and records


@dataclass(frozen=True, slots=True)
class Scene:
    """The files of a past run, laid out in a folder of their own."""

    targets: Path
    exports: Path


def missing(store: Store, program: Program, snapshot: Snapshot, *, exports: Path, software: str) -> Iterator[str]:
    """Everything that is not there any more, one line each; nothing if the report can be made again."""
    if snapshot.software != software:
        yield f"kpitrack {snapshot.software} (this is {software})"
    for file in snapshot.definitions:
        if _content(store, program.folder / file.name, file) is None:
            yield f"definition {file.name} as it was (sha256 {file.sha256[:12]})"
    for file in snapshot.inputs:
        if _content(store, fingerprints.path_of(program, file, exports), file) is None:
            yield f"input {file.name} of {file.source} as it was (sha256 {file.sha256[:12]})"
    known = {name.id for name in store.names(program.program.id)}
    if snapshot.compared_with and snapshot.compared_with not in known:
        yield f"snapshot {snapshot.compared_with}, which it was compared with"


def lay_out(store: Store, program: Program, snapshot: Snapshot, *, exports: Path, root: Path) -> Scene:
    """Write the files of a past run below `root`, under the names they had. Nothing is missing.

    Only files of that run are laid out: a newer export beside them could otherwise be read in their place.
    """
    targets = root / _DEPTH / program.folder.resolve().name
    for file in snapshot.definitions:
        _write(store, program.folder / file.name, file, targets / file.name)
    scene = Scene(targets, root / "exports" / exports.resolve().name)
    scene.exports.mkdir(parents=True)
    laid = program.model_copy(update={"folder": targets})
    for file in snapshot.inputs:
        aim = fingerprints.path_of(laid, file, scene.exports)
        if root.resolve() in aim.resolve().parents:  # an absolute path of records stays where it is
            _write(store, fingerprints.path_of(program, file, exports), file, aim)
    return scene


def _content(store: Store, path: Path, file: HashedFile) -> Path | bytes | None:
    """Where the bytes are: still in place, or kept; None if they are gone."""
    if fingerprints.sha256_of(path) == file.sha256:
        return path
    return store.kept(file.sha256)


def _write(store: Store, path: Path, file: HashedFile, aim: Path) -> None:
    aim.parent.mkdir(parents=True, exist_ok=True)
    found = _content(store, path, file)
    if isinstance(found, bytes):
        aim.touch(mode=0o600)
        aim.write_bytes(found)
    elif found is not None:
        try:
            os.link(found.resolve(), aim)  # large exports are not copied on the same disk
        except OSError:
            shutil.copyfile(found, aim)
