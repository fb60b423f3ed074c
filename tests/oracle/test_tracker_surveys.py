"""The tracker of the shipped program against a second count of the survey files, in plain Python.

Every figure of the own-school edition is recounted; the shared edition is held against it; report and tracker agree.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from kpitrack import pipeline
from kpitrack.definitions.tracker import read_tracker
from kpitrack.model.program import Program
from kpitrack.model.workbook import Edition, TrackerPlan
from kpitrack.pipeline import TrackerQuestion, tracker_build, tracker_read, tracker_verify
from kpitrack.wording import notes
from tests.shipped import shipped_targets

ROOT = Path(__file__).parents[2]
SURVEYS = ROOT / "examples" / "exports" / "ses"
GENERATOR = ROOT / "examples" / "generate_surveys.py"
YEARS = (2021, 2022, 2023, 2024, 2025)
MINIMUM = 11
FILES = {"STUDENTS": "students", "PARENTS": "parents", "STAFF": "staff"}
FAVORABLE = {"agree": 1, "strongly agree": 1, "disagree": 0, "strongly disagree": 0}

Figures = dict[tuple[str, str, int], tuple[Decimal, int]]  # (school, metric, year) -> percent, people


@pytest.fixture(scope="module")
def planned() -> tuple[Program, TrackerPlan]:
    program = pipeline.load_program(shipped_targets())
    return program, read_tracker(program)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[Edition, Path]:
    program = pipeline.load_program(shipped_targets())
    folders: dict[Edition, Path] = {}
    for edition in ("shared", "own-school", "blank"):
        folders[edition] = tmp_path_factory.mktemp(edition)
        tracker_build(program, TrackerQuestion(edition=edition), folders[edition])
    return folders


@pytest.fixture(scope="module")
def counted(planned: tuple[Program, TrackerPlan]) -> Figures:
    """Every percent, counted again."""
    program, plan = planned
    figures: Figures = {}
    for item in plan.items:
        for year in YEARS:
            for school, (favorable, answers, people) in recount(program, item.metric, item.group, year).items():
                if answers:
                    percent = Decimal(100 * favorable) / Decimal(answers)
                    figures[school, item.metric, year] = (percent.quantize(Decimal("0.1"), ROUND_HALF_UP), people)
    return figures


def recount(program: Program, metric: str, group: str, year: int) -> dict[str, tuple[int, int, int]]:
    """Favorable answers, all answers and people, by school."""
    tally: dict[str, tuple[int, int, int]] = {}
    if metric == "ses_parent_participation":
        for row in rows(f"households_Fall-{year}.csv"):
            favorable, answers, _ = tally.get(row["School"], (0, 0, 0))
            tally[row["School"]] = (favorable + (row["Took part"] == "Yes"), answers + 1, answers + 1)
        return tally
    condition = program.metrics[metric].measure.where.entries["item"]
    items = {str(each) for each in condition.values}
    codes = program.sources[f"ses_{FILES[group]}"].fields["item"].map
    assert isinstance(codes, dict)
    seen: set[tuple[str, str]] = set()
    people: dict[str, set[str]] = {}
    for row in rows(f"{FILES[group]}_Fall-{year}.csv"):
        text, school, answer = row["Answer"].strip().lower(), row["School"].strip(), (row["Response ID"], row["Item"])
        if row["Finished"] == "1" and codes[row["Item"]] in items and text in FAVORABLE and answer not in seen:
            seen.add(answer)
            people.setdefault(school, set()).add(row["Response ID"])
            favorable, answers, _ = tally.get(school, (0, 0, 0))
            tally[school] = (favorable + FAVORABLE[text], answers + 1, len(people[school]))
    return tally


def typed_in() -> dict[tuple[str, str, int], str]:
    """The accepted entries of principals: (school, metric, year) -> percent as written."""
    return {
        (row["school"], row["metric"], int(row["period"][-4:])): row["figure"]
        for row in rows("typed_in.csv")
        if row["state"] == "accepted"
    }


def rows(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader((SURVEYS / name).read_text(encoding="utf-8").splitlines())


def shown(folder: Path, plan: TrackerPlan) -> dict[tuple[str, str, int], object]:
    """What stands in the input cells of every level tab."""
    found: dict[tuple[str, str, int], object] = {}
    for file in sorted(folder.iterdir()):
        school = file.name.partition(" - ")[0]
        workbook = CalamineWorkbook.from_path(str(file))
        for tab in [name for name in workbook.sheet_names if name in plan.workbook.tabs]:
            for line in workbook.get_sheet_by_name(tab).to_python(skip_empty_area=False)[1:13]:
                metric = str(line[23]).partition("/")[2]
                for year, column in zip(YEARS, (6, 8, 11, 14, 17), strict=True):
                    found[school, metric, year] = line[column]
    return found


def test_the_generator_writes_the_committed_surveys(tmp_path: Path) -> None:
    subprocess.run([sys.executable, GENERATOR, tmp_path], check=True)
    names = sorted(path.name for path in SURVEYS.iterdir())
    assert names == sorted(path.name for path in tmp_path.iterdir())
    for name in names:
        assert (SURVEYS / name).read_bytes() == (tmp_path / name).read_bytes()
    assert sum(path.stat().st_size for path in SURVEYS.iterdir()) < 2_000_000


def test_every_figure_of_the_own_school_edition_is_the_recounted_one(
    built: dict[Edition, Path], planned: tuple[Program, TrackerPlan], counted: Figures
) -> None:
    cells, typed = shown(built["own-school"], planned[1]), typed_in()
    assert len(cells) == 5 * 12 * 5
    assert len(typed) == 2
    for key, value in cells.items():
        expected = counted.get(key)
        figure = typed.get(key) if expected is None else expected[0]
        assert value == ("" if figure is None else float(figure)), key


def test_the_shared_edition_shows_the_same_or_a_mark(
    built: dict[Edition, Path], planned: tuple[Program, TrackerPlan], counted: Figures
) -> None:
    hidden, typed = 0, typed_in()
    for key, value in shown(built["shared"], planned[1]).items():
        if key[0] == "District":
            continue
        expected = counted.get(key)
        if value == "hidden":
            hidden += 1
        elif key in typed:
            pytest.fail(f"a typed figure carries no count of people, and {key} shows it")
        else:
            assert value == ("" if expected is None else float(expected[0])), key
            assert expected is None or expected[1] >= MINIMUM, key
    assert hidden > 0


def test_the_documents_filled_rows_are_in_the_example(
    built: dict[Edition, Path], planned: tuple[Program, TrackerPlan]
) -> None:
    cells = shown(built["shared"], planned[1])
    happy, safe = ([cells["Alder Elementary", metric, year] for year in YEARS] for metric in ("ses_happy", "ses_safe"))
    assert happy == [74.0, 75.3, 79.0, 82.0, 84.5]
    assert safe == [68.0, 71.0, 72.5, 75.0, 76.0]


def test_a_figure_of_a_hidden_cell_occurs_nowhere_in_any_file(
    built: dict[Edition, Path], planned: tuple[Program, TrackerPlan], counted: Figures
) -> None:
    """Figures that no visible cell has, searched in every unzipped byte of the shared edition."""
    cells = shown(built["shared"], planned[1])
    visible = {str(value) for value in every_value(built["shared"])}
    hidden = {str(counted[key][0]) for key, value in cells.items() if value == "hidden" and key in counted}
    marks = sorted(mark for mark in hidden if mark not in visible)
    assert len(marks) >= 3
    content, exact = every_byte(built["shared"]), every_byte(built["own-school"])
    for mark in marks:
        assert is_a_figure(mark, exact), mark
        assert not is_a_figure(mark, content), mark


def is_a_figure(mark: str, content: bytes) -> bool:
    """Does it stand anywhere as a number of its own, in a cell, a text or a hidden column?"""
    number = re.escape(f"{float(mark):.16G}".encode()) + b"|" + re.escape(mark.encode())
    return re.search(rb"(?<![\d.])(" + number + rb")(?=[<; .]|\.?$)", content) is not None


def test_what_is_hidden_changes_no_byte_of_any_school(tmp_path: Path) -> None:
    """Nine students' answers are turned round; they are hidden, so every school's shared file stays as it was."""
    program = pipeline.load_program(shipped_targets())
    for name in ("as they are", "turned round"):
        shutil.copytree(SURVEYS, tmp_path / name / "exports" / "ses")
    file = tmp_path / "turned round" / "exports" / "ses" / "students_Fall-2021.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    turn = {"Agree": "Disagree", "Disagree": "Agree", "Strongly agree": "Disagree", "Strongly disagree": "Agree"}
    file.write_text("".join(turned(line, turn) for line in lines), encoding="utf-8", newline="")
    for name in ("as they are", "turned round"):
        for edition in ("shared", "own-school"):
            question = TrackerQuestion(edition=edition, exports=tmp_path / name / "exports")
            tracker_build(program, question, tmp_path / name / edition)
    same = {
        edition: {
            path.name
            for path in (tmp_path / "as they are" / edition).iterdir()
            if path.read_bytes() == (tmp_path / "turned round" / edition / path.name).read_bytes()
        }
        for edition in ("shared", "own-school")
    }
    ember = "Ember Alternative - Progress Tracker.xlsx"
    assert len(same["shared"] - {"District - Progress Tracker.xlsx"}) == 5
    assert ember in same["shared"]
    assert ember not in same["own-school"]


def turned(line: str, turn: dict[str, str]) -> str:
    response, _, answer = line.strip().rpartition(",")
    return f"{response},{turn.get(answer, answer)}\r\n" if "Ember" in line else line


def every_value(folder: Path) -> Iterator[object]:
    for file in sorted(folder.iterdir()):
        workbook = CalamineWorkbook.from_path(str(file))
        for name in workbook.sheet_names:
            for line in workbook.get_sheet_by_name(name).to_python():
                yield from line


def every_byte(folder: Path) -> bytes:
    found = []
    for file in sorted(folder.iterdir()):
        with zipfile.ZipFile(file) as archive:
            found += [archive.read(name) for name in archive.namelist()]
    return b"\n".join(found)


def test_all_editions_pass_verification_and_hold_no_entry(built: dict[Edition, Path]) -> None:
    program = pipeline.load_program(shipped_targets())
    for folder in built.values():
        assert tracker_verify(program, folder).findings == ()
        entries, _ = tracker_read(program, folder)
        assert (entries.accepted, entries.overrides, entries.rejected) == ((), (), ())


STATUSES = {"met": "MET", "not_met": "NOT MET", "on_track": "ON TRACK", "off_track": "OFF TRACK"}


@pytest.mark.parametrize(
    ("period", "as_of"),
    [
        ("Y1-Q4", date(2026, 8, 9)),
        *((f"Fall-{year}", date(year, 12, 31)) for year in YEARS[1:-1]),
    ],
)
@pytest.mark.parametrize("edition", ["shared", "own-school"])
def test_report_and_tracker_agree(
    tmp_path: Path, planned: tuple[Program, TrackerPlan], edition: Edition, period: str, as_of: date
) -> None:
    """On the goal's day, and after each administration before it, both judge each school alike, at one decimal."""
    program, plan = planned
    question = pipeline.Question(
        period=period,
        as_of=as_of,
        audience="internal" if edition == "own-school" else "shared",
        metrics=tuple(item.metric for item in plan.items),
        by=(("level", "school"),),
    )
    tracker_build(program, TrackerQuestion(edition=edition, as_of=as_of, level="Elementary"), tmp_path)
    tracker = tracker_statuses(tmp_path)
    compared = 0
    for metric in pipeline.report(program, question).metrics:
        for (level, school), cell in metric.by["level", "school"].items():
            if level == "Elementary":
                status = getattr(cell, "status", None)
                word = str(tracker[school, metric.id])
                if status is None:
                    assert word == "NOT SHOWN", (school, metric.id)
                    continue
                assert word.startswith(STATUSES[status.value]), (school, metric.id)
                assert period == "Y1-Q4" or word.endswith(f"({period[-4:]})")
                compared += 1
    assert compared >= 20


