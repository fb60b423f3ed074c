"""Patterns that are seldom right: copied answers, missing schools, sudden jumps, the same month twice."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

from kpitrack.engine.session import Session
from kpitrack.engine.sql import day, name, text
from kpitrack.exports import encoding
from kpitrack.exports.faults import FileFault
from kpitrack.exports.kin import is_roster
from kpitrack.exports.layouts import find_layout
from kpitrack.exports.selection import ChosenFile, earlier_copy
from kpitrack.exports.staging import rows_name
from kpitrack.model.intake import Intake, SourceReading
from kpitrack.model.program import Program
from kpitrack.model.quality import Suspicion
from kpitrack.model.sources import NUMERIC_TYPES, FieldType, Source

_SCHOOL = "school"
_FEW = 10  # rows or people; below, a coincidence is likely
_GRADE_AGE = {"TK": 4, "K": 5, **{str(grade): grade + 5 for grade in range(1, 13)}}  # at the start of the year
_YEARS_OFF = 3  # years away from the usual age that no retained or advanced pupil is


def suspicions(session: Session, program: Program, intake: Intake, folder: Path, as_of: date) -> Iterator[Suspicion]:
    """Everything odd about the usable sources."""
    closed = {name for name, school in program.schools.items() if not school.is_open_on(as_of)}
    for reading in intake.sources.values():
        source = program.sources[reading.name]
        if not reading.usable or reading.used < _FEW:
            continue
        yield from _same_answers(session, source)
        yield from _post_equals_pre(session, program, source)
        yield from _missing_schools(session, program, source, closed)
        yield from _at_closed_schools(session, program, source, closed, as_of)
        yield from _repeated_months(session, source)
        yield from _odd_ages(session, source)
        yield from _jump(program, source, reading, folder)


def _items(source: Source) -> list[str]:
    return [field for field, each in source.fields.items() if each.scale is not None]


def _same_answers(session: Session, source: Source) -> Iterator[Suspicion]:
    for field in _items(source):
        column = name(field)
        [(answers, different)] = session.rows(
            f"SELECT count({column}), count(DISTINCT {column}) FROM {rows_name(source)}"
        )
        if answers >= _FEW and different == 1:
            yield Suspicion(source.name, "same_answers", {"field": field, "rows": f"{answers:,}"})


def _post_equals_pre(session: Session, program: Program, source: Source) -> Iterator[Suspicion]:
    """Two administrations in which every matched person gave exactly the same numbers."""
    people = [unit for unit in source.units() if program.is_person(unit)]
    waves = [each for each in source.unique if each in source.fields and source.fields[each].kind is FieldType.CHOICE]
    numbers = [field for field, each in source.fields.items() if each.kind in NUMERIC_TYPES]
    if not people or not waves or not numbers:
        return
    person, wave, values = name(f"id_{people[0]}"), name(waves[0]), ", ".join(map(name, numbers))
    pairs = session.rows(
        f"WITH answers AS (SELECT {person} AS who, {wave} AS wave, min(hash({values})) AS said "
        f"FROM {rows_name(source)} WHERE {person} IS NOT NULL AND {wave} IS NOT NULL GROUP BY 1, 2) "
        "SELECT a.wave, b.wave, count(*) FROM answers a JOIN answers b ON a.who = b.who AND a.wave < b.wave "
        f"GROUP BY 1, 2 HAVING count(*) >= {_FEW} AND count(*) FILTER (a.said <> b.said) = 0 ORDER BY 1, 2"
    )
    for one, other, count in pairs:
        yield Suspicion(source.name, "post_equals_pre", {"one": one, "other": other, "people": f"{count:,}"})


def _missing_schools(
    session: Session, program: Program, source: Source, closed: Collection[str]
) -> Iterator[Suspicion]:
    """Open schools of the roster that no row comes from, where most schools have rows."""
    for unit in source.units():
        roster = program.roster_of(unit) if program.is_person(unit) else None
        if roster is None or roster.name == source.name or _SCHOOL not in roster.fields:
            continue
        person = name(f"id_{unit}")
        found = session.rows(
            f"SELECT school, count(DISTINCT {person}), count(DISTINCT {person}) FILTER ({person} IN "
            f"(SELECT {person} FROM {rows_name(source)})) FROM {rows_name(roster)} "
            f"WHERE school IS NOT NULL GROUP BY 1 ORDER BY 1"
        )
        expected = sum(reached for _, _, reached in found) / max(sum(size for _, size, _ in found), 1)
        reached_ones = {school for school, _, reached in found if reached}
        peers = {school: _peers(program, school) or reached_ones for school, _, _ in found}
        missing = [
            school
            for school, size, reached in found
            if not reached and school not in closed and size * expected >= _FEW and peers[school] & reached_ones
        ]
        if missing and len(missing) * 2 <= len(found):
            yield Suspicion(source.name, "missing_school", {"schools": ", ".join(missing)})


def _at_closed_schools(
    session: Session, program: Program, source: Source, closed: Collection[str], as_of: date
) -> Iterator[Suspicion]:
    """People of the roster who are that day at a school that has closed, or has not opened yet."""
    if not closed or _SCHOOL not in source.fields or not is_roster(program, source):
        return
    present = "TRUE"
    if source.dates is not None:
        start, end = name(source.dates.start), name(source.dates.end)
        present = f"coalesce({start} <= {day(as_of)}, TRUE) AND coalesce({end} >= {day(as_of)}, TRUE)"
    found = session.rows(
        f"SELECT {_SCHOOL}, count(*) FROM {rows_name(source)} "
        f"WHERE {present} AND {_SCHOOL} IN ({', '.join(map(text, sorted(closed)))}) GROUP BY 1 ORDER BY 1"
    )
    for school, rows in found:
        facts = {"rows": f"{rows:,}", "school": school, "day": as_of.isoformat()}
        yield Suspicion(source.name, "closed_school", facts)


def _peers(program: Program, school: str) -> set[str]:
    """Schools of the same kind, if the program says which: a high school studio says nothing of elementary schools."""
    for dimension in program.dimensions.values():
        if dimension.field == _SCHOOL and dimension.bands:
            return {each for band in dimension.bands.values() if school in band for each in band}
    return set()


def _repeated_months(session: Session, source: Source) -> Iterator[Suspicion]:
    """Two months with the same rows on the same days of the month."""
    if source.date is None:
        return
    happened = name(source.date)
    others = [*(f"id_{unit}" for unit in source.units()), *(each for each in source.fields if each != source.date)]
    cells = ", ".join([f"day({happened})", *map(name, others)])
    months = session.rows(
        f"SELECT strftime(date_trunc('month', {happened}), '%Y-%m'), count(*), sum(CAST(hash({cells}) AS HUGEINT)) "
        f"FROM {rows_name(source)} WHERE {happened} IS NOT NULL GROUP BY 1 HAVING count(*) >= {_FEW} ORDER BY 1"
    )
    seen: dict[tuple[int, int], str] = {}
    for month, rows, signature in months:
        if (rows, signature) in seen:
            facts = {"one": seen[rows, signature], "other": month, "rows": f"{rows:,}"}
            yield Suspicion(source.name, "same_month", facts)
        seen.setdefault((rows, signature), month)


def _odd_ages(session: Session, source: Source) -> Iterator[Suspicion]:
    """Birth dates that do not fit the grade on the first of September of the row's school year."""
    births = [field for field, each in source.fields.items() if each.kind is FieldType.DATE and "birth" in field]
    if not births or "grade" not in source.fields or source.dates is None:
        return
    born, starts = name(births[0]), name(source.dates.start)
    usual = " ".join(f"WHEN '{grade}' THEN {age}" for grade, age in _GRADE_AGE.items())
    autumn = f"make_date(year({starts}), 9, 1)"
    off = f"abs(date_diff('month', {born}, {autumn}) / 12.0 - (CASE grade {usual} END) - 0.5)"
    [(count,)] = session.rows(f"SELECT count(*) FROM {rows_name(source)} WHERE {off} > {_YEARS_OFF}")
    if count:
        yield Suspicion(source.name, "odd_ages", {"rows": f"{count:,}"})


