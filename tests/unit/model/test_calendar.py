"""Program weeks, months and quarters; every expected day was read off a paper calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from kpitrack.model.calendar import Calendar, Observed, Period, PeriodKind

BREAKS = [["2025-11-24", "2025-11-28"], ["2025-12-22", "2026-01-02"], ["2026-03-30", "2026-04-03"]]
YEARS: dict[str, Any] = {
    "Y0": {"starts": "2024-08-12", "breaks": [["2024-11-25", "2024-11-29"], ["2024-12-23", "2025-01-03"]]},
    "Y1": {"starts": "2025-08-11", "breaks": BREAKS},
}
SERIES = {"survey": {"Fall-2024": ("2024-10-01", "2024-10-11"), "Fall-2025": ("2025-10-01", "2025-10-10")}}
CALENDAR = Calendar.model_validate({"years": YEARS, "series": SERIES, "named_days": {"census_day": "2025-10-01"}})
MONTHS = Calendar.model_validate(
    {"style": "calendar_months", "years": {"SY13": {"starts": "2012-07-01"}, "SY14": {"starts": "2013-07-01"}}}
)


def days(name: str, calendar: Calendar = CALENDAR) -> tuple[str, str]:
    period = calendar.period(name)
    return period.start.isoformat(), period.end.isoformat()


@pytest.mark.parametrize(
    ("name", "first", "last", "because"),
    [
        ("Y1-W01", "2025-08-11", "2025-08-17", "Monday to Sunday"),
        ("Y1-W15", "2025-11-17", "2025-11-23", "the week before the November break"),
        ("Y1-W16", "2025-11-24", "2025-12-07", "the break belongs to the week after it"),
        ("Y1-W19", "2025-12-22", "2026-01-11", "both break weeks do"),
        ("Y1-M01", "2025-08-11", "2025-09-07", "four weeks"),
        ("Y1-Q1", "2025-08-11", "2025-11-02", "twelve weeks without a break"),
        ("Y1-Q2", "2025-11-03", "2026-02-15", "twelve counted weeks and three of break"),
        ("Y1-S1", "2025-08-11", "2026-02-15", "two quarters"),
        ("Y1-S2", "2026-02-16", "2026-08-09", "24 counted weeks and one of break"),
        ("Y1", "2025-08-11", "2026-08-09", "48 counted weeks and four of break"),
        ("2012-02", "2012-02-01", "2012-02-29", "a leap year"),
        ("2012-12", "2012-12-01", "2012-12-31", "the last month"),
        ("2012-11-30", "2012-11-30", "2012-11-30", "a day"),
        ("Fall-2025", "2025-10-01", "2025-10-10", "an administration"),
    ],
)
def test_a_period_runs_from_its_first_to_its_last_day(name: str, first: str, last: str, because: str) -> None:
    assert days(name) == (first, last), because


@pytest.mark.parametrize(
    "name", ["Y1-W49", "Y1-W00", "Y1-Q5", "Y1-S3", "Y1-M13", "Y9", "2012-13", "2012-02-30", "q2", ""]
)
def test_what_the_calendar_does_not_have_is_not_found(name: str) -> None:
    assert CALENDAR.find(name) is None
    with pytest.raises(KeyError):
        CALENDAR.period(name)


def test_a_week_with_one_school_day_counts() -> None:
    four_days = {"starts": "2025-08-11", "breaks": [["2025-08-18", "2025-08-21"]]}
    five_days = {"starts": "2025-08-11", "breaks": [["2025-08-18", "2025-08-22"]]}
    friday, none = (Calendar.model_validate({"years": {"Y1": each}}) for each in (four_days, five_days))
    assert days("Y1-W02", friday) == ("2025-08-18", "2025-08-24")
    assert days("Y1-W02", none) == ("2025-08-18", "2025-08-31")


def test_a_year_that_starts_in_midweek_has_a_short_first_week() -> None:
    calendar = Calendar.model_validate({"years": {"Y1": {"starts": "2025-08-13"}}})
    assert days("Y1-W01", calendar) == ("2025-08-13", "2025-08-17")
    assert days("Y1-W02", calendar) == ("2025-08-18", "2025-08-24")


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("SY13-M01", "2012-07-01", "2012-07-31"),
        ("SY13-M06", "2012-12-01", "2012-12-31"),
        ("SY13-M07", "2013-01-01", "2013-01-31"),
        ("SY13-Q1", "2012-07-01", "2012-09-30"),
        ("SY13-S2", "2013-01-01", "2013-06-30"),
        ("SY13", "2012-07-01", "2013-06-30"),
    ],
)
def test_calendar_months_count_from_the_month_the_year_starts_in(name: str, first: str, last: str) -> None:
    assert days(name, MONTHS) == (first, last)


def test_weeks_of_calendar_months_are_plain_ones_cut_at_the_year() -> None:
    """1 July 2012 is a Sunday, 30 June 2013 is one too."""
    names = ("SY13-W01", "SY13-W02", "SY13-W53")
    assert [days(each, MONTHS) for each in names] == [
        ("2012-07-01", "2012-07-01"),
        ("2012-07-02", "2012-07-08"),
        ("2013-06-24", "2013-06-30"),
    ]
    assert MONTHS.find("SY13-W54") is None


@settings(max_examples=40, derandomize=True, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)))
def test_every_day_of_a_year_of_calendar_months_lies_in_one_period_of_each_length(starts: date) -> None:
    calendar = Calendar.model_validate({"style": "calendar_months", "years": {"Y1": {"starts": starts}}})
    year = calendar.period("Y1")
    all_days = [year.start + timedelta(days=n) for n in range((year.end - year.start).days + 1)]
    for rhythm in ("week", "month", "quarter", "semester", "year"):
        assert [day for period in calendar.every(rhythm) for day in all_days if day in period] == all_days, rhythm


def test_a_year_of_calendar_months_may_begin_within_one() -> None:
    calendar = Calendar.model_validate({"style": "calendar_months", "years": {"Y1": {"starts": "2025-08-11"}}})
    assert days("Y1-M01", calendar) == ("2025-08-11", "2025-08-31")
    assert days("Y1", calendar) == ("2025-08-11", "2026-07-31")


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    starts = draw(st.dates(date(2000, 1, 1), date(2060, 12, 31)))
    breaks, day = [], starts
    for _ in range(draw(st.integers(0, 4))):
        day += timedelta(days=draw(st.integers(1, 60)))
        last = day + timedelta(days=draw(st.integers(0, 16)))
        breaks.append((day, last))
        day = last
    return Calendar.model_validate({"years": {"Y1": {"starts": starts, "breaks": breaks}}})


@settings(max_examples=60, derandomize=True, deadline=None)
@given(calendars())
def test_every_day_of_a_year_lies_in_exactly_one_period_of_each_length(calendar: Calendar) -> None:
    year = calendar.period("Y1")
    all_days = [year.start + timedelta(days=n) for n in range((year.end - year.start).days + 1)]
    for rhythm, number in (("week", 48), ("month", 12), ("quarter", 4), ("semester", 2), ("year", 1)):
        periods = calendar.every(rhythm)
        assert len(periods) == number
        assert [day for period in periods for day in all_days if day in period] == all_days, rhythm


@settings(max_examples=60, derandomize=True, deadline=None)
@given(calendars())
def test_no_period_ends_in_a_week_of_break(calendar: Calendar) -> None:
    """Every last week has a school day, so no due date slides into a break."""
    breaks = calendar.years["Y1"].breaks
    for period in calendar.every("week"):
        school_days = [period.end - timedelta(days=n) for n in range(2, 7)]
        assert any(not any(first <= day <= last for first, last in breaks) for day in school_days)


@pytest.mark.parametrize(
    ("name", "before", "year_before"),
    [
        ("Y1-Q2", "Y1-Q1", "Y0-Q2"),
        ("Y1-Q1", "Y0-Q4", "Y0-Q1"),
        ("Y1-W01", "Y0-W48", "Y0-W01"),
        ("Y1", "Y0", "Y0"),
        ("Y0-Q1", None, None),
        ("Fall-2025", "Fall-2024", None),
        ("Fall-2024", None, None),
        ("2026-01", "2025-12", None),
        ("2026-01-15", None, None),
    ],
)
def test_the_period_before_is_of_the_same_length_or_series(
    name: str, before: str | None, year_before: str | None
) -> None:
    period = CALENDAR.period(name)
    found = (CALENDAR.previous(period), CALENDAR.year_earlier(period))
    assert tuple(each.id if each else None for each in found) == (before, year_before)


def test_after_a_december_comes_a_january() -> None:
    assert CALENDAR.following_month(CALENDAR.period("2025-12")).id == "2026-01"


@pytest.mark.parametrize(
    ("day", "containing", "ended"),
    [
        (date(2024, 8, 11), None, None),
        (date(2024, 8, 12), "Y0-Q1", None),
        (date(2025, 11, 2), "Y1-Q1", "Y1-Q1"),
        (date(2025, 11, 3), "Y1-Q2", "Y1-Q1"),
        (date(2027, 1, 1), "Y1-Q4", "Y1-Q4"),
    ],
)
def test_the_newest_quarter_of_a_day(day: date, containing: str | None, ended: str | None) -> None:
    found = (CALENDAR.newest("quarter", day), CALENDAR.newest_ended("quarter", day))
    assert tuple(each.id if each else None for each in found) == (containing, ended)


def test_a_summer_day_between_two_years_belongs_to_the_year_that_ended() -> None:
    """Year 0 has three break weeks here, so its 48 weeks end on 3 August 2025."""
    year = CALENDAR.year_of(date(2025, 8, 7))
    assert (year and year.id, days("Y0")[1]) == ("Y0", "2025-08-03")


def test_the_rhythm_of_a_period_is_its_length_or_its_series() -> None:
    names = ("Y1-M05", "Fall-2025", "2025-10", "2025-10-01")
    assert [CALENDAR.rhythm_of(CALENDAR.period(each)) for each in names] == ["month", "survey", None, None]


def test_a_year_may_be_called_like_a_kind_of_period() -> None:
    """Year M, the one after L: its first month is M-M01, and a year earlier it was L-M01."""
    calendar = Calendar.model_validate({"years": {"L": {"starts": "2024-08-12"}, "M": {"starts": "2025-08-11"}}})
    earlier = calendar.year_earlier(calendar.period("M-M01"))
    assert earlier == calendar.period("L-M01")


def test_an_administration_belongs_to_the_series_that_lists_it() -> None:
    """Whichever stands first."""
    series = {"autumn": {"A1": ("2025-10-01", "2025-10-02")}, "spring": {"S1": ("2026-04-01", "2026-04-02")}}
    calendar = Calendar.model_validate({"years": YEARS, "series": series})
    assert [calendar.rhythm_of(calendar.period(name)) for name in ("A1", "S1")] == ["autumn", "spring"]


def test_a_period_contains_its_ends_and_an_observed_one_may_be_incomplete() -> None:
    quarter = CALENDAR.period("Y1-Q2")
    assert [day in quarter for day in (date(2025, 11, 2), date(2025, 11, 3), date(2026, 2, 15), date(2026, 2, 16))] == [
        *(False, True, True, False)
    ]
    assert "Y1-Q2" not in quarter
    assert [Observed(quarter, each).is_complete for each in (date(2026, 2, 14), date(2026, 2, 15))] == [False, True]
    assert quarter == Period(date(2025, 11, 3), date(2026, 2, 15), "Y1-Q2", PeriodKind.QUARTER)


@pytest.mark.parametrize(
    "year",
    [
        {"starts": "11.8.2025"},
        {"starts": 20250811},
        {"starts": "2025-02-30"},
        {"starts": "0025-08-11"},
        {"starts": "2025-08-11", "breaks": [["2025-12-24", "2025-12-23"]]},
        {"starts": "2025-08-11", "breaks": [["2025-08-10", "2025-08-12"]]},
        {"starts": "2025-08-11", "breaks": [["2029-01-01", "2029-01-02"]]},
    ],
)
def test_a_year_that_cannot_be_meant_is_refused(year: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Calendar.model_validate({"years": {"Y1": year}})


@pytest.mark.parametrize(
    ("starts", "breaks"),
    [
        ("1990-01-01", []),
        ("2100-12-31", []),
        ("2025-08-11", [["2025-08-11", "2025-08-15"]]),
        ("2025-08-11", [["2026-11-02", "2026-11-04"]]),
    ],
)
def test_a_year_at_the_edge_of_what_can_be_meant_is_taken(starts: str, breaks: list[list[str]]) -> None:
    """The first and the last year; a break from the first day on; one that ends 450 days after it."""
    calendar = Calendar.model_validate({"years": {"Y1": {"starts": starts, "breaks": breaks}}})
    assert calendar.years["Y1"].starts.isoformat() == starts


@pytest.mark.parametrize(
    "year",
    [
        {"starts": "1989-12-31"},
        {"starts": "2101-01-01"},
        {"starts": "2025-08-11", "breaks": [["2025-08-10", "2025-08-15"]]},
        {"starts": "2025-08-11", "breaks": [["2026-11-02", "2026-11-05"]]},
    ],
)
def test_a_year_a_day_beyond_the_edge_is_refused(year: dict[str, Any]) -> None:
    """One day earlier, one day later."""
    with pytest.raises(ValidationError):
        Calendar.model_validate({"years": {"Y1": year}})


@pytest.mark.parametrize(
    ("second", "breaks"),
    [
        (["2025-11-29", "2025-11-30"], [("2025-11-24", "2025-11-30")]),
        (["2025-11-26", "2025-11-27"], [("2025-11-24", "2025-11-28")]),
        (["2025-11-28", "2025-12-01"], [("2025-11-24", "2025-12-01")]),
        (["2025-11-30", "2025-12-01"], [("2025-11-24", "2025-11-28"), ("2025-11-30", "2025-12-01")]),
    ],
)
def test_breaks_that_touch_or_overlap_are_one(second: list[str], breaks: list[tuple[str, str]]) -> None:
    """Beside November 24 to 28: the next day, within, over its end, a day later. Those before stay by themselves."""
    written = [second, ["2025-11-24", "2025-11-28"], ["2025-10-01", "2025-10-01"], ["2025-09-01", "2025-09-01"]]
    calendar = Calendar.model_validate({"years": {"Y1": {"starts": "2025-08-11", "breaks": written}}})
    found = [(first.isoformat(), last.isoformat()) for first, last in calendar.breaks]
    assert found == [("2025-09-01", "2025-09-01"), ("2025-10-01", "2025-10-01"), *breaks]


def test_every_named_period_can_be_suggested() -> None:
    """Years, their parts, and administrations; days and calendar months have no end."""
    names = CALENDAR.names()
    assert {"Y0", "Y1", "Y1-S1", "Y1-Q4", "Y1-M12", "Y1-W48", "Fall-2024"} <= set(names)
    assert len(names) == 2 * (1 + 2 + 4 + 12 + 48) + 2


def test_a_year_of_calendar_months_has_plain_weeks() -> None:
    """Monday to Sunday; the first and the last week of the year may be short."""
    calendar = Calendar.model_validate({"style": "calendar_months", "years": {"SY13": {"starts": "2012-08-29"}}})
    weeks = calendar.every("week")
    assert (str(weeks[0].start), str(weeks[0].end), weeks[0].id) == ("2012-08-29", "2012-09-02", "SY13-W01")
    assert (str(weeks[1].start), str(weeks[1].end)) == ("2012-09-03", "2012-09-09")
    assert weeks[-1].end == calendar.period("SY13").end