def test_report_and_tracker_show_the_same_percent(
    built: dict[Edition, Path], planned: tuple[Program, TrackerPlan]
) -> None:
    """Also of the "Overall" areas: a share of answers is a percent in both."""
    program, plan = planned
    metrics = tuple(item.metric for item in plan.items)
    cells = shown(built["own-school"], plan)
    for year in YEARS:
        question = pipeline.Question(f"Fall-{year}", audience="internal", metrics=metrics, by=(("level", "school"),))
        for metric in pipeline.report(program, question).metrics:
            assert metric.unit == "share"
            for (_, school), cell in metric.by["level", "school"].items():
                value = getattr(cell, "value", None)
                assert value is not None
                percent = (Decimal(value.numerator * 100) / value.denominator).quantize(Decimal("0.1"), ROUND_HALF_UP)
                assert cells[school, metric.id, year] == float(percent)


def test_a_doubt_about_the_data_is_said_as_in_a_report(tmp_path: Path, planned: tuple[Program, TrackerPlan]) -> None:
    """Long after the last survey: the same sentences, at the same items; none while the survey is new."""
    program, plan = planned
    metrics = tuple(item.metric for item in plan.items)
    for name, as_of in (("old", date(2027, 6, 1)), ("new", date(2026, 2, 15))):
        question = TrackerQuestion(school="Alder Elementary", edition="own-school", as_of=as_of)
        tracker_build(program, question, tmp_path / name)
        [file] = (tmp_path / name).iterdir()
        lines = CalamineWorkbook.from_path(str(file)).get_sheet_by_name("Data and method").to_python()
        said = {str(what): str(text) for what, text in lines}
        asked = pipeline.Question(as_of=as_of, audience="internal", metrics=metrics)
        for item, metric in zip(plan.items, pipeline.report(program, asked).metrics, strict=True):
            sentences = [each for each in notes(metric) if each.startswith("Data quality:")]
            assert bool(sentences) == (name == "old"), metric.id
            text = said[f"{item.group} / {item.item}"]
            assert ("Data quality:" in text) == (name == "old")
            assert all(each in text for each in sentences)


def tracker_statuses(folder: Path) -> dict[tuple[str, str], object]:
    found: dict[tuple[str, str], object] = {}
    for school in ("Alder Elementary", "Birch Elementary"):
        [file] = folder.glob(f"{school} - *")
        sheet = CalamineWorkbook.from_path(str(file)).get_sheet_by_name("Elementary")
        for line in sheet.to_python(skip_empty_area=False)[1:13]:
            found[school, str(line[23]).partition("/")[2]] = line[20]
    return found
