"""An earlier value beside today's tells of many people, or is left out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from kpitrack.model.calendar import Observed
from kpitrack.model.cells import EVERYONE, Group
from kpitrack.model.published import Audience
from kpitrack.model.statuses import Status
from kpitrack.model.verdicts import Level, NoValue, Result, TargetVerdict, Verdict
from tests.unit.disclosure.judged_by_hand import (
    EARLIER,
    GOAL,
    RATE,
    all_met,
    by_race,
    cells_by_race,
    count_of,
    december,
    judged_metric,
    promised,
    published,
    q2,
    race_group,
    share_of,
    shown_cell,
)


@pytest.mark.parametrize(
    ("audience", "met", "told", "because"),
    [
        ("shared", 495, False, "five more met since"),
        ("shared", 480, True, "twenty more met, and twenty fewer did not"),
        ("shared", 500, True, "nothing moved"),
        ("internal", 495, True, "the team sees everything"),
    ],
)
def test_an_earlier_value_beside_todays_tells_of_many_or_is_left_out(
    audience: Audience, met: int, told: bool, because: str
) -> None:
    """The column of the period before, and the value by which a promise was judged."""
    results, before = by_race(), {EVERYONE: share_of(1000, met)}
    judged = judged_metric(all_met(results), promised(december()))
    assert judged.shown is not None
    past = TargetVerdict(judged.shown.dated, replace(judged.shown.verdict, judged_on=EARLIER, goal=GOAL))
    judged = replace(judged, previous=december(), year_ago=december(), targets=(past,))
    found = published(judged, {(RATE, q2()): results, (RATE, december()): before}, audience)
    value = Fraction(met, 1000) if told else None
    cell = shown_cell(found.total)
    assert (cell.previous, cell.year_ago) == (value, value), because
    assert found.targets[0].value == value, because
    assert (found.targets[0].status, found.targets[0].judged_on) == (Status.MET, EARLIER)


def test_a_group_hidden_in_its_own_period_is_no_earlier_value() -> None:
    """White was small a year ago and is large today."""
    results, before = by_race(), by_race(White=4)
    judged = replace(judged_metric(all_met(results), promised()), previous=december(), year_ago=december())
    found = published(judged, {(RATE, q2()): results, (RATE, december()): before})
    cell = shown_cell(cells_by_race(found)["White"])
    assert (cell.value, cell.previous, cell.year_ago) == (Fraction(1, 2), None, None)
    assert shown_cell(found.total).previous == Fraction(1, 2)
    internal = published(judged, {(RATE, q2()): results, (RATE, december()): before}, "internal")
    assert shown_cell(cells_by_race(internal)["White"]).previous == Fraction(1, 2)


def _beside(metric: str, now: Result, then: Result, name: str = "") -> Fraction | str | None:
    """What a shared report shows of December beside the value of today, of everyone or of one race."""
    group = race_group(name) if name else EVERYONE
    today, before = {EVERYONE: now, group: now}, {EVERYONE: then, group: then}
    verdicts = {each: Verdict(Status.TRACKED, now) for each in today}
    judged = replace(judged_metric(verdicts, None, metric), previous=december())
    found = published(judged, {(metric, q2()): today, (metric, december()): before})
    return shown_cell(cells_by_race(found)[name] if name else found.total).previous


@pytest.mark.parametrize(
    ("metric", "name", "told", "because"),
    [
        ("studio_enrollment", "", True, "the size of the program is declared public"),
        ("studio_enrollment", "White", False, "its groups stay protected: one student came"),
        ("active_integrators", "", False, "one teacher more, and nothing is declared"),
        ("employer_partners", "", True, "partners are no people"),
    ],
)
def test_one_more_than_before_is_told_of_things_and_public_totals_only(
    metric: str, name: str, told: bool, because: str
) -> None:
    """121 beside 120."""
    assert _beside(metric, count_of(121), count_of(120), name) == (120 if told else None), because


def test_the_total_of_a_part_is_no_public_headcount() -> None:
    """Only White are judged: 121 of them beside 120 tell of one, though 300 came to the program."""
    today = {EVERYONE: count_of(600), race_group("White"): count_of(121)}
    before = {EVERYONE: count_of(300), race_group("White"): count_of(120)}
    verdicts = {EVERYONE: Verdict(Status.TRACKED, count_of(121))}
    judged = judged_metric(verdicts, promised(scope={"race": "White"}), "studio_enrollment")
    judged = replace(judged, previous=december())
    results = {("studio_enrollment", q2()): today, ("studio_enrollment", december()): before}
    assert shown_cell(published(judged, results).total).previous is None


def test_answers_of_another_period_are_other_answers() -> None:
    """600 answers in the first semester and 601 in the second quarter are no two looks at the same people."""
    assert _beside("confidence_ethics", share_of(601, 300), share_of(600, 300)) == Fraction(1, 2)


def test_two_looks_at_one_period_are_looks_at_the_same_answers() -> None:
    """600 answers by Dec 31, 601 by Feb 15: the promise of December stands without its value."""
    metric, earlier = "confidence_ethics", Observed(q2().period, EARLIER)
    for answers, value in ((601, None), (700, Fraction(1, 2))):
        today: dict[Group, Result] = {EVERYONE: share_of(answers, 300)}
        before: dict[Group, Result] = {EVERYONE: share_of(600, 300)}
        judged = judged_metric(all_met(today), promised(earlier), metric)
        assert judged.shown is not None
        past = replace(judged.shown, verdict=replace(judged.shown.verdict, judged_on=EARLIER))
        found = published(replace(judged, targets=(past,)), {(metric, q2()): today, (metric, earlier): before})
        assert (found.targets[0].status, found.targets[0].value) == (Status.MET, value)


@pytest.mark.parametrize(
    ("then", "told"), [(Level("proposed", 1), "proposed"), (NoValue("no record"), None), (count_of(3), 3)]
)
def test_earlier_levels_are_told_and_nothing_stays_nothing(then: Result, told: Fraction | str | None) -> None:
    """A board approved what was proposed in December."""
    assert _beside("board_approval", Level("approved", 2), then) == told


def test_where_there_is_no_value_today_an_earlier_one_tells_of_many() -> None:
    """Nothing is known of today, so nothing lies between the two."""
    assert _beside(RATE, NoValue("no answers"), share_of(1000, 500)) == Fraction(1, 2)
    assert _beside(RATE, share_of(1000, 500), NoValue("no answers")) is None
