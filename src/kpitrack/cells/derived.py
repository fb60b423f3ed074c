"""Categories that no roster field holds: by the presence of rows on a fixed day, or from several race codes.

Free and reduced meals are the first kind: a student with an open 181 or 182 row on census day is eligible, everybody
else is not. The absence of a row says something only if the source has rows at all and the day has come.
"""

from __future__ import annotations

from datetime import date

from kpitrack.cells.windows import window_sql
from kpitrack.engine import sql
from kpitrack.engine.sql import Column
from kpitrack.errors import DefinitionError
from kpitrack.model.calendar import Calendar, Observed
from kpitrack.model.measures import Test, Window
from kpitrack.model.program import Dimension, Program
from kpitrack.model.sources import Source

RACES = (
    "American Indian or Alaska Native",
    "Asian",
    "Black or African American",
    "Filipino",
    "Hispanic or Latino",
    "Middle Eastern or North African",
    "Native Hawaiian or Pacific Islander",
    "White",
    "Two or more races",
)  # as the shipped map spells them; a program may shorten them: Black, Hispanic, Two or more
HISPANIC, SEVERAL = "Hispanic or Latino", "Two or more races"
_FEDERAL = {"Filipino": "Asian"}  # the federal view folds Filipino into Asian; California keeps it apart


def is_derived(program: Program, roster: Source, dimension: str) -> bool:
    """Is this a dimension by the presence of rows about the people of this roster?"""
    definition = program.dimensions.get(dimension)
    if definition is None or definition.having is None:
        return False
    named = [program.sources.get(test.source or "") for test in definition.having.each()]
    return all(source is not None and set(source.id_columns) & set(roster.id_columns) for source in named)


def presence_sql(program: Program, dimension: str, unit: str, day: date) -> str:
    """The category of each person on a day, from `id_<unit>`; NULL before the fixed day and without any row at all.

    raises: DefinitionError for a test of a value: only the presence of rows decides.
    """
    definition = program.dimensions[dimension]
    assert definition.having is not None
    decided = _fixed_day(program.calendar, definition, day)
    if decided is None or decided > day:
        return "CAST(NULL AS VARCHAR)"
    having = definition.having
    answers = [_has_rows(program, test, unit, decided, dimension) for test in having.all]
    if having.any_of:
        answers.append(sql.any_of(_has_rows(program, test, unit, decided, dimension) for test in having.any_of))
    known = sql.all_of(
        f"EXISTS (SELECT 1 FROM {sql.name(f'rows_{source}')})"
        for source in dict.fromkeys(test.source for test in having.each())
    )
    then, otherwise = (sql.text(each or "") for each in (definition.then, definition.else_))
    return f"CASE WHEN NOT ({known}) THEN NULL WHEN {sql.all_of(answers)} THEN {then} ELSE {otherwise} END"


def _has_rows(program: Program, test: Test, unit: str, day: date, dimension: str) -> str:
    if test.has_value or test.comparators or test.source is None:
        raise DefinitionError(
            "a dimension is told by the presence of rows, not by a value",
            where=f"program.yaml: dimensions.{dimension}",
            hint="having: {from: programs, where: {program: ['181', '182']}, window: on_that_day}",
        )
    source = program.sources[test.source]

    def column(field: str) -> Column:
        definition = source.fields[field]
        return Column(sql.name(field), definition.kind, definition.levels)

    period = program.calendar.newest("year", day) or program.calendar.newest("quarter", day)
    assert period is not None
    observed = Observed(period, day)
    window = window_sql(source, test.window or Window.ON_THAT_DAY, observed, program.calendar, date_field=test.date)
    wanted = sql.all_of([window, f"coalesce({sql.filter_sql(test.where, column, deciding_day=day)}, FALSE)"])
    person = sql.name(f"id_{unit}")
    return (
        f"{person} IN (SELECT {person} FROM {sql.name(f'rows_{source.name}')} WHERE {person} IS NOT NULL AND {wanted})"
    )


def _fixed_day(calendar: Calendar, definition: Dimension, day: date) -> date | None:
    """The day that decides; None if its period has not begun."""
    written = definition.fixed_on
    if written is None:
        return day
    if written in calendar.named_days:
        return calendar.named_days[written]
    edge, _, which = written.replace("_of_", "_of ").partition(" ")
    if edge not in ("start_of", "end_of"):
        return date.fromisoformat(written)
    period = calendar.find(which) or calendar.newest(which, day)
    if period is None:
        return None
    return period.start if edge == "start_of" else period.end


def rolled_up(column: str, definition: Dimension) -> str:
    """Several race codes -> one category: Hispanic first, then the one category, else "two or more".

    Codes of one category are one (Chinese and Japanese are Asian); no code at all is NULL, "Not reported".
    source: federal guidance of 2007 on race and ethnicity (seven categories).
    """
    mapped = column
    if definition.rule != "california":
        folds = " ".join(f"WHEN {sql.text(old)} THEN {sql.text(new)}" for old, new in _FEDERAL.items())
        mapped = f"list_transform({column}, lambda each_: CASE each_ {folds} ELSE each_ END)"
    different = f"list_distinct({mapped})"
    hispanic, several = (category_for(each, definition.categories) for each in (HISPANIC, SEVERAL))
    said = ", ".join(sql.text(each) for each in dict.fromkeys((HISPANIC, hispanic)))
    renames = " ".join(
        f"WHEN {sql.text(race)} THEN {sql.text(name)}"
        for race in RACES
        if (name := category_for(race, definition.categories)) != race
    )
    one = f"{different}[1]"
    return (
        f"CASE WHEN list_has_any({column}, [{said}]) THEN {sql.text(hispanic)}"
        f" WHEN len({different}) = 1 THEN {f'CASE {one} {renames} ELSE {one} END' if renames else one}"
        f" WHEN len({different}) > 1 THEN {sql.text(several)} END"
    )


def category_for(race: str, categories: tuple[str, ...]) -> str:
    """How the program spells a race of the shipped map: the same words, or the category that is part of them."""
    same = [each for each in categories if each.casefold() == race.casefold()]
    part = [each for each in categories if each.casefold() in race.casefold()]
    return next(iter([*same, *part]), race)
