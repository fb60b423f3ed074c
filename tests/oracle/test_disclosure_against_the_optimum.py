"""How much is hidden, against the least that could be: every smaller pattern is tried and attacked.

A few tables in every run. The figure of the README:
KPITRACK_TABLES=40 uv run pytest -n 0 -s tests/oracle/test_disclosure_against_the_optimum.py
"""

from __future__ import annotations

import os
from itertools import combinations

import numpy as np

from kpitrack.disclosure.pattern.suppression import Pattern, small_cells
from kpitrack.disclosure.pattern.tables import Hidden
from tests.unit.disclosure.districts import RULES, District, audited, protected

TABLES = int(os.environ.get("KPITRACK_TABLES", "4"))


def _small_district(seed: int) -> District:
    """3 schools x 3 or 4 groups, of which one is small here and there."""
    rng = np.random.default_rng(seed)
    people = rng.integers(15, 80, (3, int(rng.integers(3, 5)))).astype(np.int64)
    few = rng.random(people.shape) < 0.15
    people[few] = rng.integers(1, 10, int(few.sum()))
    met = rng.binomial(people, 0.65).astype(np.int64)
    return District(met, people - met)


def _least(of: District, small: Hidden, most: int) -> int:
    """The fewest hidden cells that the attacker cannot break; `most` if nothing below it holds."""
    must = int(small.cells.sum())
    free = [(int(row), int(column)) for row, column in np.argwhere(~small.cells & (of.people > 0))]
    totals, _ = protected(of)
    for more in range(max(0, most - must)):
        for chosen in combinations(free, more):
            hidden = small.copy()
            for cell in chosen:
                hidden.cells[cell] = True
            lines = (*hidden.cells.sum(axis=0), *hidden.cells.sum(axis=1))
            if 1 in lines:  # subtraction alone breaks it
                continue
            if not audited(of, totals, Pattern(hidden)).findings:
                return must + more
    return most


def test_cells_hidden_against_the_exact_optimum() -> None:
    """At most 1.5 times the optimum over all tables; at most one dimension in ten withheld."""
    hidden = least = withheld = looked_at = seed = 0
    while looked_at < TABLES:
        of = _small_district(seed)
        seed += 1
        totals, pattern = protected(of)
        small = small_cells(of.table, RULES, totals)
        if not small.cells.any() or small.top.any() or totals.rows.any():
            continue
        looked_at += 1
        if pattern.rows_withheld:
            withheld += 1
            continue
        hidden += int(pattern.hidden.cells.sum())
        least += _least(of, small, int(pattern.hidden.cells.sum()))
    print(  # noqa: T201 - the figure
        f"\n{TABLES} tables: {hidden} cells hidden, optimum {least}, ratio {hidden / least:.2f}, withheld {withheld}"
    )
    assert hidden <= 1.5 * least
    assert withheld <= max(1, TABLES // 10)
