"""`kpitrack milestones` and `kpitrack record`: options, streams, exit codes, on a small program of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from typer.testing import Result

from kpitrack import pipeline
from kpitrack.cli.milestones import slips_of
from kpitrack.errors import UsageError
from kpitrack.model.evidence import Wish
from tests.broken.definitions.small_program import write_program
from tests.unit.milestones.plans import CHAIN

Run = Callable[..., Result]


@pytest.fixture
def targets(tmp_path: Path) -> Path:
    folder = write_program(tmp_path)
    (folder / "milestones.yaml").write_text(CHAIN, encoding="utf-8")
    (folder / "exports").mkdir()
    return folder


def at(targets: Path, day: str = "2025-09-25") -> tuple[str, ...]:
    return ("--targets", str(targets), "--as-of", day)


def add(run: Run, targets: Path, *words: str) -> Result:
    return run("record", "add", *words, "--evidence", "Minutes 7", "--by", "Board", *at(targets))


# --- milestones -------------------------------------------------------------------------------------------------


def test_the_list_goes_to_stdout_and_late_is_no_failure(run: Run, targets: Path) -> None:
    result = run("milestones", *at(targets), COLUMNS="80")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("A small program: milestones\n")
    assert "The vote is 5 weeks late: training ends now W10 (was W05)" in result.stdout
    assert result.stderr == ""


def test_a_slip_is_shown_and_nothing_is_written(run: Run, targets: Path) -> None:
    before = sorted(targets.rglob("*"))
    result = run("milestones", *at(targets, "2025-08-11"), "--slip", "training=3w", "--format", "json")
    slips = json.loads(result.stdout)["slips"]
    assert [(each["id"], each["weeks"], each["what_if"]) for each in slips] == [("training", 3, True)]
    assert sorted(targets.rglob("*")) == before


@pytest.mark.parametrize(
    ("words", "shown", "hidden"),
    [
        (("--quarter", "Q1"), {"votes", "report"}, set()),
        (("--quarter", "Q2"), {"votes", "training"}, {"launch", "report"}),
        (("--period", "Y1-M01"), {"votes", "training"}, {"launch", "report"}),
        (("--critical",), {"votes", "training", "launch", "report"}, {"classes"}),
        (("--critical", "--period", "Y1-W02"), {"votes"}, {"training", "launch"}),
    ],
)
def test_a_part_of_the_plan(run: Run, targets: Path, words: tuple[str, ...], shown: set[str], hidden: set[str]) -> None:
    """What is open from before is shown in a running quarter too, so nothing late falls out of sight."""
    day = "2025-11-10" if "Q2" in words else "2025-08-11"
    found = json.loads(run("milestones", *at(targets, day), *words, "--format", "json").stdout)
    ids = {each["id"] for each in found["milestones"]}
    if "Q2" in words:  # in the running second quarter everything is open from the first
        assert ids == {"votes", "training", "classes", "launch", "report"}
        return
    assert shown <= ids
    assert not hidden & ids


@pytest.mark.parametrize("suffix", ["txt", "json", "csv", "md", "html", "xlsx"])
def test_every_format_by_the_name_of_the_file(run: Run, targets: Path, suffix: str, tmp_path: Path) -> None:
    file = tmp_path / f"plan.{suffix}"
    result = run("milestones", *at(targets), "-o", file)
    assert result.exit_code == 0, result.stderr
    assert result.stderr == f"written: {file}\n"
    assert file.stat().st_size > 500


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--slip", "training"), "'training' is not a slip\n  try: --slip cohort_1_certified=3w"),
        (("--slip", "trainin=2w"), "there is no milestone 'trainin'\n  try: did you mean training?"),
        (("--quarter", "Q7"), "'Q7' is not a quarter"),
        (("--period", "Y1-M77"), "the calendar has no period 'Y1-M77'"),
        (("--as-of", "soon"), "--as-of 'soon' is not a day"),
        (("--format", "xlsx"), "xlsx cannot be shown on a screen"),
        (("-o", "plan.doc"), "the name 'plan.doc' does not tell the format"),
    ],
)
def test_what_cannot_be_done_ends_with_2_and_a_hint(run: Run, targets: Path, words: tuple[str, ...], said: str) -> None:
    result = run("milestones", *at(targets), *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


def test_a_broken_plan_ends_with_2_and_every_place(run: Run, targets: Path) -> None:
    (targets / "milestones.yaml").write_text("a: {title: A, owner: X, due: Y1-W77, after: [b]}\n", encoding="utf-8")
    result = run("milestones", *at(targets))
    assert result.exit_code == 2
    assert "targets/milestones.yaml:1:30: the week" in result.stderr
    assert 'unknown milestone "b"' in result.stderr


def test_a_program_without_a_plan_says_so(run: Run, targets: Path) -> None:
    (targets / "milestones.yaml").unlink()
    result = run("milestones", *at(targets))
    assert result.exit_code == 2
    assert "this program has no milestones.yaml" in result.stderr


def test_slips_may_be_repeated_or_listed() -> None:
    assert slips_of(["a=1w, b=2 weeks", "c=12w"]) == {"a": 1, "b": 2, "c": 12}
    with pytest.raises(UsageError):
        slips_of(["a=3d"])


# --- record -----------------------------------------------------------------------------------------------------


def test_what_was_recorded_is_done_in_the_plan(run: Run, targets: Path) -> None:
    result = add(run, targets, "votes", "--value", "done", "--on", "2025-08-21")
    assert result.exit_code == 0, result.stderr
    assert result.stderr == "recorded: votes = Done on 2025-08-21 (records.csv, row 2)\n"
    found = json.loads(run("milestones", *at(targets), "--format", "json").stdout)
    [vote] = [each for each in found["milestones"] if each["id"] == "votes"]
    assert (vote["state"], vote["done_on"], vote["evidence"], vote["by"]) == (
        "done",
        "2025-08-21",
        "Minutes 7",
        "Board",
    )


def test_a_metric_recorded_by_hand_completes_its_milestone(run: Run, targets: Path) -> None:
    text = "voting: {title: Voting, owner: X, due: Y1-W04, done_when: {metric: vote, at_least: Achieved}}\n"
    (targets / "milestones.yaml").write_text(text, encoding="utf-8")
    assert add(run, targets, "vote", "--value", "achieved", "--on", "2025-08-21").exit_code == 0
    found = json.loads(run("milestones", *at(targets), "--format", "json").stdout)["milestones"]
    assert [(each["state"], each["metric"], "Minutes 7" in each["evidence"]) for each in found] == [
        ("done", "vote", True)
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("vot", "--value", "done", "--on", "2025-08-21"), "did you mean vot"),
        (("votes", "--value", "perhaps", "--on", "2025-08-21"), "'perhaps' is not a level of votes"),
        (("votes", "--value", "done", "--on", "2025-12-01"), "2025-12-01 lies after 2025-09-25, the as-of day"),
        (("votes", "--value", "done", "--on", "21.8.2025"), "--on '21.8.2025' is not a day"),
    ],
)
def test_a_record_that_cannot_be_meant_ends_with_2(run: Run, targets: Path, words: tuple[str, ...], said: str) -> None:
    result = add(run, targets, *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (targets / "records.csv").exists()


def test_a_file_held_by_excel_keeps_the_entry_aside_and_says_so(run: Run, targets: Path) -> None:
    (targets / "~$records.csv").touch()
    result = add(run, targets, "votes", "--value", "done", "--on", "2025-08-21", "--quiet")
    assert result.exit_code == 0
    assert "is kept in records.waiting.csv (1 waiting)" in result.stderr
    (targets / "~$records.csv").unlink()
    again = add(run, targets, "votes", "--value", "not done", "--on", "2025-08-22")
    assert "1 brought in from the side file" in again.stderr


def test_the_list_shows_rows_in_their_order_and_what_is_open(run: Run, targets: Path) -> None:
    listed = ("record", "list", "--targets", str(targets))
    assert "nothing was recorded" in run(*listed).stderr
    add(run, targets, "votes", "--value", "done", "--on", "2025-08-21")
    add(run, targets, "learning_weekly_1", "--value", "Good talks", "--on", "2025-08-22")
    lines = run(*listed).stdout.splitlines()
    assert lines[0].split() == ["place", "on", "id", "value", "period", "evidence", "by"]
    assert [line.split()[2] for line in lines[1:]] == ["votes", "learning_weekly_1"]
    rows = json.loads(run(*listed, "--format", "json").stdout)
    assert rows[1]["period"] == "Y1-W02"
    assert run(*listed, "--format", "csv").stdout.startswith("place,on,id,value")
    still = run(*listed, "--open").stdout
    assert "training" in still
    assert "votes" not in still


@pytest.mark.parametrize("columns", ["60", "80"])
def test_the_list_fits_a_narrow_screen(run: Run, targets: Path, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    """One record after the other, nothing cut; with room for it, a table."""
    add(run, targets, "learning_weekly_1", "--value", "Older students coach the new teams", "--on", "2025-08-22")
    monkeypatch.setenv("COLUMNS", columns)
    lines = run("record", "list", "--targets", str(targets)).stdout.splitlines()
    assert max(map(len, lines)) <= int(columns)
    told = " ".join(" ".join(lines).split())
    assert told.startswith(
        "place: records.csv:2; on: 2025-08-22; id: learning_weekly_1; value: Older students coach the"
    )
    monkeypatch.setenv("COLUMNS", "200")
    assert run("record", "list", "--targets", str(targets)).stdout.startswith("place ")


def test_what_was_saved_over_is_brought_back(run: Run, targets: Path) -> None:
    add(run, targets, "votes", "--value", "done", "--on", "2025-08-21")
    (targets / "records.csv").unlink()
    listed = run("record", "list", "--targets", str(targets))
    assert "1 recorded earlier and not in records.csv any more" in listed.stderr
    restored = run("record", "restore", "--targets", str(targets))
    assert restored.stdout == "votes = Done on 2025-08-21 (Board)\n"
    assert restored.stderr == "1 brought back\n"
    assert run("record", "restore", "--targets", str(targets)).stderr == "nothing was lost\n"


def test_a_source_that_cannot_be_used_ends_with_4_and_the_plan_is_printed(run: Run, targets: Path) -> None:
    text = "teams: {title: Teams, owner: X, due: Y1-W04, done_when: {metric: members, at_least: 3}}\n"
    (targets / "milestones.yaml").write_text(text, encoding="utf-8")
    result = run("milestones", *at(targets), COLUMNS="80")
    assert result.exit_code == 4
    assert "NOT KNOWN" in result.stdout
    assert "Sources not usable" in result.stdout
    assert "exit 4" in result.stderr


def test_before_the_program_nothing_is_asked_of_its_exports(run: Run, targets: Path) -> None:
    text = "teams: {title: Teams, owner: X, due: Y1-W04, done_when: {metric: members, at_least: 3}}\n"
    (targets / "milestones.yaml").write_text(text, encoding="utf-8")
    result = run("milestones", *at(targets, "2025-08-01"), "--quarter", "Q1", COLUMNS="80")
    assert result.exit_code == 0, result.stderr
    assert "1 milestone: 1 planned" in result.stdout


def test_a_notebook_has_to_name_the_day(targets: Path) -> None:
    program = pipeline.load_program(targets)
    with pytest.raises(UsageError, match="no as-of date"):
        pipeline.milestones(program, pipeline.PlanQuestion())
    wish = Wish("votes", "done", date(2025, 8, 20), "Board", "Minutes")
    with pytest.raises(UsageError, match="no as-of date"):
        pipeline.record(program, wish, as_of=None, now=datetime(2025, 8, 20))  # noqa: DTZ001 - the wall clock
