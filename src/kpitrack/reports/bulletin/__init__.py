"""Scheduled reports as text, page, workbook, Markdown, CSV and JSON.

`sections` turn a bulletin into content, `parts` puts it under headings in the order of reports.yaml, and every format
lays out the same parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from kpitrack.model.bulletins import Bulletin

_MODULES: Mapping[str, str] = {
    "html": "page",
    "xlsx": "workbook",
    "json": "as_json",
    "md": "markdown",
    "csv": "as_csv",
}


def render(bulletin: Bulletin, form: str) -> bytes:
    """One file of a format of reports.yaml. Each module is imported on use, since some need heavy libraries."""
    rendered: str | bytes = import_module(f"kpitrack.reports.bulletin.{_MODULES[form]}").render(bulletin)
    return rendered if isinstance(rendered, bytes) else rendered.encode("utf-8")
