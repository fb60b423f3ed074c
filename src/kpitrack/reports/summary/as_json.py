"""The summary as JSON: its items, and the whole report in the shape of `kpitrack schema report`."""

from __future__ import annotations

import json
from typing import Any

from kpitrack.model.reporting import WeeklySummary
from kpitrack.reports.as_json import as_json
from kpitrack.reports.summary.parts import Item, heading_facts, parts, warnings

SCHEMA_VERSION = 1


def render(summary: WeeklySummary) -> str:
    return json.dumps(_summary(summary), indent=1, ensure_ascii=False) + "\n"


def _summary(summary: WeeklySummary) -> dict[str, Any]:
    edition, compared = summary.edition, summary.compared_with
    return {
        "schema": SCHEMA_VERSION,
        "release": edition.release,
        "version": edition.version,
        "replaces": edition.replaces,
        "why": edition.why,
        "title": edition.title,
        "facts": list(heading_facts(summary)),
        "first_lines": list(warnings(summary)),
        "compared_with": {"id": compared.id, "as_of": compared.as_of.isoformat()} if compared else None,
        "sections": {part.id: [_item(item) for item in part.items] for part in parts(summary)},
        "report": as_json(summary.report),
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "about": item.about,
        "text": item.text,
        "owner": item.owner,
        "status": item.status.value if item.status else None,
    }
