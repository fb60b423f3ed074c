"""Random districts, and what a report file prints of them under a pattern. Written apart from the protection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np

from kpitrack.definitions import read_program
from kpitrack.disclosure.audit import Audit, Effort, Printed, Series, Structure, Widths, attack, printed_in_report
from kpitrack.disclosure.pattern.suppression import Pattern, protect_table
from kpitrack.disclosure.pattern.tables import HiddenTotals, Table, Whole
from kpitrack.disclosure.pattern.totals import protect_totals
from kpitrack.disclosure.policy import Rules
from kpitrack.model.cells import Group
from kpitrack.model.ledger import Figures, LedgerRow
from kpitrack.model.program import Program
from kpitrack.model.verdicts import Value
from tests.shipped import shipped_targets

RULES = Rules()
Json = dict[str, Any]


@cache
def shipped() -> Program:
    return read_program(shipped_targets())


# --- tables as the certificate sees them ---------------------------------------------------------------------------


@dataclass(frozen=True)
class District:
    """Schools x groups: people who met, and who did not."""

    met: Whole  # (schools, groups)
    not_met: Whole
    level_of: Whole | None = None

    @property
    def people(self) -> Whole:
        people: Whole = self.met + self.not_met
        return people

    @property
    def table(self) -> Table:
        return Table(self.people, np.stack([self.met, self.not_met])[:, None], 1, True, self.level_of)

    @property
    def totals(self) -> Table:
        people, both = self.people.sum(axis=1, keepdims=True), np.stack([self.met, self.not_met])
        return Table(people, both.sum(axis=2, keepdims=True)[:, None], 1, True, self.level_of)


def district(met: Sequence[Sequence[int]], not_met: Sequence[Sequence[int]]) -> District:
    return District(np.array(met, dtype=np.int64), np.array(not_met, dtype=np.int64))


def random_district(
    seed: int, *, schools: tuple[int, int] = (3, 9), groups: tuple[int, int] = (3, 6), levels: bool = True
) -> District:
    """Skewed as districts are: some schools are tiny, some groups hardly exist, some schools have none of them."""
    rng = np.random.default_rng(seed)
    rows, columns = int(rng.integers(*schools)), int(rng.integers(*groups))
    shares = rng.dirichlet(np.full(columns, rng.uniform(0.5, 2.0)))
    sizes = rng.integers(5, 600, rows)
    people = np.stack([rng.multinomial(size, rng.dirichlet(20 * shares + 0.05)) for size in sizes]).astype(np.int64)
    met = rng.binomial(people, rng.beta(5, 2, people.shape)).astype(np.int64)
    level_of = None
    if levels and seed % 3 == 0:
        level_of = np.unique(np.sort(rng.integers(0, 3, rows)), return_inverse=True)[1].astype(np.int64)
    return District(met, people - met, level_of)


def protected(of: District, rules: Rules = RULES) -> tuple[HiddenTotals, Pattern]:
    totals = protect_totals(of.totals, rules)
    return totals, protect_table(of.table, rules, totals)


def report_of(of: District, totals: HiddenTotals, pattern: Pattern) -> Json:
    """The report of one metric by group, school, level, and by both."""
    hidden = pattern.hidden
    by: dict[str, list[Json]] = {"group": [], "school": [], "school*group": []}
    for column, name in enumerate(_names("G", of.met.shape[1])):
        _add(by["group"], name, (of.met[:, column].sum(), of.people[:, column].sum()), hidden.top[column])
    for row, school in enumerate(_names("S", of.met.shape[0])):
        _add(by["school"], school, (of.met[row].sum(), of.people[row].sum()), totals.rows[row])
        for column, name in enumerate(_names("G", of.met.shape[1])):
            both = (of.met[row, column], of.people[row, column])
            _add(by["school*group"], [school, name], both, hidden.cells[row, column])
    if of.level_of is not None:
        by |= {"level": [], "level*group": []}
        for level in range(int(of.level_of.max()) + 1):
            met, people = of.met[of.level_of == level], of.people[of.level_of == level]
            _add(by["level"], f"L{level}", (met.sum(), people.sum()), totals.levels[level])
            for column, name in enumerate(_names("G", of.met.shape[1])):
                both = (met[:, column].sum(), people[:, column].sum())
                _add(by["level*group"], [f"L{level}", name], both, hidden.level_cells[level, column])
    metric = {"id": "rate", "kind": "share", "period": "Y1-Q2", "through": "2026-02-15", "by": by}
    return {"metrics": [metric | _facts(int(of.met.sum()), int(of.people.sum()))]}


def _names(letter: str, count: int) -> list[str]:
    return [f"{letter}{place}" for place in range(count)]


def _add(table: list[Json], category: str | list[str], counts: tuple[Any, Any], hidden: Any) -> None:
    """Groups without anybody are not listed, as in a report."""
    if counts[1]:
        facts = {"suppressed": True} if hidden else _facts(int(counts[0]), int(counts[1]))
        table.append({"category": category, **facts})


def _facts(met: int, people: int) -> Json:
    return {"n": people, "numerator": met, "denominator": people, "value": round(met / people, 6)}


def audited(of: District, totals: HiddenTotals, pattern: Pattern, *, seconds: float = 120) -> Audit:
    known: dict[Series, Printed] = {}
    printed_in_report(report_of(of, totals, pattern), known)
    parts: dict[str, tuple[str, Mapping[str, tuple[str, ...]]]] = {}
    if of.level_of is not None:
        levels = range(int(of.level_of.max()) + 1)
        schools = {f"L{level}": tuple(f"S{row}" for row in np.flatnonzero(of.level_of == level)) for level in levels}
        parts["level"] = ("school", schools)
    return attack(known, Structure(parts=parts), Widths(), effort=Effort(seconds=seconds))


# --- results as the pipeline sees them -----------------------------------------------------------------------------

Sums = tuple[int, int]  # people; who met, or the sum of their scores


def results_of(cells: Mapping[tuple[str, str], Sums]) -> dict[Group, Value]:
    """The total, schools, groups, and both, from (school, group) -> (people, sum)."""
    found: dict[Group, list[int]] = {}
    for (school, category), (people, total) in cells.items():
        at, of = ("school", school), ("frl", category)
        for group in (Group(), Group((at,)), Group((of,)), Group((at, of))):
            sums = found.setdefault(group, [0, 0])
            sums[0], sums[1] = sums[0] + people, sums[1] + total
    return {
        group: Value(Fraction(total, people), people, Fraction(total), Fraction(people))
        for group, (people, total) in found.items()
        if people
    }


def ledger_of(
    results: Mapping[Group, Value], hidden: frozenset[Group], metric: str, *, period: str, through: date
) -> list[LedgerRow]:
    """What a release of these results shows."""
    return [
        LedgerRow(
            release=f"weekly-{through}",
            version=1,
            released_on=through,
            by="A. Lee",
            audience="shared",
            report_period=period,
            metric=metric,
            period=period,
            through=through,
            categories=tuple(sorted(group.categories)),
            shown=None if group in hidden else Figures(each.n, each.numerator, each.denominator, each.amount),
        )
        for group, each in results.items()
    ]
