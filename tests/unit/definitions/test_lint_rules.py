"""Each rule of lint: a small program that breaks it, and one beside it that does not."""

# ruff: noqa: E501 - a case that stands on one line reads as a row of a table

from __future__ import annotations

from pathlib import Path

import pytest

from kpitrack.definitions.lint import lint
from kpitrack.model.findings import RULES, Noticed
from kpitrack.wording.findings import WORDS, in_words
from tests.broken.definitions.small_program import PROGRAM, SOURCES, write_program

SIZED = PROGRAM.replace("  students: {of: student}", "  students: {of: student, expected: 350}").replace(
    "  team: {}", "  team: {holds: [8, 12]}"
)

IN_TEAMS = "having: {from: teams, window: on_that_day}"


def metric(body: str, name: str = "m", title: str = "Something") -> str:
    return f"{name}:\n  title: {title}\n  group: Student\n  owner: Team\n" + "".join(
        f"  {line}\n" for line in body.strip().splitlines()
    )


def share(targets: str, more: str = "") -> str:
    return metric(f"measure: {{kind: share, of: students, {IN_TEAMS}}}\ntargets: [{targets}]\n{more}")


HAPPY = "having: {from: survey, window: in_period, value: joy, take: latest, at_least: 4}"
CHANGE = "{from: survey, window: in_period, value: joy, take: change, more_than: 0}"
TOP = "{from: survey, window: in_period, value: joy, take: latest, at_least: 5}"
GIRLS = metric(f"measure: {{kind: count, of: students, {IN_TEAMS}}}\ntargets: [{{due: Y1-Q3, at_least: 25}}]")
TEAMS = "measure: {kind: count, from: teams, window: on_that_day, per: team}\ntargets: [{due: Y1-Q3, at_least: %d}]"

