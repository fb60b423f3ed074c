"""Edges of counting that once went wrong, each with the smallest rows that show it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kpitrack.model.cells import EVERYONE, Cell, CellTable, Group, Missing
from tests.worlds import SOURCES, Rows, cells, observed, program, student

HEAD = "title: T, group: G, owner: O"
OWN_GENDER = SOURCES.replace("  date: happened_on", "  date: happened_on\n  dimensions: {gender: said}").replace(
    "    outcome:", "    said: {column: said, type: choice}\n    outcome:"
)


def cell_of(table: CellTable, group: Group = EVERYONE) -> Cell:
    found = table[group]
    assert isinstance(found, Cell), found
    return found


def measured(tmp_path: Path, measure: str, rows: Rows, roster: Rows = (), **how: object) -> CellTable:
    p = program(tmp_path, f"m: {{{HEAD}, measure: {measure}, every: quarter}}")
    return cells(p, {"roster": roster or [student("1")], "log": rows}, "m", **how)  # type: ignore[arg-type]


def row(identity: str | None = "1", day: str = "2025-10-01", **fields: object) -> dict[str, object]:
    return {"id_student": identity, "happened_on": day, **fields}


def test_an_average_over_a_divisor_field_is_rounded_half_up_and_not_up(tmp_path: Path) -> None:
    measure = "{kind: mean, of: students, from: log, window: year_to_date, value: score, over: out_of}"
    assert cell_of(measured(tmp_path, measure, [row(score=7, out_of=3)])).numerator == Decimal("2.333333")


@pytest.mark.parametrize(("day", "passes"), [("2025-10-01", 1), ("2025-09-30", 0)])
def test_a_test_may_ask_for_a_day(tmp_path: Path, day: str, passes: int) -> None:
    having = "{from: log, window: year_to_date, value: happened_on, take: latest, at_least: 2025-10-01}"
    cell = cell_of(measured(tmp_path, f"{{kind: share, of: students, having: {having}}}", [row(day=day)]))
    assert (cell.numerator, cell.denominator) == (passes, 1)


@pytest.mark.parametrize(
    ("asked", "passes"),
    [
        *((f"value: ready, is: {word}", 2) for word in ("yes", "true", '"yes"', "Yes")),
        *((f"value: ready, is: {word}", 1) for word in ("no", "false", '"no"', "No")),
        ("value: score, is: 7", 1),
        ("value: score, is: 7.0", 1),
        ("value: score, is: 8", 2),
        ("value: happened_on, is: 2025-10-02", 1),
        ("value: outcome, is: DONE", 2),
        ("value: outcome, is: 3", 1),
        ("value: score, take: count, is: 1", 3),
    ],
)
def test_a_value_is_asked_for_as_a_filter_asks_for_it(tmp_path: Path, asked: str, passes: int) -> None:
    """Two of three are ready: the word for it may be yes or true, and never means its contrary."""
    sources = SOURCES.replace("    outcome:", "    ready: {column: ready, type: yes_no}\n    outcome:")
    having = f"{{from: log, window: year_to_date, {asked}}}"
    p = program(
        tmp_path,
        f"m: {{{HEAD}, every: quarter, measure: {{kind: share, of: students, having: {having}}}}}",
        sources=sources,
    )
    rows = [
        row("1", ready=True, score=8, outcome="Done"),
        row("2", ready=True, score=8, outcome="done"),
        row("3", "2025-10-02", ready=False, score=7, outcome="3"),
    ]
    found = cell_of(cells(p, {"roster": [student(each) for each in "123"], "log": rows}, "m"))
    assert (found.numerator, found.denominator) == (passes, 3)


@pytest.mark.parametrize("another", [[], [row("2", "2024-09-01", score=5)]])
def test_who_has_no_row_has_zero_rows_whatever_happened_long_ago(tmp_path: Path, another: Rows) -> None:
    measure = "{kind: mean, of: students, from: log, window: year_to_date, value: score, take: count}"
    rows = [row(score=5), row(score=6), *another]
    cell = cell_of(measured(tmp_path, measure, rows, [student("1"), student("2")]))
    assert (cell.numerator, cell.denominator) == (2, 2), "two rows over two students"


def test_a_number_of_rows_can_leave_out_who_has_none(tmp_path: Path) -> None:
    having = "{from: log, window: year_to_date, take: count, at_least: 2, missing: left_out}"
    roster = [student("1"), student("2")]
    cell = cell_of(measured(tmp_path, f"{{kind: share, of: students, having: {having}}}", [row()], roster))
    assert (cell.numerator, cell.denominator, cell.left_out) == (0, 1, 1)


def test_a_row_of_the_roster_that_begins_later_says_nothing_of_today(tmp_path: Path) -> None:
    roster = [student("1", "Male", begins="2026-02-16")]
    table = measured(
        tmp_path,
        "{kind: count, from: log, window: year_to_date, per: student}",
        [row()],
        roster,
        groupings=[("gender",)],
    )
    assert [group.names for group in table if group != EVERYONE] == [("Not reported",)]


@pytest.mark.parametrize(
    ("rows", "always"),
    [
        ([student("1", begins="2025-11-03")], 1),
        ([student("1", begins="2025-11-04")], 0),
        ([student("1", begins="2025-11-03", ends="2025-12-31"), student("1", begins="2026-01-01")], 1),
        ([student("1", begins="2025-11-03", ends="2025-12-30"), student("1", begins="2026-01-01")], 0),
        (  # seven days twice do not make up for seven days of absence
            [
                student("1", begins="2025-11-03", ends="2025-11-09"),
                student("1", begins="2025-11-03", ends="2025-12-24"),
                student("1", begins="2026-01-01"),
            ],
            0,
        ),
    ],
)
def test_enrolled_continuously_means_every_day(tmp_path: Path, rows: Rows, always: int) -> None:
    p = program(
        tmp_path,
        f"m: {{{HEAD}, measure: {{kind: count, of: always}}, every: quarter}}",
        populations="always: {of: student, enrolled: continuous}",
    )
    assert cell_of(cells(p, {"roster": rows}, "m", observed(p, "Y1-Q2"))).n == always


@pytest.mark.parametrize("period", ["Y1-Q1", "Y1-Q2"])
def test_what_a_cohort_is_decided_by_does_not_move_with_the_period_judged(tmp_path: Path, period: str) -> None:
    p = program(
        tmp_path,
        f"m: {{{HEAD}, measure: {{kind: count, of: begun}}, every: quarter}}",
        populations="begun: {of: student, having: {from: log, window: in_period}, fixed_on: end_of Y1-Q1}",
    )
    tables: dict[str, Rows] = {"roster": [student("1"), student("2")], "log": [row(), row("2", "2025-12-01")]}
    seen = observed(p, period, p.calendar.period(period).end)
    assert cell_of(cells(p, tables, "m", seen)).n == 1


def test_who_left_before_they_came_was_never_there(tmp_path: Path) -> None:
    p = program(
        tmp_path,
        f"m: {{{HEAD}, measure: {{kind: count, of: ever}}, every: quarter}}",
        populations="ever: {of: student, enrolled: ever}",
    )
    roster = [
        student("1", begins="2025-12-02", ends="2025-12-01"),
        student("2", begins="2025-12-01", ends="2025-12-01"),
    ]
    assert cell_of(cells(p, {"roster": roster}, "m", observed(p, "Y1-Q2"))).n == 1, "one day is a day"


def test_people_are_those_of_the_rows_counted_and_an_anonymous_row_is_somebody(tmp_path: Path) -> None:
    measure = "{kind: count, from: log, window: year_to_date, per: row, having: {where: {outcome: Done}}}"
    rows = [row(outcome="Done"), row(outcome="Done"), row("2", outcome="Open"), row(None, outcome="Done")]
    cell = cell_of(measured(tmp_path, measure, rows, [student("1"), student("2")]))
    assert (cell.n, cell.people) == (3, 2), "three rows of student 1 and somebody"


@pytest.mark.parametrize("kind", ["mean", "ratio"])
def test_people_without_an_answer_do_not_make_a_group_larger(tmp_path: Path, kind: str) -> None:
    over = ", over: out_of" if kind == "ratio" else ""
    measure = f"{{kind: {kind}, from: log, window: year_to_date, per: row, value: score{over}}}"
    rows = [row(score=3, out_of=4), row("2", score=None, out_of=4), row("3", score=None)]
    cell = cell_of(measured(tmp_path, measure, rows))
    assert (cell.n, cell.people) == (1, 1)


def test_a_row_of_nobody_on_the_roster_is_in_the_group_it_names_itself(tmp_path: Path) -> None:
    metric = f"m: {{{HEAD}, measure: {{kind: count, from: log, window: year_to_date, per: row}}, by: [gender]}}"
    p = program(tmp_path, metric, sources=OWN_GENDER)
    rows = [row(said="Female"), row(None, said="female "), row(None, said="Robot"), row(None)]
    table = cells(p, {"roster": [student("1", "Male")], "log": rows}, "m", groupings=[("gender",)])
    groups = {group.names: cell_of(table, group).n for group in table if group != EVERYONE}
    assert groups == {("Male",): 1, ("Female",): 1, ("Not reported",): 2}, "the roster goes before what the row says"


def test_one_crossing_can_be_asked_for_in_two_orders(tmp_path: Path) -> None:
    both = [("gender", "school"), ("school", "gender")]
    table = measured(tmp_path, "{kind: count, of: students}", [], groupings=both)
    assert {group.names for group in table if group != EVERYONE} == {("Female", "Ash"), ("Ash", "Female")}


@pytest.mark.parametrize(
    "passing",
    [
        "without: {from: log, window: in_period}",
        "having: {from: log, window: in_period, take: count, at_most: 2}",
        "having: {from: log, window: in_period, take: count, less_than: 3}",
        "having: {from: log, window: in_period, take: count, between: [0, 3]}",
    ],
)
@pytest.mark.parametrize(("covers", "known"), [(date(2026, 2, 15), True), (date(2026, 2, 14), False)])
def test_absence_of_rows_is_no_success_while_no_file_covers_the_period(
    tmp_path: Path, passing: str, covers: date, known: bool
) -> None:
    p = program(tmp_path, f"m: {{{HEAD}, measure: {{kind: share, of: students, {passing}}}, every: quarter}}")
    tables: dict[str, Rows] = {"roster": [student("1")], "log": [row(day="2025-10-01")]}
    found = cells(p, tables, "m", observed(p, "Y1-Q2"), covers=covers)[EVERYONE]
    assert isinstance(found, Cell if known else Missing)


def test_that_nobody_answered_does_not_tell_of_how_many(tmp_path: Path) -> None:
    """The reason is printed for every audience, where the size of a small population is not."""
    measure = "{kind: mean, of: students, from: log, window: year_to_date, value: score}"
    assert measured(tmp_path, measure, [row()]) == {EVERYONE: Missing("nobody here has an answer")}
