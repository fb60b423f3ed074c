"""The intake of a long attendance export, as a ratio to the scan that any reader needs, and its peak memory.

uv run pytest -m benchmark -n 0 -s tests/benchmarks/test_exports.py
KPITRACK_ROWS=25000000 uv run pytest ... for the big one (1 GB of text in the temp folder; minutes). Default: 2 million.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.ratios import ROOT, cpu_ratio

pytestmark = pytest.mark.benchmark

ROWS = int(os.environ.get("KPITRACK_ROWS", "2000000"))
GOAL = 3.0
FAILS_AT = 2.0  # times the goal: this guards against a slip, not against a slow day
MEMORY_GOAL = 2048  # MB; what the engine may take, and Python beside it
_PROCESS = ["-m", "tests.benchmarks.attendance"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("attendance")
    subprocess.run([sys.executable, *_PROCESS, "write", str(made), str(ROWS)], cwd=ROOT, check=True)
    return made


def test_reading_costs_little_more_than_scanning(folder: Path) -> None:
    """Typed, judged row by row, freed of duplicates, checked against the roster: against typed and kept, no more."""
    load, scan = ([*_PROCESS, task, str(folder)] for task in ("load", "scan"))
    ratio = cpu_ratio(load, scan, runs=3 if ROWS <= 5_000_000 else 1)
    print(f"\nload of {ROWS:,} rows over a typed scan of its columns: {ratio} (goal {GOAL})")
    assert ratio.median <= GOAL * FAILS_AT


def test_memory_is_bounded(folder: Path) -> None:
    """The whole process, whatever the file's length; beyond its limit the engine goes to the disk."""
    done = subprocess.run(
        [sys.executable, *_PROCESS, "load", str(folder)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    found = json.loads(done.stdout)
    size = (folder / "attendance.csv").stat().st_size >> 20
    print(f"\npeak memory of {ROWS:,} rows ({size:,} MB): {found['peak_mb']:,} MB (goal {MEMORY_GOAL:,} MB)")
    assert found["rows"] == ROWS
    assert found["peak_mb"] <= MEMORY_GOAL * FAILS_AT
