"""Program years, periods and days.

A program year is 48 counted weeks = 12 months of 4 weeks = 4 quarters of 12 = 2 semesters of 24. A week whose
Monday to Friday all lie in breaks is not counted. A period ends on the Sunday of its last counted week, so a due
date never slides into a break; break days before a period belong to that period, so no day of the year is lost.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from kpitrack.model.closed import Closed

WEEKS_PER_YEAR = 48
LONGEST_YEAR = 450  # days; 48 weeks and a summer of breaks are less


class PeriodKind(StrEnum):
    """How long a period is. `SERIES` is a named administration, `DAY` a single day, `MONTH_OF_CALENDAR` is 2012-11."""

    YEAR = "year"
    SEMESTER = "semester"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"
    SERIES = "series"
    MONTH_OF_CALENDAR = "calendar month"
    DAY = "day"


_WEEKS_IN = {
    PeriodKind.SEMESTER: 24,
    PeriodKind.QUARTER: 12,
    PeriodKind.MONTH: 4,
    PeriodKind.WEEK: 1,
}
_MONTHS_IN = {PeriodKind.SEMESTER: 6, PeriodKind.QUARTER: 3, PeriodKind.MONTH: 1}
_LETTERS = {"S": PeriodKind.SEMESTER, "Q": PeriodKind.QUARTER, "M": PeriodKind.MONTH, "W": PeriodKind.WEEK}
_PERIOD = re.compile(r"(?P<year>[A-Za-z][A-Za-z0-9]*)(?:-(?P<letter>[SQMW])(?P<number>\d{1,2}))?")
_CALENDAR_MONTH = re.compile(r"\d{4}-\d{2}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _day(raw: object) -> date:
    """Only 2026-02-15: a bare number or another order of day and month would be a guess."""
    if isinstance(raw, date):
        return raw
    if isinstance(raw, str) and _DAY.fullmatch(raw):
        try:
            return date.fromisoformat(raw)
        except ValueError:
            raise ValueError(f"the calendar has no day {raw}") from None
    raise ValueError(f"{raw!r} is not a day; write year, month and day as 2026-02-15")


Day = Annotated[date, BeforeValidator(_day)]


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of days with a name; both ends included."""

    start: date
    end: date
    id: str
    kind: PeriodKind

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day <= self.end


@dataclass(frozen=True, slots=True, order=True)
class Observed:
    """A period looked at through a day: what was known of it by then.

    `through` lies after the period's end only where a measure to date is cut on a later day.
    """

    period: Period
    through: date

    @property
    def is_complete(self) -> bool:
        return self.through >= self.period.end


class YearDefinition(Closed):
    """One program year: its first Monday, what people call it, and its breaks."""

    starts: Day = Field(description="first day of the year", examples=["2025-08-11"])
    label: str = Field(default="", description="how people call the year", examples=["2025-26"])
    breaks: tuple[tuple[Day, Day], ...] = Field(default=(), description="[first day, last day] of each break")

    @model_validator(mode="after")
    def _breaks_run_forward(self) -> YearDefinition:
        for first, last in self.breaks:
            if last < first:
                raise ValueError(f"the break {first} to {last} ends before it begins")
        return self

    @model_validator(mode="after")
    def _lies_in_our_time(self) -> YearDefinition:
        """A mistyped year would otherwise stretch the program over decades of breaks."""
        if not 1990 <= self.starts.year <= 2100:
            raise ValueError(f"the year starts on {self.starts}; years from 1990 to 2100 can be used")
        for first, last in self.breaks:
            if first < self.starts or last > self.starts + timedelta(days=LONGEST_YEAR):
                raise ValueError(f"the break {first} to {last} does not lie in the year that starts on {self.starts}")
        return self


