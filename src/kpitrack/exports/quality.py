"""The loaded tables held against the standards: what is filled, what is known, what agrees, how old it is.

Everything is counted in the engine, one query per source and question. Nothing is judged here that needs a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from kpitrack.engine.session import Session
from kpitrack.engine.sql import any_of, filter_sql, name, text
from kpitrack.exports.fates import UNKNOWN_CODE, unknown_person
from kpitrack.exports.freshness import days_allowed
from kpitrack.exports.staging import rows_name, staged_name
from kpitrack.exports.table_sql import soft_name, typed_column
from kpitrack.model.conditions import Filter
from kpitrack.model.intake import Intake, SourceReading
from kpitrack.model.program import Program, QualityRule
from kpitrack.model.quality import Limit, QualityFinding, QualityLevel
from kpitrack.model.quantities import Quantity
from kpitrack.model.sources import FieldType, Source

_SURVEYS = frozenset({"qualtrics", "qualtrics_legacy", "surveymonkey", "google_forms"})
_DEFAULTS = {
    "required_fields": Limit(at_least=Fraction(95, 100)),
    "sampled_errors": Limit(below=Fraction(2, 100), inclusive=False),
    "unmapped_values": Limit(below=Fraction(0)),
    "file_security": Limit(below=Fraction(0)),
}


def limit_of(program: Program, check: str) -> Limit:
    """The program's limit for a check, else the usual one."""
    rule = next((each for each in program.quality if each.checks == check), None)
    return _written(rule) if rule is not None else _DEFAULTS[check]


def _written(rule: QualityRule) -> Limit:
    for written, inclusive in ((rule.at_most, True), (rule.less_than, False)):
        if isinstance(written, Quantity):
            return Limit(below=Fraction(written.amount), inclusive=inclusive)
    low = rule.at_least or rule.more_than
    return Limit(at_least=Fraction(low.amount)) if isinstance(low, Quantity) else Limit()


def findings_of_tables(session: Session, program: Program, intake: Intake, as_of: date) -> Iterator[QualityFinding]:
    """Completeness, timeliness and consistency of every usable source, and the rows that rules refused."""
    for reading in intake.sources.values():
        source = program.sources[reading.name]
        if not reading.usable:
            continue
        yield from _completeness(session, program, source, reading, as_of)
        yield from _refused(program, reading)
        yield from _timeliness(program, source, reading, as_of)
        yield from _consistency(session, program, source, reading)
    yield from _agreement(session, program, intake)


# --- completeness -----------------------------------------------------------------------------------------------


def needed_fields(program: Program, source: Source, as_of: date) -> dict[str, str]:
    """Field -> SQL of the rows in which a result stands on it: a registration has no hours yet, and needs none.

    Required fields and groups of people are needed in every row; days and values in the rows that metrics look at.
    """
    looked_at: dict[str, list[str]] = {}
    anywhere: list[str] = []

    def needed(where: Filter, *fields: str | None) -> None:
        rows = filter_sql(where, lambda field: typed_column(source, field), deciding_day=as_of)
        anywhere.append(rows)
        for field in fields:
            if field in source.fields and field is not None:
                looked_at.setdefault(field, []).append(rows)

    for metric in program.metrics.values():
        measure = metric.measure
        if measure.source == source.name:
            needed(measure.where, measure.value, measure.over, measure.date)
        for test in measure.tests():
            if test.source == source.name:
                needed(test.where, test.value, test.over, test.date)
    for field in (source.date, source.dates.start if source.dates else None, source.period):
        if field is not None and field in source.fields:
            looked_at.setdefault(field, []).extend(anywhere or ["TRUE"])
    every_row = [field for field, each in source.fields.items() if each.required]
    if any(kind.roster == source.name for kind in (*program.people.values(), *program.things.values())):
        groups = {*program.dimensions, *(each.field for each in program.dimensions.values() if each.field)}
        every_row += [field for field in source.fields if field in groups]
    looked_at |= {field: ["TRUE"] for field in every_row}
    ends = source.dates.end if source.dates else None
    return {
        field: any_of(dict.fromkeys(f"coalesce({each}, FALSE)" if each != "TRUE" else each for each in rows))
        for field, rows in looked_at.items()
        if field != ends and source.fields[field].blank_is is None
    }


