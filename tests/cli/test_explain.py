"""`kpitrack explain` on a real, tiny district."""

from __future__ import annotations

import csv
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from tests.shipped import shipped_targets
from tests.unit.pipeline import district

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def targets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return district.make(tmp_path_factory.mktemp("district"))


def by_hand(quarter_ends: str, year_starts: str) -> dict[str, str]:
    """Who is on the roster that day, and who is done by then: ten lines on the exported text itself."""
    roster = list(csv.DictReader(district.ROSTER.splitlines()))
    log = list(csv.DictReader(district.LOG.splitlines()))
    here = {row["id"] for row in roster if row["begins"] <= quarter_ends <= (row["ends"] or "9999")}
    done = {row["id"] for row in log if row["outcome"] == "done" and year_starts <= row["day"] <= quarter_ends}
    return {each: "yes" if each in done else "no" for each in here}


@pytest.mark.parametrize(("quarter", "ends"), [("Q1", "2025-11-02"), ("Q2", "2026-02-15")])
def test_the_list_behind_a_number_is_the_one_counted_by_hand(
    run: Run, targets: Path, tmp_path: Path, quarter: str, ends: str
) -> None:
    output = tmp_path / "people.csv"
    asked = ("--quarter", quarter, "--as-of", "2026-02-15", "--targets", targets)
    result = run("explain", "done", *asked, "--people", "-o", output)
    assert result.exit_code == 0, result.output
    banner, _, captions, *rows = csv.reader(output.read_text(encoding="utf-8-sig").splitlines())
    assert "confidential" in banner[0].lower()
    place = captions.index("counted")
    assert {row[0]: row[place] for row in rows} == by_hand(ends, "2025-08-11")
    assert stat.S_IMODE(output.stat().st_mode) == 0o600


def test_a_list_never_goes_to_the_screen(run: Run, targets: Path) -> None:
    result = run("explain", "done", "--people", "--as-of", "2026-02-15", "--targets", targets)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "never to the screen" in result.stderr


@pytest.mark.parametrize("audience", ["shared", "public"])
def test_a_list_is_for_the_internal_audience(run: Run, targets: Path, tmp_path: Path, audience: str) -> None:
    output = tmp_path / "people.csv"
    asked = ("--as-of", "2026-02-15", "--targets", targets, "--audience", audience)
    result = run("explain", "done", "--people", "-o", output, *asked)
    assert (result.exit_code, output.exists()) == (2, False)


def test_an_explanation_is_printed_and_names_no_person(run: Run, targets: Path) -> None:
    result = run("explain", "done", "--quarter", "Q2", "--as-of", "2026-02-15", "--targets", targets)
    assert result.exit_code == 0, result.output
    assert "Finished the course" in result.stdout
    assert "log.csv" in result.stdout
    assert "rows_log" not in result.stdout


def test_the_generated_sql_is_printed_on_request(run: Run, targets: Path) -> None:
    result = run("explain", "done", "--quarter", "Q2", "--as-of", "2026-02-15", "--targets", targets, "--sql")
    assert "rows_log" in result.stdout


def test_an_unknown_metric_ends_with_a_suggestion(run: Run, targets: Path) -> None:
    result = run("explain", "dome", "--as-of", "2026-02-15", "--targets", targets)
    assert result.exit_code == 2
    assert "did you mean done?" in result.stderr


def test_an_explanation_in_a_file_says_where_it_lies(run: Run, targets: Path, tmp_path: Path) -> None:
    output = tmp_path / "done.md"
    result = run("explain", "done", "--as-of", "2026-02-15", "--targets", targets, "-o", output)
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"written: {output}" in result.stderr
    assert "Finished the course" in output.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("metric", "following"),
    [
        ("done", "Next: kpitrack explain done --period Y1-Q2 --people -o people.csv writes"),
        ("double", "Next, what it is made of: kpitrack explain done --period Y1-Q2."),
        ("plan", ""),
    ],
)
def test_it_leads_on_to_people_or_parts_where_there_are_some(
    run: Run, targets: Path, metric: str, following: str
) -> None:
    """A record has no list of people, and a sum has its parts behind it."""
    result = run("explain", metric, "--quarter", "Q2", "--as-of", "2026-02-15", "--targets", targets)
    assert result.exit_code == 0
    last = " ".join(result.stdout.split("\n\n")[-1].split())
    assert last.startswith(following) if following else "Next" not in result.stdout


def test_of_many_parts_one_is_a_command_and_the_others_are_named(run: Run) -> None:
    """Four commands in a row would be hard to read."""
    shipped = shipped_targets()
    result = run("explain", "grants_asked", "--quarter", "Q2", "--as-of", "2026-02-15", "--targets", shipped)
    first = "Next, what it is made of: kpitrack explain grants_asked_federal --period Y1-Q2; likewise"
    others = "grants_asked_foundations, grants_asked_corporate, grants_asked_state."
    assert " ".join(result.stdout.split("\n\n")[-1].split()) == f"{first} {others}"
