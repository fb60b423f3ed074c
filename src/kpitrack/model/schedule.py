"""The schedule computed from a plan: how every milestone stands, what slips, what cannot hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from kpitrack.model.plan import Plan, Step
from kpitrack.model.published import Audience


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
