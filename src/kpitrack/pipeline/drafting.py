"""Drafts: made under an id of their own, released as they were signed off, or refused by the gate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from kpitrack.errors import UsageError
from kpitrack.history import fingerprints
from kpitrack.history.ledger import Ledger
from kpitrack.model.program import Program
from kpitrack.model.snapshots import Snapshot
from kpitrack.pipeline.gate import ReleaseRefused
from kpitrack.pipeline.orders import Places

FOLDER = "drafts"


def as_draft(snapshot: Snapshot) -> Snapshot:
    """A draft has an id of its own, made of its content."""
    identity = f"{snapshot.name.id}-draft-{fingerprints.of_content(snapshot.files)[:8]}"
    return replace(snapshot, name=replace(snapshot.name, id=identity, state="draft"))


def as_release(draft: Snapshot, files: Mapping[str, bytes]) -> Snapshot:
    stem = Path(next(iter(files))).stem
    return replace(draft, name=replace(draft.name, id=stem, state="released"))


def path_of(folder: Path, draft: Snapshot, name: str) -> Path:
    return folder / f"{draft.name.id}{Path(name).suffix}"


def files_of(folder: Path, draft: Snapshot) -> dict[str, bytes]:
    """The files as they were signed off, or an error that names the one that is not."""
    if draft.name.state != "draft":
        hint = "`kpitrack history list` names the drafts"
        raise UsageError(f"{draft.name.id} is not a draft, it is released", hint=hint)
    found: dict[str, bytes] = {}
    for file in draft.files:
        path = path_of(folder, draft, file.name)
        if fingerprints.sha256_of(path) != file.sha256:
            what = "was changed after the draft was made" if path.is_file() else "is missing"
            raise UsageError(f"this file {what}", where=str(path), hint="make the draft again: publish --draft")
        found[file.name] = path.read_bytes()
    return found


def must_be_next(program: Program, places: Places, snapshot: Snapshot) -> None:
    """A draft was judged with what had been shown when it was made. Whatever was shown since could stand beside it.

    raises: UsageError if its own name was released meanwhile; ReleaseRefused if one of its metrics was.
    """
    with Ledger.read(places.ledger) as ledger:
        newest = ledger.newest(program.program.id, snapshot.name.release)
        before = len(ledger.rows(program.program.id, up_to=snapshot.judged_with))
        since = ledger.rows(program.program.id)[before:]
    hint = "make the draft again: publish --draft"
    if newest is not None and newest.version != snapshot.replaces:
        raise UsageError(f"{snapshot.name.release} was released meanwhile as version {newest.version}", hint=hint)
    own = {metric.id for metric in snapshot.metrics}
    others = {row.release: None for row in since if row.metric in own}
    if others and snapshot.name.audience != "internal":
        raise ReleaseRefused(
            f"{', '.join(others)} came out since this draft was made, and speaks of the same metrics", hint=hint
        )
