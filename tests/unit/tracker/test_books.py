"""What a workbook says besides its figures: whose it is, how rows and columns are headed, where figures come from.

Headings, goals and texts are those of the shipped tracker.yaml.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from kpitrack import pipeline
from kpitrack.definitions.tracker import read_tracker
from kpitrack.errors import UsageError
from kpitrack.model.intake import ReadFile, SourceReading
from kpitrack.model.measures import Kind
from kpitrack.model.published import GroupTable, PublishedMetric, Shown
from kpitrack.model.statuses import Status
from kpitrack.model.workbook import Labels, TypedMark
from kpitrack.tracker import Filling, about, fill_district, fill_school, labels_of, periods_by_label, schools_and_levels
from kpitrack.tracker.filling import top_of

TARGETS = Path(__file__).parents[3] / "targets"
ALDER, BIRCH = "Alder Elementary", "Birch Elementary"


@pytest.fixture(scope="module")
def empty() -> Filling:
    program = pipeline.load_program(TARGETS)
    return Filling(program, read_tracker(program), "shared", date(2026, 2, 15))


def found(
    schools: GroupTable,
    district: GroupTable | None = None,
    typed: tuple[TypedMark, ...] = (),
    marks: tuple[str, ...] = (),
) -> PublishedMetric:
    """The happy students of Fall 2022, as far as they may be shown."""
    return PublishedMetric(
        id="ses_happy", title="", group="", owner="", kind="share", unit="share", scale=None, currency="",
        counted="respondent", period="Fall-2022", start=date(2022, 10, 3), through=date(2022, 11, 18), complete=True,
        total=shown(), by={("level",): dict(district or {}), ("level", "school"): dict(schools)}, typed=typed,
        marks=marks,
    )  # fmt: skip


def shown(as_of: date | None = None) -> Shown:
    return Shown(Status.TRACKED, value=Fraction(1, 2), n=40, as_of=as_of)


def with_results(filling: Filling, **by_period: PublishedMetric) -> Filling:
    return replace(filling, results={("ses_happy", name.replace("_", "-")): each for name, each in by_period.items()})


# --- columns and rows -------------------------------------------------------------------------------------------------


def test_a_period_is_headed_without_its_hyphen(empty: Filling) -> None:
    """And is found again by its heading."""
    assert labels_of(empty.plan) == Labels("Fall 2021", ("Fall 2022", "Fall 2023", "Fall 2024", "Fall 2025"), "2026")
    assert periods_by_label(empty.plan) == {
        "Fall 2021": "Fall-2021",
        "Fall 2022": "Fall-2022",
        "Fall 2023": "Fall-2023",
        "Fall 2024": "Fall-2024",
        "Fall 2025": "Fall-2025",
    }


def test_the_newest_administration_is_the_last_with_results(empty: Filling) -> None:
    """In the order of the plan, whatever order results come in; before the first it is the baseline."""
    one = found({})
    assert empty.newest == "Fall-2021"
    assert with_results(empty, Fall_2024=one, Fall_2022=one, Fall_2021=one).newest == "Fall-2024"
    assert with_results(empty, Spring_2030=one).newest == "Fall-2021", "another administration is none of the plan's"


def test_a_row_carries_the_words_of_its_item(empty: Filling) -> None:
    """Pillar and priority, category and area; the district's goal only where the level has one."""
    elementary, middle = fill_school(empty, ALDER, ["Elementary", "Middle"]).tabs
    row = elementary.rows[0]
    assert (row.id, row.group, row.item) == ("Elementary/ses_happy", "STUDENTS", "I am happy to be at this school.")
    assert (row.pillar, row.category, row.top) == ("Pillar 1, Priority 1B", "School Climate / Connectedness", 100)
    assert row.aim.startswith("Increase the percentage of STUDENTS reporting")
    assert row.district_goal.startswith("Elementary schools will increase by 10 percentage points")
    assert (row.goal.increase, middle.rows[0].goal.is_known) == (10, False)
    assert middle.rows[0].district_goal == "The goal of Middle schools for this item is not known yet."
    assert (row.baseline, row.results) == (None, (None, None, None, None))


