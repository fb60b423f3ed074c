"""The engine against a plain-Python recount of random worlds, and what must not change a cell.

A short run is part of the suite; for a long one: `KPITRACK_EXAMPLES=5000 pytest -n 0 tests/property/test_cells.py`.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpitrack.cells import CellRequest, count_cells
from kpitrack.engine.session import Session
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import Cell, CellTable, Missing
from kpitrack.model.intake import Intake, SourceReading
from kpitrack.model.program import Program
from tests.property import brute_force
from tests.property.brute_force import Answer, Look, World
from tests.property.random_worlds import (
    LOGS,
    groupings_for,
    log_rows,
    looks,
    make_tables,
    measures,
    measures_of_members,
    program_without_metrics,
    roster_rows,
    span_rows,
    with_measures,
    worlds,
    worlds_without_ties,
)

_LONG = os.environ.get("KPITRACK_EXAMPLES")


def _examples(few: int) -> settings:
    return settings(
        max_examples=int(_LONG or few),
        derandomize=_LONG is None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


MANY, SOME = _examples(60), _examples(20)
Measure = Mapping[str, Any]
Categories = tuple[tuple[str, str], ...]
Answers = dict[Categories, Answer] | None


class Engine:
    """One program and one session for all examples of this module."""

    def __init__(self, program: Program, session: Session) -> None:
        self.program, self.session = program, session

    def __repr__(self) -> str:
        return "engine"

    def cells(self, asked: Sequence[Measure], look: Look) -> list[CellTable]:
        """The cells of several measures, asked for at once, over the tables that are there."""
        program = with_measures(self.program, asked)
        seen = Observed(program.calendar.period(look.period), look.through)
        readings = {name: SourceReading(name, "Office", (), covers=date.max) for name in program.sources}
        requests = [CellRequest(f"m{place}", seen, groupings_for(each)) for place, each in enumerate(asked)]
        found = count_cells(self.session, program, Intake(readings), requests)
        return [found[f"m{place}", seen] for place in range(len(asked))]

    def answers(self, world: World, asked: Sequence[Measure], look: Look) -> list[Answers]:
        """The same in the recount's form, over a world; None where there is no data."""
        make_tables(self.session, world.tables)
        return [as_answers(table) for table in self.cells(asked, look)]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with Session.open() as session:
        yield Engine(program_without_metrics(tmp_path_factory.mktemp("targets")), session)


def as_answers(table: CellTable) -> Answers:
    """The engine's cells in the recount's form; None if there is no data."""
    found: dict[Categories, Answer] = {}
    for group, cell in table.items():
        if isinstance(cell, Missing):
            return None
        assert isinstance(cell, Cell)
        m = cell.matched
        found[group.categories] = Answer(
            n=cell.n,
            numerator=Fraction(cell.numerator),
            denominator=Fraction(cell.denominator),
            members=cell.members,
            squares=None if cell.squares is None else Fraction(cell.squares),
            matched=None
            if m is None
            else (Fraction(m.squares_before), Fraction(m.products), m.unmatched_before, m.unmatched_after),
            people=cell.people,
        )
    return found


@MANY
@given(worlds, st.lists(measures, min_size=1, max_size=6), looks)
def test_every_cell_equals_the_recount(engine: Engine, world: World, asked: Sequence[Measure], look: Look) -> None:
    for measure, answers in zip(asked, engine.answers(world, asked, look), strict=True):
        assert answers == brute_force.count(world, measure, look, groupings_for(measure)), measure


@SOME
@given(worlds_without_ties, st.lists(measures, min_size=1, max_size=4), looks, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    engine: Engine, world: World, asked: Sequence[Measure], look: Look, chance: random.Random
) -> None:
    turned = {name: chance.sample(rows, len(rows)) for name, rows in world.tables.items()}
    straight = engine.answers(world, asked, look)
    assert engine.answers(replace(world, tables=turned), asked, look) == straight


@SOME
@given(worlds, st.lists(measures, min_size=2, max_size=6), looks)
def test_asking_for_many_metrics_at_once_gives_the_same_as_one_by_one(
    engine: Engine, world: World, asked: Sequence[Measure], look: Look
) -> None:
    together = engine.answers(world, asked, look)
    assert together == [engine.answers(world, [each], look)[0] for each in asked]


@SOME
@given(worlds, st.lists(measures, min_size=1, max_size=4), looks)
def test_columns_and_sources_nobody_asks_for_change_nothing(
    engine: Engine, world: World, asked: Sequence[Measure], look: Look
) -> None:
    before = engine.answers(world, asked, look)
    for name in world.tables:
        engine.session.run(f"ALTER TABLE rows_{name} ADD COLUMN notes VARCHAR DEFAULT 'x'")
    engine.session.run("CREATE OR REPLACE TEMP TABLE rows_other AS SELECT * FROM rows_log")
    assert [as_answers(each) for each in engine.cells(asked, look)] == before


@SOME
@given(worlds, measures_of_members, looks)
def test_the_groups_of_a_dimension_add_up_to_the_total(
    engine: Engine, world: World, measure: Measure, look: Look
) -> None:
    [answers] = engine.answers(world, [measure], look)
    for grouping in groupings_for(measure) if answers else ():
        assert answers is not None
        groups = [each for names, each in answers.items() if tuple(name for name, _ in names) == grouping]
        total = answers[()]
        for part in ("n", "numerator", "denominator", "members"):
            assert sum(getattr(each, part) for each in groups) == getattr(total, part), (grouping, part)


@SOME
@given(worlds, st.lists(measures, min_size=1, max_size=4), looks, st.data())
def test_later_rows_never_change_a_past_period(
    engine: Engine, world: World, asked: Sequence[Measure], look: Look, data: st.DataObject
) -> None:
    """Rows of a later day arrive at the end of their files; nothing that was there is touched."""
    later = st.dates(look.through + timedelta(days=1), look.through + timedelta(days=400))
    ends = st.one_of(st.none(), later)
    log = data.draw(st.lists(_dated(log_rows, happened_on=later, other_day=later), min_size=1, max_size=5))
    more = {
        **dict.fromkeys(LOGS, log),
        "roster": data.draw(st.lists(_dated(roster_rows, begins=later, ends=ends), max_size=4)),
        "spans": data.draw(st.lists(_dated(span_rows, begins=later, ends=ends), max_size=2)),
    }
    grown = {name: [*rows, *more[name]] for name, rows in world.tables.items()}
    before = engine.answers(world, asked, look)
    assert engine.answers(replace(world, tables=grown), asked, look) == before


def _dated(rows: st.SearchStrategy[Any], **days: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Such rows, on other days."""
    return st.builds(lambda row, found: {**row, **found}, rows, st.fixed_dictionaries(days))
