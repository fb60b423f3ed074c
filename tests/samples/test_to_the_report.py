"""A file straight from its system goes from `inspect` to a line of the report; nothing but the block is written."""

from __future__ import annotations

import gzip
import json
import shutil
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from kpitrack.cli import app
from tests.samples.journeys import JOURNEYS, THROUGH, Journey
from tests.samples.places import SAMPLES, index, needs_samples
from tests.unit.tracker.office import convert

pytestmark = needs_samples
_PROGRAM = """
program: {{id: samples, title: Samples, exports: ../exports}}
calendar: {{years: {{Y1: {{starts: 2026-08-10}}}}}}
people: {people}
{populations}
"""


def _run(*words: object) -> str:
    result = CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "120"})
    assert result.exit_code == 0, f"{words}: {result.output}"
    return result.stdout


def _write_program(folder: Path, block: str, journey: Journey) -> None:
    """The proposed block as it stands, and the smallest program around it."""
    [name] = yaml.safe_load(block)
    roster = f"{{student: {{roster: {name}}}, employee: {{}}}}" if journey.is_roster else "{student: {}, employee: {}}"
    populations = "populations: {students: {of: student}}" if journey.is_roster else ""
    targets = folder / "targets"
    targets.mkdir()
    (targets / "program.yaml").write_text(_PROGRAM.format(people=roster, populations=populations), encoding="utf-8")
    (targets / "sources.yaml").write_text(block, encoding="utf-8")
    metrics = {
        f"line_{number}": {
            "title": f"Line {number}",
            "group": "Student",
            "owner": "Assessment Team",
            "measure": yaml.safe_load(line.measure.replace("SOURCE", name)),
            "by": {"none": "one line is enough"},
            "targets": [{"due": "Y1", "track": True}],
        }
        for number, line in enumerate(journey.lines, 1)
    }
    (targets / "metrics.yaml").write_text(yaml.safe_dump(metrics), encoding="utf-8")


def _travel(folder: Path, name: str, journey: Journey, monkeypatch: pytest.MonkeyPatch) -> None:
    """inspect, block, report; every value and every printed line is compared."""
    monkeypatch.chdir(folder / "exports")
    _write_program(folder, _run("inspect", name), journey)
    monkeypatch.chdir(folder)
    asked = ("report", "--period", "Y1", "--as-of", THROUGH, "--audience", "internal")
    found = json.loads(_run(*asked, "--format", "json"))["metrics"]
    said = {each["id"]: each["value"] if each["value"] is not None else each.get("reason") for each in found}
    wanted = {f"line_{number}": line.expected for number, line in enumerate(journey.lines, 1)}
    assert {each: Fraction(str(value)) for each, value in said.items()} == {
        each: Fraction(round(value * 10**6), 10**6) for each, value in wanted.items()
    }
    printed = _run(*asked).splitlines()
    for number, line in enumerate(journey.lines, 1):
        [row] = [each.split() for each in printed if each.startswith(f"Line {number} ")]
        assert _is_rounding_of(row[2], line.expected)


def _is_rounding_of(printed: str, exact: Fraction) -> bool:
    """1,434 and 42.9% and 3.67/5 stand for a value within half of their last place."""
    figure = printed.removesuffix("/5").replace(",", "")  # a mean of agreement names its scale
    part = 100 if figure.endswith("%") else 1
    places = len(figure.rstrip("%").partition(".")[2])
    return abs(Fraction(figure.rstrip("%")) - exact * part) <= Fraction(1, 2 * 10**places)


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("sample", JOURNEYS)
def test_from_the_file_to_the_line(sample: str, exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each value in the report is what plain Python finds in the raw file, and stands in its line of the table."""
    (shutil.copytree if (SAMPLES / sample).is_dir() else shutil.copy)(SAMPLES / sample, exports / sample)
    _travel(tmp_path, sample, JOURNEYS[sample](), monkeypatch)


@pytest.mark.parametrize("sample", ["oneroster_1_1", "oneroster_1_2"])
def test_a_zip_goes_as_its_folder(sample: str, exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """OneRoster tables come as a zip as often as in a folder."""
    archive = Path(shutil.make_archive(str(exports / sample), "zip", SAMPLES / sample))
    _travel(tmp_path, archive.name, JOURNEYS[sample](), monkeypatch)


@pytest.mark.parametrize("sample", ["qualtrics_numeric.csv", "powerschool_quickexport.txt", "calpads_senr.txt"])
def test_a_packed_file_goes_as_the_file(
    sample: str, exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Large exports are handed over as .gz."""
    (exports / f"{sample}.gz").write_bytes(gzip.compress((SAMPLES / sample).read_bytes()))
    _travel(tmp_path, f"{sample}.gz", JOURNEYS[sample](), monkeypatch)


@pytest.mark.parametrize("suffix", ["ods", "xls"])
@pytest.mark.parametrize("sample", ["rubric_scores.xlsx", "excel_mangled.xlsx"])
def test_a_workbook_goes_in_every_format(
    sample: str, suffix: str, exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same workbook saved as ods and xls says the same."""
    converted = convert(SAMPLES / sample, exports, tmp_path / "profile", to=suffix)
    _travel(tmp_path, converted.name, JOURNEYS[sample](), monkeypatch)


def test_every_sample_has_its_journey() -> None:
    """All files of the index go the whole way; tables of OneRoster go as their folder."""
    assert {sample.split("/")[0] for sample in index()} == set(JOURNEYS)
