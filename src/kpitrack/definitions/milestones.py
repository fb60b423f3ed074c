"""milestones.yaml -> a checked Plan, or every problem in it with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from pydantic import ValidationError

from kpitrack.definitions.inventory import read_inventory_ids
from kpitrack.definitions.places import Spot
from kpitrack.definitions.plain_words import keys_of, plain_problems
from kpitrack.definitions.strict_yaml import Document, read_yaml
from kpitrack.definitions.suggestions import unknown
from kpitrack.errors import DefinitionError, DefinitionErrors, UsageError
from kpitrack.model.calendar import Calendar
from kpitrack.model.measures import Kind
from kpitrack.model.milestones import Milestone
from kpitrack.model.plan import Plan, Step, Stretch, WeekLine
from kpitrack.model.program import Program
from kpitrack.model.quantities import Quantity, Word

FILE = "milestones.yaml"
_SNAKE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


def is_recorded_by_hand(program: Program, metric: str) -> bool:
    """A metric whose levels people enter, rather than one that is counted or read from an export."""
    found = program.metrics.get(metric)
    return found is not None and found.measure.kind is Kind.RECORD and found.measure.source is None


def has_plan(program: Program) -> bool:
    return (program.folder / FILE).is_file()


def read_plan(program: Program) -> Plan:
    """The plan of a program.

    raises: DefinitionErrors with every problem found; UsageError if the program has no milestones.yaml.
    """
    path = program.folder / FILE
    if not path.is_file():
        raise UsageError(
            f"this program has no {FILE}", where=str(program.folder), hint=f"write {FILE} beside program.yaml"
        )
    document = read_yaml(path, name=f"{program.folder.resolve().name}/{FILE}")
    return plan_of(program, document, read_inventory_ids(program.folder))


def plan_of(program: Program, document: Document, inventory: frozenset[str] | None) -> Plan:
    """As `read_plan`, of a document that was read. inventory: known ids; None if any may be written."""
    problems = list(document.problems)
    written = document.value if isinstance(document.value, dict) else {}
    if document.value is not None and not isinstance(document.value, dict):
        where = document.places.of_value(())
        hint = "write `milestone_id:` at the beginning of a line and its keys indented below"
        problems.append(DefinitionError("this file is not a list of milestones", where=where, hint=hint))
    root = Spot(document.places)
    found: dict[str, Milestone] = {}
    for name, raw in written.items():
        if milestone := _read(name, raw, root.at(name), problems):
            found[name] = milestone
    for name, milestone in found.items():
        problems += _check(program, found, set(written), milestone, root.at(name))
        problems += _check_inventory(milestone, inventory, root.at(name))
    problems += _check_cycles(found, root)
    problems += _check_one_date(program.calendar, found, root)
    if problems:
        raise DefinitionErrors(tuple(sorted(problems, key=_place)))
    return _plan(program, found, root)


def _place(problem: DefinitionError) -> tuple[int, int]:
    _, line, column = problem.where.rsplit(":", 2)
    return int(line), int(column)


def _read(name: str, raw: object, spot: Spot, problems: list[DefinitionError]) -> Milestone | None:
    if not _SNAKE.fullmatch(name):
        problems.append(
            DefinitionError(f'"{name}" cannot name a milestone', where=spot.key, hint="use small letters, digits and _")
        )
    if not isinstance(raw, dict):
        keys = ", ".join(keys_of(Milestone))
        problems.append(
            DefinitionError(f'the milestone "{name}" is empty', where=spot.key, hint=f"its keys are: {keys}")
        )
        return None
    try:
        return Milestone.model_validate(raw).model_copy(update={"id": name})
    except ValidationError as error:
        problems += plain_problems(error, Milestone, spot.places, spot.path)
        return None


# --- Checks -----------------------------------------------------------------------------------------------------


def _check(
    program: Program, found: Mapping[str, Milestone], known: set[str], milestone: Milestone, spot: Spot
) -> Iterator[DefinitionError]:
    yield from _check_dates(program.calendar, milestone, spot)
    if is_recorded_by_hand(program, milestone.id):
        hint = "give the milestone another id; both are recorded under their id"
        yield DefinitionError(f'"{milestone.id}" names a metric that is recorded by hand', where=spot.key, hint=hint)
    for key, names in (("after", milestone.after), ("expects", milestone.expects)):
        for position, name in enumerate(names):
            where = _of_name(spot.at(key), name, position)
            yield from _check_predecessor(found, known, milestone, name, where)
    if milestone.during is not None:
        yield from _check_during(found, known, milestone.during, spot.at("during").where)
    if milestone.done_when is not None:
        yield from _check_condition(program, milestone, spot.at("done_when"))
    if milestone.each is not None and milestone.each not in program.dimensions:
        yield unknown("dimension", milestone.each, program.dimensions, where=spot.at("each").where)
    if milestone.every is not None and not program.calendar.every(milestone.every):
        rhythms = ("week", "month", "quarter", "semester", "year")
        yield unknown("rhythm", milestone.every, rhythms, where=spot.at("every").where)


def _of_name(spot: Spot, name: str, position: int) -> str:
    """Where a name stands in a list, or as a key."""
    return spot.at(name).key if spot.has(name) else spot.at(position).where


def _check_predecessor(
    found: Mapping[str, Milestone], known: set[str], milestone: Milestone, name: str, where: str
) -> Iterator[DefinitionError]:
    if name not in known:
        yield unknown("milestone", name, known - {milestone.id}, where=where)
    elif (other := found.get(name)) and (other.is_stretch or other.every is not None):
        problem = f'nothing can wait for "{name}", which has no day of its own on which it is done'
        yield DefinitionError(problem, where=where, hint="name a deliverable made in it")


def _check_during(found: Mapping[str, Milestone], known: set[str], name: str, where: str) -> Iterator[DefinitionError]:
    activities = {each for each, one in found.items() if one.is_stretch}
    if name not in known:
        yield unknown("activity", name, activities, where=where)
    elif name in found and name not in activities:
        hint = "write `kind: activity` there, or name another one"
        yield DefinitionError(f'"{name}" is not an activity', where=where, hint=hint)


def _check_condition(program: Program, milestone: Milestone, spot: Spot) -> Iterator[DefinitionError]:
    condition = milestone.done_when
    assert condition is not None
    metric = program.metrics.get(condition.metric)
    if metric is None:
        yield unknown("metric", condition.metric, program.metrics, where=spot.at("metric").where)
        return
    goal, where = condition.goal, spot.at(condition.comparator).where
    is_by_hand = is_recorded_by_hand(program, metric.id)
    if isinstance(goal, Word) and is_by_hand:
        levels = metric.measure.record_levels
        if goal.text.lower() not in {level.lower() for level in levels}:
            yield unknown("level", goal.text, levels, where=where, of=f'"{metric.id}"')
    elif isinstance(goal, Word):
        hint = "write an amount with its unit, such as 20, 100% or 7 /10"
        yield DefinitionError(f'"{goal.text}" is not an amount', where=where, hint=hint)
    elif isinstance(goal, Quantity) and is_by_hand:
        hint = f"use one of: {', '.join(metric.measure.record_levels)}"
        yield DefinitionError(f'"{metric.id}" is recorded as a level, not as a number', where=where, hint=hint)


def _check_dates(calendar: Calendar, milestone: Milestone, spot: Spot) -> Iterator[DefinitionError]:
    for key in ("starts", "due"):
        written = getattr(milestone, key)
        if written is not None:
            yield from _check_period(calendar, written, spot.at(key).where)
    for position, day in enumerate(milestone.monitor):
        where = spot.at("monitor", position).where if spot.at("monitor").has(position) else spot.at("monitor").where
        yield from _check_period(calendar, day, where)
    if milestone.starts is None or milestone.due is None:
        return
    start, due = calendar.find(milestone.starts), calendar.find(milestone.due)
    if start and due and due.end < start.start:
        yield DefinitionError(
            f"it is due {milestone.due}, before it starts in {milestone.starts}",
            where=spot.at("due").where,
            hint="exchange them, or correct one of them",
        )


def _check_period(calendar: Calendar, written: str, where: str) -> Iterator[DefinitionError]:
    period = calendar.find(written)
    years = calendar.every("year")
    if period is None:
        year, _, rest = written.partition("-")
        weeks = [each.id for each in calendar.every("week") if each.id.startswith(f"{year}-")]
        if rest[:1] == "W" and weeks:
            hint = f"{year} has {weeks[0]} to {weeks[-1]}"
            yield DefinitionError(f'the week "{written}" lies outside the year', where=where, hint=hint)
        else:
            yield unknown("period", written, calendar.names(), where=where, hint="write Y1-W08, Y1-Q2 or 2026-02-15")
    elif period.end < years[0].start or period.start > years[-1].end:
        hint = f"the program runs {years[0].start} to {years[-1].end}"
        yield DefinitionError(f"{written} lies outside every program year", where=where, hint=hint)


def _check_inventory(milestone: Milestone, known: frozenset[str] | None, spot: Spot) -> Iterator[DefinitionError]:
    for position, each in enumerate(milestone.inventory):
        if known is not None and each not in known:
            yield unknown("inventory row", each, known, where=spot.at("inventory", position).where)


def _check_cycles(found: Mapping[str, Milestone], root: Spot) -> Iterator[DefinitionError]:
    """Everything that waits for itself, one problem per circle, at the place where it closes."""
    graph = {name: [each for each in one.after if each in found] for name, one in found.items()}
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle: list[str] = list(reversed(error.args[1]))
            first, then = circle[0], circle[1]
            position = list(found[first].after).index(then)
            yield DefinitionError(
                f"these milestones wait for each other: {' after '.join(circle)}",
                where=_of_name(root.at(first, "after"), then, position),
                hint="remove one of these `after`",
            )
            graph[first].remove(then)
        else:
            return


def _check_one_date(calendar: Calendar, found: Mapping[str, Milestone], root: Spot) -> Iterator[DefinitionError]:
    """Two entries that are one promise, by their title or by a statement both fulfil, with two due days."""
    first: dict[str, Milestone] = {}
    for name, milestone in found.items():
        if milestone.is_stretch or milestone.due is None:
            continue
        for mark in dict.fromkeys((milestone.title.casefold(), *milestone.inventory)):
            other = first.setdefault(mark, milestone)
            if other.due is None or not _differ(calendar, other.due, milestone.due):
                continue
            what = mark if mark in milestone.inventory else f'"{milestone.title}"'
            yield DefinitionError(
                f"two dates for {what}: {milestone.due} here, {other.due} at {root.at(other.id, 'due').where}",
                where=root.at(name, "due").where,
                hint="keep one date, or give the two promises different titles and statements",
            )
            break


def _differ(calendar: Calendar, one: str, other: str) -> bool:
    first, second = calendar.find(one), calendar.find(other)
    return first is not None and second is not None and first.end != second.end


# --- The plan ---------------------------------------------------------------------------------------------------


def _plan(program: Program, found: Mapping[str, Milestone], root: Spot) -> Plan:
    line = WeekLine.of_calendar(program.calendar)
    dated = {name: one for name, one in found.items() if one.due is not None}
    stretches = {
        name: _stretch(program.calendar, line, one, found, root.at(name))
        for name, one in dated.items()
        if one.is_stretch
    }
    return Plan(
        program=program.program.id,
        title=program.program.title,
        weeks=line,
        steps={
            name: _step(program.calendar, line, one, stretches, root.at(name))
            for name, one in dated.items()
            if not one.is_stretch
        },
        stretches=stretches,
        recurring=tuple(one for one in found.values() if one.every is not None),
    )


def _stretch(
    calendar: Calendar, line: WeekLine, milestone: Milestone, found: Mapping[str, Milestone], spot: Spot
) -> Stretch:
    assert milestone.starts is not None
    assert milestone.due is not None
    return Stretch(
        milestone=milestone,
        start=line.at(calendar.period(milestone.starts).start),
        end=line.at(calendar.period(milestone.due).end),
        place=spot.key,
        steps=tuple(name for name, one in found.items() if one.during == milestone.id),
    )


def _step(
    calendar: Calendar, line: WeekLine, milestone: Milestone, stretches: Mapping[str, Stretch], spot: Spot
) -> Step:
    """Weeks of work: as written, else from the start (its own, else its activity's) to the due week, else one."""
    assert milestone.due is not None
    due_on = calendar.period(milestone.due).end
    due = line.at(due_on)
    start = _known_start(calendar, line, milestone, stretches)
    usable = start if start is not None and start <= due else None
    takes = milestone.takes or (1 if usable is None else due - usable + 1)
    return Step(
        milestone=milestone,
        start=max(0, due - takes + 1) if usable is None else usable,
        due=due,
        due_on=due_on,
        takes=takes,
        place=spot.key,
        start_is_known=usable is not None,
    )


def _known_start(
    calendar: Calendar, line: WeekLine, milestone: Milestone, stretches: Mapping[str, Stretch]
) -> int | None:
    if milestone.starts is not None:
        return line.at(calendar.period(milestone.starts).start)
    return stretches[milestone.during].start if milestone.during else None
