"""Milestones as written, the plan they make, and the schedule computed from it.

Time is counted in program weeks: a week is its place in the line of all counted weeks of the program, from 0, so a
slip of two weeks passes over a break by itself. Only `WeekLine` turns places into names and days.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, field_validator, model_validator

from kpitrack.model.calendar import Calendar, Period
from kpitrack.model.closed import Closed
from kpitrack.model.measures import GoalValue
from kpitrack.model.published import Audience
from kpitrack.model.quantities import Quantity, Word

# --- As written -------------------------------------------------------------------------------------------------

_WEEKS = re.compile(r"(?P<number>\d{1,3}) weeks?")
_COMPARATORS = ("at_least", "more_than", "at_most", "less_than")

Risk: TypeAlias = Literal["low", "medium", "high"]


def parse_weeks(raw: object) -> int:
    """`2 weeks`; a bare number could mean days or months."""
    if isinstance(raw, int) and not isinstance(raw, bool) and raw == 0:
        return 0
    if isinstance(raw, str) and (found := _WEEKS.fullmatch(raw.strip())):
        return int(found["number"])
    raise ValueError(f"{raw!r} is not a number of weeks; write it as `2 weeks`")


Weeks = Annotated[int, BeforeValidator(parse_weeks)]


class MilestoneKind(StrEnum):
    """What an entry of milestones.yaml is. Deliverables and checkpoints are done or late; the others are stretches."""

    DELIVERABLE = "deliverable"
    CHECKPOINT = "checkpoint"  # a figure that a table of the plan promises for a period
    ACTIVITY = "activity"  # weeks in which somebody works on deliverables
    STAGE = "stage"  # a bar of the roadmap


class DoneWhen(Closed):
    """The milestone is done when the metric's shown result satisfies this."""

    metric: str
    at_least: GoalValue | None = None
    more_than: GoalValue | None = None
    at_most: GoalValue | None = None
    less_than: GoalValue | None = None

    @property
    def comparator(self) -> str:
        return next(key for key in _COMPARATORS if getattr(self, key) is not None)

    @property
    def goal(self) -> Quantity | Word:
        goal: Quantity | Word = getattr(self, self.comparator)
        return goal

    @model_validator(mode="after")
    def _is_one_condition(self) -> DoneWhen:
        written = [key for key in _COMPARATORS if getattr(self, key) is not None]
        if len(written) != 1:
            found = " and ".join(written) or "none"
            raise ValueError(f"`done_when` has exactly one comparator ({', '.join(_COMPARATORS)}); found {found}")
        return self


class Milestone(Closed):
    """One entry of milestones.yaml; its id is its key in the file."""

    id: str = Field(default="", exclude=True, description="set by the reader: the key in the file")
    title: str
    owner: str = Field(description="who answers for it")
    kind: MilestoneKind = Field(
        default=MilestoneKind.DELIVERABLE, description="deliverable, checkpoint, activity or stage"
    )
    parties: tuple[str, ...] = Field(default=(), description="everyone the plan names as responsible")
    starts: str | None = Field(default=None, description="first week of work", examples=["Y1-W05"])
    due: str | None = Field(default=None, description="a week, another period or a day; its end is the last day")
    every: str | None = Field(default=None, description="recurring work instead of one due day: week … year")
    takes: Weeks | None = Field(default=None, description="weeks of work; default: from `starts` to `due`, else one")
    during: str | None = Field(default=None, description="the activity in whose weeks the work is done")
    after: dict[str, Weeks] = Field(
        default_factory=dict, description="what must be done before; a list, or milestone -> weeks to wait after it"
    )
    expects: dict[str, str] = Field(
        default_factory=dict,
        description="milestone -> why the documents imply that it comes first; reported where their dates forbid it, "
        "never scheduled",
    )
    needs: str = Field(default="", description="what else it depends on, outside the plan")
    critical: bool = Field(default=False, description="the plan itself calls it critical")
    risk: Risk | None = None
    monitor: tuple[str, ...] = Field(default=(), description="days or periods on which somebody looks at it")
    each: str | None = Field(default=None, description="done when recorded for every category of this dimension")
    benchmark: Literal["activity", "early_evidence", "short_term_outcome", "final_outcome"] | None = None
    done_when: DoneWhen | None = Field(default=None, description="without it, done is a record with evidence")
    reading: str = Field(default="", description="how an unclear promise is read here")
    assumed: tuple[str, ...] = Field(default=(), description="what the documents do not say and is assumed here")
    accepted: dict[str, str] = Field(default_factory=dict, description="lint code -> why it is accepted")
    inventory: tuple[str, ...] = ()

    @field_validator("after", mode="before")
    @classmethod
    def _list_or_lags(cls, raw: Any) -> Any:
        return dict.fromkeys(raw, 0) if isinstance(raw, list | tuple) else raw

    @field_validator("parties", "assumed", "monitor", mode="before")
    @classmethod
    def _one_or_many(cls, raw: object) -> object:
        return (raw,) if isinstance(raw, str) else raw

    @property
    def is_stretch(self) -> bool:
        """Shown on the timeline, never done or late by itself."""
        return self.kind in (MilestoneKind.ACTIVITY, MilestoneKind.STAGE)

    @model_validator(mode="after")
    def _keys_fit_the_kind(self) -> Milestone:
        if (self.due is None) == (self.every is None):
            raise ValueError("a milestone has either `due` (one day) or `every` (recurring), not both and not neither")
        if self.is_stretch and self.every is None and self.starts is None:
            raise ValueError(f"a milestone of the kind {self.kind.value} needs `starts` as well as `due`")
        steps_only = ("after", "expects", "takes", "during", "critical", "done_when")
        if self.is_stretch or self.every is not None:
            for key in steps_only:
                if key in self.model_fields_set:
                    what = f"a milestone of the kind {self.kind.value}" if self.is_stretch else "recurring work"
                    raise ValueError(f"{what} has no key `{key}`; only what is done on one day has it")
        if self.takes == 0:
            raise ValueError("`takes` is at least 1 week")
        return self


