"""Who a file belongs to: custom document properties, which survive renaming the file and saving it elsewhere."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

from kpitrack.model.workbook import TrackerBook

SCHEMA_VERSION = "1"
SCHOOL, EDITION, VERSION, PROGRAM = "kpitrack school", "kpitrack edition", "kpitrack schema", "kpitrack program"
_PART = "docProps/custom.xml"


def properties_of(book: TrackerBook) -> tuple[tuple[str, str], ...]:
    return ((SCHOOL, book.school), (EDITION, book.edition), (VERSION, SCHEMA_VERSION), (PROGRAM, book.program))


def read_properties(path: Path) -> Mapping[str, str]:
    """The custom properties of a workbook; empty if it has none.

    raises: zipfile.BadZipFile, OSError for what is no workbook.
    """
    with zipfile.ZipFile(path) as archive:
        if _PART not in archive.namelist():
            return {}
        text = archive.read(_PART)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:  # no spreadsheet writes one; entities could blow up in memory
        return {}
    root = ET.fromstring(text)  # noqa: S314 - entities were refused above
    return {each.get("name", ""): "".join(each.itertext()) for each in root}
