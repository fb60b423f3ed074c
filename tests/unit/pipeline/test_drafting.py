"""Which rows of the ledger contradict a draft: other figures of the same result, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from kpitrack.definitions import read_program
from kpitrack.model.ledger import Figures, LedgerRow
from kpitrack.model.published import AtLeast, Rounded
from kpitrack.model.snapshots import SnapshotCell
from kpitrack.model.statuses import Status
from kpitrack.pipeline.drafting import contradicting
from kpitrack.pipeline.gate import ReleaseRefused
from kpitrack.pipeline.orders import Order
from kpitrack.pipeline.publishing import release
from tests.publishing import export, small
from tests.shipped import shipped_targets

DAY = date(2025, 10, 5)
EXACT = Figures(n=40, numerator=Fraction(30), denominator=Fraction(40), value=Fraction(3, 4))


@pytest.mark.parametrize(
    ("one", "other", "agrees", "because"),
    [
        (EXACT, EXACT, True, "the same figures"),
        (EXACT, replace(EXACT, numerator=Fraction(31), value=Fraction(31, 40)), False, "other figures"),
        (EXACT, Figures(value=Fraction(3, 4)), True, "the value alone, for the public"),
        (EXACT, Figures(value=Fraction(4, 5)), False, "another value"),
        (EXACT, Figures(value=Fraction(3, 4), coded=Rounded(Fraction(3, 4), Fraction(1, 100))), True, "its rounding"),
        (EXACT, Figures(value=Fraction(4, 5), coded=Rounded(Fraction(4, 5), Fraction(1, 100))), False, "another one"),
        (EXACT, Figures(value=Fraction(1, 2), coded=AtLeast(Fraction(1, 2))), True, "half or more, and it is more"),
        (EXACT, Figures(value=Fraction(9, 10), coded=AtLeast(Fraction(9, 10))), False, "less than said"),
        (EXACT, Figures(n=41, value=Fraction(3, 4), coded=Rounded(Fraction(3, 4), Fraction(1, 100))), False, "people"),
        (
            Figures(value=Fraction(3, 4), coded=Rounded(Fraction(3, 4), Fraction(1, 100))),
            Figures(value=Fraction(3, 4), coded=Rounded(Fraction(3, 4), Fraction(1, 10))),
            False,
            "two codes tell more together than each",
        ),
    ],
)
def test_when_two_figures_agree(one: Figures, other: Figures, agrees: bool, because: str) -> None:
    """The less exact one has to stand for the other, whichever comes first."""
    assert one.agrees_with(other) is agrees, because
    assert other.agrees_with(one) is agrees, because


@pytest.mark.parametrize(
    ("change", "contradicts"),
    [
        ({}, True),
        ({"period": "Y1-M01"}, False),
        ({"through": date(2025, 10, 4)}, False),
        ({"metric": "another"}, False),
        ({"categories": (("gender", "Nobody"),)}, False),
        ({"shown": None}, False),
    ],
)
def test_only_the_same_look_at_the_same_result_can_contradict(
    tmp_path: Path, change: dict[str, object], contradicts: bool
) -> None:
    """What differs in time or in what is hidden is a question for the audit, which knows the tables."""
    world = small(tmp_path / "small")
    snapshot = world.publish(as_of=DAY).snapshot
    [metric] = [each for each in snapshot.metrics if each.id == "finished"]
    row = LedgerRow(
        release="other", version=1, released_on=DAY, by="", audience="shared", report_period="Y1-W08",
        metric="finished", period=metric.period, through=metric.through, categories=(),
        shown=Figures(n=99, value=Fraction(99)),
    )  # fmt: skip
    assert bool(contradicting(world.program, snapshot, [replace(row, **change)])) is contradicts  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("level", "contradicts"), [("Middle", True), ("High", False)], ids=["its own level", "a band it is not in"]
)
def test_a_workbooks_school_is_the_school_of_a_report(tmp_path: Path, level: str, contradicts: bool) -> None:
    """A workbook names a school within its level: its row is of the group that a report calls by the school."""
    program = read_program(shipped_targets())
    snapshot = small(tmp_path / "small").publish(as_of=DAY).snapshot
    [metric] = [each for each in snapshot.metrics if each.id == "finished"]
    cell = SnapshotCell("finished", (("school", "Cobalt Middle"),), Status.TRACKED, EXACT)
    row = LedgerRow(
        release="tracker", version=1, released_on=DAY, by="", audience="shared", report_period="Y1-W08",
        metric="finished", period=metric.period, through=metric.through,
        categories=(("level", level), ("school", "Cobalt Middle")), shown=replace(EXACT, numerator=Fraction(31)),
    )  # fmt: skip
    assert bool(contradicting(program, replace(snapshot, cells=(cell,)), [row])) is contradicts


def test_a_draft_that_others_agree_with_is_released(tmp_path: Path) -> None:
    """The monthly report came out in between and says the same of the same day."""
    world = small(tmp_path / "small")
    draft = world.publish("weekly", as_of=DAY, draft=True).snapshot.name.id
    world.publish("monthly", as_of=DAY, period="Y1-M02")
    order = Order(today=DAY, made_at="", signed_by="A. Rivera")
    assert release(world.program, draft, order).state == "released"


def test_a_draft_that_others_contradict_names_the_result(tmp_path: Path) -> None:
    """The log was exported again, and the monthly report counts 31."""
    world = small(tmp_path / "small")
    draft = world.publish("weekly", as_of=DAY, draft=True).snapshot.name.id
    export(world, DAY, finished=60)
    world.publish("monthly", as_of=DAY, period="Y1-M02")
    with pytest.raises(ReleaseRefused, match=r"monthly-Y1-M02 came out since .* Students who finished") as refused:
        release(world.program, draft, Order(today=DAY, made_at="", signed_by="A. Rivera"))
    assert "publish --draft" in str(refused.value)
