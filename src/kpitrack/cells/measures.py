"""A measure as aggregates over the units of a frame: one function per kind.

Every kind gives the same columns, so one query can count many measures: n, numerator, denominator, members and, where
a later room needs them, sums of squares and of products.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kpitrack.cells.facts import RowsAsked
from kpitrack.cells.passing import passing_sql, rows_of_test, sides_of_change
from kpitrack.cells.subjects import Subject
from kpitrack.engine import sql
from kpitrack.model.measures import Kind, Measure, Take, Test, Window

# One figure more than numbers have: decimals of 18 are multiplied in 64 bits, which the square of 3,038 exceeds.
_WIDE = f"DECIMAL(19,{sql.DECIMALS})"


@dataclass(frozen=True, slots=True)
class UnitColumns:
    """What the measure says of one unit, as SQL over the frame. Unused ones are None."""

    passes: str | None = None  # TRUE, FALSE, NULL = left out
    value: str | None = None  # number, NULL = left out
    over: str | None = None  # the divisor of a ratio, the first side of a change
    rows: str | None = None  # rows behind the value of a total
    person: str | None = None  # whose row it is, where rows are counted
    hidden: str | None = None  # rows that hide at the source what the measure looks at


@dataclass(frozen=True, slots=True)
class Aggregates:
    """Aggregate SQL over the frame's units, in the order of `model.cells.Cell`."""

    n: str
    numerator: str
    denominator: str
    members: str = "count(*)"
    squares: str = "NULL"
    squares_before: str = "NULL"
    products: str = "NULL"
    unmatched_before: str = "NULL"
    unmatched_after: str = "NULL"
    people: str = "NULL"  # different people of what is counted, where n counts rows
    hidden: str = "NULL"  # units of which something is hidden at the source

    def columns(self) -> tuple[str, ...]:
        return (
            *(self.n, self.numerator, self.denominator, self.members, self.squares),
            *(self.squares_before, self.products, self.unmatched_before, self.unmatched_after, self.people),
            self.hidden,
        )


def rows_of_measure(measure: Measure, subject: Subject) -> RowsAsked | None:
    """The measure's own rows; None if it looks at the roster."""
    if measure.source is None:
        return None
    window = measure.window or Window.PROGRAM_TO_DATE
    return RowsAsked(measure.source, (measure.where,), window, subject.observed, measure.date)


def unit_columns(measure: Measure, subject: Subject) -> UnitColumns:
    """What the measure says of each unit of the subject."""
    rows = rows_of_measure(measure, subject)
    match measure.kind:
        case Kind.COUNT | Kind.SHARE:
            passes = passing_sql(subject, measure.having, measure.without, rows)
            if rows is not None and measure.of is not None and not measure.tests():
                passes = f"{subject.rows_counted(rows)} > 0"
            return UnitColumns(passes=passes)
        case Kind.TOTAL:
            return _total(measure, subject, rows)
        case Kind.MEAN:
            return UnitColumns(value=_unit_value(measure, subject, rows))
        case Kind.RATIO:
            return _ratio(measure, subject, rows)
        case Kind.CHANGE:
            return _change(measure, subject, rows)
        case Kind.GAP | Kind.DERIVED | Kind.RECORD:
            raise AssertionError(f"a {measure.kind.value} is not counted over units")


def hidden_rows(measure: Measure, subject: Subject) -> str | None:
    """How many rows of a unit hide at the source what the measure looks at; None if none can."""
    rows = rows_of_measure(measure, subject)
    asked: list[tuple[RowsAsked, Measure | Test]] = [(rows, measure)] if rows is not None else []
    asked += [(found, test) for test in measure.tests() if (found := rows_of_test(subject, test, rows)) is not None]
    counts = []
    for looked_at, each in asked:
        is_change = each.before is not None or (isinstance(each, Measure) and each.kind is Kind.CHANGE)
        sides = sides_of_change(subject, looked_at, each.before, each.after) if is_change else (looked_at,)
        fields = [field for field in (each.value, each.over) if field]
        counts += [count for side in sides if (count := subject.rows_hidden(side, fields)) is not None]
    return " + ".join(dict.fromkeys(counts)) or None


def aggregates(kind: Kind, unit: UnitColumns) -> Aggregates:
    """The sums over units, over named columns of the frame."""
    found = _sums(kind, unit)
    return replace(found, hidden=f"count(*) FILTER (WHERE {unit.hidden} > 0)") if unit.hidden else found


