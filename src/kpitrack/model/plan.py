"""The plan that milestones make: each with its weeks.

Time is counted in program weeks: a week is its place in the line of all counted weeks of the program, from 0, so a
slip of two weeks passes over a break by itself. Only `WeekLine` turns places into names and days.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from kpitrack.model.calendar import Calendar, Period
from kpitrack.model.milestones import Milestone


@dataclass(frozen=True)
class WeekLine:
    """All weeks of all program years in time order. Break days belong to the counted week that follows them."""

    weeks: tuple[Period, ...]
    quarters: tuple[tuple[int, str], ...] = ()  # the first week of each quarter, and its short name: Q3

    @classmethod
    def of_calendar(cls, calendar: Calendar) -> WeekLine:
        line = cls(calendar.every("week"))
        quarters = tuple((line.at(each.start), each.id.rpartition("-")[2]) for each in calendar.every("quarter"))
        return cls(line.weeks, quarters)

    @cached_property
    def _starts(self) -> tuple[date, ...]:
        return tuple(week.start for week in self.weeks)

    def at(self, day: date) -> int:
        """The place of the week that contains the day; the nearest one for days outside the program."""
        return max(0, bisect_right(self._starts, day) - 1)

    def last_day(self, week: int) -> date:
        """The Sunday of a week. Weeks beyond the last year go on without breaks."""
        beyond = week - (len(self.weeks) - 1)
        return self.weeks[week].end if beyond <= 0 else self.weeks[-1].end + timedelta(days=7 * beyond)

    def first_day(self, week: int) -> date:
        return self.weeks[week].start if week < len(self.weeks) else self.last_day(week) - timedelta(days=6)

    def name(self, week: int) -> str:
        """`Y1-W08`; beyond the last year the number of weeks after it."""
        beyond = week - (len(self.weeks) - 1)
        return self.weeks[week].id if beyond <= 0 else f"{self.weeks[-1].id}+{beyond}"


@dataclass(frozen=True, slots=True)
class Step:
    """A deliverable or checkpoint with its weeks. `start`, `due`: places in the line of weeks, both inclusive."""

    milestone: Milestone
    start: int
    due: int
    due_on: date  # the last day on which it is in time
    takes: int  # weeks of work, at least 1
    place: str  # file:line:column, for findings
    start_is_known: bool = True  # written, or that of its activity; otherwise it is due less `takes`

    @property
    def id(self) -> str:
        return self.milestone.id


@dataclass(frozen=True, slots=True)
class Stretch:
    """An activity or a bar of the roadmap: from week to week."""

    milestone: Milestone
    start: int
    end: int
    place: str
    steps: tuple[str, ...] = ()  # the deliverables made in it

    @property
    def id(self) -> str:
        return self.milestone.id


@dataclass(frozen=True, slots=True)
class Plan:
    """milestones.yaml, checked: every name exists, nothing goes round, every week lies in a program year."""

    program: str
    title: str
    weeks: WeekLine
    steps: Mapping[str, Step]  # in file order
    stretches: Mapping[str, Stretch] = field(default_factory=dict)
    recurring: tuple[Milestone, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        return (*self.steps, *self.stretches, *(each.id for each in self.recurring))
