"""Samples for people to verify: how many rows of each stratum, and what the error rate proves."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import ceil, comb, log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpitrack.errors import UsageError
from kpitrack.exports.auditing import exact_interval, read_audits, record_audit, rows_to_prove
from kpitrack.exports.sampling import shares_of_strata
from kpitrack.model.quality import Audit

TWO_PERCENT = Fraction(2, 100)


@pytest.mark.parametrize(
    ("strata", "size", "expected"),
    [
        ({"Ash": 60, "Birch": 40}, 10, {"Ash": 6, "Birch": 4}),
        ({"Ash": 97, "Birch": 3}, 10, {"Ash": 9, "Birch": 1}),
        ({"Ash": 2, "Birch": 2}, 60, {"Ash": 2, "Birch": 2}),
        ({"Ash": 5, "Birch": 4, "Cedar": 3}, 2, {"Ash": 1, "Birch": 1, "Cedar": 0}),
    ],
)
def test_every_stratum_has_its_share(strata: dict[str, int], size: int, expected: dict[str, int]) -> None:
    """A small school has one row; with more schools than rows the largest have one."""
    assert shares_of_strata(strata, min(size, sum(strata.values()))) == expected


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(1, 50), min_size=1), st.integers(1, 80))
def test_shares_add_up(strata: dict[str, int], wanted: int) -> None:
    """Exactly as many rows as asked for, never more than a stratum has, and one each where that is possible."""
    size = min(wanted, sum(strata.values()))
    shares = shares_of_strata(strata, size)
    assert sum(shares.values()) == size
    assert all(0 <= shares[each] <= strata[each] for each in strata)
    if size >= len(strata):
        assert min(shares.values()) >= 1


def chance(at_most: int, rows: int, rate: Fraction) -> Fraction:
    """Of at most so many wrong rows, exactly."""
    return sum(
        (comb(rows, wrong) * rate**wrong * (1 - rate) ** (rows - wrong) for wrong in range(at_most + 1)), Fraction(0)
    )


@pytest.mark.parametrize(("wrong", "rows"), [(1, 60), (2, 58), (3, 60), (5, 40), (59, 60)])
def test_the_interval_leaves_two_and_a_half_percent_on_either_side(wrong: int, rows: int) -> None:
    """Clopper and Pearson's definition, by exact binomial sums instead of the beta distribution."""
    low, high = exact_interval(wrong, rows)
    assert float(chance(wrong, rows, high)) == pytest.approx(0.025, abs=1e-4)
    assert float(1 - chance(wrong - 1, rows, low)) == pytest.approx(0.025, abs=1e-4)


def test_no_errors_and_nothing_but_errors() -> None:
    """The closed form of the two ends: 1 - 0.025 to the power 1/n."""
    assert float(exact_interval(0, 60)[1]) == pytest.approx(1 - 0.025 ** (1 / 60), abs=1e-6)
    assert float(exact_interval(60, 60)[0]) == pytest.approx(0.025 ** (1 / 60), abs=1e-6)
    assert (exact_interval(0, 60)[0], exact_interval(60, 60)[1]) == (0, 1)


def test_how_many_rows_prove_the_standard() -> None:
    """183 rows without an error; with some errors the smallest sample whose whole interval is below two percent."""
    assert rows_to_prove(0, TWO_PERCENT) == ceil(log(0.025) / log(0.98)) == 183
    enough = rows_to_prove(2, TWO_PERCENT)
    assert chance(2, enough, TWO_PERCENT) < Fraction(25, 1000) <= chance(2, enough - 1, TWO_PERCENT)


def audit(wrong: int, day: int) -> Audit:
    low, high = exact_interval(wrong, 60)
    return Audit("pd", date(2026, 2, day), 60, wrong, low, high, "A, B")


def test_audits_are_kept_line_by_line(tmp_path: Path) -> None:
    """A file that lost its last line end is added to all the same; the newest of a source counts."""
    file = tmp_path / "audits.csv"
    record_audit(file, audit(3, 10), sampled=60, sample=tmp_path / "a.xlsx", as_of=date(2026, 2, 1))
    file.write_text(file.read_text().rstrip("\n"))
    record_audit(file, audit(0, 12), sampled=60, sample=tmp_path / "b.xlsx", as_of=date(2026, 2, 8))
    assert len(file.read_text().splitlines()) == 3
    assert read_audits(file, date(2026, 2, 8))["pd"].wrong == 0
    assert read_audits(file, date(2026, 2, 7))["pd"].wrong == 3
    assert read_audits(file, date(2026, 1, 31)) == {}


def test_a_score_that_cannot_be_kept_says_so(tmp_path: Path) -> None:
    """Rather than a number that nobody finds again."""
    with pytest.raises(UsageError):
        record_audit(tmp_path / "gone" / "audits.csv", audit(0, 1), sampled=60, sample=tmp_path, as_of=date(2026, 2, 1))