@pytest.mark.parametrize(("area", "heading"), [("", "School Climate"), ("School Climate", "School Climate")])
def test_an_area_that_says_nothing_more_is_left_out(empty: Filling, area: str, heading: str) -> None:
    """A category is not repeated."""
    item = empty.plan.items[0].model_copy(update={"area": area})
    filling = replace(empty, plan=empty.plan.model_copy(update={"items": (item,)}))
    [row] = fill_school(filling, ALDER, ["Elementary"]).tabs[0].rows
    assert row.category == heading


def test_the_top_of_a_row_is_the_end_of_its_scale(empty: Filling) -> None:
    """100 for a percent, 10 for a score out of ten; a number without an end cannot be a row."""
    assert top_of(empty.program, "ses_happy") == 100
    assert top_of(empty.program, "teacher_confidence") == 10
    with pytest.raises(UsageError, match="champions_certified cannot be a row"):
        top_of(empty.program, "champions_certified")
    hours = empty.program.metrics["training_hours"]
    mean = hours.model_copy(update={"measure": hours.measure.model_copy(update={"kind": Kind.MEAN})})
    program = empty.program.model_copy(update={"metrics": {"hours_each": mean}})
    with pytest.raises(UsageError, match="hours_each cannot be a row"):
        top_of(program, "hours_each")


# --- whose workbook ---------------------------------------------------------------------------------------------------


def test_a_workbook_knows_whose_it_is(empty: Filling) -> None:
    """A school's, or the district's."""
    school, district = fill_school(empty, ALDER, ["Elementary"]), fill_district(empty, ["Elementary", "High"])
    assert (school.school, [tab.level for tab in school.tabs]) == (ALDER, ["Elementary"])
    assert district.school == "District"
    assert [tab.level for tab in district.tabs] == ["Elementary", "High"]


def test_without_bands_the_data_say_which_school_is_of_which_level(empty: Filling) -> None:
    """A level without a tab has no workbook; a spanning school has the tabs that the plan gives it."""
    level = empty.program.dimensions["level"].model_copy(update={"bands": {}, "categories": ("Elementary", "Middle")})
    program = empty.program.model_copy(update={"dimensions": {**empty.program.dimensions, "level": level}})
    book = empty.plan.workbook.model_copy(update={"spanning": {"Oak": ("High", "Middle")}})
    schools: GroupTable = {("Middle", "Elm"): shown(), ("Adult", "Evening"): shown(), ("Elementary", "Oak"): shown()}
    filling = replace(
        with_results(
            empty, Fall_2022=found({**schools, ("Elementary", "Ash"): shown(), ("Elementary", "Elm"): shown()})
        ),
        program=program,
        plan=empty.plan.model_copy(update={"workbook": book}),
    )
    assert list(schools_and_levels(filling).items()) == [
        ("Ash", ("Elementary",)),
        ("Elm", ("Elementary", "Middle")),
        ("Oak", ("Middle", "High")),
    ]


# --- "Data and method" ------------------------------------------------------------------------------------------------

MARK = TypedMark(ALDER, "Elementary", "Fall-2022", "alder.xlsx", "Elementary!I2", "2026-02-10")
TYPED_LINE = (
    "STUDENTS / I am happy to be at this school., Fall 2022",
    "Typed by the school (alder.xlsx, Elementary!I2), accepted on Feb 10, 2026",
)


def test_a_typed_figure_is_named_in_the_workbook_of_its_school_and_level(empty: Filling) -> None:
    """And in no other."""
    filling = with_results(empty, Fall_2022=found({}, typed=(MARK,)))
    assert fill_school(filling, ALDER, ["Elementary"]).about == (TYPED_LINE,)
    assert fill_school(filling, ALDER, ["Middle"]).about == ()
    assert fill_school(filling, BIRCH, ["Elementary"]).about == ()
    assert fill_district(filling, ["Elementary"]).about == ()


