"""What was shown to whom: written whole, read back as a plain list."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from kpitrack.history.ledger import Ledger, Release, rows_of, shown_before
from kpitrack.model.ledger import Figures, LedgerRow
from kpitrack.model.published import AtLeast, AtMost, Rounded
from tests.unit.history.test_comparing import snapshot

RELEASE = Release(
    program="small",
    release="weekly-2025-10-05",
    version=1,
    report="weekly",
    period="Y1-W08",
    as_of=date(2025, 10, 5),
    audience="shared",
    released_on=date(2025, 10, 6),
    signed_by="A. Rivera",
    content="c1",
    snapshot="weekly-2025-10-05",
)
SHOWN = (
    Figures(n=41, numerator=Fraction(33), denominator=Fraction(41), value=Fraction(33, 41)),
    Figures(value="Achieved"),
    Figures(value=Fraction(19, 20), coded=AtLeast(Fraction(19, 20))),
    Figures(value=Fraction(1, 20), coded=AtMost(Fraction(1, 20))),
    Figures(value=Fraction(2, 3), coded=Rounded(Fraction(67, 100), Fraction(1, 100))),
    None,
)


def rows(release: Release = RELEASE) -> list[LedgerRow]:
    return [
        LedgerRow(
            release=release.release,
            version=release.version,
            released_on=release.released_on,
            by=release.signed_by,
            audience=release.audience,
            report_period=release.period,
            metric=f"m{place}",
            period="Y1",
            through=release.as_of,
            categories=(("frl", "Eligible"), ("gender", "Female")) if place else (),
            shown=shown,
            replaces=release.replaces,
        )
        for place, shown in enumerate(SHOWN)
    ]


def enter(path: Path, *releases: Release) -> None:
    with Ledger.open(path) as ledger:
        for release in releases:
            ledger.enter(release, rows(release))


def test_what_was_shown_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    enter(path, RELEASE)
    assert shown_before(path, "small") == rows()


def test_no_ledger_means_nothing_was_shown(tmp_path: Path) -> None:
    assert shown_before(tmp_path / "none.sqlite", "small") == []


def test_rows_can_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    public = replace(RELEASE, release="board-Y1-Q1", report="board", audience="public")
    elsewhere = replace(RELEASE, program="another")
    enter(path, RELEASE, public, elsewhere)
    assert {row.release for row in shown_before(path, "small")} == {"weekly-2025-10-05", "board-Y1-Q1"}
    assert {row.release for row in shown_before(path, "small", audience="public")} == {"board-Y1-Q1"}
    assert {row.metric for row in shown_before(path, "small", metric="m3")} == {"m3"}
    assert {row.release for row in shown_before(path, "small", up_to=1)} == {"weekly-2025-10-05"}
    with Ledger.read(path) as ledger:
        assert ledger.last_entry() == 3


def test_a_correction_stands_beside_what_it_replaces(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    second = replace(RELEASE, version=2, replaces=1, why="the log was exported again", content="c2")
    enter(path, RELEASE, second)
    with Ledger.read(path) as ledger:
        assert ledger.newest("small", RELEASE.release) == replace(second, entry=2)
        assert ledger.releases("small") == (replace(RELEASE, entry=1), replace(second, entry=2))
    assert len(shown_before(path, "small")) == 2 * len(SHOWN)


def test_a_release_enters_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    enter(path, RELEASE)
    with pytest.raises(sqlite3.IntegrityError):
        enter(path, RELEASE)  # the same version twice
    assert shown_before(path, "small") == rows()


def test_a_total_of_a_part_enters_under_that_part() -> None:
    """Two releases are compared by whom they count: elementary schools never with everyone."""
    whole = snapshot()
    first, second = whole.metrics
    part = replace(first, total_of=(("level", "Elementary"),))
    found = rows_of(replace(whole, metrics=(part, second)), RELEASE)
    assert {row.metric: row.categories for row in found} == {first.id: (("level", "Elementary"),), second.id: ()}
