"""What every pattern promises, on random districts: all that is small is hidden, all that is hidden is certified.

And no more than that: nothing is hidden where nothing is small, few tables are withheld, and few cells could be shown
again. The certificate itself is proven in tests/oracle; more districts by
KPITRACK_PATTERNS=1000 uv run pytest -n 0 -s tests/property/test_disclosure_patterns.py
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pytest

from kpitrack.disclosure.pattern.certificate import certify
from kpitrack.disclosure.pattern.suppression import Pattern, protect_crossing, protect_table
from kpitrack.disclosure.pattern.tables import Flags, Hidden, HiddenTotals, Table, Whole, nothing_hidden, tie
from kpitrack.disclosure.pattern.totals import protect_totals
from tests.unit.disclosure.districts import RULES, random_district

TABLES = int(os.environ.get("KPITRACK_PATTERNS", "40"))


@dataclass(frozen=True)
class Case:
    """A table and everything that is decided before its own pattern is sought."""

    table: Table
    totals: HiddenTotals | None = None
    bands: Hidden | None = None
    also: Hidden | None = None
    keep: Hidden | None = None

    @property
    def pattern(self) -> Pattern:
        return protect_table(self.table, RULES, self.totals, self.bands, self.also, self.keep)


def _plain(seed: int) -> Case:
    """Schools x groups of shares; levels in every third. Of the last one only the groups of schools are withheld."""
    of = random_district(seed if seed < TABLES - 1 else 204)
    return Case(of.table, protect_totals(of.totals, RULES))


def _one_row(seed: int) -> Case:
    """One school that is all there is."""
    table = random_district(seed).table
    return Case(Table(table.people[:1], table.outcomes[:, :, :1], 1, True, is_one_row=True))


def _with_a_past(seed: int) -> Case:
    """Earlier releases demand a few totals and groups, and keep a few more groups hidden."""
    rng = np.random.default_rng([seed, 7])
    of = random_district(seed if seed % 2 else 3 * seed)  # with levels
    also, also_levels = (rng.random(len(each)) < 0.1 for each in (of.table.people, of.table.in_level))
    totals = protect_totals(of.totals, RULES, also, also_levels)
    return Case(of.table, totals, None, _some(of.table, rng, 0.04), _some(of.table, rng, 0.06))


def _some(table: Table, rng: np.random.Generator, share: float) -> Hidden:
    some = nothing_hidden(table)
    some.cells = (rng.random(table.people.shape) < share) & (table.people > 0)
    some.top = (rng.random(table.shape[1]) < share) & (table.top_people > 0)
    if table.has_levels:
        some.level_cells = (rng.random(table.level_people.shape) < share) & (table.level_people > 0)
    return some


def _kept(seed: int) -> Case:
    """The pattern of an earlier release, which held; in every second district it was wider than it had to be."""
    case = _plain(seed)
    keep = case.pattern.hidden.copy()
    if seed % 2:
        keep.add(_some(case.table, np.random.default_rng([seed, 8]), 0.1))
        tie(case.table, keep)
    return replace(case, keep=keep)


def _banded(seed: int) -> Case:
    """Four to six categories in two or three bands, whose own pattern is found first."""
    of = random_district(seed, groups=(4, 7))
    band_of = np.arange(of.people.shape[1], dtype=np.int64) // 2
    into = (band_of[:, None] == np.arange(band_of.max() + 1)[None, :]).astype(np.int64)
    totals = protect_totals(of.totals, RULES)
    bands = Table(of.people @ into, of.table.outcomes @ into, 1, True, of.level_of)
    demanded = _some(bands, np.random.default_rng([seed, 6]), 0.05)
    hidden = protect_table(bands, RULES, totals, None, demanded).hidden
    return Case(replace(of.table, band_of=band_of, keeps_bands=seed % 4 == 0), totals, hidden)


DRAWS = [_plain, _one_row, _with_a_past, _kept, _banded]


def _is_small(people: np.int64 | int, outcomes: Whole) -> bool:
    """Ten people, and twenty where everyone or no one met; in words that share nothing with the program's."""
    return bool(0 < people < 10 or (0 < people < 20 and outcomes.min() == 0))


