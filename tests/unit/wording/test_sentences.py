"""One row per situation: the sentence a principal reads."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from kpitrack.model.published import IN_RANGE, NotApplicable, PublishedMetric, Shown, Suppressed
from kpitrack.model.statuses import Status
from kpitrack.wording import alert_sentence, english, notes, overdue_sentences, preliminary, sentence
from tests.builders import (
    alert,
    at_least,
    at_most,
    between,
    less_than,
    level,
    metric,
    no_data,
    report,
    share,
    shown,
    target,
)

Q1_ENDS = date(2025, 11, 2)
YEAR_ENDS = date(2026, 8, 9)


def teachers(cell: Shown, **facts: object) -> PublishedMetric:
    return metric(kind="count", unit="count", counted="teacher", total=cell, **facts)  # type: ignore[arg-type]


SITUATIONS = {
    "a count that is met": (
        teachers(shown(52, n=52), goal=at_least(50)),
        "Met. 52 teachers; target 50 by Feb 15, 2026.",
    ),
    "a count reached before its day": (
        teachers(shown(52, n=52), shown_target=target(at_least(50), due=YEAR_ENDS)),
        "Met. 52 teachers; target 50 by Aug 9, 2026, reached early.",
    ),
    "a target met after its day": (
        teachers(shown(21, n=21, judged_on=date(2025, 12, 1)), shown_target=target(at_least(20), due=Q1_ENDS)),
        "Met late, on Dec 1, 2025. 21 teachers; target 20 by Nov 2, 2025.",
    ),
    "a target met on an earlier day, and more since": (
        teachers(
            shown(24, n=24, judged_on=Q1_ENDS),
            shown_target=target(at_least(20), due=Q1_ENDS, value=Fraction(20), judged_on=Q1_ENDS),
        ),
        "Met on Nov 2, 2025. 20; target 20. Now 24 teachers.",
    ),
    "a target missed on its day and reached since": (
        teachers(
            shown(24, Status.NOT_MET, n=24, judged_on=Q1_ENDS),
            shown_target=target(at_least(20), due=Q1_ENDS, value=Fraction(18), judged_on=Q1_ENDS),
        ),
        "Not met on Nov 2, 2025. 18; target 20. Reached since: now 24 teachers. Owner: Program Coordinator.",
    ),
    "a target missed on its day and still open": (
        teachers(
            shown(19, Status.NOT_MET, n=19, needed=1, judged_on=Q1_ENDS),
            shown_target=target(at_least(20), due=Q1_ENDS, value=Fraction(18), judged_on=Q1_ENDS),
        ),
        "Not met on Nov 2, 2025. 18; target 20. Now 19 teachers. 1 more needed. Owner: Program Coordinator.",
    ),
    "a target met on an earlier day, and nothing to count since": (
        teachers(
            shown(judged_on=Q1_ENDS, reason="the survey has no newer row"),
            shown_target=target(at_least(20), due=Q1_ENDS, value=Fraction(20), judged_on=Q1_ENDS),
        ),
        "Met on Nov 2, 2025. 20; target 20. No result since: the survey has no newer row.",
    ),
    "a target missed on its day, and nothing to count since": (
        teachers(
            shown(None, Status.NOT_MET, judged_on=Q1_ENDS, reason="the survey has no newer row"),
            shown_target=target(at_least(20), due=Q1_ENDS, value=Fraction(18), judged_on=Q1_ENDS),
        ),
        (
            "Not met on Nov 2, 2025. 18; target 20. No result since: the survey has no newer row."
            " Owner: Program Coordinator."
        ),
    ),
    "a verdict of an earlier day that would tell more than its code, and nothing to count since": (
        teachers(
            shown(None, Status.SUPPRESSED, reason=IN_RANGE),
            shown_target=target(at_least(20), due=Q1_ENDS),
        ),
        "Not judged here: what it is judged by is not shown.",
    ),
    "a part judged on an earlier day, and nothing to count since": (
        teachers(
            shown(None, Status.NOT_MET, judged_on=Q1_ENDS, reason="the survey has no newer row"),
            shown_target=target(at_least(20), due=Q1_ENDS, value=Fraction(18), judged_on=Q1_ENDS, scope="K-8"),
        ),
        "Not met. 18; target 20 for K-8. Owner: Program Coordinator.",
    ),
    "a share that is not met, with what follows": (
        metric(
            total=share(41, 90, Status.NOT_MET, goal="0.7", needed=22),
            goal=at_least("0.7"),
            response="Redesign the training.",
            response_owner="HR",
        ),
        "Not met. 41 of 90 (45.6%); target 70%. 22 more needed. Next: Redesign the training, HR.",
    ),
    "an upper limit passed": (
        metric(total=share(60, 1000, Status.NOT_MET, goal="0.05", needed=10), goal=at_most("0.05"), owner=""),
        "Not met. 60 of 1,000 (6.0%); target at most 5%. 10 too many.",
    ),
    "exactly at a limit that must not be reached": (
        metric(total=share(50, 1000, Status.NOT_MET, goal="0.05"), goal=less_than("0.05"), owner=""),
        "Not met. 50 of 1,000 (5.0%); target below 5%. Exactly at the limit, which is not below it.",
    ),
    "a mean that is short": (
        metric(
            kind="mean", unit="mean", scale=10, total=shown("6.996", Status.NOT_MET, n=82, gap="-0.004"),
            goal=at_least(7), owner="",
        ),
        "Not met. 6.996/10 from 82 students; target 7/10. 0.004 below the target.",
    ),
    "above a range": (
        metric(
            total=share(56, 100, Status.NOT_MET, goal="0.55"), goal=between("0.45", "0.55"), owner="",
        ),
        "Not met. 56 of 100 (56.0%); target 45% to 55%. 1.0 pp above the target.",
    ),
    "a target for a part of the program": (
        metric(
            total=share(80, 100, Status.NOT_MET, goal=None),
            shown_target=target(at_least("0.85"), value=Fraction(3, 4), scope="level Elementary"),
            owner="",
        ),
        "Not met. 75.0%; target 85% for level Elementary. All together 80 of 100 (80.0%).",
    ),
    "a part of the program that met it": (
        metric(
            total=share(80, 100, goal=None),
            shown_target=target(at_least("0.85"), value=Fraction(9, 10), scope="level Elementary"),
        ),
        "Met. 90.0%; target 85% for level Elementary by Feb 15, 2026. All together 80 of 100 (80.0%).",
    ),
    "on track": (
        teachers(shown(160, Status.ON_TRACK, n=160, expected=150), shown_target=target(at_least(200), due=YEAR_ENDS)),
        "Not due until Aug 9, 2026. At or ahead of today's expected 150: 160 teachers; target 200.",
    ),
    "on track without a pace": (
        teachers(shown(210, Status.ON_TRACK, n=210), shown_target=target(at_least(200), due=YEAR_ENDS)),
        "Not due until Aug 9, 2026. Today's result would meet it: 210 teachers; target 200.",
    ),
    "behind": (
        teachers(
            shown(120, Status.OFF_TRACK, n=120, expected=150), shown_target=target(at_least(200), due=YEAR_ENDS),
            response="Increase recruitment", response_owner="HR",
        ),
        ("Not due until Aug 9, 2026. Behind today's expected 150: 120 teachers; target 200. "
        "Next: Increase recruitment, HR."),
    ),
    "not due": (
        teachers(shown(0, Status.NOT_DUE, n=0), shown_target=target(at_least(200), due=YEAR_ENDS)),
        "Due Aug 9, 2026. Not judged yet. So far 0 teachers; target 200.",
    ),
    "not due and nothing promised": (
        teachers(shown(None, Status.NOT_DUE), without_target=True),
        "Not judged yet.",
    ),
    "no data": (
        metric(total=no_data("the file is missing."), owner="Ms Rivera"),
        "No result: the file is missing. Not a zero. Contact Ms Rivera.",
    ),
    "no data, and nobody knows why": (
        metric(total=no_data(""), owner=""),
        "No result: nothing to count. Not a zero.",
    ),
    "no baseline": (
        metric(total=shown("0.5", Status.NO_BASELINE, reason="no survey in Y0"), without_target=True),
        "Result 50.0%. Enter a baseline to set a target. Missing: no survey in Y0.",
    ),
    "for information": (
        metric(total=shown("0.5", Status.TRACKED), without_target=True),
        "50.0%. Reported for information; no target yet.",
    ),
    "ended": (
        teachers(
            shown(20, Status.RETIRED, n=20), without_target=True,
            retired_on=date(2025, 11, 3), retired_why="recruiting is closed",
        ),
        "Ended Nov 3, 2025: recruiting is closed. Last result 20 teachers.",
    ),
    "hidden": (
        metric(total=Suppressed()),
        "Not shown, to protect privacy. Says nothing about performance.",
    ),
    "not applicable": (
        metric(total=NotApplicable("teachers have no grade")),
        "This group does not apply here: teachers have no grade.",
    ),
    "a level reached": (
        metric(kind="record", unit="text", counted="", total=Shown(Status.MET, "Achieved"), goal=level("Achieved")),
        "Met. Achieved; target Achieved by Feb 15, 2026.",
    ),
    "one person": (
        teachers(shown(1, n=1), goal=at_least(1)),
        "Met. 1 teacher; target 1 by Feb 15, 2026.",
    ),
    "rows are not people": (
        metric(kind="count", unit="count", counted="row", total=shown(3, n=3), goal=at_least(3)),
        "Met. 3; target 3 by Feb 15, 2026.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("about", "text"), SITUATIONS.values(), ids=SITUATIONS.keys())
def test_each_situation_has_its_sentence(about: PublishedMetric, text: str) -> None:
    assert sentence(about) == text


@pytest.mark.parametrize("status", Status)
def test_every_status_has_a_sentence_even_with_bare_facts(status: Status) -> None:
    bare = metric(total=Shown(status), without_target=True)
    assert sentence(bare).endswith(".")


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (Status.MET, "Met. Target 20 by Nov 2, 2025. No result since: nobody has a newer answer."),
        (Status.NOT_MET, "Not met. Target 20. No result since: nobody has a newer answer."),
    ],
)
def test_a_group_judged_earlier_without_a_result_of_today_has_no_empty_words(status: Status, text: str) -> None:
    """What a group was judged by on its day is not told; what it is today does not exist."""
    group = shown(None, status, judged_on=Q1_ENDS, reason="nobody has a newer answer")
    about = teachers(shown(24, n=24), shown_target=target(at_least(20), due=Q1_ENDS, value=Fraction(20)))
    assert sentence(about, group) == text


def test_what_happens_next_stands_beside_the_total_only() -> None:
    group = share(4, 10, Status.NOT_MET, goal="0.85", needed=5)
    about = metric(response="Call them", by={("gender",): {("Female",): group}})
    assert sentence(about, group) == "Not met. 4 of 10 (40.0%); target 85%. 5 more needed."


def test_notes_name_the_original_the_exception_and_the_reading() -> None:
    changed = target(
        at_least("0.7"), original="80%", changed_on=date(2025, 12, 1), why_changed="the board moved the training"
    )
    about = metric(
        shown_target=changed,
        exceptions=("new teachers until March",),
        marks=("stale source",),
        reading="Out of all students.",
    )
    assert notes(about) == (
        "Target changed on Dec 1, 2025 from 80%: the board moved the training.",
        "Approved exception: new teachers until March. The status stays as it is.",
        "Data quality: stale source.",
        "Read as: Out of all students.",
    )


def test_an_overdue_target_says_what_was_and_what_is() -> None:
    missed = target(at_least(20), due=Q1_ENDS, status=Status.NOT_MET, value=Fraction(18), overdue=True)
    silent = target(at_least(20), due=Q1_ENDS, status=Status.NO_DATA, overdue=True)
    reached = teachers(shown(52, n=52), title="Certified", targets=(missed,))
    still_open = teachers(shown(19, n=19), title="Certified", targets=(silent,))
    assert overdue_sentences(reached) == (
        "Certified: target 20 was due Nov 2, 2025; 18 on that day, reached since: now 52.",
    )
    assert overdue_sentences(still_open) == (
        "Certified: target 20 was due Nov 2, 2025; no result on that day, still open.",
    )


def test_a_promise_of_every_month_is_overdue_in_one_sentence() -> None:
    months = tuple(
        target(at_least(20), due=date(2025, month, 2), status=Status.NOT_MET, value=Fraction(month), overdue=True)
        for month in (9, 10, 11)
    )
    assert overdue_sentences(teachers(shown(19, n=19), title="Certified", targets=months)) == (
        "Certified: target 20 was due Nov 2, 2025 and on 2 earlier days; 11 on that day, still open.",
    )


def test_a_hidden_total_says_nothing_about_earlier_targets() -> None:
    missed = target(at_least(20), due=Q1_ENDS, status=Status.NOT_MET, value=Fraction(18), overdue=True)
    assert overdue_sentences(metric(total=Suppressed(), targets=(missed,))) == ()


def test_an_alert_shows_on_which_side_of_its_limit_the_value_lies() -> None:
    about = metric(title="Retention")
    near = alert("below 80%", value="0.7996", limit="0.8", group="Female", evidence="could_be_chance")
    assert alert_sentence(about, near) == (
        "Retention, Female: below 80% (79.96%, limit 80%). This could be chance. "
        "Next: Review retention, Equity Coordinator."
    )


def test_an_alert_on_a_status_has_no_figures() -> None:
    about = metric(title="Retention")
    assert alert_sentence(about, alert("status is not_met", value=None, limit=None, response="", owner="")) == (
        "Retention: status is not_met."
    )


def test_preliminary_is_said_only_before_the_end() -> None:
    assert preliminary(report()) == ""
    assert preliminary(report(preliminary=True, as_of=date(2026, 1, 4))) == (
        "PRELIMINARY: the period ends Feb 15, 2026; data through Jan 4, 2026. Results will change."
    )


@pytest.mark.parametrize(
    ("noun", "many"),
    [("student", "students"), ("story", "stories"), ("person", "people"), ("essay", "essays"), ("class", "classes")],
)
def test_nouns_have_plurals(noun: str, many: str) -> None:
    assert english.counted(2, noun) == f"2 {many}"
    assert english.counted(1, noun) == f"1 {noun}"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Y1", "Year 1 (Y1)"),
        ("Y1-Q2", "Year 1, Quarter 2 (Y1-Q2)"),
        ("Y1-M05", "Year 1, Month 5 (Y1-M05)"),
        ("Fall-2021", "Fall-2021"),
    ],
)
def test_periods_have_words(name: str, words: str) -> None:
    assert english.period(name) == words