def _completeness(
    session: Session, program: Program, source: Source, reading: SourceReading, as_of: date
) -> Iterator[QualityFinding]:
    if not reading.used:
        return
    limit = limit_of(program, "required_fields")
    items = [field for field, each in source.fields.items() if each.scale is not None]
    is_survey = source.layout in _SURVEYS or len(items) > 1
    needed = {field: rows for field, rows in needed_fields(program, source, as_of).items() if field not in items}
    if not is_survey:
        needed = needed_fields(program, source, as_of)
    columns = {**{f"id_{unit}": "TRUE" for unit in source.units()}, **needed}
    filled = {column: f"{name(column)} IS NOT NULL" for column in columns}
    filled |= {
        column: f"({filled[column]} OR list_contains(hidden_, {text(column)}))"
        for column in reading.hidden.keys() & filled
    }
    counts = [
        f"count(*) FILTER ({rows}), count(*) FILTER (({rows}) AND {filled[column]})" for column, rows in columns.items()
    ]
    items_filled = " + ".join(f"count({name(field)})" for field in items) or "0"
    [(rows, answered, *counted)] = session.rows(
        f"SELECT {', '.join(['count(*)', items_filled, *counts])} FROM {rows_name(source)}"
    )
    for column, expected, count in zip(columns, counted[::2], counted[1::2], strict=True):
        if not expected:
            continue
        share = Fraction(count, expected)
        facts = {"filled": f"{count:,}", "rows": f"{expected:,}"}
        field = column.removeprefix("id_")
        yield QualityFinding("completeness", limit.level(share), source.name, "filled", field, share, facts)
    if is_survey and items:
        share = Fraction(answered, rows * len(items))
        facts = {"filled": f"{answered:,}", "rows": f"{rows * len(items):,}", "items": str(len(items))}
        yield QualityFinding("completeness", limit.level(share), source.name, "answered", "", share, facts)
    yield from _coverage(session, program, source)


def _coverage(session: Session, program: Program, source: Source) -> Iterator[QualityFinding]:
    """How many of the people on the roster have a row. For information: few sources are about everybody."""
    for unit in source.units():
        roster = program.roster_of(unit) if program.is_person(unit) else None
        if roster is None or roster.name == source.name:
            continue
        person = name(f"id_{unit}")
        [(there, everybody)] = session.rows(
            f"SELECT (SELECT count(DISTINCT {person}) FROM {rows_name(source)}), "
            f"(SELECT count(DISTINCT {person}) FROM {rows_name(roster)})"
        )
        if everybody:
            facts = {"people": f"{there:,}", "roster": f"{everybody:,}", "unit": unit}
            share = Fraction(there, everybody)
            yield QualityFinding("completeness", "unknown", source.name, "coverage", "", share, facts)


# --- rows that rules refused ------------------------------------------------------------------------------------


def _refused(program: Program, reading: SourceReading) -> Iterator[QualityFinding]:
    refused = sum(reading.refused.values())
    judged = refused + reading.used
    if not judged:
        return
    share = Fraction(refused, judged)
    worst = max(reading.refused, key=lambda reason: reading.refused[reason]) if refused else ""
    facts = {"refused": f"{refused:,}", "rows": f"{judged:,}", "worst": worst}
    level = limit_of(program, "sampled_errors").level(share)
    yield QualityFinding("accuracy", level, reading.name, "refused", "", share, facts)


# --- timeliness -------------------------------------------------------------------------------------------------


def _timeliness(program: Program, source: Source, reading: SourceReading, as_of: date) -> Iterator[QualityFinding]:
    allowed = days_allowed(source, program)
    if reading.as_of is None:
        yield QualityFinding("timeliness", "unknown", source.name, "undated", "", None, {"allowed": str(allowed)})
        return
    age = (as_of - reading.as_of).days
    level: QualityLevel = "fail" if reading.stale else "pass"
    facts = {"day": reading.as_of.isoformat(), "age": str(max(age, 0)), "allowed": str(allowed)}
    yield QualityFinding("timeliness", level, source.name, "age", "", Fraction(max(age, 0)), facts)


# --- consistency ------------------------------------------------------------------------------------------------


