"""What is done, late, blocked or soon, on which day, and in which order a reader sees it."""

from __future__ import annotations

from datetime import date

import pytest

from kpitrack import milestones
from kpitrack.milestones import Known
from kpitrack.model.schedule import State
from kpitrack.reports.milestones.weeks import span_of, today_line
from kpitrack.wording import UNICODE
from kpitrack.wording import milestones as words
from tests.unit.milestones.plans import W20_ENDS, one, plan, recorded, small_program, standing_on

VOTED = recorded("votes", "2025-08-20")
TRAINED = recorded("training", "2025-09-12")


@pytest.mark.parametrize(
    ("day", "name", "state", "because"),
    [
        (date(2025, 8, 11), "votes", State.DUE_SOON, "due in one week"),
        (date(2025, 8, 24), "votes", State.DUE_SOON, "the due day itself is in time"),
        (date(2025, 8, 25), "votes", State.LATE, "the day after is late"),
        (date(2025, 8, 11), "report", State.PLANNED, "nothing has begun"),
        (date(2025, 8, 25), "training", State.BLOCKED, "its first week has come and the vote has not"),
        (date(2025, 8, 17), "training", State.PLANNED, "blocked only once its first week has come"),
    ],
)
def test_the_state_on_a_day(day: date, name: str, state: State, because: str) -> None:
    assert one(standing_on(day), name).state is state, because


def test_without_predecessors_in_the_way_it_is_under_way() -> None:
    """Three weeks before the due week, so it is not yet due soon."""
    text = "a: {title: A, owner: X, starts: Y1-W01, due: Y1-W10}\n"
    assert one(standing_on(date(2025, 8, 20), text=text), "a").state is State.RUNNING


def test_done_with_its_day_evidence_and_name() -> None:
    found = one(standing_on(date(2025, 9, 1), VOTED), "votes")
    assert found.state is State.DONE
    assert found.done is not None
    assert (found.done.on, found.done.evidence, found.done.by) == (date(2025, 8, 20), "Minutes", "Board")
    assert words.done_line(found) == "Done Aug 20, 2025. Minutes, Board."


@pytest.mark.parametrize(("on", "weeks"), [("2025-08-24", 0), ("2025-08-25", 1), ("2025-09-01", 2)])
def test_done_late_counts_program_weeks(on: str, weeks: int) -> None:
    found = one(standing_on(date(2025, 10, 1), recorded("votes", on)), "votes")
    assert (found.weeks_late, found.state) == (weeks, State.DONE_LATE if weeks else State.DONE)


def test_a_break_is_passed_over() -> None:
    """Due in the week before two weeks of break: on the first day after it, one week late."""
    text = "a: {title: A, owner: X, due: Y1-W19}\n"
    assert one(standing_on(date(2026, 1, 5), text=text), "a").weeks_late == 1
    assert one(standing_on(date(2026, 1, 12), text=text), "a").weeks_late == 2


def test_a_due_day_inside_a_week_can_be_missed_within_it() -> None:
    text = "a: {title: A, owner: X, due: 2025-08-20}\n"
    assert one(standing_on(date(2025, 8, 20), text=text), "a").state is State.DUE_SOON
    assert one(standing_on(date(2025, 8, 21), text=text), "a").weeks_late == 1


def test_expected_weeks_follow_what_is_late() -> None:
    """On Sep 1 (week 4) nothing is done: the vote this week, training three weeks later."""
    found = standing_on(date(2025, 9, 1))
    weeks = {each.id: found.plan.weeks.name(each.expected) for each in found.standings}
    assert weeks == {
        "votes": "Y1-W04",
        "training": "Y1-W07",
        "classes": "Y1-W08",
        "launch": "Y1-W10",
        "report": "Y1-W12",
    }
    assert one(found, "classes").blocked_by == ("training",)
    assert one(found, "launch").blocked_by == ()


def test_slack_is_what_remains_before_another_due_week_is_missed() -> None:
    found = standing_on(date(2025, 8, 11))
    slack = {each.id: each.slack for each in found.standings}
    assert slack == {"votes": 0, "training": 0, "classes": 4, "launch": 0, "report": 0}


def test_risk_times_lateness_orders_the_list_and_done_comes_last() -> None:
    found = standing_on(date(2025, 9, 29), VOTED)
    order = [each.id for each in found.standings]
    # classes: high, 4 weeks expected late = 12; training: low, 3 weeks late = 3
    assert order[:2] == ["classes", "training"]
    assert order[-1] == "votes"


