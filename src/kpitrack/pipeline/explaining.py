"""Where a number comes from, and the confidential list of people behind it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from kpitrack import cells
from kpitrack.definitions import read_statements
from kpitrack.engine.session import Session
from kpitrack.errors import UsageError
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import Missing
from kpitrack.model.explained import Explanation, MovementShown, PeopleList, PersonRow
from kpitrack.model.measures import Kind
from kpitrack.model.metrics import Metric
from kpitrack.model.program import Program
from kpitrack.model.published import PublishedCell, Suppressed
from kpitrack.pipeline.asking import Question, Scope, periods_of_row, scope_of
from kpitrack.pipeline.reporting import judge_and_protect, load_exports, released_before
from kpitrack.verdicts import PeriodsOfRow
from kpitrack.wording import english
from kpitrack.wording.measures import measure_words


def explain(program: Program, metric: str, question: Question, *, with_sql: bool = False) -> Explanation:
    """Where one number comes from: files, rows, people, targets, groups and, on request, the SQL that counted it.

    raises: UsageError as `report` does.
    """
    dimensions = tuple((each,) for each in program.metrics[metric].by) if metric in program.metrics else ()
    asked = replace(question, metrics=(metric,), by=question.by or dimensions)
    scope = scope_of(program, asked)
    definition = program.metrics[metric]
    row = periods_of_row(program, definition, scope)
    before = released_before(program, scope)
    folder = question.exports or program.exports_folder
    with Session.open([folder, program.records_file.parent]) as session:
        intake = load_exports(session, program, scope.metrics, scope.through, folder)
        result = judge_and_protect(session, program, intake, scope, {metric: row}, before)
        listing = _list(session, program, definition, row.now)
        earlier = _list(session, program, definition, row.previous) if row.previous else None
    statements = listing.statements if with_sql and isinstance(listing, cells.Listing) else ()
    return Explanation(
        program=program.program.title,
        period=scope.period.id,
        as_of=scope.as_of,
        audience=scope.audience,
        metric=result.metrics[0],
        words=measure_words(program, metric),
        sources=result.sources,
        problems=result.problems,
        movement=_movement(program, scope, result.metrics[0].total, listing, earlier, row),
        has_list=isinstance(listing, cells.Listing),
        parts=tuple(dict.fromkeys(definition.measure.parts)),
        statements=read_statements(program.folder, _inventory(definition)),
        sql=statements,
        dimension_titles=dict(result.dimension_titles),
    )


def people_behind(program: Program, metric: str, question: Question) -> PeopleList:
    """The confidential list behind a number: everybody it looks at, counted or not, and why. Internal only.

    raises: UsageError for a metric that is made of others or recorded by hand, and for an audience that may not see it.
    """
    if question.audience not in (None, "internal"):
        raise UsageError(f"a list of people is internal, not {question.audience}", hint="leave --audience out")
    scope = scope_of(program, replace(question, metrics=(metric,), by=()))
    definition = program.metrics[metric]
    if definition.measure.is_derived or definition.measure.kind is Kind.RECORD:
        parts = ", ".join(definition.measure.parts)
        raise UsageError(f"no people stand behind {metric} itself", hint=f"explain one of: {parts}" if parts else "")
    row = periods_of_row(program, definition, scope)
    folder = question.exports or program.exports_folder
    with Session.open([folder, program.records_file.parent]) as session:
        load_exports(session, program, scope.metrics, scope.through, folder)
        listing = _list(session, program, definition, row.now)
    if not isinstance(listing, cells.Listing):
        raise UsageError(f"nobody to list for {metric}: {listing.reason if listing else 'it is recorded by hand'}")
    rows = tuple(person_row(definition, each) for each in _of_school(listing, scope.school))
    unit = program.unit_of(definition.measure.of) if definition.measure.of else definition.measure.unit or "row"
    return PeopleList(metric, definition.title, scope.period.id, row.now.through, unit, listing.dimensions, rows)


def _list(session: Session, program: Program, metric: Metric, observed: Observed) -> cells.Listing | Missing | None:
    if metric.measure.is_derived or metric.measure.kind is Kind.RECORD:
        return None
    return cells.list_units(session, program, metric, observed, tuple(dict.fromkeys((*metric.by, "school"))))


def _of_school(listing: cells.Listing, school: str) -> tuple[cells.ListedUnit, ...]:
    if not school:
        return listing.units
    if "school" not in listing.dimensions:
        raise UsageError("this metric is not known by school", hint="leave --school out")
    place = listing.dimensions.index("school")
    return tuple(each for each in listing.units if each.categories[place] == school)


def _inventory(metric: Metric) -> tuple[str, ...]:
    """Every statement the metric or one of its targets and alerts fulfils."""
    of_targets = (each for target in metric.targets for each in target.inventory)
    of_alerts = (each for alert in metric.alerts for each in alert.inventory)
    return (*metric.inventory, *of_targets, *of_alerts)


def person_row(metric: Metric, unit: cells.ListedUnit) -> PersonRow:
    """One line of the list: is the unit in the numerator, with which value, and why."""
    value = f"{Decimal(unit.value).normalize():f}" if unit.value is not None else ""
    if metric.measure.kind in (Kind.COUNT, Kind.SHARE):
        counted, why = english.in_numerator(passes=unit.passes)
    else:
        has_value = unit.value is not None and (unit.first is not None or metric.measure.kind is not Kind.CHANGE)
        counted, why = ("yes", "") if has_value else ("left out", "no answer")
    return PersonRow(unit.id, unit.categories, counted, value, why)


def _movement(
    program: Program,
    scope: Scope,
    total: PublishedCell,
    now: cells.Listing | Missing | None,
    earlier: cells.Listing | Missing | None,
    row: PeriodsOfRow,
) -> MovementShown | None:
    if not isinstance(now, cells.Listing) or not isinstance(earlier, cells.Listing) or row.previous is None:
        return None
    if scope.audience == "public" or isinstance(total, Suppressed):  # the counts are exact, and tell the total's size
        return None
    is_internal = scope.audience == "internal"
    # One school's numbers beside everybody's tell those of the others, so the protected line speaks of everybody.
    school = scope.school if is_internal and "school" in now.dimensions else ""
    minimum = 0 if is_internal else program.disclosure.minimum
    moves = cells.compared(now, earlier, school)
    people = told((moves.joined, moves.left, moves.moved), minimum)
    return MovementShown(row.previous.through, people, minimum, in_all_schools=bool(scope.school) and not school)


def told(people: tuple[int, int, int], minimum: int) -> tuple[int, int, int] | None:
    """All three numbers, or none where one is small: beside two totals one gives another away."""
    return None if any(0 < each < minimum for each in people) else people
