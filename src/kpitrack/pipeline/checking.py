"""Judging the data itself: the five standards, suspicions, samples for a person to verify, copies without names."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from kpitrack import cells, exports
from kpitrack.definitions.schedules import read_settings
from kpitrack.engine.session import Session
from kpitrack.errors import UsageError
from kpitrack.exports import audit_workbook, auditing, quality, redacting, sampling, security
from kpitrack.exports.suspicions import is_jump, suspicions
from kpitrack.history.store import Store
from kpitrack.model.intake import Intake
from kpitrack.model.program import Program
from kpitrack.model.quality import Audit, Quality, QualityFinding, QualityLevel, Suspicion
from kpitrack.pipeline import marking
from kpitrack.pipeline.reporting import sources_read
from kpitrack.wording import quality as words

_SEED = 1


@dataclass(frozen=True, slots=True)
class CheckQuestion:
    """What is to be checked. Empty means: every source that a metric reads, as of the program's pinned day."""

    as_of: date | None = None
    sources: tuple[str, ...] = ()
    exports: Path | None = None


def check(program: Program, question: CheckQuestion) -> Quality:
    """Hold every source that a metric reads, or those asked for, against the five standards.

    raises: UsageError for a source that the program does not have, or without an as-of date.
    """
    every, day, folder = _asked(program, question)
    names = question.sources or sources_read(program, program.metrics.values())
    with Session.open([folder]) as session:
        intake = exports.load(session, program, marking.sources_to_read(program, names), day, folder)
        found = tuple(_all_findings(session, program, intake, day, folder))
        odd = tuple(_suspicions(session, program, intake, day, folder))
    judged = names if question.sources else tuple(intake.sources)
    if question.sources:  # rosters that were only read to know the people are not what was asked
        found = tuple(each for each in found if each.source in ("", *names))
        odd = tuple(each for each in odd if each.source in names)
    return Quality(
        program=program.program.title,
        as_of=day,
        findings=found,
        suspicions=odd,
        unusable={name: intake.sources[name].reason for name in judged if not intake.sources[name].usable},
        marks=_marks(found),
        sources=len(judged),
        unread=() if question.sources else tuple(each for each in every if each not in intake.sources),
        problems=tuple(each for each in intake.problems if each.level != "note" and each.source in judged),
        owners={name: program.sources[name].owner for name in judged},
    )


def sample(program: Program, source: str, question: CheckQuestion, *, size: int, seed: int = _SEED) -> bytes:
    """A workbook of drawn rows with columns for the verifier. Same rows and seed, same sample.

    raises: UsageError for a source that is not there or has no rows.
    """
    names, day, folder = _asked(program, replace(question, sources=(source,)))
    with Session.open([folder]) as session:
        intake = exports.load(session, program, names, day, folder)
        drawn = sampling.draw(session, program, intake.sources[source], day, size=size, seed=seed)
    return audit_workbook.workbook_of(drawn)


def score(program: Program, workbook: Path, *, checked_on: date) -> tuple[Audit, int]:
    """The error rate of a filled-in sample, which is recorded beside the program's records; and how many were drawn.

    raises: UsageError for a workbook that is no sample of this program.
    """
    audit, sampled, as_of = audit_workbook.read_answers(workbook, checked_on)
    _must_know(program, audit.source)
    auditing.record_audit(program.audits_file, audit, sampled=sampled, sample=workbook, as_of=as_of)
    return audit, sampled


def rows_to_prove(wrong: int, limit: Fraction) -> int:
    """How many checked rows, of which no more are wrong, prove the standard."""
    return auditing.rows_to_prove(wrong, limit)


def accuracy_limit(program: Program) -> Fraction:
    """The share of wrong rows that must not be reached."""
    return quality.limit_of(program, "sampled_errors").below or Fraction(2, 100)


def redact(program: Program, question: CheckQuestion, target: Path) -> list[str]:
    """Copies of the exports in which names, birth dates and the like are empty; the definitions read them as before.

    returns: the files written; a folder or zip of tables counts as one.
    raises:  UsageError if the target is the exports folder itself.
    """
    names, day, folder = _asked(program, question)
    if target.resolve() == folder.resolve() or folder.resolve().is_relative_to(target.resolve()):
        raise UsageError("the copy cannot stand in the place of the exports", hint="--redact with another folder")
    written = []
    with Session.open([folder]) as session, tempfile.TemporaryDirectory(prefix="kpitrack-") as scratch:
        intake = exports.load(session, program, names, day, folder)
        for head in security.heads(program, intake, day, folder, Path(scratch)):
            redacting.write_copy(head, target / head.chosen.name)
            written.append(head.chosen.name)
    return written


def _asked(program: Program, question: CheckQuestion) -> tuple[tuple[str, ...], date, Path]:
    day = question.as_of or program.program.pinned_as_of
    if day is None:
        raise UsageError("no as-of date is given", hint="--as-of 2026-02-15")
    for name in question.sources:
        _must_know(program, name)
    return question.sources or tuple(program.sources), day, question.exports or program.exports_folder


