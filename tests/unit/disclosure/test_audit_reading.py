"""What the attacker reads out of a report file: what a coded text leaves open, and what its status adds."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from kpitrack.disclosure.audit import Printed, Series, printed_in_report
from kpitrack.disclosure.audit.printed import Fact, limits_of_text
from kpitrack.disclosure.audit.structure import EVERYONE

SERIES = Series("rate", "Y1-Q2", "2026-02-15")
CODED = {"shown": "85%", "status": "met"}


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("≥ 95%", "0.95", None),
        (">= 95%", "0.95", None),
        ("at least 95%", "0.95", None),
        ("≤ 5 %", None, "0.05"),
        ("<= 5%", None, "0.05"),
        ("at most 5%", None, "0.05"),
        ("85%", "0.845", "0.855"),
        ("about 85%", "0.845", "0.855"),
        ("~85%", "0.845", "0.855"),
        ("85.2%", "0.8515", "0.8525"),
        ("just under 75%", "0.745", "0.75"),
        ("just over 75%", "0.75", "0.755"),
        ("35 to 44", "35", "44"),
        ("1,200 to 1,299", "1200", "1299"),
        ("7.2", "7.15", "7.25"),
        ("1,250", "1249.5", "1250.5"),
        ("-3", "-3.5", "-2.5"),
        ("not shown", None, None),
    ],
)
def test_what_a_coded_text_leaves_open(text: str, least: str | None, most: str | None) -> None:
    """Half of the last digit on either side; a sign leaves one side open, `just` closes one at the number itself."""
    assert limits_of_text(text) == tuple(None if end is None else Fraction(end) for end in (least, most))


def _read(cell: dict[str, Any], **target: object) -> Fact:
    known: dict[Series, Printed] = {}
    head = {"id": "rate", "kind": "share", "period": "Y1-Q2", "through": "2026-02-15", "by": {}}
    printed_in_report({"metrics": [{**head, **cell, "target": target}]}, known)
    [fact] = known[SERIES].facts[EVERYONE]
    return fact


@pytest.mark.parametrize(
    ("comparator", "value", "is_split"),
    [
        ("at_least", 0.85, True),
        ("at_least", 0.845, False),  # every value of 84.5 to 85.5 % has met it
        ("more_than", 0.845, True),  # 84.5 % itself has not
        ("at_most", 0.845, True),  # only 84.5 % itself has
        ("less_than", 0.845, False),  # none has
        ("at_least", 0.855, False),  # would be rounded to 86 %
        ("at_most", 0.855, False),
        ("less_than", 0.85, True),
        ("at_least", 0.9, False),
        ("at_most", 0.8, False),
        ("between", [0.5, 0.85], True),
        ("between", [0.85, 0.9], True),
        ("between", [0.5, 0.9], False),
    ],
)
def test_a_status_splits_what_a_code_stands_for(comparator: str, value: object, is_split: bool) -> None:
    """85 % stands for 84.5 % and all up to 85.5 %: does a verdict say on which side of the target it lies?"""
    for status in ("met", "not_met"):
        assert _read({"shown": "85%", "status": status}, comparator=comparator, value=value).is_split is is_split


@pytest.mark.parametrize(
    ("changes", "target"),
    [
        ({"status": "no_data"}, {}),
        ({"judged_on": "2026-01-31"}, {}),
        ({"n": 120}, {}),
        ({"shown": "not shown"}, {}),
        ({}, {"scope": {"level": "Elementary"}}),
        ({}, {"value": None}),
        ({}, {"value": True}),
    ],
)
def test_a_status_of_something_else_splits_nothing(changes: dict[str, Any], target: dict[str, Any]) -> None:
    """Without a verdict, of another day, beside the exact size, of a part only, of no number."""
    assert not _read(CODED | changes, **{"comparator": "at_least", "value": 0.85, **target}).is_split


@pytest.mark.parametrize(("text", "end", "beyond"), [("≥ 95%", 0.97, 0.95), ("≤ 5%", 0.03, 0.05)])
def test_an_open_end_holds_every_target_beyond_it(text: str, end: float, beyond: float) -> None:
    """At least 95 % lies on both sides of 97 %, and of 95 % on one."""
    assert _read({"shown": text, "status": "met"}, comparator="at_least", value=end).is_split
    assert not _read({"shown": text, "status": "met"}, comparator="at_least", value=beyond).is_split


def test_a_coded_value_is_not_taken_for_the_exact_one() -> None:
    """What is printed beside its code is the code; a text of no number leaves the value as it is."""
    coded = _read({"shown": "85%", "value": 0.85})
    assert (coded.value, coded.least, coded.most) == (None, Fraction("0.845"), Fraction("0.855"))
    exact = _read({"n": 20, "numerator": 17, "denominator": 20, "value": 0.85})
    assert (exact.n, exact.numerator, exact.denominator, exact.value) == (20, 17, 20, Fraction("0.85"))
    assert exact.is_exact
    assert not coded.is_exact


@pytest.mark.parametrize("kind", ["gap", "derived", "record"])
def test_what_is_made_of_other_metrics_is_not_read(kind: str) -> None:
    """Those it is made of are read themselves."""
    known: dict[Series, Printed] = {}
    head = {"id": "rate", "kind": kind, "period": "Y1-Q2", "through": "2026-02-15", "by": {}, "value": 3}
    assert printed_in_report({"metrics": [head]}, known) == frozenset()
    assert known == {}
