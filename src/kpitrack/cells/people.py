"""The roster on a day: one row per person, in the school and group of that day, with every dimension.

A person counts once. Of several open rows the one that started last counts; a person without an open row keeps the
last known one, but is not present. Rows that start later are not known yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from kpitrack.cells.derived import is_derived, presence_sql, rolled_up
from kpitrack.cells.windows import held_between, order_sql
from kpitrack.engine import sql
from kpitrack.engine.sql import Column
from kpitrack.model.program import NOT_REPORTED, Dimension, Program
from kpitrack.model.sources import FieldType, Source

SCHOOL = "school"  # the field and dimension that names a school
PEOPLE = "p"  # alias of the roster in every frame

_RANK = 10**17  # above every order of rows


@dataclass(slots=True)
class RosterRows:
    """The rows of one roster with everything that is asked of them, worked out once for all days."""

    roster: Source
    unit: str
    columns: dict[str, str] = field(default_factory=dict)  # SQL over one row -> column

    @property
    def table(self) -> str:
        return f"roster_{self.unit}"

    @property
    def choices(self) -> str:
        """The table that names, for each person, the row of every day."""
        return f"choices_{self.unit}"

    @property
    def identity(self) -> str:
        return sql.name(f"id_{self.unit}")

    def column(self, expression: str) -> str:
        return self.columns.setdefault(expression, f"said_{len(self.columns)}")

    def create_sql(self) -> str:
        held = held_between(self.roster)
        keys = [self.identity, "row_", f"{order_sql(self.roster, None)} AS place_"]
        if held is not None:
            keys += [f"{held[0]} AS starts_", f"{held[1]} AS ends_"]
        said = [f"{expression} AS {column}" for expression, column in self.columns.items()]
        return (
            f"CREATE OR REPLACE TEMP TABLE {sql.name(self.table)} AS SELECT {', '.join([*keys, *said])}"
            f" FROM {sql.name(f'rows_{self.roster.name}')} WHERE {self.identity} IS NOT NULL"
        )

    def choices_sql(self, days: Iterable[PeopleTable]) -> str:
        """One pass that chooses each person's row of every day."""
        chosen = ", ".join(each.choice_sql() for each in days)
        return (
            f"CREATE OR REPLACE TEMP TABLE {sql.name(self.choices)} AS SELECT {chosen}"
            f" FROM {sql.name(self.table)} GROUP BY {self.identity}"
        )


@dataclass(frozen=True, slots=True)
class PeopleTable:
    """The people (or things) of one roster as they were on one day: `unit`, `present_` and what is asked of them."""

    table: str
    rows: RosterRows
    day: date
    derived: tuple[tuple[str, str], ...] = ()  # dimension -> category by the presence of rows in other sources
    asked: dict[str, None] = field(default_factory=dict)  # columns of `rows`

    @property
    def roster(self) -> Source:
        return self.rows.roster

    @property
    def unit(self) -> str:
        return self.rows.unit

    @property
    def chosen(self) -> str:
        """The column of the roster's choice table that names each person's row of this day."""
        return sql.name(f"{self.table}_row")

    def column(self, expression: str) -> str:
        """The column, in a frame, of something said of a person by a row of the roster."""
        column = self.rows.column(expression)
        self.asked[column] = None
        return sql.name(PEOPLE, column)

    def began_sql(self) -> str:
        return "TRUE" if held_between(self.roster) is None else f"coalesce(starts_ <= {sql.day(self.day)}, FALSE)"

    def open_sql(self) -> str:
        if held_between(self.roster) is None:
            return "TRUE"
        return f"{self.began_sql()} AND (ends_ IS NULL OR ends_ >= {sql.day(self.day)})"

    def choice_sql(self) -> str:
        """The row that counts for a person: an open one first, then the later start, then the later row.

        Rows that start later are not looked at, or a pupil who enrols next month would change last month's groups.
        """
        rank = f"CASE WHEN {self.open_sql()} THEN 2 WHEN {self.began_sql()} THEN 1 ELSE 0 END"
        known = "TRUE" if held_between(self.roster) is None else f"starts_ IS NULL OR starts_ <= {sql.day(self.day)}"
        return f"max_by(row_, ({rank}) * {_RANK} + place_) FILTER (WHERE {known}) AS {self.chosen}"

    def create_sql(self) -> str:
        """The table, from the roster's rows and the table of choices."""
        derived = [f"{category} AS {sql.name(derived_name(each))}" for each, category in self.derived]
        selected = [f"{self.rows.identity} AS unit", f"({self.open_sql()}) AS present_", *self.asked, *derived]
        return (
            f"CREATE OR REPLACE TEMP TABLE {sql.name(self.table)} AS SELECT {', '.join(selected)}"
            f" FROM {sql.name(self.rows.table)} JOIN {sql.name(self.rows.choices)} ON row_ = {self.chosen}"
        )


