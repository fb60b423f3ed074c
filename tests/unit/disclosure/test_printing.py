"""What the public sees of figures and verdicts: worked out by hand from the codes' ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kpitrack.model.calendar import Observed
from kpitrack.model.cells import EVERYONE, CellKey, Group
from kpitrack.model.ledger import Figures, LedgerAudience, LedgerRow, PrintedVerdict, promise_key
from kpitrack.model.published import IN_RANGE, NOT_TOLD, Audience, Goal, Mark, Rounded, Shown
from kpitrack.model.statuses import Status
from kpitrack.model.verdicts import Level, Result, TargetVerdict, Verdict
from tests.unit.disclosure.districts import shipped
from tests.unit.disclosure.judged_by_hand import (
    DAY,
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

HEADCOUNT = "studio_enrollment"
COUNT = "active_integrators"
THINGS = "employer_partners"
RECORD = "board_approval"
EITHER: dict[str, Any] = {"at_least": "52%", "or": {"increase_by": "5 pp"}}


def test_the_public_is_told_a_promise_in_the_same_code_as_the_value() -> None:
    """512 of 1,000 are 51 %, without any count; half is within no percent of it, so the status stands."""
    results: dict[Group, Result] = {EVERYONE: share_of(1000, 512)}
    found = published(judged_metric(all_met(results), promised()), {(RATE, q2()): results}, "public")
    assert found.target is not None
    coded = Rounded(Fraction(51, 100), Fraction(1, 100))
    assert (found.target.coded, found.target.value, found.target.status) == (coded, Fraction(51, 100), Status.MET)
    assert (shown_cell(found.total).coded, shown_cell(found.total).numerator) == (coded, None)
    shared = published(judged_metric(all_met(results), promised()), {(RATE, q2()): results}).target
    assert shared is not None
    assert (shared.coded, shared.value) == (None, Fraction(512, 1000))


def test_a_promise_that_narrows_a_small_groups_code_is_not_told_to_the_public() -> None:
    """26 of 50 may be anything from 51 to 53 %; that 52 % was reached says more."""
    results: dict[Group, Result] = {EVERYONE: share_of(50, 26)}
    verdicts = {EVERYONE: Verdict(Status.MET, results[EVERYONE], Goal("at_least", low=Fraction(52, 100)))}
    for audience, status in (("public", Status.SUPPRESSED), ("shared", Status.MET)):
        found = published(
            judged_metric(verdicts, promised(at_least="52%")),
            {(RATE, q2()): results},
            audience,  # type: ignore[arg-type]
        )
        assert found.target is not None
        assert (found.target.status, found.target.value is None) == (status, status is Status.SUPPRESSED)
        assert shown_cell(found.total).status is status


@pytest.mark.parametrize(
    ("audience", "people", "met", "told", "because"),
    [
        ("public", 46, 30, Fraction(70, 100), "65.2 % of December are printed as 65 %, and five points more as 70 %"),
        ("public", 46, 45, None, "97.8 % are printed as 90 % or more, and no goal is as rough as that"),
        ("public", 146, 95, Fraction(95, 146) + Fraction(5, 100), "of 100 and more the rounding hides nobody"),
        ("shared", 46, 30, Fraction(30, 46) + Fraction(5, 100), "everything is printed"),
    ],
)
def test_a_goal_reckoned_from_few_is_told_as_roughly_as_their_figure(
    audience: Audience, people: int, met: int, told: Fraction | None, because: str
) -> None:
    """70.2174 % less five points are 30 of 46 and nothing else below a hundred."""
    now, then = share_of(1000, 512), share_of(people, met)
    goal = Goal("at_least", low=Fraction(met, people) + Fraction(5, 100))
    promise = promised(at_least=None, increase_by="5 pp")
    judged = judged_metric({EVERYONE: Verdict(Status.NOT_MET, now, goal)}, promise)
    results: dict[CellKey, dict[Group, Result]] = {
        (RATE, q2()): {EVERYONE: now},
        (RATE, december()): {EVERYONE: then},
    }
    found = published(judged, results, audience, rests_on=[(RATE, december())])
    assert [each.goal.low if each.goal else None for each in found.targets] == [told], because
    assert found.target is not None
    assert (found.target.goal.low if found.target.goal else None) == told


def test_a_goal_of_a_part_is_reckoned_from_the_part_or_from_all_of_another_metric() -> None:
    """30 of 46 in December are printed as 65 %, beside a whole of a thousand; another metric's goal is its total."""
    now = {EVERYONE: share_of(1000, 512), race_group("Asian"): share_of(300, 150)}
    then = {EVERYONE: share_of(1000, 512), race_group("Asian"): share_of(46, 30)}
    promise = promised(at_least=None, increase_by="5 pp", scope={"race": "Asian"})
    results: dict[CellKey, dict[Group, Result]] = {
        (RATE, q2()): dict(now),
        (RATE, december()): dict(then),
        (COUNT, q2()): {EVERYONE: count_of(34)},
    }
    for goal, rests_on, told in (
        (Fraction(30, 46) + Fraction(5, 100), (RATE, december()), Fraction(70, 100)),
        (Fraction(34), (COUNT, q2()), Fraction(30)),
    ):
        verdict = Verdict(Status.NOT_MET, now[EVERYONE], Goal("at_least", low=goal))
        found = published(judged_metric({EVERYONE: verdict}, promise), results, "public", [rests_on])
        assert [each.goal.low for each in found.targets if each.goal] == [told]


