"""File names that every system accepts, and that stay apart."""

from __future__ import annotations

import pytest

from kpitrack.tracker import file_names
from kpitrack.tracker.names import file_name

FILE = "Progress Tracker.xlsx"


@pytest.mark.parametrize(
    ("school", "name", "because"),
    [
        ("Alder Elementary", "Alder Elementary - Progress Tracker.xlsx", "as it is"),
        ("K-8: North/South", "K-8- North-South - Progress Tracker.xlsx", "no colon, no slash"),
        ('The "Best" <School>?', "The -Best- -School-- - Progress Tracker.xlsx", "no quotes, no brackets"),
        ("St. Mary's.", "St. Mary's - Progress Tracker.xlsx", "Windows drops a dot at the end"),
        ("CON", "CON_ - Progress Tracker.xlsx", "a name of a device"),
        ("nul.school", "nul.school_ - Progress Tracker.xlsx", "also with an ending"),
        ("../../etc", "-..-etc - Progress Tracker.xlsx", "stays in its folder"),
        ("Escuela Ñandú", "Escuela Ñandú - Progress Tracker.xlsx", "letters stay"),
        (" ", "School - Progress Tracker.xlsx", "never empty"),
        ("x" * 300, "x" * 120 + " - Progress Tracker.xlsx", "paths end at 260 signs on Windows"),
    ],
)
def test_a_name(school: str, name: str, because: str) -> None:
    assert file_name(school, FILE) == name, because


def test_names_that_windows_holds_for_the_same_get_a_number() -> None:
    names = file_names(["Oak", "OAK", "Oak?", "Oak*"], FILE)
    assert names["Oak"] == "Oak - Progress Tracker.xlsx"
    assert names["OAK"] == "OAK - Progress Tracker (2).xlsx"
    assert len({name.casefold() for name in names.values()}) == 4
