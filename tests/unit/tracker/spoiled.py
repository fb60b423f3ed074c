"""Puts wrong stored values beside every formula of a workbook, so that only a real recalculation can be right."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

_FORMULA = re.compile(rb'<c ([^>]*?)(?: t="str")?><f>(.*?)</f><v>.*?</v></c>', re.DOTALL)


def strip_stored_values(file: Path) -> None:
    """Formulas alone: whatever opens the file must compute them."""
    _replace(file, rb"<c \1><f>\2</f></c>")


def spoil_stored_values(file: Path) -> None:
    _replace(file, rb"<c \1><f>\2</f><v>-7777</v></c>")


def _replace(file: Path, cell: bytes) -> None:
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            if name.startswith("xl/worksheets/sheet"):
                content, changed = _FORMULA.subn(cell, content)  # noqa: PLW2901
                assert changed or b"<f>" not in content
            archive.writestr(name, content)
