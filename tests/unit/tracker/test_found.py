"""Where things are in a returned workbook, also at the edges of a sheet."""

from __future__ import annotations

from pathlib import Path

from kpitrack.tracker.found import FoundTab, find_tab, workbooks_in
from kpitrack.tracker.layout import Layout
from tests.unit.tracker.builders import LABELS

LAYOUT = Layout(LABELS)


def test_outside_the_sheet_is_nothing() -> None:
    """Rows may be shorter than the headings; a column that is not there has no letter."""
    tab = FoundTab("Elementary", 0, {0: 0, 1: 1, 2: 2}, (), (), [["a", "b"]])
    assert [tab.value(0, column) for column in (0, 1, 2, 3)] == ["a", "b", None, None]
    assert tab.value(1, 0) is None
    assert [tab.address(4, column) for column in (1, 3)] == ["B5", "row 5"]


def test_headings_are_looked_for_in_the_first_fifty_rows() -> None:
    """Whoever puts lines above the table does not put that many; a figure among the headings is none."""
    headings = [*LAYOUT.headers, 7, "Why"]
    found = find_tab("Elementary", [*[["above"]] * 49, headings], LAYOUT)
    assert found is not None
    assert (found.header, found.missing, found.doubled) == (49, (), ("Why",))
    assert find_tab("Elementary", [*[["above"]] * 50, headings], LAYOUT) is None


def test_open_programs_leave_files_that_are_no_workbooks(tmp_path: Path) -> None:
    """Lock files and hidden ones are passed over, in every folder."""
    (tmp_path / "in").mkdir()
    for name in ("a.xlsx", "~$a.xlsx", ".b.xlsx", "in/c.xlsx", "notes.txt"):
        (tmp_path / name).touch()
    (tmp_path / "folder.xlsx").mkdir()
    assert [each.name for each in workbooks_in(tmp_path)] == ["a.xlsx", "c.xlsx"]
