"""A frame: units with everything asked of them, and the groupings to be aggregated.

Measures of the same population in the same period share one frame. `tallies` counts frames.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from kpitrack.cells.facts import Facts
from kpitrack.cells.measures import UnitColumns, aggregates, hidden_rows, rows_of_measure, unit_columns
from kpitrack.cells.people import PEOPLE, Rosters, banded, category_column, listed_or_banded, renamed, reported, tells
from kpitrack.cells.populations import Membership, membership
from kpitrack.cells.subjects import Subject
from kpitrack.engine import sql
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import Missing
from kpitrack.model.measures import ROW, Measure
from kpitrack.model.program import Dimension, Program
from kpitrack.model.sources import Source


@dataclass(slots=True)
class Frame:
    """What is asked of the units of a subject."""

    subject: Subject
    condition: str  # of being in the frame
    columns: dict[str, str] = field(default_factory=dict)  # SQL of a unit -> column of the inner query
    kinds: list[tuple[str, ...]] = field(default_factory=list)  # of the columns: equal ones have equal types
    dimensions: dict[str, str] = field(default_factory=dict)  # dimension -> category SQL
    finer: dict[str, str] = field(default_factory=dict)  # dimension -> the one whose categories it bands
    groupings: dict[tuple[str, ...], None] = field(default_factory=dict)  # in the order asked for
    aggregates: dict[str, str] = field(default_factory=dict)  # aggregate SQL -> column of the outer query

    def unit_column(self, expression: str | None, kind: tuple[str, ...]) -> str | None:
        """The inner column that holds this of every unit."""
        if expression is None:
            return None
        if expression not in self.columns:
            self.columns[expression] = f"unit_{len(self.columns)}"
            self.kinds.append(kind)
        return sql.name(self.columns[expression])

    def named(self, measure: Measure, unit: UnitColumns) -> UnitColumns:
        """The same, as columns of the inner query."""
        of = (measure.source or self.subject.unit, str(measure.take))
        return UnitColumns(
            passes=self.unit_column(unit.passes, ("passes",)),
            value=self.unit_column(unit.value, (*of, measure.value or "", measure.over or "")),
            over=self.unit_column(unit.over, (*of, measure.over or measure.value or "")),
            rows=self.unit_column(unit.rows, ("rows",)),
            person=self.unit_column(unit.person, ("person",)),
            hidden=self.unit_column(unit.hidden, ("hidden",)),
        )

    def aggregate(self, expression: str) -> str:
        """The outer column of an aggregate; equal ones are computed once."""
        return self.aggregates.setdefault(expression, f"sum_{len(self.aggregates)}")

    @property
    def adds_up(self) -> bool:
        """Do the aggregates of groups add up to those of larger groups? Not the different people behind rows."""
        return not any(each.startswith("count(DISTINCT") for each in self.aggregates)

    def of_nobody(self) -> list[int | None]:
        """The aggregates of no unit at all: a count is 0, a sum NULL."""
        return [0 if each.startswith("count(") else None for each in self.aggregates]

    def with_finer(self, grouping: tuple[str, ...]) -> tuple[str, ...]:
        """The grouping and what its dimensions band, in the order of the frame's dimensions."""
        named = {*grouping, *(self.finer[each] for each in grouping if each in self.finer)}
        return tuple(each for each in self.dimensions if each in named)

    def form(self) -> tuple[object, ...]:
        """Equal for frames that ask the same of different units: one query counts them all."""
        return (tuple(self.dimensions), tuple(self.groupings), tuple(self.aggregates), tuple(self.kinds))

    def units_sql(self, number: int | None = None) -> str:
        """The inner query: one row per unit, with its categories and what the measures say of it.

        number: of the frame, as a leading column; None for no such column.
        """
        leading = [] if number is None else [f"{number} AS frame_"]
        categories = [f"{reported(each)} AS {sql.name(name)}" for name, each in self.dimensions.items()]
        values = [f"{expression} AS {sql.name(column)}" for expression, column in self.columns.items()]
        selected = ", ".join([*leading, *categories, *values]) or "1"
        return f"SELECT {selected} FROM {self.subject.from_sql()} WHERE {self.condition}"

    def mask(self, grouping: tuple[str, ...]) -> int:
        """What `grouping(…)` says for rows of this grouping: one bit per dimension, set where it is rolled up."""
        bits = ["0" if each in grouping else "1" for each in self.dimensions]
        return int("".join(bits) or "0", 2)


@dataclass(slots=True)
class Counted:
    """One measure inside a frame: where its columns are, and which groupings belong to it."""

    frame: Frame
    groupings: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...]
    unit_columns: tuple[str | None, ...]  # passes, value, over: what the inner query says of each unit


