"""From what may be shown to rows: spanning schools, typed entries, hidden cells, open lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from kpitrack import pipeline
from kpitrack.definitions.tracker import read_tracker
from kpitrack.model.published import PublishedCell, PublishedMetric, Shown, Suppressed
from kpitrack.model.statuses import Status
from kpitrack.model.workbook import HiddenEntry
from kpitrack.tracker import Filling, disagreements, fill_district, fill_school, open_goals, schools_and_levels

TARGETS = Path(__file__).parents[3] / "targets"
BY_LEVEL, BY_SCHOOL = ("level",), ("level", "school")


@pytest.fixture(scope="module")
def empty() -> Filling:
    program, plan = read_tracker(pipeline.load_program(TARGETS))
    return Filling(program, plan, "shared", date(2026, 2, 15))


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
    typed = {("ses_happy", "Fall-2022", "Elementary", "Alder Elementary"): Fraction(80)}
    filling = replace(empty, results={("ses_happy", "Fall-2022"): found}, typed=typed)
    assert happy_2022(filling, "Alder Elementary") == HiddenEntry()


def test_a_spanning_school_has_the_tabs_of_its_levels(empty: Filling) -> None:
    book = empty.plan.workbook.model_copy(update={"spanning": {"Alder Elementary": ("Middle", "Elementary")}})
    found = metric({("Elementary", "Alder Elementary"): share(1, 2)}, {})
    plan = empty.plan.model_copy(update={"workbook": book})
    filling = replace(empty, plan=plan, results={("ses_happy", "Fall-2022"): found})
    assert schools_and_levels(filling)["Alder Elementary"] == ("Elementary", "Middle")
    assert schools_and_levels(filling)["Birch Elementary"] == ("Elementary",)
    assert happy_2022(filling, "Alder Elementary", "Middle") == 50


def test_a_typed_entry_fills_a_gap_and_the_survey_goes_before_it(empty: Filling) -> None:
    typed = {
        ("ses_happy", "Fall-2022", "Elementary", school): Fraction(80)
        for school in ("Alder Elementary", "Birch Elementary")
    }
    found = metric({("Elementary", "Alder Elementary"): share(1, 2)}, {})
    filling = replace(empty, results={("ses_happy", "Fall-2022"): found}, typed=typed)
    assert happy_2022(filling, "Alder Elementary") == 50
    assert happy_2022(filling, "Birch Elementary") == 80
    [problem] = disagreements(filling)
    assert "Alder Elementary typed 80.0 for ses_happy in Fall-2022, the survey says 50.0" in problem.message


def test_levels_without_goals_are_listed(empty: Filling) -> None:
    assert {level: len(found) for level, found in open_goals(empty).items()} == {"Middle": 12, "High": 12}


def test_typed_entries_of_a_results_file_reach_the_next_tracker(tmp_path: Path) -> None:
    """Out, typed, back, and in again: exact in the own-school edition, hidden in the shared one."""
    folder = tmp_path / "targets"
    folder.mkdir()
    for path in TARGETS.iterdir():
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            (folder / path.name).write_text(
                _with_typed(text) if path.name == "tracker.yaml" else text, encoding="utf-8"
            )
    exports = tmp_path / "exports"
    (exports / "ses").mkdir(parents=True)
    for path in (TARGETS.parent / "examples" / "exports" / "ses").iterdir():
        (exports / "ses" / path.name).write_bytes(path.read_bytes())
    header = "state,school,level,metric,period,figure,file,sheet,cell,before,note\n"
    lines = ["accepted", "override"]
    rows = [f"{state},Cobalt Middle,Middle,ses_happy,Fall-2022,7{n}.4,f,s,c,," for n, state in enumerate(lines)]
    (exports / "results.csv").write_text(header + "\n".join(rows) + "\n", encoding="utf-8")
    program = pipeline.load_program(folder)
    for edition, expected in (("own-school", 70.4), ("shared", "hidden")):
        question = pipeline.TrackerQuestion(school="Cobalt Middle", edition=edition, exports=exports)  # type: ignore[arg-type]
        pipeline.tracker_build(program, question, tmp_path / edition)
        [file] = (tmp_path / edition).iterdir()
        from python_calamine import CalamineWorkbook  # noqa: PLC0415 - only here

        sheet = CalamineWorkbook.from_path(str(file)).get_sheet_by_name("Middle").to_python(skip_empty_area=False)
        assert sheet[1][8] == expected


def _with_typed(text: str) -> str:
    source = """sources:
  ses_typed:
    owner: Principals
    files: results.csv
    keep: {state: accepted}
    current_within: 400 days
    fields:
      state: {column: state, type: choice}
      school: {column: school, type: text}
      level: {column: level, type: text}
      metric: {column: metric, type: text}
      administration: {column: period, type: text}
      figure: {column: figure, type: number}
"""
    return text.replace("  goal: {due", "  typed: ses_typed\n  goal: {due", 1).replace("sources:\n", source, 1)
