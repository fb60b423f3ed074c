"""The loaded tables held against the standards: what is filled, what is known, what agrees, how old it is.

Counted in the engine, in one pass per source (`tallies`). Nothing is judged here that needs a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

from kpitrack.engine.session import Session
from kpitrack.engine.sql import name
from kpitrack.exports.fates import UNKNOWN_CODE, unknown_person
from kpitrack.exports.freshness import days_allowed, days_to_warn
from kpitrack.exports.staging import rows_name, staged_name
from kpitrack.exports.tallies import Tally, tallies, unknown_sql
from kpitrack.model.intake import Intake, SourceReading
from kpitrack.model.program import Program, QualityRule
from kpitrack.model.quality import Limit, QualityFinding, QualityLevel
from kpitrack.model.quantities import Quantity, Unit
from kpitrack.model.sources import Source

_DEFAULTS = {
    "required_fields": Limit(at_least=Fraction(95, 100)),
    "expected_people": Limit(at_least=Fraction(95, 100)),
    "sampled_errors": Limit(below=Fraction(2, 100), inclusive=False),
    "unmapped_values": Limit(below=Fraction(2, 100), inclusive=False, warn=Fraction(0)),
    "file_security": Limit(below=Fraction(0), is_share=False),
}


def limit_of(program: Program, check: str) -> Limit:
    """The program's limit for a check, else the usual one."""
    rule = next((each for each in program.quality if each.checks == check), None)
    return _written(rule) if rule is not None else _DEFAULTS[check]


def _written(rule: QualityRule) -> Limit:
    warn = Fraction(rule.warn.amount) if isinstance(rule.warn, Quantity) else None
    for written, inclusive in ((rule.at_most, True), (rule.less_than, False)):
        if isinstance(written, Quantity):
            is_share = written.unit is Unit.SHARE
            return Limit(below=Fraction(written.amount), inclusive=inclusive, warn=warn, is_share=is_share)
    for written, inclusive in ((rule.at_least, True), (rule.more_than, False)):
        if isinstance(written, Quantity):
            return Limit(at_least=Fraction(written.amount), inclusive=inclusive, warn=warn)
    return Limit()


def findings_of_tables(session: Session, program: Program, intake: Intake, as_of: date) -> Iterator[QualityFinding]:
    """Completeness, timeliness and consistency of every usable source, and the rows that rules refused.

    Cheap enough for every report: one pass per source, and what the intake has counted anyway.
    """
    counted = tallies(session, program, intake, as_of)
    for reading in intake.sources.values():
        source = program.sources[reading.name]
        if not reading.usable:
            continue
        if source.name in counted:
            yield from _completeness(program, source.name, counted[source.name])
        yield from _refused(program, reading)
        yield from _timeliness(program, source, reading, as_of)
        yield from _consistency(program, source, reading, counted.get(source.name))


# --- completeness -----------------------------------------------------------------------------------------------


def _completeness(program: Program, source: str, tally: Tally) -> Iterator[QualityFinding]:
    limit = limit_of(program, "required_fields")
    for field, (filled, needed) in tally.filled.items():
        if needed:
            share, facts = Fraction(filled, needed), {"filled": f"{filled:,}", "rows": f"{needed:,}"}
            yield QualityFinding("completeness", limit.level(share), source, "filled", field, share, facts)
    if asked := tally.rows * len(tally.items):
        share = Fraction(tally.answered, asked)
        facts = {"filled": f"{tally.answered:,}", "rows": f"{asked:,}", "items": str(len(tally.items))}
        level = limit.level(share)
        yield QualityFinding("completeness", level, source, "answered", "", share, facts, items=tally.items)


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
    """Held against the source's own rhythm, as the intake did; a roster's own days do not tell when it was exported."""
    allowed = days_allowed(source, program)
    if reading.as_of is None:
        yield QualityFinding("timeliness", "warn", source.name, "undated", "", None, {"allowed": str(allowed)})
        return
    age = max((as_of - reading.as_of).days, 0)
    facts = {"day": reading.as_of.isoformat(), "age": str(age), "allowed": str(allowed)}
    if not reading.stale and age > allowed:
        level, code = _not_judged(source)
        yield QualityFinding("timeliness", level, source.name, code, "", Fraction(age), facts)
        return
    level = "fail" if reading.stale else "warn" if age > days_to_warn(source, program) else "pass"
    yield QualityFinding("timeliness", level, source.name, "age", "", Fraction(age), facts)


def _not_judged(source: Source) -> tuple[QualityLevel, str]:
    """Older than the standard allows, and yet not old: a source of periods has no other rhythm than theirs."""
    by_period = any("{period}" in pattern for pattern in source.files)
    return ("pass", "by_period") if by_period else ("warn", "undated")


# --- consistency ------------------------------------------------------------------------------------------------


def _consistency(
    program: Program, source: Source, reading: SourceReading, tally: Tally | None
) -> Iterator[QualityFinding]:
    """Codes that no map knows and people on no roster, as a share of the source's rows or as a number of them."""
    limit, judged = limit_of(program, "unmapped_values"), reading.used + sum(reading.refused.values())
    counts = [("codes", "", reading.refused.get(UNKNOWN_CODE, 0))]
    counts += [("unmapped", field, count) for field, count in (tally.unknown if tally else {}).items()]
    counts += [("unknown_ids", unit, reading.refused.get(unknown_person(unit), 0)) for unit in source.units()]
    found = [each for each in counts if each[2]]
    if not found:
        yield QualityFinding("consistency", "pass", source.name, "mapped", "", Fraction(0))
    for code, field, count in found:
        facts = {"count": f"{count:,}", "rows": f"{judged:,}", **({"unit": field} if code == "unknown_ids" else {})}
        level = limit.level_of_rows(count, judged)
        yield QualityFinding("consistency", level, source.name, code, field, Fraction(count, judged), facts)


def with_codes(session: Session, program: Program, finding: QualityFinding) -> QualityFinding:
    """The finding of unknown codes with the three most frequent ones."""
    if finding.code != "unmapped":
        return finding
    source = program.sources[finding.source]
    found = session.rows(
        f"SELECT {unknown_sql(program, source, finding.field)} AS code, count(*) FROM {staged_name(source)} "
        "WHERE fate_ = 0 GROUP BY 1 HAVING code IS NOT NULL ORDER BY 2 DESC, 1 LIMIT 3"
    )
    return replace(finding, facts={**finding.facts, "codes": ", ".join(repr(str(code)[:20]) for code, _ in found)})


def agreement(session: Session, program: Program, intake: Intake) -> Iterator[QualityFinding]:
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
                if not (source.fields[field].is_text and roster.fields[field].is_text):
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