def test_a_goal_that_is_another_metrics_small_total_is_told_as_that_is_printed() -> None:
    """34 teachers who use it are printed as 30, and so is the goal of the others; partners are no people."""
    results: dict[CellKey, dict[Group, Result]] = {(RATE, q2()): {EVERYONE: share_of(1000, 512)}}
    promise = promised(at_least=None, increase_by="5 pp")
    goal = Goal("at_least", low=Fraction(34))
    judged = judged_metric({EVERYONE: Verdict(Status.NOT_MET, share_of(1000, 512), goal)}, promise)
    for other, told in ((COUNT, 30), (THINGS, 34)):
        found = published(judged, {**results, (other, q2()): {EVERYONE: count_of(34)}}, "public", [(other, q2())])
        assert [each.goal.low for each in found.targets if each.goal] == [told]


def test_the_public_sees_sizes_only_where_none_gives_a_smaller_one_away() -> None:
    """Asian are 90 of 990, so their size and one other are kept; the sizes of the rest and of all may stand."""
    results = by_race(Asian=90)
    verdicts = all_met(results)
    found = published(judged_metric(verdicts, promised()), {(RATE, q2()): results}, "public")
    sizes = {name: shown_cell(cell).n for name, cell in cells_by_race(found).items()}
    assert sizes["Asian"] is None
    assert sizes["White"] == 400
    assert sum(size is None for size in sizes.values()) >= 2
    assert shown_cell(found.total).n == 990


# --- statuses of another day -----------------------------------------------------------------------------------------

LATE = (  # how a promise of December may stand today
    Verdict(Status.NOT_MET, share_of(50, 26), judged_on=EARLIER),
    Verdict(Status.MET, share_of(1000, 900), judged_on=EARLIER),
    Verdict(Status.NOT_MET, share_of(1000, 200), overdue=True),
    Verdict(Status.MET, share_of(1000, 900)),
)


@pytest.mark.parametrize("late", LATE)
@pytest.mark.parametrize("is_told", [True, False])
def test_a_status_does_not_narrow_the_code_of_the_day_it_was_due(late: Verdict, is_told: bool) -> None:
    """26 of 50 in December are 52 %, from 51.5 to 52.5; missed then or kept, late or not, would say on which side.

    Of a goal of 40 or 54 % that is known without the status.
    """
    today = share_of(1000, 200 if late.overdue else 900)
    results = {(RATE, q2()): {EVERYONE: today}, (RATE, december()): {EVERYONE: share_of(50, 26)}}
    was_kept = late.status is Status.MET and late.judged_on
    low = 52 if not is_told else 40 if was_kept else 54
    verdict = replace(late, goal=Goal("at_least", low=Fraction(low, 100)))
    found = published(judged_metric({EVERYONE: verdict}, promised(december())), results, "public")
    status, reason = (late.status, "") if is_told else (Status.SUPPRESSED, IN_RANGE)
    assert (shown_cell(found.total).status, shown_cell(found.total).reason) == (status, reason)
    assert shown_cell(found.total).judged_on == (late.judged_on if is_told else None)
    assert shown_cell(found.total).value == today.amount
    assert found.targets[0].status is status


