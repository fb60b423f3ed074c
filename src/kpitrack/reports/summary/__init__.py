"""The operational summary as text, page, workbook, Markdown and JSON: two pages that say what to do on Monday.

`parts` turns the summary into headed lists of items; every format prints the same items in the same order.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from kpitrack.model.reporting import WeeklySummary

_MODULES: Mapping[str, str] = {
    "html": "page",
    "xlsx": "workbook",
    "json": "as_json",
    "md": "markdown",
    "csv": "as_csv",
}


def render(summary: WeeklySummary, form: str) -> bytes:
    """One file of a format of reports.yaml. Each module is imported on use, since some need heavy libraries."""
    rendered: str | bytes = import_module(f"kpitrack.reports.summary.{_MODULES[form]}").render(summary)
    return rendered if isinstance(rendered, bytes) else rendered.encode("utf-8")
