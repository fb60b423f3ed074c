"""A metric that stands on failing data says so in every report, in one sentence and without a figure."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from typer.testing import Result

from tests.cli.test_check import HEAD, N, World, _answers, _student

Run = Callable[..., Result]
OPEN = "Data quality: the source survey leaves more questions open than the standard allows."
BLANK = "Data quality: the source roster leaves gender blank more often than the standard allows."


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.chdir(tmp_path)
    found = World(tmp_path)
    metrics = tmp_path / "targets" / "metrics.yaml"
    metrics.write_text(
        metrics.read_text().replace("owner: O", "owner: O\n  by: [gender]\n  track: true")
        + "\ncounted:\n  title: Everybody\n  group: G\n  owner: O\n  by: [school]\n  track: true\n"
        "  measure: {kind: count, of: students}\n"
    )
    return found


def leave_open(world: World, answers: int) -> None:
    """So many of the 160 answers are missing."""
    head, *rows = (world.exports / "survey.csv").read_text().splitlines()
    lacking = [row.rsplit(",", 1)[0] + "," for row in rows[:answers]]
    world.write("survey.csv", "\n".join([head, *lacking, *rows[answers:]]) + "\n")


def leave_blank(world: World, people: int) -> None:
    """The gender of so many of the 40 students is missing."""
    world.write(
        "roster_2026-02-13.csv", HEAD + "".join(_student(n, "" if n <= people else "F") for n in range(1, N + 1))
    )


def notes(run: Run, *words: str) -> dict[str, list[str]]:
    found = json.loads(run("report", "--period", "Y1-Q3", "--format", "json", *words).stdout)
    return {each["id"]: each["notes"] for each in found["metrics"]}


@pytest.mark.parametrize("form", ["table", "json", "csv", "md", "html"])
def test_every_format_carries_the_mark(run: Run, world: World, form: str) -> None:
    """For whatever audience it is made."""
    leave_open(world, 20)
    for audience in ("internal", "shared", "public"):
        words = ("--period", "Y1-Q3", "--format", form, "--audience", audience)
        written = " ".join(run("report", *words).stdout.split())
        assert OPEN in written.replace("&#39;", "'"), audience


def test_a_workbook_carries_the_mark(run: Run, world: World) -> None:
    """In the column of notes."""
    leave_open(world, 20)
    assert run("report", "--period", "Y1-Q3", "--format", "xlsx", "-o", "r.xlsx").exit_code == 0
    cells = [str(cell) for sheet in openpyxl.load_workbook("r.xlsx") for row in sheet.values for cell in row]
    assert any(OPEN in cell for cell in cells)


def test_what_is_published_and_explained_carries_the_mark(run: Run, world: World) -> None:
    """The weekly summary names the metric beside the mark."""
    leave_open(world, 20)
    (world.folder / "targets" / "reports.yaml").write_text(
        "weekly:\n  title: Weekly\n  every: week\n  audience: shared\n  formats: [md, html, xlsx]\n"
        "  sections: [late_sources]\n"
        "board:\n  title: Board\n  every: quarter\n  audience: public\n  formats: [html, md]\n"
    )
    assert OPEN in " ".join(run("explain", "m").stdout.split())
    for report in ("weekly", "board"):
        assert run("publish", report, "-o", "out").exit_code == 0
        texts = [each.read_text() for each in Path("out").rglob(f"{report}*.md")]
        assert texts
        assert all(OPEN in text for text in texts)


def test_a_group_field_marks_only_what_is_split_by_it(run: Run, world: World) -> None:
    """A gender that is often blank does not change a total, nor a table by school."""
    leave_blank(world, 3)
    assert notes(run) == {"m": [BLANK], "counted": []}
    assert notes(run, "--by", "school") == {"m": [], "counted": []}


def test_a_condition_on_the_field_marks_the_total(run: Run, world: World) -> None:
    """Whoever is chosen by gender stands on it, however the report is split."""
    leave_blank(world, 3)
    metrics = world.folder / "targets" / "metrics.yaml"
    metrics.write_text(metrics.read_text().replace("of: students}", "of: students, having: {where: {gender: Female}}}"))
    assert notes(run, "--by", "school")["counted"] == [BLANK]


def test_a_warning_marks_nothing(run: Run, world: World) -> None:
    """38 of 40 is the limit itself: worth a line of `check`, and no mark."""
    leave_blank(world, 2)
    assert notes(run) == {"m": [], "counted": []}


def test_a_failing_roster_marks_all_who_are_counted_by_it(run: Run, world: World) -> None:
    """An old roster is in doubt as a whole."""
    del world
    day = "2026-02-22"
    for metric, found in notes(run, "--as-of", day, "--audience", "internal").items():
        assert any("roster stands for Feb 13, 2026 and is older than it may be" in note for note in found), metric


def test_a_mark_does_not_tell_how_many(run: Run, world: World) -> None:
    """One blank more or less is one person more or less in a small group."""
    leave_blank(world, 3)
    three = notes(run)
    leave_blank(world, 4)
    assert notes(run) == three
    assert not any(letter.isdigit() for letter in BLANK)


def test_people_who_are_missing_from_a_source_mark_its_metrics(run: Run, world: World) -> None:
    """The source says whom it expects."""
    world.declare("survey", "expects: students")
    world.write("survey.csv", "id,day,wave,q1,q2\n" + _answers("2026-02-13", "post", 0, range(4, N + 1)))
    lacking = "Data quality: the source survey lacks more people of students than the standard allows."
    assert notes(run) == {"m": [lacking], "counted": []}


def test_a_failed_audit_marks_the_metrics_of_its_source(run: Run, world: World) -> None:
    """Two wrong rows of a hundred are not below two percent; a sample of later rows says nothing about today's."""
    audits = world.folder / "targets" / "audits.csv"
    head = "checked_on,source,as_of,sampled,checked,wrong,low,high,by,sample\n"
    audits.write_text(f"{head}2026-02-14,survey,2026-02-13,100,100,2,0.002,0.070,A,a.xlsx\n")
    errors = "Data quality: the source survey has more errors in a verified sample than the standard allows."
    assert notes(run) == {"m": [errors], "counted": []}
    audits.write_text(f"{head}2026-03-14,survey,2026-03-13,100,100,2,0.002,0.070,A,a.xlsx\n")
    assert notes(run) == {"m": [], "counted": []}