def _must_know(program: Program, source: str) -> None:
    if source not in program.sources:
        raise UsageError(f"there is no source {source!r}", hint=f"one of: {', '.join(program.sources)}")


def _all_findings(
    session: Session, program: Program, intake: Intake, day: date, folder: Path
) -> Iterator[QualityFinding]:
    expectations = marking.Expectations.of(program, intake, day)
    counted = cells.count_cells(session, expectations.program, intake, expectations.requests)
    bearing = marking.findings(session, program, intake, day, expectations.findings(counted))
    of_tables = (*bearing, *quality.agreement(session, program, intake))
    for each in of_tables:
        touched = marking.standing_on(program, each) if each.level != "pass" else ()
        yield replace(quality.with_codes(session, program, each), metrics=touched)
    with tempfile.TemporaryDirectory(prefix="kpitrack-") as scratch:
        yield from _secured(program, list(security.heads(program, intake, day, folder, Path(scratch))))
    yield _retention(program, day)


def _secured(program: Program, heads: Sequence[security.Head]) -> Iterator[QualityFinding]:
    limit = quality.limit_of(program, "file_security")
    personal: dict[str, list[security.Head]] = {}
    for head in heads:
        if any(program.is_person(unit) for unit in head.source.units()):
            personal.setdefault(head.source.name, []).append(head)
    found = [each for files in personal.values() for each in files if security.is_open_to_everyone(each.chosen.path)]
    if found:
        facts = {"files": str(len(found)), "file": found[0].chosen.name}
        count = Fraction(len(found))
        yield QualityFinding("security", limit.level(count), "", "open_files", "", count, facts)
    else:
        yield QualityFinding("security", "pass", "", "closed_files")
    for source in dict.fromkeys(head.source.name for head in heads):
        yield from _personal_columns(source, [head for head in heads if head.source.name == source])


def _personal_columns(source: str, heads: Sequence[security.Head]) -> Iterator[QualityFinding]:
    """What stands in the files of one source that no metric needs; each caption once."""
    columns = {each.caption: each for head in heads for each in security.personal_columns(head)}
    numbers = [each.caption for each in columns.values() if each.role == security.SSN]
    others = [each.caption for each in columns.values() if each.role != security.SSN]
    if numbers:
        yield QualityFinding("security", "fail", source, "ssn", "", None, {"columns": ", ".join(numbers)})
    if others:
        listed = ", ".join(others[:5]) + (" and others" if len(others) > 5 else "")
        yield QualityFinding("security", "warn", source, "personal", "", None, {"columns": listed})


def _retention(program: Program, day: date) -> QualityFinding:
    until = program.disclosure.retain_until
    if until is None:
        return QualityFinding("security", "warn", "", "no_retention")
    level: QualityLevel = "pass" if day <= until else "fail"
    code = "retained" if day <= until else "retention_over"
    return QualityFinding("security", level, "", code, "", None, {"day": until.isoformat()})


def _suspicions(session: Session, program: Program, intake: Intake, day: date, folder: Path) -> Iterator[Suspicion]:
    odd = list(suspicions(session, program, intake, folder, day))
    told = {each.source for each in odd if each.code == "jump"}
    odd += [each for each in _jumps_since_the_last_report(program, intake, day) if each.source not in told]
    for each in odd:
        touched = tuple(metric for metric in program.metrics if each.source in program.sources_of(metric))
        yield replace(each, metrics=touched)


def _jumps_since_the_last_report(program: Program, intake: Intake, day: date) -> Iterator[Suspicion]:
    """Held against the newest snapshot of an earlier day; it also knows exports that were overwritten since."""
    with Store.read(program.folder / read_settings(program.folder).snapshots) as store:
        earlier = [each for each in store.names(program.program.id) if each.state == "released" and each.as_of < day]
        newest = max(earlier, key=lambda each: (each.as_of, each.version), default=None)
        inputs = store.find(program.program.id, newest.id).inputs if newest else ()
    for name, reading in intake.sources.items():
        counted = [each.rows for each in inputs if each.source == name]
        before, now = sum(each or 0 for each in counted), sum(each.rows for each in reading.files)
        if newest and reading.usable and None not in counted and is_jump(before, now):
            facts = {"before": f"{before:,}", "now": f"{now:,}", "day": newest.as_of.isoformat()}
            yield Suspicion(name, "jump_since", facts)


def _marks(found: Sequence[QualityFinding]) -> dict[str, tuple[str, ...]]:
    """Metric -> the marks it carries in reports. Security says nothing about a result, so it marks none."""
    failing: dict[str, dict[str, list[QualityFinding]]] = {}
    for each in found:
        if each.level == "fail":
            for metric in each.metrics:
                failing.setdefault(metric, {}).setdefault(each.source, []).append(each)
    return {
        metric: tuple(words.mark(source, each) for source, each in by_source.items())
        for metric, by_source in failing.items()
    }
