"""`having` and `without`: do the rows, fields and comparators of each test fit together?"""

from __future__ import annotations

from collections.abc import Iterator

from kpitrack.definitions.checks.rows import (
    Rows,
    check_day,
    check_filter,
    check_number,
    check_value,
    rows_of,
    unknown_name,
)
from kpitrack.definitions.checks.units import NUMBER, nature_of_name
from kpitrack.definitions.drafts import Draft
from kpitrack.definitions.places import Spot
from kpitrack.definitions.suggestions import unknown
from kpitrack.errors import DefinitionError
from kpitrack.model.conditions import Scalar
from kpitrack.model.measures import Goal, Take, Test, Tests, Window
from kpitrack.model.quantities import Quantity, Unit, Word
from kpitrack.model.sources import FieldType, Source


def check_tests(
    draft: Draft, tests: Tests | None, own_rows: Rows | None, unit: str | None, spot: Spot
) -> Iterator[DefinitionError]:
    """Every test of `having` or `without`.

    own_rows: what a test without `from` looks at; None if that cannot be told.
    unit:     whose rows are looked for.
    """
    if tests is None:
        return
    for position, test in enumerate(tests.all):
        yield from check_test(draft, test, own_rows, unit, spot.at("all", position))
    for position, test in enumerate(tests.any_of):
        yield from check_test(draft, test, own_rows, unit, spot.at("any_of", position))


def check_own_tests(tests: Tests | None, spot: Spot) -> Iterator[DefinitionError]:
    """A single row has no other rows to look for: only who or what it is about has."""
    for key, listed in (("all", tests.all), ("any_of", tests.any_of)) if tests else ():
        for position, test in enumerate(listed):
            if test.source is not None:
                yield DefinitionError(
                    "rows counted one by one have no rows elsewhere that could be looked for",
                    where=spot.at(key, position).at("from").where,
                    hint="test the row itself, without `from`; or count each person or thing with `per`",
                )


def check_test(
    draft: Draft, test: Test, own_rows: Rows | None, unit: str | None, spot: Spot
) -> Iterator[DefinitionError]:
    if test.source is None and test.where.is_empty and not test.has_value:
        hint = "name rows with `from`, a condition with `where`, or a `value` with a comparator"
        yield DefinitionError("this test asks nothing", where=spot.key, hint=hint)
        return
    rows = own_rows
    if test.source is not None:
        source = draft.sources.get(test.source)
        rows = rows_of(draft, source) if source else None
        yield from check_source_name(draft, test.source, spot.at("from"))
        if source is not None:
            yield from check_has_unit(draft, source, unit, spot.at("from"))
    if rows is None:
        return
    for key, part in (("where", test.where), ("before", test.before), ("after", test.after)):
        if part is not None:
            yield from check_filter(draft, part, rows, spot.at(key))
    yield from check_window(test.window, test.date, rows.source, spot)
    yield from _check_value(draft, test, rows, spot)


def check_source_name(draft: Draft, name: str, spot: Spot) -> Iterator[DefinitionError]:
    if draft.lacks("sources", name):
        yield unknown("source", name, draft.known["sources"], where=spot.where)


def check_has_unit(draft: Draft, source: Source, unit: str | None, spot: Spot) -> Iterator[DefinitionError]:
    """Rows can be joined to people only by their id."""
    if any(draft.lacks_unit(each) for each in source.id_columns):
        return  # the mistyped id is a problem of its own, and probably this one
    if unit is not None and unit not in source.id_columns:
        problem = f'the source "{source.name}" has no id of {unit}, so its rows cannot be counted per {unit}'
        hint = f"add to {source.name} in sources.yaml, with its caption in the file:  id: {{{unit}: {{column: ...}}}}"
        yield DefinitionError(problem, where=spot.where, hint=hint)


def check_window(window: Window | None, date: str | None, source: Source, spot: Spot) -> Iterator[DefinitionError]:
    """Rows must have the kind of date that the window cuts by."""
    if date is not None:
        yield from check_date_field(source, date, spot.at("date"))
        return
    if window is Window.ON_THAT_DAY and (source.date or source.period):
        yield DefinitionError(
            f'on_that_day needs rows that hold from a day to a day; those of "{source.name}" happen on one day',
            where=spot.at("window").where,
            hint=f"use in_period or year_to_date, or give {source.name} `dates: {{start, end}}`",
        )
    undated = not (source.date or source.dates or source.period)
    undated_files = not any("{period}" in file or "{date}" in file for file in source.files)
    if window in (Window.IN_PERIOD, Window.YEAR_TO_DATE) and undated and undated_files:
        yield DefinitionError(
            f'{window.value} needs dated rows, and the source "{source.name}" has no date',
            where=spot.at("window").where,
            hint=f"give {source.name} a `date` in sources.yaml, or use program_to_date",
        )


