"""The JSON contract: its schema, its order, and what a hidden cell may hold."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from kpitrack.model.published import GroupTable, NotApplicable, PublishedMetric, Report, Suppressed
from kpitrack.model.statuses import Status
from kpitrack.reports.as_json import number, render
from kpitrack.reports.schema import REPORT_SCHEMA
from kpitrack.reports.screen import Screen
from tests.builders import at_least, between, full_report, level, metric, no_data, report, share, shown, target


def parsed(result: Report) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(render(result, Screen()))
    return loaded


def only(about: PublishedMetric) -> dict[str, Any]:
    [found] = parsed(report(about))["metrics"]
    assert isinstance(found, dict)
    return found


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(REPORT_SCHEMA)


@pytest.mark.parametrize(
    "result",
    [
        full_report(),
        full_report(preliminary=True, audience="internal"),
        report(metric(total=NotApplicable("no grade"))),
        report(metric(total=no_data(), without_target=True), sources=()),
    ],
)
def test_every_report_keeps_the_contract(result: Report) -> None:
    errors = [error.message for error in Draft202012Validator(REPORT_SCHEMA).iter_errors(parsed(result))]
    assert errors == []


_PROMISED = ("schema", "program", "period", "from", "to", "as_of", "preliminary", "audience")
_PROMISED_AFTER = ("summary", "metrics", "sources", "problems")
_PROMISED_OF_A_METRIC = ("id", "title", "group", "unit", "kind", "value", "numerator", "denominator", "n")
_PROMISED_OF_A_VERDICT = ("previous", "year_ago", "target", "targets", "gap", "status", "sentence")
_PROMISED_BESIDE = ("by", "alerts", "inventory", "sources")


@pytest.mark.parametrize(
    ("keys", "promised"),
    [
        (list(parsed(full_report())), (*_PROMISED, *_PROMISED_AFTER)),
        (list(only(metric())), (*_PROMISED_OF_A_METRIC, *_PROMISED_OF_A_VERDICT, *_PROMISED_BESIDE)),
    ],
)
def test_keys_stand_in_the_order_of_the_contract(keys: list[str], promised: tuple[str, ...]) -> None:
    assert tuple(key for key in keys if key in promised) == promised


def test_a_hidden_group_is_hidden_and_nothing_more() -> None:
    groups: dict[tuple[str, ...], GroupTable] = {
        ("gender",): {("Male",): Suppressed()},
        ("gender", "frl"): {("Male", "Eligible"): Suppressed()},
    }
    assert only(metric(by=groups))["by"] == {
        "gender": [{"category": "Male", "suppressed": True}],
        "gender*frl": [{"category": ["Male", "Eligible"], "suppressed": True}],
    }


def test_a_hidden_total_hides_the_verdicts_on_it() -> None:
    judged = target(value=Fraction(7, 8), status=Status.MET)
    found = only(metric(total=Suppressed(), targets=(judged,)))
    assert found["suppressed"] is True
    assert {"value", "numerator", "denominator", "n", "gap", "status", "reason"}.isdisjoint(found)
    assert {"actual", "status", "judged_on", "overdue"}.isdisjoint(found["targets"][0])


def test_a_value_without_data_is_null_with_its_reason() -> None:
    found = only(metric(total=no_data("the file is missing")))
    assert found["value"] is None
    assert found["reason"] == "the file is missing"
    assert found["status"] == "no_data"


def test_zero_is_zero() -> None:
    assert only(metric(total=share(0, 40, Status.NOT_MET)))["value"] == 0


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (Fraction(89, 102), 0.872549),
        (Fraction(1, 3), 0.333333),
        (Fraction("0.0000005"), 0.000001),
        (Fraction(2, 3), 0.666667),
        (Fraction(52), 52),
        (Fraction(-1, 2), -0.5),
        ("Achieved", "Achieved"),
        (None, None),
    ],
)
def test_numbers_have_six_decimals(value: Fraction | str | None, printed: object) -> None:
    assert number(value) == printed


def test_a_range_has_both_ends_and_a_level_its_name() -> None:
    assert only(metric(goal=between("0.45", "0.55")))["target"]["value"] == [0.45, 0.55]
    assert only(metric(total=shown(1), goal=level("Achieved")))["target"]["value"] == "Achieved"
    assert only(metric(goal=at_least("0.85")))["target"]["value"] == 0.85