def _must(case: Case) -> Hidden:
    """What may never be shown, group by group."""
    table, must = case.table, nothing_hidden(case.table, case.totals, case.bands)
    for (row, column), people in np.ndenumerate(table.people):
        is_inside = must.rows[row] or (case.bands is not None and case.bands.cells[row, _band(case, column)])
        must.cells[row, column] = people > 0 and (is_inside or _is_small(people, table.per_kind[:, row, column]))
    for (level, column), people in np.ndenumerate(table.level_people) if table.has_levels else ():
        is_inside = case.totals is not None and case.totals.levels[level]
        is_inside |= case.bands is not None and case.bands.level_cells[level, _band(case, column)]
        outcomes = table.per_kind[:, table.levels == level, column].sum(axis=1)
        must.level_cells[level, column] = people > 0 and (is_inside or _is_small(people, outcomes))
    for column, people in enumerate(table.top_people.tolist()):
        is_inside = case.bands is not None and case.bands.top[_band(case, column)]
        outcomes = table.per_kind[:, :, column].sum(axis=1)
        must.top[column] = people > 0 and (is_inside or _is_small(people, outcomes))
    must.add(case.also)
    tie(table, must)
    return must


def _band(case: Case, column: int) -> int:
    assert case.table.band_of is not None
    return int(case.table.band_of[column])


def _tiers(table: Table, hidden: Hidden) -> Iterator[tuple[Flags, Whole]]:
    yield hidden.cells, table.people
    yield hidden.top, table.top_people
    if table.has_levels:
        yield hidden.level_cells, table.level_people


def _holds(hidden: Hidden, must: Hidden) -> bool:
    pairs = zip((hidden.cells, hidden.level_cells, hidden.top), (must.cells, must.level_cells, must.top), strict=True)
    return all((flags | ~wanted).all() for flags, wanted in pairs)


@pytest.mark.parametrize("draw", DRAWS)
def test_what_is_small_is_hidden_and_what_is_hidden_is_certified(draw: Callable[[int], Case]) -> None:
    """Of a withheld table everything is hidden; of a group without anybody there is nothing to hide."""
    for seed in range(TABLES):
        case = draw(seed)
        pattern, must, table = case.pattern, _must(case), case.table
        hidden = pattern.hidden
        assert _holds(hidden, must), seed
        assert case.keep is None or _holds(hidden, case.keep), seed
        assert all(not (flags & (people == 0)).any() for flags, people in _tiers(table, hidden)), seed
        assert table.has_levels or not hidden.level_cells.any(), seed
        tied = hidden.copy()
        tie(table, tied)
        assert tied.count == hidden.count, seed
        assert pattern.withheld or not certify(table, hidden, must, RULES), seed
        assert pattern.rows_withheld or not pattern.withheld, seed
        assert not pattern.rows_withheld or hidden.cells[table.people > 0].all(), seed
        assert not pattern.withheld or hidden.top[table.top_people > 0].all(), seed