def check_date_field(source: Source, name: str, spot: Spot) -> Iterator[DefinitionError]:
    if name not in source.fields:
        yield unknown("field", name, source.fields, where=spot.where, of=f'the source "{source.name}"')
    elif source.fields[name].kind is not FieldType.DATE:
        kind = source.fields[name].kind.value
        yield DefinitionError(f'"{name}" is a {kind} field, not a date', where=spot.where, hint="give it `type: date`")


def check_numeric(draft: Draft, name: str, rows: Rows, spot: Spot) -> Iterator[DefinitionError]:
    """A field or score to calculate with."""
    if not rows.source.names() or name not in rows.source.names():
        yield unknown_name(draft, name, rows, spot.where, what="field or score")
    elif name not in rows.source.scores and nature_of_name(rows.source, name) is None:
        field = rows.source.fields.get(name)
        nature = f"a {field.kind.value} field" if field else "an id"
        yield DefinitionError(
            f'"{name}" is {nature} and cannot be calculated with',
            where=spot.where,
            hint="give it a `type` such as number or whole in sources.yaml, or name another field",
        )


def _check_value(draft: Draft, test: Test, rows: Rows, spot: Spot) -> Iterator[DefinitionError]:
    if test.value is not None and not rows.has(test.value):
        yield unknown_name(draft, test.value, rows, spot.at("value").where, what="field or score")
        return
    if test.over is not None:
        yield from check_numeric(draft, test.over, rows, spot.at("over"))
    if test.value is not None and (test.over is not None or test.take in _CALCULATING):
        yield from check_numeric(draft, test.value, rows, spot.at("value"))
    for key, goal in test.comparators:
        goals = goal if isinstance(goal, tuple) else (goal,)
        for position, each in enumerate(goals):
            yield from _check_comparator(test, rows.source, each, spot.at(key, position))


_COUNTING = (Take.COUNT, Take.DISTINCT)
_CALCULATING = (Take.SUM, Take.MEAN, Take.CHANGE)


def _check_comparator(test: Test, source: Source, goal: Goal | Scalar, spot: Spot) -> Iterator[DefinitionError]:
    """Does the amount beside the comparator fit the value of one unit?"""
    if not isinstance(goal, Quantity | Word):
        yield from _check_is(test, source, goal, spot)
        return
    if test.take in _COUNTING:
        yield from _check_units(goal, {Unit.NUMBER}, "a number of rows", "3", spot)
        return
    if test.over is not None:
        yield from _check_units(goal, {Unit.SHARE, Unit.NUMBER}, "one field divided by another", "80%", spot)
        return
    name = test.value or ""
    field = source.fields.get(name)
    if field is not None and field.kind is FieldType.LEVEL:
        if goal.text.casefold() not in {level.casefold() for level in field.levels}:
            yield unknown("level", goal.text, field.levels, where=spot.where, of=f'"{test.value}"')
        return
    if field is not None and field.kind is FieldType.DATE:
        yield from check_day(name, goal.text, spot)
        return
    nature = nature_of_name(source, name)
    if nature is None and test.value in source.scores:
        return
    if nature is None:
        hint = f"ask for a category with `is`, or for rows with `where: {{{test.value}: …}}`"
        yield DefinitionError(f'"{test.value}" has no order to compare by', where=spot.key, hint=hint)
        return
    allowed = nature.units | {Unit.NUMBER, Unit.SCORE_POINTS if test.take is Take.CHANGE else Unit.NUMBER}
    if nature is not NUMBER and Unit.SHARE in nature.units:
        allowed -= {Unit.NUMBER}  # a bare 1 may mean 1 % or 100 %
    yield from _check_units(goal, allowed, nature.name, nature.example, spot)


def _check_units(
    goal: Goal, allowed: frozenset[Unit] | set[Unit], nature: str, example: str, spot: Spot
) -> Iterator[DefinitionError]:
    if not isinstance(goal, Quantity) or goal.unit not in allowed:
        problem = f"{goal.text} does not fit: compared is {nature}"
        yield DefinitionError(problem, where=spot.where, hint=f"write it as {example}")


def _check_is(test: Test, source: Source, value: Scalar, spot: Spot) -> Iterator[DefinitionError]:
    """Can a unit have this value? Rows that are counted or summed make a number, and so does a score."""
    name = test.value or "this"
    if test.over is not None:
        hint = "compare it: at_least: 80%, or between: [80%, 90%]"
        yield DefinitionError(f'"{name}" over "{test.over}" is no category', where=spot.key, hint=hint)
    elif test.value in source.scores or test.take in (*_COUNTING, *_CALCULATING):
        yield from check_number(name, "makes a number", value, spot)
    elif field := source.fields.get(name):
        yield from check_value(name, field, value, spot)