def test_a_figure_of_an_earlier_day_is_named_with_its_day(empty: Filling) -> None:
    """The school's in the school's workbook, the level's in the district's."""
    day = date(2026, 1, 11)
    at_school = with_results(empty, Fall_2022=found({("Elementary", ALDER): shown(day)}))
    of_level = with_results(empty, Fall_2022=found({}, {("Elementary",): shown(day)}))
    line = (
        "STUDENTS / I am happy to be at this school., Fall 2022",
        "as of Jan 11, 2026, as last printed: too little has changed to print it without telling of few",
    )
    assert fill_school(at_school, ALDER, ["Elementary"]).about == (line,)
    assert fill_school(at_school, BIRCH, ["Elementary"]).about == ()
    assert fill_district(at_school, ["Elementary"]).about == ()
    assert fill_district(of_level, ["Elementary"]).about == (line,)
    assert fill_school(of_level, ALDER, ["Elementary"]).about == ()


def test_a_spanning_school_that_nobody_answered_for_has_blanks(empty: Filling) -> None:
    """Its figures stand under one of its levels, if anywhere."""
    book = empty.plan.workbook.model_copy(update={"spanning": {"Oak": ("Elementary", "Middle")}})
    filling = replace(
        with_results(empty, Fall_2022=found({("Elementary", ALDER): shown()})),
        plan=empty.plan.model_copy(update={"workbook": book}),
    )
    assert fill_school(filling, "Oak", ["Middle"]).tabs[0].rows[0].results[0] is None


def test_sources_are_named_as_far_as_the_items_stand_on_them(empty: Filling) -> None:
    """What was read, what could not be used and why; a source that no item reads is not named."""
    [survey] = empty.program.sources_of("ses_happy")
    file = ReadFile("surveys/fall.csv", "", "utf-8", 1200, None)
    sources = (
        SourceReading(survey, "Research", (file,), rows=1200, used=1150, tells_rows=True),
        SourceReading("typed_in", "Principals", (), reason="the file is missing"),
        SourceReading("media", "Communications", (file,), rows=7, used=7, tells_rows=True),
    )
    lines = about(empty.program, empty.plan, sources, {})
    named = [line for line in lines if line[0].startswith("Read from")]
    assert named == [
        ("Read from Research", "fall.csv: 1,200 rows read, 1,150 used."),
        ("Read from Principals", "typed_in is not usable: the file is missing. Contact Principals."),
    ]


def test_a_file_is_named_without_its_rows_where_they_may_not_be_told(empty: Filling) -> None:
    """The rows of a survey that hardly anybody answered are its answers."""
    [survey] = empty.program.sources_of("ses_happy")
    file = ReadFile("surveys/fall.csv", "", "utf-8", 9, None)
    read = SourceReading(survey, "Research", (file,), rows=9, used=8)
    assert ("Read from Research", "fall.csv.") in about(empty.program, empty.plan, (read,), {})


def test_every_item_is_named_with_its_owner_and_the_doubts_about_its_data(empty: Filling) -> None:
    """A doubt stands beside the metric it is about, once, and beside no other."""
    doubtful = found({}, marks=("Few answered.",))
    results = {("ses_happy", "Fall-2022"): doubtful, ("ses_happy", "Fall-2023"): doubtful}
    lines = dict(about(empty.program, empty.plan, (), results))
    happy, safe = (f"STUDENTS / {item.item}" for item in empty.plan.items[:2])
    title = "Students: I am happy to be at this school"
    assert lines[happy] == f"{title}. Owner: Assessment Team. Data quality: Few answered."
    assert lines[safe].endswith("Owner: Assessment Team.")
    assert len([line for line in lines if " / " in line]) == 12
