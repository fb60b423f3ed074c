"""What `inspect` makes of a column: days in one order, and figures that name something stay text."""

from __future__ import annotations

import pytest

from kpitrack.exports.kinds import date_formats, kind_of


@pytest.mark.parametrize(
    ("written", "formats"),
    [
        (["1/2/2026", "12/31/2026"], ["M/D/YYYY"]),
        (["31/12/2026", "01/02/2026"], ["D/M/YYYY"]),  # one day decides for the whole column
        (["01/02/2026", "05/06/2026"], ["M/D/YYYY"]),  # nothing decides: as the systems here write it
        (["12/31/2026", "31/12/2026"], []),  # two orders in one column: nobody can tell 1/2
        (["2026-03-16", "17/03/26"], ["YYYY-MM-DD", "D/M/YY"]),
    ],
)
def test_month_and_day_never_swap_row_by_row(written: list[str], formats: list[str]) -> None:
    """One column is read in one order of month and day, or it stays text."""
    assert date_formats(written, serials=False) == formats


@pytest.mark.parametrize(
    "caption", ["SSID", "Collector ID", "Order #", "sourcedId", "student_number", "District Code", "SchoolCode"]
)
def test_figures_that_name_something_are_no_numbers(caption: str) -> None:
    """Nobody adds up ids, and a leading zero matters."""
    assert kind_of(["9000000011", "9000000022"], caption).keys == {}


@pytest.mark.parametrize("caption", ["Total Paid", "Number of Responses", "Credits", "Grade mid"])
def test_amounts_are_numbers(caption: str) -> None:
    """A caption that merely ends with the same letters counts something."""
    assert kind_of(["12", "7"], caption).keys == {"type": "number"}


@pytest.mark.parametrize(
    ("cells", "keys", "hidden", "unknown"),
    [
        (["0.7", "N/A", "#VALUE!"], {"type": "number", "blank_codes": ["#VALUE!", "N/A"]}, (), ()),
        (["yes", "no", "nan", "yes"], {"type": "yes_no", "blank_codes": ["nan"]}, (), ()),
        (["0.7", "0.8", "0.9", "LNE", "LNE"], {"type": "number"}, (), ("LNE",)),
        (["0.7", "0.8", "0.9", "LNE"], {}, (), ()),  # once may be somebody's name
        (["12", "*", "<10", "n<10"], {"type": "number"}, ("*", "<10", "n<10"), ()),
        (["51%", "60%", "64%", "DNR", "DNR"], {"type": "percent", "format": ["85%"]}, (), ("DNR",)),
        (["7", "LNE", "LNE"], {}, (), ()),  # more codes than figures: a text
        (["7", "8", "9", "Gym", "Gym"], {}, (), ()),  # a word may be a value as good as the figures
        (["2/7/2026", "3/7/2026", "May 2026"], {}, (), ()),
        (["*", "abc"], {}, (), ()),
        (["1.5"] * 50 + ["81.6*"], {"type": "number"}, (), ()),  # a slip of the pen: that row is refused
        (["1.5"] * 48 + ["81.6*"], {}, (), ()),
        (["1.5"] * 60 + ["1,5"], {}, (), ()),  # another way to write numbers is no slip
        (["3/14/2026"] * 50 + ["13/45/2019"], {"type": "date", "format": ["M/D/YYYY"]}, (), ()),
        (["3/14/2026"] * 60 + ["31/12/2026"], {}, (), ()),  # the other order of day and month is no slip
    ],
)
def test_codes_among_figures(
    cells: list[str], keys: dict[str, object], hidden: tuple[str, ...], unknown: tuple[str, ...]
) -> None:
    """A few codes do not make figures a text; what they mean is told apart: empty, hidden, or for a person to say."""
    kind = kind_of(cells, "Rate")
    assert (kind.keys, kind.hidden, kind.unknown) == (keys, hidden, unknown)
