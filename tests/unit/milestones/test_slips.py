"""What slips because of what, and the sentence that says so."""

from __future__ import annotations

from datetime import date

from kpitrack import milestones
from kpitrack.milestones import Known
from kpitrack.wording import milestones as words
from tests.unit.milestones.plans import plan, recorded, standing_on

VOTED = recorded("votes", "2025-08-20")


def test_what_is_late_today_and_what_it_moves() -> None:
    """Two weeks: classes move, the launch has room, so the report has too."""
    found = standing_on(date(2025, 9, 25), VOTED)
    [slip] = found.slips
    assert words.slip(found.plan, slip) == (
        "Training ends is 2 weeks late: classes begin now W08 (was W06); the launch W10 unaffected, slack 0; "
        "a report W12 unaffected, slack 0."
    )


def test_only_the_cause_is_told_not_what_follows_from_it() -> None:
    found = standing_on(date(2025, 9, 25))
    assert [slip.id for slip in found.slips] == ["votes"]


def test_what_if_changes_nothing() -> None:
    asked = milestones.schedule(plan(), Known(records=(VOTED,)), date(2025, 8, 25), {"training": 4})
    plain = milestones.schedule(plan(), Known(records=(VOTED,)), date(2025, 8, 25))
    assert asked.standings == plain.standings
    [slip] = asked.slips
    assert [(each.id, each.now - each.was, each.room) for each in slip.moved] == [
        ("classes", 4, 0),
        ("launch", 2, 0),
        ("report", 2, 0),
    ]


def test_a_slip_of_something_done_is_replayed_in_the_plan() -> None:
    known = Known(records=(VOTED, recorded("training", "2025-09-12"), recorded("classes", "2025-09-15")))
    found = milestones.schedule(plan(), known, date(2025, 11, 2), {"training": 1})
    asked = next(slip for slip in found.slips if slip.asked)
    assert asked.replays_done
    assert words.slip(found.plan, asked).endswith(
        "It no longer moves the plan; shown is what this slip would have moved."
    )
    assert next(each for each in asked.moved if each.id == "classes").now == 6


def test_what_is_done_shields_what_follows() -> None:
    """Classes are done, so only the launch can still carry the slip on."""
    known = Known(records=(recorded("classes", "2025-09-15"),))
    found = milestones.schedule(plan(), known, date(2025, 8, 11), {})
    assert found.problems == ()
    late = milestones.schedule(plan(), Known(records=(VOTED, recorded("classes", "2025-09-15"))), date(2025, 9, 25))
    assert [each.id for each in late.slips[0].moved] == ["launch", "report"]


def test_nothing_moves() -> None:
    text = "a: {title: A, owner: X, due: Y1-W02}\n"
    found = standing_on(date(2025, 9, 1), text=text)
    assert words.slip(found.plan, found.slips[0]) == "A is 2 weeks late: nothing that is still open moves."


def test_many_are_counted_not_listed() -> None:
    lines = [f"b{n}: {{title: B{n}, owner: X, due: Y1-W03, after: [a]}}\n" for n in range(7)]
    lines += [f"c{n}: {{title: C{n}, owner: X, due: Y1-W2{n}, after: [a]}}\n" for n in range(4)]
    found = standing_on(date(2025, 9, 1), text="a: {title: A, owner: X, due: Y1-W02}\n" + "".join(lines))
    text = words.slip(found.plan, found.slips[0])
    assert "3 more moved" in text
    assert "2 more unaffected" in text


def test_blockers_are_causes_with_whom_they_hold_back() -> None:
    found = standing_on(date(2025, 9, 25), VOTED)
    [blocker] = found.blockers
    assert (blocker.id, blocker.owner, blocker.weeks_late, blocker.holds_back) == ("training", "HR", 2, ("classes",))
    assert blocker.sentence == "Training ends is 2 weeks late and holds back classes begin. Next: HR."


def test_a_blocker_may_itself_be_in_time() -> None:
    """The vote is due this week; training should begin with it."""
    text = (
        "votes: {title: The vote, owner: Board, due: Y1-W04}\n"
        "training: {title: Training ends, owner: HR, starts: Y1-W04, due: Y1-W06, after: [votes]}\n"
    )
    found = standing_on(date(2025, 9, 3), text=text)
    assert [each.sentence for each in found.blockers] == [
        "The vote is not done and holds back training ends. Next: Board."
    ]


def test_what_if_something_late_slips_further() -> None:
    """Training is two weeks late already; three more make it five."""
    found = milestones.schedule(plan(), Known(records=(VOTED,)), date(2025, 9, 25), {"training": 3})
    asked = next(slip for slip in found.slips if slip.asked)
    assert words.slip(found.plan, asked).startswith("If training ends slips another 3 weeks, to W10: ")
