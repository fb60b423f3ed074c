"""The scheduled reports of the shipped program on paper, printed by a real browser: nothing cut, tables with heads."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kpitrack import pipeline
from kpitrack.pipeline.orders import Order
from kpitrack.pipeline.publishing import publish
from tests.browser import CHROMIUM, Page, browser
from tests.shipped import shipped_targets

pytestmark = pytest.mark.skipif(
    CHROMIUM is None or shutil.which("pdftotext") is None, reason="needs Chromium and pdftotext"
)
MOST_PAGES = {"weekly": 2, "community": 2, "board": 3, "annual": 36}  # monthly and midyear have the parts of annual
DETAILED = ("annual",)  # with the table of every result
HEAD = re.compile(r"Metric / group +Value +Counted +Target +Gap +Status +Value against target")
MARGIN = 20  # points, of the 37 that the page leaves free


@pytest.fixture(scope="module")
def tab() -> Iterator[Page]:
    with browser() as page:
        yield page


@pytest.fixture(params=MOST_PAGES)
def printed(request: pytest.FixtureRequest, tab: Page, tmp_path: Path) -> tuple[str, Path]:
    """The name of a report, and what the browser prints of its page."""
    name: str = request.param
    order = Order(today=date(2026, 2, 16), made_at="", as_of=date(2026, 2, 15), output=tmp_path, store=tmp_path / "own")
    publish(pipeline.load_program(shipped_targets()), name, order)
    [page] = tmp_path.glob("*.html")
    tab.open(page)
    sheets = tab.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
    file = tmp_path / "printed.pdf"
    file.write_bytes(base64.b64decode(sheets["data"]))
    return name, file


def text_of(file: Path, *how: str) -> str:
    return subprocess.run(["pdftotext", *how, str(file), "-"], check=True, capture_output=True, text=True).stdout


def test_it_prints_whole(printed: tuple[str, Path]) -> None:
    """On few sheets where it is short, no word beyond an edge, no page that ends with the head of a table."""
    name, file = printed
    sheets = [sheet.strip("\n").splitlines() for sheet in text_of(file, "-layout").split("\f") if sheet.strip()]
    assert len(sheets) <= MOST_PAGES[name]

    boxes = text_of(file, "-bbox")
    widths = [float(width) for width in re.findall(r'<page width="([\d.]+)"', boxes)]
    assert len(widths) == len(sheets)
    for width, sheet in zip(widths, boxes.split("<page ")[1:], strict=True):
        places = re.findall(r'<word xMin="([\d.-]+)" yMin="[\d.-]+" xMax="([\d.]+)"', sheet)
        assert min(float(left) for left, _ in places) >= MARGIN
        assert max(float(right) for _, right in places) <= width - MARGIN

    heads = [number for number, sheet in enumerate(sheets) if any(HEAD.search(line) for line in sheet)]
    assert not any(HEAD.search(sheet[-1]) for sheet in sheets), "a head alone at the foot of a page"
    assert bool(heads) is (name in DETAILED)
    if heads:
        assert heads == list(range(heads[0], len(sheets))), "a table that goes on has its head on every page"
