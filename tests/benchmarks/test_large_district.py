"""Cells of a large district against a DuckDB scan of the same columns and against pandas. Prints ratios.

uv run pytest -m benchmark -n 0 -s tests/benchmarks/test_large_district.py

A tenth of the district by default; KPITRACK_DISTRICT=full counts 430,000 students, 1,000 schools and 25 million rows,
KPITRACK_DISTRICT=largest 77 million rows without pandas.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.benchmarks.ratios import ROOT

pytestmark = pytest.mark.benchmark

SIZES = {"small": (43_000, 100, 58), "full": (430_000, 1_000, 58), "largest": (430_000, 1_000, 180)}
SCAN_GOAL, PANDAS_CPU_GOAL, PANDAS_MEMORY_GOAL, MEMORY_GOAL = 3.0, 3.0, 10.0, 2048
FAILS_AT = 2.0  # times the goal


@dataclass(frozen=True)
class Counted:
    """One way of counting, in a process of its own."""

    cpu: float  # seconds
    peak: float  # MB
    answer: dict[str, float]


def counted(way: str, folder: Path) -> Counted:
    command = [sys.executable, "-m", "tests.benchmarks.large_district", way, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    return Counted(**json.loads(done.stdout))


def test_cells_of_a_large_district(tmp_path: Path) -> None:
    """One pass over the attendance log serves every metric and grouping, in bounded memory."""
    size = os.environ.get("KPITRACK_DISTRICT", "small")
    students, schools, days = SIZES[size]
    command = [sys.executable, "-m", "tests.benchmarks.large_district", "make", str(tmp_path)]
    subprocess.run([*command, *map(str, (students, schools, days))], cwd=ROOT, check=True)
    ways = ("scan", "by_hand", "cells") if size == "largest" else ("scan", "by_hand", "cells", "pandas")
    found = {way: counted(way, tmp_path) for way in ways}
    print(f"\n{students:,} students, {schools:,} schools, {students * days:,} rows of attendance")
    for way, each in found.items():
        print(f"{way:8} {each.cpu:7.2f} s of CPU, {each.peak:7.0f} MB")
    cells, scan = found["cells"], found["scan"]
    print(f"cells over scan: {cells.cpu / scan.cpu:.2f} (goal {SCAN_GOAL})")
    print(f"cells over one metric and grouping by hand: {cells.cpu / found['by_hand'].cpu:.2f}")
    assert cells.answer == found["by_hand"].answer, "two ways, one answer"
    assert cells.peak <= MEMORY_GOAL * FAILS_AT
    if "pandas" in found:
        pandas = found["pandas"]
        print(f"pandas over cells: CPU {pandas.cpu / cells.cpu:.2f} (goal {PANDAS_CPU_GOAL}), ", end="")
        print(f"memory {pandas.peak / cells.peak:.2f} (goal {PANDAS_MEMORY_GOAL})")
        assert cells.answer == pandas.answer, "two ways, one answer"
        assert pandas.cpu / cells.cpu >= PANDAS_CPU_GOAL / FAILS_AT or size == "small"
    assert cells.cpu / scan.cpu <= SCAN_GOAL * FAILS_AT or size == "small"
