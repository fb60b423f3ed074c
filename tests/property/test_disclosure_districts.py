"""Random districts, attacked: schools x groups with all sums, with means, and with two releases.

A few in every run. The figure of the README:
KPITRACK_DISTRICTS=1000 uv run pytest tests/property/test_disclosure_districts.py
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from kpitrack.disclosure import Protection
from kpitrack.disclosure.amounts import measured
from kpitrack.disclosure.audit import (
    Audit,
    Effort,
    Printed,
    Series,
    Structure,
    Widths,
    attack,
    printed_in_ledger,
    printed_in_report,
)
from kpitrack.disclosure.pattern.finding import hidden_groups
from kpitrack.disclosure.pattern.suppression import Pattern, small_cells
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import Group
from kpitrack.model.ledger import LedgerRow, Released
from kpitrack.model.measures import Kind
from kpitrack.model.verdicts import Value
from tests.unit.disclosure.districts import (
    RULES,
    Sums,
    audited,
    ledger_of,
    protected,
    random_district,
    report_of,
    results_of,
    shipped,
)

DISTRICTS = int(os.environ.get("KPITRACK_DISTRICTS", "30"))
BATCHES = 10
CALIFORNIA = Widths(minimum=11)


def _seeds(batch: int) -> range:
    return range(batch, DISTRICTS, BATCHES)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_hidden_share_can_be_told(batch: int) -> None:
    """Met and not met of every hidden cell, of 0.. schools x groups, levels in every third."""
    for seed in _seeds(batch):
        of = random_district(seed)
        totals, pattern = protected(of)
        small = of.table.small(of.people, of.table.per_kind, RULES)
        assert (pattern.hidden.cells | ~small | pattern.withheld).all(), seed
        found = audited(of, totals, pattern)
        assert found.is_complete, seed
        assert not found.contradictory, seed
        assert not found.findings, (seed, found.findings)


@pytest.mark.parametrize("seed", [696])
def test_a_large_group_that_a_reader_could_take_for_a_small_one(seed: int) -> None:
    """28 people at two schools, of whom 8 to 28 might be: they once stood hidden with one outcome told exactly."""
    of = random_district(seed)
    totals, pattern = protected(of)
    assert not audited(of, totals, pattern).findings


def test_naive_hiding_would_be_broken() -> None:
    """The attacker is worth something: what hides only small cells falls in most districts."""
    broken = 0
    for seed in range(12):
        of = random_district(seed)
        totals, _ = protected(of)
        broken += bool(audited(of, totals, Pattern(small_cells(of.table, RULES, totals))).findings)
    assert broken >= 6


# --- means and releases, through the same door as the pipeline -----------------------------------------------------


def _people(seed: int) -> dict[tuple[str, str], int]:
    of = random_district(seed, schools=(3, 7), groups=(3, 5), levels=False)
    return {
        (f"S{row}", f"G{column}"): int(of.people[row, column])
        for row in range(of.people.shape[0])
        for column in range(of.people.shape[1])
        if of.people[row, column]
    }


def _report(results: Mapping[Group, Value], hidden: frozenset[Group], kind: str, through: str) -> dict[str, Any]:
    by: dict[str, list[dict[str, Any]]] = {"school": [], "frl": [], "school*frl": []}
    total: dict[str, Any] = {}
    for group, value in results.items():
        facts = {"suppressed": True} if group in hidden else _printed(value)
        if group.categories:
            names = list(group.names)
            by["*".join(group.dimensions)].append({"category": names[0] if len(names) == 1 else names, **facts})
        else:
            total = facts
    metric = {"id": "metric", "kind": kind, "period": "Y1-Q2", "through": through, "by": by, **total}
    return {"metrics": [metric | ({"scale": 10} if kind == "mean" else {})]}


def _printed(value: Value) -> dict[str, Any]:
    assert value.numerator is not None
    amount = float(round(Decimal(value.amount.numerator) / Decimal(value.amount.denominator), 6))
    return {"n": value.n, "numerator": int(value.numerator), "denominator": value.n, "value": amount}


def _hide(results: Mapping[Group, Value], metric: str) -> frozenset[Group]:
    program = shipped()
    definition = program.metrics[metric]
    scale = 10 if definition.measure.kind is Kind.MEAN else None
    measures = measured(definition.measure.kind, results, scale=scale)
    return hidden_groups(program, definition, results, measures)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_hidden_mean_can_be_told(batch: int) -> None:
    """N and sum of every hidden group, of scores from 0 to 10."""
    for seed in _seeds(batch):
        rng = np.random.default_rng(seed)
        cells = {key: (n, int(rng.binomial(10 * n, rng.beta(5, 3)))) for key, n in _people(seed).items()}
        results = results_of(cells)
        known: dict[Series, Printed] = {}
        printed_in_report(_report(results, _hide(results, "engagement"), "mean", "2026-02-15"), known)
        found = attack(known, Structure(), CALIFORNIA, effort=Effort(seconds=120))
        assert found.is_complete, seed
        assert not found.findings, (seed, found.findings)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_hidden_share_can_be_told_from_two_releases(batch: int) -> None:
    """The second release comes a week later, after a few students or many have changed."""
    kinds: Counter[bool] = Counter()
    for seed in _seeds(batch):
        first, second = _two_weeks(seed)
        found, held = _attack_two(first, second, "semester_completion")
        kinds[held] += 1
        assert found.is_complete, seed
        assert not found.findings, (seed, found.findings)


def _two_weeks(seed: int) -> tuple[dict[tuple[str, str], Sums], dict[tuple[str, str], Sums]]:
    rng = np.random.default_rng(seed)
    people = _people(seed)
    first = {key: (n, int(rng.binomial(n, 0.7))) for key, n in people.items()}
    many = 40 if seed % 2 else 2
    second = {}
    for key, (n, met) in first.items():
        joined = int(rng.integers(0, many)) if seed % 2 or rng.random() < 0.2 else 0
        second[key] = (n + joined, met + int(rng.binomial(joined, 0.6)))
    return first, second


def _attack_two(
    first: Mapping[tuple[str, str], Sums], second: Mapping[tuple[str, str], Sums], metric: str
) -> tuple[Audit, bool]:
    rows, held = _released_twice(first, second, metric)
    known: dict[Series, Printed] = {}
    structure = Structure(kinds={metric: shipped().metrics[metric].measure.kind.value})
    printed_in_ledger(rows, known, structure)
    return attack(known, structure, CALIFORNIA, effort=Effort(seconds=240)), held


def _released_twice(
    first: Mapping[tuple[str, str], Sums], second: Mapping[tuple[str, str], Sums], metric: str
) -> tuple[list[LedgerRow], bool]:
    """What both releases print, and whether the second was held."""
    program = shipped()
    before, after = results_of(first), results_of(second)
    hidden = _hide(before, metric)
    rows = ledger_of(before, hidden, metric, period="Y1-Q2", through=date(2026, 2, 8))
    observed = Observed(program.calendar.period("Y1-Q2"), date(2026, 2, 15))
    protection = Protection(program, {(metric, observed): after}, "shared", Released(tuple(rows)))
    now_hidden = protection.hidden(metric, observed)
    rows += ledger_of(after, now_hidden, metric, period="Y1-Q2", through=observed.through)
    return rows, protection.is_held(metric, observed)


def test_releases_are_held_and_printed_both() -> None:
    """Otherwise the test above would prove nothing."""
    held = Counter(_released_twice(*_two_weeks(seed), "semester_completion")[1] for seed in range(8))
    assert held[True]
    assert held[False]


def test_a_report_prints_what_was_drawn() -> None:
    """The harness itself: shown cells carry the district's numbers."""
    of = random_district(1)
    totals, pattern = protected(of)
    [metric] = report_of(of, totals, pattern)["metrics"]
    assert metric["n"] == of.people.sum()
    shown = [cell for cell in metric["by"]["school*group"] if "n" in cell]
    assert len(shown) == int((~pattern.hidden.cells & (of.people > 0)).sum())
