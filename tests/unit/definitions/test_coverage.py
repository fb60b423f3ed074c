"""Definitions against the statements they claim: what agrees, what differs, what nobody claims."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpitrack.definitions.coverage import coverage
from kpitrack.errors import UsageError
from kpitrack.wording.findings import in_words
from tests.broken.definitions.small_program import METRICS, write_program

HEAD = "id,document,place,kind,name,target_text,comparator,value,unit,due,response\n"
MEMBERS = "- {due: Y1-Q2, at_least: 50}"
MOOD = "- {due: Spring-2026, at_least: 4 /5}"


def folder_with(tmp_path: Path, statement: str, target: str, replaced: str = MEMBERS) -> Path:
    tmp_path.mkdir(exist_ok=True)
    folder = write_program(tmp_path, metrics=METRICS.replace(replaced, target))
    (folder / "inventory.csv").write_text(f"{HEAD}{statement}\n", encoding="utf-8")
    return folder


def row(comparator: str, value: str, unit: str, due: str, kind: str = "metric") -> str:
    return f"D1-001,Metrics,Table,{kind},Members,50+,{comparator},{value},{unit},{due},"


def claiming(target: str) -> str:
    return f"- {{{target}, inventory: [D1-001]}}"


@pytest.mark.parametrize(
    ("statement", "target", "agrees", "because"),
    [
        (row("at_least", "50", "students", "Y1-Q2"), "due: Y1-Q2, at_least: 50", True, "the same in every part"),
        (row("at_least", "50", "students", "Y1-S1"), "due: Y1-Q2, at_least: 50", True, "both end on the same day"),
        (row("at_least", "50", "students", ""), "due: Y1-Q2, at_least: 50", True, "no day is stated"),
        (row("at_least", "50", "students", "some day"), "due: Y1-Q2, at_least: 50", True, "a day the calendar lacks"),
        (row("at_least", "50", "students", "Y1-Q3"), "due: Y1-Q2, at_least: 50", False, "another day"),
        (row("at_least", "51", "students", "Y1-Q2"), "due: Y1-Q2, at_least: 50", False, "another figure"),
        (row("more_than", "50", "students", "Y1-Q2"), "due: Y1-Q2, at_least: 50", False, "another comparator"),
        (row("at_least", "50", "%", "Y1-Q2"), "due: Y1-Q2, at_least: 50", False, "another unit"),
        (row("at_least", "40; 50", "students", "Y1-Q1; Y1-Q2"), "due: Y1-Q2, at_least: 50", True, "the second step"),
        (row("at_least", "40; 50", "students", "Y1-Q1; Y1-Q2"), "due: Y1-Q1, at_least: 50", False, "mixed steps"),
        (row("", "", "", "Y1-Q2"), "due: Y1-Q2, track: true", True, "no figure is promised"),
        (row("at_least", "50", "students", "Y1-Q2"), "due: Y1-Q2, track: true", False, "a promise is not followed"),
    ],
)
def test_a_target_says_what_the_statement_says(
    tmp_path: Path, statement: str, target: str, agrees: bool, because: str
) -> None:
    _, noticed = coverage(folder_with(tmp_path, statement, claiming(target)))
    assert [each.code for each in noticed] == ([] if agrees else ["differs_from_statement"]), because


@pytest.mark.parametrize(
    ("statement", "target", "agrees"),
    [
        (row("at_least", "4", "/5", ""), "due: Spring-2026, at_least: 4 /5", True),
        (row("at_least", "4", "/10", ""), "due: Spring-2026, at_least: 4 /5", False),
        (row("between", "3 to 4", "/5", ""), "due: Spring-2026, between: [3 /5, 4 /5]", True),
        (row("equals", "4", "/5", ""), "due: Spring-2026, between: [3 /5, 4 /5]", False),
    ],
)
def test_scores_and_ranges(tmp_path: Path, statement: str, target: str, agrees: bool) -> None:
    _, noticed = coverage(folder_with(tmp_path, statement, claiming(target), MOOD))
    assert [each.code for each in noticed] == ([] if agrees else ["differs_from_statement"])


def test_a_difference_with_a_reason_is_listed_and_no_finding(tmp_path: Path) -> None:
    statement = row("at_least", "60", "students", "Y1-Q2")
    covered, noticed = coverage(folder_with(tmp_path, statement, claiming("due: Y1-Q2, at_least: 50, differs: agreed")))
    assert noticed == ()
    assert list(covered.reasons.values()) == ["agreed"]
    [kind] = covered.kinds
    assert (kind.claimed, kind.compared, kind.agreeing, kind.differing_with_reason) == (1, 1, 0, 1)


def test_a_difference_says_both_sides(tmp_path: Path) -> None:
    statement = row("at_least", "60", "students", "Y1-Q3")
    _, [noticed] = coverage(folder_with(tmp_path, statement, claiming("due: Y1-Q2, at_least: 50")))
    finding = in_words(noticed)
    assert finding.sentence == (
        "D1-001 (Members) says at least 60 students by Y1-Q3; here stands at least 50 by Y1-Q2."
    )
    assert finding.suggestion == "correct the definition, or write `differs: why`"
    assert finding.place.startswith("targets/metrics.yaml:")


@pytest.mark.parametrize(
    ("kind", "must"),
    [("metric", True), ("alert", True), ("standard", True), ("factor", True), ("report", True), ("structure", False)],
)
def test_a_promise_nobody_claims_is_listed(tmp_path: Path, kind: str, must: bool) -> None:
    statement = row("at_least", "50", "students", "Y1-Q2", kind)
    covered, noticed = coverage(folder_with(tmp_path, statement, MEMBERS))
    assert covered.unclaimed == (("D1-001",) if must else ())
    assert [(each.code, each.place) for each in noticed] == (
        [("nobody_claims", "targets/inventory.csv:2:1")] if must else []
    )


def test_an_alert_keeps_the_limit_the_document_names(tmp_path: Path) -> None:
    statement = "D1-001,Metrics,Table,alert,Happiness,,,,,,Below 60% triggers a talk"
    alert = "- {when: {less_than: 60%}, level: watch, response: Ask them why, owner: Assessment}"
    for limit, codes in (("60%", []), ("55%", ["differs_from_statement"])):
        claiming_alert = alert.replace("60%", limit).replace("}\n", "").removesuffix("}") + ", inventory: [D1-001]}"
        folder = folder_with(tmp_path / limit.removesuffix("%"), statement, claiming_alert, alert)
        assert [each.code for each in coverage(folder)[1]] == codes


def test_without_an_inventory_there_is_nothing_to_cover(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no inventory\.csv"):
        coverage(write_program(tmp_path))


def test_the_shipped_program_leaves_no_promise_unclaimed() -> None:
    covered, noticed = coverage(Path(__file__).parents[3] / "targets")
    assert covered.unclaimed == ()
    assert noticed == ()
    stated = {each.kind: each.statements for each in covered.kinds}
    assert sum(stated.values()) == 500
