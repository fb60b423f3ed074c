"""Who may read the export files."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kpitrack.exports import security


@pytest.fixture
def reachable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file in a folder that everyone may enter, as far as the folders above are not asked."""
    folder = tmp_path / "exports"
    folder.mkdir(mode=0o755)
    file = folder / "roster.csv"
    file.write_text("id\n")
    above = Path.stat

    def stat(path: Path, **how: bool) -> object:
        return above(path if path.is_relative_to(folder) else folder, **how)

    monkeypatch.setattr(Path, "stat", stat)
    return file


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has lists instead of bits")
@pytest.mark.parametrize(
    ("file_bits", "folder_bits", "is_open"),
    [
        (0o600, 0o755, False),
        (0o640, 0o755, False),  # the team's group may read it
        (0o644, 0o755, True),
        (0o602, 0o755, True),  # whoever may change it is no better
        (0o644, 0o750, False),  # nobody gets there
        (0o644, 0o751, True),  # a folder that cannot be listed can be entered by name
    ],
)
def test_open_to_everyone(reachable: Path, file_bits: int, folder_bits: int, *, is_open: bool) -> None:
    """A file is open if everyone may read or change it, and may enter every folder on the way."""
    reachable.chmod(file_bits)
    reachable.parent.chmod(folder_bits)
    assert security.is_open_to_everyone(reachable) is is_open
