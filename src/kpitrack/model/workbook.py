"""The Progress Tracker: its plan as written in `tracker.yaml`, and one filled workbook before it is written.

Figures of a filled workbook are in the units people read: percent with one decimal (74.0), or points on a scale.
They are exact; whatever is rounded is rounded half away from zero to one decimal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias

from pydantic import Field

from kpitrack.model.calendar import Day
from kpitrack.model.closed import Closed

Edition: TypeAlias = Literal["shared", "own-school", "blank"]

PERCENT_TOP = Fraction(100)


class FinalGoal(Closed):
    """When the goal is to be reached, and how its columns are headed."""

    due: Day
    label: str = Field(description="how the year of the goal is written in the headings", examples=["2026"])


class Workbook(Closed):
    """`workbook` of tracker.yaml: the shape of every file."""

    file: str = Field(default="Progress Tracker.xlsx", description="file name; the school's name is put before it")
    tabs: tuple[str, ...] = Field(description="levels in the order of their tabs")
    per: str = Field(default="school", description="the dimension whose categories get a file each")
    level: str = Field(default="level", description="the dimension whose categories are the tabs")
    spanning: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="schools of several levels -> their tabs; others have the level of their band"
    )
    baseline: str = Field(description="the period of the starting values", examples=["Fall-2021"])
    results: tuple[str, ...] = Field(description="the checkpoints in time order: any number of periods")
    goal: FinalGoal
    colors: dict[str, str] = Field(default_factory=dict, description="survey group -> colour name")
    typed: str | None = Field(
        default=None,
        description="source of the entries accepted from `kpitrack tracker read`; its fields are metric, "
        "administration, level, school and figure, and as far as known typed_over, workbook, cell and accepted_on",
    )
    inventory: tuple[str, ...] = ()


class Item(Closed):
    """One row of every tab. Its goal is the metric's target; it is written nowhere else."""

    metric: str
    pillar: str
    priority: str
    group: str = Field(description="who was asked, in capitals: STUDENTS", examples=["STUDENTS"])
    category: str
    area: str
    item: str = Field(description="the survey item, word for word")
    aim: str = Field(description="column B: what the strategic plan wants")
    district_goal: str | dict[str, str] = Field(
        description="column C: the plan's sentence; one for every level, or level -> sentence"
    )
    inventory: tuple[str, ...] = ()

    def goal_text(self, level: str) -> str:
        """The plan's sentence for a level; empty where the plan does not say."""
        return self.district_goal if isinstance(self.district_goal, str) else self.district_goal.get(level, "")


class TrackerPlan(Closed):
    """`tracker.yaml`: the shape of the workbooks, and their rows. What is measured stands with the other metrics."""

    workbook: Workbook
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class HiddenEntry:
    """A baseline or result that may not be shown: a mark in the workbook, and no number anywhere."""


Entry: TypeAlias = Fraction | HiddenEntry | None  # None: blank, which is never zero


@dataclass(frozen=True, slots=True)
class LevelGoal:
    """How far an item is to rise at one level: by an increase, or up to a fixed level. Both None: not known yet."""

    increase: Fraction | None = None
    reach: Fraction | None = None

    @property
    def is_known(self) -> bool:
        return self.increase is not None or self.reach is not None


@dataclass(frozen=True, slots=True)
class TrackerRow:
    """One item of one tab, with what is known of it."""

    id: str  # level and metric: "Elementary/ses_happy"
    pillar: str
    aim: str
    district_goal: str
    group: str
    item: str
    category: str
    goal: LevelGoal
    baseline: Entry
    results: tuple[Entry, ...]  # one per checkpoint
    top: Fraction = PERCENT_TOP  # the highest possible figure: 100, or the end of the scale
    to_check: int = 0  # which entry of a returned workbook cannot be used as typed, counted from 1; 0 if none

    @property
    def entries(self) -> tuple[Entry, ...]:
        return (self.baseline, *self.results)


@dataclass(frozen=True, slots=True)
class Labels:
    """How periods are written: `Fall 2021`, `Fall 2022` …, and the year of the goal."""

    baseline: str
    results: tuple[str, ...]
    goal: str

    @property
    def short(self) -> tuple[str, ...]:
        """The year of each checkpoint: `2022`."""
        return tuple(each.split()[-1] for each in self.results)


