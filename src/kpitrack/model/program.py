"""The whole program: calendar, people, populations, dimensions, sources and metrics."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator

from kpitrack.model.calendar import Calendar, Day
from kpitrack.model.closed import Closed
from kpitrack.model.conditions import EVERYTHING, Filter
from kpitrack.model.measures import GoalValue, Test, Tests
from kpitrack.model.metrics import Metric
from kpitrack.model.sources import Source, Whole

NOT_REPORTED = "Not reported"


def _text(raw: object) -> object:
    return str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw


class ProgramFacts(Closed):
    """Name and whereabouts."""

    id: str
    title: str
    schema_version: Whole = Field(default=1, description="the form of the language these files are written in")
    exports: str = Field(default="exports", description="folder of the exports, beside program.yaml")
    records: str = Field(default="records.csv", description="evidence entered by hand, beside program.yaml")
    pinned_as_of: Day | None = Field(
        default=None, description="the as-of date unless the command names one; for examples only"
    )
    report_by: tuple[str, ...] | None = Field(
        default=None,
        description="dimensions that a report splits results by unless it is asked otherwise; default: gender, "
        "grade_band and frl, or where there is none of them the first three of the program",
        examples=[["gender", "race"]],
    )
    accepted: dict[str, str] = Field(
        default_factory=dict, description="lint code -> why it is accepted for the program as a whole"
    )


class UnitKind(Closed):
    """A kind of person or thing, with the source that lists them all."""

    roster: str | None = None
    holds: tuple[Whole, Whole] | None = Field(
        default=None, description="how many people one of these things holds, from least to most", examples=[[8, 12]]
    )
    inventory: tuple[str, ...] = ()


class Population(Closed):
    """Who a metric is about."""

    of: str = Field(description="a person, a thing or another population")
    where: Filter = Field(default=EVERYTHING, description="filter on roster fields and dimensions")
    having: Tests | None = None
    without: Tests | None = None
    fixed_on: str | None = Field(
        default=None,
        description="membership is decided once, on that day: `end_of P`, `start_of P`, a day, `start_of_semester`",
    )
    enrolled: Literal["on_that_day", "ever", "continuous"] = "on_that_day"
    expected: Whole | None = Field(
        default=None, ge=1, description="how many there are by the documents; lint holds targets against it"
    )
    inventory: tuple[str, ...] = ()


class Dimension(Closed):
    """A way to disaggregate."""

    categories: tuple[str, ...] = Field(default=(), description="allowed values in display order")
    title: str = Field(default="", description="how people call it")
    field: str | None = Field(default=None, description="the roster field that `bands` groups")
    bands: dict[str, tuple[str, ...]] | None = None
    having: Tests | None = None
    fixed_on: str | None = None
    then: str | None = None
    else_: str | None = Field(default=None, alias="else")
    rule: Literal["federal", "california"] | None = None
    inventory: tuple[str, ...] = ()

    @field_validator("bands", mode="before")
    @classmethod
    def _texts(cls, raw: Any) -> Any:
        """Grades are written as numbers and compared as text."""
        if not isinstance(raw, dict):
            return raw
        return {k: [_text(v) for v in values] if isinstance(values, list) else values for k, values in raw.items()}

    @property
    def listed(self) -> tuple[str, ...]:
        """Categories in display order, without "Not reported"; empty if they come from the data."""
        if self.bands:
            return tuple(self.bands)
        return self.categories or tuple(each for each in (self.then, self.else_) if each)


_NCES_TIERS = {
    1: Fraction(1, 5),
    20: Fraction(1, 10),
    40: Fraction(1, 20),
    100: Fraction(1, 50),
    300: Fraction(1, 100),
}


class Disclosure(Closed):
    """Which groups are too small to show, and to whom."""

    profile: Literal["default", "california"] = "default"
    min_n: Whole | None = Field(default=None, ge=2, description="smallest group that may be shown, in people")
    people_width: Whole = Field(default=5, ge=2, description="the size of a hidden group stays open by so many people")
    outcome_width: Whole = Field(default=3, ge=2, description="how many of it met, or did not, stays open by so many")
    unanimous_below: Whole = Field(
        default=20, ge=2, description="everyone or no one of a group smaller than this is hidden as well"
    )
    tiers: dict[int, GoalValue] = Field(
        default_factory=dict,
        description="public: from this many people on, values so close to 0 or 100 % are coded",
        examples=[{10: "20%", 20: "10%", 40: "5%", 100: "2%", 300: "1%"}],
    )
    audience: Literal["internal", "shared", "public"] = "shared"
    authorization: str = ""
    retain_until: Day | None = None

    @property
    def coding(self) -> tuple[tuple[int, Fraction], ...]:
        """(smallest group, distance from 0 or 100 %), largest groups first; NCES 2011-603 unless written."""
        written = {size: goal.amount for size, goal in self.tiers.items()}
        return tuple(sorted((written or _NCES_TIERS).items(), reverse=True))

    @property
    def minimum(self) -> int:
        """Smallest cell size that may be shown: 10, or 11 in California, where ten or fewer are hidden."""
        return self.min_n or (11 if self.profile == "california" else 10)


class School(Closed):
    """A school's dates and former names."""

    opened: Day | None = None
    closed: Day | None = None
    formerly: tuple[str, ...] = Field(default=(), description="earlier names; their rows count under the new one")
    renamed_on: Day | None = None

    def is_open_on(self, day: date) -> bool:
        return (self.opened is None or self.opened <= day) and (self.closed is None or day <= self.closed)


