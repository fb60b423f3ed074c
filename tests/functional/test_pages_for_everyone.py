"""Pages of the shipped program in a real browser: no barrier that axe knows, a narrow phone, the keyboard, the dark.

What needs no browser is read from the page itself, on every machine.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kpitrack.cli import app
from tests.browser import CHROMIUM, Page, browser
from tests.shipped import copy_clone

PAGES = {
    "report": "report --quarter Q2 --audience public -o report.html",
    "community": "publish community -o . --store own",
    "milestones": "milestones --quarter Q2 -o milestones.html",
    "dictionary": "dictionary -o dictionary.html",
}
NARROWEST = 320  # pixels: a small phone, or a page enlarged four times (WCAG 2.1, 1.4.10)
every_page = pytest.mark.parametrize("name", PAGES)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
needs_axe = pytest.mark.skipif(importlib.util.find_spec("axe_core_python") is None, reason="needs axe")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_clone(tmp_path_factory.mktemp("clone"))


@pytest.fixture
def path(name: str, clone: Path) -> Path:
    return written(name, clone)


@cache
def written(name: str, clone: Path) -> Path:
    folder = clone / name
    folder.mkdir()
    words = [str(folder) if word == "." else word for word in PAGES[name].split()]
    words = [str(folder / word) if word.endswith(".html") or word == "own" else word for word in words]
    done = CliRunner().invoke(app, [*words, "--targets", str(clone / "targets")])
    assert done.exit_code == 0, done.output
    [page] = folder.glob("*.html")
    return page


@pytest.fixture(scope="module")
def tab() -> Iterator[Page]:
    with browser() as page:
        yield page


class Outline(HTMLParser):
    """The elements of a page with their attributes, and what stands in them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.texts.append("")

    def handle_data(self, data: str) -> None:
        if self.texts:
            self.texts[-1] += data

    def named(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.found if tag in tags]


@every_page
def test_a_screen_reader_finds_its_way(path: Path) -> None:
    """Language, title, one main heading, levels without a jump, landmarks, heads of tables, words for charts."""
    outline = Outline(path.read_text(encoding="utf-8"))
    [page] = outline.named("html")
    assert page["lang"] == "en"
    assert [len(outline.named(each)) for each in ("h1", "main")] == [1, 1]
    assert [tag for tag, _ in outline.found].index("title") < [tag for tag, _ in outline.found].index("body")
    levels = [int(tag[1]) for tag, _ in outline.found if tag in ("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    assert {each.get("scope") for each in outline.named("th")} <= {"col", "row", "rowgroup", "colgroup"}
    assert len(outline.named("caption")) == len(outline.named("table"))
    charts = [each for each in outline.named("svg") if each.get("aria-hidden") != "true"]
    assert all(each.get("role") == "img" and each.get("aria-label") for each in charts)
    assert all(each.get("alt") for each in outline.named("img"))
    known = [each["id"] for _, each in outline.found if "id" in each]
    assert len(known) == len(set(known))
    linked = [str(each["href"]) for each in outline.named("a")]
    assert {each[1:] for each in linked if each.startswith("#")} <= set(known)
    assert outline.named("script", "iframe", "form", "link") == []


@needs_chromium
@needs_axe
@every_page
def test_axe_finds_no_barrier(path: Path, tab: Page) -> None:
    """Every rule that axe has, its best practices included."""
    import axe_core_python  # type: ignore[import-untyped]  # noqa: PLC0415

    tab.open(path)
    tab.run((Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    found = tab.run("axe.run()")
    told = [(each["id"], each["help"], [node["html"][:120] for node in each["nodes"]]) for each in found["violations"]]
    assert told == []
    assert len(found["passes"]) > 15


@needs_chromium
@every_page
def test_a_narrow_phone_shows_it_without_scrolling_sideways(path: Path, tab: Page) -> None:
    """Wide tables and charts scroll within their own frame, the page does not."""
    tab.open(path, width=NARROWEST)
    assert tab.run("innerWidth") == NARROWEST
    assert tab.run("document.documentElement.scrollWidth") <= NARROWEST
    wide = "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1"
    framed = "&& !e.closest('.scroll')).map(e => e.outerHTML.slice(0, 80))"
    assert tab.run(f"{wide} {framed}") == []


@needs_chromium
@every_page
def test_the_keyboard_reaches_everything_in_order_and_is_seen(path: Path, tab: Page) -> None:
    """Tab goes through links and frames that scroll from top to bottom, each with an outline."""
    tab.open(path, width=NARROWEST)
    reached: list[int] = []
    tab.run("window.stops = [...document.querySelectorAll('a[href], [tabindex], summary')]; 1")
    for _ in range(int(tab.run("stops.length"))):
        tab.press_tab()
        reached.append(tab.run("stops.indexOf(document.activeElement)"))
        assert tab.run("getComputedStyle(document.activeElement).outlineStyle") != "none"
    assert reached == list(range(len(reached)))
    scrolls = "[...document.querySelectorAll('.scroll')].every(e => e.tabIndex == 0 || e.scrollWidth <= e.clientWidth)"
    assert tab.run(scrolls)


@needs_chromium
@every_page
def test_text_stays_readable_where_the_reader_prefers_the_dark(path: Path, tab: Page) -> None:
    """Ink and paper come together: neither is left to the system while the page sets the other."""
    tab.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
    try:
        tab.open(path)
        ink, paper = tab.run("[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]")
    finally:
        tab.call("Emulation.setEmulatedMedia", features=[])
    assert _contrast(ink, paper) >= 4.5


def _contrast(ink: str, paper: str) -> float:
    """Of two colours written rgb(…); WCAG 2.1."""
    darker, lighter = sorted((_luminance(ink), _luminance(paper)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    assert colour.startswith("rgb("), f"{colour} lets something else shine through"
    parts = [int(each) / 255 for each in colour[4:-1].split(",")]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def heard(tab: Page) -> list[tuple[str, str]]:
    """What a screen reader finds from top to bottom: role and name, with the level of a heading before it."""
    nodes = {each["nodeId"]: each for each in tab.call("Accessibility.getFullAXTree")["nodes"]}
    found: list[tuple[str, str]] = []

    def walk(node: dict[str, Any]) -> None:
        role, name = (node.get(key, {}).get("value", "") for key in ("role", "name"))
        if not node["ignored"]:
            found.append((role, " ".join(name.split())))
        for child in node.get("childIds", ()):
            walk(nodes[child])

    walk(next(each for each in nodes.values() if "parentId" not in each))
    return found


@needs_chromium
@pytest.mark.parametrize("name", ["report", "community"])
def test_what_a_screen_reader_says_of_it(path: Path, name: str, tab: Page) -> None:
    """The browser's own tree: landmarks, tables each with a name of its own and heads, words for marks and charts."""
    tab.open(path)
    told = heard(tab)
    assert [role for role, _ in told if role in ("banner", "main", "contentinfo")][:2] == ["banner", "main"]
    named = [(role, text) for role, text in told if role in ("heading", "table", "link", "image", "columnheader")]
    assert all(text for _, text in named)
    tables = [text for role, text in told if role == "table"]
    assert len(set(tables)) == len(tables)
    spoken = [text for _, text in told]
    assert not [text for text in spoken if set(text) & set("✓✗●▼○▒■")], "marks are for the eye; words say the same"
    if name == "report":
        place = spoken.index("Students who completed the semester, Gender: Non-binary")
        assert told[place][0] == "rowheader"
        cells = [text for role, text in told[place:] if role == "cell"][:5]
        assert cells == ["hidden", "", "", "", "Not shown"]
