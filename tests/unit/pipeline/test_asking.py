"""Which period, metrics and groups a question means; a wrong one is answered with what could be meant."""

from __future__ import annotations

from datetime import date

import pytest

from kpitrack.errors import UsageError
from kpitrack.model.calendar import Calendar
from kpitrack.model.program import Program
from kpitrack.pipeline import Question, find_period, load_program
from kpitrack.pipeline.asking import scope_of
from tests.unit.pipeline.district import make

Q2_END = date(2026, 2, 15)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return load_program(make(tmp_path_factory.mktemp("district")))


@pytest.fixture(scope="module")
def calendar(program: Program) -> Calendar:
    return program.calendar


@pytest.mark.parametrize(
    ("written", "as_of", "found", "because"),
    [
        (None, date(2026, 2, 15), "Y1-Q2", "the running quarter, on its last day too"),
        (None, date(2026, 2, 16), "Y1-Q3", "the next one has begun"),
        ("Q2", date(2026, 2, 15), "Y1-Q2", "of the year of the as-of date"),
        ("Q2", date(2025, 8, 1), "Y0-Q2", "in the year before, it means that year's"),
        ("Y0-Q3", date(2026, 2, 15), "Y0-Q3", "an earlier period can be asked for"),
        ("M05", date(2026, 2, 15), "Y1-M05", "months as well"),
        ("W17", date(2026, 2, 15), "Y1-W17", "and weeks"),
        ("2026-01", date(2026, 2, 15), "2026-01", "and calendar months"),
        ("Y1-Q3", date(2026, 2, 16), "Y1-Q3", "it begins today"),
    ],
)
def test_a_period_is_found(calendar: Calendar, written: str | None, as_of: date, found: str, because: str) -> None:
    assert find_period(calendar, written, as_of).id == found, because


@pytest.mark.parametrize(
    ("written", "as_of", "hint"),
    [
        ("Q3", date(2026, 2, 15), "--period Y1-Q2 is the last complete one"),
        ("Y1-Q2", date(2025, 11, 2), "--period Y1-Q1 is the last complete one"),
        ("Y0-Q2", date(2024, 8, 12), "--as-of with a later day"),
        ("2026-03", date(2026, 2, 15), "Y1-Q2"),
    ],
)
def test_a_period_that_has_not_begun_offers_the_last_complete_one(
    calendar: Calendar, written: str, as_of: date, hint: str
) -> None:
    with pytest.raises(UsageError, match="has not begun") as caught:
        find_period(calendar, written, as_of)
    assert hint in caught.value.hint


def test_an_unknown_period_offers_a_known_one(calendar: Calendar) -> None:
    with pytest.raises(UsageError, match="no period 'Y1-Q22'") as caught:
        find_period(calendar, "Y1-Q22", Q2_END)
    assert caught.value.hint == "did you mean Y1-Q2?"


def test_before_the_calendar_begins_there_is_no_period(calendar: Calendar) -> None:
    with pytest.raises(UsageError, match="begins after"):
        find_period(calendar, None, date(2024, 8, 11))


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        (Question(), "no as-of date"),
        (Question(as_of=Q2_END, metrics=("don",)), "no metric 'don'"),
        (Question(as_of=Q2_END, groups=("Parents",)), "no group 'parents'"),
        (Question(as_of=Q2_END, by=(("sex",),)), "no dimension 'sex'"),
        (Question(as_of=Q2_END, schools=("Ash", "Birch")), "one school at a time"),
    ],
)
def test_what_the_program_does_not_know_is_refused(program: Program, question: Question, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        scope_of(program, question)


def test_metrics_are_chosen_by_id_by_group_and_by_what_falls_due(program: Program) -> None:
    def chosen(**asked: object) -> list[str]:
        return [each.id for each in scope_of(program, Question(as_of=Q2_END, **asked)).metrics]  # type: ignore[arg-type]

    assert chosen() == ["done", "scored", "answers", "double", "plan"]
    assert chosen(groups=("student",)) == ["done", "scored"]
    assert chosen(metrics=("plan", "done")) == ["done", "plan"]
    assert chosen(due_only=True) == ["done"]
    assert chosen(due_only=True, period="Q1") == ["plan"]


def test_data_is_used_up_to_the_end_of_the_period_or_the_as_of_date(program: Program) -> None:
    assert scope_of(program, Question(period="Q1", as_of=Q2_END)).through == date(2025, 11, 2)
    assert scope_of(program, Question(period="Q2", as_of=date(2026, 1, 4))).through == date(2026, 1, 4)
