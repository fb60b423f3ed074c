"""The program's days, the five schools, and chance that always falls the same way."""

from datetime import date, timedelta
from random import Random

AS_OF = date(2026, 2, 15)
YEAR_0 = (date(2024, 8, 12), date(2025, 6, 12))
YEAR_1 = date(2025, 8, 11)
STAMP = AS_OF.isoformat()

ALDER, BIRCH, COBALT, DOLOMITE, EMBER = (
    "Alder Elementary",
    "Birch Elementary",
    "Cobalt Middle",
    "Dolomite High",
    "Ember Alternative",
)
TK = -1


def source_of_chance(part: str) -> Random:
    """Each part draws from its own source, so that a change in one leaves the others as they were."""
    return Random(f"kpitrack example {part}")


def some_day(chance: Random, first: date, last: date) -> date:
    """A Monday to Friday between two days, both included."""
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    return chance.choice([day for day in days if day.weekday() < 5])


def spread(total: int, parts: int) -> list[int]:
    return [total // parts + (1 if n < total % parts else 0) for n in range(parts)]
