"""A report beside a full ledger and beside an empty one, as a ratio in one run.

uv run pytest -m benchmark -n 0 -s tests/benchmarks/test_ledger_speed.py
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from kpitrack import pipeline
from kpitrack.history.ledger import Ledger, Release
from kpitrack.history.snapshotting import cells_of
from kpitrack.model.ledger import LedgerRow
from tests.benchmarks.ratios import ROOT, cpu_ratio

pytestmark = pytest.mark.benchmark

GOAL = 1.2
FAILS_AT = 2.0
RELEASES = 52
AS_OF = date(2026, 2, 15)


def test_a_report_beside_a_year_of_weekly_releases(tmp_path: Path) -> None:
    """52 releases of the same school year, all of which the report has to be compared with."""
    folders = {}
    for name in ("empty", "full"):
        folders[name] = tmp_path / name / "targets"
        shutil.copytree(ROOT / "targets", folders[name])
    rows = _fill(folders["full"].parent / ".kpitrack" / "ledger.sqlite")
    words = ["-m", "kpitrack", "report", "--quarter", "Q2", "--exports", str(ROOT / "examples" / "exports")]
    full, empty = ([*words, "--targets", str(folders[name])] for name in ("full", "empty"))
    ratio = cpu_ratio(full, empty)
    print(f"\nreport beside {RELEASES} releases ({rows:,} cells) over an empty ledger: {ratio} (goal {GOAL})")
    assert ratio.median <= GOAL * FAILS_AT


def _fill(path: Path) -> int:
    program = pipeline.load_program(ROOT / "targets")
    report = pipeline.report(program, pipeline.Question(period="Y1-Q2", as_of=AS_OF))
    cells = [(metric, cell) for metric in report.metrics for cell in cells_of(metric)]
    first = program.calendar.years["Y1"].starts
    days = [first + (AS_OF - timedelta(days=1) - first) * place / RELEASES for place in range(1, RELEASES + 1)]
    with Ledger.open(path) as ledger:
        for number, day in enumerate(days):
            name = f"weekly-{number}"
            head = Release(*(program.program.id, name, 1, "weekly", "Y1-Q2", day, "shared", day, "A. Lee", name, name))
            rows = [
                LedgerRow(
                    *(name, 1, day, "A. Lee", "shared", "Y1-Q2", metric.id, metric.period, day),
                    categories=cell.categories,
                    shown=replace(cell.figures, as_of=None) if cell.figures else None,
                )
                for metric, cell in cells
            ]
            ledger.enter(head, rows)
    return len(cells) * RELEASES