# --- The plan ---------------------------------------------------------------------------------------------------


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


# --- The computed schedule --------------------------------------------------------------------------------------


class State(StrEnum):
    """How a milestone stands on the as-of day."""

    LATE = "late"  # due has passed
    BLOCKED = "blocked"  # its first week or its due week is near, and something before it holds it back
    UNKNOWN = "unknown"  # due has passed, and the result that would tell is hidden or missing
    DUE_SOON = "due_soon"
    RUNNING = "running"
    PLANNED = "planned"
    DONE_LATE = "done_late"
    DONE = "done"

    @property
    def is_done(self) -> bool:
        return self in (State.DONE, State.DONE_LATE)

    @property
    def is_settled(self) -> bool:
        """Done, or past without anybody knowing: it moves nothing any more."""
        return self.is_done or self is State.UNKNOWN


@dataclass(frozen=True, slots=True)
class Done:
    """Evidence that a milestone is done."""

    on: date
    evidence: str
    by: str = ""
    by_metric: bool = False
    at_the_latest: bool = False  # a metric shows that it is done, not since when
    missed: bool = False  # the metric's own target on the due day was not met


@dataclass(frozen=True, slots=True)
class Standing:
    """One milestone on the as-of day. All weeks are places in the line of weeks."""

    step: Step
    state: State
    done: Done | None
    expected: int  # the week it was or will be done, if nothing slips further
    weeks_late: int  # past its due week: how late it was done, or how late it is today; 0 if in time
    expected_late: int  # weeks between due and the expected week; more than `weeks_late` where others hold it back
    earliest: int  # the first week in which it could be done if all work began at once
    slack: int  # weeks it may slip further before another milestone misses its due week
    float: int  # weeks it may slip before the longest chain of work grows
    waits_for: tuple[str, ...]  # what is not done of what must be done before
    blocked_by: tuple[str, ...]  # those of them that hold it back today
    remark: str = ""  # why the metric does not complete it, and other doubts

    @property
    def id(self) -> str:
        return self.step.id

    @property
    def urgency(self) -> int:
        """Risk level x lateness, in weeks: medium counts twice, high three times."""
        weight = {"high": 3, "medium": 2}.get(self.step.milestone.risk or "", 1)
        return 0 if self.state.is_done else weight * max(self.weeks_late, self.expected_late)


@dataclass(frozen=True, slots=True)
class Moved:
    """What a slip does to one milestone after it."""

    id: str
    was: int
    now: int
    room: int | None  # further weeks the slip may grow before this one moves; None if work already done shields it


@dataclass(frozen=True, slots=True)
class Slip:
    """A milestone that is late, or asked to be, and what follows."""

    id: str
    weeks: int
    now: int  # the week it would be done
    asked: bool  # a what-if
    moved: tuple[Moved, ...]
    replays_done: bool = False  # done or not known: shown is what its slip would have moved in the plan


@dataclass(frozen=True, slots=True)
class Blocker:
    """Something that holds others back or is late; for the weekly report."""

    id: str
    title: str
    owner: str
    weeks_late: int
    holds_back: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the plan that cannot hold, or that a reader should know."""

    code: str
    severity: Literal["error", "warning", "note"]
    place: str
    sentence: str
    suggestion: str
    milestone: str = ""
    accepted: str = ""  # why it is accepted, if it is


@dataclass(frozen=True, slots=True)
class CriticalPath:
    """The path the plan declares and the one its durations make."""

    declared: tuple[str, ...]
    computed: tuple[str, ...]  # in order of time
    weeks: int  # of work on the computed one


@dataclass(frozen=True, slots=True)
class Schedule:
    """Everything `kpitrack milestones` shows."""

    plan: Plan
    as_of: date
    today: int  # the week of the as-of day
    standings: tuple[Standing, ...]  # most urgent first, done last
    path: CriticalPath
    slips: tuple[Slip, ...] = ()
    findings: tuple[Finding, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    problems: tuple[str, ...] = ()  # records that cannot be used, each with its place
    unusable_sources: tuple[str, ...] = ()  # exports without which some metrics have no result, each with its reason
    audience: Audience = "shared"
    chosen: str = ""  # what was asked for in words, if not everything
    shown: frozenset[str] = frozenset()  # ids of milestones and stretches to print

    @property
    def by_id(self) -> Mapping[str, Standing]:
        return {each.id: each for each in self.standings}

    @property
    def printed(self) -> tuple[Standing, ...]:
        """The standings asked for, in display order."""
        return tuple(each for each in self.standings if each.id in self.shown)
