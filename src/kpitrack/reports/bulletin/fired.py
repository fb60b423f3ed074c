"""The rules of a report as a list: what fired, by how much, what is done next and by whom."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from kpitrack.model.published import PublishedAlert, PublishedMetric, Report
from kpitrack.reports.as_json import as_json
from kpitrack.reports.plain import one_line
from kpitrack.wording import alert_sentence, editions, english

_LEVELS = ("intervention", "review", "analysis", "watch")  # most serious first
_WIDEST = 100


def render(report: Report, width: int, *, every: bool) -> str:
    """every: also the rules that did not fire."""
    lines = list(_lines(report, every=every))
    wrapped = (part for line in lines for part in _wrapped(line, min(width, _WIDEST)))
    return "\n".join(wrapped) + "\n"


def as_json_list(report: Report, *, every: bool) -> list[dict[str, Any]]:
    """The alerts of the JSON contract, each with its metric."""
    found = [
        {"metric": metric["id"], "title": metric["title"], **alert}
        for metric in as_json(report)["metrics"]
        for alert in metric["alerts"]
        if alert["triggered"] or every
    ]
    return sorted(found, key=lambda alert: (not alert["triggered"], _LEVELS.index(alert["level"])))


def _lines(report: Report, *, every: bool) -> Iterator[str]:
    for line in editions.unusable_lines(report):
        yield f"! {line}"
    facts = (english.period(report.period), english.data_through(english.day(report.as_of)))
    yield f"{report.title}: rules, {', '.join(facts)}"
    fired = _sorted(report, triggered=True)
    yield ""
    yield f"Fired ({len(fired)})" if fired else "No rule has fired."
    yield from (f"  {alert.level}: {alert_sentence(metric, alert)}" for metric, alert in fired)
    if every and (quiet := _sorted(report, triggered=False)):
        yield ""
        yield f"Looked at, not fired ({len(quiet)})"
        yield from (f"  {alert.level}: {alert_sentence(metric, alert)}" for metric, alert in quiet)


def _sorted(report: Report, *, triggered: bool) -> list[tuple[PublishedMetric, PublishedAlert]]:
    found = [(metric, alert) for metric in report.metrics for alert in metric.alerts if alert.triggered is triggered]
    return sorted(found, key=lambda each: _LEVELS.index(each[1].level))


def _wrapped(line: str, width: int) -> list[str]:
    indent = len(line) - len(line.lstrip())
    text = one_line(line.strip())
    return textwrap.wrap(text, width, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2)) or [""]
