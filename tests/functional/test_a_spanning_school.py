"""A school of two levels, at the command line: both tabs, one count, and what is typed comes back."""

from __future__ import annotations

import csv
import json
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner, Result

from kpitrack.cli import app

ROOT = Path(__file__).parents[2]
SCHOOL, FILE = "Birch Elementary", "Birch Elementary - Progress Tracker.xlsx"
INPUTS = (6, 8, 11, 14, 17)


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    """The shipped program, in which Birch has the grades of two levels, and its survey of 2022 is not known."""
    shutil.copytree(ROOT / "targets", tmp_path / "targets")
    shutil.copytree(ROOT / "examples" / "exports" / "ses", tmp_path / "exports" / "ses")
    plan = tmp_path / "targets" / "tracker.yaml"
    spanning = f"  level: level\n  spanning: {{{SCHOOL}: [Elementary, Middle]}}\n"
    plan.write_text(plan.read_text(encoding="utf-8").replace("  level: level\n", spanning), encoding="utf-8")
    for name in ("students", "parents", "staff"):
        survey = tmp_path / "exports" / "ses" / f"{name}_Fall-2022.csv"
        lines = survey.read_text(encoding="utf-8").splitlines(keepends=True)
        survey.write_text("".join(line for line in lines if SCHOOL not in line), encoding="utf-8", newline="")
    where = ["--targets", str(tmp_path / "targets")]
    return lambda *words: CliRunner().invoke(app, [*map(str, words), *where])


def build(run: Callable[..., Result], folder: Path, *words: str) -> Result:
    result = run("tracker", "build", "-o", folder, "--exports", folder.parent / "exports", *words)
    assert result.exit_code == 0, result.output
    return result


def typed_into(file: Path, sheet: str, entries: dict[str, Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbook = openpyxl.load_workbook(file)
    for cell, value in entries.items():
        workbook[sheet][cell] = value
    workbook.save(file)


def figures(file: Path, sheet: str) -> dict[str, list[object]]:
    lines = CalamineWorkbook.from_path(str(file)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)[1:13]
    return {str(line[23]).partition("/")[2]: [line[column] for column in INPUTS] for line in lines}


def test_both_tabs_show_the_schools_own_figures_and_take_entries(run: Callable[..., Result], tmp_path: Path) -> None:
    """Counted once, under the level its answers lie at; typed on either tab, it is the school's on both."""
    built = build(run, tmp_path / "out", "--edition", "own-school", "--school", SCHOOL)
    assert ("Middle: 12 goals not known yet" in built.output, "High: " in built.output) == (True, False)
    file = tmp_path / "out" / FILE
    names = CalamineWorkbook.from_path(str(file)).sheet_names
    assert names[:5] == ["At a glance", "Elementary", "Middle", "Path Elementary", "Path Middle"]
    first, second = figures(file, "Elementary"), figures(file, "Middle")
    assert first == second
    assert first["ses_happy"][1] == ""
    assert run("tracker", "verify", tmp_path / "out").exit_code == 0

    typed_into(file, "Middle", {"I2": 66.6})
    results = tmp_path / "exports" / "ses" / "typed_in.csv"
    read = run("tracker", "read", tmp_path / "out", "-o", results)
    assert "1 accepted" in read.output
    [row] = csv.DictReader(results.read_text(encoding="utf-8-sig").splitlines())
    assert (row["school"], row["level"], row["metric"], row["period"]) == (SCHOOL, "Middle", "ses_happy", "Fall-2022")

    build(run, tmp_path / "next", "--edition", "own-school", "--school", SCHOOL)
    for tab in ("Elementary", "Middle"):
        assert figures(tmp_path / "next" / FILE, tab)["ses_happy"][1] == 66.6
    assert run("tracker", "verify", tmp_path / "next").exit_code == 0


def test_a_level_has_the_school_among_its_own(run: Callable[..., Result], tmp_path: Path) -> None:
    """Asked for one level, its file has that tab alone; the district's has each answer at one level."""
    build(run, tmp_path / "out", "--level", "Middle")
    assert CalamineWorkbook.from_path(str(tmp_path / "out" / FILE)).sheet_names[:2] == ["At a glance", "Middle"]
    district = next((tmp_path / "out").glob("District*"))
    cobalt = next((tmp_path / "out").glob("Cobalt*"))
    of_level, of_school = figures(district, "Middle")["ses_happy"], figures(cobalt, "Middle")["ses_happy"]
    assert (of_level[1], of_school[1]) == ("", "hidden")  # typed by Cobalt: part of no total, and not for others
    assert (of_level[:1], of_level[2:]) == (of_school[:1], of_school[2:])
    assert run("tracker", "verify", tmp_path / "out").exit_code == 0


def test_two_tabs_that_differ_are_named_and_the_last_one_counts(run: Callable[..., Result], tmp_path: Path) -> None:
    """Each tab keeps what was typed on it; the school's own line of a report has the one that the warning names."""
    build(run, tmp_path / "out", "--edition", "own-school", "--school", SCHOOL)
    typed_into(tmp_path / "out" / FILE, "Elementary", {"I2": 66.6, "I3": 55.5})
    typed_into(tmp_path / "out" / FILE, "Middle", {"I2": 77.7, "I3": 55.5})
    read = run("tracker", "read", tmp_path / "out", "-o", tmp_path / "exports" / "ses" / "typed_in.csv")
    assert read.exit_code == 0
    warning = (
        f"{SCHOOL} typed different figures for ses_happy in Fall 2022: 66.6 in Elementary!I2, 77.7 in Middle!I2. Each "
        "tab keeps its own; for the school as a whole 77.7 counts. Ask the school which is right, and delete the other "
        "row from the results"
    )
    assert f"warning: {warning}\n" in read.output
    assert read.output.count("warning:") == 1
    rows = csv.DictReader((tmp_path / "exports" / "ses" / "typed_in.csv").read_text(encoding="utf-8-sig").splitlines())
    assert {row["cell"]: row["note"] for row in rows} == {"I2": warning, "I3": ""}

    build(run, tmp_path / "next", "--edition", "own-school", "--school", SCHOOL)
    for tab, figure in (("Elementary", 66.6), ("Middle", 77.7)):
        assert figures(tmp_path / "next" / FILE, tab)["ses_happy"][1] == figure
    question = ("--metric", "ses_happy", "--period", "Fall-2022", "--by", "school", "--audience", "internal")
    report = run("report", *question, "--format", "json", "--exports", tmp_path / "exports", "-q")
    [metric] = json.loads(report.stdout)["metrics"]
    assert [each["value"] for each in metric["by"]["school"] if each["category"] == SCHOOL] == [0.777]
