"""The JSON contract (`kpitrack schema report`): keys in a fixed order, numbers unrounded to six decimals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, TypeAlias, assert_never

from kpitrack.model.editions import Edition
from kpitrack.model.intake import Problem, SourceReading
from kpitrack.model.published import (
    Goal,
    GroupTable,
    NotApplicable,
    PublishedAlert,
    PublishedCell,
    PublishedMetric,
    PublishedTarget,
    Report,
    Shown,
    Suppressed,
)
from kpitrack.model.quantities import as_decimal
from kpitrack.model.statuses import Status
from kpitrack.reports import closing
from kpitrack.reports.screen import Screen
from kpitrack.wording import ASCII, notes, reason_text, sentence, shown_text
from kpitrack.wording.numbers import coded_text, form_of

SCHEMA_VERSION = 1

Json: TypeAlias = dict[str, Any]


def render(report: Report, screen: Screen) -> str:  # noqa: ARG001 - JSON looks the same everywhere
    return json.dumps(as_json(report), indent=1, ensure_ascii=False) + "\n"


def as_json(report: Report) -> Json:
    return {
        "schema": SCHEMA_VERSION,
        "program": report.program,
        "title": report.title,
        "period": report.period,
        "from": _day(report.start),
        "to": _day(report.end),
        "as_of": _day(report.as_of),
        "preliminary": report.preliminary,
        "audience": report.audience,
        **({"school": report.school} if report.school else {}),
        **({"release": _release(report.edition)} if report.edition else {}),
        "notes": list(report.notes),
        "summary": dict(report.summary),
        "hidden_cells": report.hidden_cells,
        "carried_cells": len(report.carried_days),
        "metrics": [_metric(metric) for metric in report.metrics],
        "sources": [_source(source) for source in report.sources],
        "problems": [problem(each) for each in closing.problems(report)],
    }


def _release(edition: Edition) -> Json:
    """What the document is. A working copy has no such key."""
    return {
        "state": "draft" if edition.draft else "released",
        "id": edition.draft or edition.release,
        "version": edition.version,
        "replaces": edition.replaces,
        "why": edition.why,
        "by": edition.signed_by,
        "on": _day(edition.signed_on) if edition.signed_on else None,
    }


def number(value: Fraction | str | None) -> int | float | str | None:
    """Exact to six decimals; a level or a day stays text."""
    if value is None or isinstance(value, str):
        return value
    return int(value) if value.denominator == 1 else float(as_decimal(value, 6))


def goal_value(goal: Goal) -> int | float | str | list[int | float | str | None] | None:
    """One number, a level, or both ends of a range."""
    if goal.level:
        return goal.level
    if goal.comparator == "between":
        return [number(goal.low), number(goal.high)]
    return number(goal.low if goal.low is not None else goal.high)


def _metric(metric: PublishedMetric) -> Json:
    is_hidden = isinstance(metric.total, Suppressed)
    return {
        "id": metric.id,
        "title": metric.title,
        "group": metric.group,
        "unit": metric.unit,
        "kind": metric.kind,
        **({"scale": metric.scale} if metric.scale is not None else {}),
        **({"currency": metric.currency} if metric.currency else {}),
        "period": metric.period,
        "through": _day(metric.through),
        **({"total_of": dict(metric.total_of)} if metric.total_of else {}),
        **_facts(metric),
        "target": _promise(metric.target) if metric.target else None,
        "targets": [_judged_promise(metric, target, is_hidden=is_hidden) for target in metric.targets],
        **_verdict(metric.total),
        "sentence": sentence(metric),
        "notes": list(notes(metric)),
        "owner": metric.owner,
        "by": {"*".join(dimensions): _groups(metric, groups) for dimensions, groups in metric.by.items()},
        "not_applicable": dict(metric.not_applicable),
        "alerts": [_alert(metric, alert) for alert in metric.alerts],
        "inventory": list(metric.inventory),
        "sources": list(metric.sources),
    }


def _facts(metric: PublishedMetric) -> Json:
    """What was counted; of a hidden cell that it is hidden, and nothing more."""
    match metric.total:
        case Suppressed():
            return {"suppressed": True}
        case NotApplicable(reason=reason):
            return {"value": None, "reason": reason}
        case Shown() as cell:
            return {
                "value": number(cell.value),
                **_coding(metric, cell),
                "numerator": number(cell.numerator),
                "denominator": number(cell.denominator),
                "n": cell.n,
                **({"left_out": cell.left_out} if cell.left_out else {}),
                "previous": number(cell.previous),
                "year_ago": number(cell.year_ago),
                **_reason(cell),
            }
        case _:
            assert_never(metric.total)


def _coding(metric: PublishedMetric, cell: Shown) -> Json:
    """What stands for a value in public; `value` is then its limit or its rounded figure."""
    return {} if cell.coded is None else {"shown": shown_text(metric, cell, ASCII).value}


def _reason(cell: Shown) -> Json:
    return {"reason": reason_text(cell)} if cell.reason or cell.value is None else {}


def _verdict(cell: PublishedCell) -> Json:
    match cell:
        case Suppressed():
            return {}
        case NotApplicable():
            return {"gap": None, "status": Status.NOT_APPLICABLE.value}
        case Shown():
            return {
                "gap": number(cell.gap),
                **({"needed": cell.needed} if cell.needed is not None else {}),
                **({"expected": number(cell.expected)} if cell.expected is not None else {}),
                **({"judged_on": _day(cell.judged_on)} if cell.judged_on else {}),
                **_as_of(cell.as_of),
                "status": cell.status.value,
            }
        case _:
            assert_never(cell)


def _promise(target: PublishedTarget) -> Json:
    goal = target.goal
    return {
        "period": target.period,
        "due": _day(target.due),
        "comparator": goal.comparator if goal else None,
        "value": goal_value(goal) if goal else None,
        "role": target.role,
    }


def _judged_promise(metric: PublishedMetric, target: PublishedTarget, *, is_hidden: bool) -> Json:
    """A promise with its own verdict; the verdicts of a hidden total are as hidden as the total."""
    if target.status is Status.SUPPRESSED:
        is_hidden = True
    judged = {
        "actual": number(target.value),
        **({"actual_shown": coded_text(target.coded, form_of(metric), ASCII)} if target.coded else {}),
        "judged_on": _day(target.judged_on),
        "status": target.status.value,
        "overdue": target.overdue,
    }
    return {
        **_promise(target),
        **({"suppressed": True} if is_hidden else judged),
        **({"scope": target.scope} if target.scope else {}),
        **({"reading": target.reading} if target.reading else {}),
        **(_change(target) if target.changed_on else {}),
        "inventory": list(target.inventory),
    }


def _change(target: PublishedTarget) -> Json:
    return {"changed": {"on": _day(target.changed_on), "from": target.original, "why": target.why_changed}}


def _groups(metric: PublishedMetric, groups: GroupTable) -> list[Json]:
    return [_group(metric, categories, cell) for categories, cell in groups.items()]


def _group(metric: PublishedMetric, categories: tuple[str, ...], cell: PublishedCell) -> Json:
    name: Json = {"category": categories[0] if len(categories) == 1 else list(categories)}
    match cell:
        case Suppressed():
            return {**name, "suppressed": True}
        case NotApplicable(reason=reason):
            return {**name, "value": None, "status": Status.NOT_APPLICABLE.value, "reason": reason}
        case Shown():
            return {
                **name,
                "n": cell.n,
                "numerator": number(cell.numerator),
                "denominator": number(cell.denominator),
                "value": number(cell.value),
                **_coding(metric, cell),
                **({"left_out": cell.left_out} if cell.left_out else {}),
                "previous": number(cell.previous),
                "year_ago": number(cell.year_ago),
                **_verdict(cell),
                **_reason(cell),
            }
        case _:
            assert_never(cell)


def _alert(metric: PublishedMetric, alert: PublishedAlert) -> Json:
    return {
        "rule": alert.rule,
        "group": alert.group,
        "value": number(alert.value),
        **({"shown": coded_text(alert.coded, form_of(metric), ASCII)} if alert.coded else {}),
        **_as_of(alert.as_of),
        "limit": number(alert.limit),
        "triggered": alert.triggered,
        "evidence": alert.evidence,
        "level": alert.level,
        "response": alert.response,
        "owner": alert.owner,
        "inventory": list(alert.inventory),
    }


def _source(source: SourceReading) -> Json:
    return {
        "name": source.name,
        "owner": source.owner,
        "files": [file.name for file in source.files],
        "rows": source.rows if source.tells_rows else None,
        "used": source.used if source.tells_rows else None,
        "dropped": dict(source.dropped) if source.tells_rows else {},
        "refused": dict(source.refused) if source.tells_rows else {},
        "usable": source.usable,
        **({} if source.usable else {"reason": source.reason}),
        "as_of": _day(source.as_of),
        "stale": source.stale,
    }


def problem(found: Problem) -> Mapping[str, Any]:
    return {
        "level": found.level,
        "source": found.source,
        "file": found.file,
        "row": found.row,
        "column": found.column,
        "message": found.message,
        "hint": found.hint,
    }


def _as_of(day: date | None) -> Json:
    """Of a figure that stands as it was last printed; any other is of the report's own day."""
    return {"as_of": _day(day)} if day else {}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
