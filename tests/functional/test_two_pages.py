"""The weekly summary of the shipped program fits two sheets of paper, printed by a real browser."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from kpitrack import pipeline
from kpitrack.pipeline.orders import Order
from kpitrack.pipeline.publishing import publish

_BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_TARGETS = Path(__file__).parents[2] / "targets"


@pytest.mark.skipif(_BROWSER is None or shutil.which("pdfinfo") is None, reason="needs Chromium and pdfinfo")
def test_the_weekly_summary_prints_on_two_pages(tmp_path: Path) -> None:
    """With the data faults of the example, which fill its longest section."""
    assert _BROWSER is not None
    order = Order(today=date(2026, 2, 16), made_at="", as_of=date(2026, 2, 15), output=tmp_path, store=tmp_path / "own")
    publish(pipeline.load_program(_TARGETS), "weekly", order)
    printed = tmp_path / "weekly.pdf"
    page = (tmp_path / "weekly-2026-02-15.html").as_uri()
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={printed}")
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    subprocess.run([_BROWSER, *options, profile, page], check=True, capture_output=True, timeout=180)
    told = subprocess.run(["pdfinfo", str(printed)], check=True, capture_output=True, text=True).stdout
    pages = next(int(line.split()[-1]) for line in told.splitlines() if line.startswith("Pages:"))
    assert pages <= 2
