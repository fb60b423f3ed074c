"""The board's rules, each at its boundary; what is hidden or too short to tell says nothing."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from kpitrack.equity import with_alerts
from kpitrack.equity.alerts import fires
from kpitrack.model.published import PublishedAlert, PublishedCell, PublishedMetric, Shown, Suppressed
from kpitrack.model.rules import rule_of
from kpitrack.model.statuses import Status
from tests.builders import metric, no_data, share, shown
from tests.worlds import program

SHARE = "{kind: share, of: students, having: {from: log, window: in_period}}"


def cell(value: str | None, *earlier: str | None, status: Status = Status.NOT_MET) -> Shown:
    """A shown cell with its earlier values, newest first."""
    values = tuple(None if each is None else Fraction(each) for each in earlier)
    return replace(shown(value, status), earlier=values)


@pytest.mark.parametrize(
    ("when", "value", "fired", "because"),
    [
        ({"at_least": "10 pp"}, "0.1", True, "the threshold itself"),
        ({"at_least": "10 pp"}, "0.0999999", False, "nothing is rounded"),
        ({"more_than": "10 pp"}, "0.1", False, "equal is not more"),
        ({"more_than": "10 pp"}, "0.1000001", True, "just above"),
        ({"at_most": "80%"}, "0.8", True, "the threshold itself"),
        ({"at_most": "80%"}, "0.8000001", False, "just above"),
        ({"less_than": "80%"}, "0.8", False, "equal is not less"),
        ({"less_than": "80%"}, "0.7999999", True, "just below"),
        ({"between": ["40%", "45%"]}, "0.45", True, "the upper end is inside"),
        ({"between": ["40%", "45%"]}, "0.4500001", False, "just outside"),
        ({"not": {"between": ["45%", "55%"]}}, "0.45", False, "the lower end is inside"),
        ({"not": {"between": ["45%", "55%"]}}, "0.4499999", True, "just below"),
        ({"not": {"between": ["45%", "55%"]}}, "0.55", False, "the upper end is inside"),
        ({"not": {"between": ["45%", "55%"]}}, "0.5500001", True, "just above"),
        ({"at_least": 3}, None, None, "without a value it cannot be told"),
        ({"not": {"between": [1, 2]}}, None, None, "without a value it cannot be told"),
    ],
)
def test_a_threshold_is_crossed_exactly(when: dict[str, Any], value: str | None, fired: bool, because: str) -> None:
    assert fires(rule_of(when), cell(value), "higher") is fired, because


@pytest.mark.parametrize(
    ("written", "status", "fired"),
    [
        (["off_track", "not_met"], Status.NOT_MET, True),
        (["off_track", "not_met"], Status.OFF_TRACK, True),
        (["off_track", "not_met"], Status.NOT_DUE, False),
        ("not_met", Status.NOT_MET, True),
        ("not_met", Status.MET, False),
    ],
)
def test_a_status_is_one_of_those_named(written: object, status: Status, fired: bool) -> None:
    assert fires(rule_of({"status": written}), cell("0.5", status=status), "higher") is fired


@pytest.mark.parametrize(
    ("values", "better", "fired", "because"),
    [
        (("0.7", "0.8", "0.9"), "higher", True, "two falls running"),
        (("0.8", "0.8", "0.9"), "higher", False, "the same is no fall"),
        (("0.7", "0.9", "0.8"), "higher", False, "only the last step fell"),
        (("0.9", "0.8", "0.7"), "lower", True, "where lower is better, growth is the wrong way"),
        (("0.7", "0.8", "0.9"), "lower", False, "it improved"),
        (("0.7", "0.8"), "higher", None, "one step is not two"),
        (("0.7",), "higher", None, "no history"),
        (("0.7", None, "0.9", "0.95"), "higher", None, "a gap in the history is not stepped over"),
        ((None, "0.8", "0.9"), "higher", None, "no value now"),
        (("0.7", "0.8", "0.9"), "middle", None, "towards a middle there is no wrong direction"),
        (("0.7", "0.8", "0.9", "0.1"), "higher", True, "what was before does not matter"),
    ],
)
def test_falling_means_every_one_of_the_steps(
    values: tuple[str | None, ...], better: str, fired: bool | None, because: str
) -> None:
    assert fires(rule_of({"falls": 2}), cell(*values), better) is fired, because


@pytest.mark.parametrize(
    ("values", "fired", "because"),
    [
        ((None, None), True, "two periods without data"),
        ((None, None, "0.5"), True, "what was before does not matter"),
        ((None, "0.5"), False, "there was data in one"),
        (("0.5", None), False, "there is data now"),
        ((None,), None, "too little history to tell"),
    ],
)
def test_no_data_must_last_all_of_the_periods(values: tuple[str | None, ...], fired: bool | None, because: str) -> None:
    assert fires(rule_of({"no_data": 2}), cell(*values), "higher") is fired, because


def test_a_rule_that_asks_for_significance_is_left_to_the_dashboard() -> None:
    assert fires(rule_of({"significant": True}), cell("0.5"), "higher") is None


def test_an_unknown_rule_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        rule_of({"equals": 1})
    with pytest.raises(KeyError):
        rule_of({"at_least": "a lot"})


def alerts(tmp_path: Path, when: str, published: PublishedMetric, by: str = "") -> tuple[PublishedAlert, ...]:
    alert = f"{{when: {when}, level: review, response: Call the office, owner: O{by}}}"
    p = program(
        tmp_path, f"{published.id}: {{title: T, group: G, owner: O, measure: {SHARE}, by: [gender], alerts: [{alert}]}}"
    )
    [found] = with_alerts(p, [published])
    return found.alerts


def test_an_alert_carries_its_figure_limit_response_and_owner(tmp_path: Path) -> None:
    [found] = alerts(tmp_path, "{less_than: 80%}", metric(total=share(79, 100)))
    assert (found.triggered, found.value, found.limit) == (True, Fraction("0.79"), Fraction("0.8"))
    assert (found.level, found.response, found.owner, found.group) == ("review", "Call the office", "O", "")


@pytest.mark.parametrize(("value", "limit"), [(44, "0.45"), (56, "0.55"), (50, "0.55"), (49, "0.45")])
def test_the_limit_of_a_range_is_its_nearer_end(tmp_path: Path, value: int, limit: str) -> None:
    [found] = alerts(tmp_path, "{not: {between: [45%, 55%]}}", metric(total=share(value, 100)))
    assert found.limit == Fraction(limit)


def test_a_rule_that_cannot_be_told_is_not_listed_as_all_clear(tmp_path: Path) -> None:
    assert alerts(tmp_path, "{less_than: 80%}", metric(total=no_data())) == ()
    assert alerts(tmp_path, "{falls: 2}", metric(total=share(1, 2))) == ()


def test_a_hidden_total_fires_nothing(tmp_path: Path) -> None:
    for when in ("{at_least: 0%}", "{no_data: 1}", "{status: [suppressed, no_data]}"):
        assert alerts(tmp_path, when, metric(total=Suppressed())) == (), when


def test_a_hidden_group_fires_nothing_and_the_others_do(tmp_path: Path) -> None:
    table: dict[tuple[str, ...], PublishedCell] = {
        ("Female",): share(70, 100),
        ("Male",): share(90, 100),
        ("Non-binary",): Suppressed(),
    }
    published = metric(total=share(1, 100), by={("gender",): table})
    found = alerts(tmp_path, "{less_than: 80%}", published, by=", by: gender")
    assert [(each.group, each.triggered) for each in found] == [("Female", True), ("Male", False)]


def test_a_dimension_that_was_not_counted_fires_nothing(tmp_path: Path) -> None:
    assert alerts(tmp_path, "{less_than: 80%}", metric(total=share(1, 100)), by=", by: gender") == ()
