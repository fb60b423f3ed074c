"""What one pass over the used rows of a source tells of its quality: filled cells, answered items, unknown codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kpitrack.engine.session import Session
from kpitrack.engine.sql import name, text
from kpitrack.exports.needed import needed_fields
from kpitrack.exports.plan import Plan, plan_for
from kpitrack.exports.staging import staged_name
from kpitrack.exports.table_sql import soft_name
from kpitrack.model.intake import Intake
from kpitrack.model.program import Program
from kpitrack.model.sources import Source
from kpitrack.model.uses import looks

_SURVEYS = frozenset({"qualtrics", "qualtrics_legacy", "surveymonkey", "google_forms"})


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one source, in rows that are used."""

    rows: int
    filled: Mapping[str, tuple[int, int]]  # field or unit -> (filled, rows that need it)
    items: tuple[str, ...]  # questions of a survey; they are judged together
    answered: int
    unknown: Mapping[str, int]  # group field of a roster -> rows with a code that nobody knows


def tallies(session: Session, program: Program, intake: Intake, as_of: date) -> dict[str, Tally]:
    """The tally of every usable source, in one pass each and one statement for all."""
    looked_at = looks(program)
    passes = []
    for reading in intake.sources.values():
        if reading.used:
            plan = plan_for(program, program.sources[reading.name], as_of)
            needed = needed_fields(program, plan.source, looked_at, as_of)
            passes.append(_Pass.over(program, plan, needed, frozenset(reading.hidden)))
    if not passes:
        return {}
    statement = " UNION ALL ".join(f"SELECT {n} AS pass, {each.sql()}" for n, each in enumerate(passes))
    found = session.rows(f"{statement} ORDER BY pass")
    return {each.source.name: each.tally(counts) for each, (_, counts) in zip(passes, found, strict=True)}


@dataclass(frozen=True, slots=True)
class _Pass:
    """One pass over a source: what is counted, and what the counts mean."""

    source: Source
    items: tuple[str, ...]
    columns: Mapping[str, tuple[str, str]]  # field or unit -> (column, SQL of the rows that need it)
    unknown: Mapping[str, str]  # field -> SQL of the unknown code
    hidden: frozenset[str]  # columns with cells that the sender has hidden: neither blank nor zero

    @classmethod
    def over(cls, program: Program, plan: Plan, needed: Mapping[str, str], hidden: frozenset[str]) -> _Pass:
        source, items = plan.source, survey_items(plan.source)
        columns = {unit: (name(f"id_{unit}"), "TRUE") for unit in source.units()}
        columns |= {field: (name(field), rows) for field, rows in needed.items() if field not in items}
        unknown = {field: unknown_sql(program, source, field) for field in source.fields if field in plan.soft}
        return cls(source, items, columns, unknown, hidden)

    def sql(self) -> str:
        counts = [
            "count(*)",
            " + ".join(f"count({name(field)})" for field in self.items) or "0",
            *(
                count
                for field, (column, rows) in self.columns.items()
                for count in self._filled_sql(field, column, rows)
            ),
            *(f"count({code})" for code in self.unknown.values()),
        ]
        return f"[{', '.join(counts)}] AS counts FROM {staged_name(self.source)} WHERE fate_ = 0"

    def _filled_sql(self, field: str, column: str, rows: str) -> tuple[str, str]:
        """Filled, and needed."""
        is_filled = f"{column} IS NOT NULL"
        if field in self.hidden:
            is_filled = f"({is_filled} OR list_contains(hidden_, {text(field)}))"
        if rows == "TRUE":
            return f"count(*) FILTER ({is_filled})", "count(*)"
        return f"count(*) FILTER (({rows}) AND {is_filled})", f"count(*) FILTER ({rows})"

    def tally(self, counts: Sequence[int]) -> Tally:
        rows, answered, *counted = counts
        pairs, codes = counted[: 2 * len(self.columns)], counted[2 * len(self.columns) :]
        filled = dict(zip(self.columns, zip(pairs[::2], pairs[1::2], strict=True), strict=True))
        unknown = {field: count for field, count in zip(self.unknown, codes, strict=True) if count}
        return Tally(rows, filled, self.items, answered, unknown)


def survey_items(source: Source) -> tuple[str, ...]:
    """The questions with a scale, where the source is a survey; completeness is then judged over all of them."""
    items = tuple(field for field, each in source.fields.items() if each.scale is not None)
    return items if source.layout in _SURVEYS or len(items) > 1 else ()


def unknown_sql(program: Program, source: Source, field: str) -> str:
    """The code that no map knows, or the value that is no category; NULL for what is known."""
    dimension, code = program.dimensions.get(field), soft_name(field)
    if dimension is None or not dimension.categories or not source.fields[field].is_text:
        return code
    listed = ", ".join(text(each.strip().lower()) for each in dimension.categories)
    return f"coalesce({code}, CASE WHEN lower(trim({name(field)})) NOT IN ({listed}) THEN {name(field)} END)"