@dataclass(frozen=True, slots=True)
class LevelTab:
    """One tab: the rows of one level."""

    level: str
    rows: tuple[TrackerRow, ...]


@dataclass(frozen=True, slots=True)
class TrackerBook:
    """One workbook, ready to be written."""

    school: str  # "District" for the district's own
    edition: Edition
    program: str
    as_of: date
    labels: Labels
    tabs: tuple[LevelTab, ...]
    about: tuple[tuple[str, str], ...] = ()  # "Data and method": what, and in words
    colors: Mapping[str, str] = field(default_factory=dict)
    file: str = "Progress Tracker.xlsx"


@dataclass(frozen=True, slots=True)
class Accepted:
    """An entry typed into a cell that was blank when the workbook was written."""

    file: str
    school: str
    sheet: str
    cell: str
    level: str
    metric: str
    period: str  # as headed: "Fall 2022"
    figure: Fraction


@dataclass(frozen=True, slots=True)
class Override:
    """A computed result that a principal replaced or deleted: for a person to accept."""

    file: str
    school: str
    sheet: str
    cell: str
    level: str
    metric: str
    period: str
    written: str
    typed: Fraction | None  # None: deleted

    @property
    def figure(self) -> Fraction | None:
        return self.typed


TypedEntry: TypeAlias = Accepted | Override


@dataclass(frozen=True, slots=True)
class Rejected:
    """An entry that cannot be used, with what to ask for."""

    file: str
    school: str
    sheet: str
    cell: str
    typed: str
    why: str
    level: str = ""  # empty, as metric and period, where the row could not be told
    metric: str = ""
    period: str = ""  # as headed


@dataclass(frozen=True, slots=True)
class TrackerEntries:
    """Everything that was found in a folder of returned workbooks."""

    files: int
    accepted: tuple[Accepted, ...] = ()
    overrides: tuple[Override, ...] = ()
    rejected: tuple[Rejected, ...] = ()

    def differing(self) -> tuple[tuple[TypedEntry, ...], ...]:
        """Where a school typed two figures for the same item and period on two of its tabs: both, the later one last.

        In this order they stand in the results file, of which the last one is the school's in a report by school.
        """
        found: dict[tuple[str, str, str], list[TypedEntry]] = {}
        typed: tuple[TypedEntry, ...] = self.accepted + tuple(each for each in self.overrides if each.typed is not None)
        for each in typed:
            found.setdefault((each.school, each.metric, each.period), []).append(each)
        return tuple(tuple(same) for same in found.values() if len({each.figure for each in same}) > 1)


@dataclass(frozen=True, slots=True)
class TypedFigure:
    """An entry that a person accepted, as a results file has it. What leaves is a TypedMark."""

    metric: str
    period: str  # its id: "Fall-2022"
    level: str
    school: str
    amount: Fraction  # as written: a percent, or points
    before: str = ""  # what stood in the cell before it was typed over; empty if it was blank
    workbook: str = ""
    cell: str = ""
    accepted_on: str = ""  # as written

    def mark(self, *, with_amount: bool) -> TypedMark:
        """with_amount: for those who may see figures without a count of people."""
        amount = self.amount if with_amount else None
        place = (self.school, self.level, self.period, self.workbook, self.cell, self.accepted_on)
        return TypedMark(*place, is_in_place=bool(self.before), amount=amount)


@dataclass(frozen=True, slots=True)
class TypedMark:
    """That a school typed a figure, and where."""

    school: str
    level: str
    period: str
    workbook: str = ""
    cell: str = ""
    accepted_on: str = ""
    is_in_place: bool = False  # typed over a figure of the survey
    amount: Fraction | None = None  # None where it may not be shown


@dataclass(frozen=True, slots=True)
class Finding:
    """One cell of a workbook that is not what our own arithmetic says."""

    file: str
    school: str
    sheet: str
    cell: str
    what: str  # formula, value, goal, row
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying a folder found."""

    files: int
    formulas: int
    findings: tuple[Finding, ...] = ()
