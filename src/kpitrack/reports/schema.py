"""The JSON Schema of a report: the contract that other programs may rely on. Printed by `kpitrack schema report`.

Objects are closed, so that a key nobody promised cannot slip in, least of all into a hidden cell.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from kpitrack.model.statuses import Status

Json: TypeAlias = dict[str, Any]

_TEXT: Json = {"type": "string"}
_COUNT: Json = {"type": "integer", "minimum": 0}
_FLAG: Json = {"type": "boolean"}
_DAY: Json = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_NUMBER: Json = {"type": ["number", "null"], "description": "rounded half up at the sixth decimal"}
_VALUE: Json = {
    "type": ["number", "string", "null"],
    "description": "shares, points, relative changes: 0..1; text is a level or a day; null has a reason beside it",
}
_TEXTS: Json = {"type": "array", "items": _TEXT}
_COUNTS: Json = {"type": "object", "additionalProperties": _COUNT}
_HIDDEN: Json = {"const": True}
_STATUS: Json = {
    "enum": [status.value for status in Status],
    "description": "suppressed beside a value: in public, the status would tell more than the figure that is shown",
}


def _maybe(schema: Json) -> Json:
    return {"anyOf": [schema, {"type": "null"}]}


def _closed(required: Json, optional: Json | None = None) -> Json:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _array(items: Json) -> Json:
    return {"type": "array", "items": items}


_CATEGORY: Json = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 2}]}
_SHOWN: Json = {
    **_TEXT,
    "description": "public: all that is told of the value (>= 95%); the number beside it is its limit or rounded",
}
_WITHOUT_DATA: Json = {"reason": _TEXT}
_AS_OF: Json = {
    **_DAY,
    "description": "the figure and its verdict stand as they were last printed, on this day; absent: the report's own",
}
_JUDGED: Json = {
    "needed": _COUNT,
    "expected": _NUMBER,
    "judged_on": _DAY,
    "as_of": _AS_OF,
    "left_out": _COUNT,
    "shown": _SHOWN,
    **_WITHOUT_DATA,
}

_GROUP: Json = {
    "oneOf": [
        _closed({"category": _CATEGORY, "suppressed": _HIDDEN}),
        _closed(
            {"category": _CATEGORY, "value": {"type": "null"}, "status": {"const": "not_applicable"}, "reason": _TEXT}
        ),
        _closed(
            {
                "category": _CATEGORY,
                "n": _maybe(_COUNT),
                "numerator": _NUMBER,
                "denominator": _NUMBER,
                "value": _VALUE,
                "previous": _VALUE,
                "year_ago": _VALUE,
                "gap": _NUMBER,
                "status": _STATUS,
            },
            _JUDGED,
        ),
    ]
}

_PROMISE: Json = {
    "period": _TEXT,
    "due": _DAY,
    "comparator": {"enum": ["at_least", "more_than", "at_most", "less_than", "between", None]},
    "value": {"anyOf": [_VALUE, {"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 2}]},
    "role": {"enum": ["final", "floor", "checkpoint", "stretch"]},
}
_CHANGED: Json = _closed({"on": _DAY, "from": _TEXT, "why": _TEXT})
_ABOUT_PROMISE: Json = {"scope": _TEXT, "reading": _TEXT, "changed": _CHANGED}

_JUDGED_PROMISE: Json = {
    "oneOf": [
        _closed({**_PROMISE, "suppressed": _HIDDEN, "inventory": _TEXTS}, _ABOUT_PROMISE),
        _closed(
            {
                **_PROMISE,
                "actual": _VALUE,
                "judged_on": _maybe(_DAY),
                "status": _STATUS,
                "overdue": _FLAG,
                "inventory": _TEXTS,
            },
            {"actual_shown": _SHOWN, **_ABOUT_PROMISE},
        ),
    ]
}

_ALERT: Json = _closed(
    {
        "rule": _TEXT,
        "group": {**_TEXT, "description": "the category it speaks of; empty for everyone"},
        "value": _VALUE,
        "limit": _NUMBER,
        "triggered": _FLAG,
        "evidence": {"enum": ["clear", "could_be_chance", "no_meaningful_gap", "too_few_to_tell", None]},
        "level": {"enum": ["watch", "analysis", "review", "intervention"]},
        "response": _TEXT,
        "owner": _TEXT,
        "inventory": _TEXTS,
    },
    {"shown": _SHOWN, "as_of": _AS_OF},
)

_ABOUT_METRIC: Json = {
    "id": _TEXT,
    "title": _TEXT,
    "group": {**_TEXT, "description": "stakeholder group"},
    "unit": {"enum": ["share", "count", "mean", "pp", "relative", "ratio", "money", "date", "text"]},
    "kind": _TEXT,
    "period": _TEXT,
    "through": _DAY,
    "target": _maybe(_closed(_PROMISE)),
    "targets": _array(_JUDGED_PROMISE),
    "sentence": _TEXT,
    "notes": _TEXTS,
    "owner": _TEXT,
    "by": {
        "type": "object",
        "additionalProperties": _array(_GROUP),
        "description": "dimension, or dimensions joined with *, -> groups",
    },
    "not_applicable": {"type": "object", "additionalProperties": _TEXT, "description": "dimension -> why"},
    "alerts": _array(_ALERT),
    "inventory": _TEXTS,
    "sources": _TEXTS,
}
_TOTAL_OF: Json = {
    "type": "object",
    "additionalProperties": _TEXT,
    "description": "dimension -> category: whom the total counts, where it is not everyone",
}
_FORM: Json = {"scale": {"type": "integer"}, "currency": _TEXT, "total_of": _TOTAL_OF}

_METRIC: Json = {
    "oneOf": [
        _closed({**_ABOUT_METRIC, "suppressed": _HIDDEN}, _FORM),
        _closed(
            {
                **_ABOUT_METRIC,
                "value": {"type": "null"},
                "reason": _TEXT,
                "gap": {"type": "null"},
                "status": {"const": "not_applicable"},
            },
            _FORM,
        ),
        _closed(
            {
                **_ABOUT_METRIC,
                "value": _VALUE,
                "numerator": _NUMBER,
                "denominator": _NUMBER,
                "n": _maybe(_COUNT),
                "previous": _VALUE,
                "year_ago": _VALUE,
                "gap": _NUMBER,
                "status": _STATUS,
            },
            {**_FORM, **_JUDGED},
        ),
    ]
}

_SOURCE: Json = _closed(
    {
        "name": _TEXT,
        "owner": _TEXT,
        "files": _TEXTS,
        "rows": {**_maybe(_COUNT), "description": "null where not told"},
        "used": _maybe(_COUNT),
        "dropped": {**_COUNTS, "description": "by rule"},
        "refused": {**_COUNTS, "description": "faults; rows = used + dropped + refused"},
        "usable": _FLAG,
        "as_of": _maybe(_DAY),
        "stale": _FLAG,
    },
    _WITHOUT_DATA,
)

_PROBLEM: Json = _closed(
    {
        "level": {"enum": ["error", "warning", "note"]},
        "source": _TEXT,
        "file": _TEXT,
        "row": _maybe({"type": "integer", "minimum": 1}),
        "column": _TEXT,
        "message": _TEXT,
        "hint": _TEXT,
    }
)

_RELEASE: Json = _closed(
    {
        "state": {"enum": ["draft", "released"]},
        "id": _TEXT,
        "version": {"type": "integer", "minimum": 1},
        "replaces": _maybe({"type": "integer", "minimum": 1}),
        "why": _TEXT,
        "by": _TEXT,
        "on": _maybe(_DAY),
    }
)

REPORT_SCHEMA: Json = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "kpitrack report",
    "description": "What `kpitrack report --format json` prints.",
    **_closed(
        {
            "schema": {"const": 1},
            "program": _TEXT,
            "title": _TEXT,
            "period": _TEXT,
            "from": _DAY,
            "to": _DAY,
            "as_of": _DAY,
            "preliminary": _FLAG,
            "audience": {"enum": ["internal", "shared", "public"]},
            "notes": _TEXTS,
            "summary": {
                "type": "object",
                "propertyNames": {"enum": [status.value for status in Status]},
                "additionalProperties": _COUNT,
            },
            "hidden_cells": _COUNT,
            "carried_cells": {**_COUNT, "description": "results that stand as they were last printed, totals included"},
            "metrics": _array(_METRIC),
            "sources": _array(_SOURCE),
            "problems": _array(_PROBLEM),
        },
        {
            "school": {**_TEXT, "description": "of a report of one school, whose totals are the school's"},
            "release": {**_RELEASE, "description": "what the document is; a working copy has no such key"},
        },
    ),
}