def is_jump(before: int, now: int) -> bool:
    """Half as many again, or half of them gone; a handful may double."""
    return min(before, now) >= _FEW and (now * 2 >= before * 3 or now * 2 <= before)


def _jump(program: Program, source: Source, reading: SourceReading, folder: Path) -> Iterator[Suspicion]:
    """Half as many rows again as in the copy before, or half of them gone."""
    if source.use != "newest" or len(reading.files) != 1 or reading.files[0].exported_on is None:
        return
    newest = reading.files[0]
    bundle = find_layout(source.layout, program.folder / "layouts").bundle
    chosen = ChosenFile(newest.name, folder / newest.name, newest.exported_on)
    earlier = earlier_copy(source, folder, chosen, program.calendar, manifest=bundle.manifest if bundle else "")
    if earlier is None or bundle is not None or encoding.first_bytes(earlier.path).startswith(encoding.WORKBOOK_MARKS):
        return
    try:
        before = encoding.examine(earlier.path, source.encoding, name=earlier.name).lines
        now = encoding.examine(chosen.path, source.encoding, name=chosen.name).lines
    except FileFault:
        return
    if is_jump(before, now):
        facts = {"before": f"{before:,}", "now": f"{now:,}", "file": earlier.name}
        yield Suspicion(source.name, "jump", facts)