@dataclass(slots=True)
class Rosters:
    """Hands out rosters by day; remembers which tables have to be made."""

    program: Program
    _rows: dict[str, RosterRows] = field(default_factory=dict)
    _tables: dict[tuple[str, date], PeopleTable] = field(default_factory=dict)

    def on(self, unit: str, day: date) -> PeopleTable | None:
        """The roster of a unit on a day; None for a unit that has no roster."""
        roster = self.program.roster_of(unit)
        if roster is None:
            return None
        key = (unit, day)
        if key not in self._tables:
            rows = self._rows.setdefault(unit, RosterRows(roster, unit))
            derived = tuple(
                (each, presence_sql(self.program, each, unit, day))
                for each in self.program.dimensions
                if is_derived(self.program, roster, each)
            )
            self._tables[key] = PeopleTable(f"people_{len(self._tables)}", rows, day, derived)
        return self._tables[key]

    def create_sqls(self) -> Iterator[str]:
        """Per roster its rows, one pass that chooses each person's row of every day, and a table for each day."""
        for unit, rows in self._rows.items():
            days = [table for table in self._tables.values() if table.unit == unit]
            yield rows.create_sql()
            yield rows.choices_sql(days)
            yield from (table.create_sql() for table in days)


def roster_column(program: Program, people: PeopleTable, field_name: str) -> Column:
    """A roster field or a dimension of its people, as a typed column of the alias `p`."""
    roster = people.roster
    if field_name in roster.fields:
        found = roster.fields[field_name]
        column = people.column(renamed(program, field_name, sql.name(field_name)))
        return Column(column, found.kind, found.levels)
    if field_name in roster.scores:
        return Column(people.column(sql.name(field_name)), FieldType.NUMBER)
    category = category_column(program, people, field_name)
    if category is None:
        raise KeyError(f"{field_name} is neither a field of {roster.name} nor a dimension of its people")
    return Column(category, FieldType.CHOICE)


def category_column(program: Program, people: PeopleTable, dimension: str) -> str | None:
    """The person's category as a column of the alias `p`; None if the roster cannot tell the dimension."""
    if is_derived(program, people.roster, dimension):
        return sql.name(PEOPLE, derived_name(dimension))
    category = category_sql(program, people.roster, dimension)
    return None if category is None else people.column(category)


def tells(program: Program, roster: Source, dimension: str) -> bool:
    """Can the roster tell this dimension of its people?"""
    return is_derived(program, roster, dimension) or category_sql(program, roster, dimension) is not None


def category_sql(program: Program, roster: Source, dimension: str) -> str | None:
    """The category as SQL over a row of the roster, NULL if it is not reported; None if no field tells it."""
    definition = program.dimensions.get(dimension)
    if definition is None:
        return None
    if definition.field and definition.bands and definition.field in roster.fields:
        return banded(renamed(program, definition.field, sql.name(definition.field)), definition.bands)
    if dimension not in roster.fields:
        return None
    column = renamed(program, dimension, sql.name(dimension))
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
