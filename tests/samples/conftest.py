"""The exports folder of one test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.exports.district import District


@pytest.fixture
def district(tmp_path: Path) -> District:
    folder = tmp_path / "exports"
    folder.mkdir()
    return District(folder)
