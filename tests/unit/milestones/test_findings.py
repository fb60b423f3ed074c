"""What in a plan cannot hold, and the shipped plan with the conflicts that its documents have."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from kpitrack import milestones
from kpitrack.definitions import read_program
from kpitrack.definitions.milestones import read_plan
from kpitrack.model.milestones import MilestoneKind
from kpitrack.model.plan import Plan
from kpitrack.wording import milestone_findings as finding_words
from kpitrack.wording import milestones as words
from tests.unit.milestones.plans import codes, plan, standing_on

SHIPPED = Path(__file__).parents[3] / "targets"


@pytest.fixture(scope="module")
def shipped() -> Plan:
    return read_plan(read_program(SHIPPED))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "a: {title: A, owner: X, due: Y1-W05}\nb: {title: B, owner: X, due: Y1-W05, after: [a]}\n",
            "starts_before_predecessor",
        ),
        (
            "a: {title: A, owner: X, due: Y1-W05}\nb: {title: B, owner: X, due: Y1-W06, after: {a: 1 week}}\n",
            "starts_before_predecessor",
        ),
        (
            "a: {title: A, owner: X, due: Y1-W09}\nb: {title: B, owner: X, due: Y1-W05, expects: {a: it uses it}}\n",
            "order_conflict",
        ),
        (
            (
                "w: {title: W, kind: activity, owner: X, starts: Y1-W01, due: Y1-W03}\n"
                "a: {title: A, owner: X, during: w, due: Y1-W05}\n"
            ),
            "due_outside_activity",
        ),
        ("a: {title: Mid-year review, owner: X, due: Y1-W36}\n", "name_against_date"),
        ("a: {title: A, owner: X, due: Y1-W05, critical: true}\n", "no_risk"),
        (
            (
                "a: {title: A, owner: X, due: Y1-W02, critical: true, risk: low}\n"
                "b: {title: B, owner: X, due: Y1-W05, critical: true, risk: low}\n"
            ),
            "no_dependency",
        ),
    ],
)
def test_each_finding(text: str, code: str) -> None:
    found = milestones.findings(plan(text))
    assert code in codes(found)
    for each in found:
        assert each.place.startswith("targets/milestones.yaml:")
        assert each.sentence.endswith(".")
        assert each.suggestion


@pytest.mark.parametrize("week", [20, 24, 28])
def test_the_middle_of_the_year_is_mid_year(week: int) -> None:
    assert not milestones.findings(plan(f"a: {{title: Mid-year review, owner: X, due: Y1-W{week}}}\n"))


def test_an_order_that_holds_is_no_finding() -> None:
    text = (
        "a: {title: A, owner: X, due: Y1-W05}\n"
        "b: {title: B, owner: X, due: Y1-W06, after: [a], expects: {a: it uses it}}\n"
    )
    assert not milestones.findings(plan(text))


def test_an_accepted_finding_carries_its_reason() -> None:
    text = "a: {title: Mid-year review, owner: X, due: Y1-W36, accepted: {name_against_date: the name is old}}\n"
    [found] = milestones.findings(plan(text))
    assert found.accepted == "the name is old"


# --- The shipped plan -------------------------------------------------------------------------------------------


def test_the_shipped_plan_is_complete(shipped: Plan) -> None:
    """24 deliverables, five rows of the expansion table, 19 activities, the bars of the roadmap, 11 critical ones."""
    kinds = Counter(step.milestone.kind for step in shipped.steps.values())
    assert kinds == {MilestoneKind.DELIVERABLE: 24, MilestoneKind.CHECKPOINT: 5}
    stretches = Counter(each.milestone.kind for each in shipped.stretches.values())
    assert stretches == {MilestoneKind.ACTIVITY: 19, MilestoneKind.STAGE: 7}
    assert sum(step.milestone.critical for step in shipped.steps.values()) == 11
    assert all(each.milestone.parties for each in shipped.stretches.values() if each.milestone.kind == "activity")


def test_every_dated_statement_is_claimed_once(shipped: Plan) -> None:
    """Roadmap, week-by-week, deliverables, expansion table and critical path of the year's document."""
    ranges = ((1, 5), (7, 17), (34, 44), (74, 83), (93, 97), (120, 130), (163, 173))
    expected = {f"D2-{number:03d}" for first, last in ranges for number in range(first, last + 1)}
    written = [step.milestone for step in shipped.steps.values()]
    written += [stretch.milestone for stretch in shipped.stretches.values()]
    claimed = Counter(row for each in written for row in each.inventory)
    assert set(claimed) == expected
    assert {row for row, count in claimed.items() if count > 1} == {"D2-005"}  # one bar with three names


def test_the_conflicts_of_the_documents_are_found(shipped: Plan) -> None:
    found = [each for each in milestones.findings(shipped) if each.severity != "note"]
    assert Counter(each.code for each in found) == {"order_conflict": 4, "name_against_date": 1}
    texts = " ".join(each.sentence for each in found)
    for weeks in ("W18", "W24", "W40", "W42", "W44", "W46", "week 36 of 48"):
        assert weeks in texts


def test_nothing_in_the_plan_starts_before_its_predecessor(shipped: Plan) -> None:
    assert "starts_before_predecessor" not in codes(milestones.findings(shipped))


def test_the_computed_path_contains_the_declared_one_but_for_two(shipped: Plan) -> None:
    path = milestones.critical_path(shipped)
    assert set(path.declared) - set(path.computed) == {"cohort_2_certified", "faculty_launch"}
    assert path.weeks == 30


def test_an_accepted_finding_is_printed_with_its_reason() -> None:
    text = "a: {title: Mid-year review, owner: X, due: Y1-W36, accepted: {name_against_date: the name is old.}}\n"
    [found] = milestones.findings(plan(text))
    assert finding_words.finding(found).endswith("of the year is over. Accepted: the name is old.")


def test_a_declared_path_that_is_the_computed_one() -> None:
    text = "a: {title: A, owner: X, due: Y1-W02, critical: true, risk: low}\n"
    found = standing_on(date(2025, 8, 12), text=text)
    assert words.path_difference(found) == "The plan declares the same 1 milestone."
