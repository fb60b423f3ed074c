"""Folders that kpitrack makes for itself."""

from __future__ import annotations

from pathlib import Path


def make_own_folder(folder: Path) -> None:
    """A new folder of our own is left out of version control: results do not belong beside definitions there."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
