"""Cells as text for a database: exact numbers as `3/4`, and back without loss."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from kpitrack.model.ledger import Categories, Figures, PrintedVerdict, promise_key
from kpitrack.model.published import AtLeast, AtMost, Coded, Goal, PublishedTarget, Rounded, Shown
from kpitrack.model.statuses import Status

_as_json = json.JSONEncoder(ensure_ascii=False).encode  # made once: a ledger holds a million of them


def figures_of(cell: Shown, target: PublishedTarget | None) -> Figures:
    """What was printed of a shown cell. target: the one its verdict speaks of."""
    promise = promise_key(target.due, target.role, target.changed_on) if target else ""
    verdict = PrintedVerdict(
        *(cell.status, promise, cell.gap, cell.needed, cell.expected, cell.judged_on, cell.near, cell.reason)
    )
    exact = (cell.n, cell.numerator, cell.denominator, cell.value)
    return Figures(*exact, cell.coded, people=cell.people, as_of=cell.as_of, verdict=verdict)


def figures_text(figures: Figures) -> str:
    """JSON with the keys that were printed."""
    found = {
        "n": figures.n,
        "numerator": _number(figures.numerator),
        "denominator": _number(figures.denominator),
        **_value(figures.value),
        **_coded(figures.coded),
        "people": figures.people,
        "as_of": figures.as_of.isoformat() if figures.as_of else None,
        "verdict": _verdict_facts(figures.verdict) if figures.verdict else None,
    }
    return _as_json({key: each for key, each in found.items() if each is not None})


@lru_cache(maxsize=65_536)  # what stands is printed again and again
def read_figures(text: str) -> Figures:
    found = json.loads(text)
    return Figures(
        n=found.get("n"),
        numerator=_fraction(found.get("numerator")),
        denominator=_fraction(found.get("denominator")),
        value=found["level"] if "level" in found else _fraction(found.get("value")),
        coded=_read_coded(found),
        people=found.get("people"),
        as_of=_day(found.get("as_of")),
        verdict=_read_verdict(found["verdict"]) if "verdict" in found else None,
    )


def _verdict_facts(verdict: PrintedVerdict) -> dict[str, Any]:
    facts = {
        "status": verdict.status.value,
        "promise": verdict.promise or None,
        "gap": _number(verdict.gap),
        "needed": verdict.needed,
        "expected": _number(verdict.expected),
        "judged_on": verdict.judged_on.isoformat() if verdict.judged_on else None,
        "near": verdict.near or None,
        "reason": verdict.reason or None,
    }
    return {key: each for key, each in facts.items() if each is not None}


def _read_verdict(found: dict[str, Any]) -> PrintedVerdict:
    return PrintedVerdict(
        status=Status(found["status"]),
        promise=found.get("promise", ""),
        gap=_fraction(found.get("gap")),
        needed=found.get("needed"),
        expected=_fraction(found.get("expected")),
        judged_on=_day(found.get("judged_on")),
        near=found.get("near", ""),
        reason=found.get("reason", ""),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@lru_cache(maxsize=4_096)  # a school stands in the ledger once for every metric and period
def categories_text(categories: Categories) -> str:
    return _as_json(categories)


@lru_cache(maxsize=4_096)
def read_categories(text: str) -> Categories:
    return tuple((dimension, category) for dimension, category in json.loads(text))


def goal_facts(goal: Goal | None) -> list[str | None] | None:
    return None if goal is None else [goal.comparator, _number(goal.low), _number(goal.high), goal.level]


def read_goal(facts: list[str | None] | None) -> Goal | None:
    if facts is None:
        return None
    comparator, low, high, level = facts
    return Goal(comparator or "", _fraction(low), _fraction(high), level or "")


def _number(number: Fraction | None) -> str | None:
    return None if number is None else str(number)


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _value(value: Fraction | str | None) -> dict[str, str | None]:
    return {"level": value} if isinstance(value, str) else {"value": _number(value)}


def _coded(coded: Coded | None) -> dict[str, Any]:
    match coded:
        case None:
            return {}
        case AtLeast(value=value):
            return {"at_least": str(value)}
        case AtMost(value=value):
            return {"at_most": str(value)}
        case Rounded(value=value, step=step):
            return {"rounded": str(value), "step": str(step)}


def _read_coded(found: dict[str, Any]) -> Coded | None:
    if "at_least" in found:
        return AtLeast(Fraction(found["at_least"]))
    if "at_most" in found:
        return AtMost(Fraction(found["at_most"]))
    return Rounded(Fraction(found["rounded"]), Fraction(found["step"])) if "rounded" in found else None
