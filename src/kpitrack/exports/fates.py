"""What can become of a row: used, dropped by a rule, or refused for a fault."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kpitrack.model.sources import Field

BLANK_ROW, TOTAL_ROW, IDENTICAL = "blank row", "total row", "identical duplicate"
SAME_FILE = "the same file again"
RAGGED, BROKEN_QUOTES = "ragged row", "broken quotation marks"
UNREAD = "not used, because too many rows were refused"
_REASON_OF_FIELD = "unknown code", "bad date", "bad number", "outside the scale", "missing value"
UNKNOWN_CODE, BAD_DATE, BAD_NUMBER, OUTSIDE_SCALE, MISSING_VALUE = _REASON_OF_FIELD
DAMAGED_ID, MISSING_ID = "damaged id", "missing id"
UNKNOWN_PERIOD = "unknown period"
CONTRADICTION = "contradicting duplicate"
GATHERED, HIDDEN_ROW = "gathered into another row", "hidden row"
AMBIGUOUS = "id of two people"


@dataclass(frozen=True, slots=True)
class Fate:
    """Why a row is not used. `field` is the field or unit at fault, `column` its caption."""

    kind: Literal["dropped", "refused"]
    reason: str
    field: str = ""
    column: str = ""
    definition: Field | None = None


@dataclass
class Fates:
    """The fates of one source, each with its number in the engine; 0 is no number."""

    listed: list[Fate] = field(default_factory=list)

    def number(self, fate: Fate) -> int:
        """The number of this fate, new or known."""
        if fate not in self.listed:
            self.listed.append(fate)
        return self.listed.index(fate) + 1

    def of(self, number: int) -> Fate:
        return self.listed[number - 1]


def unknown_person(unit: str) -> str:
    """The reason of a person who is not on the roster."""
    return f"unknown {unit}"
