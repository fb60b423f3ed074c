"""One document: a report with all that is printed around it, in every format that reports.yaml asks for.

Pure in the sense that matters: the same frame, definitions and exports give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import kpitrack
from kpitrack.definitions.milestones import has_plan, read_plan
from kpitrack.errors import UsageError
from kpitrack.history import comparing, fingerprints, snapshotting
from kpitrack.history.evidence import read_entries
from kpitrack.milestones import Known, schedule
from kpitrack.model.calendar import Period
from kpitrack.model.evidence import LEARNING_QUESTIONS, LearningQuestion
from kpitrack.model.ledger import Released
from kpitrack.model.milestones import Schedule, State
from kpitrack.model.program import Program
from kpitrack.model.published import PublishedMetric, Report, Shown
from kpitrack.model.reporting import DueTarget, Edition, ScheduledReport, WeeklySummary
from kpitrack.model.snapshots import Snapshot, SnapshotName
from kpitrack.model.statuses import Status
from kpitrack.pipeline import gate
from kpitrack.pipeline.asking import Question
from kpitrack.pipeline.reporting import report as make_report
from kpitrack.reports import FORMATS, summary
from kpitrack.reports.screen import Screen
from kpitrack.wording import weekly as words

_SOON = timedelta(days=14)


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

    report: Report
    files: Mapping[str, bytes]
    snapshot: Snapshot
    summary: WeeklySummary | None = None  # of reports that are written as one

    @property
    def content(self) -> str:
        """A hash of the files without their names, which carry the version."""
        return fingerprints.of_content(self.snapshot.files)


def report_of(program: Program, frame: Frame) -> Report:
    """The report behind a document, with the metrics that reports.yaml asks for."""
    chosen = tuple(each for each in program.metrics if _is_wanted(program, frame.scheduled, each))
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
    return replace(found, problems=tuple(each for each in found.problems if each.level != "note"))


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
    """Snapshot, summary and files."""
    name = SnapshotName(
        id=frame.edition.stem,
        report=frame.scheduled.id,
        release=frame.edition.release,
        version=frame.edition.version,
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
        replaces=frame.edition.replaces,
        why=frame.edition.why,
    )
    snapshot = snapshotting.snapshot_of(program, report, name, origin)
    made = _summary(program, frame, report, snapshot) if frame.scheduled.every == "week" else None
    files = {
        f"{frame.edition.stem}.{form}": summary.render(made, form) if made else _rendered(report, frame.edition, form)
        for form in frame.scheduled.formats
    }
    return Document(report, files, replace(snapshot, files=snapshotting.hashed(files)), made)


def _rendered(report: Report, edition: Edition, form: str) -> bytes:
    """The formats of `kpitrack report`, with the line that a correction owes its readers."""
    line = (words.edition_line(edition) + ".",) if edition.replaces is not None else ()
    unusable = words.first_lines(report)
    rendered = FORMATS[form].render(replace(report, notes=(*unusable, *report.notes, *line)), Screen(width=120))
    if isinstance(rendered, bytes):
        return rendered
    return rendered.encode("utf-8-sig" if FORMATS[form].byte_order_mark else "utf-8")


# --- The weekly summary -----------------------------------------------------------------------------------------


def _summary(program: Program, frame: Frame, report: Report, now: Snapshot) -> WeeklySummary:
    """Changes since the last snapshot, what is due, and the questions of the week around the report."""
    plan = _plan(program, report)
    return WeeklySummary(
        edition=frame.edition,
        report=report,
        sections=frame.scheduled.sections,
        compared_with=frame.earlier.name if frame.earlier else None,
        changes=tuple(comparing.changes(frame.earlier, now)) if frame.earlier else (),
        blockers=plan.blockers if plan else (),
        due_milestones=tuple(each for each in plan.standings if each.state is State.DUE_SOON) if plan else (),
        due=tuple(due_soon(report)),
        questions=tuple(_questions(program, frame.period)),
    )


def _plan(program: Program, report: Report) -> Schedule | None:
    """The milestones on this report's own results, so that both say the same."""
    if not has_plan(program):
        return None
    known = Known(
        metrics={metric.id: metric for metric in report.metrics},
        levels={each.id: each.measure.record_levels for each in program.metrics.values()},
        categories={name: each.listed for name, each in program.dimensions.items()},
        records=read_entries(program.records_file),
    )
    return schedule(read_plan(program), known, report.as_of)


def due_soon(report: Report) -> list[DueTarget]:
    """Promises of the next two weeks that are not kept yet, soonest first.

    Of a hidden metric every promise is listed: leaving out those that are kept would tell.
    """
    found = [
        DueTarget(metric, target)
        for metric in report.metrics
        for target in metric.targets
        if report.as_of < target.due <= report.as_of + _SOON and not _is_kept(metric, target.status)
    ]
    return sorted(found, key=lambda each: (each.target.due, each.metric.title))


def _is_kept(metric: PublishedMetric, status: Status) -> bool:
    return isinstance(metric.total, Shown) and status is Status.MET


def _questions(program: Program, week: Period) -> list[LearningQuestion]:
    """The week's questions, and those of every longer period that ends with this week."""
    ending = {"week"} | {
        rhythm
        for rhythm in ("month", "quarter", "year")
        if any(period.end == week.end for period in program.calendar.every(rhythm))
    }
    return [each for each in LEARNING_QUESTIONS if each.every in ending]
