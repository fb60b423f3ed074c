"""One statement of a source document as facts, and whether a target says the same."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from kpitrack.definitions.inventory import FILE
from kpitrack.model.calendar import Calendar
from kpitrack.model.metrics import Alert, AnotherMetric, Target
from kpitrack.model.quantities import Quantity, Unit, Word, parse_goal

_UNITS: dict[str, frozenset[Unit]] = {  # unit of a statement -> how a target may write it; others are plain numbers
    "%": frozenset({Unit.SHARE}),
    "% relative": frozenset({Unit.SHARE, Unit.RELATIVE}),  # of a change as a part of the start, `20%` is relative
    "pp": frozenset({Unit.POINTS_OF_SHARE}),
    "points": frozenset({Unit.POINTS_OF_SHARE, Unit.SCORE_POINTS, Unit.NUMBER}),
    "USD": frozenset({Unit.MONEY}),
    "score": frozenset({Unit.SCORE_POINTS}),
    "days": frozenset({Unit.DAYS}),
}
_HUNDREDTHS = ("%", "% relative", "pp")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")


@dataclass(frozen=True, slots=True)
class Facts:
    """A row of inventory.csv."""

    id: str
    place: str  # file:line:column
    document: str
    kind: str
    name: str
    comparator: str
    value: str  # several figures are separated by `;`, in the order of their days
    unit: str
    due: str
    response: str

    @property
    def said(self) -> str:
        """What the document promises, in the words of the language."""
        figure = f"{self.value} {self.unit}".strip().replace(" %", "%")
        promise = f"{self.comparator} {figure}".strip().replace("_", " ")
        return f"{promise} by {self.due}" if self.due else promise

    @property
    def has_figure(self) -> bool:
        return bool(self.comparator and self.value) and self.comparator != "weight"


def read_facts(folder: Path) -> tuple[Facts, ...]:
    """Every statement of the folder's inventory; empty if it has none."""
    path = folder / FILE
    if not path.is_file():
        return ()
    name = folder.resolve().name
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.DictReader(file)
        keys = ("document", "kind", "name", "comparator", "value", "unit", "due", "response")
        return tuple(
            Facts(
                (row.get("id") or "").strip(),
                f"{name}/{FILE}:{reader.line_num}:1",
                *((row.get(key) or "").strip() for key in keys),
            )
            for row in reader
        )


def says_the_same(facts: Facts, target: Target, calendar: Calendar) -> bool:
    """Comparator, value, unit and day of a target are those of the statement."""
    if target.comparator == "track":
        return not facts.has_figure
    if not facts.has_figure:
        return _same_day(facts.due, target, calendar)
    if not _same_comparator(facts, target):
        return False
    values = [each.strip() for each in facts.value.split(";")]
    days = [each.strip() for each in facts.due.split(";")]
    pairs = list(zip(values, days, strict=True)) if len(values) == len(days) else [(each, "") for each in values]
    return any(_same_goal(value, facts.unit, target) and _same_day(day, target, calendar) for value, day in pairs)


def says_the_same_limit(facts: Facts, alert: Alert) -> bool:
    """The percentage named in the document's alert is one of the alert's limits."""
    found = _PERCENT.search(facts.response)
    if found is None:
        return True
    return Fraction(found[1]) / 100 in set(_limits(alert.when))


def _limits(when: object) -> Iterator[Fraction]:
    if isinstance(when, dict):
        for each in when.values():
            yield from _limits(each)
    elif isinstance(when, list | tuple):
        for each in when:
            yield from _limits(each)
    elif isinstance(when, str) and isinstance(goal := parse_goal(when), Quantity):
        yield goal.amount


def _same_comparator(facts: Facts, target: Target) -> bool:
    if facts.comparator == "equals":
        return target.comparator == "between" and target.goal[0] == target.goal[1]
    return facts.comparator == target.comparator


def _same_goal(value: str, unit: str, target: Target) -> bool:
    goal = target.goal
    match goal:
        case (low, high):
            ends = value.split(" to ")
            return len(ends) == 2 and _same_amount(ends[0], unit, low) and _same_amount(ends[1], unit, high)
        case AnotherMetric():
            return not value[:1].isdigit()
        case Word(text):
            return value.casefold() in ("achieved", text.casefold())
        case _:
            return _same_amount(value, unit, goal)


def _same_amount(value: str, unit: str, goal: object) -> bool:
    if not isinstance(goal, Quantity):
        return False
    if unit.startswith("/"):
        return goal.unit is Unit.SCORE and str(goal.scale) == unit[1:] and goal.amount == Fraction(value)
    if goal.unit not in _UNITS.get(unit, frozenset({Unit.NUMBER})):
        return False
    return goal.amount == (Fraction(value) / 100 if unit in _HUNDREDTHS else Fraction(value))


def _same_day(day: str, target: Target, calendar: Calendar) -> bool:
    """The last days agree; of a rhythm, one of its periods ends on that day. A day the calendar lacks is no fact."""
    wanted = calendar.find(day) if day else None
    if wanted is None:
        return True
    if target.due is not None:
        due = calendar.find(target.due)
        return due is not None and due.end == wanted.end
    first = calendar.find(target.starts) if target.starts else None
    last = calendar.find(target.until) if target.until else None
    return any(
        each.end == wanted.end
        for each in calendar.every(target.every or "")
        if (first is None or each.start >= first.start) and (last is None or each.end <= last.end)
    )
