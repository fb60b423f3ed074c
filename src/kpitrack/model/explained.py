"""Where a number comes from, as an audience may read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from kpitrack.model.intake import Problem, SourceReading
from kpitrack.model.published import Audience, PublishedMetric


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of a source document that a target or metric fulfils."""

    id: str  # D1-026
    place: str  # document and section
    text: str  # name and target as the document has them


@dataclass(frozen=True, slots=True)
class MovementShown:
    """How the people counted differ from the period before.

    One of the three gives another away beside the two totals, so they are told together or not at all.
    """

    since: date  # last day of the period before
    people: tuple[int, int, int] | None  # joined, left, counted both times in another school; None: one is too small
    fewer_than: int  # what None means
    in_all_schools: bool = False  # although the explanation is of one school


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything behind one number that this audience may see."""

    program: str
    period: str  # the period asked for
    as_of: date
    audience: Audience
    metric: PublishedMetric
    words: tuple[str, ...]  # what is measured, one sentence per step
    sources: tuple[SourceReading, ...]
    problems: tuple[Problem, ...]
    movement: MovementShown | None
    has_list: bool  # do people stand behind the number itself, who can be listed
    parts: tuple[str, ...] = ()  # the metrics it is made of
    statements: Sequence[Statement] = ()
    sql: tuple[str, ...] = ()
    dimension_titles: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the confidential list behind a number."""

    id: str
    categories: tuple[str, ...]
    counted: str  # "yes", "no", "left out"
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class PeopleList:
    """The confidential list behind a number; internal only."""

    metric: str
    title: str
    period: str
    through: date
    unit: str
    dimensions: tuple[str, ...]
    rows: tuple[PersonRow, ...]
