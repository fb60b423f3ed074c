"""A subject is whom a frame looks at: one row per unit, with everything that may be asked of it.

It collects the fact tables that its questions need, so that the frame joins exactly those.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kpitrack.cells.facts import Facts, FactTable, RowsAsked
from kpitrack.cells.people import PEOPLE, PeopleTable, roster_column
from kpitrack.engine import sql
from kpitrack.engine.sql import Column
from kpitrack.model.calendar import Observed
from kpitrack.model.conditions import Filter
from kpitrack.model.measures import Take
from kpitrack.model.program import Program
from kpitrack.model.sources import FieldType, Source


@dataclass(slots=True)
class Subject:
    """One unit kind in one period: students on the last day of Q2, say."""

    program: Program
    facts: Facts
    unit: str
    observed: Observed
    people: PeopleTable | None
    split_by: tuple[str, ...] = ()
    base: FactTable | None = None  # the units are those with rows here, instead of those on the roster
    joined: dict[str, FactTable] = field(default_factory=dict)

    @property
    def roster(self) -> Source | None:
        return self.people.roster if self.people else None

    def table(self, source: str) -> FactTable:
        """The fact table of a source for this unit, joined to the frame."""
        if self.base is not None and self.base.source.name == source:
            return self.base
        table = self.facts.table(source, self.unit)
        self.joined[table.table] = table
        return table

    def rows_counted(self, asked: RowsAsked) -> str:
        """How many such rows the unit has, as a number; 0 for none."""
        return f"coalesce({self.facts.rows_counted(self.table(asked.source), asked)}, 0)"

    def rows_hidden(self, asked: RowsAsked, field_names: Iterable[str]) -> str | None:
        """How many rows of the unit hide what is asked of them; None if the source hides nothing of the kind."""
        found = self.facts.rows_hidden(self.table(asked.source), asked, field_names)
        return f"coalesce({found}, 0)" if found else None

    def has_rows(self, asked: RowsAsked) -> str:
        """Has the unit such a row, or one that may be such, because the source hides what the filter asks?"""
        hidden = self.rows_hidden(asked, ())
        return sql.any_of(f"{count} > 0" for count in (self.rows_counted(asked), hidden) if count)

    def value(self, asked: RowsAsked, field_name: str, take: Take) -> Column:
        """The unit's value of a field or score."""
        table = self.table(asked.source)
        kind = FieldType.NUMBER
        levels: tuple[str, ...] = ()
        if field_name in table.source.fields and take not in (Take.COUNT, Take.DISTINCT):
            kind, levels = table.source.fields[field_name].kind, table.source.fields[field_name].levels
        return Column(self.facts.value(table, asked, field_name, take), kind, levels)

    def roster_value(self, field_name: str) -> Column:
        """A roster field or dimension of the unit."""
        if self.people is None:
            raise KeyError(f"{self.unit} has no roster to read {field_name} from")
        return roster_column(self.program, self.people, field_name)

    def roster_filter(self, where: Filter) -> str:
        """A filter on roster fields and dimensions."""
        return sql.filter_sql(where, self.roster_value, deciding_day=self.observed.through)

    @property
    def key_sql(self) -> str:
        """The column that names the unit."""
        return f"{PEOPLE}.unit" if self.base is None else sql.name(self.base.table, "unit")

    def from_sql(self) -> str:
        """The FROM clause: the base, the roster, and the fact tables asked for."""
        if self.base is None:
            assert self.people is not None
            start = f"{sql.name(self.people.table)} AS {PEOPLE}"
        else:
            start = sql.name(self.base.table)
            if self.people is not None:
                people = f"{sql.name(self.people.table)} AS {PEOPLE}"
                start += f" LEFT JOIN {people} ON {PEOPLE}.unit = {self._person(self.key_sql)}"
        joins = [f"LEFT JOIN {sql.name(each)} ON {sql.name(each, 'unit')} = {self.key_sql}" for each in self.joined]
        return " ".join([start, *joins])

    @property
    def person_of_row(self) -> str | None:
        """The person a single counted row is of, where rows are counted and their people are known.

        A row without an id is somebody of its own: a person nobody can name is still a person.
        """
        if self.base is None or self.people is None or self.people.unit == self.unit:
            return None
        return f"coalesce({self._person(self.key_sql)}, concat(' row ', {self.key_sql}))"

    def _person(self, key: str) -> str:
        """The column of the base that names the person: the unit itself, or the id that a single row carries."""
        assert self.base is not None
        assert self.people is not None
        if self.people.unit == self.unit:
            return key
        return self.base.column(f"min({sql.name(f'id_{self.people.unit}')})")