class Frames:
    """Plans measures into frames; equal frames are shared."""

    def __init__(self, program: Program, facts: Facts, rosters: Rosters) -> None:
        self._program, self._facts, self._rosters = program, facts, rosters
        self._frames: dict[tuple[str, ...], Frame] = {}

    @property
    def frames(self) -> Sequence[Frame]:
        return tuple(self._frames.values())

    def plan(
        self, measure: Measure, observed: Observed, groupings: Sequence[tuple[str, ...]]
    ) -> tuple[Counted, ...] | Missing:
        """Plan a measure; usually into one frame, into more where rows are split by their own categories."""
        planned: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for grouping in groupings:
            split_by = self._split_fields(measure, grouping)
            if split_by is not None:
                planned.setdefault(split_by, []).append(grouping)
        counted: list[Counted] = []
        for split_by, each in planned.items():
            seated = self._seat(measure, observed, split_by)
            if isinstance(seated, Missing):
                return seated
            counted.append(self._count(measure, seated, split_by, tuple(each)))
        return tuple(counted)

    def _count(
        self, measure: Measure, seated: Membership, split_by: tuple[str, ...], groupings: tuple[tuple[str, ...], ...]
    ) -> Counted:
        columns = unit_columns(measure, seated.subject)
        frame = self._frame(seated, split_by)
        for grouping in groupings:
            frame.groupings[grouping] = None
            for dimension in grouping:
                category = _category(self._program, frame.subject, dimension, measure.source)
                assert category is not None
                frame.dimensions[dimension] = category
        frame.finer.update(_finer(self._program, frame.dimensions))
        columns = replace(columns, person=frame.subject.person_of_row, hidden=hidden_rows(measure, seated.subject))
        named = frame.named(measure, columns)
        sums = tuple(frame.aggregate(each) for each in aggregates(measure.kind, named).columns())
        return Counted(frame, groupings, sums, (named.passes, named.value, named.over))

    def _frame(self, seated: Membership, split_by: tuple[str, ...]) -> Frame:
        """The frame of this subject and condition, shared if there is one already."""
        subject = seated.subject
        base = subject.base.table if subject.base else ""
        people = subject.people.table if subject.people else ""
        key = (base, people, seated.condition, *split_by)
        if key not in self._frames:
            self._frames[key] = Frame(subject, seated.condition)
        frame = self._frames[key]
        frame.subject.joined.update(subject.joined)
        return frame

    def _seat(self, measure: Measure, observed: Observed, split_by: tuple[str, ...]) -> Membership | Missing:
        """Whom the measure looks at: the members of its population, else the units that have rows."""
        if measure.of is None:
            return self._from_rows(measure, observed, split_by)
        seated = membership(self._program, self._facts, self._rosters, measure.of, observed)
        if isinstance(seated, Missing):
            return seated
        condition = seated.condition
        if not measure.among.is_empty:
            condition = sql.all_of([condition, seated.subject.roster_filter(measure.among)])
        # The population may be fixed on an earlier day; the measure itself looks through the period's own last day.
        subject = replace(seated.subject, observed=observed)
        if not split_by:
            return Membership(subject, condition)
        # Rows are split before people are rolled up: a student is one unit in Math and another in ELA.
        assert measure.source is not None
        subject.base = self._facts.table(measure.source, subject.unit, split_by)
        subject.split_by = split_by
        rows = rows_of_measure(measure, subject)
        assert rows is not None
        return Membership(subject, sql.all_of([condition, subject.has_rows(rows)]))

    def _from_rows(self, measure: Measure, observed: Observed, split_by: tuple[str, ...]) -> Membership:
        assert measure.source is not None
        assert measure.unit is not None
        base = self._facts.table(measure.source, measure.unit, split_by)
        person = self._person_of_rows(base.source, measure.unit)
        people = self._rosters.on(person, observed.through) if person else None
        subject = Subject(self._program, self._facts, measure.unit, observed, people, split_by, base)
        rows = rows_of_measure(measure, subject)
        assert rows is not None
        return Membership(subject, subject.has_rows(rows))

    def _person_of_rows(self, source: Source, per: str) -> str | None:
        """The person on a roster whose categories the counted units have."""
        if per != ROW:
            return per if self._program.roster_of(per) else None
        people = [each for each in source.id_columns if self._program.is_person(each)]
        return next((each for each in people if self._program.roster_of(each)), None)

    def _split_fields(self, measure: Measure, grouping: tuple[str, ...]) -> tuple[str, ...] | None:
        """The source's own fields that split rows for this grouping; None if a dimension is not to be had at all."""
        unit = self._program.unit_of(measure.of) if measure.of else measure.unit
        source = self._program.sources[measure.source] if measure.source else None
        person = unit if measure.of else self._person_of_rows(source, unit or "") if source else None
        roster = self._program.roster_of(person) if person else None
        fields: list[str] = []
        for dimension in grouping:
            if roster is not None and tells(self._program, roster, dimension):
                continue
            if source is None or (own := own_field(self._program, source, dimension)) is None:
                return None
            fields.append(own)
        return tuple(dict.fromkeys(fields))  # level and school are both told by the school


def _finer(program: Program, dimensions: Collection[str]) -> Iterator[tuple[str, str]]:
    """The dimensions that band another one of these."""
    for each in dimensions:
        definition = program.dimensions.get(each)
        if definition is not None and definition.bands and definition.field and definition.field in dimensions:
            yield each, definition.field


def own_field(program: Program, source: Source, dimension: str) -> str | None:
    """The field of a source that holds a dimension of its rows, directly or as what its bands group."""
    if dimension in source.dimensions:
        return source.dimensions[dimension]
    definition = program.dimensions.get(dimension)
    if definition and definition.field and definition.field in source.dimensions:
        return source.dimensions[definition.field]
    return None


def _category(program: Program, subject: Subject, dimension: str, source_name: str | None) -> str | None:
    """The category of a unit: the roster's, else the row's own."""
    found = category_column(program, subject.people, dimension) if subject.people is not None else None
    own = own_field(program, program.sources[source_name], dimension) if subject.base and source_name else None
    if subject.base is None or own is None:
        return found
    if found is not None:
        if subject.unit != ROW:
            return found
        said = renamed(program, own, subject.base.column(f"min({sql.name(own)})"))
        otherwise = listed_or_banded(said, program.dimensions[dimension])
        return f"CASE WHEN {PEOPLE}.unit IS NULL THEN {otherwise} ELSE {found} END"
    column = renamed(program, own, sql.name(subject.base.table, own))
    return own_category(program.dimensions.get(dimension), column)


def own_category(definition: Dimension | None, column: str) -> str:
    """A row's own category: what its bands group, else the field as it stands."""
    return banded(column, definition.bands) if definition is not None and definition.bands else column