CASES = [
    ("two_values", share("{due: Y1, at_least: 80%}, {due: Y1, at_least: 90%}"), True),
    ("two_values", share("{due: Y1, at_least: 80%}, {due: Y1, at_least: 90%, role: stretch}"), False),
    ("two_values", share("{due: Y1-Q4, at_least: 80%}, {due: Y1, at_least: 90%}"), True),
    ("two_values", share("{due: Y1, at_least: 80%}") + share("{due: Y1, at_least: 70%}").replace("m:", "n:", 1), True),
    ("two_values", share("{due: Y1, at_least: 80%}") + share("{due: Y1, at_least: 80%}").replace("m:", "n:", 1), False),
    ("two_dates", share("{due: Y1-Q3, at_least: 80%}, {due: Y1-Q4, at_least: 80%}"), True),
    ("two_dates", share("{due: Y1-Q3, at_least: 80%, role: checkpoint}, {due: Y1-Q4, at_least: 80%}"), False),
    ("falls_back", share("{due: Y1-Q3, at_least: 90%, role: checkpoint}, {due: Y1-Q4, at_least: 80%}"), True),
    ("falls_back", share("{due: Y1-Q3, at_least: 90%, role: checkpoint}, {due: Y1-Q4, at_least: 80%, role: floor}"), False),
    ("falls_back", share("{due: Y1-Q3, at_most: 5%, role: checkpoint}, {due: Y1-Q4, at_most: 8%}"), True),
    ("falls_back", share("{due: Y1-Q3, at_most: 8%, role: checkpoint}, {due: Y1-Q4, at_most: 5%}"), False),
    ("cohort_too_small", GIRLS + metric(TEAMS % 2, "n", "teams"), True),
    ("cohort_too_small", GIRLS + metric(TEAMS % 3, "n", "teams"), False),
    ("cohort_too_small", GIRLS.replace("25}", "351}"), True),
    ("cohort_too_small", GIRLS.replace("25}", "350}"), False),
    (
        "count_and_share",
        GIRLS.replace("Y1-Q3, at_least: 25", "Y1, at_least: 50") + share("{due: Y1, at_least: 15%}").replace("m:", "n:", 1),
        True,
    ),
    (
        "count_and_share",
        GIRLS.replace("Y1-Q3, at_least: 25", "Y1, at_least: 70") + share("{due: Y1, at_least: 20%}").replace("m:", "n:", 1),
        False,
    ),
    ("above_scale", share("{due: Y1, at_least: 101%}"), True),
    ("above_scale", share("{due: Y1, at_least: 100%}"), False),
    ("ambiguous_step", share("{due: Y1, increase_by: 5%}", "baseline: {period: Y1-Q1}"), True),
    ("ambiguous_step", share("{due: Y1, increase_by: 5 pp}", "baseline: {period: Y1-Q1}"), False),
    ("placeholder", share("{due: Y1, at_least: <X>}"), True),
    ("placeholder", share("{due: Y1, at_least: TBD}"), True),
    ("beyond_ceiling", share("{due: Y1, increase_by: 30 pp}", "baseline: {stated: 75%, period: Y1-Q1}"), True),
    ("beyond_ceiling", share("{due: Y1, increase_by: 25 pp}", "baseline: {stated: 75%, period: Y1-Q1}"), False),
    ("beyond_ceiling", share("{every: quarter, starts: Y1-Q1, until: Y1-Q4, increase_by: 30 pp, compared_to: previous}"), True),
    ("beyond_ceiling", share("{every: quarter, starts: Y1-Q2, until: Y1-Q4, increase_by: 30 pp, compared_to: previous}"), False),
    (
        "beyond_ceiling",
        share("{every: quarter, starts: Y1-Q1, until: Y1-Q4, increase_by: 30 pp, compared_to: previous, or: {at_least: 90%}}"),
        False,
    ),
    ("stops_at_top", share("{due: 2025-11, at_least: 90%, then: {increase_by: 5 pp, every: month, until: 2026-02}}"), True),
    ("stops_at_top", share("{due: 2025-11, at_least: 85%, then: {increase_by: 5 pp, every: month, until: 2026-02}}"), False),
    ("no_room", metric(f"measure: {{kind: share, of: students, having: {CHANGE}}}\ntargets: [{{due: Y1, at_least: 100%}}]"), True),
    ("no_room", metric(f"measure: {{kind: share, of: students, having: {CHANGE}}}\ntargets: [{{due: Y1, at_least: 80%}}]"), False),
    (
        "no_room",
        metric(
            f"measure: {{kind: share, of: students, having: {{any_of: [{CHANGE}, {TOP}]}}}}\n"
            "targets: [{due: Y1, at_least: 100%}]"
        ),
        False,
    ),
    ("no_start", share("{due: Y1, increase_by: 5 pp}"), True),
    ("no_start", share("{due: Y1, increase_by: 5 pp, compared_to: Y1-Q1}"), False),
    ("category_without_target", share("{due: Y1, at_least: 80%, scope: {grade_band: K-5}}"), True),
    (
        "category_without_target",
        share("{due: Y1, at_least: 80%, scope: {grade_band: K-5}}, {due: Y1, at_least: 70%, scope: {grade_band: 6-8}}"),
        False,
    ),
    ("category_without_target", share("{due: Y1, at_least: 80%}"), False),
    ("carried_along", metric(f"every: month\nmeasure: {{kind: share, of: students, {HAPPY.replace('in_period', 'year_to_date')}}}\ntrack: true"), True),
    ("carried_along", metric(f"every: month\nmeasure: {{kind: share, of: students, {HAPPY}}}\ntrack: true"), False),
    ("seldom_measured", share("{due: Y1, at_least: 80%}", "benchmark: early_evidence"), True),
    ("seldom_measured", share("{due: Y1, at_least: 80%}", "benchmark: final_outcome"), False),
    ("no_target", metric(f"measure: {{kind: share, of: students, {IN_TEAMS}}}"), True),
    ("no_target", metric(f"measure: {{kind: share, of: students, {IN_TEAMS}}}\ntrack: true"), False),
    ("no_evidence", metric("measure: {kind: record}\ntargets: [{due: Y1, at_least: Achieved}]"), True),
    ("no_evidence", metric("measure: {kind: record}\nevidence: Minutes\ntargets: [{due: Y1, at_least: Achieved}]"), False),
    (
        "not_measurable",
        metric("measure: {kind: record}\nbenchmark: early_evidence\nevery: month\ntargets: [{due: Y1, at_least: Achieved}]"),
        True,
    ),
    ("no_owner", share("{due: Y1, at_least: 80%}").replace("  owner: Team\n", ""), True),
    ("not_timed", share("{at_least: 80%}"), True),
    ("leads_nowhere", share("{due: Y1, at_least: 80%}", "indicator: leading"), True),
    ("leads_nowhere", share("{due: Y1, at_least: 80%}", "indicator: lagging"), False),
    ("unusable", share("{due: Y9, at_least: 80%}"), True),
    ("unknown_code", share("{due: Y1, at_least: 80%}", "accepted: {two_vlaues: because}"), True),
    ("needless_acceptance", share("{due: Y1, at_least: 80%}", "accepted: {two_values: because}"), True),
    (
        "old_figure",
        share(
            "{due: Y1, at_least: 90%, changed: {on: 2025-12-01, from: 80%, why: the board}, inventory: [D1-001]}, "
            "{due: Y1-Q3, at_least: 80%, role: checkpoint, inventory: [D1-001]}"
        ),
        True,
    ),
]  # fmt: skip


