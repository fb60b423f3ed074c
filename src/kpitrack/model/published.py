"""What an audience may see. Everything after `disclosure` works on these nouns alone.

A hidden cell is a type without a number, a status or a reason, so no report can print one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias

from kpitrack.model.editions import Edition
from kpitrack.model.intake import Problem, SourceReading
from kpitrack.model.statuses import Status
from kpitrack.model.workbook import TypedMark

if TYPE_CHECKING:
    import pandas as pd

NOT_TOLD = "not_told"  # the reason of a verdict that rests on something hidden; `wording` has the words
IN_RANGE = "in_range"  # of a verdict that would narrow what is printed of the value
Audience: TypeAlias = Literal["internal", "shared", "public"]
Withheld: TypeAlias = tuple[str, str]  # (metric, dimension); the metric as a whole where the dimension is empty
ValueUnit: TypeAlias = Literal["share", "count", "mean", "pp", "relative", "ratio", "money", "date", "text"]


@dataclass(frozen=True, slots=True)
class Goal:
    """The number a target asks for, resolved: baselines added, words looked up."""

    comparator: str  # at_least, more_than, at_most, less_than, between
    low: Fraction | None = None  # the goal of at_least and more_than; lower end of between
    high: Fraction | None = None  # the goal of at_most and less_than; upper end of between
    level: str = ""  # of a record: the level to reach

    def holds(self, value: Fraction) -> bool:
        """Does the value satisfy the goal, exactly? Not for levels."""
        match self.comparator, self.low, self.high:
            case "at_least", Fraction() as low, _:
                return value >= low
            case "more_than", Fraction() as low, _:
                return value > low
            case "at_most", _, Fraction() as high:
                return value <= high
            case "less_than", _, Fraction() as high:
                return value < high
            case "between", Fraction() as low, Fraction() as high:
                return low <= value <= high
        raise AssertionError(f"{self} has no number to compare with")


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Stands for every value from here to the top: `>= 95 %`. In the value's own unit, as all coded facts."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class AtMost:
    """Stands for every value from the bottom to here: `<= 5 %`."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Rounded:
    """The value rounded half up to a multiple of `step`: a whole percent is a step of 1/100."""

    value: Fraction
    step: Fraction


Coded: TypeAlias = AtLeast | AtMost | Rounded


def stands_for(coded: Coded, value: Fraction) -> bool:
    """Is the value one of those that the code stands for?"""
    match coded:
        case AtLeast(value=least):
            return value >= least
        case AtMost(value=most):
            return value <= most
        case Rounded(value=middle, step=step):
            return middle - step / 2 <= value < middle + step / 2


def holds_throughout(goal: Goal, coded: Coded) -> bool | None:
    """Does every value that the code stands for satisfy the goal, or none? None where that cannot be told."""
    low, high = _ends(coded)
    match goal.comparator, goal.low, goal.high:
        case "at_least", Fraction() as least, _:
            found = (_starts_at(low, least), _ends_before(coded, high, least))
        case "more_than", Fraction() as least, _:
            found = (_starts_after(low, least), _ends_at(high, least))
        case "at_most", _, Fraction() as most:
            found = (_ends_at(high, most), _starts_after(low, most))
        case "less_than", _, Fraction() as most:
            found = (_ends_before(coded, high, most), _starts_at(low, most))
        case "between", Fraction() as least, Fraction() as most:
            found = (
                _starts_at(low, least) and _ends_at(high, most),
                _starts_after(low, most) or _ends_before(coded, high, least),
            )
        case _:
            return None
    always, never = found
    return True if always else False if never else None


def _ends(coded: Coded) -> tuple[Fraction | None, Fraction | None]:
    match coded:
        case AtLeast(value=value):
            return value, None
        case AtMost(value=value):
            return None, value
        case Rounded(value=value, step=step):
            return value - step / 2, value + step / 2


def _starts_at(low: Fraction | None, point: Fraction) -> bool:
    return low is not None and low >= point


def _starts_after(low: Fraction | None, point: Fraction) -> bool:
    return low is not None and low > point


def _ends_at(high: Fraction | None, point: Fraction) -> bool:
    return high is not None and high <= point


def _ends_before(coded: Coded, high: Fraction | None, point: Fraction) -> bool:
    """What would be rounded to the next step is not in the range."""
    return high is not None and (high <= point if isinstance(coded, Rounded) else high < point)


