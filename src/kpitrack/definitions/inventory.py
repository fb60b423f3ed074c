"""`inventory.csv`: the statements of the source documents, each with an id that definitions may name."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from kpitrack.model.explained import Statement

FILE = "inventory.csv"


def read_inventory_ids(folder: Path) -> frozenset[str] | None:
    """The ids of the inventory; None if the folder has none, and then any id may be written."""
    path = folder / FILE
    if not path.is_file():
        return None
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        return frozenset(row[0].strip() for row in list(csv.reader(file))[1:] if row)


def read_statements(folder: Path, ids: Iterable[str]) -> tuple[Statement, ...]:
    """The statements of these ids, in their order; an id the inventory does not hold keeps empty texts."""
    wanted = tuple(dict.fromkeys(ids))
    path = folder / FILE
    rows: dict[str, dict[str, str]] = {}
    if wanted and path.is_file():
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            rows = {row["id"]: row for row in csv.DictReader(file) if row.get("id") in wanted}
    return tuple(_statement(each, rows.get(each, {})) for each in wanted)


def _statement(identity: str, row: Mapping[str, str]) -> Statement:
    place = ", ".join(part for part in (row.get("document", ""), row.get("section") or row.get("place") or "") if part)
    text = ": ".join(part for part in (row.get("name", ""), row.get("target_text", "")) if part)
    return Statement(identity, place, text)
