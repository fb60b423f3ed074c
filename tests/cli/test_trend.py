"""`kpitrack trend` and `kpitrack alerts`."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from typer.testing import Result

from tests.publishing import STUDENTS, Small, export, finished_by, small

Run = Callable[..., Result]
DAY = date(2025, 11, 23)


@pytest.fixture
def world(tmp_path: Path) -> Small:
    return small(tmp_path / "small", exported=DAY)


def trend(run: Run, world: Small, *words: object, code: int = 0) -> Result:
    result = run("trend", *words, "--targets", world.targets, "--as-of", DAY)
    assert result.exit_code == code, result.output
    return result


def test_from_dated_data_at_the_ends_of_periods(run: Run, world: Small) -> None:
    found = json.loads(trend(run, world, "finished", "--json", "--audience", "internal").stdout)
    assert found["origin"] == "data"
    assert [(point["period"], point["value"]) for point in found["points"]] == [
        ("Y1-M01", finished_by(date(2025, 9, 7))),
        ("Y1-M02", finished_by(date(2025, 10, 5))),
        ("Y1-M03", finished_by(date(2025, 11, 2))),
        ("Y1-M04", finished_by(DAY)),
    ]
    assert found["outlook"]["why_not"] == "the target is reached today"


def test_points_that_would_tell_of_a_few_are_left_out(run: Run, world: Small) -> None:
    text = trend(run, world, "finished_share", "--every", "week", "--points", "8").stdout
    assert "points left out" in text
    assert "every week, from dated data" in text


def test_points_stand_beside_what_was_released(run: Run, world: Small) -> None:
    """With the ledger of `--store`: neither two points nor a point and a release differ by one to nine students."""
    release = date(2025, 11, 9)
    export(world, release)
    world.publish(as_of=release)
    words = ("finished_share", "--every", "week", "--points", "14", "--json")
    alone = json.loads(trend(run, world, *words, "--store", world.root / "empty").stdout)
    beside = json.loads(trend(run, world, *words, "--store", world.store).stdout)
    students = [round(point["value"] * STUDENTS) for point in beside["points"]]
    printed = [*students, finished_by(release)]
    assert len(students) >= 2
    assert all(one == other or abs(one - other) >= 10 for one in printed for other in printed)
    assert finished_by(release) in students
    assert finished_by(release) not in [round(point["value"] * STUDENTS) for point in alone["points"]]


def test_from_the_history_where_exports_have_no_dates(run: Run, world: Small) -> None:
    sources = world.targets / "sources.yaml"
    metrics = world.targets / "metrics.yaml"
    sources.write_text(sources.read_text(encoding="utf-8") + UNDATED, encoding="utf-8")
    metrics.write_text(metrics.read_text(encoding="utf-8") + PORTFOLIOS, encoding="utf-8")
    for day, count in ((date(2025, 10, 5), 40), (date(2025, 10, 12), 60), (date(2025, 10, 19), 90)):
        export(world, day)
        rows = [f"S{number:04},done" for number in range(count)]
        (world.exports / "portfolios.csv").write_text("\n".join(["id,outcome", *rows, ""]), encoding="utf-8")
        world.publish(as_of=day)
    found = json.loads(trend(run, world, "portfolios", "--json").stdout)
    assert found["origin"] == "snapshots"
    assert [point["value"] for point in found["points"]] == [40, 60, 90]


UNDATED = """
portfolios:
  owner: Mentors
  files: portfolios.csv
  id: {student: {column: id}}
  exported_on: 2025-10-19
  fields:
    outcome: {column: outcome, type: choice}
"""
PORTFOLIOS = """
portfolios:
  title: Portfolios
  group: Student
  owner: Mentors
  measure: {kind: count, from: portfolios, where: {outcome: done}, window: program_to_date, per: student}
  by: [gender]
  track: true
"""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("finishd",), "did you mean finished?"),
        (("finished", "--every", "fortnight"), "no rhythm 'fortnight'"),
    ],
)
def test_what_cannot_be_asked(run: Run, world: Small, words: tuple[str, ...], message: str) -> None:
    assert message in trend(run, world, *words, code=2).stderr


def test_a_screen_without_bars_gets_plain_ones(world: Small) -> None:
    done = world.run("trend", "finished", "--as-of", DAY, PYTHONIOENCODING="cp1252")
    assert done.returncode == 0, done.stderr
    assert done.stdout.isascii()


# --- Alerts -------------------------------------------------------------------------------------------------------


def alerts(run: Run, world: Small, *words: object, code: int = 0) -> str:
    result = run("alerts", "--targets", world.targets, *words)
    assert result.exit_code == code, result.output
    return result.stdout


def test_what_fires_with_response_and_owner(run: Run, world: Small) -> None:
    export(world, date(2025, 9, 28))
    text = " ".join(alerts(run, world, "--as-of", "2025-09-28").split())
    assert "Fired (1)" in text
    assert "review: Students who finished: below 30 (20, limit 30). Next: Call the schools, Principals." in text
    alerts(run, world, "--as-of", "2025-09-28", "--fail-on", "alert", code=3)


def test_silence_is_said(run: Run, world: Small) -> None:
    text = alerts(run, world, "--as-of", DAY, "--all", "--fail-on", "alert")
    assert "No rule has fired." in text
    assert "Looked at, not fired (1)" in text


def test_the_list_as_json(run: Run, world: Small) -> None:
    [found] = json.loads(alerts(run, world, "--as-of", DAY, "--all", "--format", "json"))
    assert (found["metric"], found["triggered"], found["owner"]) == ("finished", False, "Principals")
    assert json.loads(alerts(run, world, "--as-of", DAY, "--format", "json")) == []
