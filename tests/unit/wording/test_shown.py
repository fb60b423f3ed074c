"""Zero, no data, hidden and not applicable stay four different things; marks fit the screen."""

from __future__ import annotations

import pytest

from kpitrack.model.published import NotApplicable, PublishedCell, Suppressed
from kpitrack.model.statuses import Status
from kpitrack.wording import ASCII, UNICODE, Glyphs, glyphs_for, shown_text, status_text
from tests.builders import at_least, metric, no_data, share


@pytest.mark.parametrize(
    ("cell", "value", "mark"),
    [
        (share(0, 40, Status.NOT_MET), "0.0%", "[-] NOT MET"),
        (no_data(), "no data", "[?] NO DATA"),
        (Suppressed(), "hidden", "[*] NOT SHOWN"),
        (NotApplicable("no such students"), "n/a", "[.] N/A"),
    ],
)
def test_nothing_is_never_one_thing(cell: PublishedCell, value: str, mark: str) -> None:
    text = shown_text(metric(total=cell), cell, ASCII)
    assert (text.value, text.mark) == (value, mark)


def test_a_gap_carries_the_digits_of_its_value() -> None:
    cell = share(7496, 10000, Status.NOT_MET, goal="0.75")
    assert shown_text(metric(total=cell, goal=at_least("0.75")), cell, ASCII).gap == "-0.04 pp"


def test_a_hidden_cell_shows_no_figure_at_all() -> None:
    text = shown_text(metric(), Suppressed(), ASCII)
    assert (text.counted, text.gap, text.previous, text.year_ago) == ("", "", "", "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "UTF8"])
def test_a_screen_that_can_gets_marks(encoding: str) -> None:
    assert glyphs_for(encoding) is UNICODE


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "cp850", "ascii", "no-such-encoding", None])
def test_a_screen_that_cannot_gets_letters(encoding: str | None) -> None:
    glyphs = glyphs_for(encoding)
    assert glyphs is ASCII
    glyphs.characters.encode("ascii")


@pytest.mark.parametrize("glyphs", [ASCII, UNICODE])
def test_no_two_statuses_look_alike(glyphs: Glyphs) -> None:
    assert len({status_text(status, glyphs) for status in Status}) == len(Status)
