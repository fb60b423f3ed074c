"""What an attack looks for, and what it found."""

from __future__ import annotations

from dataclasses import dataclass

from kpitrack.disclosure.audit.printed import Series
from kpitrack.disclosure.audit.structure import Group


@dataclass(frozen=True, slots=True)
class Widths:
    """What a hidden quantity may not fall short of."""

    minimum: int = 10  # groups below it must not be told
    people: int = 5
    outcomes: int = 3
    unanimous_below: int = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One quantity that the published files give away, or nearly."""

    series: Series
    group: Group
    quantity: str  # people, met, not, sum of a hidden group; or what is wrong with a printed one, see `why`
    least: float
    most: float

    @property
    def why(self) -> str:
        """What is wrong, without the number."""
        match self.quantity:
            case "change":
                return "two releases differ by a few people"
            case "rest":
                return "what it leaves over of a printed whole differs by a few people between two releases"
            case "small":
                return "a small group is printed"
            case "status":
                return "its status says more than its coded value"
            case "size":
                return "how many there are can be told exactly, though only large numbers are printed"
            case "elsewhere":
                return "hidden in one file, printed in another"
        what = {"people": "how many there are", "met": "how many met", "not": "how many did not meet"}
        named = what.get(self.quantity, "the sum of their values")
        width = self.most - self.least
        return f"{named} can be told exactly" if width < 0.5 else f"{named} can be told to within {width:.0f}"


@dataclass(frozen=True, slots=True)
class Audit:
    """What was looked at and what was found."""

    findings: tuple[Finding, ...]
    tables: int  # series with something hidden
    hidden: int  # hidden groups in them
    bounded: int  # quantities bounded from both sides
    left_out: int  # quantities for which the time did not suffice
    compared: int  # pairs of printed points in time
    contradictory: tuple[Series, ...] = ()  # figures that no table can have

    @property
    def is_complete(self) -> bool:
        return self.left_out == 0
