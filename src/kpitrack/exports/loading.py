"""The order of the intake: rosters first, then each source from files to table, with nothing lost on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from kpitrack.engine.session import Session
from kpitrack.engine.sql import NUMBER_TYPE, day, name, text
from kpitrack.errors import DefinitionError
from kpitrack.exports import findings, rules
from kpitrack.exports.departures import missing_people
from kpitrack.exports.fates import SAME_FILE, UNREAD, Fates
from kpitrack.exports.faults import FileFault
from kpitrack.exports.freshness import freshness
from kpitrack.exports.layouts import find_layout
from kpitrack.exports.plan import Plan
from kpitrack.exports.preparing import PreparedFile, prepare
from kpitrack.exports.selection import ChosenFile, choose_files, earlier_copy
from kpitrack.exports.staging import StagedFile, line_sql, rows_name, stage, staged_name
from kpitrack.model.calendar import Period
from kpitrack.model.formats import is_known_format, known_formats
from kpitrack.model.intake import Intake, Problem, ReadFile, SourceReading
from kpitrack.model.program import Program
from kpitrack.model.quantities import Quantity
from kpitrack.model.sources import NUMERIC_TYPES, FieldType, Source

_MAX_UNUSABLE = 5  # percent of the rows that are not dropped by rule
_TYPES = {FieldType.DATE: "DATE", FieldType.YES_NO: "BOOLEAN", FieldType.LIST: "VARCHAR[]"}


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
    for source in _in_order(program, names):
        _load_source(run, source)
    return Intake(run.readings, tuple(run.problems))


def _in_order(program: Program, names: Iterable[str]) -> list[Source]:
    """Every source after the rosters it is checked against."""
    ordered: dict[str, Source] = {}

    def visit(source: Source, waiting: frozenset[str]) -> None:
        if source.name in ordered or source.name in waiting:
            return
        for _, roster in _rosters(program, source):
            visit(roster, waiting | {source.name})
        for walk in _crosswalks(program, source):
            visit(walk, waiting | {source.name})
        ordered[source.name] = source
        for each in _deciding(program, source):
            visit(each, waiting)

    for each in names:
        visit(program.sources[each], frozenset())
    return list(ordered.values())


def _crosswalks(program: Program, source: Source) -> list[Source]:
    """The sources that translate its ids."""
    walks = (column.crosswalk for column in source.id_columns.values())
    return [program.sources[walk.source] for walk in walks if walk is not None]


def _deciding(program: Program, source: Source) -> list[Source]:
    """Sources whose rows decide a category of the people on this roster, such as meal programs."""
    if not _is_roster(program, source):
        return []
    named = [
        test.source
        for dimension in program.dimensions.values()
        for test in (dimension.having.each() if dimension.having else ())
    ]
    found = [program.sources[each] for each in named if each in program.sources]
    return [each for each in found if set(each.id_columns) & set(source.id_columns)]


def _rosters(program: Program, source: Source) -> list[tuple[str, Source]]:
    """The rosters of the people in the rows, other than the source itself."""
    found = []
    for unit in source.units():
        roster = program.roster_of(unit) if program.is_person(unit) else None
        if roster is not None and roster.name != source.name:
            found.append((unit, roster))
    return found


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


def plan_for(program: Program, source: Source, as_of: date) -> Plan:
    """How a source is read on a day. raises: DefinitionError for a layout or format that nobody knows."""
    _check_formats(source)
    layout = find_layout(source.layout, program.folder / "layouts")
    if layout.suppressed and not source.suppressed:
        source = source.model_copy(update={"suppressed": layout.suppressed})
    return Plan(
        source,
        layout,
        as_of,
        soft=_soft_fields(program, source),
        with_fingerprint=bool(source.id_columns or source.date or source.dates),
    )


def _check_formats(source: Source) -> None:
    """raises: DefinitionError for a format that no reader knows; guessing what was meant is not an option."""
    for field_name, definition in source.fields.items():
        for declared in definition.format:
            if not is_known_format(declared, definition.kind):
                known = ", ".join(known_formats(definition.kind)) or "no format at all"
                raise DefinitionError(
                    f"a {definition.kind.value} field cannot have the format {declared!r}",
                    where=f"sources.yaml: {source.name}.{field_name}",
                    hint=f"it can have: {known}",
                )


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


def _soft_fields(program: Program, source: Source) -> frozenset[str]:
    """Group columns of a roster: there an unknown code does not cost a person their place."""
    if not _is_roster(program, source):
        return frozenset()
    used = set(program.dimensions) | {each.field for each in program.dimensions.values() if each.field}
    coded = (FieldType.CHOICE, FieldType.LEVEL, FieldType.LIST, FieldType.YES_NO, FieldType.TEXT)
    return frozenset(field for field, each in source.fields.items() if field in used and each.kind in coded)


def _is_roster(program: Program, source: Source) -> bool:
    return any(kind.roster == source.name for kind in (*program.people.values(), *program.things.values()))


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
    for unit, roster in _rosters(run.program, source):
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
    reason = _too_many_refused(source, reading)
    if reason:
        rest = {**reading.refused, UNREAD: reading.used} if reading.used else reading.refused
        run.readings[source.name] = replace(reading, used=0, refused=rest, reason=reason)
        hint = "mend the faults listed for this source, or raise `max_unusable`"
        run.problems.append(Problem("error", reason, hint, source.name))
        _empty_table(run.session, source, has_period=source.period is not None or source.is_dated_by_name)
        return
    _lay_view(run.session, source, staged)
    fresh = freshness(run.session, source, run.program, staged.files, run.as_of)
    hidden = findings.hidden_cells(run.session, source)
    run.readings[source.name] = replace(
        reading, hidden=hidden, as_of=fresh.as_of, covers=fresh.covers, stale=fresh.stale
    )


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


def _too_many_refused(source: Source, reading: SourceReading) -> str:
    """The reason if more rows are refused than the source allows; dropped rows do not count."""
    refused = sum(reading.refused.values())
    judged = reading.used + refused
    limit = source.max_unusable.amount * 100 if isinstance(source.max_unusable, Quantity) else _MAX_UNUSABLE
    if not judged or refused * 100 <= limit * judged:
        return ""
    worst = max(reading.refused, key=lambda reason: reading.refused[reason])
    share = (refused * 2000 + judged) // (2 * judged)  # of a thousand, half up
    return f"{refused:,} of {judged:,} rows ({share // 10}.{share % 10} %) cannot be used, most of them for: {worst}"


def _lay_view(session: Session, source: Source, staged: _Staged) -> None:
    """`rows_<source>`: the used rows of the staged table; nothing is copied."""
    columns = [
        "CAST(rowid + 1 AS BIGINT) AS row_",
        "file_",
        f"{line_sql(source, staged.files)} AS line_",
        *(name(f"id_{unit}") for unit in source.units()),
        *(name(each) for each in (*source.fields, *source.scores)),
        *_period_columns(source, staged),
        *(["hidden_"] if source.suppressed else []),
    ]
    session.run(
        f"CREATE OR REPLACE TEMP VIEW {rows_name(source)} AS "
        f"SELECT {', '.join(columns)} FROM {staged_name(source)} WHERE fate_ = 0"
    )


def _period_columns(source: Source, staged: _Staged) -> list[str]:
    if source.period is not None:
        cases = [(text(written), period.start, period.end) for written, period in staged.periods.items()]
        return _cases(name(source.period), cases)
    return _cases("file_", _held_by_file([each.file for each in staged.files])) if source.is_dated_by_name else []


def _held_by_file(files: Sequence[PreparedFile]) -> list[tuple[str, date, date | None]]:
    """What stands in a dated copy holds until the day before the next one; what stands in a period's file, in it."""
    days = sorted({file.dated for file in files if file.dated})
    held: list[tuple[str, date, date | None]] = []
    for number, file in enumerate(files):
        if file.period:
            held.append((str(number), file.period.start, file.period.end))
        elif file.dated:
            following = next((day for day in days if day > file.dated), None)
            held.append((str(number), file.dated, following - timedelta(days=1) if following else None))
    return held


