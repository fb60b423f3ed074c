"""How good the data are: five standards, each held against its limit, and suspicions worth a look.

A violation of a rule is not a verified error: the first is counted by the intake, the second by people who compare
sampled rows with what really happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as key
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias

from kpitrack.model.intake import Problem

QualityLevel: TypeAlias = Literal["pass", "warn", "fail", "unknown"]
Standard: TypeAlias = Literal["completeness", "accuracy", "timeliness", "consistency", "security"]
STANDARDS: tuple[Standard, ...] = ("completeness", "accuracy", "timeliness", "consistency", "security")


@dataclass(frozen=True, slots=True)
class Limit:
    """A standard as the program writes it: beyond the limit is a fail, and not far from it a warning."""

    at_least: Fraction | None = None  # share 0..1
    below: Fraction | None = None  # share 0..1, or a count
    inclusive: bool = True  # may the limit itself be reached?
    warn: Fraction | None = None  # worse than this is a warning; None: where half of what is allowed is used up
    is_share: bool = True  # `below` is a share of the rows, not a number of them

    def level(self, value: Fraction) -> QualityLevel:
        """Held against the limit, exactly."""
        if self.at_least is not None:
            if value < self.at_least or (value == self.at_least and not self.inclusive):
                return "fail"
            warn = self.warn if self.warn is not None else self.at_least + (1 - self.at_least) / 2
            return "warn" if value < warn else "pass"
        if self.below is None:
            return "unknown"
        if value > self.below or (value == self.below and not self.inclusive):
            return "fail"
        warn = self.warn if self.warn is not None else self.below / 2
        return "warn" if value > warn else "pass"

    def level_of_rows(self, count: int, rows: int) -> QualityLevel:
        """So many rows of all rows, held against a share or a number, whichever is written."""
        return self.level(Fraction(count, rows) if self.is_share and rows else Fraction(count))


@dataclass(frozen=True, slots=True)
class QualityFinding:
    """One standard of one source (or one of its fields), held against its limit."""

    standard: Standard
    level: QualityLevel
    source: str
    code: str  # which sentence of `wording.quality`
    field: str = ""
    value: Fraction | None = None
    facts: Mapping[str, str] = key(default_factory=dict)
    items: tuple[str, ...] = ()  # the questions of a survey that are judged together
    metrics: tuple[str, ...] = ()  # that stand on it


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Something that is seldom right: a person should look."""

    source: str
    code: str
    facts: Mapping[str, str] = key(default_factory=dict)
    metrics: tuple[str, ...] = ()  # that stand on the source


@dataclass(frozen=True, slots=True)
class Audit:
    """One sample that people have compared with what happened."""

    source: str
    checked_on: date
    checked: int  # rows with an answer
    wrong: int
    low: Fraction  # exact 95 % interval of the share of wrong rows
    high: Fraction
    by: str = ""

    @property
    def rate(self) -> Fraction:
        return Fraction(self.wrong, self.checked) if self.checked else Fraction(0)


@dataclass(frozen=True, slots=True)
class Quality:
    """The data of a program on one day."""

    program: str
    as_of: date
    findings: tuple[QualityFinding, ...]
    suspicions: tuple[Suspicion, ...]
    unusable: Mapping[str, str] = key(default_factory=dict)  # source -> reason
    marks: Mapping[str, tuple[str, ...]] = key(default_factory=dict)  # metric -> what its sources fail
    sources: int = 0
    unread: tuple[str, ...] = ()  # sources that stand in sources.yaml, and no metric reads
    problems: tuple[Problem, ...] = ()  # rows and files to mend
    owners: Mapping[str, str] = key(default_factory=dict)  # source -> who delivers it

    def level_of(self, standard: Standard) -> QualityLevel:
        """The worst level of a standard; unknown if nothing was found out."""
        found = {each.level for each in self.findings if each.standard == standard}
        return next((level for level in _WORST_FIRST if level in found), "unknown")

    @property
    def fails(self) -> bool:
        return any(each.level == "fail" for each in self.findings)

    @property
    def warns(self) -> bool:
        return any(each.level == "warn" for each in self.findings) or bool(self.suspicions)


_WORST_FIRST: tuple[QualityLevel, ...] = ("fail", "warn", "pass", "unknown")