def test_a_status_of_today_does_not_narrow_todays_code_either() -> None:
    """A promise of December, 900 of 1,000 then: that 26 of 50 still miss 52 % says more than "52 %"."""
    results = {(RATE, q2()): {EVERYONE: share_of(50, 26)}, (RATE, december()): {EVERYONE: share_of(1000, 900)}}
    missed = Verdict(Status.NOT_MET, share_of(50, 26), Goal("at_least", low=Fraction(52, 100)), overdue=True)
    found = published(judged_metric({EVERYONE: missed}, promised(december())), results, "public")
    assert (shown_cell(found.total).status, found.targets[0].status) == (Status.SUPPRESSED, Status.SUPPRESSED)


def test_a_status_of_another_day_does_not_speak_of_todays_value() -> None:
    """900 of 1,000 in December kept 52 %; 26 of 50 today are another matter."""
    results = {(RATE, q2()): {EVERYONE: share_of(50, 26)}, (RATE, december()): {EVERYONE: share_of(1000, 900)}}
    kept = Verdict(Status.MET, share_of(50, 26), Goal("at_least", low=Fraction(52, 100)), judged_on=EARLIER)
    found = published(judged_metric({EVERYONE: kept}, promised(december())), results, "public")
    assert (shown_cell(found.total).status, found.targets[0].status) == (Status.MET, Status.MET)


@pytest.mark.parametrize(
    ("status", "expected", "told"),
    [
        (Status.OFF_TRACK, Fraction(52, 100), False),
        (Status.ON_TRACK, Fraction(52, 100), False),
        (Status.OFF_TRACK, Fraction(60, 100), True),
        (Status.NOT_DUE, None, True),
    ],
)
def test_a_promise_ahead_is_told_unless_todays_point_on_its_path_lies_in_the_code(
    status: Status, expected: Fraction | None, told: bool
) -> None:
    """26 of 50, 52 % asked at the end: on or off track is decided by the path, and "not due" by nothing."""
    results = {(RATE, q2()): {EVERYONE: share_of(50, 26)}}
    goal = Goal("at_least", low=Fraction(90, 100) if expected else Fraction(52, 100))
    verdict = Verdict(status, share_of(50, 26), goal, expected=expected)
    found = published(judged_metric({EVERYONE: verdict}, promised()), results, "public")
    assert shown_cell(found.total).status is (status if told else Status.SUPPRESSED)
    assert found.targets[0].status is (status if told else Status.SUPPRESSED)


@pytest.mark.parametrize(
    ("met", "status", "is_told", "because"),
    [
        (20, Status.NOT_MET, False, "40 % are less than 52, but the other condition may lie within them"),
        (20, Status.MET, False, "so the other condition was met, wherever it lies"),
        (26, Status.MET, False, "52 % may be less than 52"),
        (27, Status.MET, True, "54 % are enough by themselves"),
    ],
)
def test_a_status_that_another_condition_may_have_decided_is_told_only_where_it_cannot_have(
    met: int, status: Status, is_told: bool, because: str
) -> None:
    """At least 52 %, or 5 points more than last year: of 50 people only a code is printed."""
    value = share_of(50, met)
    either = promised(**EITHER)
    verdict = Verdict(status, value, Goal("at_least", low=Fraction(52, 100)))
    found = published(judged_metric({EVERYONE: verdict}, either), {(RATE, q2()): {EVERYONE: value}}, "public")
    expected = status if is_told else Status.SUPPRESSED
    assert (shown_cell(found.total).status, found.targets[0].status) == (expected, expected), because


