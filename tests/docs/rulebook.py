"""The rule book of README.md: tables of tests/spec as they stand there, so that every row of the page is a test.

A test becomes a table by its docstring, which is printed above it, and its rows; the last cell of a row says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from kpitrack.model.published import Coded
from kpitrack.model.statuses import Status
from kpitrack.model.verdicts import Level, NoValue, Result, Value
from kpitrack.wording import english
from kpitrack.wording.numbers import ValueForm, coded_words
from tests.docs.tables import table
from tests.spec import test_disclosure_rules as privacy
from tests.spec import test_parts as parts
from tests.spec import test_statuses as statuses

_SHARE = ValueForm("share")
Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """One table of the rule book: a test, and how its rows are written."""

    test: Callable[..., None]
    captions: Cells
    row: Callable[..., Cells]


def rules() -> str:
    """Every table, folded by what it speaks of."""
    return "\n\n".join(
        "\n\n".join([f"<details><summary>{subject}</summary>", *map(_table, tables), "</details>"])
        for subject, tables in _BOOK.items()
    )


def _table(about: Rules) -> str:
    [rows] = (mark.args[1] for mark in vars(about.test)["pytestmark"] if mark.name == "parametrize")
    sentence = " ".join((about.test.__doc__ or "").split())
    return f"{sentence}\n\n{table(about.captions, (about.row(*row) for row in rows))}"


# --- how a row is written ------------------------------------------------------------------------------------------


def _judged(_measure: str, target: str, result: Result, status: str, because: str) -> Cells:
    return f"`{target}`", _result(result), _status(status), because


def _judged_early(_measure: str, target: str, start: str, result: Result, status: str, because: str) -> Cells:
    return f"`{target}`", start or "none", _result(result), _status(status), because


def _judged_by_part(target: str, found: parts.Parts, status: str, because: str) -> Cells:
    named = (f"{', '.join(name for _, name in part)}: {_result(result)}" for part, result in found.items())
    return f"`{target}`", "; ".join(named), _status(status), because


def _compared(now: Result, before: Result | None, status: str, because: str) -> Cells:
    return _result(before) if before else "none", _result(now), _status(status), because


def _overdue(then: Result, now: Result, status: str, because: str) -> Cells:
    return _result(then), _result(now), _status(status), because


def _small(met: int, not_met: int, hidden: bool, because: str) -> Cells:
    return str(met), str(not_met), _yes(hidden), because


def _totals(people: list[int], hidden: list[bool], because: str) -> Cells:
    shown = ("hidden" if is_hidden else str(count) for count, is_hidden in zip(people, hidden, strict=True))
    return ", ".join(map(str, people)), ", ".join(shown), because


def _printed(value: Fraction, n: int, coded: Coded) -> Cells:
    return f"{float(value * 100):.10g} %", str(n), coded_words(coded, _SHARE)


def _not_told(met: int, people: int, goal: int, told: bool, because: str) -> Cells:
    return f"{met} of {people}", f"{goal} %", _yes(told), because


def _differing(before: tuple[int, int], now: tuple[int, int], hidden: bool, because: str) -> Cells:
    return _sides(before), _sides(now), _yes(hidden), because


def _returning(people: int, at_start: bool, shown: bool, because: str) -> Cells:
    return str(people), _yes(at_start), _yes(shown), because


def _result(result: Result) -> str:
    match result:
        case NoValue():
            return "none"
        case Level(text=level):
            return level
        case Value(amount=share, numerator=numerator, denominator=denominator) if denominator and share <= 1:
            return f"{numerator} of {denominator}"
        case Value(amount=amount):
            return f"{float(amount):.10g}"


def _status(status: str) -> str:
    return english.STATUS_WORDS[Status(status)]


def _sides(point: tuple[int, int]) -> str:
    return f"{point[0]} met, {point[1]} not"


def _yes(claim: bool) -> str:
    return "yes" if claim else "no"


_BOOK: Mapping[str, tuple[Rules, ...]] = {
    "When a target is met": (
        Rules(statuses.test_on_and_after_the_due_day, ("target", "result", "status", "because"), _judged),
        Rules(statuses.test_before_the_due_day, ("target", "start", "result", "status", "because"), _judged_early),
        Rules(parts.test_every_part, ("target", "results", "status of all", "because"), _judged_by_part),
        Rules(parts.test_maintain_or_improve, ("before", "now", "status", "because"), _compared),
        Rules(parts.test_a_promise_of_the_past, ("on its day", "now", "status", "because"), _overdue),
    ),
    "What is hidden, and what the public sees": (
        Rules(privacy.test_which_cells_are_small, ("met", "did not", "hidden", "because"), _small),
        Rules(privacy.test_totals_of_schools, ("people at the schools", "printed", "because"), _totals),
        Rules(privacy.test_differences_of_printed_points, ("before", "now", "hidden", "because"), _differing),
        Rules(
            privacy.test_when_a_hidden_group_comes_back,
            ("people", "start of a period", "shown again", "because"),
            _returning,
        ),
        Rules(privacy.test_public_shares_are_coded_by_the_size_of_the_group, ("share", "people", "printed"), _printed),
        Rules(
            privacy.test_a_status_that_splits_a_coded_value_is_not_told,
            ("met", "target: at least", "status told", "because"),
            _not_told,
        ),
    ),
}