def _sums(kind: Kind, unit: UnitColumns) -> Aggregates:
    match kind:
        case Kind.COUNT:
            counted = f"count(*) FILTER (WHERE {unit.passes})"
            return Aggregates(counted, counted, "NULL", people=_people(unit, str(unit.passes)))
        case Kind.SHARE:
            answered = f"count({unit.passes})"
            passing = f"count(*) FILTER (WHERE {unit.passes})"
            return Aggregates(answered, passing, answered, people=_people(unit, f"{unit.passes} IS NOT NULL"))
        case Kind.TOTAL:
            people = _people(unit, f"{unit.value} IS NOT NULL") if unit.person else f"count({unit.value})"
            return Aggregates(f"sum({unit.rows})", f"sum({unit.value})", "NULL", people=people)
        case Kind.MEAN:
            answered = f"count({unit.value})"
            people = _people(unit, f"{unit.value} IS NOT NULL")
            squares = _squares(unit.value, unit.value)
            return Aggregates(answered, f"sum({unit.value})", answered, squares=squares, people=people)
        case Kind.RATIO:
            both = f"{unit.value} IS NOT NULL AND {unit.over} IS NOT NULL"
            counted = f"count(*) FILTER (WHERE {both})"
            return Aggregates(counted, f"sum({unit.value})", f"sum({unit.over})", people=_people(unit, both))
        case Kind.CHANGE:
            return _change_aggregates(unit)
        case Kind.GAP | Kind.DERIVED | Kind.RECORD:
            raise AssertionError(f"a {kind.value} is not counted over units")


def _people(unit: UnitColumns, counted: str) -> str:
    """Different people behind the rows that are counted; NULL where units are counted themselves."""
    return f"count(DISTINCT {unit.person}) FILTER (WHERE {counted})" if unit.person else "NULL"


def _unit_value(measure: Measure, subject: Subject, rows: RowsAsked | None) -> str:
    assert measure.value is not None
    if rows is None:
        return subject.roster_value(measure.value).sql
    if measure.over is None:
        value = subject.value(rows, measure.value, measure.take).sql
        # Who has no row at all has none of them: zero, whether or not the source knows the unit from other days.
        return f"coalesce({value}, 0)" if measure.take in (Take.COUNT, Take.DISTINCT) else value
    both = rows.filled(measure.value, measure.over)
    numerator, denominator = (subject.value(both, each, Take.SUM).sql for each in (measure.value, measure.over))
    return f"CASE WHEN {denominator} > 0 THEN {sql.average_half_up(numerator, denominator)} END"


def _total(measure: Measure, subject: Subject, rows: RowsAsked | None) -> UnitColumns:
    assert measure.value is not None
    if rows is None:
        value = subject.roster_value(measure.value).sql
        return UnitColumns(value=value, rows=f"CASE WHEN {value} IS NOT NULL THEN 1 END")
    filled = rows.filled(measure.value)
    counted = subject.rows_counted(filled)
    value = subject.value(filled, measure.value, Take.SUM).sql
    if measure.tests():
        passes = passing_sql(subject, measure.having, measure.without, rows)
        return UnitColumns(value=f"CASE WHEN {passes} THEN {value} END", rows=f"CASE WHEN {passes} THEN {counted} END")
    return UnitColumns(value=value, rows=counted)


def _ratio(measure: Measure, subject: Subject, rows: RowsAsked | None) -> UnitColumns:
    assert measure.value is not None
    assert measure.over is not None
    if rows is None:
        value, over = subject.roster_value(measure.value).sql, subject.roster_value(measure.over).sql
        both = f"{value} IS NOT NULL AND {over} IS NOT NULL"
        return UnitColumns(value=f"CASE WHEN {both} THEN {value} END", over=f"CASE WHEN {both} THEN {over} END")
    both_filled = rows.filled(measure.value, measure.over)
    return UnitColumns(
        value=subject.value(both_filled, measure.value, Take.SUM).sql,
        over=subject.value(both_filled, measure.over, Take.SUM).sql,
    )


def _change(measure: Measure, subject: Subject, rows: RowsAsked | None) -> UnitColumns:
    assert measure.value is not None
    assert rows is not None
    before, after = sides_of_change(subject, rows, measure.before, measure.after)
    return UnitColumns(
        value=subject.value(after, measure.value, measure.take).sql,
        over=subject.value(before, measure.value, measure.take).sql,
    )


def _change_aggregates(unit: UnitColumns) -> Aggregates:
    after, before = unit.value, unit.over
    matched = f"FILTER (WHERE {after} IS NOT NULL AND {before} IS NOT NULL)"
    return Aggregates(
        n=f"count(*) {matched}",
        numerator=f"sum({after}) {matched}",
        denominator=f"sum({before}) {matched}",
        squares=_squares(after, after, matched),
        squares_before=_squares(before, before, matched),
        products=_squares(after, before, matched),
        unmatched_before=f"count(*) FILTER (WHERE {before} IS NOT NULL AND {after} IS NULL)",
        unmatched_after=f"count(*) FILTER (WHERE {after} IS NOT NULL AND {before} IS NULL)",
    )


def _squares(left: str | None, right: str | None, matched: str = "") -> str:
    return f"sum(CAST({left} AS {_WIDE}) * CAST({right} AS {_WIDE})) {matched}".strip()