def test_of_many_people_another_condition_is_told_as_well() -> None:
    """400 of 1,000 missed both."""
    value = share_of(1000, 400)
    either = promised(**EITHER)
    verdict = Verdict(Status.NOT_MET, value, Goal("at_least", low=Fraction(52, 100)))
    found = published(judged_metric({EVERYONE: verdict}, either), {(RATE, q2()): {EVERYONE: value}}, "public")
    assert (shown_cell(found.total).status, found.targets[0].status) == (Status.NOT_MET, Status.NOT_MET)


def test_a_status_that_the_printed_figure_contradicts_is_a_second_figure() -> None:
    """32 of 61 are 52.46 %, judged to a tenth 52.5 and so met; printed are 52 %, which is less."""
    value = share_of(61, 32)
    verdict = Verdict(Status.MET, value, Goal("at_least", low=Fraction(525, 1000)))
    found = published(judged_metric({EVERYONE: verdict}, promised()), {(RATE, q2()): {EVERYONE: value}}, "public")
    assert (shown_cell(found.total).status, found.targets[0].status) == (Status.SUPPRESSED, Status.SUPPRESSED)


def test_a_group_whose_size_is_not_printed_is_judged_as_a_small_one() -> None:
    """Asian are 90, so the 200 beside them stay unsaid: that half of them was reached says more than 50 %."""
    results = by_race(Asian=90)
    parts = [
        TargetVerdict(promised(scope={"race": name}), Verdict(Status.MET, results[race_group(name)], GOAL))
        for name in ("Black", "White")
    ]
    judged = replace(judged_metric(all_met(results), promised()), targets=tuple(parts))
    found = published(judged, {(RATE, q2()): results}, "public")
    assert [cells_by_race(found)[name].n for name in ("Black", "White")] == [None, 400]
    assert [each.status for each in found.targets] == [Status.SUPPRESSED, Status.MET]


# --- a total judged in its parts -------------------------------------------------------------------------------------


def _in_parts(low: int, hispanic: int = 290) -> tuple[dict[Group, Result], dict[Group, Verdict]]:
    """26 of 50 White students; nearly all others met."""
    results = by_race(White=50) | {
        race_group("White"): share_of(50, 26),
        race_group("Hispanic"): share_of(300, hispanic),
    }
    results |= {race_group("Asian"): share_of(100, 90), race_group("Black"): share_of(200, 190)}
    results[EVERYONE] = share_of(650, 306 + hispanic)
    verdicts = all_met(results, Goal("at_least", low=Fraction(low, 100)))
    if hispanic < 290:
        verdicts[race_group("Hispanic")] = replace(verdicts[race_group("Hispanic")], status=Status.NOT_MET)
        verdicts[EVERYONE] = replace(verdicts[EVERYONE], status=Status.NOT_MET)
    return results, verdicts


@pytest.mark.parametrize(
    ("audience", "low", "hispanic", "status", "because"),
    [
        ("public", 52, 290, Status.SUPPRESSED, "met as a whole, so the 26 of 50 are 52 % or more"),
        ("shared", 52, 290, Status.MET, "26 of 50 is printed"),
        ("public", 40, 290, Status.MET, "all that 52 % may stand for is above it"),
        ("public", 52, 100, Status.NOT_MET, "100 of 300 are told to have missed it"),
    ],
)
def test_a_total_judged_in_its_parts_tells_the_public_of_the_judged_ones_only(
    audience: Audience, low: int, hispanic: int, status: Status, because: str
) -> None:
    """Whether 52 % was reached is not said of the 50, neither by themselves nor through the total."""
    results, verdicts = _in_parts(low, hispanic)
    judged = judged_metric(verdicts, promised(each="race", at_least=f"{low}%"))
    found = published(judged, {(RATE, q2()): results}, audience)
    assert shown_cell(found.total).status is status, because
    is_partial = (audience, low) == ("public", 52)
    assert shown_cell(cells_by_race(found)["White"]).status is (Status.SUPPRESSED if is_partial else Status.MET)
    assert found.marks == ((Mark.BY_SHOWN_GROUPS,) if is_partial else ())
    assert found.targets[0].status is (Status.SUPPRESSED if is_partial else status)


