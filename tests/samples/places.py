"""Where the sample exports lie, and what their index says of each."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
SAMPLES = REPOSITORY.parent / "shared" / "formats" / "samples"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples lie outside the repository")


def index() -> dict[str, dict[str, str]]:
    """File -> its line of INDEX.csv; empty without the samples."""
    if not SAMPLES.is_dir():
        return {}
    with (SAMPLES / "INDEX.csv").open(encoding="utf-8", newline="") as stream:
        return {row["file"]: row for row in csv.DictReader(stream)}
