"""What a report owes to earlier reports and to earlier promises, at the command line."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from kpitrack.cli import app
from tests.publishing import Small, export, small

HEADCOUNT = "  headcount: {public: true, reason: the size of the program is announced every week}\n"
WEEK, LATER = date(2025, 10, 5), date(2025, 10, 12)
Q2_ENDS = date(2026, 2, 15)


def run(world: Small, *words: object) -> str:
    """What a command prints that ends well."""
    found = CliRunner().invoke(app, [*map(str, words), "--targets", str(world.targets)])
    assert found.exit_code == 0, found.output
    return found.stdout


def told(world: Small, day: date, *words: str) -> dict[str, Any]:
    """The metric `finished` as a report has it."""
    question = ("--period", "Y1", "--as-of", day, "--metric", "finished", "--by", "gender", "--format", "json")
    [metric] = json.loads(run(world, "report", *question, *words, "-q"))["metrics"]
    found: dict[str, Any] = metric
    return found


def hidden(metric: dict[str, Any]) -> list[str]:
    return [each["category"] for each in metric["by"]["gender"] if each.get("suppressed")]


def test_a_small_total_is_shown_only_where_it_is_declared_a_head_count(tmp_path: Path) -> None:
    """Seven have finished. Their number is announced every week anyway; who they are stays protected."""
    world = small(tmp_path / "small")
    export(world, WEEK, finished=7)
    for audience in ("shared", "public"):
        declared = told(world, WEEK, "--audience", audience)
        assert (declared["value"], hidden(declared)) == (7, ["Female", "Male"]), audience

    metrics = world.targets / "metrics.yaml"
    metrics.write_text(metrics.read_text(encoding="utf-8").replace(HEADCOUNT, ""), encoding="utf-8")
    for audience in ("shared", "public"):
        undeclared = told(world, WEEK, "--audience", audience)
        assert undeclared["suppressed"] is True, audience
        assert "value" not in undeclared, audience


def test_a_group_that_was_hidden_stays_hidden_when_it_has_just_grown(tmp_path: Path) -> None:
    """Six of each gender were hidden in a release; a week later there are twelve. The working copy reads the ledger."""
    world, unpublished = small(tmp_path / "published"), small(tmp_path / "unpublished")
    export(world, WEEK, finished=12)
    run(world, "weekly", "--as-of", WEEK, "-q")
    for each in (world, unpublished):
        export(each, LATER, finished=24)
    assert [each["n"] for each in told(unpublished, LATER)["by"]["gender"]] == [12, 12]
    assert hidden(told(world, LATER)) == ["Female", "Male"]

    run(world, "weekly", "--as-of", LATER, "-q")
    [published] = world.output.glob(f"weekly-{LATER}.json")
    metrics = json.loads(published.read_text(encoding="utf-8"))["report"]["metrics"]
    [finished] = [each for each in metrics if each["id"] == "finished"]
    assert (finished["value"], hidden(finished)) == (24, ["Female", "Male"])


def test_a_missed_promise_stays_overdue_until_it_is_kept(tmp_path: Path) -> None:
    """Forty were promised by the end of the second quarter; thirty-nine are not met that day and overdue the next."""
    world = small(tmp_path / "small")
    after = Q2_ENDS + timedelta(days=8)
    for finished, overdue in ((39, True), (40, False)):
        export(world, after, finished=finished)
        promises = {each["role"]: each for each in told(world, after)["targets"]}
        assert promises["checkpoint"]["overdue"] is overdue
        assert promises["final"]["overdue"] is False
        table = run(world, "report", "--period", "Y1", "--as-of", after)
        assert ("Overdue targets (1)" in table) is overdue
        assert (
            "Students who finished: target 40 was due Feb 15, 2026; 39 on that day, still open."
            in " ".join(table.split())
        ) is overdue
