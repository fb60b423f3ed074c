"""What was shown to whom: the rows of the release ledger. They hold nothing that was not printed.

One row per cell of every release that left the team, hidden cells included: that a cell was hidden decides when it
may appear again. `internal` reports and own-school editions never enter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Literal, TypeAlias

from kpitrack.model.published import Coded, stands_for
from kpitrack.model.statuses import Status

LedgerAudience: TypeAlias = Literal["shared", "public"]
Categories: TypeAlias = tuple[tuple[str, str], ...]  # (dimension, category), sorted; empty means everyone


@dataclass(frozen=True, slots=True)
class PrintedVerdict:
    """What was printed beside a value, so that both can be printed again together."""

    status: Status
    promise: str = ""  # which target it speaks of, as `promise_key` writes it; empty without one
    gap: Fraction | None = None
    needed: int | None = None
    expected: Fraction | None = None
    judged_on: date | None = None
    near: Literal["", "under", "over"] = ""
    reason: str = ""


def promise_key(due: date, role: str, changed_on: date | None) -> str:
    """One target among those of its metric."""
    return f"{due} {role} {changed_on or ''}".rstrip()


@dataclass(frozen=True, slots=True)
class Figures:
    """What was printed of one cell; None where a figure was not printed. All numbers are exact.

    as_of: the day of a figure that was printed again, because today's could not be; None for a report's own day.
    people: never printed; the different people behind rows: two releases must not differ in too few of them.
    """

    n: int | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    value: Fraction | str | None = None  # text is a level of a record
    coded: Coded | None = None  # public cells: what stands in place of the exact value
    people: int | None = field(default=None, compare=False)
    as_of: date | None = field(default=None, compare=False)
    verdict: PrintedVerdict | None = field(default=None, compare=False)

    def agrees_with(self, other: Figures) -> bool:
        """Do both say the same, one of them perhaps less, or less exactly? Then neither contradicts the other."""
        counts = (
            (self.n, other.n),
            (self.numerator, other.numerator),
            (self.denominator, other.denominator),
        )
        if any(one != two for one, two in counts if one is not None and two is not None):
            return False
        match self, other:
            case Figures(coded=None, value=Fraction() as exact), Figures(coded=coded) if coded is not None:
                return stands_for(coded, exact)
            case Figures(coded=coded), Figures(coded=None, value=Fraction() as exact) if coded is not None:
                return stands_for(coded, exact)
        return (self.value, self.coded) == (other.value, other.coded)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One cell of one release."""

    release: str  # id of the release; the same for all its versions
    version: int  # 1 for the first; a correction is the next number
    released_on: date
    by: str  # who signed off
    audience: LedgerAudience
    report_period: str  # the period of the report: Y1-Q2
    metric: str
    period: str  # the period observed, which may be shorter or longer than the report's
    through: date  # data was used up to this day
    categories: Categories
    shown: Figures | None  # None: the cell was hidden
    replaces: int | None = None  # the version of the same release that this one corrects

    @property
    def is_new(self) -> bool:
        """Was a figure of the release's own day printed? Not where it was hidden, or stood as printed before."""
        return self.shown is not None and self.shown.as_of is None


@dataclass(frozen=True)
class Released:
    """Every cell that was shown before, found by metric."""

    rows: tuple[LedgerRow, ...] = ()

    def of(self, metric: str) -> Sequence[LedgerRow]:
        return self._by_metric.get(metric, ())

    @cached_property
    def _by_metric(self) -> Mapping[str, Sequence[LedgerRow]]:
        found: dict[str, list[LedgerRow]] = {}
        for row in self.rows:
            found.setdefault(row.metric, []).append(row)
        return found


NOTHING_RELEASED = Released()
