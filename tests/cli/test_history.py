"""`kpitrack history`: what was published, what changed and why, and making a report again."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import Result

import kpitrack
from kpitrack.cli import options
from tests.publishing import Small, export, finished_by, small

Run = Callable[..., Result]
FIRST, SECOND = date(2025, 10, 5), date(2025, 10, 12)
A, B = f"weekly-{FIRST}", f"weekly-{SECOND}"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Small:
    monkeypatch.setattr(options, "today", lambda: SECOND + timedelta(days=1))
    made = small(tmp_path / "small")
    made.publish(as_of=FIRST)
    export(made, SECOND)
    made.publish(as_of=SECOND)
    return made


def history(run: Run, world: Small, *words: object, code: int = 0) -> str:
    result = run("history", *words, "--targets", world.targets)
    assert result.exit_code == code, result.output
    return result.stdout


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_list_and_show(run: Run, world: Small) -> None:
    assert [line.split() for line in history(run, world, "list").splitlines()] == [
        [A, "released", "Y1-W08", "2025-10-05", "shared"],
        [B, "released", "Y1-W09", "2025-10-12", "shared"],
    ]
    assert [each["id"] for each in json.loads(history(run, world, "list", "--json"))] == [A, B]
    shown = history(run, world, "show", B)
    assert f"Compared with {A}" in shown
    assert "Released by scheduled run on " in shown
    assert f"Students who finished: {finished_by(SECOND)}, not due" in shown
    assert "log_2025-10-12.csv  log" in shown
    assert "log_2025-10-05.csv" not in shown, "an older copy was not read"
    assert "the history has no 'weekly-x'" in run("history", "show", "weekly-x", "--targets", world.targets).stderr


def test_nothing_is_made_by_asking(run: Run, tmp_path: Path) -> None:
    fresh = small(tmp_path / "fresh")
    assert history(run, fresh, "list") == ""
    assert not fresh.store.exists()


def test_diff_names_data_and_the_later_day(run: Run, world: Small) -> None:
    text = history(run, world, "diff", A, B)
    moved = f"Students who finished: {finished_by(SECOND)} (was {finished_by(FIRST)})."
    assert f"{moved} Because of: data, later day." in text
    assert "log_2025-10-12.csv new" in text


@pytest.mark.parametrize(
    ("file", "old", "new", "cause"),
    [
        ("metrics.yaml", "{outcome: done}, window: year_to_date}}\n  by: [gender]\n  headcount",
         "{outcome: [done, passed]}, window: year_to_date}}\n  by: [gender]\n  headcount", "definition"),
        ("program.yaml", "[2025-11-24, 2025-11-28]", "[2025-11-24, 2025-11-29]", "calendar"),
    ],
    ids=["definition", "calendar"],
)  # fmt: skip
def test_diff_names_definition_and_calendar(run: Run, world: Small, file: str, old: str, new: str, cause: str) -> None:
    edit(world.targets / file, old, new)
    export(world, SECOND, finished=41)
    world.publish(as_of=SECOND)
    text = history(run, world, "diff", B, f"{B}-v2")
    line = next(each for each in text.splitlines() if each.startswith("  Students who finished: 41"))
    assert line.endswith(f"Because of: data, {cause}.")


def test_diff_names_the_software(run: Run, world: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kpitrack, "__version__", "9.9")
    export(world, SECOND, finished=41)
    world.publish(as_of=SECOND)
    text = history(run, world, "diff", B, f"{B}-v2")
    assert "Because of: data, software." in text
    assert ", now 9.9" in text


def test_diff_of_two_audiences_is_refused(run: Run, world: Small) -> None:
    world.publish("inside", as_of=SECOND)
    result = run("history", "diff", A, f"inside-{SECOND}", "--targets", world.targets)
    assert result.exit_code == 2
    assert "for shared readers" in result.stderr


# --- Again --------------------------------------------------------------------------------------------------------


def test_a_report_is_made_again_byte_for_byte(run: Run, world: Small, tmp_path: Path) -> None:
    export(world, date(2025, 10, 19))
    edit(world.targets / "metrics.yaml", "Students who finished", "Students who are through")
    text = history(run, world, "reproduce", B, "-o", tmp_path / "again")
    assert text == f"{B}: made again, byte for byte (4 files)\n"
    for path in (tmp_path / "again").iterdir():
        assert path.read_bytes() == (world.output / path.name).read_bytes()
    assert "made again" in history(run, world, "reproduce", A)


def test_a_correction_is_made_again_with_its_reason(run: Run, world: Small) -> None:
    export(world, SECOND, finished=41)
    world.publish(as_of=SECOND, why="the log was exported again")
    assert "made again" in history(run, world, "reproduce", f"{B}-v2")
    assert "missing: input log_2025-10-12.csv of log as it was" in history(run, world, "reproduce", B, code=3)


def test_what_is_missing_is_named(run: Run, world: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    (world.exports / f"log_{SECOND}.csv").unlink()
    (world.exports / "roster.csv").write_text("id,begins,ends,gender\n", encoding="utf-8")
    monkeypatch.setattr(kpitrack, "__version__", "9.9")
    text = history(run, world, "reproduce", B, code=3)
    assert "(this is 9.9)" in text
    assert "missing: input log_2025-10-12.csv of log as it was" in text
    assert "missing: input roster.csv of roster as it was" in text


def test_kept_exports_have_a_last_day(run: Run, tmp_path: Path) -> None:
    kept = small(tmp_path / "kept")
    kept.settings("keep_inputs: 30 days")
    kept.publish(as_of=FIRST)
    for path in kept.exports.iterdir():
        path.unlink()
    assert "made again" in history(run, kept, "reproduce", A)
    small_again = small(tmp_path / "fresh", exported=SECOND)
    for path in small_again.exports.iterdir():
        (kept.exports / path.name).write_bytes(path.read_bytes())
    done = kept.publish(as_of=SECOND, today=FIRST + timedelta(days=32))
    assert done.forgotten == 1, "the log of the first week; the roster is kept by the second run"
    (kept.exports / "roster.csv").unlink()
    text = history(run, kept, "reproduce", A, code=3)
    assert text == "missing: input log_2025-10-05.csv of log as it was" + text[text.index(" (sha256") :]


def test_the_programs_own_last_day_goes_first(run: Run, tmp_path: Path) -> None:
    kept = small(tmp_path / "kept")
    kept.settings("keep_inputs: 400 days")
    with (kept.targets / "program.yaml").open("a", encoding="utf-8") as file:
        file.write("disclosure: {retain_until: 2025-10-10}\n")
    kept.publish(as_of=FIRST)
    (kept.exports / f"log_{FIRST}.csv").unlink()
    assert "made again" in history(run, kept, "reproduce", A)
    export(kept, SECOND)
    assert kept.publish(as_of=SECOND).forgotten >= 1
    history(run, kept, "reproduce", A, code=3)


def test_an_unusable_source_is_made_again_too(run: Run, world: Small) -> None:
    edit(world.exports / f"log_{SECOND}.csv", "outcome", "outcomes")
    world.publish(as_of=SECOND)
    assert "made again" in history(run, world, "reproduce", f"{B}-v2")
