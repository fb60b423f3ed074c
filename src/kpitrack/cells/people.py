"""The roster on a day: one row per person, in the school and group of that day, with every dimension.

A person counts once. Of several open rows the one that started last counts; a person without an open row keeps the
last known one, but is not present. Rows that start later are not known yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from kpitrack.cells.derived import is_derived, presence_sql, rolled_up
from kpitrack.cells.windows import order_sql
from kpitrack.engine import sql
from kpitrack.engine.sql import Column
from kpitrack.model.program import NOT_REPORTED, Dimension, Program
from kpitrack.model.sources import FieldType, Source

SCHOOL = "school"  # the field and dimension that names a school
PEOPLE = "p"  # alias of the roster in every frame

_RANK = 10**17  # above every order of rows


@dataclass(frozen=True, slots=True)
class PeopleTable:
    """The people (or things) of one roster as they were on one day: `unit`, `present_` and every roster field."""

    table: str
    roster: Source
    unit: str
    day: date
    derived: tuple[tuple[str, str], ...] = ()  # dimension -> category by the presence of rows in other sources

    @property
    def identity(self) -> str:
        return sql.name(f"id_{self.unit}")

    @property
    def chosen(self) -> str:
        """The column of the roster's choice table that names each person's row of this day."""
        return sql.name(f"{self.table}_row")

    def began_sql(self) -> str:
        if self.roster.dates is None:
            return "TRUE"
        return f"coalesce({sql.name(self.roster.dates.start)} <= {sql.day(self.day)}, FALSE)"

    def open_sql(self) -> str:
        if self.roster.dates is None:
            return "TRUE"
        ends = sql.name(self.roster.dates.end)
        return f"{self.began_sql()} AND ({ends} IS NULL OR {ends} >= {sql.day(self.day)})"

    def choice_sql(self) -> str:
        """The row that counts for a person: an open one first, then the later start, then the later row.

        Rows that start later are not looked at, or a pupil who enrols next month would change last month's groups.
        """
        rank = f"CASE WHEN {self.open_sql()} THEN 2 WHEN {self.began_sql()} THEN 1 ELSE 0 END"
        later = order_sql(self.roster, None)
        known = "TRUE"
        if self.roster.dates is not None:
            starts = sql.name(self.roster.dates.start)
            known = f"{starts} IS NULL OR {starts} <= {sql.day(self.day)}"
        return f"max_by(row_, ({rank}) * {_RANK} + {later}) FILTER (WHERE {known}) AS {self.chosen}"

    def create_sql(self, choices: str) -> str:
        """The table, from the roster's rows and the table of choices."""
        rows = sql.name(f"rows_{self.roster.name}")
        categories = "".join(f", {category} AS {sql.name(derived_name(each))}" for each, category in self.derived)
        return (
            f"CREATE OR REPLACE TEMP TABLE {sql.name(self.table)} AS"
            f" SELECT {self.identity} AS unit, ({self.open_sql()}) AS present_, {rows}.*{categories}"
            f" FROM {rows} JOIN {sql.name(choices)} ON row_ = {self.chosen}"
        )


@dataclass(slots=True)
class Rosters:
    """Hands out rosters by day; remembers which tables have to be made."""

    program: Program
    _tables: dict[tuple[str, date], PeopleTable] = field(default_factory=dict)

    def on(self, unit: str, day: date) -> PeopleTable | None:
        """The roster of a unit on a day; None for a unit that has no roster."""
        roster = self.program.roster_of(unit)
        if roster is None:
            return None
        key = (unit, day)
        if key not in self._tables:
            derived = tuple(
                (each, presence_sql(self.program, each, unit, day))
                for each in self.program.dimensions
                if is_derived(self.program, roster, each)
            )
            self._tables[key] = PeopleTable(f"people_{len(self._tables)}", roster, unit, day, derived)
        return self._tables[key]

    def create_sqls(self) -> Iterator[str]:
        """Per roster one pass that chooses each person's row of every day asked for, then a table for each day."""
        units: dict[str, list[PeopleTable]] = {}
        for table in self._tables.values():
            units.setdefault(table.unit, []).append(table)
        for unit, days in units.items():
            choices = f"choices_{unit}"
            chosen = ", ".join(table.choice_sql() for table in days)
            yield (
                f"CREATE OR REPLACE TEMP TABLE {sql.name(choices)} AS SELECT {chosen}"
                f" FROM {sql.name(f'rows_{days[0].roster.name}')}"
                f" WHERE {days[0].identity} IS NOT NULL GROUP BY {days[0].identity}"
            )
            yield from (table.create_sql(choices) for table in days)


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
    if is_derived(program, roster, dimension):
        return sql.name(PEOPLE, derived_name(dimension))
    if definition.field and definition.bands and definition.field in roster.fields:
        return banded(renamed(program, definition.field, sql.name(PEOPLE, definition.field)), definition.bands)
    if dimension not in roster.fields:
        return None
    column = renamed(program, dimension, sql.name(PEOPLE, dimension))
    if roster.fields[dimension].kind is FieldType.LIST:
        return rolled_up(column, definition)
    return _listed(column, definition.categories) if definition.categories else column


def derived_name(dimension: str) -> str:
    """The column of a people table that holds a category by the presence of rows."""
    return f"derived {dimension}"


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


def listed_or_banded(column: str, definition: Dimension) -> str:
    """What somebody said of themselves, as a category of the dimension; NULL for anything it does not list."""
    if definition.bands:
        return banded(column, definition.bands)
    return _listed(column, definition.categories) if definition.categories else column


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