@pytest.mark.parametrize(
    ("audience", "then", "white", "is_told", "because"),
    [
        ("public", 400, 50, False, "the 50 of today"),
        ("public", 50, 400, False, "the 50 of the due day"),
        ("public", 400, 400, True, "above a hundred a status tells nothing new"),
        ("public", 100, 100, True, "a hundred are printed"),
        ("shared", 50, 50, True, "everything is printed"),
    ],
)
def test_another_promise_about_every_part_is_told_only_of_large_ones(
    audience: Audience, then: int, white: int, is_told: bool, because: str
) -> None:
    """What it asked of each part is not known any more, so any status could tell more than a code."""
    results, before = by_race(White=white), by_race(White=then)
    judged = judged_metric(all_met(results), promised(at_least="40%"))
    past = TargetVerdict(promised(december(), each="race"), Verdict(Status.MET, results[EVERYONE], GOAL))
    judged = replace(judged, targets=(past, *judged.targets))
    found = published(judged, {(RATE, q2()): results, (RATE, december()): before}, audience)
    assert (found.targets[0].status is Status.MET) is is_told, because


def test_a_total_judged_in_its_parts_is_not_held_against_its_own_figure() -> None:
    """5 of 49 missed 40 %, 45 of 49 met it: not met as a whole, though 51 % are more. Both are told by their codes."""
    sums = {"Asian": (49, 5), "White": (49, 45)}
    results: dict[Group, Result] = {race_group(name): share_of(*each) for name, each in sums.items()}
    results[EVERYONE] = share_of(98, 50)
    verdicts = all_met(results, Goal("at_least", low=Fraction(40, 100)))
    for group in (race_group("Asian"), EVERYONE):
        verdicts[group] = replace(verdicts[group], status=Status.NOT_MET)
    judged = judged_metric(verdicts, promised(each="race", at_least="40%"))
    found = published(judged, {(RATE, q2()): results}, "public")
    assert {name: cell.status for name, cell in cells_by_race(found).items()} == {
        "Asian": Status.NOT_MET,
        "White": Status.MET,
    }
    assert (shown_cell(found.total).status, shown_cell(found.total).near) == (Status.NOT_MET, "")
    assert (found.targets[0].status, found.marks) == (Status.NOT_MET, ())


# --- what is not coded -----------------------------------------------------------------------------------------------


def _counted(sizes: Mapping[str, int], total: int) -> dict[Group, Result]:
    return {EVERYONE: count_of(total), **{race_group(name): count_of(n) for name, n in sizes.items()}}


def in_tens(people: int) -> Rounded:
    return Rounded(Fraction(people), Fraction(10))


def test_a_public_headcount_is_the_totals_alone() -> None:
    """54 of the program are printed as they are, 31 and 23 of them in tens; so is what was promised of the 31."""
    results = _counted({"Asian": 31, "White": 23}, 54)
    goal = Goal("at_least", low=Fraction(30))
    part = TargetVerdict(promised(scope={"race": "Asian"}, at_least=30), Verdict(Status.MET, count_of(31), goal))
    judged = judged_metric(all_met(results, goal), promised(at_least=30), HEADCOUNT)
    judged = replace(judged, targets=(*judged.targets, part))
    found = published(judged, {(HEADCOUNT, q2()): results}, "public")
    total = shown_cell(found.total)
    assert (total.value, total.coded, total.n, total.numerator) == (54, None, None, None)
    groups = {name: (cell.value, cell.coded) for name, cell in cells_by_race(found).items()}
    assert groups == {
        "Asian": (30, in_tens(30)),
        "White": (20, Rounded(Fraction(20), Fraction(10))),
    }
    whole, of_part = found.targets
    assert (whole.value, whole.coded, whole.status) == (54, None, Status.MET)
    assert (of_part.value, of_part.coded, of_part.status) == (None, None, Status.SUPPRESSED)
    told = replace(part, verdict=replace(part.verdict, goal=Goal("at_least", low=Fraction(20))))
    found = published(replace(judged, targets=(told,)), {(HEADCOUNT, q2()): results}, "public")
    assert (found.targets[0].value, found.targets[0].coded) == (30, in_tens(30))


