"""The figures of disclosure control, each on a line of its own; goals stand beside them.

uv run pytest -m benchmark -n 0 -s tests/benchmarks/test_disclosure_figures.py tests/benchmarks/test_disclosure_speed.py

Attacking every hidden number of many districts takes minutes: KPITRACK_DISTRICTS=1000 (default 30) says how many, a
third of them as shares, a third as means, a third as two releases. KPITRACK_TABLES (default 4) tables are held against
every smaller pattern.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from kpitrack.disclosure.pattern.suppression import small_cells
from tests.benchmarks.ratios import ROOT
from tests.oracle import test_disclosure_against_the_optimum as optimum
from tests.property import test_disclosure_districts as attacked
from tests.unit.disclosure.districts import RULES, protected, random_district

pytestmark = pytest.mark.benchmark

DISTRICTS_FOR_WITHHOLDING = 300
WITHHELD_AT_MOST = 0.10


def test_leaks_closed() -> None:
    """Each of the eleven is shown to work against naive hiding, and closed, by a test of its number."""
    leaks = Path("tests/unit/disclosure/test_leaks.py")
    command = [sys.executable, "-m", "pytest", "-n", "0", "-v", "-k", "test_leak_", str(leaks)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    passed = {int(each) for each in re.findall(r"test_leak_(\d+)_\S* PASSED", run.stdout)}
    failed = {int(each) for each in re.findall(r"test_leak_(\d+)_\S* FAILED", run.stdout)}
    print(f"\nleaks closed: {len(passed - failed)} of 11")
    assert passed - failed == set(range(1, 12)), run.stdout


def test_cells_hidden_against_the_optimum() -> None:
    """Prints its own line."""
    optimum.test_cells_hidden_against_the_exact_optimum()


def test_dimensions_withheld() -> None:
    """Skewed random districts, a third of them with levels."""
    withheld = rows_withheld = hidden = small = cells = 0
    for seed in range(DISTRICTS_FOR_WITHHOLDING):
        of = random_district(seed)
        totals, pattern = protected(of)
        withheld += pattern.withheld
        rows_withheld += pattern.rows_withheld
        cells += int((of.people > 0).sum())
        small += int(small_cells(of.table, RULES, totals).cells.sum())
        hidden += int((pattern.hidden.cells & (of.people > 0)).sum())
    print(
        f"\ndimensions withheld: {withheld} of {DISTRICTS_FOR_WITHHOLDING} everywhere, {rows_withheld} by school"
        f" (goal: at most {WITHHELD_AT_MOST:.0%}); {hidden / cells:.0%} of cells hidden, {small / cells:.0%} of"
        " cells are small themselves"
    )
    assert rows_withheld <= 2 * WITHHELD_AT_MOST * DISTRICTS_FOR_WITHHOLDING


def test_random_districts_attacked() -> None:
    """As many as KPITRACK_DISTRICTS says; a broken one fails here, and is named."""
    for batch in range(attacked.BATCHES):
        attacked.test_no_hidden_share_can_be_told(batch)
        attacked.test_no_hidden_mean_can_be_told(batch)
        attacked.test_no_hidden_share_can_be_told_from_two_releases(batch)
    print(f"\nrandom tables attacked: {3 * attacked.DISTRICTS}, broken: 0 (goal 0 of 1,000)")
