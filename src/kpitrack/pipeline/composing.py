"""One document: a report with all that is printed around it, in every format that reports.yaml asks for.

Pure in the sense that matters: the same frame, definitions and exports give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import kpitrack
from kpitrack import disclosure
from kpitrack.errors import UsageError
from kpitrack.history import fingerprints, snapshotting
from kpitrack.model.bulletins import Bulletin
from kpitrack.model.calendar import Period
from kpitrack.model.editions import Edition
from kpitrack.model.ledger import Released
from kpitrack.model.program import Program
from kpitrack.model.published import Report
from kpitrack.model.reporting import ScheduledReport
from kpitrack.model.snapshots import Snapshot, SnapshotName
from kpitrack.pipeline import gate
from kpitrack.pipeline.asking import Question, belongs
from kpitrack.pipeline.gathering import Since, bulletin_of
from kpitrack.pipeline.reporting import report as make_report
from kpitrack.reports import bulletin as formats


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything that decides the bytes of a document, beside definitions and exports."""

    scheduled: ScheduledReport
    period: Period
    as_of: date
    exports: Path
    made_at: str
    earlier: Snapshot | None  # to report changes since
    released: Released  # what was shown before
    judged_with: int  # the last entry of the ledger among them
    edition: Edition


@dataclass(frozen=True, slots=True)
class Document:
    """One document in all its formats, with the snapshot of it."""

    bulletin: Bulletin
    files: Mapping[str, bytes]
    snapshot: Snapshot

    @property
    def content(self) -> str:
        """A hash of the files without their names, which carry the version."""
        return fingerprints.of_content(self.snapshot.files)


def report_of(program: Program, frame: Frame) -> Report:
    """The report behind a document, with the metrics that reports.yaml asks for."""
    chosen = tuple(
        name
        for name, metric in program.metrics.items()
        if belongs(program.calendar, metric, frame.period) and _is_wanted(program, frame.scheduled, name)
    )
    if not chosen:
        raise UsageError(
            "no metric fits `show`", where=f"reports.yaml: {frame.scheduled.id}", hint="leave out a key of `show`"
        )
    question = Question(
        period=frame.period.id,
        as_of=frame.as_of,
        audience=frame.scheduled.audience,
        metrics=chosen,
        exports=frame.exports,
    )
    found = gate.safe_report(
        program,
        frame.released.rows,
        lambda withheld: make_report(program, replace(question, withheld=withheld), frame.released),
    )
    # Notes tell of the exports folder, such as older copies left aside; they would change with every new export.
    problems = tuple(each for each in found.problems if each.level != "note")
    sources = disclosure.sources_released(found.audience, found.sources)
    return replace(found, sources=sources, problems=problems, edition=frame.edition)


def _is_wanted(program: Program, scheduled: ScheduledReport, name: str) -> bool:
    metric, show = program.metrics[name], scheduled.show
    roles = {target.role.value for target in metric.targets}
    return (
        (not show.group or metric.group in show.group)
        and (not show.benchmark or metric.benchmark in show.benchmark)
        and (not show.indicator or metric.indicator in show.indicator)
        and (not show.role or bool(roles & set(show.role)))
    )


def document_of(program: Program, frame: Frame, report: Report) -> Document:
    """Snapshot, sections and files."""
    snapshot = _snapshot(program, frame, report)
    since = Since(frame.earlier, snapshot) if frame.earlier else None
    bulletin = bulletin_of(program, frame.scheduled, frame.period, report, since)
    files = files_of(bulletin)
    return Document(bulletin, files, replace(snapshot, files=snapshotting.hashed(files)))


def files_of(bulletin: Bulletin) -> dict[str, bytes]:
    """Name -> content, in every format that reports.yaml asks for."""
    edition = bulletin.report.edition
    stem = edition.stem if edition else bulletin.scheduled.id
    return {f"{stem}.{form}": formats.render(bulletin, form) for form in bulletin.scheduled.formats}


def _snapshot(program: Program, frame: Frame, report: Report) -> Snapshot:
    edition = frame.edition
    name = SnapshotName(
        id=edition.stem,
        report=frame.scheduled.id,
        release=edition.release,
        version=edition.version,
        state="released",
        period=frame.period.id,
        as_of=frame.as_of,
        audience=report.audience,
    )
    origin = snapshotting.Origin(
        exports=frame.exports,
        software=kpitrack.__version__,
        made_at=frame.made_at,
        compared_with=frame.earlier.name.id if frame.earlier else "",
        judged_with=frame.judged_with,
        edition=edition,
    )
    return snapshotting.snapshot_of(program, report, name, origin)
