"""The page stands alone, escapes everything, and can be read without eyes, mouse or screen."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from kpitrack.model.published import Suppressed
from kpitrack.reports.page import render
from kpitrack.reports.screen import Screen
from tests.builders import full_report, metric, report, share

PAGE = render(full_report(preliminary=True, audience="internal"), Screen())


class Tags(HTMLParser):
    """Every tag with its attributes, and a check that they close in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


TAGS = Tags(PAGE)


def test_every_tag_is_closed() -> None:
    assert TAGS.open == []


def test_it_asks_nothing_of_anyone() -> None:
    assert not TAGS.named("script") + TAGS.named("link") + TAGS.named("img") + TAGS.named("iframe")
    assert not re.search(r"https?:|url\(|@import|\son\w+=", PAGE)


def test_it_has_a_language_a_title_and_one_first_heading() -> None:
    assert TAGS.named("html") == [{"lang": "en"}]
    assert len(TAGS.named("h1")) == len(TAGS.named("title")) == len(TAGS.named("main")) == 1


def test_every_table_scrolls_in_a_region_that_the_keyboard_reaches() -> None:
    regions = [attributes for attributes in TAGS.named("div") if attributes.get("class") == "scroll"]
    assert len(regions) == len(TAGS.named("table")) == len(TAGS.named("caption"))
    identifiers = {attributes.get("id") for _, attributes in TAGS.found}
    for region in regions:
        assert region["role"] == "region"
        assert region["tabindex"] == "0"
        assert region["aria-labelledby"] in identifiers


def test_the_contents_lead_to_every_heading_below_them() -> None:
    """A keyboard or a screen reader jumps to a group; no link leads nowhere."""
    below = PAGE[PAGE.index("</nav>") :]
    assert re.findall(r'href="#([^"]*)"', PAGE) == re.findall(r'<h2 id="([^"]*)"', below)


def test_identifiers_are_unique() -> None:
    identifiers = [attributes["id"] for _, attributes in TAGS.found if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))


def test_every_header_cell_says_what_it_heads_and_every_chart_has_words() -> None:
    assert {attributes.get("scope") for attributes in TAGS.named("th")} == {"col", "row"}
    charts = TAGS.named("svg")
    assert charts
    assert all(chart["role"] == "img" and chart["aria-label"] for chart in charts)


def test_text_from_outside_is_only_text() -> None:
    page = render(report(metric(title="<script>alert(1)</script>", owner='"><b>')), Screen())
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_hidden_group_has_no_number_and_no_chart() -> None:
    page = render(report(metric(by={("gender",): {("Female",): share(44, 49), ("Male",): Suppressed()}})), Screen())
    [row] = [row for row in page.split("<tr ") if "Gender: Male" in row]
    assert not re.search(r"\d", row.split("</tr>")[0].replace("Gender: Male", ""))
    assert "<svg" not in row


@pytest.mark.parametrize(
    ("ink", "paper"),
    [("#1b1b1b", "#ffffff"), ("#4a4a4a", "#ffffff"), ("#0b5d1e", "#ffffff"), ("#9b1c1c", "#ffffff"),
     ("#7a4a00", "#ffffff"), ("#1f4e79", "#ffffff"), ("#1b1b1b", "#fdf3f3")],
)  # fmt: skip
def test_text_has_contrast(ink: str, paper: str) -> None:
    """WCAG 2.1 AA: 4.5 to 1."""
    assert ink in PAGE
    lighter, darker = sorted((_luminance(paper), _luminance(ink)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
