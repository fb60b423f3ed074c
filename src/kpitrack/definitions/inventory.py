"""`inventory.csv`: the statements of the source documents, each with an id that definitions may name."""

from __future__ import annotations

import csv
from pathlib import Path

FILE = "inventory.csv"


def read_inventory_ids(folder: Path) -> frozenset[str] | None:
    """The ids of the inventory; None if the folder has none, and then any id may be written."""
    path = folder / FILE
    if not path.is_file():
        return None
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        return frozenset(row[0].strip() for row in list(csv.reader(file))[1:] if row)
