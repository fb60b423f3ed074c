"""From a folder to a program."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from kpitrack.definitions import find_targets, read_program
from kpitrack.errors import UsageError
from kpitrack.model.conditions import OneOf
from kpitrack.model.quantities import Unit
from tests.broken.definitions.small_program import FILES, write_program

SHIPPED = Path(__file__).parents[3] / "targets"


def test_a_program_holds_every_metric_and_source_under_its_own_name(tmp_path: Path) -> None:
    program = read_program(write_program(tmp_path))
    assert {name: metric.id for name, metric in program.metrics.items()} == {name: name for name in program.metrics}
    assert {name: source.name for name, source in program.sources.items()} == {
        "roster": "roster",
        "teams": "teams",
        "survey": "survey",
    }


def test_amounts_days_and_filters_arrive_exactly_as_written(tmp_path: Path) -> None:
    program = read_program(write_program(tmp_path))
    goal = program.metrics["happy"].targets[0].goal
    assert (goal.amount, goal.unit, goal.text) == (Fraction(4, 5), Unit.SHARE, "80%")
    assert program.calendar.named_days == {"census_day": date(2025, 10, 1)}
    assert program.populations["girls"].where.entries == {"gender": OneOf(("Female",))}
    assert program.dimensions["grade_band"].bands == {"K-5": ("K", "1", "2"), "6-8": ("6", "7", "8")}


def test_all_files_of_the_folder_are_read_together(tmp_path: Path) -> None:
    first, *others = FILES["metrics.yaml"].split("\n\n")
    folder = write_program(tmp_path, metrics=first, more="\n\n".join(others))
    assert set(read_program(folder).metrics) == {"members", "happy", "mood", "mood_gap", "vote"}


def test_files_of_later_rooms_hold_no_metrics(tmp_path: Path) -> None:
    folder = write_program(tmp_path, milestones="launch: {title: Launch}\n", settings="ledger: somewhere\n")
    assert "launch" not in read_program(folder).metrics


def test_a_layout_of_the_district_itself_is_known_by_its_file(tmp_path: Path) -> None:
    folder = write_program(tmp_path, sources=FILES["sources.yaml"].replace("layout: qualtrics", "layout: our_form"))
    (folder / "layouts").mkdir()
    (folder / "layouts" / "our_form.yaml").write_text("", encoding="utf-8")
    assert read_program(folder).sources["survey"].layout == "our_form"


def test_a_program_without_sources_or_metrics_is_a_beginning(tmp_path: Path) -> None:
    folder = tmp_path / "targets"
    folder.mkdir()
    (folder / "program.yaml").write_text(
        "program: {id: new, title: New}\ncalendar: {years: {Y1: {starts: 2025-08-11}}}\n", encoding="utf-8"
    )
    program = read_program(folder)
    assert (program.sources, program.metrics) == ({}, {})


@pytest.mark.parametrize("kind", ["folder", "program.yaml"])
def test_a_missing_program_is_a_wrong_use_with_advice(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "targets"
    if kind == "program.yaml":
        folder.mkdir()
    with pytest.raises(UsageError) as raised:
        read_program(folder)
    assert raised.value.exit_code == 2
    assert "--targets" in raised.value.hint


def test_the_nearest_folder_of_definitions_upward_is_found(tmp_path: Path) -> None:
    targets = write_program(tmp_path)
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert find_targets(below) == targets
    assert find_targets(tmp_path) == targets
    assert find_targets(targets) == targets


def test_a_folder_without_a_program_is_passed_on_the_way_up(tmp_path: Path) -> None:
    targets = write_program(tmp_path)
    (tmp_path / "a" / "targets").mkdir(parents=True)
    assert find_targets(tmp_path / "a") == targets


def test_where_no_folder_of_definitions_is_found_the_advice_is_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        find_targets(tmp_path)
    assert "kpitrack init" in raised.value.hint


def test_the_shipped_program_is_right() -> None:
    program = read_program(SHIPPED)
    assert {"faculty_completion", "board_approval", "retention_gap"} <= set(program.metrics)


def test_the_shipped_program_is_read_in_a_second() -> None:
    start = time.perf_counter()
    read_program(SHIPPED)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize("library", ["duckdb", "pandas", "rich", "openpyxl"])
def test_definitions_are_read_without(library: str) -> None:
    probe = f"import sys, kpitrack.definitions; sys.exit({library!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0