class Calendar(Closed):
    """Turns period names into days, and days into periods."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    style: Literal["program_weeks", "calendar_months"] = Field(
        default="program_weeks",
        description="program_weeks: 48 counted weeks a year; calendar_months: M01 is the month the year starts in, "
        "weeks are plain ones",
    )
    years: dict[str, YearDefinition] = Field(min_length=1, description="year id -> when it starts")
    series: dict[str, dict[str, tuple[Day, Day]]] = Field(
        default_factory=dict, description="named administrations in time order: period id -> [first day, last day]"
    )
    named_days: dict[str, Day] = Field(
        default_factory=dict, description="name -> day", examples=[{"census_day": "2025-10-01"}]
    )

    @cached_property
    def year_ids(self) -> tuple[str, ...]:
        """Year ids in time order."""
        return tuple(sorted(self.years, key=lambda year: self.years[year].starts))

    @cached_property
    def breaks(self) -> tuple[tuple[date, date], ...]:
        """The breaks of all years in time order, [first day, last day]; breaks that touch or overlap are one."""
        merged: list[tuple[date, date]] = []
        for first, last in sorted(each for year in self.years.values() for each in year.breaks):
            if merged and first <= merged[-1][1] + timedelta(days=1):
                merged[-1] = (merged[-1][0], max(merged[-1][1], last))
            else:
                merged.append((first, last))
        return tuple(merged)

    @cached_property
    def _periods(self) -> dict[str, Period]:
        """Every period the calendar names, by id; calendar months and single days are made on request."""
        found: dict[str, Period] = {}
        for year in self.year_ids:
            for period in self._periods_of_year(year):
                found[period.id] = period
        for administrations in self.series.values():
            for name, (first, last) in administrations.items():
                found[name] = Period(first, last, name, PeriodKind.SERIES)
        return found

    def _periods_of_year(self, year: str) -> list[Period]:
        ends = self._month_ends(year) if self.style == "calendar_months" else self._week_ends(year)
        units = _MONTHS_IN if self.style == "calendar_months" else _WEEKS_IN
        first_day = self.years[year].starts
        periods = [Period(first_day, ends[-1], year, PeriodKind.YEAR)]
        if self.style == "calendar_months":
            periods += _plain_weeks(year, first_day, ends[-1])
        for letter, kind in _LETTERS.items():
            if kind not in units:
                continue
            length, start = units[kind], first_day
            for number in range(1, len(ends) // length + 1):
                end = ends[number * length - 1]
                name = f"{year}-{letter}{number:02d}" if letter in "MW" else f"{year}-{letter}{number}"
                periods.append(Period(start, end, name, kind))
                start = end + timedelta(days=1)
        return periods

    def _week_ends(self, year: str) -> list[date]:
        """The Sundays of the 48 counted weeks."""
        definition = self.years[year]
        monday = definition.starts - timedelta(days=definition.starts.weekday())
        ends: list[date] = []
        while len(ends) < WEEKS_PER_YEAR:
            school_days = [monday + timedelta(days=n) for n in range(5)]
            if not all(any(first <= day <= last for first, last in definition.breaks) for day in school_days):
                ends.append(monday + timedelta(days=6))
            monday += timedelta(days=7)
        return ends

    def _month_ends(self, year: str) -> list[date]:
        start = self.years[year].starts
        months = [(start.year + (start.month - 1 + n) // 12, (start.month - 1 + n) % 12 + 1) for n in range(12)]
        return [_calendar_month(y, m).end for y, m in months]

    def find(self, name: str) -> Period | None:
        """The period of that name (`Y1-Q3`, `2012-11`, `2012-11-30`, an administration); None if there is none."""
        if name in self._periods:
            return self._periods[name]
        try:
            if _CALENDAR_MONTH.fullmatch(name):
                return _calendar_month(int(name[:4]), int(name[5:]))
            if _DAY.fullmatch(name):
                day = date.fromisoformat(name)
                return Period(day, day, name, PeriodKind.DAY)
        except ValueError:
            return None
        return None

    def period(self, name: str) -> Period:
        """The period of that name; KeyError if the calendar has no such period (definitions were checked for it)."""
        found = self.find(name)
        if found is None:
            raise KeyError(name)
        return found

    def names(self) -> tuple[str, ...]:
        """Every period name, for "did you mean"."""
        return tuple(self._periods)

    @cached_property
    def _by_rhythm(self) -> dict[str, tuple[Period, ...]]:
        rhythms: dict[str, list[Period]] = {}
        for period in self._periods.values():
            if period.kind is not PeriodKind.SERIES:
                rhythms.setdefault(period.kind.value, []).append(period)
        for name, administrations in self.series.items():
            rhythms[name] = [self._periods[each] for each in administrations]
        return {name: tuple(sorted(periods)) for name, periods in rhythms.items()}

    def every(self, rhythm: str) -> tuple[Period, ...]:
        """All periods of a rhythm (`week` ... `year`, or a series) in time order."""
        return self._by_rhythm.get(rhythm, ())

    def newest(self, rhythm: str, day: date) -> Period | None:
        """The period of the rhythm that contains the day, else the newest before it; None before the first."""
        periods = self.every(rhythm)
        position = bisect_right([period.start for period in periods], day)
        return periods[position - 1] if position else None

    def newest_ended(self, rhythm: str, day: date) -> Period | None:
        """The newest period of the rhythm that ended on or before the day."""
        ended = [period for period in self.every(rhythm) if period.end <= day]
        return ended[-1] if ended else None

    def year_of(self, day: date) -> Period | None:
        """The program year that contains the day, or the newest one that ended before it."""
        return self.newest("year", day)

    def rhythm_of(self, period: Period) -> str | None:
        """The rhythm a period belongs to: its kind, or the name of its series; None for days and calendar months."""
        if period.kind is PeriodKind.SERIES:
            return next(name for name, administrations in self.series.items() if period.id in administrations)
        return period.kind.value if period.kind.value in self._by_rhythm else None

    def previous(self, period: Period) -> Period | None:
        """The period before, of the same length or in the same series; None for the first one."""
        if period.kind is PeriodKind.DAY:
            return None
        if period.kind is PeriodKind.MONTH_OF_CALENDAR:
            day = period.start - timedelta(days=1)
            return _calendar_month(day.year, day.month)
        earlier = [other for other in self.every(self.rhythm_of(period) or "") if other.end < period.start]
        return earlier[-1] if earlier else None

    @staticmethod
    def following_month(period: Period) -> Period:
        """The calendar month after a calendar month."""
        day = period.end + timedelta(days=1)
        return _calendar_month(day.year, day.month)

    def year_earlier(self, period: Period) -> Period | None:
        """The same period one program year earlier (`Y1-Q2` -> `Y0-Q2`); None where there is none."""
        if found := _PERIOD.fullmatch(period.id):
            year = found["year"]
            if year in self.years and (position := self.year_ids.index(year)) > 0:
                return self.find(period.id.replace(year, self.year_ids[position - 1], 1))
        return None


def _plain_weeks(year: str, first_day: date, last_day: date) -> list[Period]:
    """Monday to Sunday without regard to breaks, for a year of calendar months; the first and last may be short."""
    weeks: list[Period] = []
    start = first_day
    while start <= last_day:
        end = min(start + timedelta(days=6 - start.weekday()), last_day)
        weeks.append(Period(start, end, f"{year}-W{len(weeks) + 1:02d}", PeriodKind.WEEK))
        start = end + timedelta(days=1)
    return weeks


def _calendar_month(year: int, month: int) -> Period:
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    return Period(first, following - timedelta(days=1), f"{year:04d}-{month:02d}", PeriodKind.MONTH_OF_CALENDAR)