@dataclass(frozen=True, slots=True)
class PublishedTarget:
    """One promise and how it stands by itself on its own day."""

    period: str  # as written: Y1-Q2, 2026-06-12
    due: date  # inclusive
    role: str
    goal: Goal | None  # None for `track`, and where a baseline is missing
    status: Status
    value: Fraction | str | None = None  # the value it was judged by
    coded: Coded | None = None  # public: what is printed in place of that value
    judged_on: date | None = None  # the day up to which that value counts
    overdue: bool = False
    scope: str = ""  # "level = Elementary", when only a part is judged
    reading: str = ""
    original: str = ""  # the goal before it was changed, as written
    changed_on: date | None = None
    why_changed: str = ""
    inventory: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Holds no number, no verdict and no reason, so no report can print one."""


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The dimension makes no sense for this metric; declared."""

    reason: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell that may be shown, with its verdict. Shares and relative changes are 0..1; numbers are exact.

    Where `coded` is set, it is all that may be printed of the value: `value` then holds the same rounded or limiting
    number, never the exact one.
    """

    status: Status
    value: Fraction | str | None = None  # text is a level of a record
    n: int | None = None  # students (people, things) counted
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    left_out: int = 0
    reason: str = ""  # of no_data and no_baseline; of suppressed beside a value NOT_TOLD or IN_RANGE
    gap: Fraction | None = None  # value less goal, in the value's unit; 0 inside a range
    needed: int | None = None  # how many more are needed to reach the goal
    expected: Fraction | None = None  # today's point on the path to a target not yet due
    previous: Fraction | str | None = None
    year_ago: Fraction | str | None = None
    earlier: tuple[Fraction | str | None, ...] = ()  # values of earlier periods, newest first; `previous` leads
    judged_on: date | None = None  # the day on which the target was met or missed, if not the report's
    evidence: str = ""  # of a record
    coded: Coded | None = None  # public: what is printed in place of an exact value
    near: Literal["", "under", "over"] = ""  # where rounding would contradict the status: the side of the exact value
    as_of: date | None = None  # the day of a figure printed again as it was last printed; None: the report's own
    people: int | None = None  # never printed: different people, where n counts rows; the ledger keeps it


PublishedCell: TypeAlias = Shown | Suppressed | NotApplicable


@dataclass(frozen=True, slots=True)
class PublishedAlert:
    """A rule apart from status: what was looked at, whether it fired, and what follows."""

    rule: str  # in words
    triggered: bool
    value: Fraction | str | None
    limit: Fraction | None
    level: str
    response: str
    owner: str
    group: str = ""  # the category it speaks of; empty for everyone
    coded: Coded | None = None  # public: what is printed in place of the value
    as_of: date | None = None  # the day of a value that was printed before; None: the report's own
    evidence: str | None = None  # clear, could_be_chance, no_meaningful_gap, too_few_to_tell; None: not looked for
    inventory: tuple[str, ...] = ()


class Mark(StrEnum):
    """What a reader must know of how a result was protected; `wording` has the words."""

    HELD = "held"  # this very day was printed otherwise before, and the change is too small to print
    BY_SHOWN_GROUPS = "by_shown_groups"


GroupTable: TypeAlias = Mapping[tuple[str, ...], PublishedCell]  # categories -> cell, in display order


@dataclass(frozen=True, slots=True)
class PublishedMetric:
    """One metric of a report."""

    id: str
    title: str
    group: str  # stakeholder group
    owner: str
    kind: str  # count, share, mean …
    unit: ValueUnit
    scale: int | None  # 10 for scores out of ten
    currency: str
    counted: str  # what n counts: student, teacher, partner, row
    period: str  # the period the value stands for
    start: date
    through: date
    complete: bool
    total: PublishedCell
    total_of: tuple[tuple[str, str], ...] = ()  # (dimension, category): whom the total counts; empty for everyone
    target: PublishedTarget | None = None  # the one shown: latest due by the end of the report, else the next
    targets: tuple[PublishedTarget, ...] = ()
    by: Mapping[tuple[str, ...], GroupTable] = field(default_factory=dict)  # dimensions -> groups
    not_applicable: Mapping[str, str] = field(default_factory=dict)  # dimension -> reason
    alerts: tuple[PublishedAlert, ...] = ()
    response: str = ""  # what is done when it is behind
    response_owner: str = ""
    reading: str = ""
    exceptions: tuple[str, ...] = ()
    retired_on: date | None = None
    retired_why: str = ""
    marks: tuple[Mark | str, ...] = ()  # text: doubts about the data
    typed: tuple[TypedMark, ...] = ()  # by schools, in this period; part of no total
    inventory: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One report as an audience sees it; the last noun before text."""

    program: str
    title: str
    period: str
    start: date
    end: date
    as_of: date
    preliminary: bool
    audience: Audience
    metrics: tuple[PublishedMetric, ...]
    sources: tuple[SourceReading, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()  # first lines: a pinned date, another period offered
    dimension_titles: Mapping[str, str] = field(default_factory=dict)
    hidden_cells: int = 0
    shown_cells: int = 0
    carried_days: tuple[date, ...] = ()  # of the shown results that stand as they were last printed, totals included
    later: int = 0  # metrics left out, because their first target falls due after the program year
    elsewhere: Mapping[str, int] = field(default_factory=dict)  # administration -> metrics left out, which it measured
    school: str = ""  # a report of one school; its total is the school's
    withheld: tuple[Withheld, ...] = ()  # what the audit before a release took out
    edition: Edition | None = None  # None: a working copy

    @property
    def summary(self) -> Mapping[str, int]:
        """How many metrics have each status, by their shown total."""
        counts = Counter(status_of(metric.total).value for metric in self.metrics)
        return {status.value: counts[status.value] for status in Status if counts[status.value]}

    def to_frame(self) -> pd.DataFrame:
        """The report as a pandas DataFrame, one row per metric and group; see `model.tidy.to_frame`."""
        from kpitrack.model.tidy import to_frame  # noqa: PLC0415 - pandas is heavy

        return to_frame(self)

    @property
    def has_unusable_source(self) -> bool:
        return any(not source.usable for source in self.sources)


def status_of(cell: PublishedCell) -> Status:
    """The status a cell is listed under; hidden and not applicable are statuses too."""
    match cell:
        case Shown(status=status):
            return status
        case Suppressed():
            return Status.SUPPRESSED
        case NotApplicable():
            return Status.NOT_APPLICABLE
