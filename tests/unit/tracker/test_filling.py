"""From what may be shown to rows: spanning schools, hidden cells, open lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from kpitrack import pipeline
from kpitrack.definitions.tracker import read_tracker
from kpitrack.model.program import School
from kpitrack.model.published import PublishedCell, PublishedMetric, Shown, Suppressed
from kpitrack.model.statuses import Status
from kpitrack.model.workbook import HiddenEntry
from kpitrack.tracker import Filling, fill_district, fill_school, open_goals, schools_and_levels

TARGETS = Path(__file__).parents[3] / "targets"
BY_LEVEL, BY_SCHOOL = ("level",), ("level", "school")


@pytest.fixture(scope="module")
def empty() -> Filling:
    program = pipeline.load_program(TARGETS)
    return Filling(program, read_tracker(program), "shared", date(2026, 2, 15))


def metric(
    by_school: dict[tuple[str, ...], PublishedCell], by_level: dict[tuple[str, ...], PublishedCell]
) -> PublishedMetric:
    return PublishedMetric(
        id="ses_happy", title="", group="", owner="", kind="share", unit="share", scale=None, currency="",
        counted="respondent", period="Fall-2022", start=date(2022, 10, 3), through=date(2022, 11, 18), complete=True,
        total=Suppressed(), by={BY_LEVEL: by_level, BY_SCHOOL: by_school},
    )  # fmt: skip


def share(top: int, bottom: int) -> Shown:
    return Shown(Status.TRACKED, value=Fraction(top, bottom), n=bottom)


def happy_2022(filling: Filling, school: str, level: str = "Elementary") -> object:
    book = fill_school(filling, school, [level]) if school else fill_district(filling, [level])
    return book.tabs[0].rows[0].results[0]


def test_a_share_becomes_a_percent_with_one_decimal_halves_up(empty: Filling) -> None:
    found = metric({("Elementary", "Alder Elementary"): share(1, 2000)}, {("Elementary",): share(73, 97)})
    filling = replace(empty, results={("ses_happy", "Fall-2022"): found})
    assert happy_2022(filling, "Alder Elementary") == Fraction("0.1")
    assert happy_2022(filling, "") == Fraction("75.3")
    assert happy_2022(filling, "Birch Elementary") is None


def test_a_hidden_cell_becomes_a_mark_without_a_number(empty: Filling) -> None:
    found = metric({("Elementary", "Alder Elementary"): Suppressed()}, {})
    filling = replace(empty, results={("ses_happy", "Fall-2022"): found})
    assert happy_2022(filling, "Alder Elementary") == HiddenEntry()


def test_a_spanning_school_has_the_tabs_of_its_levels(empty: Filling) -> None:
    book = empty.plan.workbook.model_copy(update={"spanning": {"Alder Elementary": ("Middle", "Elementary")}})
    found = metric({("Elementary", "Alder Elementary"): share(1, 2)}, {})
    plan = empty.plan.model_copy(update={"workbook": book})
    filling = replace(empty, plan=plan, results={("ses_happy", "Fall-2022"): found})
    assert schools_and_levels(filling)["Alder Elementary"] == ("Elementary", "Middle")
    assert schools_and_levels(filling)["Birch Elementary"] == ("Elementary",)
    assert happy_2022(filling, "Alder Elementary", "Middle") == 50


@pytest.mark.parametrize(
    ("dates", "has_workbook"),
    [
        ({"closed": date(2026, 2, 15)}, True),
        ({"closed": date(2026, 2, 14)}, False),
        ({"opened": date(2026, 2, 16)}, False),
    ],
)
def test_a_school_that_is_not_open_gets_no_workbook(
    empty: Filling, dates: dict[str, date], *, has_workbook: bool
) -> None:
    """The day is February 15; the last day of a school belongs to it."""
    schools = {"Alder Elementary": School.model_validate(dates)}
    program = empty.program.model_copy(update={"schools": schools})
    assert ("Alder Elementary" in schools_and_levels(replace(empty, program=program))) is has_workbook


def test_levels_without_goals_are_listed(empty: Filling) -> None:
    assert {level: len(found) for level, found in open_goals(empty).items()} == {"Middle": 12, "High": 12}
