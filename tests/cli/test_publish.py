"""`kpitrack publish`, `weekly`, `release`: what runs where nobody watches."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from typer.testing import Result

from kpitrack.cli import options
from kpitrack.history.ledger import shown_before
from kpitrack.history.locking import only_run
from tests.publishing import Small, export, finished_by, small

Run = Callable[..., Result]
DAY = date(2025, 10, 5)
WEEKLY = ["weekly-2025-10-05.html", "weekly-2025-10-05.json", "weekly-2025-10-05.md", "weekly-2025-10-05.xlsx"]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Small:
    monkeypatch.setattr(options, "today", lambda: DAY + timedelta(days=1))
    return small(tmp_path / "small")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def weekly(run: Run, world: Small, *words: object, as_of: date = DAY, code: int = 0) -> Result:
    result = run("weekly", "--targets", world.targets, "--as-of", as_of, *words)
    assert result.exit_code == code, result.output
    return result


def test_four_files_a_text_a_ledger_and_a_history(run: Run, world: Small) -> None:
    result = weekly(run, world)
    assert names(world.output) == WEEKLY
    assert result.stdout.startswith("A small program: Operational summary\nYear 1, Week 8")
    assert "released: weekly-2025-10-05" in result.stderr
    assert names(world.store) == [
        ".gitignore", "history.sqlite", "history.sqlite.lock", "kpitrack.log", "ledger.sqlite",
        "ledger.sqlite.lock",
    ]  # fmt: skip
    assert all(stat.S_IMODE((world.store / name).stat().st_mode) == 0o600 for name in names(world.store)[1:])
    rows = shown_before(world.store / "ledger.sqlite", "small")
    [total] = [row for row in rows if row.metric == "finished" and not row.categories]
    assert total.shown is not None
    assert total.shown.n == finished_by(DAY)
    assert total.by == "scheduled run"
    content = json.loads((world.output / "weekly-2025-10-05.json").read_text(encoding="utf-8"))
    assert content["release"] == "weekly-2025-10-05"
    assert content["sections"]["alerts"][0]["owner"] == "Principals"
    sheet = openpyxl.load_workbook(world.output / "weekly-2025-10-05.xlsx").active
    assert sheet is not None


def test_the_same_day_twice_gives_the_same_bytes(run: Run, world: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    weekly(run, world)
    before = {name: (world.output / name).read_bytes() for name in names(world.output)}
    monkeypatch.setattr(options, "today", lambda: DAY + timedelta(days=40))
    assert "unchanged: weekly-2025-10-05" in weekly(run, world).stderr
    assert {name: (world.output / name).read_bytes() for name in names(world.output)} == before
    for name in WEEKLY:
        (world.output / name).unlink()
    weekly(run, world)
    assert {name: (world.output / name).read_bytes() for name in names(world.output)} == before


def test_it_reports_what_changed_since_the_week_before(run: Run, world: Small) -> None:
    weekly(run, world)
    export(world, date(2025, 10, 12))
    text = weekly(run, world, as_of=date(2025, 10, 12)).stdout
    assert "Compared with weekly-2025-10-05, data through Oct 5, 2025." in text
    assert f"Students who finished: {finished_by(date(2025, 10, 12))} (was {finished_by(DAY)})." in text


def test_a_missed_week_is_made_later(run: Run, world: Small) -> None:
    export(world, date(2025, 10, 12))
    weekly(run, world, as_of=date(2025, 10, 12))
    text = weekly(run, world, as_of=DAY).stdout
    assert "The first report in the history." in text, "it is compared with nothing later than itself"


def first_lines(folder: Path) -> dict[str, str]:
    """What a reader sees first in each file, by suffix."""
    found: dict[str, str] = {}
    for path in folder.iterdir():
        match path.suffix:
            case ".html":
                body = re.sub(r"<[^>]+>", "\n", path.read_text(encoding="utf-8").split("<body>")[1])
                found["html"] = body.split("\n\n")[0].strip() or body.strip().splitlines()[0]
            case ".md":
                found["md"] = path.read_text(encoding="utf-8").splitlines()[0].strip("*").replace("\\", "")
            case ".json":
                [found["json"], *_] = json.loads(path.read_text(encoding="utf-8"))["first_lines"] or [""]
            case ".xlsx":
                found["xlsx"] = str(openpyxl.load_workbook(path).worksheets[0]["A1"].value)
    return found


# --- Sources that cannot be used ----------------------------------------------------------------------------------


def test_a_renamed_column_is_repaired_from_the_first_line(run: Run, world: Small) -> None:
    path = world.exports / f"log_{DAY}.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("outcome", "outcomes", 1), encoding="utf-8")
    result = weekly(run, world, code=4)
    first = " ".join(result.stdout.split("\nA small program")[0].split())
    assert first == (
        "! SOURCE NOT USABLE: log: log_2025-10-05.csv: the column 'outcome' is missing (field outcome). Try: was it"
        " renamed to 'outcomes'? then write `column: [outcomes, outcome]` for field outcome in sources.yaml."
        " Contact Program Office."
    )
    assert "exit code 4: not usable: log" in result.stderr
    assert names(world.output) == WEEKLY, "the rest is published"
    assert all(line.startswith("SOURCE NOT USABLE: log:") for line in first_lines(world.output).values())
    sources = world.targets / "sources.yaml"
    text = sources.read_text(encoding="utf-8").replace("{column: outcome,", "{column: [outcomes, outcome],")
    sources.write_text(text, encoding="utf-8")
    result = weekly(run, world)
    words = " ".join(result.stdout.split())
    assert words.startswith("! CORRECTION: version 2 of weekly-2025-10-05 replaces version 1, because this has")


def test_a_missing_source_stops_nothing(run: Run, world: Small) -> None:
    (world.exports / f"log_{DAY}.csv").unlink()
    result = weekly(run, world, code=4)
    assert result.stdout.startswith("! SOURCE NOT USABLE: log:")
    assert names(world.output) == WEEKLY


# --- Corrections --------------------------------------------------------------------------------------------------


def test_other_content_is_a_numbered_correction(run: Run, world: Small) -> None:
    weekly(run, world)
    export(world, DAY, finished=31)
    result = weekly(run, world, "--by", "A. Rivera")
    assert "because this has changed: data (log_2025-10-05.csv changed)." in " ".join(result.stdout.split())
    assert names(world.output) == sorted([*WEEKLY, *(name.replace(".", "-v2.") for name in WEEKLY)])
    rows = shown_before(world.store / "ledger.sqlite", "small", metric="finished")
    totals = [(row.version, row.replaces, row.by, row.shown.n) for row in rows if not row.categories and row.shown]
    assert totals == [(1, None, "scheduled run", 23), (2, 1, "A. Rivera", 31)]
    export(world, DAY, finished=33)
    result = weekly(run, world, "--why", "the log was exported twice")
    assert "version 3 of weekly-2025-10-05 replaces version 2, because the log was exported twice." in " ".join(
        result.stdout.split()
    )


# --- First lines, dry runs, findings ------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "warned"), [(13, False), (14, True), (300, True)])
def test_a_pinned_day_that_lies_back_is_the_first_line(
    run: Run, world: Small, monkeypatch: pytest.MonkeyPatch, days: int, warned: bool
) -> None:
    """On stdout and in every file, unless the day was asked for by name."""
    pin(world)
    monkeypatch.setattr(options, "today", lambda: DAY + timedelta(days=days))
    result = run("weekly", "--targets", world.targets)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("! OLD DATA: program.yaml pins the as-of date to Oct 5, 2025") is warned
    assert names(world.output) == WEEKLY
    assert {line.startswith("OLD DATA: program.yaml pins") for line in first_lines(world.output).values()} == {warned}
    other = world.root / "other"
    asked = run("weekly", "--targets", world.targets, "--as-of", DAY, "-o", other, "--store", other)
    assert not asked.stdout.startswith("!"), "asked for by name"
    assert not any(line.startswith("OLD") for line in first_lines(other).values())


def test_data_that_grew_old_is_told_without_a_correction(
    run: Run, world: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time alone changes no release: the run warns, the files of the release stay."""
    pin(world)
    run("weekly", "--targets", world.targets)
    before = {name: (world.output / name).read_bytes() for name in names(world.output)}
    monkeypatch.setattr(options, "today", lambda: DAY + timedelta(days=40))
    result = run("weekly", "--targets", world.targets)
    assert result.stdout.startswith("! OLD DATA:")
    assert "unchanged: weekly-2025-10-05" in result.stderr
    assert {name: (world.output / name).read_bytes() for name in names(world.output)} == before


