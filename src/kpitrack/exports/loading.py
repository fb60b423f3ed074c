"""The order of the intake: rosters first, then each source from files to table, with nothing lost on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from kpitrack.engine.session import Session
from kpitrack.exports import findings, rules
from kpitrack.exports.departures import missing_people
from kpitrack.exports.fates import SAME_FILE, UNREAD, Fates, unknown_person
from kpitrack.exports.faults import FileFault
from kpitrack.exports.freshness import freshness
from kpitrack.exports.kin import in_order, rosters_of
from kpitrack.exports.plan import Plan, plan_for
from kpitrack.exports.preparing import PreparedFile, prepare
from kpitrack.exports.selection import ChosenFile, choose_files, earlier_copy
from kpitrack.exports.staging import StagedFile, line_sql, stage
from kpitrack.exports.views import lay_empty_view, lay_view
from kpitrack.model.calendar import Period
from kpitrack.model.intake import Intake, Problem, ReadFile, SourceReading
from kpitrack.model.program import Program
from kpitrack.model.quantities import Quantity
from kpitrack.model.sources import Source

_MAX_UNUSABLE = 5  # percent of the rows that are not dropped by rule


@dataclass
class _Run:
    """What one call of `load` shares."""

    session: Session
    program: Program
    as_of: date
    folder: Path
    readings: dict[str, SourceReading] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def load(session: Session, program: Program, names: Iterable[str], as_of: date, folder: Path) -> Intake:
    """Read the named sources, and the rosters their ids need, into tables `rows_<source>` of the session.

    Every row is used, dropped by a rule or refused for a fault, and counted: rows = used + dropped + refused.
    A source that cannot be used has an empty table and a reason; the others are read all the same.
    folder: the exports folder; the session should be open for it.
    """
    run = _Run(session, program, as_of, folder)
    for source in in_order(program, names):
        _load_source(run, source)
    return Intake(run.readings, tuple(run.problems))


def _load_source(run: _Run, source: Source) -> None:
    plan = plan_for(run.program, source, run.as_of)
    source = plan.source
    try:
        chosen, notes = choose_files(source, run.folder, run.as_of, run.program.calendar, manifest=plan.manifest)
        run.problems += notes
        files, repeated = _without_repeats(run, source, _prepare_all(run, plan, chosen))
        fates = Fates()
        staged = stage(run.session, plan, files, fates)
    except _Unusable as found:
        _give_up(run, source, [fault.as_problem(source.name) for fault in found.faults])
        return
    except FileFault as fault:
        _give_up(run, source, [fault.as_problem(source.name)])
        return
    periods = _judge_rows(run, plan, files, staged, fates)
    _finish(run, plan, _Staged(files=staged, repeated=repeated, fates=fates, periods=periods))
    _compare_with_earlier_copy(run, plan, chosen)


def _compare_with_earlier_copy(run: _Run, plan: Plan, chosen: Sequence[ChosenFile]) -> None:
    """Whoever has vanished from a roster without a last day is worth a warning."""
    source = plan.source
    kinds = [unit for unit, kind in run.program.people.items() if kind.roster == source.name]
    if source.use != "newest" or not kinds or not run.readings[source.name].usable or len(chosen) != 1:
        return
    calendar = run.program.calendar
    earlier = earlier_copy(source, run.folder, chosen[0], calendar, manifest=plan.manifest)
    for unit in kinds if earlier is not None else ():
        assert earlier is not None
        found = missing_people(run.session, plan, unit, chosen[0], earlier, run.folder)
        run.problems += [found] if found else []


class _Unusable(Exception):
    """Several files of a source are faulty; all are named at once."""

    def __init__(self, faults: Sequence[FileFault]) -> None:
        super().__init__(len(faults))
        self.faults = faults


def _prepare_all(run: _Run, plan: Plan, chosen: Sequence[ChosenFile]) -> list[PreparedFile]:
    prepared, faults = [], []
    for number, each in enumerate(chosen):
        scratch = run.session.scratch / f"text-{plan.source.name}-{number}.csv"
        try:
            prepared.append(prepare(each, plan, folder=run.folder, scratch=scratch))
        except FileFault as fault:
            faults.append(fault)
    if faults:
        raise _Unusable(faults)
    run.problems += [
        Problem("warning", note, source=plan.source.name, file=file.name) for file in prepared for note in file.notes
    ]
    return prepared


def _without_repeats(
    run: _Run, source: Source, prepared: list[PreparedFile]
) -> tuple[list[PreparedFile], list[PreparedFile]]:
    """Files to read, and files with the same content as one of them. Two periods or days are kept, and warned about."""
    by_content: dict[tuple[str, Period | date | None], PreparedFile] = {}
    seen: dict[str, PreparedFile] = {}
    repeated = []
    for file in prepared:
        key = (file.sha256, file.period or (file.dated if source.is_dated_by_name else None))
        if key in by_content:
            repeated.append(file)
        if file.sha256 in seen:
            end = "; its rows are counted once" if key in by_content else "; both are used, each for its own time"
            run.problems.append(
                Problem("warning", f"the file has the same content as {seen[file.sha256].name}{end}",
                        "remove one of them, or export it again", source.name, file.name)
            )  # fmt: skip
        seen.setdefault(file.sha256, file)
        by_content.setdefault(key, file)
    return [file for file in prepared if file not in repeated], repeated


def _judge_rows(
    run: _Run, plan: Plan, files: Sequence[PreparedFile], staged: Sequence[StagedFile], fates: Fates
) -> dict[str, Period]:
    """The rules over many rows, in their order. returns: periods by the text of the period field."""
    source = plan.source
    periods: dict[str, Period] = {}
    if source.period is not None:
        periods = rules.refuse_unknown_periods(run.session, source, run.program.calendar, fates)
    if plan.with_fingerprint:
        rules.collapse_identical(run.session, source, fates)
    if source.gather is not None:
        rules.gather(run.session, source, fates, line_sql(source, staged))
    captions = {column.field: column.caption for column in files[0].columns} if files else {}
    for unit, column in source.id_columns.items():
        if column.crosswalk is not None:
            rules.translate_ids(run.session, source, unit, fates, captions.get(unit, ""))
    for unit, roster in rosters_of(run.program, source):
        if run.readings[roster.name].usable:
            rules.refuse_unknown_people(run.session, source, unit, roster, fates, captions.get(unit, ""))
    if source.unique and source.on_duplicate.rule == "refuse":
        rules.refuse_contradictions(run.session, source, fates, rules.key_of(source))
    return periods


@dataclass(frozen=True)
class _Staged:
    files: list[StagedFile]
    repeated: list[PreparedFile]
    fates: Fates
    periods: Mapping[str, Period]


def _finish(run: _Run, plan: Plan, staged: _Staged) -> None:
    """Count, list, and lay the finished table over the staged one."""
    source = plan.source
    used, counted = findings.count_fates(run.session, source, staged.fates)
    run.problems += findings.refused_problems(run.session, source, staged.files, counted)
    captions = {each.field: each.caption for each in staged.files[0].file.columns if each.is_soft}
    run.problems += findings.soft_problems(run.session, source, staged.files, captions)
    reading = _reading(plan, staged, used, counted)
    if problem := _too_many_refused(source, reading):
        rest = {**reading.refused, UNREAD: reading.used} if reading.used else reading.refused
        run.readings[source.name] = replace(reading, used=0, refused=rest, reason=problem.uncounted)
        run.problems.append(problem)
        lay_empty_view(run.session, source, has_period=source.period is not None or source.is_dated_by_name)
        return
    lay_view(run.session, source, staged.files, staged.periods)
    fresh = freshness(run.session, source, run.program, staged.files, run.as_of)
    hidden = findings.hidden_cells(run.session, source)
    run.readings[source.name] = replace(
        reading, hidden=hidden, as_of=fresh.as_of, covers=fresh.covers, stale=fresh.stale
    )


def _how_to_mend(source: Source, reading: SourceReading) -> str:
    """Where nobody at all is known, it is not the single rows that are at fault."""
    if not reading.used and set(reading.refused) <= {unknown_person(unit) for unit in source.units()}:
        return "no id of it is on the roster: is it another year's or school's file, or are its ids written otherwise?"
    return "mend the faults listed for this source, or raise `max_unusable`"


def _reading(plan: Plan, staged: _Staged, used: int, counted: Sequence[findings.Counted]) -> SourceReading:
    source = plan.source
    dropped: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for each in counted:
        (dropped if each.fate.kind == "dropped" else refused)[each.fate.reason] += each.rows
    total = used + sum(each.rows for each in counted)
    by_content = {each.file.sha256: each for each in staged.files}
    files = [_read_file(each.file, each.rows) for each in staged.files]
    for file in staged.repeated:
        rows = by_content[file.sha256].rows
        files.append(_read_file(file, rows))
        dropped[SAME_FILE] += rows * plan.items_per_row
        total += rows * plan.items_per_row
    return SourceReading(source.name, source.owner, tuple(files), total, used, dict(dropped), dict(refused))


def _read_file(file: PreparedFile, rows: int) -> ReadFile:
    return ReadFile(
        file.name, file.sha256, file.encoding, rows, file.dated or (file.period.end if file.period else None)
    )


def _too_many_refused(source: Source, reading: SourceReading) -> Problem | None:
    """What is wrong if more rows are refused than the source allows; dropped rows do not count."""
    refused = sum(reading.refused.values())
    judged = reading.used + refused
    limit = source.max_unusable.amount * 100 if isinstance(source.max_unusable, Quantity) else _MAX_UNUSABLE
    if not judged or refused * 100 <= limit * judged:
        return None
    worst = max(reading.refused, key=lambda reason: reading.refused[reason])
    share = (refused * 2000 + judged) // (2 * judged)  # of a thousand, half up
    what = f"cannot be used, most of them for: {worst}"
    return Problem(
        "error",
        f"{refused:,} of {judged:,} rows ({share // 10}.{share % 10} %) {what}",
        _how_to_mend(source, reading),
        source.name,
        uncounted=f"too many of its rows {what}",
    )


def _give_up(run: _Run, source: Source, problems: list[Problem]) -> None:
    """The source cannot be used: an empty table, the reason, and what to do about it."""
    run.problems += problems
    first = problems[0]
    where = f"{first.file}: " if first.file else ""
    reason = f"{where}{first.uncounted or first.message}"
    run.readings[source.name] = SourceReading(source.name, source.owner, (), reason=reason)
    lay_empty_view(run.session, source, has_period=source.period is not None or source.is_dated_by_name)