def _cases(column: str, cases: Sequence[tuple[str, date, date | None]]) -> list[str]:
    written = [
        (" ".join(f"WHEN {value} THEN {day(edge)}" for value, edge in edges if edge), output)
        for edges, output in (
            ([(value, start) for value, start, _ in cases], "period_start_"),
            ([(value, end) for value, _, end in cases], "period_end_"),
        )
    ]
    return [
        f"CAST(CASE {column} {whens or 'WHEN NULL THEN NULL'} END AS DATE) AS {output}" for whens, output in written
    ]


def _give_up(run: _Run, source: Source, problems: list[Problem]) -> None:
    """The source cannot be used: an empty table, the reason, and what to do about it."""
    run.problems += problems
    first = problems[0]
    where = f"{first.file}: " if first.file else ""
    run.readings[source.name] = SourceReading(source.name, source.owner, (), reason=f"{where}{first.message}")
    _empty_table(run.session, source, has_period=source.period is not None or source.is_dated_by_name)


def _empty_table(session: Session, source: Source, *, has_period: bool) -> None:
    columns = [
        "CAST(NULL AS BIGINT) AS row_, CAST(NULL AS INTEGER) AS file_, CAST(NULL AS BIGINT) AS line_",
        *(_null(f"id_{unit}", "VARCHAR") for unit in source.units()),
        *(_null(field, _sql_type(definition.kind)) for field, definition in source.fields.items()),
        *(_null(score, NUMBER_TYPE) for score in source.scores),
        *([_null("period_start_", "DATE"), _null("period_end_", "DATE")] if has_period else []),
        *(["CAST(NULL AS VARCHAR[]) AS hidden_"] if source.suppressed else []),
    ]
    session.run(f"DROP TABLE IF EXISTS {staged_name(source)}")
    session.run(f"CREATE OR REPLACE TEMP VIEW {rows_name(source)} AS SELECT {', '.join(columns)} WHERE FALSE")


def _null(column: str, kind: str) -> str:
    return f"CAST(NULL AS {kind}) AS {name(column)}"


def _sql_type(kind: FieldType) -> str:
    return NUMBER_TYPE if kind in NUMERIC_TYPES else _TYPES.get(kind, "VARCHAR")
