"""A school of two levels, at the command line: both tabs, one count, and what is typed comes back."""

from __future__ import annotations

import csv
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
    build(run, tmp_path / "out", "--edition", "own-school", "--school", SCHOOL)
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
