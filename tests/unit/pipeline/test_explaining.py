"""Explaining one number: who is behind it, who came and went, and where it was counted. Counted by hand from the rows.

On 15 February 2026 the roster holds 1 (Ash), 2 (now Birch), 4 (Birch, since November) and 5 (Ash); 3 left in October.
"""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kpitrack.errors import UsageError
from kpitrack.model.program import Program
from kpitrack.model.published import Shown, Suppressed
from kpitrack.pipeline import Question, explain, load_program, people_behind
from kpitrack.pipeline.explaining import told
from kpitrack.reports.people import write_people
from tests.unit.pipeline.district import make

Q2 = Question(period="Q2", as_of=date(2026, 2, 15), audience="internal")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return load_program(make(tmp_path_factory.mktemp("district")))


def test_an_explanation_tells_the_number_its_people_and_its_files(program: Program) -> None:
    found = explain(program, "done", Q2, with_sql=True)
    total = found.metric.total
    assert isinstance(total, Shown)
    assert (total.numerator, total.denominator, total.n) == (2, 4, 4), "1 and 4 of 1, 2, 4 and 5; 2 is done a day later"
    assert {(each.name, each.rows, each.used) for each in found.sources} == {("log", 6, 6), ("roster", 6, 6)}
    assert found.movement is not None
    assert found.movement.people == (1, 0, 1), "4 came, 2 moved; 3 had left before"
    assert found.movement.since == date(2025, 11, 2)
    assert any("rows_log" in statement for statement in found.sql)


@pytest.mark.parametrize(
    ("school", "moved"), [("Ash", (0, 0, 1)), ("Birch", (1, 0, 1))], ids=["2 moved away", "4 came, 2 moved in"]
)
def test_of_one_school_its_own_coming_and_going_is_told(
    program: Program, school: str, moved: tuple[int, int, int]
) -> None:
    """To those who may see every number; who went to another school changed it, and did not leave."""
    movement = explain(program, "done", replace(Q2, schools=(school,))).movement
    assert movement is not None
    assert (movement.people, movement.in_all_schools) == (moved, False)


def test_who_moved_behind_a_hidden_total_is_not_told(program: Program) -> None:
    found = explain(program, "done", replace(Q2, audience="shared"))
    assert isinstance(found.metric.total, Suppressed)
    assert found.movement is None


@pytest.mark.parametrize(
    ("people", "seen"),
    [
        ((0, 0, 0), (0, 0, 0)),
        ((10, 0, 25), (10, 0, 25)),
        ((9, 40, 40), None),
        ((40, 1, 0), None),
        ((0, 0, 9), None),
    ],
)
def test_one_small_movement_hides_all_three(people: tuple[int, int, int], seen: tuple[int, int, int] | None) -> None:
    assert told(people, minimum=10) == seen


def test_movements_are_exact_so_the_public_is_not_told(program: Program) -> None:
    assert explain(program, "done", replace(Q2, audience="public")).movement is None


def test_sql_is_shown_on_request_only(program: Program) -> None:
    assert explain(program, "done", Q2).sql == ()


def test_a_metric_made_of_others_has_no_people_to_compare(program: Program) -> None:
    assert explain(program, "double", Q2).movement is None


def test_an_unknown_metric_is_refused(program: Program) -> None:
    with pytest.raises(UsageError, match="no metric"):
        explain(program, "dome", Q2)


def test_the_list_holds_everybody_looked_at_with_the_reason(program: Program) -> None:
    people = people_behind(program, "done", Q2)
    assert (people.unit, people.dimensions, people.through) == ("student", ("gender", "school"), date(2026, 2, 15))
    assert [(row.id, row.categories, row.counted) for row in people.rows] == [
        ("1", ("Female", "Ash"), "yes"),
        ("2", ("Male", "Birch"), "no"),
        ("4", ("Non-binary", "Birch"), "yes"),
        ("5", ("Not reported", "Ash"), "no"),
    ]


def test_who_has_no_answer_is_listed_as_left_out(program: Program) -> None:
    rows = people_behind(program, "scored", Q2).rows
    assert [(row.id, row.counted, row.value, row.why) for row in rows] == [
        ("1", "yes", "4", ""),
        ("2", "left out", "", "no answer"),
        ("4", "yes", "6.5", ""),
        ("5", "left out", "", "no answer"),
    ]


def test_zero_is_listed_as_zero_and_not_as_blank(program: Program) -> None:
    rows = people_behind(program, "answers", Q2).rows
    assert [(row.id, row.counted, row.value) for row in rows] == [
        ("1", "yes", "2"),
        ("2", "yes", "0"),
        ("4", "yes", "1"),
        ("5", "yes", "0"),
    ]


def test_the_list_can_be_of_one_school(program: Program) -> None:
    rows = people_behind(program, "done", replace(Q2, schools=("Birch",))).rows
    assert [row.id for row in rows] == ["2", "4"]


@pytest.mark.parametrize(
    ("metric", "problem", "hint"),
    [("double", "no people stand behind double", "explain one of: done, done"), ("plan", "no people stand behind", "")],
)
def test_nobody_stands_behind_a_sum_or_a_record(program: Program, metric: str, problem: str, hint: str) -> None:
    with pytest.raises(UsageError, match=problem) as caught:
        people_behind(program, metric, Q2)
    assert caught.value.hint == hint


@pytest.mark.parametrize("audience", ["shared", "public"])
def test_a_list_of_people_is_internal(program: Program, audience: str) -> None:
    with pytest.raises(UsageError, match="a list of people is internal"):
        people_behind(program, "done", replace(Q2, audience=audience))  # type: ignore[arg-type]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_file_belongs_to_its_owner_alone(program: Program, tmp_path: Path, suffix: str) -> None:
    output = tmp_path / f"people.{suffix}"
    output.write_bytes(b"an older list, readable by all")
    output.chmod(0o644)
    write_people(people_behind(program, "done", Q2), output)
    assert stat.S_IMODE(output.stat().st_mode) == 0o600


def test_a_list_is_not_written_in_other_forms(program: Program, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"not written as \.html"):
        write_people(people_behind(program, "done", Q2), tmp_path / "people.html")
    assert list(tmp_path.iterdir()) == []