def _consistency(
    session: Session, program: Program, source: Source, reading: SourceReading
) -> Iterator[QualityFinding]:
    limit = limit_of(program, "unmapped_values")
    unknown = reading.refused.get(UNKNOWN_CODE, 0)
    by_field = dict(_unmapped(session, program, source))
    total = unknown + sum(count for count, _ in by_field.values())
    if not total:
        yield QualityFinding("consistency", "pass", source.name, "mapped", "", Fraction(0))
    if unknown:
        facts = {"rows": f"{unknown:,}"}
        yield QualityFinding(
            "consistency", limit.level(Fraction(unknown)), source.name, "codes", "", Fraction(unknown), facts
        )
    for field, (count, codes) in by_field.items():
        facts = {"rows": f"{count:,}", "codes": codes}
        yield QualityFinding(
            "consistency", limit.level(Fraction(count)), source.name, "unmapped", field, Fraction(count), facts
        )
    for unit in source.units():
        if count := reading.refused.get(unknown_person(unit), 0):
            facts = {"rows": f"{count:,}", "unit": unit}
            level = limit.level(Fraction(count))
            yield QualityFinding("consistency", level, source.name, "unknown_ids", unit, Fraction(count), facts)


def _unmapped(session: Session, program: Program, source: Source) -> Iterator[tuple[str, tuple[int, str]]]:
    """Group columns of a roster: codes no map knows, and values that are no category of the dimension."""
    columns = {row[0] for row in session.rows(f"SELECT column_name FROM (DESCRIBE {staged_name(source)})")}
    for field in source.fields:
        dimension = program.dimensions.get(field)
        unknown = f"unknown {field}"
        if unknown not in columns:
            continue
        code = soft_name(field)
        expressions = [f"CASE WHEN fate_ = 0 THEN {code} END"]
        if dimension is not None and dimension.categories and source.fields[field].kind is not FieldType.LIST:
            listed = ", ".join(text(each.strip().lower()) for each in dimension.categories)
            expressions.append(
                f"CASE WHEN fate_ = 0 AND lower(trim({name(field)})) NOT IN ({listed}) THEN {name(field)} END"
            )
        found = session.rows(
            f"SELECT coalesce({', '.join(expressions)}) AS code, count(*) FROM {staged_name(source)} "
            "GROUP BY 1 HAVING code IS NOT NULL ORDER BY 2 DESC, 1"
        )
        if found:
            codes = ", ".join(repr(str(code)[:20]) for code, _ in found[:3])
            yield field, (sum(count for _, count in found), codes)


def _agreement(session: Session, program: Program, intake: Intake) -> Iterator[QualityFinding]:
    """A field that two sources have of the same people must say the same."""
    limit = limit_of(program, "unmapped_values")
    usable = [program.sources[each.name] for each in intake.sources.values() if each.usable and each.used]
    for kind, definition in program.people.items():
        roster = next((each for each in usable if each.name == definition.roster), None)
        for source in usable if roster is not None else ():
            if roster is None or source.name == roster.name or kind not in source.id_columns:
                continue
            same = [field for field in source.fields if field in program.dimensions and field in roster.fields]
            for field in same:
                if source.fields[field].kind is FieldType.LIST or roster.fields[field].kind is FieldType.LIST:
                    continue
                count = _differing(session, source, roster, kind, field)
                if count:
                    facts = {"people": f"{count:,}", "other": roster.name, "unit": kind}
                    level: QualityLevel = "warn" if limit.level(Fraction(count)) != "pass" else "pass"
                    yield QualityFinding("consistency", level, source.name, "differs", field, Fraction(count), facts)


def _differing(session: Session, source: Source, roster: Source, unit: str, field: str) -> int:
    """People with one value here, whose value is on no roster row of theirs."""
    person, spelled = name(f"id_{unit}"), f"lower(trim({name(field)}))"
    here = (
        f"SELECT {person} AS who, min({spelled}) AS said FROM {rows_name(source)} "
        f"WHERE {person} IS NOT NULL AND {spelled} IS NOT NULL GROUP BY 1 HAVING count(DISTINCT {spelled}) = 1"
    )
    there = (
        f"SELECT {person} AS whom, list(DISTINCT {spelled}) AS listed FROM {rows_name(roster)} "
        f"WHERE {spelled} IS NOT NULL GROUP BY 1"
    )
    [(count,)] = session.rows(
        f"SELECT count(*) FROM ({here}) JOIN ({there}) ON who = whom WHERE NOT list_contains(listed, said)"
    )
    return int(count)
