"""What was shown to whom: the rows of the release ledger. They hold nothing that was not printed.

One row per cell of every release that left the team, hidden cells included: that a cell was hidden decides when it
may appear again. `internal` reports and own-school editions never enter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias

from kpitrack.model.published import Coded

LedgerAudience: TypeAlias = Literal["shared", "public"]
Categories: TypeAlias = tuple[tuple[str, str], ...]  # (dimension, category), sorted; empty means everyone


@dataclass(frozen=True, slots=True)
class Figures:
    """What was printed of one cell; None where a figure was not printed. All numbers are exact."""

    n: int | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    value: Fraction | str | None = None  # text is a level of a record
    coded: Coded | None = None  # public cells: what stands in place of the exact value


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