def test_the_total_of_a_part_is_no_public_headcount() -> None:
    """Only the 31 are judged, so the total is theirs."""
    results = _counted({"Asian": 31, "White": 23}, 54)
    verdicts = {EVERYONE: Verdict(Status.MET, count_of(31), Goal("at_least", low=Fraction(20)))}
    judged = judged_metric(verdicts, promised(scope={"race": "Asian"}, at_least=20), HEADCOUNT)
    total = shown_cell(published(judged, {(HEADCOUNT, q2()): results}, "public").total)
    assert (total.value, total.coded) == (30, in_tens(30))


def test_only_a_number_of_people_is_a_headcount() -> None:
    """A share is coded although its metric declares a head-count."""
    program = shipped()
    metric = program.metrics[RATE].model_copy(update={"headcount": program.metrics[HEADCOUNT].headcount})
    program = program.model_copy(update={"metrics": {**program.metrics, RATE: metric}})
    results: dict[Group, Result] = {EVERYONE: share_of(1000, 512)}
    found = published(judged_metric(all_met(results), promised()), {(RATE, q2()): results}, "public", program=program)
    coded = Rounded(Fraction(51, 100), Fraction(1, 100))
    assert (shown_cell(found.total).coded, found.targets[0].coded) == (coded, coded)


@pytest.mark.parametrize(("partners", "n"), [(34, None), (134, 134)])
def test_figures_of_things_are_printed_exactly(partners: int, n: int | None) -> None:
    """34 partners are 34 partners, in the promise as well; only what they were counted from is left out."""
    results: dict[Group, Result] = {EVERYONE: count_of(partners)}
    verdicts = {
        EVERYONE: Verdict(Status.NOT_MET, count_of(partners), Goal("at_least", low=Fraction(200)), gap=Fraction(-9))
    }
    found = published(judged_metric(verdicts, promised(at_least=200), THINGS), {(THINGS, q2()): results}, "public")
    total = shown_cell(found.total)
    assert (total.status, total.value, total.coded, total.gap) == (Status.NOT_MET, partners, None, -9)
    assert (total.n, total.numerator, total.denominator, total.evidence) == (n, None, None, "")
    assert (found.targets[0].value, found.targets[0].coded) == (partners, None)


def test_a_level_of_a_record_is_told_with_its_evidence() -> None:
    """Nobody is counted by the minutes of a board."""
    level = Level("approved", 2, "minutes of Feb 3")
    verdicts = {EVERYONE: Verdict(Status.MET, level, Goal("at_least", level="approved"))}
    found = published(judged_metric(verdicts, promised(), RECORD), {(RECORD, q2()): {EVERYONE: level}}, "public")
    total = shown_cell(found.total)
    assert (total.status, total.value, total.evidence, total.n) == (Status.MET, "approved", "minutes of Feb 3", None)
    assert (found.targets[0].status, found.targets[0].value) == (Status.MET, "approved")


def test_a_promised_count_that_would_give_a_smaller_one_away_is_coded_as_well() -> None:
    """90 of 990: the size of the Black 200 is kept with theirs, so it is no promise's value either."""
    results = _counted({"Asian": 90, "Black": 200, "Hispanic": 300, "White": 400}, 990)
    verdicts = {group: Verdict(Status.TRACKED, each) for group, each in results.items()}
    judged = judged_metric(verdicts, promised(at_least=50), COUNT)
    parts = [
        TargetVerdict(promised(scope={"race": name}, at_least=50), Verdict(Status.TRACKED, results[race_group(name)]))
        for name in ("Black", "White")
    ]
    found = published(replace(judged, targets=tuple(parts)), {(COUNT, q2()): results}, "public")
    cells = cells_by_race(found)
    assert (cells["Black"].coded, cells["White"].coded) == (in_tens(200), None)
    assert [each.coded for each in found.targets] == [in_tens(200), None]


