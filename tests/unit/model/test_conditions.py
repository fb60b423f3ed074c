"""Conditions as they are written, and what is refused before anything is counted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from kpitrack.model.conditions import Ago, Between, Blank, Compares, Filter, Not, OneOf, parse_condition


@pytest.mark.parametrize(
    ("written", "condition"),
    [
        ("Completed", OneOf(("Completed",))),
        (" Completed ", OneOf(("Completed",))),
        ([1, 2], OneOf((1, 2))),
        (True, OneOf((True,))),
        ({"at_least": 40}, Compares((("at_least", Decimal(40)),))),
        ({"at_least": "80%"}, Compares((("at_least", Decimal("0.8")),))),
        ({"more_than": 1, "less_than": "2.5"}, Compares((("more_than", Decimal(1)), ("less_than", Decimal("2.5"))))),
        ({"at_least": "Mid"}, Compares((("at_least", "Mid"),))),
        ({"between": ["2026-08-10", "2026-12-31"]}, Between("2026-08-10", "2026-12-31")),
        ({"at_least_ago": "90 days"}, Ago("at_least_ago", 90)),
        ({"at_most_ago": "1 day"}, Ago("at_most_ago", 1)),
        ({"not": "Grant"}, Not(OneOf(("Grant",)))),
        ({"not": {"between": [1, 2]}}, Not(Between(Decimal(1), Decimal(2)))),
        ({"blank": True}, Blank(expected=True)),
    ],
)
def test_every_form_is_read(written: object, condition: object) -> None:
    assert parse_condition(written) == condition
    assert parse_condition(condition) == condition, "reading twice changes nothing"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ([], "empty list"),
        ({}, "not a condition"),
        ({"equals": 1}, "not a condition"),
        ({"not": 1, "blank": True}, "not a condition"),
        ({"at_least": 1, "between": [1, 2]}, "not a condition"),
        ({"between": [1]}, "two values"),
        ({"blank": "yes"}, "true or false"),
        ({"at_least_ago": 90}, "90 days"),
        ({"at_least_ago": "1.5 days"}, "number of days"),
        ({"at_least": "10 pp"}, "does not fit a field"),
        ({"at_least": None}, "not a value"),
        (None, "blank: true"),
        (0.5, "not a value"),
    ],
)
def test_what_is_no_condition_is_refused_in_plain_words(written: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_condition(written)


def test_a_filter_is_written_flat_and_names_its_fields() -> None:
    written: dict[str, Any] = {"status": "Held", "any_of": [{"hours": {"at_least": 1}}, {"kind": "Trip"}]}
    found = Filter.model_validate(written)
    assert found.entries == {"status": OneOf(("Held",))}
    assert found.fields() == ("status", "hours", "kind")
    assert not found.is_empty
    assert Filter.model_validate({}).is_empty


def test_a_filter_is_a_mapping() -> None:
    with pytest.raises(ValidationError, match="a filter is a mapping"):
        Filter.model_validate(["status"])
