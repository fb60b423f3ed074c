"""The confidential list behind a number: every unit, in the numerator or not; and who joined, left and moved.

Only `explain` asks for it. The list itself is for the internal audience; the comparison leaves as three counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpitrack.cells.facts import Facts
from kpitrack.cells.frames import Counted, Frames
from kpitrack.cells.people import Rosters
from kpitrack.cells.tallies import query_sql
from kpitrack.engine import sql
from kpitrack.engine.session import Session
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import Missing
from kpitrack.model.measures import Kind
from kpitrack.model.metrics import Metric
from kpitrack.model.program import Program


@dataclass(frozen=True, slots=True)
class ListedUnit:
    """One person or thing behind a number."""

    id: str
    categories: tuple[str, ...]  # one per dimension asked for
    passes: bool | None = None  # in the numerator; None: left out for want of an answer, or not that kind of measure
    value: Decimal | int | None = None
    first: Decimal | int | None = None  # the first side of a change, the divisor of a ratio


@dataclass(frozen=True, slots=True)
class Listing:
    """Everybody behind one number, and the SQL that found them."""

    dimensions: tuple[str, ...]
    units: tuple[ListedUnit, ...]
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Movement:
    """How the people counted differ from those of an earlier period."""

    joined: int
    left: int
    moved: int  # counted both times, in another school


def list_units(
    session: Session, program: Program, metric: Metric, observed: Observed, dimensions: Sequence[str]
) -> Listing | Missing:
    """Every unit the metric looks at, in the order of their ids.

    dimensions: whose categories to list; those that the units do not have are left away.
    """
    facts, rosters = Facts(program), Rosters(program)
    frames = Frames(program, facts, rosters)
    had = tuple(each for each in dimensions if frames.plan(metric.measure, observed, [(each,)]))
    frames = Frames(program, facts, rosters)
    planned = frames.plan(metric.measure, observed, [had])
    if isinstance(planned, Missing):
        return planned
    [counted] = planned
    query = _query(counted, had)
    statements = (*rosters.create_sqls(), *(each.create_sql() for each in facts.tables))
    for statement in statements:
        session.run(statement)
    kind = metric.measure.kind
    units = tuple(_listed(row, len(had), kind) for row in session.rows(query))
    return Listing(had, units, (*statements, query_sql([counted.frame])))


def _query(counted: Counted, dimensions: tuple[str, ...]) -> str:
    frame = counted.frame
    frame.columns[frame.subject.key_sql] = "unit"
    categories = [sql.name(each) for each in dimensions]
    asked = [each or "NULL" for each in counted.unit_columns]
    selected = ", ".join(["CAST(unit AS VARCHAR)", *categories, *asked])
    return f"SELECT {selected} FROM ({frame.units_sql()}) ORDER BY unit"


def _listed(row: Sequence[object], width: int, kind: Kind) -> ListedUnit:
    identity, categories, (passes, value, over) = row[0], row[1 : 1 + width], row[1 + width : 4 + width]
    names = tuple(str(each) for each in categories)
    if kind in (Kind.COUNT, Kind.SHARE):
        return ListedUnit(str(identity), names, passes=None if passes is None else bool(passes))
    return ListedUnit(str(identity), names, value=_number(value), first=_number(over))


def _number(value: object) -> Decimal | int | None:
    return value if isinstance(value, Decimal | int) else None


def compared(now: Listing, earlier: Listing, school: str = "") -> Movement:
    """Who is listed now and was not, who was and is not, and who is in another school.

    school: only of those who are in it, or were.
    """
    here, there = _schools_of(now), _schools_of(earlier)
    about = [each for each in here.keys() | there.keys() if school in ("", here.get(each), there.get(each))]
    schools = [(here[each], there[each]) for each in about if each in here and each in there]
    return Movement(
        joined=sum(each not in there for each in about),
        left=sum(each not in here for each in about),
        moved=sum(one != other and "" not in (one, other) for one, other in schools),
    )


def _schools_of(listing: Listing) -> dict[str, str]:
    """Everybody who is counted (n), with the school, empty where the metric is not told by school."""
    place = listing.dimensions.index("school") if "school" in listing.dimensions else None
    return {unit.id: unit.categories[place] if place is not None else "" for unit in listing.units if _counts(unit)}


def _counts(unit: ListedUnit) -> bool:
    """Is the unit one of those counted (n)?"""
    return unit.passes is not None or unit.value is not None
