"""Crossings that share dimensions, printed together with all one-way tables and the schools: attacked as a family.

The attacker knows that all tables count the same people. A few in every run; more by
KPITRACK_CROSSINGS=200 uv run pytest tests/property/test_disclosure_crossings.py
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest

from kpitrack.disclosure.amounts import measured
from kpitrack.disclosure.audit import Printed, Series, Structure, Widths, attack, printed_in_report
from kpitrack.disclosure.layout import needed_groupings
from kpitrack.disclosure.pattern import hidden_groups
from kpitrack.model.cells import EVERYONE, Group
from kpitrack.model.measures import Kind
from kpitrack.model.verdicts import Value
from tests.unit.disclosure.districts import shipped

CASES = int(os.environ.get("KPITRACK_CROSSINGS", "12"))
SCHOOLS = 3
NAMES = ("frl", "gender", "prior_tech", "school")
ASKED: Mapping[str, list[tuple[str, ...]]] = {
    "one pair": [("gender", "frl")],
    "two that share gender": [("gender", "frl"), ("gender", "prior_tech")],
    "all three": [("gender", "frl"), ("gender", "prior_tech"), ("frl", "prior_tech")],
}
People = Mapping[tuple[str, ...], tuple[int, int]]  # a category of every dimension -> people, who met


def _people(seed: int, schools: int) -> dict[tuple[str, ...], tuple[int, int]]:
    rng = np.random.default_rng(seed)
    sizes = (2, 3, 2 + seed % 2, schools)
    shares = [rng.dirichlet(np.full(size, 1.2)) for size in sizes]
    found = {}
    for places in product(*(range(size) for size in sizes)):
        expected = 400 * schools * np.prod([shares[axis][place] for axis, place in enumerate(places)])
        people = int(rng.poisson(expected))
        found[tuple(f"{NAMES[axis]}{place}" for axis, place in enumerate(places))] = (
            people,
            int(rng.binomial(people, 0.6)),
        )
    return found


def _results(people: People, groupings: list[tuple[str, ...]]) -> dict[Group, Value]:
    sums: dict[Group, list[int]] = {EVERYONE: [0, 0]}
    for categories, (n, met) in people.items():
        named = dict(zip(NAMES, categories, strict=True))
        for grouping in ((), *groupings):
            both = sums.setdefault(Group(tuple((each, named[each]) for each in grouping)), [0, 0])
            both[0], both[1] = both[0] + n, both[1] + met
    return {group: Value(Fraction(met, n), n, Fraction(met), Fraction(n)) for group, (n, met) in sums.items() if n}


def _printed(results: Mapping[Group, Value], hidden: frozenset[Group], tables: list[tuple[str, ...]]) -> dict[str, Any]:
    by: dict[str, list[dict[str, Any]]] = {"*".join(each): [] for each in tables}
    total: dict[str, Any] = {}
    for group, value in results.items():
        facts = {"suppressed": True} if group in hidden else {
            "n": value.n, "numerator": int(value.numerator or 0), "value": float(value.amount)
        }  # fmt: skip
        if group == EVERYONE:
            total = facts
        elif group.dimensions in tables:
            names = list(group.names)
            by["*".join(group.dimensions)].append({"category": names[0] if len(names) == 1 else names, **facts})
    return {"metrics": [{"id": "rate", "kind": "share", "period": "Y1-Q2", "through": "2026-02-15", "by": by, **total}]}


def _report(seed: int, crossings: list[tuple[str, ...]], *, naive: bool = False) -> dict[str, Any]:
    program = shipped()
    metric = program.metrics["semester_completion"]
    asked = [*((each,) for each in NAMES[:-1]), *crossings]
    counted = [each for each in (*asked, *needed_groupings(program, metric, asked)) if "level" not in each]
    counted = [each for each in dict.fromkeys(counted) if not {"grade", "grade_band"} & set(each)]
    results = _results(_people(seed, SCHOOLS), counted)
    hidden = hidden_groups(program, metric, results, measured(Kind.SHARE, results, scale=None))
    if naive:
        hidden = frozenset(group for group, each in results.items() if (each.n or 0) < 11)
    tables = [("school",), *asked, *(("school", each) for each in NAMES[:-1])]
    return _printed(results, hidden, tables)


def _attacked(report: dict[str, Any]) -> Iterator[str]:
    known: dict[Series, Printed] = {}
    printed_in_report(report, known)
    found = attack(known, Structure(), Widths(minimum=11))
    assert found.is_complete
    assert not found.contradictory
    yield from (f"{sorted(each.group)}: {each.quantity} {each.least} to {each.most}" for each in found.findings)


@pytest.mark.parametrize("asked", list(ASKED))
def test_no_hidden_group_of_a_family_of_crossings_can_be_told(asked: str) -> None:
    hidden_crossed = shown_crossed = 0
    for seed in range(CASES):
        report = _report(seed, ASKED[asked])
        assert not list(_attacked(report)), seed
        [metric] = report["metrics"]
        crossed = [cell for one in ASKED[asked] for cell in metric["by"]["*".join(one)]]
        hidden_crossed += sum("n" not in cell for cell in crossed)
        shown_crossed += sum("n" in cell for cell in crossed)
    print(f"\n{asked}: {hidden_crossed} of {hidden_crossed + shown_crossed} crossed groups hidden in {CASES} districts")  # noqa: T201
    assert shown_crossed, "hiding everything is no solution"


def test_hiding_small_groups_alone_would_be_broken() -> None:
    """The attacker is worth something: what hides only small groups falls in every second district."""
    assert sum(bool(list(_attacked(_report(seed, ASKED["all three"], naive=True)))) for seed in range(4)) >= 2