def test_just_under_is_said_of_the_total_of_a_part_as_well() -> None:
    """74.96 % of 75 % are printed as 75 %; the group beside it says the same."""
    results = by_race(White=10000) | {race_group("White"): share_of(10000, 7496)}
    goal = Goal("at_least", low=Fraction(75, 100))
    verdicts = {group: Verdict(Status.NOT_MET, each, goal) for group, each in results.items()}
    verdicts[EVERYONE] = verdicts[race_group("White")]
    judged = judged_metric(verdicts, promised(scope={"race": "White"}, at_least="75%"))
    found = published(judged, {(RATE, q2()): results}, "public")
    assert (shown_cell(found.total).near, cells_by_race(found)["White"].near) == ("under", "under")


# --- what a shared report printed, carried to the public -------------------------------------------------------------


def _printed(verdict: PrintedVerdict, audience: LedgerAudience = "shared") -> LedgerRow:
    """500 of 1,000, a week ago; today it is one more, so that what was printed stands."""
    figures = Figures(1000, Fraction(500), Fraction(1000), Fraction(1, 2), verdict=verdict)
    day = date(2026, 2, 8)
    return LedgerRow("weekly", 1, day, "A. Lee", audience, "Y1-Q2", RATE, "Y1-Q2", day, (), figures)


def _carried(verdict: Verdict, row: LedgerRow, december_met: int, audience: Audience = "public") -> Shown:
    now: dict[Group, Result] = {EVERYONE: share_of(1000, 501)}
    then: dict[Group, Result] = {EVERYONE: share_of(50, december_met)}
    results = {(RATE, q2()): now, (RATE, december()): then}
    judged = judged_metric({EVERYONE: verdict}, promised(december()))
    total = shown_cell(published(judged, results, audience, released=[row]).total)
    assert (total.as_of, total.value) == (date(2026, 2, 8), Fraction(1, 2))
    return total


PROMISE = promise_key(DAY, "final", None)
AT_52 = Goal("at_least", low=Fraction(52, 100))


def test_the_carried_status_of_a_total_judged_in_its_parts_is_not_told_to_the_public() -> None:
    """It speaks of parts that the public may never have been told of."""
    now: dict[Group, Result] = {EVERYONE: share_of(1000, 501)}
    row = _printed(PrintedVerdict(Status.NOT_MET, PROMISE))
    verdict = Verdict(Status.NOT_MET, now[EVERYONE], Goal("at_least", low=Fraction(9, 10)))
    for each, status in (("race", Status.SUPPRESSED), ((), Status.NOT_MET)):
        judged = judged_metric({EVERYONE: verdict}, promised(each=each))
        total = shown_cell(published(judged, {(RATE, q2()): now}, "public", released=[row]).total)
        assert (total.as_of, total.status) == (date(2026, 2, 8), status)


@pytest.mark.parametrize("judged_on", [EARLIER, None])
@pytest.mark.parametrize(("met", "told"), [(26, False), (10, True)])
def test_a_carried_status_does_not_narrow_the_code_of_its_own_day(judged_on: date | None, met: int, told: bool) -> None:
    """Shared readers saw 26 of 50 in December; the public was told 52 %, and not on which side of the goal."""
    row = _printed(PrintedVerdict(Status.NOT_MET, PROMISE, judged_on=judged_on))
    today = Verdict(Status.NOT_MET, share_of(1000, 501), AT_52)
    total = _carried(today, row, met)
    assert (total.status, total.judged_on) == ((Status.NOT_MET, judged_on) if told else (Status.SUPPRESSED, None))
    assert _carried(today, row, met, "shared").status is Status.NOT_MET


