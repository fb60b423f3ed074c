"""Definitions in words: a reader who never saw the YAML must know who is counted, over what time, and what counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpitrack.model.conditions import Filter
from kpitrack.wording.measures import filter_words, measure_words, population_words
from tests.worlds import program

HEAD = "title: {title}, group: G, owner: O"
SCORES = "{kind: mean, of: students, from: log, window: in_period, value: score"
OVER = "from: log, window: in_period, value: score, over: out_of, take: sum"
PRE_TO_POST = "from rows with outcome Pre to rows with outcome Post, the same students both times"
STUDENTS = "Counted are students on roster on the last day."


def words(tmp_path: Path, measure: str, populations: str = "", others: str = "") -> tuple[str, ...]:
    text = f"m: {{{HEAD.format(title='T')}, every: quarter, measure: {measure}}}\n{others}"
    return measure_words(program(tmp_path, text, populations=populations), "m")


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        (
            "{kind: share, of: students, having: {from: log, where: {outcome: Done}, window: in_period}}",
            (
                "Share of students who have a row in log with outcome Done, inside the period.",
                STUDENTS,
                "Who has no such row counts as no.",
            ),
        ),
        (
            "{kind: count, from: log, window: year_to_date, per: student}",
            ("Number of different students in log, since the year began.",),
        ),
        ("{kind: count, of: students}", ("Number of different students.", STUDENTS)),
        (
            "{kind: total, from: log, where: {outcome: [Done, Sent]}, window: program_to_date, value: score}",
            ("Sum of score in log with outcome Done or Sent, since the program began.",),
        ),
        (
            "{kind: mean, of: students, from: log, window: in_period, value: score, take: latest}",
            (
                "Average over students, one value each: the latest score in log, inside the period.",
                STUDENTS,
                "Who has no answer is left out.",
            ),
        ),
        (
            "{kind: ratio, from: log, window: in_period, value: score, over: out_of, per: row}",
            ("Sum of score over sum of out_of in log, inside the period; rows lacking either are left out.",),
        ),
        (
            f"{SCORES.replace('mean', 'change')}, as: relative, before: {{outcome: Pre}}, after: {{outcome: Post}}}}",
            (
                f"Relative change of the average score {PRE_TO_POST} in log, inside the period.",
                STUDENTS,
                "Who has no answer is left out.",
            ),
        ),
        (
            "{kind: record, levels: [Drafted, Approved]}",
            ("The newest record entered by hand: Drafted, Approved.",),
        ),
        (
            "{kind: share, of: students, among: {gender: [Female, Male]}, having: {where: {gender: Female}}}",
            (
                "Share of students who have gender Female.",
                "Counted are students on roster on the last day, among those with gender Female or Male.",
                "Who has no such row counts as no.",
            ),
        ),
        (
            f"{{kind: share, of: students, having: {{{OVER}, at_least: 10%}}}}",
            (
                "Share of students who have at least 10% as the sum of score over out_of in log, inside the period.",
                STUDENTS,
                "Who has no answer is left out.",
            ),
        ),
        (
            "{kind: share, of: students, having: {from: log, window: year_to_date, take: count, at_least: 3}}",
            (
                "Share of students who have at least 3 rows in log, since the year began.",
                STUDENTS,
                "Who has no such row counts as no.",
            ),
        ),
    ],
)
def test_each_kind_says_what_it_measures(tmp_path: Path, measure: str, said: tuple[str, ...]) -> None:
    assert words(tmp_path, measure) == said


@pytest.mark.parametrize(
    ("made_of", "said"),
    [
        ("kind: gap, metric: a, larger_minus_smaller: {gender: [Female, Male]}",
         "Difference of “Part A” between Female and Male, larger less smaller."),
        ("kind: gap, metric: a, side: {gender: Male}, compared_to: {gender: Female}",
         "Difference of “Part A” between Male and Female, Male less Female."),
        ("kind: derived, add: [a, b]", "“Part A” plus “Part B”."),
        ("kind: derived, subtract: [a, b]", "“Part A” less “Part B”."),
        ("kind: derived, divide: [a, b]", "“Part A” divided by “Part B”."),
    ],
)  # fmt: skip
def test_metrics_made_of_metrics_name_their_parts(tmp_path: Path, made_of: str, said: str) -> None:
    count = "{kind: count, of: students}"
    others = "\n".join(
        f"{name}: {{{HEAD.format(title=title)}, measure: {count}}}"
        for name, title in (("a", "Part A"), ("b", "Part B"))
    )
    assert words(tmp_path, f"{{{made_of}}}", others=others) == (said,)


@pytest.mark.parametrize(
    ("population", "said"),
    [
        ("{of: student, fixed_on: end_of Y1-Q1}", "students on roster, decided once on end of Y1-Q1"),
        ("{of: student, enrolled: ever}", "students on roster on any day of the period"),
        ("{of: students, where: {school: Ash}}", "students on roster on the last day with school Ash"),
        (
            "{of: students, without: {from: log, window: year_to_date}}",
            "students on roster on the last day who do not have a row in log, since the year began",
        ),
    ],
)
def test_a_population_says_who_belongs_and_when_that_is_decided(tmp_path: Path, population: str, said: str) -> None:
    p = program(
        tmp_path,
        f"m: {{{HEAD.format(title='T')}, measure: {{kind: count, of: mine}}}}",
        populations=f"mine: {population}",
    )
    assert population_words(p, "mine") == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"hours": {"at_least": 40, "less_than": "80.50"}}, "hours at least 40 and less than 80.5"),
        ({"score": {"between": [1, 5]}}, "score from 1 to 5"),
        ({"kind": {"not": "Grant"}}, "kind not Grant"),
        ({"notes": {"blank": True}, "name": {"blank": False}}, "notes blank and name filled"),
        ({"hired_on": {"at_least_ago": "90 days"}}, "hired_on at least 90 days ago"),
        ({"seen": True}, "seen yes"),
        ({"a": 1, "any_of": [{"b": 2}, {"c": 3}]}, "a 1 and either b 2 or c 3"),
    ],
)
def test_a_filter_in_words(written: dict[str, object], said: str) -> None:
    assert filter_words(Filter.model_validate(written)) == said