class QualityRule(Closed):
    """One data-quality standard."""

    standard: str
    checks: Literal[
        "required_fields",
        "expected_people",
        "sampled_errors",
        "days_since_export",
        "unmapped_values",
        "file_security",
    ]
    at_least: GoalValue | None = None
    more_than: GoalValue | None = None
    at_most: GoalValue | None = None
    less_than: GoalValue | None = None
    warn: GoalValue | None = Field(
        default=None,
        description="worse than this is a warning; default: where half of what the limit allows is used up",
        examples=["98%"],
    )
    reading: str = ""
    inventory: tuple[str, ...] = ()


class ProgramFile(Closed):
    """`program.yaml`."""

    program: ProgramFacts
    calendar: Calendar
    people: dict[str, UnitKind] = Field(default_factory=dict)
    things: dict[str, UnitKind] = Field(default_factory=dict)
    populations: dict[str, Population] = Field(default_factory=dict)
    dimensions: dict[str, Dimension] = Field(default_factory=dict)
    schools: dict[str, School] = Field(default_factory=dict, description="schools that opened, closed or were renamed")
    disclosure: Disclosure = Disclosure()
    equity: dict[str, Any] = Field(default_factory=dict)
    quality: tuple[QualityRule, ...] = ()


class Program(ProgramFile):
    """Everything under `targets/`, checked: every name it uses exists."""

    folder: Path
    sources: dict[str, Source]
    metrics: dict[str, Metric]

    @property
    def exports_folder(self) -> Path:
        return self.folder / self.program.exports

    @property
    def records_file(self) -> Path:
        return self.folder / self.program.records

    @property
    def audits_file(self) -> Path:
        """Error rates of verified samples, beside the records."""
        return self.records_file.with_name("audits.csv")

    def unit_of(self, population: str) -> str:
        """The person or thing that a population consists of."""
        while population in self.populations:
            population = self.populations[population].of
        return population

    def roster_of(self, unit: str) -> Source | None:
        """The source that lists every person or thing of this kind; None if there is none."""
        kind = self.people.get(unit) or self.things.get(unit)
        return self.sources[kind.roster] if kind and kind.roster else None

    def is_person(self, unit: str) -> bool:
        return unit in self.people

    def sources_of(self, metric_id: str) -> tuple[str, ...]:
        """Every source a metric stands on: its rows, its tests, its population's, their rosters, its parts'."""
        found: dict[str, None] = {}
        self._collect_sources(metric_id, found)
        return tuple(found)

    def _collect_sources(self, metric_id: str, found: dict[str, None]) -> None:
        measure = self.metrics[metric_id].measure
        if measure.source:
            found[measure.source] = None
        self._collect_of_tests(measure.tests(), found)
        unit = self.unit_of(measure.of) if measure.of else measure.unit
        if unit and (roster := self.roster_of(unit)):
            found[roster.name] = None
        population = measure.of
        while population in self.populations:
            definition = self.populations[population]
            for tests in (definition.having, definition.without):
                self._collect_of_tests(tests.each() if tests else (), found)
            population = definition.of
        for part in measure.parts:
            self._collect_sources(part, found)

    @staticmethod
    def _collect_of_tests(tests: tuple[Test, ...], found: dict[str, None]) -> None:
        for test in tests:
            if test.source:
                found[test.source] = None