@pytest.mark.parametrize("draw", DRAWS)
def test_no_more_is_hidden_than_that(draw: Callable[[int], Case]) -> None:
    """Nothing where nothing must be; few tables withheld that need not be; few cells that could be shown again."""
    counted: Counter[str] = Counter()
    for seed in range(TABLES):
        case = draw(seed)
        pattern, must = case.pattern, _must(case)
        kept = must.copy()
        kept.add(case.keep)
        tie(case.table, kept)
        if not kept.count:
            assert not pattern.hidden.count, seed
            continue
        if case.keep is not None and not certify(case.table, kept, must, RULES):
            assert pattern.hidden.count == kept.count, seed
            assert not pattern.rows_withheld, seed
            continue
        counted.update(
            tables=1, withheld=pattern.rows_withheld, needless=pattern.rows_withheld and _can_hide(case, must)
        )
        if not pattern.rows_withheld:
            counted.update(spare=_to_spare(case, pattern.hidden, must, kept), hidden=pattern.hidden.count)
    print(f"\n{draw.__name__}: {dict(counted)}")  # noqa: T201 - the figure
    assert counted["needless"] <= max(1, counted["tables"] // 10)
    assert counted["spare"] <= counted["hidden"] // 50


def _can_hide(case: Case, must: Hidden) -> bool:
    """Is a table certified if all of it is hidden, but still listed? Then some pattern would have done."""
    everything = nothing_hidden(case.table, case.totals, case.bands)
    for flags, people in _tiers(case.table, everything):
        flags[people > 0] = True
    return not certify(case.table, everything, must, RULES)


def _to_spare(case: Case, hidden: Hidden, must: Hidden, kept: Hidden) -> int:
    """Hidden cells of schools that need not be, alone or with what is tied to them."""
    table, found = case.table, 0
    for row, column in np.argwhere(hidden.cells & ~kept.cells):
        shown = hidden.copy()
        shown.cells[row, column] = False
        if table.is_one_row:
            shown.top[column] = False
        if table.has_levels and (table.levels == table.levels[row]).sum() == 1:
            shown.level_cells[table.levels[row], column] = False
        found += not certify(table, shown, must, RULES)
    return found


# --- crossings --------------------------------------------------------------------------------------------------------


def _crossing(seed: int) -> tuple[Table, Hidden, Flags, Flags]:
    """Two dimensions in three schools; what their own tables and earlier releases hide is drawn by lot."""
    rng = np.random.default_rng([seed, 9])
    rows, columns = int(rng.integers(2, 5)), int(rng.integers(3, 6))
    shares = rng.dirichlet(np.full(rows * columns, 0.7 if seed % 2 else 3.0)).reshape(rows, columns)
    people = rng.poisson(np.stack([size * shares for size in rng.integers(60, 600, 3)])).astype(np.int64)
    met = rng.binomial(people, 0.6).astype(np.int64)
    table = Table(people.sum(axis=0), np.stack([met, people - met]), 1, True)
    decided = nothing_hidden(table)
    decided.rows = rng.random(rows) < 0.1
    decided.scopes = np.where(decided.rows, np.arange(rows), -1)
    decided.top = np.zeros(columns, dtype=bool)
    if seed % 3 == 0:
        decided.top[rng.permutation(columns)[:2]] = True
    decided.strata = (rng.random((3, columns)) < 0.3) | decided.top[None, :]
    also, keep = ((rng.random(table.people.shape) < 0.03) & (table.people > 0) for _ in range(2))
    return table, decided, also, keep


def test_crossings_hide_what_is_small_and_certify_it() -> None:
    """What lies in a hidden group of either dimension is hidden; district groups are those of the dimensions."""
    counted: Counter[str] = Counter()
    for seed in range(2 * TABLES):
        table, decided, also, keep = _crossing(seed)
        pattern = protect_crossing(table, RULES, decided, also, keep)
        hidden, must = pattern.hidden, decided.copy()
        for (row, column), people in np.ndenumerate(table.people):
            is_small = _is_small(people, table.per_kind[:, row, column])
            must.cells[row, column] = people > 0 and (decided.rows[row] or also[row, column] or is_small)
        inside = must.cells | keep | (decided.top[None, :] & (table.people > 0))
        assert hidden.cells[inside].all(), seed
        assert not hidden.cells[table.people == 0].any(), seed
        assert (hidden.top == decided.top).all(), seed
        if not inside.any():
            assert not hidden.cells.any(), seed
            continue
        counted.update(tables=1, withheld=pattern.rows_withheld, hidden=int(hidden.cells.sum()), must=int(inside.sum()))
        if pattern.rows_withheld:
            assert hidden.cells[table.people > 0].all(), seed
        else:
            found = certify(table, hidden, must, RULES)
            assert not any(each.any() for each in (found.cells, found.rows, found.columns)), seed
    print(f"\ncrossings: {dict(counted)}")  # noqa: T201 - the figure
    assert counted["withheld"] <= counted["tables"] // 10
