"""Two and three releases of small tables: what everything printed leaves possible, by trying every table there is.

The rule in plain words: of no group, and not of everyone, may the change between two releases be known exactly if it is
one of few people; and no small group may be known exactly.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import pytest

from kpitrack.disclosure import Protection
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import Group
from kpitrack.model.ledger import LedgerRow, Released
from kpitrack.model.program import Program
from kpitrack.model.verdicts import Value
from tests.unit.disclosure.districts import ledger_of, shipped

METRIC = "graduates_with_portfolios"  # students, counted once each, over the years
MINIMUM = 3
GROUPS = ("Female", "Male", "Non-binary")
Counts = tuple[int, ...]


def _program() -> Program:
    """The shipped one with a minimum so small that every table can be tried."""
    program = shipped()
    small = program.disclosure.model_copy(update={"min_n": MINIMUM, "people_width": 2, "outcome_width": 1})
    return program.model_copy(update={"disclosure": small})


def _results(counts: Counts) -> dict[Group, Value]:
    found = {Group(): sum(counts)} | {
        Group((("gender", name),)): count for name, count in zip(GROUPS, counts, strict=True)
    }
    return {
        group: Value(Fraction(count), count, Fraction(count), people=count) for group, count in found.items() if count
    }


def _released(weeks: Sequence[Counts]) -> list[LedgerRow]:
    """What the releases print, one after the other."""
    program, rows = _program(), list[LedgerRow]()
    period = program.calendar.period("Y1")
    for number, counts in enumerate(weeks):
        day = date(2025, 10, 5) + timedelta(weeks=number)
        observed, results = Observed(period, day), _results(counts)
        protection = Protection(program, {(METRIC, observed): results}, "shared", Released(tuple(rows)))
        hidden = protection.hidden(METRIC, observed)
        rows += [
            replace(row, shown=replace(row.shown, people=row.shown.n) if row.shown else None)
            for row in ledger_of(results, hidden, METRIC, period="Y1", through=day)
        ]
    return rows


def _possible(weeks: Sequence[Counts], rows: Sequence[LedgerRow]) -> Iterator[tuple[Counts, ...]]:
    """Every history that prints the same: nobody is lost, hidden groups hold at least one, totals are true totals."""
    days = sorted({row.through for row in rows})
    printed = {(row.through, row.categories): row.shown for row in rows}
    most = max(sum(counts) for counts in weeks) + MINIMUM
    per_week: list[list[Counts]] = []
    for day in days:
        fitting = []
        for counts in product(range(most + 1), repeat=len(GROUPS)):
            cells = {(): sum(counts)} | {(("gender", name),): count for name, count in zip(GROUPS, counts, strict=True)}
            if all(
                _agrees(count, (day, group) in printed, printed.get((day, group))) for group, count in cells.items()
            ):
                fitting.append(counts)
        per_week.append(fitting)
    yield from _growing(per_week)


def _agrees(count: int, is_listed: bool, shown: object) -> bool:
    if not is_listed:
        return count == 0
    return count > 0 if shown is None else count == shown.n  # type: ignore[attr-defined]


def _growing(per_week: Sequence[Sequence[Counts]]) -> Iterator[tuple[Counts, ...]]:
    if len(per_week) == 1:
        yield from ((counts,) for counts in per_week[0])
        return
    for rest in _growing(per_week[1:]):
        for counts in per_week[0]:
            if all(one <= other for one, other in zip(counts, rest[0], strict=True)):
                yield (counts, *rest)


def _told(weeks: Sequence[Counts]) -> list[str]:
    """Changes of few people that are the same in every history, and hidden sizes below the minimum that are."""
    rows = _released(weeks)
    histories = list(_possible(weeks, rows))
    assert tuple(weeks) in histories
    found = []
    for first in range(len(weeks)):
        for last in range(first + 1, len(weeks)):
            for place, name in enumerate(GROUPS):
                changes = {each[last][place] - each[first][place] for each in histories}
                if len(changes) == 1 and 0 < min(changes) < MINIMUM:
                    found.append(f"{name}: {changes} from week {first} to {last}")
            totals = {sum(each[last]) - sum(each[first]) for each in histories}
            if len(totals) == 1 and 0 < min(totals) < MINIMUM:
                found.append(f"everyone: {totals} from week {first} to {last}")
    for week in range(len(weeks)):
        for place, name in enumerate(GROUPS):
            sizes = {each[week][place] for each in histories}
            if len(sizes) == 1 and 0 < min(sizes) < MINIMUM:
                found.append(f"{name}: {sizes} in week {week}")
    return found


def _weeks(seed: int, count: int) -> tuple[Counts, ...]:
    rng = random.Random(seed)  # noqa: S311 - seeded
    weeks = [tuple(rng.choice((0, 1, 2, 3, 4, 5, 6)) for _ in GROUPS)]
    for _ in range(count - 1):
        weeks.append(tuple(each + rng.choice((0, 0, 1, 2, 3, 4)) for each in weeks[-1]))
    return tuple(weeks)


@pytest.mark.parametrize("seed", range(25))
def test_two_releases_tell_of_no_few_people(seed: int) -> None:
    weeks = _weeks(seed, 2)
    assert _told(weeks) == [], weeks


@pytest.mark.parametrize("seed", range(100, 112))
def test_three_releases_tell_of_no_few_people(seed: int) -> None:
    weeks = _weeks(seed, 3)
    assert _told(weeks) == [], weeks


def test_printing_every_week_as_it_is_would_tell() -> None:
    """The enumeration is worth something: without the ledger one more girl is known to be one."""
    weeks = ((6, 6, 5), (7, 6, 5))
    rows = []
    for number, counts in enumerate(weeks):
        day = date(2025, 10, 5) + timedelta(weeks=number)
        rows += ledger_of(_results(counts), frozenset(), METRIC, period="Y1", through=day)
    changes = {each[1][0] - each[0][0] for each in _possible(weeks, rows)}
    assert changes == {1}
    assert _told(weeks) == []
