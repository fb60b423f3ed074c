"""Cells from tiny tables: every expectation is counted by hand from the rows in sight."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kpitrack.model.cells import EVERYONE, Cell, Group, Missing
from tests.worlds import Q1_END, Rows, cells, observed, program, student

HEAD = "title: T, group: G, owner: O"


def cell_of(table: object, group: Group = EVERYONE) -> Cell:
    found = table[group]  # type: ignore[index]
    assert isinstance(found, Cell), found
    return found


def test_a_share_counts_members_who_have_such_rows_in_the_window(tmp_path: Path) -> None:
    p = program(
        tmp_path,
        f"""
        m: {{{HEAD}, measure: {{kind: share, of: students,
             having: {{from: log, where: {{outcome: Done}}, window: year_to_date}}}}}}
        """,
    )
    rows = [
        {"id_student": "1", "happened_on": "2025-09-01", "outcome": "done"},  # text ignores case
        {"id_student": "1", "happened_on": "2025-09-02", "outcome": "Done"},  # twice is once
        {"id_student": "2", "happened_on": "2025-08-10", "outcome": "Done"},  # the day before the year
        {"id_student": "3", "happened_on": "2026-02-16", "outcome": "Done"},  # the day after
        {"id_student": "9", "happened_on": "2025-09-01", "outcome": "Done"},  # not on the roster
        {"id_student": "4", "happened_on": "2026-02-15", "outcome": "Done"},  # the last day counts
    ]
    cell = cell_of(cells(p, {"roster": [student(str(n)) for n in range(1, 6)], "log": rows}, "m"))
    assert (cell.numerator, cell.denominator, cell.n) == (2, 5, 5)


def test_a_mover_counts_once_in_the_school_of_the_last_day(tmp_path: Path) -> None:
    p = program(tmp_path, f"m: {{{HEAD}, measure: {{kind: count, of: students}}, by: [school]}}")
    roster = [
        student("1", school="Ash", ends="2025-12-01"),
        student("1", school="Birch", begins="2025-12-02"),
        student("2", school="Ash", ends="2026-02-14"),  # left the day before
        student("3", school="Ash", begins="2026-02-16"),  # joined the day after
        student("4", school="Ash", ends="2026-02-15"),  # the last day is a day
    ]
    table = cells(p, {"roster": roster}, "m", groupings=[("school",)])
    assert cell_of(table).n == 2
    assert {g.names: cell_of(table, g).n for g in table if g != EVERYONE} == {("Birch",): 1, ("Ash",): 1}


def test_blank_categories_are_a_group_of_their_own(tmp_path: Path) -> None:
    p = program(tmp_path, f"m: {{{HEAD}, measure: {{kind: count, of: students}}, by: [gender]}}")
    table = cells(p, {"roster": [student("1", None), student("2"), student("3", "x")]}, "m", groupings=[("gender",)])
    assert {g.names: cell_of(table, g).n for g in table if g != EVERYONE} == {("Female",): 1, ("Not reported",): 2}


def test_a_mean_is_over_people_and_blank_answers_are_left_out(tmp_path: Path) -> None:
    p = program(
        tmp_path,
        f"""
        m: {{{HEAD}, measure: {{kind: mean, of: students, from: log, window: in_period, value: score, take: mean}},
             every: quarter}}
        """,
    )
    rows: Rows = [
        {"id_student": "1", "happened_on": "2025-12-01", "score": 7},
        {"id_student": "1", "happened_on": "2025-12-02", "score": 8},
        {"id_student": "1", "happened_on": "2025-12-03", "score": 8},  # 23/3 = 7.666667
        {"id_student": "2", "happened_on": "2025-12-01", "score": None},
        {"id_student": "3", "happened_on": "2025-12-01", "score": 4},
        {"id_student": "3", "happened_on": "2025-10-01", "score": 10},  # another quarter
    ]
    tables = {"roster": [student("1"), student("2"), student("3")], "log": rows}
    cell = cell_of(cells(p, tables, "m", observed(p, "Y1-Q2")))
    assert (cell.n, cell.members, cell.left_out) == (2, 3, 1)
    assert cell.numerator == Decimal("11.666667")
    assert cell.squares == Decimal("7.666667") ** 2 + 16


@pytest.mark.parametrize(
    ("take", "total"),
    [("latest", 3), ("first", 9), ("highest", 9), ("lowest", 3), ("sum", 17), ("mean", Decimal("5.666667"))],
)
def test_several_rows_of_one_person_become_one_value(tmp_path: Path, take: str, total: Decimal) -> None:
    p = program(
        tmp_path,
        f"""
        m: {{{HEAD}, measure:
             {{kind: mean, of: students, from: log, window: year_to_date, value: score, take: {take}}}}}
        """,
    )
    rows: Rows = [
        {"id_student": "1", "happened_on": "2025-10-02", "score": 5},
        {"id_student": "1", "happened_on": "2025-10-01", "score": 9},
        {"id_student": "1", "happened_on": "2025-10-03", "score": 3},
        {"id_student": "1", "happened_on": "2025-10-04", "score": None},
    ]
    cell = cell_of(cells(p, {"roster": [student("1")], "log": rows}, "m"))
    assert (cell.numerator, cell.n) == (total, 1)


def test_only_refuses_to_choose_between_two_values(tmp_path: Path) -> None:
    p = program(
        tmp_path, f"m: {{{HEAD}, measure: {{kind: mean, of: students, from: log, value: score, window: year_to_date}}}}"
    )
    rows = [
        {"id_student": "1", "happened_on": "2025-10-01", "score": 5},
        {"id_student": "1", "happened_on": "2025-10-02", "score": 6},
        {"id_student": "2", "happened_on": "2025-10-01", "score": 7},
        {"id_student": "2", "happened_on": "2025-10-02", "score": 7},
    ]
    cell = cell_of(cells(p, {"roster": [student("1"), student("2")], "log": rows}, "m"))
    assert (cell.numerator, cell.n) == (7, 1)


@pytest.mark.parametrize(("absent", "passes"), [(2, 1), (1, 0)])
def test_two_of_twenty_is_exactly_ten_percent(tmp_path: Path, absent: int, passes: int) -> None:
    p = program(
        tmp_path,
        f"""
        m: {{{HEAD}, measure: {{kind: share, of: students, having: {{from: log, window: year_to_date,
             value: score, over: out_of, take: sum, at_least: 10%}}}}}}
        """,
    )
    rows = [{"id_student": "1", "happened_on": "2025-10-01", "score": absent, "out_of": 20}]
    cell = cell_of(cells(p, {"roster": [student("1"), student("2")], "log": rows}, "m"))
    assert (cell.numerator, cell.denominator, cell.left_out) == (passes, 1, 1), "who has no days is left out"


def test_a_fixed_cohort_keeps_who_left_and_has_no_data_before_its_day(tmp_path: Path) -> None:
    p = program(
        tmp_path,
        f"m: {{{HEAD}, measure: {{kind: share, of: fixed, having: {{from: log, window: program_to_date}}}}}}",
        populations="fixed: {of: students, fixed_on: end_of Y1-Q1}",
    )
    roster = [student("1", ends="2025-12-01"), student("2"), student("3", begins="2025-11-03")]
    rows = [{"id_student": "1", "happened_on": "2026-01-10"}]
    cell = cell_of(cells(p, {"roster": roster, "log": rows}, "m"))
    assert (cell.numerator, cell.denominator) == (1, 2), "1 left after the day, 3 came after it"
    early = cells(p, {"roster": roster, "log": rows}, "m", observed(p, "Y1", date(2025, 11, 1)))
    assert isinstance(early[EVERYONE], Missing)


def test_a_matched_change_uses_only_those_with_both_answers(tmp_path: Path) -> None:
    p = program(
        tmp_path,
        f"""
        m: {{{HEAD}, measure: {{kind: change, of: students, from: log, window: in_period, value: score, take: latest,
             before: {{outcome: Pre}}, after: {{outcome: Post}}, as: relative}}}}
        """,
    )
    rows = [
        {"id_student": "1", "happened_on": "2024-09-01", "outcome": "Pre", "score": 4},  # looks back without limit
        {"id_student": "1", "happened_on": "2025-09-01", "outcome": "Post", "score": 6},
        {"id_student": "2", "happened_on": "2025-09-01", "outcome": "Pre", "score": 1},
        {"id_student": "3", "happened_on": "2025-09-01", "outcome": "Post", "score": 10},
        {"id_student": "4", "happened_on": "2025-09-01", "outcome": "Pre", "score": 6},
        {"id_student": "4", "happened_on": "2025-09-02", "outcome": "Post", "score": 6},
    ]
    cell = cell_of(cells(p, {"roster": [student(str(n)) for n in range(1, 5)], "log": rows}, "m"))
    assert (cell.n, cell.numerator, cell.denominator) == (2, 12, 10)
    assert cell.matched is not None
    assert (cell.matched.unmatched_before, cell.matched.unmatched_after, cell.matched.products) == (1, 1, 24 + 36)


@pytest.mark.parametrize(("covers", "counted"), [(date(2026, 2, 15), True), (date(2026, 2, 14), False)])
def test_no_row_is_zero_only_if_a_file_covers_the_period(tmp_path: Path, covers: date, counted: bool) -> None:
    p = program(
        tmp_path,
        f"""
        m: {{{HEAD}, measure: {{kind: share, of: students, having: {{from: log, window: in_period}}}}, every: quarter}}
        """,
    )
    rows = [{"id_student": "1", "happened_on": Q1_END.isoformat()}]
    tables: dict[str, Rows] = {"roster": [student("1")], "log": rows}
    found = cells(p, tables, "m", observed(p, "Y1-Q2"), covers=covers)[EVERYONE]
    assert isinstance(found, Cell) == counted


def test_a_share_of_nobody_is_no_data(tmp_path: Path) -> None:
    p = program(
        tmp_path, f"m: {{{HEAD}, measure: {{kind: share, of: students, having: {{from: log, window: in_period}}}}}}"
    )
    found = cells(p, {}, "m")[EVERYONE]
    assert found == Missing("nobody belongs to students on 2026-02-15")


def test_crossings_and_single_dimensions_come_from_one_frame(tmp_path: Path) -> None:
    p = program(tmp_path, f"m: {{{HEAD}, measure: {{kind: count, of: students}}, by: [gender, school]}}")
    roster = [student("1", "Female", "Ash"), student("2", "Male", "Ash"), student("3", "Male", "Birch")]
    table = cells(p, {"roster": roster}, "m", groupings=[("school", "gender"), ("gender",)])
    counts = {group.categories: cell_of(table, group).n for group in table}
    assert counts == {
        (): 3,
        (("gender", "Female"),): 1,
        (("gender", "Male"),): 2,
        (("school", "Ash"), ("gender", "Female")): 1,
        (("school", "Ash"), ("gender", "Male")): 1,
        (("school", "Birch"), ("gender", "Male")): 1,
    }
