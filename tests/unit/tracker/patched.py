"""Changes bytes inside a workbook, as somebody with bad intent would."""

from __future__ import annotations

import zipfile
from pathlib import Path


def patch_sheet(file: Path, number: int | None, old: bytes, new: bytes) -> None:
    """Replace the first occurrence in a sheet; number: None for the shared texts."""
    wanted = "xl/sharedStrings.xml" if number is None else f"xl/worksheets/sheet{number}.xml"
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    spelled = old if old in parts[wanted] else old.replace(b'"', b"&quot;")
    spelled = spelled if spelled in parts[wanted] else spelled.replace(b"&quot;", b'"').replace(b">=", b"&gt;=")
    assert spelled in parts[wanted], old
    parts[wanted] = parts[wanted].replace(spelled, new.replace(b">=", b"&gt;=") if b"&gt;" in spelled else new, 1)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
