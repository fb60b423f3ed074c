"""Drafts: made under an id of their own, released as they were signed off, or refused by the gate.

A draft is written twice from the same figures: as a draft, for those who sign it off, and as the release it may become,
which waits in the history. So no file calls itself what it is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from kpitrack import disclosure
from kpitrack.errors import UsageError
from kpitrack.history import fingerprints, snapshotting
from kpitrack.history.ledger import Ledger
from kpitrack.history.store import Store
from kpitrack.model.bulletins import Bulletin
from kpitrack.model.ledger import LedgerRow
from kpitrack.model.program import Program
from kpitrack.model.snapshots import Snapshot
from kpitrack.pipeline.composing import files_of
from kpitrack.pipeline.gate import ReleaseRefused
from kpitrack.pipeline.orders import Places
from kpitrack.pipeline.versioning import release_of
from kpitrack.wording import gate as words

FOLDER = "drafts"
_AGAIN = "make the draft again: publish --draft"


def as_draft(release: Snapshot, bulletin: Bulletin) -> tuple[Bulletin, dict[str, bytes], Snapshot]:
    """The draft of a release: what it says, its files, its snapshot. Its id is made of the content of the release."""
    identity = f"{release.name.id}-draft-{fingerprints.of_content(release.files)[:8]}"
    edition = bulletin.report.edition
    report = replace(bulletin.report, edition=replace(edition, draft=identity) if edition else None)
    draft = replace(bulletin, report=report)
    files = files_of(draft)
    name = replace(release.name, id=identity, state="draft")
    return draft, files, replace(release, name=name, draft_files=snapshotting.hashed(files))


def release_of_draft(store: Store, draft: Snapshot) -> tuple[Snapshot, dict[str, bytes]]:
    """The release that a draft becomes, and its files as they were made with the draft.

    raises: UsageError if it is no draft, or if the history has lost them.
    """
    if draft.name.state != "draft":
        hint = "`kpitrack history list` names the drafts"
        raise UsageError(f"{draft.name.id} is not a draft, it is released", hint=hint)
    files: dict[str, bytes] = {}
    for file in draft.files:
        content = store.kept(file.sha256)
        if content is None:
            raise UsageError(f"the history does not hold {file.name} of {draft.name.id}", hint=_AGAIN)
        files[file.name] = content
    stem = Path(draft.files[0].name).stem
    return replace(draft, name=replace(draft.name, id=stem, state="released"), draft_files=()), files


def must_be_untouched(folder: Path, draft: Snapshot) -> None:
    """raises: UsageError that names the file which is not what was put up for signing off."""
    for file in draft.draft_files:
        path = folder / file.name
        if fingerprints.sha256_of(path) != file.sha256:
            what = "was changed after the draft was made" if path.is_file() else "is missing"
            raise UsageError(f"this file {what}", where=str(path), hint=_AGAIN)


def must_be_next(program: Program, places: Places, release: Snapshot) -> bool:
    """A draft was judged with what had been shown when it was made; what was shown since may not contradict it.

    Whether both together would tell what one of them hides is the question of the audit.
    returns: is it in the ledger already, because a run was killed after it had entered it?
    raises:  UsageError if its own name was released meanwhile; ReleaseRefused if another release shows other figures
             of the same results.
    """
    with Ledger.read(places.ledger) as ledger:
        newest = ledger.newest(program.program.id, release.name.release)
        before = len(ledger.rows(program.program.id, up_to=release.judged_with))
        since = ledger.rows(program.program.id)[before:]
    if newest is not None and newest.content == release_of(release, release.name.as_of, "").content:
        return True
    if newest is not None and newest.version != release.replaces:
        raise UsageError(f"{release.name.release} was released meanwhile as version {newest.version}", hint=_AGAIN)
    if release.name.audience != "internal" and (against := contradicting(program, release, since)):
        metrics = {metric.id: metric.title for metric in release.metrics}
        hint = f"{_AGAIN}; it is then judged beside what came out"
        raise ReleaseRefused(words.refused(against, metrics), hint=hint)
    return False


def contradicting(program: Program, release: Snapshot, rows: Iterable[LedgerRow]) -> list[LedgerRow]:
    """Rows that show other figures of a result of this release: same metric, group, period and day.

    A workbook names a school within its level, a report by itself; both speak of one group.
    """
    metrics, where = {metric.id: metric for metric in release.metrics}, disclosure.places(program)
    cells = {
        (cell.metric, disclosure.categories_of(cell.categories or metrics[cell.metric].total_of, where)): cell.figures
        for cell in release.cells
    }
    found = []
    for row in rows:
        own = cells.get((row.metric, disclosure.categories_of(row.categories, where)))
        if own is None or row.shown is None:
            continue
        metric = metrics[row.metric]
        look = (metric.period, own.as_of or metric.through)
        if (row.period, row.shown.as_of or row.through) == look and not own.agrees_with(row.shown):
            found.append(row)
    return found
