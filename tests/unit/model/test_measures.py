"""Measures and tests that cannot be meant are refused by themselves, before any name is looked up."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from kpitrack.model.measures import Measure, Missing, Test

LOG = {"from": "log", "window": "in_period"}


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"kind": "share", "of": "students"}, "needs `having` or `without`"),
        ({"kind": "count"}, "name who is counted"),
        ({"kind": "count", **LOG}, "name who is counted"),
        ({"kind": "mean", "of": "students"}, "needs the key `value`"),
        ({"kind": "mean", "of": "students", "value": "score", "having": {}}, "has no key `having`"),
        ({"kind": "count", "of": "students", "from": "log"}, "needs a `window`"),
        ({"kind": "gap", "metric": "a"}, "larger_minus_smaller"),
        ({"kind": "gap", "metric": "a", "side": {"gender": "Male"}}, "`side` and `compared_to`"),
        ({"kind": "derived", "add": ["a"], "divide": ["a", "b"]}, "exactly one of add, subtract, divide"),
        ({"kind": "derived"}, "exactly one of add, subtract, divide"),
        ({"kind": "change", "of": "s", **LOG, "value": "score", "after": {"wave": "Post"}}, "both or neither"),
        ({"kind": "change", "of": "s", **LOG, "value": "score", "before": {"wave": "Pre"}}, "both or neither"),
    ],
)
def test_a_measure_that_cannot_be_meant_is_refused(written: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Measure.model_validate(written)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"from": "log"}, "needs a `window`"),
        ({**LOG, "at_least": 3}, "a comparator needs a `value`"),
        ({**LOG, "value": "score"}, "needs a comparator"),
        ({**LOG, "value": "score", "at_least": 3, "at_most": 5}, "at most one comparator"),
        ({**LOG, "take": "count", "at_most": 0}, "write `without`"),
        ({**LOG, "take": "count", "less_than": 1}, "write `without`"),
        ({**LOG, "value": "score", "take": "change", "at_least": 1, "after": {"wave": "Post"}}, "both or neither"),
    ],
)
def test_a_test_that_cannot_be_meant_is_refused(written: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Test.model_validate(written)


@pytest.mark.parametrize(
    ("written", "missing"),
    [
        (LOG, Missing.COUNTS_AS_NO),
        ({**LOG, "take": "count", "at_least": 3}, Missing.COUNTS_AS_NO),
        ({**LOG, "take": "distinct", "value": "topic", "at_least": 3}, Missing.COUNTS_AS_NO),
        ({**LOG, "value": "score", "at_least": 3}, Missing.LEFT_OUT),
        ({**LOG, "value": "score", "at_least": 3, "missing": "counts_as_no"}, Missing.COUNTS_AS_NO),
    ],
)
def test_who_has_no_row_counts_as_no_and_who_has_no_value_is_left_out(
    written: dict[str, Any], missing: Missing
) -> None:
    assert Test.model_validate(written).when_missing is missing
