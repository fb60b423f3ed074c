"""A bulletin as JSON: its sections, and the whole report in the shape of `kpitrack schema report`."""

from __future__ import annotations

import json
from typing import Any

from kpitrack.model.bulletins import Bulletin
from kpitrack.reports.as_json import as_json
from kpitrack.reports.bulletin.content import Item, Table, TableRow
from kpitrack.reports.bulletin.parts import heading_facts, parts, warnings

SCHEMA_VERSION = 1


def render(bulletin: Bulletin) -> str:
    return json.dumps(_bulletin(bulletin), indent=1, ensure_ascii=False) + "\n"


def _bulletin(bulletin: Bulletin) -> dict[str, Any]:
    edition, compared = bulletin.report.edition, bulletin.compared_with
    return {
        "schema": SCHEMA_VERSION,
        "first_lines": list(warnings(bulletin)),
        "release": edition.release if edition else None,
        "draft": edition.draft or None if edition else None,
        "version": edition.version if edition else None,
        "replaces": edition.replaces if edition else None,
        "why": edition.why if edition else "",
        "title": bulletin.scheduled.title,
        "for": bulletin.scheduled.for_,
        "facts": list(heading_facts(bulletin)),
        "compared_with": {"id": compared.id, "as_of": compared.as_of.isoformat()} if compared else None,
        "sections": {part.id: [_item(item) for item in part.items] for part in parts(bulletin)},
        "texts": {part.id: list(part.content.lead) for part in parts(bulletin) if part.content.lead},
        "tables": {part.id: _table(part.content.table) for part in parts(bulletin) if part.content.table},
        "report": as_json(bulletin.report),
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "about": item.about,
        "text": item.text,
        "owner": item.owner,
        "status": item.status.value if item.status else None,
    }


def _table(table: Table) -> dict[str, Any]:
    captions = [column.caption for column in table.columns]
    return {"caption": table.caption, "rows": [_row(captions, row) for row in table.rows]}


def _row(captions: list[str], row: TableRow) -> dict[str, str]:
    return dict(zip(captions, row.cells, strict=True))