def test_the_first_line_tells_of_old_data_and_of_a_renamed_column(
    run: Run, world: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be all that is read: of a mail, a log, a cron job. What to do about the source follows."""
    pin(world)
    log = world.exports / f"log_{DAY}.csv"
    log.write_text(log.read_text(encoding="utf-8").replace("outcome", "result", 1), encoding="utf-8")
    monkeypatch.setattr(options, "today", lambda: DAY + timedelta(days=14))
    result = run("weekly", "--targets", world.targets)
    assert result.exit_code == 4
    printed = " ".join(result.stdout.split())
    assert printed.startswith("! OLD DATA and 1 source not usable (log, see below): program.yaml pins the as-of date")
    assert "! SOURCE NOT USABLE: log: log_2025-10-05.csv: the column 'outcome' is missing (field outcome)" in printed
    assert {line.partition(":")[0] for line in first_lines(world.output).values()} == {
        "OLD DATA and 1 source not usable (log, see below)"
    }


def pin(world: Small) -> None:
    path = world.targets / "program.yaml"
    pinned = path.read_text(encoding="utf-8").replace("title: A small", f"pinned_as_of: {DAY}, title: A small")
    path.write_text(pinned, encoding="utf-8")


def test_without_a_pinned_day_it_is_today(run: Run, world: Small) -> None:
    run("weekly", "--targets", world.targets)
    assert names(world.output)[0] == "weekly-2025-10-06.html"


def test_a_dry_run_writes_nothing(run: Run, world: Small) -> None:
    before = sorted(world.root.rglob("*"))
    result = weekly(run, world, "--dry-run")
    assert "dry run: weekly-2025-10-05" in result.stderr
    assert "would write: weekly-2025-10-05.html" in result.stderr
    assert result.stdout.startswith("A small program")
    assert sorted(world.root.rglob("*")) == before


def test_findings_it_is_asked_to_fail_on(run: Run, world: Small) -> None:
    weekly(run, world, "--fail-on", "alert", code=3)
    weekly(run, world, "--fail-on", "unmet")
    (world.exports / f"log_{DAY}.csv").unlink()
    weekly(run, world, "--fail-on", "warn", code=4)


def test_quiet_is_for_cron(run: Run, world: Small) -> None:
    assert weekly(run, world, "--quiet").stderr == ""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("publish", "weakly"), "there is no report 'weakly'\n  try: did you mean weekly?"),
        (("publish", "weekly", "--as-of", "2020-01-01"), "the calendar begins after 2020-01-01"),
        (("publish", "board", "--period", "Y1-Q9"), "no period 'Y1-Q9'"),
        (("release", "weekly-2025-10-05", "--by", "A. Rivera"), "the history has no 'weekly-2025-10-05'"),
    ],
)
def test_a_wrong_order_is_a_usage_error(run: Run, world: Small, words: tuple[str, ...], message: str) -> None:
    result = run(*words, "--targets", world.targets)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not world.output.exists()


# --- Other reports and places -------------------------------------------------------------------------------------


def test_reports_look_back_at_the_period_that_has_ended(run: Run, world: Small) -> None:
    run("publish", "monthly", "--targets", world.targets, "--as-of", DAY)
    assert names(world.output) == ["monthly-Y1-M02.html", "monthly-Y1-M02.json"]
    run("publish", "monthly", "--targets", world.targets, "--as-of", DAY, "--period", "Y1-M01")
    assert "monthly-Y1-M01.html" in names(world.output)


def test_what_only_the_team_sees_enters_no_ledger(run: Run, world: Small) -> None:
    for _ in range(2):
        result = run("publish", "inside", "--targets", world.targets, "--as-of", DAY)
        assert result.exit_code == 0, result.output
    assert "unchanged" in result.stderr
    assert "INTERNAL" in (world.output / "inside-2025-10-05.md").read_text(encoding="utf-8")
    assert shown_before(world.store / "ledger.sqlite", "small") == []
    export(world, DAY, finished=31)
    run("publish", "inside", "--targets", world.targets, "--as-of", DAY)
    assert "inside-2025-10-05-v2.md" in names(world.output), "its versions are counted all the same"


def test_places_come_from_the_settings_and_the_command_line(run: Run, world: Small, tmp_path: Path) -> None:
    world.settings(
        "reports: ../out\nsnapshots: ../mine/h.sqlite\nledger: ../shared/l.sqlite\n"
        "log: ../mine/runs.log\nsigned_by: Cron"
    )
    weekly(run, world)
    assert names(world.root / "out") == WEEKLY
    assert "h.sqlite" in names(world.root / "mine")
    assert {row.by for row in shown_before(world.root / "shared" / "l.sqlite", "small")} == {"Cron"}
    weekly(run, world, "-o", tmp_path / "other", "--store", tmp_path / "store")
    assert names(tmp_path / "other") == WEEKLY
    assert "ledger.sqlite" in names(tmp_path / "store")


# --- Drafts -------------------------------------------------------------------------------------------------------


def draft_of(result: Result) -> str:
    return next(line.split()[-1] for line in result.stderr.splitlines() if line.startswith("draft:"))


def test_a_draft_is_released_exactly_as_it_was_signed_off(run: Run, world: Small, tmp_path: Path) -> None:
    """The same figures; only what the document calls itself is another. `publish` is both steps at once."""
    weekly(run, world, "-o", tmp_path / "at once", "--store", tmp_path / "store")
    draft = draft_of(weekly(run, world, "--draft"))
    assert names(world.output) == ["drafts"]
    assert names(world.output / "drafts") == [f"{draft}.{form}" for form in ("html", "json", "md", "xlsx")]
    assert shown_before(world.store / "ledger.sqlite", "small") == [], "a draft was shown to nobody"
    signed_off = (world.output / "drafts" / f"{draft}.html").read_text(encoding="utf-8")
    assert f"draft {draft}, not released" in signed_off
    export(world, DAY, finished=99)
    result = run("release", draft, "--by", "A. Rivera", "--targets", world.targets)
    assert result.exit_code == 0, result.output
    released = (world.output / "weekly-2025-10-05.html").read_text(encoding="utf-8")
    assert released.replace("release weekly-2025-10-05", f"draft {draft}, not released") == signed_off
    assert {path.name: path.read_bytes() for path in world.output.iterdir() if path.is_file()} == {
        path.name: path.read_bytes() for path in (tmp_path / "at once").iterdir()
    }
    assert names(world.output / "drafts") == []
    rows = shown_before(world.store / "ledger.sqlite", "small", metric="finished")
    assert {(row.by, row.shown.n) for row in rows if not row.categories and row.shown} == {("A. Rivera", 23)}
    listed = run("history", "list", "--targets", world.targets).stdout
    assert "draft" not in listed


def test_a_release_that_was_killed_is_mended_by_the_same_command(
    run: Run, world: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after the ledger was written: the draft is still there, and is entered once."""
    draft = draft_of(weekly(run, world, "--draft"))
    with monkeypatch.context() as killed:
        killed.setattr("kpitrack.history.outbox.Outbox.reveal", lambda _: os.kill(os.getpid(), signal.SIGINT))
        assert run("release", draft, "--by", "A. Rivera", "--targets", world.targets).exit_code != 0
    assert "weekly-2025-10-05.html" not in names(world.output)
    result = run("release", draft, "--by", "A. Rivera", "--targets", world.targets)
    assert result.exit_code == 0, result.output
    assert {*WEEKLY} <= {*names(world.output)}
    rows = shown_before(world.store / "ledger.sqlite", "small", metric="finished")
    assert [row.version for row in rows if not row.categories] == [1]


def test_who_signed_off_is_printed(run: Run, world: Small) -> None:
    """And stays printed when the run after it names nobody: that changes nothing."""
    first = weekly(run, world, "--by", "A. Rivera").stdout
    assert "release weekly-2025-10-05, released by A. Rivera on Oct 6, 2025" in " ".join(first.split())
    assert "unchanged: weekly-2025-10-05" in weekly(run, world).stderr


def test_every_format_says_what_it_is(run: Run, world: Small) -> None:
    """Reports without sections of their own as well; only `report` is a working copy."""
    for report in ("monthly", "board"):
        run("publish", report, "--targets", world.targets, "--as-of", DAY)
    for path in (*world.output.glob("monthly*.html"), *world.output.glob("board*.html")):
        page = path.read_text(encoding="utf-8")
        assert f"release {path.stem}" in page
        assert "working copy" not in page
    content = json.loads((world.output / "monthly-Y1-M02.json").read_text(encoding="utf-8"))
    assert content["report"]["release"] == {
        "state": "released", "id": "monthly-Y1-M02", "version": 1, "replaces": None, "why": "", "by": "", "on": None,
    }  # fmt: skip
    assert "working copy, not a release" in " ".join(
        run("report", "--targets", world.targets, "--as-of", DAY).stdout.split()
    )


def test_a_draft_that_was_changed_is_refused(run: Run, world: Small) -> None:
    draft = draft_of(weekly(run, world, "--draft"))
    page = world.output / "drafts" / f"{draft}.html"
    page.write_text("forged", encoding="utf-8")
    result = run("release", draft, "--by", "A. Rivera", "--targets", world.targets)
    assert result.exit_code == 2
    assert "was changed after the draft was made" in result.stderr
    page.unlink()
    result = run("release", draft, "--by", "A. Rivera", "--targets", world.targets)
    assert "is missing" in result.stderr
    assert shown_before(world.store / "ledger.sqlite", "small") == []


def test_a_draft_that_was_overtaken_is_refused(run: Run, world: Small) -> None:
    draft = draft_of(weekly(run, world, "--draft"))
    export(world, DAY, finished=31)
    weekly(run, world)
    result = run("release", draft, "--by", "A. Rivera", "--targets", world.targets)
    assert result.exit_code == 2
    assert "was released meanwhile as version 1" in result.stderr
    result = run("release", "weekly-2025-10-05", "--by", "A. Rivera", "--targets", world.targets)
    assert "is not a draft" in result.stderr


# --- Lock and log -------------------------------------------------------------------------------------------------


def test_a_second_run_leaves_at_once_with_nothing_written(run: Run, world: Small) -> None:
    with only_run(world.store / "history.sqlite"):
        result = weekly(run, world, code=75)
    assert "another run is publishing" in result.stderr
    assert result.stdout == ""
    assert not world.output.exists()
    assert not (world.store / "ledger.sqlite").exists()
    weekly(run, world)


def test_the_log_tells_when_what_and_how_it_ended(run: Run, world: Small) -> None:
    weekly(run, world)
    (world.exports / f"log_{DAY}.csv").unlink()
    weekly(run, world, code=4)
    with only_run(world.store / "history.sqlite"):
        weekly(run, world, code=75)
    log = (world.store / "kpitrack.log").read_text(encoding="utf-8")
    for line in (
        "begin: publish weekly",
        "released: weekly-2025-10-05",
        "exit 0",
        "not usable: log; the first line of the report says what to do",
        "exit 4",
        "exit 75:",
    ):
        assert line in log
    assert "S00" not in log, "no student's id"


def test_the_log_is_rotated(run: Run, world: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kpitrack.cli.journal._BYTES", 400)
    for _ in range(4):
        weekly(run, world)
    logs = [name for name in names(world.store) if name.startswith("kpitrack.log")]
    assert 2 <= len(logs) <= 6
    assert all((world.store / name).stat().st_size <= 800 for name in logs)


def test_a_log_that_cannot_be_written_stops_nothing(run: Run, world: Small) -> None:
    world.settings("log: ../targets")  # a folder
    result = weekly(run, world)
    assert "no log:" in result.stderr
    assert names(world.output) == WEEKLY


def test_a_bug_is_logged_without_what_it_says(run: Run, world: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("row of Maria Lopez")

    monkeypatch.setattr("kpitrack.pipeline.publishing.report_of", fail)
    weekly(run, world, code=1)
    log = (world.store / "kpitrack.log").read_text(encoding="utf-8")
    assert "exit 1: RuntimeError in test_publish.py" in log
    assert "Maria" not in log
