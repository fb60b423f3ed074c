"""What is remembered of a published report: its shown cells and verdicts, and hashes of all they came from.

A snapshot holds nothing about a person and no hidden number: it is made from what the audience could see.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias

from kpitrack.model.ledger import Categories, Figures
from kpitrack.model.published import Audience, Goal, ValueUnit
from kpitrack.model.statuses import Status
from kpitrack.model.workbook import TypedMark

RECORDS = "records"  # the name under which the file of records is listed among the sources


@dataclass(frozen=True, slots=True)
class HashedFile:
    """One file and the hash of its bytes. `source` is empty for definitions and for what was written."""

    name: str
    sha256: str
    source: str = ""
    rows: int | None = field(default=None, compare=False)  # of an export; not known of those remembered earlier


@dataclass(frozen=True, slots=True)
class SnapshotCell:
    """One cell as it was shown. A hidden one has neither status nor figures."""

    metric: str
    categories: Categories
    status: Status | None  # None: hidden
    figures: Figures | None

    @property
    def is_total(self) -> bool:
        return not self.categories


@dataclass(frozen=True, slots=True)
class SnapshotMetric:
    """A metric as it was defined then, so far as comparing needs it."""

    id: str
    title: str
    unit: ValueUnit
    scale: int | None
    currency: str
    period: str
    through: date
    definition: str  # hash of the metric with everything it is made of
    sources: tuple[str, ...]
    goal: Goal | None = None  # of the target shown; it decides how many digits a value needs
    total_of: Categories = ()  # whom the total counts; empty for everyone


@dataclass(frozen=True, slots=True)
class SnapshotName:
    """How a snapshot is called and what it is about."""

    id: str
    report: str
    release: str
    version: int
    state: Literal["draft", "released"]
    period: str
    as_of: date
    audience: Audience


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One published report, remembered."""

    name: SnapshotName
    program: str
    software: str  # version of kpitrack
    calendar: str  # hash
    made_at: str  # when it was stored; the only fact that two runs may differ in
    metrics: tuple[SnapshotMetric, ...]
    cells: tuple[SnapshotCell, ...]
    definitions: tuple[HashedFile, ...]
    inputs: tuple[HashedFile, ...]
    files: tuple[HashedFile, ...]  # what was written
    unusable: tuple[str, ...] = ()  # sources
    compared_with: str = ""  # id of the snapshot it reports changes since
    judged_with: int = 0  # the last entry of the ledger that its protection looked at
    replaces: int | None = None  # of a correction
    why: str = ""
    signed_by: str = ""  # as printed; the ledger knows who signed off what does not say so
    signed_on: date | None = None
    is_old: bool = False  # it says that its pinned as-of day lies far back
    draft_files: tuple[HashedFile, ...] = ()  # of a draft: as they were put up for signing off


Cause: TypeAlias = Literal["data", "definition", "calendar", "software", "day", "unknown"]


@dataclass(frozen=True, slots=True)
class MetricChange:
    """What changed in one cell between two snapshots, and what can have caused it."""

    metric: SnapshotMetric  # as it is now; of a metric that is gone, as it was
    categories: Categories
    before: SnapshotCell | None  # None: not there then
    after: SnapshotCell | None
    causes: tuple[Cause, ...]

    @property
    def status_changed(self) -> bool:
        return _status(self.before) is not _status(self.after)


@dataclass(frozen=True, slots=True)
class SnapshotDifference:
    """Two snapshots side by side."""

    before: SnapshotName
    after: SnapshotName
    changes: tuple[MetricChange, ...]
    inputs: tuple[str, ...] = ()  # files that differ, each with how
    definitions: tuple[str, ...] = ()
    software: tuple[str, str] | None = None  # versions, if they differ
    calendar: bool = False


def _status(cell: SnapshotCell | None) -> Status | None:
    return cell.status if cell else None


# --- Series -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """One value of a series. A hidden point, and one left out to protect people, has no figures."""

    period: str
    through: date
    status: Status | None = None  # None: hidden
    figures: Figures | None = None
    breaks_before: str = ""  # why the line is not drawn from the point before: a new year, another scale
    after_holidays: bool = False  # a break of the calendar lies between it and the point before


@dataclass(frozen=True, slots=True)
class Outlook:
    """What may be said about the future: only as much as the number of points allows."""

    kind: Literal["none", "change", "pace", "interval"]
    amount: Fraction | None = None  # of `change` and `pace`, in the metric's unit
    low: Fraction | None = None
    high: Fraction | None = None
    periods_left: int = 0
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """A metric over time."""

    metric: str
    title: str
    unit: ValueUnit
    scale: int | None
    currency: str
    rhythm: str
    origin: Literal["data", "snapshots"]
    audience: Audience
    points: tuple[SeriesPoint, ...]
    outlook: Outlook
    typed: tuple[TypedMark, ...] = ()  # by schools, in these periods; part of no total
    thinned: int = 0  # points left out because they differ from a printed one by a few people
