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
        ({"where": {"passed": True}, "window": "year_to_date"}, "`window` and `date` go with `from`"),
        ({"where": {"passed": True}, "date": "passed_on"}, "`window` and `date` go with `from`"),
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


# --- which rows are looked at --------------------------------------------------------------------------------------

COUNT = {"kind": "count", "from": "log", "window": "year_to_date", "per": "student"}
SINCE = {"from": "pd", "window": "program_to_date"}


@pytest.mark.parametrize(
    ("written", "windows"),
    [
        (COUNT, "year_to_date"),
        ({**COUNT, "having": SINCE, "without": LOG}, "year_to_date program_to_date in_period"),
        ({**COUNT, "having": {"where": {"passed": True}}}, "year_to_date"),  # its own rows
        ({"kind": "share", "of": "students", "having": {"where": {"frl": "Y"}}}, ""),  # the roster alone
        ({"kind": "share", "of": "students", "having": {"any_of": [LOG, SINCE]}}, "in_period program_to_date"),
        ({"kind": "change", "of": "students", **LOG, "value": "score"}, "in_period program_to_date"),
        ({"kind": "record"}, ""),
    ],
)
def test_which_rows_a_measure_looks_at(written: dict[str, Any], windows: str) -> None:
    """Its own and those of its tests; a change looks at its first side besides, in the period before or earlier."""
    assert Measure.model_validate(written).windows == set(windows.split())


@pytest.mark.parametrize(
    ("written", "is_inside"),
    [
        (COUNT, False),
        ({**COUNT, "without": LOG}, True),
        ({"kind": "share", "of": "students", "having": {"where": {"frl": "Y"}}}, False),
        ({"kind": "change", "of": "s", **LOG, "window": "year_to_date", "value": "score"}, True),
    ],
)
def test_which_measures_count_a_period_by_itself(written: dict[str, Any], *, is_inside: bool) -> None:
    assert Measure.model_validate(written).looks_into_period is is_inside


@pytest.mark.parametrize(
    ("changes", "grows", "because"),
    [
        ({}, True, "rows of the year"),
        ({"window": "program_to_date"}, True, "rows since the program began"),
        ({"window": "in_period"}, False, "rows of a period"),
        ({"window": "on_that_day"}, False, "who is there"),
        ({"kind": "total", "value": "hours"}, True, "a total of them"),
        ({"kind": "share", "having": SINCE}, False, "a share falls as well"),
        ({"of": "students"}, False, "who is no student any more is not counted any more"),
        ({"without": SINCE}, False, "who has not finished yet may finish"),
        ({"having": SINCE}, True, "who finished has finished"),
        ({"having": {**SINCE, "window": "in_period"}}, False, "a period ends"),
        ({"having": {**SINCE, "window": "on_that_day"}}, False, "who is there may leave"),
        ({"having": {"where": {"passed": True}}}, True, "rows of its own, once passed"),
        ({"having": [SINCE, LOG]}, False, "one of two tests can fail"),
        ({"having": {**SINCE, "take": "count", "at_least": 3}}, True, "three rows stay three rows"),
        ({"having": {**SINCE, "take": "count", "more_than": 3}}, True, "as above"),
        ({"having": {**SINCE, "take": "count", "at_most": 3}}, False, "a fourth may come"),
        ({"having": {**SINCE, "take": "distinct", "value": "course", "at_least": 3}}, True, "three courses"),
        ({"having": {**SINCE, "take": "highest", "value": "score", "at_least": 3}}, True, "the best stays the best"),
        ({"having": {**SINCE, "take": "latest", "value": "score", "at_least": 3}}, False, "the next may be worse"),
        ({"having": {**SINCE, "take": "highest", "value": "score", "over": "of", "at_least": 3}}, False, "a share"),
        ({"having": {**SINCE, "take": "highest", "value": "score", "between": (3, 5)}}, False, "it may be passed"),
    ],
)
def test_which_counts_never_fall(changes: dict[str, Any], *, grows: bool, because: str) -> None:
    """Whoever has been counted stays counted, while rows are added and none is changed."""
    assert Measure.model_validate({**COUNT, **changes}).only_grows is grows, because