def test_the_newest_day_counts_and_of_one_day_the_lower_row() -> None:
    corrected = (VOTED, recorded("votes", "2025-08-22", "Not done", row=3))
    assert one(standing_on(date(2025, 8, 24), *corrected), "votes").done is None
    again = (*corrected, recorded("votes", "2025-08-22", row=4))
    assert one(standing_on(date(2025, 8, 24), *again), "votes").done is not None


def test_a_record_of_a_later_day_is_not_known_yet() -> None:
    assert one(standing_on(date(2025, 8, 19), VOTED), "votes").done is None


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (
            recorded("training", "2025-08-20", row=7),
            (
                "records.csv, row 7: training: done on Aug 20, 2025, before it starts in Y1-W03 (Aug 25, 2025); "
                "correct the day, or `starts` in milestones.yaml. The row is not used."
            ),
        ),
        (
            recorded("votes", "soon", row=3),
            "records.csv, row 3: votes: 'soon' is not a day; write 2026-02-15. The row is not used.",
        ),
        (
            recorded("votes", "", row=3),
            "records.csv, row 3: votes: the day is missing; write 2026-02-15. The row is not used.",
        ),
        (
            recorded("votes", "2025-08-20", "nearly", row=3),
            "records.csv, row 3: votes: 'nearly' is not one of Not done, Done. The row is not used.",
        ),
    ],
)
def test_a_record_that_cannot_be_meant_is_named_with_its_row(entry: object, problem: str) -> None:
    found = standing_on(date(2025, 10, 1), entry)  # type: ignore[arg-type]
    assert found.problems == (problem,)
    assert all(each.done is None for each in found.standings)


def test_a_computed_start_is_not_held_against_a_record() -> None:
    """Classes have no written start; being early is no fault."""
    found = standing_on(date(2025, 10, 1), recorded("classes", "2025-08-12"))
    assert not found.problems
    assert one(found, "classes").state is State.DONE


def test_something_open_before_something_done_says_so() -> None:
    found = one(standing_on(date(2025, 9, 15), TRAINED), "votes")
    assert found.remark == "Not recorded, although training ends is done: record it if it is done too."


def test_a_milestone_for_each_category_is_done_when_all_are() -> None:
    text = "plans: {title: Plans, owner: X, due: Y1-W08, each: gender}\n"
    known = Known(
        categories={"gender": small_program().dimensions["gender"].listed},
        records=(
            recorded("plans", "2025-09-01", group="gender=Female"),
            recorded("plans", "2025-09-02", group="gender = male"),
        ),
    )
    partly = milestones.schedule(plan(text), known, date(2025, 9, 10)).standings[0]
    assert partly.done is None
    assert partly.remark == "Recorded for 2 of 3 genders."
    records = (*known.records, recorded("plans", "2025-09-08", group="gender=Non-binary"))
    whole = milestones.schedule(plan(text), Known(categories=known.categories, records=records), date(2025, 9, 10))
    assert whole.standings[0].done is not None
    assert whole.standings[0].done.on == date(2025, 9, 8)


def test_recurring_work_is_listed_and_never_late() -> None:
    text = "meetings: {title: Meetings, owner: Teams, every: week, benchmark: activity}\n"
    found = standing_on(W20_ENDS, text=text)
    assert not found.standings
    assert [each.id for each in found.plan.recurring] == ["meetings"]


def test_weeks_beyond_the_last_year_go_on() -> None:
    weeks = plan().weeks
    last = len(weeks.weeks) - 1
    assert weeks.name(last + 2) == f"{weeks.name(last)}+2"
    assert (weeks.last_day(last + 2) - weeks.last_day(last)).days == 14
    assert (weeks.last_day(last + 2) - weeks.first_day(last + 2)).days == 6
    assert words.week(plan(), last + 2) == "2 weeks after Y2-W48"


@pytest.mark.parametrize(("today", "shown"), [(date(2025, 8, 12), "vote_work"), (date(2026, 7, 20), "late_one")])
def test_today_is_marked_where_it_lies_in_the_weeks_printed(today: date, shown: str) -> None:
    """At both ends of the line: the word stands on the side where it has room."""
    text = "vote_work: {title: V, kind: stage, owner: B, starts: Y1-W01, due: Y1-W48}\n"
    found = standing_on(today, text=text + "late_one: {title: L, owner: X, due: Y1-W48}\n")
    line = today_line(found, span_of(found), words.signs(UNICODE))
    assert "today" in line
    assert len(line) <= len(span_of(found)) + 1
    assert shown in found.shown


def test_a_day_outside_the_weeks_printed_is_not_marked() -> None:
    found = standing_on(date(2027, 1, 10), text="a: {title: A, kind: stage, owner: B, starts: Y1-W01, due: Y1-W12}\n")
    assert today_line(found, span_of(found), words.signs(UNICODE)) == ""
