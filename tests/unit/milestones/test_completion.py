"""A metric completes a milestone only through what is shown of it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kpitrack import milestones
from kpitrack.milestones import Known
from kpitrack.model.published import NotApplicable, PublishedMetric, Shown, Suppressed
from kpitrack.model.schedule import Standing, State
from kpitrack.model.statuses import Status
from kpitrack.wording import milestones as words
from tests import builders
from tests.unit.milestones.plans import W08_ENDS, plan, recorded

TEXT = "teams: {title: Teams, owner: X, due: Y1-W08, done_when: {metric: members, at_least: 50}}\n"
VOTE = "vote_held: {title: Vote, owner: X, due: Y1-W08, done_when: {metric: vote, at_least: Achieved}}\n"
LATER = date(2025, 11, 2)


def standing(published: PublishedMetric | None, day: date = LATER, *, text: str = TEXT, **known: Any) -> Standing:
    metrics = {published.id: published} if published else {}
    return milestones.schedule(plan(text), Known(metrics=metrics, **known), day).standings[0]


def members(total: Any, **kept: Any) -> PublishedMetric:
    return builders.metric(
        "members",
        total=total,
        without_target=True,
        kind="count",
        unit="count",
        counted="student",
        title="Members",
        **kept,
    )


def promise(goal: int, due: date, status: Status, **kept: Any) -> Any:
    return builders.target(builders.at_least(goal), due=due, status=status, **kept)


def test_a_target_met_on_the_due_day_dates_it() -> None:
    kept = promise(50, W08_ENDS, Status.MET, judged_on=W08_ENDS, value=Fraction(52))
    found = standing(members(builders.shown(52, n=52), targets=(kept,)))
    assert found.state is State.DONE
    assert found.done is not None
    assert found.done.evidence == "Members: 52"


def test_a_higher_target_says_so_too_and_a_lower_one_does_not() -> None:
    higher = promise(70, W08_ENDS, Status.MET)
    lower = promise(20, W08_ENDS, Status.MET)
    few = builders.shown(30, Status.OFF_TRACK, n=30)
    assert standing(members(few, targets=(higher,))).done is not None
    assert standing(members(few, targets=(lower,))).done is None


def test_reached_later_after_a_missed_due_day_is_late() -> None:
    missed = promise(50, W08_ENDS, Status.NOT_MET, judged_on=W08_ENDS)
    kept = promise(50, date(2025, 10, 19), Status.MET, judged_on=date(2025, 10, 19))
    found = standing(members(builders.shown(52, n=52), targets=(missed, kept)))
    assert (found.state, found.weeks_late) == (State.DONE_LATE, 2)


def test_todays_result_says_that_it_is_done_not_since_when() -> None:
    found = standing(members(builders.shown(52, Status.TRACKED, n=52), targets=()))
    assert found.done is not None
    assert found.done.at_the_latest
    assert (found.state, found.weeks_late) == (State.DONE, 0)
    assert found.expected == found.step.due


def test_too_few_so_far() -> None:
    found = standing(members(builders.shown(41, Status.OFF_TRACK, n=41), targets=()))
    assert (found.state, found.remark) == (State.LATE, "Members: 41 students so far.")


@pytest.mark.parametrize("total", [Suppressed(), NotApplicable("no people")])
def test_a_hidden_result_completes_nothing(total: Any) -> None:
    kept = promise(50, W08_ENDS, Status.MET)
    found = standing(members(total, targets=(kept,)))
    assert found.done is None
    assert found.remark
    assert (found.state, found.weeks_late) == (State.UNKNOWN, 0), "a hidden result says nothing about performance"
    before = standing(members(total, targets=(kept,)), date(2025, 8, 12))
    assert before.state is State.PLANNED, "before its day it is simply planned"


def test_what_is_not_known_holds_nothing_back_and_slips_nothing() -> None:
    text = TEXT + "next: {title: Next, owner: X, due: Y1-W10, after: [teams]}\n"
    known = Known(metrics={"members": members(Suppressed(), targets=())})
    found = milestones.schedule(plan(text), known, date(2025, 10, 14))
    assert found.by_id["next"].state is State.DUE_SOON
    assert found.by_id["next"].blocked_by == ()
    assert found.slips == ()
    assert found.blockers == ()


def test_a_result_that_is_not_there_completes_nothing() -> None:
    assert standing(None).state is State.UNKNOWN
    assert standing(None).remark == "members: no result to go by."
    assert "No result" in standing(members(builders.no_data(), targets=())).remark


def test_a_promise_for_a_part_does_not_speak_for_all() -> None:
    scoped = builders.target(builders.at_least(50), due=W08_ENDS, status=Status.MET, scope="school = Ash")
    assert standing(members(builders.shown(30, Status.OFF_TRACK, n=30), targets=(scoped,))).done is None


def vote(level: str | None) -> PublishedMetric:
    status = Status.NO_DATA if level is None else Status.OFF_TRACK
    total = Shown(status=status, value=level, evidence="Resolution 3")
    return builders.metric(
        "vote", total=total, kind="record", unit="text", counted="", title="The vote", without_target=True, targets=()
    )


@pytest.mark.parametrize(
    ("level", "done"), [("Achieved", True), ("achieved", True), ("Not achieved", False), ("Unknown", False)]
)
def test_levels_are_compared_by_their_place(level: str, *, done: bool) -> None:
    found = standing(vote(level), text=VOTE, levels={"vote": ("Not achieved", "Achieved")})
    assert (found.done is not None) is done
    if found.done:
        assert found.done.evidence.endswith("(Resolution 3)")


def test_nothing_recorded_is_said_shortly() -> None:
    assert standing(vote(None), text=VOTE).remark == "Nothing recorded yet."


def test_a_record_wins_and_the_doubt_is_told() -> None:
    few = members(builders.shown(41, Status.OFF_TRACK, n=41), targets=())
    found = standing(few, records=(recorded("teams", "2025-10-01"),))
    assert found.state is State.DONE
    assert found.remark == "Recorded as done, but the metric does not show it. Members: 41 students so far."
    denied = standing(
        members(builders.shown(52, n=52), targets=()), records=(recorded("teams", "2025-10-01", "not done"),)
    )
    assert denied.remark == "Recorded as not done on Oct 1, 2025: Minutes."


@pytest.mark.parametrize(
    ("comparator", "value", "done"),
    [
        *(("more_than", 50, False), ("more_than", 51, True), ("at_most", 50, True), ("at_most", 51, False)),
        *(("less_than", 50, False), ("less_than", 49, True), ("at_least", 50, True), ("at_least", 49, False)),
    ],
)
def test_equality_is_decided_by_the_comparator(comparator: str, value: int, *, done: bool) -> None:
    text = f"teams: {{title: Teams, owner: X, due: Y1-W08, done_when: {{metric: members, {comparator}: 50}}}}\n"
    found = standing(members(builders.shown(value, Status.TRACKED, n=value), targets=()), text=text)
    assert (found.done is not None) is done


@pytest.mark.parametrize(
    ("comparator", "goal", "done"),
    [
        ("at_most", builders.at_most(40), True),
        ("at_most", builders.less_than(40), True),
        ("at_most", builders.at_most(60), False),
        ("less_than", builders.less_than(50), True),
        ("less_than", builders.at_most(50), False),
    ],
)
def test_which_targets_say_as_much(comparator: str, goal: Any, *, done: bool) -> None:
    text = f"teams: {{title: Teams, owner: X, due: Y1-W08, done_when: {{metric: members, {comparator}: 50}}}}\n"
    kept = builders.target(goal, due=W08_ENDS, status=Status.MET)
    found = standing(members(builders.shown(70, Status.TRACKED, n=70), targets=(kept,)), text=text)
    assert (found.done is not None) is done


def test_the_line_of_a_done_one_says_how_sure_the_day_is() -> None:
    in_time = promise(50, W08_ENDS, Status.MET, judged_on=W08_ENDS, value=Fraction(52))
    missed = promise(50, W08_ENDS, Status.NOT_MET, judged_on=W08_ENDS)
    later = promise(50, date(2025, 10, 19), Status.MET, judged_on=date(2025, 10, 19), value=Fraction(51))
    enough = builders.shown(52, n=52)
    lines = [
        words.done_line(standing(members(enough, targets=targets))) for targets in ((in_time,), (missed, later), ())
    ]
    assert lines == [
        "Done in time. Members: 52.",
        "Done late, by at most 2 weeks (shown Oct 19, 2025). Members: 51.",
        "Done (shown Nov 2, 2025). Members: 52 students.",
    ]
