"""Which promises a metric has, on which days, and by which period each is judged."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from kpitrack.model.calendar import Calendar
from kpitrack.model.metrics import Metric
from kpitrack.model.verdicts import DatedTarget
from kpitrack.verdicts import dated_targets, judged_period, observe
from kpitrack.verdicts.dated import checkpoints
from tests.worlds import Q2_END, program

IN_PERIOD = {"kind": "share", "of": "students", "having": {"from": "log", "window": "in_period"}}
TO_DATE = {"kind": "share", "of": "students", "having": {"from": "log", "window": "year_to_date"}}
WALKS = Calendar.model_validate(
    {
        "years": {"Y1": {"starts": "2025-08-11"}, "Y2": {"starts": "2026-08-10"}},
        "series": {
            "walks": {
                "Walk-1": ["2025-10-06", "2025-10-10"],
                "Walk-2": ["2026-01-12", "2026-01-16"],
                "Walk-3": ["2026-09-14", "2026-09-18"],
            }
        },
    }
)


def metric(measure: object, every: str, **more: object) -> Metric:
    return Metric.model_validate(
        {"id": "m", "title": "T", "group": "G", "owner": "O", "measure": measure, "every": every, **more}
    )


# --- the period looked at ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "day", "period", "through", "because"),
    [
        (IN_PERIOD, date(2026, 1, 14), "Walk-2", date(2026, 1, 14), "in the middle of a walk"),
        (IN_PERIOD, date(2026, 3, 1), "Walk-2", date(2026, 1, 16), "what happens after a walk is no part of it"),
        (TO_DATE, date(2026, 3, 1), "Walk-2", date(2026, 3, 1), "what is counted to date is counted on"),
        (IN_PERIOD, date(2025, 9, 1), "Walk-1", date(2025, 9, 1), "before the first there is only the first"),
    ],
)
def test_a_metric_is_looked_at_through_the_day(
    measure: object, day: date, period: str, through: date, because: str
) -> None:
    """The newest administration that has begun; inside a period nothing counts that lies after it."""
    seen = observe(WALKS, metric(measure, "walks"), day)
    assert (seen.period.id, seen.through) == (period, through), because


def test_a_quarter_is_judged_by_the_newest_administration_that_has_ended_by_then() -> None:
    """However long a quarter is, it is no administration of the series."""
    seen = judged_period(WALKS, metric(IN_PERIOD, "walks"), WALKS.period("Y1-Q2"))
    assert (seen.period.id, seen.through) == ("Walk-2", date(2026, 1, 16))
    itself = judged_period(WALKS, metric(IN_PERIOD, "walks"), WALKS.period("Walk-1"))
    assert (itself.period.id, itself.through) == ("Walk-1", date(2025, 10, 10))


# --- the days of a rhythm ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bounds", "day", "periods", "because"),
    [
        ({}, Q2_END, ["Y1-Q1", "Y1-Q2", "Y1-Q3", "Y1-Q4"], "all of the report's year"),
        ({"starts": "Y1-Q3"}, Q2_END, ["Y1-Q3", "Y1-Q4"], "to the end of that year"),
        ({"until": "Y1-Q2"}, Q2_END, ["Y1-Q1", "Y1-Q2"], "from the start of that year"),
        ({"starts": "Y0-Q4", "until": "Y1-Q1"}, Q2_END, ["Y0-Q4", "Y1-Q1"], "as written"),
        ({"starts": "Y0-Q3"}, Q2_END, ["Y0-Q3", "Y0-Q4"], "the year it starts in, whatever year the report is of"),
        ({"until": "Y0-Q2"}, Q2_END, ["Y0-Q1", "Y0-Q2"], "the year it ends in, whatever year the report is of"),
        ({}, date(2024, 7, 1), ["Y0-Q1", "Y0-Q2", "Y0-Q3", "Y0-Q4"], "before the program begins: its first year"),
    ],
)
def test_a_rhythm_runs_from_the_first_to_the_last_period_of_its_year(
    tmp_path: Path, bounds: dict[str, str], day: date, periods: list[str], because: str
) -> None:
    """`starts` and `until` are by default the first and the last of that year."""
    p = program(tmp_path, "")
    found = dated_targets(
        p.calendar, metric(IN_PERIOD, "quarter", targets=[{"every": "quarter", "at_least": "50%", **bounds}]), day
    )
    assert [each.period for each in found] == periods, because


@pytest.mark.parametrize(
    ("then", "periods"),
    [
        ({"every": "month", "until": "2026-02"}, ["2025-11", "2025-12", "2026-01", "2026-02"]),
        ({"every": "month", "until": "Y1-M05"}, ["2025-11", "2025-12"]),
        ({"every": "quarter", "until": "Y1-Q3"}, ["2025-11", "Y1-Q2", "Y1-Q3"]),
    ],
)
def test_further_steps_follow_a_calendar_month(tmp_path: Path, then: dict[str, str], periods: list[str]) -> None:
    """Month by month to the last that ends by then (Y1-M05 ends on January 18), or by the rhythm that is written."""
    p = program(tmp_path, "")
    assert p.calendar.period("Y1-M05").end == date(2026, 1, 18)
    target = {"due": "2025-11", "at_least": "60%", "then": {"increase_by": "5 pp", **then}}
    found = dated_targets(p.calendar, metric(IN_PERIOD, "month", targets=[target]), Q2_END)
    assert [each.period for each in found] == periods


# --- changed goals ----------------------------------------------------------------------------------------------------

CHANGED = {"on": "2026-02-15", "why": "the board raised it"}


@pytest.mark.parametrize(
    ("day", "goals", "says_so"),
    [
        (date(2026, 2, 14), [Fraction(4, 10), Fraction(5, 10)], False),
        (Q2_END, [Fraction(6, 10), Fraction(7, 10)], True),
    ],
)
def test_before_its_change_a_promise_and_its_further_steps_are_the_original_ones(
    tmp_path: Path, day: date, goals: list[Fraction], says_so: bool
) -> None:
    """40 % and 50 % until the day of the change, 60 % and 70 % from it on; nothing tells of the change before."""
    target = {
        "due": "Y1-Q2",
        "at_least": "60%",
        "then": {"increase_by": "10 pp", "every": "quarter", "until": "Y1-Q3"},
        "changed": {"from": "40%", **CHANGED},
    }
    found = dated_targets(program(tmp_path, "").calendar, metric(IN_PERIOD, "quarter", targets=[target]), day)
    assert [each.target.goal.amount for each in found] == goals
    assert [each.target.changed is not None for each in found] == [says_so, says_so]


def test_a_changed_range_had_two_ends_before(tmp_path: Path) -> None:
    """From 40-60 % to 45-55 %."""
    target = {"due": "Y1-Q2", "between": ["45%", "55%"], "changed": {"from": ["40%", "60%"], **CHANGED}}
    m = metric(IN_PERIOD, "quarter", targets=[target])
    [before] = dated_targets(program(tmp_path, "").calendar, m, date(2026, 2, 14))
    assert [each.amount for each in before.target.goal] == [Fraction(2, 5), Fraction(3, 5)]
    assert m.targets[0].changed is not None
    assert m.targets[0].changed.original == "40%-60%"


# --- the checkpoints of a path ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "due", "periods", "because"),
    [
        ("Y0-Q4", "Y1-Q4", ["Y1-Q1", "Y1-Q2", "Y1-Q3", "Y1-Q4"], "all after the start, the goal's own period as well"),
        ("Y1-Q1", "Y1-Q3", ["Y1-Q2", "Y1-Q3"], "the start's own period is no checkpoint"),
        ("Y1-M02", "Y1-Q2", ["Y1-Q2"], "a quarter that has begun before the start is none"),
        ("Y1-Q1", "Y1-M11", ["Y1-Q2", "Y1-Q3"], "a quarter that ends after the due day is none"),
    ],
)
def test_checkpoints_lie_between_the_start_and_the_due_day(
    tmp_path: Path, since: str, due: str, periods: list[str], because: str
) -> None:
    """Each period of the rhythm that begins after the start and ends by the due day."""
    calendar = program(tmp_path, "").calendar
    found = checkpoints(calendar, metric(IN_PERIOD, "quarter"), calendar.period(since).end, calendar.period(due).end)
    assert [each.id for each in found] == periods, because


def test_a_start_on_the_first_day_of_a_period_leaves_it_out() -> None:
    """A checkpoint begins after the day of the start: on the same day some of its time has passed."""
    first_day = WALKS.period("Walk-2").start
    found = checkpoints(WALKS, metric(IN_PERIOD, "walks"), first_day, date(2026, 12, 31))
    assert [each.id for each in found] == ["Walk-3"]


def test_promises_of_one_day_stand_in_the_order_of_their_roles(tmp_path: Path) -> None:
    """Final, floor, checkpoint, stretch; days before roles."""
    roles = ["stretch", "checkpoint", "floor", "final"]
    targets = [{"due": "Y1-Q2", "at_least": "50%", "role": role} for role in roles]
    targets.append({"due": "Y1-Q1", "at_least": "40%", "role": "stretch"})
    found: tuple[DatedTarget, ...] = dated_targets(
        program(tmp_path, "").calendar, metric(IN_PERIOD, "quarter", targets=targets), Q2_END
    )
    assert [(each.period, each.target.role.value) for each in found] == [
        ("Y1-Q1", "stretch"),
        ("Y1-Q2", "final"),
        ("Y1-Q2", "floor"),
        ("Y1-Q2", "checkpoint"),
        ("Y1-Q2", "stretch"),
    ]