def test_a_carried_status_says_nothing_of_the_hidden_figure_of_today() -> None:
    """40 of 50 missed 82 %; whether the 41 of today reach it is hidden, and so is whether they could be judged."""
    forty = Figures(50, Fraction(40), Fraction(50), Fraction(4, 5), verdict=PrintedVerdict(Status.NOT_MET, PROMISE))
    row = replace(_printed(PrintedVerdict(Status.NOT_MET)), shown=forty)
    now: dict[Group, Result] = {EVERYONE: share_of(50, 41)}
    verdict = Verdict(Status.MET, now[EVERYONE], Goal("at_least", low=Fraction(82, 100)))
    judged = judged_metric({EVERYONE: verdict}, promised())
    total = shown_cell(published(judged, {(RATE, q2()): now}, "public", released=[row]).total)
    assert (total.status, total.value, total.as_of) == (Status.NOT_MET, Fraction(4, 5), date(2026, 2, 8))


@pytest.mark.parametrize(("due", "told"), [(8, False), (9, True)])
def test_a_carried_status_says_nothing_of_a_day_after_it(due: int, told: bool) -> None:
    """Printed on Feb 8: of 26 of 50 on that day it may tell more than 52 %, of a later day it tells nothing."""
    observed = Observed(december().period, date(2026, 2, due))
    now: dict[Group, Result] = {EVERYONE: share_of(1000, 501)}
    then: dict[Group, Result] = {EVERYONE: share_of(50, 26)}
    judged = judged_metric({EVERYONE: Verdict(Status.NOT_MET, now[EVERYONE], AT_52)}, promised(observed))
    row = _printed(PrintedVerdict(Status.NOT_MET, PROMISE))
    total = shown_cell(published(judged, {(RATE, q2()): now, (RATE, observed): then}, "public", released=[row]).total)
    assert total.status is (Status.NOT_MET if told else Status.SUPPRESSED)


def test_a_carried_status_of_a_day_that_no_target_has_is_not_told_to_the_public() -> None:
    """What it was judged by cannot be looked at."""
    row = _printed(PrintedVerdict(Status.NOT_MET, PROMISE, judged_on=date(2025, 11, 30)))
    assert _carried(Verdict(Status.NOT_MET, share_of(1000, 501), AT_52), row, 10).status is Status.SUPPRESSED


@pytest.mark.parametrize(
    ("status", "audience", "told"),
    [
        (Status.MET, "public", Status.SUPPRESSED),
        (Status.MET, "shared", Status.MET),
        (Status.TRACKED, "public", Status.TRACKED),
    ],
)
def test_a_carried_status_whose_goal_is_gone_is_told_only_to_those_who_saw_it(
    status: Status, audience: Audience, told: Status
) -> None:
    """The start was measured then and is missing today, so nobody can say what "met" would give away."""
    today = Verdict(Status.NO_BASELINE, share_of(1000, 501), reason="no data")
    total = _carried(today, _printed(PrintedVerdict(status, PROMISE)), 10, audience)
    assert (total.status, total.reason) == (told, NOT_TOLD if told is Status.SUPPRESSED else "")


def test_what_the_public_has_seen_stands_as_it_saw_it() -> None:
    """The row of a public report holds a code already; nothing is coded twice, or judged anew."""
    verdict = PrintedVerdict(Status.MET, PROMISE, near="over")
    row = _printed(verdict, "public")
    assert row.shown is not None
    code = Rounded(Fraction(1, 2), Fraction(1, 100))
    row = replace(row, shown=replace(row.shown, numerator=None, denominator=None, coded=code))
    shared = replace(_printed(verdict), release="earlier", through=date(2026, 2, 1))
    judged = judged_metric({EVERYONE: Verdict(Status.MET, share_of(1000, 501), AT_52)}, promised(december()))
    results: dict[CellKey, dict[Group, Result]] = {(RATE, q2()): {EVERYONE: share_of(1000, 501)}}
    total = shown_cell(published(judged, results, "public", released=[shared, row]).total)
    assert (total.status, total.coded, total.near, total.n) == (Status.MET, code, "over", 1000)
