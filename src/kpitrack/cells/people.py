"""The roster on a day: one row per person, in the school and group of that day, with every dimension.

A person counts once. Of several open rows the one that started last counts; a person without an open row keeps the
last known one, but is not present.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from kpitrack.engine import sql
from kpitrack.engine.sql import Column
from kpitrack.model.program import NOT_REPORTED, Dimension, Program
from kpitrack.model.sources import FieldType, Source

SCHOOL = "school"  # the field and dimension that names a school
PEOPLE = "p"  # alias of the roster in every frame

_FEDERAL = {"Filipino": "Asian"}  # the federal view folds Filipino into Asian; California keeps it apart


@dataclass(slots=True)
class PeopleTable:
    """The people (or things) of one roster as they were on one day."""

    table: str
    roster: Source
    unit: str
    day: date

    def create_sql(self) -> str:
        """Columns `unit`, `present_` and every field of the roster."""
        identity = sql.name(f"id_{self.unit}")
        started, opened, later = "TRUE", "TRUE", "row_"
        if self.roster.dates:
            starts, ends = sql.name(self.roster.dates.start), sql.name(self.roster.dates.end)
            started = f"coalesce({starts} <= {sql.day(self.day)}, FALSE)"
            opened = f"{started} AND ({ends} IS NULL OR {ends} >= {sql.day(self.day)})"
            later = f"{starts} DESC, row_"
        order = f"({opened}) DESC, ({started}) DESC, {later} DESC"
        numbered = f"row_number() OVER (PARTITION BY {identity} ORDER BY {order}) AS place_"
        return (
            f"CREATE OR REPLACE TEMP TABLE {sql.name(self.table)} AS SELECT * EXCLUDE (place_) FROM ("
            f"SELECT {identity} AS unit, ({opened}) AS present_, *, {numbered}"
            f" FROM {sql.name(f'rows_{self.roster.name}')} WHERE {identity} IS NOT NULL) WHERE place_ = 1"
        )


@dataclass(slots=True)
class Rosters:
    """Hands out rosters by day; remembers which tables have to be made."""

    program: Program
    _tables: dict[tuple[str, date], PeopleTable] = field(default_factory=dict)

    @property
    def tables(self) -> Iterable[PeopleTable]:
        return self._tables.values()

    def on(self, unit: str, day: date) -> PeopleTable | None:
        """The roster of a unit on a day; None for a unit that has no roster."""
        roster = self.program.roster_of(unit)
        if roster is None:
            return None
        key = (unit, day)
        if key not in self._tables:
            self._tables[key] = PeopleTable(f"people_{len(self._tables)}", roster, unit, day)
        return self._tables[key]


def roster_column(program: Program, roster: Source, field_name: str) -> Column:
    """A roster field or a dimension of its people, as a typed column of the alias `p`."""
    if field_name in roster.fields:
        found = roster.fields[field_name]
        return Column(renamed(program, field_name, sql.name(PEOPLE, field_name)), found.kind, found.levels)
    if field_name in roster.scores:
        return Column(sql.name(PEOPLE, field_name), FieldType.NUMBER)
    category = category_sql(program, roster, field_name)
    if category is None:
        raise KeyError(f"{field_name} is neither a field of {roster.name} nor a dimension of its people")
    return Column(category, FieldType.CHOICE)


def category_sql(program: Program, roster: Source, dimension: str) -> str | None:
    """The person's category as SQL, NULL if it is not reported; None if the roster cannot tell the dimension."""
    definition = program.dimensions.get(dimension)
    if definition is None:
        return None
    if definition.field and definition.bands and definition.field in roster.fields:
        return banded(renamed(program, definition.field, sql.name(PEOPLE, definition.field)), definition.bands)
    if dimension not in roster.fields:
        return None
    column = renamed(program, dimension, sql.name(PEOPLE, dimension))
    if roster.fields[dimension].kind is FieldType.LIST:
        return _rolled_up(column, definition)
    return _listed(column, definition.categories) if definition.categories else column


def renamed(program: Program, field_name: str, column: str) -> str:
    """A school under its present name: rows that carry a former one count under the new one."""
    former = {old: name for name, school in program.schools.items() for old in school.formerly}
    if field_name != SCHOOL or not former:
        return column
    cases = " ".join(f"WHEN {sql.text(old.strip().lower())} THEN {sql.text(new)}" for old, new in former.items())
    return f"CASE {sql.same_text(column)} {cases} ELSE {column} END"


def reported(category: str) -> str:
    """The category, with "Not reported" as a category of its own."""
    return f"coalesce({category}, {sql.text(NOT_REPORTED)})"


def _listed(column: str, categories: tuple[str, ...]) -> str:
    """Only listed categories, in their own spelling; anything else was reported at intake and is not known here."""
    cases = " ".join(f"WHEN {sql.text(each.strip().lower())} THEN {sql.text(each)}" for each in categories)
    return f"CASE {sql.same_text(column)} {cases} END"


def banded(column: str, bands: Mapping[str, tuple[str, ...]]) -> str:
    """The band that a value belongs to; NULL outside every band."""
    cases = " ".join(
        f"WHEN {sql.same_text(column)} IN ({', '.join(sql.text(each.strip().lower()) for each in values)})"
        f" THEN {sql.text(band)}"
        for band, values in bands.items()
    )
    return f"CASE {cases} END"


def _rolled_up(column: str, definition: Dimension) -> str:
    """Several race codes -> one category: Hispanic first, then the one category, else "Two or more".

    source: federal guidance of 2007 on race and ethnicity (seven categories).
    """
    mapped = column
    if definition.rule != "california":
        folds = " ".join(f"WHEN {sql.text(old)} THEN {sql.text(new)}" for old, new in _FEDERAL.items())
        mapped = f"list_transform({column}, lambda each_: CASE each_ {folds} ELSE each_ END)"
    different = f"list_distinct({mapped})"
    return (
        f"CASE WHEN list_contains({column}, 'Hispanic') THEN 'Hispanic'"
        f" WHEN len({different}) = 1 THEN {different}[1] WHEN len({different}) > 1 THEN 'Two or more' END"
    )
