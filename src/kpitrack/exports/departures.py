"""People who stood in the copy before and are missing from the newest one, without a day on which they left.

DESIGN: never a silent change. Only the ids and what decides about a row are read from the older copy.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kpitrack.engine.session import Session
from kpitrack.engine.sql import day, name
from kpitrack.exports.fates import Fates
from kpitrack.exports.faults import FileFault
from kpitrack.exports.findings import EXAMPLES, masked
from kpitrack.exports.plan import Plan
from kpitrack.exports.preparing import prepare
from kpitrack.exports.selection import ChosenFile
from kpitrack.exports.staging import rows_name, stage, staged_name
from kpitrack.model.intake import Problem
from kpitrack.model.sources import Duplicates, Source


def missing_people(
    session: Session, plan: Plan, unit: str, newest: ChosenFile, earlier: ChosenFile, folder: Path
) -> Problem | None:
    """One warning with the number of people and masked examples; None if nobody is missing.

    An older copy that cannot be read says nothing: it is not what this run stands on.
    """
    assert newest.dated is not None
    reduced = replace(plan, source=_only_what_decides(plan.source, unit), soft=frozenset(), with_fingerprint=False)
    try:
        file = prepare(earlier, reduced, folder=folder, scratch=session.scratch / f"text-{plan.source.name}-before.csv")
        stage(session, reduced, [file], Fates())
    except FileFault:
        return None
    table, person = staged_name(reduced.source), name(f"id_{unit}")
    ends = name(plan.source.dates.end) if plan.source.dates else ""
    is_open = f"({ends} IS NULL OR {ends} >= {day(newest.dated)})" if ends else "TRUE"
    found = session.rows(
        f"SELECT DISTINCT {person} FROM {table} WHERE fate_ = 0 AND {person} IS NOT NULL AND {is_open} "
        f"AND {person} NOT IN (SELECT {person} FROM {rows_name(plan.source)} WHERE {person} IS NOT NULL) ORDER BY 1"
    )
    session.run(f"DROP TABLE {table}")
    if not found:
        return None
    examples = ", ".join(masked(person) for (person,) in found[:EXAMPLES])
    who = f"1 {unit} is" if len(found) == 1 else f"{len(found):,} of unit {unit} are"
    return Problem(
        "warning",
        f"{who} in the copy of {earlier.dated}, without a last day, and missing from this one: {examples}",
        "if they left, export the last day as well; if not, the export is incomplete: export it again",
        plan.source.name,
        newest.name,
    )


def _only_what_decides(source: Source, unit: str) -> Source:
    """The source with its ids, the end of its rows, and the fields that its filters look at."""
    if set(source.scores) & {*source.keep.fields(), *source.drop.fields()}:
        return source.model_copy(update={"name": f"{source.name} before"})
    needed = {*source.keep.fields(), *source.drop.fields(), *((source.dates.end,) if source.dates else ())}
    return source.model_copy(
        update={
            "name": f"{source.name} before",
            "id_columns": {each: column for each, column in source.id_columns.items() if each in {unit, *needed}},
            "fields": {each: field for each, field in source.fields.items() if each in needed},
            "scores": {},
            "unique": (),
            "on_duplicate": Duplicates(),
            "stack": None,
            "gather": None,
            "suppressed": (),
            "date": None,
            "dates": None,
            "period": None,
        }
    )