def test_whom_a_source_expects_is_read_with_it(run: Run, world: World) -> None:
    """The population may stand on a source that nobody else asks for, in a check and in a report of one metric."""
    program, sources = (world.folder / "targets" / f"{each}.yaml" for each in ("program", "sources"))
    members = "members: {of: student, having: {from: clubs, window: program_to_date}}"
    program.write_text(program.read_text().replace("of: student}}", f"of: student}}, {members}}}"))
    clubs = "clubs:\n  owner: O\n  files: clubs.csv\n  id: {student: {column: id}}\n  fields: {club: {column: club}}\n"
    sources.write_text(f"{sources.read_text()}\n{clubs}")
    world.write("clubs.csv", "id,club\n" + "".join(f"{n:04},Chess\n" for n in range(1, 21)))
    world.declare("survey", "expects: members")
    world.write("survey.csv", "id,day,wave,q1,q2\n" + _answers("2026-02-13", "post", 0, range(11, N + 1)))
    lacking = "Data quality: the source survey lacks more people of members than the standard allows."
    assert notes(run, "--metric", "m") == {"m": [lacking]}
    found = json.loads(run("check", "--source", "survey", "--format", "json").stdout)["findings"]
    [expected] = [each for each in found if each["code"] == "expected"]
    assert (expected["facts"]["people"], expected["facts"]["expected"]) == ("10", "20")