def found(folder: Path, metrics: str) -> tuple[Noticed, ...]:
    return lint(write_program(folder, program=SIZED, sources=SOURCES, metrics=metrics))


@pytest.mark.parametrize(("code", "metrics", "expected"), CASES)
def test_a_rule_finds_it_or_lets_it_pass(tmp_path: Path, code: str, metrics: str, expected: bool) -> None:
    noticed = found(tmp_path, metrics)
    assert (code in {each.code for each in noticed}) is expected, [in_words(each).sentence for each in noticed]


def test_more_than_one_team_can_follow(tmp_path: Path) -> None:
    many = [
        share("{due: Y1, at_least: 80%}").replace("m:", f"m{n}:", 1).replace("Something", f"Thing {n}")
        for n in range(13)
    ]
    assert [each.subject for each in found(tmp_path, "".join(many)) if each.code == "too_many"] == ["Team"]


def test_twelve_are_not_too_many(tmp_path: Path) -> None:
    many = [share("{due: Y1, at_least: 80%}").replace("m:", f"m{n}:", 1) for n in range(12)]
    assert "too_many" not in {each.code for each in found(tmp_path, "".join(many))}


def test_an_accepted_finding_carries_its_reason(tmp_path: Path) -> None:
    [noticed] = found(
        tmp_path, share("{due: Y1, at_least: 80%}, {due: Y1, at_least: 90%}", "accepted: {two_values: both}")
    )
    assert (noticed.code, noticed.accepted) == ("two_values", "both")
    assert not in_words(noticed).counts


def test_the_program_may_accept_for_all(tmp_path: Path) -> None:
    accepting = SIZED.replace("title: A small program}", "title: A small program, accepted: {no_target: a draft}}")
    targets = write_program(
        tmp_path, program=accepting, metrics=metric(f"measure: {{kind: count, of: students, {IN_TEAMS}}}")
    )
    assert [(each.code, each.accepted) for each in lint(targets)] == [("no_target", "a draft")]


def test_a_finding_names_place_reason_and_suggestion(tmp_path: Path) -> None:
    [noticed] = found(tmp_path, share("{due: Y1, at_least: 80%}, {due: Y1, at_least: 90%}"))
    finding = in_words(noticed)
    assert finding.place == "targets/metrics.yaml:6:39"
    assert finding.sentence == "“Something” promises two things for one day: 80% by Y1 and 90% by Y1."
    assert finding.suggestion.startswith("keep one")
    assert finding.criterion == "specific"


def test_every_code_has_its_words_and_every_word_its_code() -> None:
    assert set(WORDS) == set(RULES)


def test_the_small_program_has_no_serious_finding(tmp_path: Path) -> None:
    assert {each.code for each in lint(write_program(tmp_path))} <= {"no_evidence", "falls_back", "carried_along"}
