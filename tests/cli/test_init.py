"""`kpitrack init`: a program that runs at once, an analyst's first day with it, and the next year."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from typer.testing import Result

from kpitrack.cli import options
from kpitrack.definitions import read_program

Run = Callable[..., Result]
SHIPPED = Path(__file__).parents[2] / "targets"
TODAY = date(2026, 11, 20)


@pytest.fixture
def new(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(options, "today", lambda: TODAY)
    result = run("init", tmp_path / "mine")
    assert result.exit_code == 0, result.stderr
    assert "kpitrack inspect exports/FILE --add" in result.stdout
    return tmp_path / "mine" / "targets"


def test_which_22_teachers(run: Run, new: Path) -> None:
    """The list names those whose hours in the sample add up to twelve, first, and the message counts them."""
    hours: dict[str, float] = {}
    with (new.parent / "exports" / "training.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            hours[row["Employee ID"]] = hours.get(row["Employee ID"], 0) + float(row["Hours"] or 0)
    trained = sorted(who for who, sum_ in hours.items() if sum_ >= 12)
    output = new.parent / "who.csv"
    result = run("explain", "trained_teachers", "--people", "-o", output, "--targets", new)
    assert result.stderr == f"written: {output}; counted: 22 yes, 8 no\n"
    with output.open(encoding="utf-8-sig", newline="") as file:
        _banner, _title, captions, *rows = csv.reader(file)
    assert captions == ["employee", "Gender", "School", "counted", "why"]
    assert [row[0] for row in rows[:22]] == trained
    assert [row[3] for row in rows] == ["yes"] * 22 + ["no"] * 8


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def statuses(run: Run, targets: Path) -> dict[str, str]:
    result = run("report", "--targets", targets, "--format", "json")
    assert result.exit_code == 0, result.stderr
    return {metric["id"]: metric["status"] for metric in json.loads(result.stdout)["metrics"]}


def test_it_runs_at_once(run: Run, new: Path) -> None:
    assert statuses(run, new) == {
        "team_members": "met",
        "regular_attendance": "not_met",
        "trained_teachers": "not_due",
        "satisfaction": "on_track",
        "board_report": "no_data",
    }
    assert run("validate", "--targets", new).stdout == "After-school program: 5 metrics, 6 sources, no problems.\n"
    assert run("lint", "--targets", new).stdout == "Nothing found.\n"
    assert "pinned_as_of" not in (new / "program.yaml").read_text(encoding="utf-8")
    assert (new / "schemas" / "metrics.schema.json").is_file()


@pytest.mark.parametrize("words", [["weekly"], ["publish", "board"]], ids=["the cron job", "the board"])
def test_it_publishes(run: Run, new: Path, tmp_path: Path, words: list[str]) -> None:
    """The starter has a report for the cron job and one for the board, with a page and a workbook."""
    result = run(*words, "--targets", new, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".html", ".xlsx"}


@pytest.mark.parametrize(("asked", "warned"), [([], True), (["--period", "Y1-Q1"], False)])
def test_a_calendar_that_is_over(run: Run, new: Path, asked: list[str], warned: bool) -> None:
    """The last quarter would stand for the present one; who asks for an earlier period knows what he asks."""
    result = run("report", "--targets", new, "--as-of", "2029-01-01", *asked)
    assert result.exit_code == 0, result.stderr
    assert ("kpitrack init --next-year" in result.stdout) is warned
    assert "--next-year" not in run("report", "--targets", new, "--as-of", "2026-11-20").stdout


def test_an_analyst_changes_a_target_and_adds_a_metric(run: Run, new: Path) -> None:
    edit(
        new / "metrics.yaml",
        "{due: Y1-Q1, at_least: 20, role: checkpoint}",
        "{due: Y1-Q1, at_least: 50, role: checkpoint}",
    )
    with (new / "metrics.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "\nteams:\n  title: Teams\n  group: Student\n  owner: Coordinator\n"
            "  measure: {kind: count, from: enrollment, window: on_that_day, per: team}\n"
            "  by: {none: teams are not people}\n"
            "  targets: [{due: Y1, at_least: 4}]\n"
        )
    found = statuses(run, new)
    assert found["team_members"] == "not_met"
    assert found["teams"] == "on_track"


@pytest.mark.parametrize(
    ("old", "wrong", "message"),
    [
        (
            "  title: Students in teams",
            "  titel: Students in teams",
            'targets/metrics.yaml:6:3: unknown key "titel"; did you mean "title"?\n1 problem in the definitions\n',
        ),
        (
            "at_least: 75%",
            "at_least: 75",
            (
                "targets/metrics.yaml:26:63: 75 does not fit: this metric is a share\n"
                "  try: write it as 75%\n1 problem in the definitions\n"
            ),
        ),
        (
            "type: number, scale: [1, 10]}",
            "type: number}",
            (
                "targets/metrics.yaml:51:64: 8 /10 does not fit: this metric is a number\n"
                "  try: write it as a plain number, or give the field it comes from its scale in sources.yaml, such as "
                "`scale: [1, 10]`\n1 problem in the definitions\n"
            ),
        ),
        (
            "by: [gender, school]",
            "by: [gender, meals]",
            (
                'targets/metrics.yaml:39:16: unknown dimension "meals"\n'
                "  try: use one of: gender, grade_band, school; or define meals under `dimensions` of program.yaml\n"
                "1 problem in the definitions\n"
            ),
        ),
        (
            "having: {from: sessions, window: in_period,",
            "having: {from: session, window: in_period,",
            (
                'targets/metrics.yaml:23:20: unknown source "session"; did you mean "sessions"?\n'
                "1 problem in the definitions\n"
            ),
        ),
    ],
)
def test_an_analyst_breaks_the_file_and_knows_what_to_do(
    run: Run, new: Path, old: str, wrong: str, message: str
) -> None:
    [file] = [each for each in new.glob("*.yaml") if old in each.read_text(encoding="utf-8")]
    edit(file, old, wrong)
    result = run("validate", "--targets", new)
    assert result.exit_code == 2
    assert result.stderr == message
    lint = run("lint", "--targets", new, "--fail-on", "error")
    assert lint.exit_code == 3
    assert not [line for line in lint.stdout.splitlines() if line.strip() == "try:"]


def test_the_exports_of_the_sample_beside_a_roster_of_her_own(run: Run, new: Path) -> None:
    """Nobody in them is on it, and no single row is at fault: the message asks for the right file."""
    edit(new / "sources.yaml", "files: roster.csv ", "files: own.csv ")
    (new.parent / "exports" / "own.csv").write_text(
        "Student ID,Entered,Left,Gender,Grade\n70001,2026-08-10,,F,9\n", encoding="utf-8"
    )
    result = run("report", "--targets", new)
    assert result.exit_code == 4
    printed = " ".join(result.stdout.split())
    assert "Try: no id of it is on the roster: is it another year's or school's file, or are its ids written" in printed


def test_nothing_is_written_over(run: Run, new: Path) -> None:
    result = run("init", new.parent)
    assert result.exit_code == 2
    assert "there is a program already" in result.stderr


def test_the_next_year(run: Run, tmp_path: Path) -> None:
    result = run("init", tmp_path, "--next-year", "--targets", SHIPPED)
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == f"written: {tmp_path / 'targets'}: Y1 ends, Y2 begins on 2026-08-10"
    assert "baselines now measured in Y1: session_attendance, confidence_understanding" in result.stdout
    program = read_program(tmp_path / "targets")
    assert program.program.pinned_as_of is None
    assert program.exports_folder.resolve() == (SHIPPED.parent / "examples" / "exports").resolve()
    assert [str(first) for first, _ in program.calendar.years["Y2"].breaks] == [
        "2026-11-23",
        "2026-12-21",
        "2027-03-29",
    ]
    assert list(program.calendar.years) == ["Y0", "Y1", "Y2", "Y3"]
    [stated] = program.metrics["confidence_ethics"].baseline
    assert (stated.stated, stated.period) == (None, "Y1")
    [measured] = program.metrics["session_attendance"].baseline
    assert measured.period == "Y1-Q2"
    [first_fall] = program.metrics["ses_happy"].baseline
    assert first_fall.period == "Fall-2021", "a plan of several years goes on counting from its first survey"


def test_a_year_that_nobody_planned_is_added(run: Run, new: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "today", lambda: date(2027, 6, 1))
    folder = new.parent.parent / "next"
    assert run("init", folder, "--next-year", "--targets", new).exit_code == 0
    program = read_program(folder / "targets")
    assert {name: str(year.starts) for name, year in program.calendar.years.items()} == {
        "Y1": "2026-08-10",
        "Y2": "2027-08-09",
    }
    assert "# A year is 48 program weeks" in (folder / "targets" / "program.yaml").read_text(encoding="utf-8")
