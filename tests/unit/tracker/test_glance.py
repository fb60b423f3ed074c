"""The line above the first tab: how many are met, worst first."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import openpyxl
import pytest

from kpitrack.model.workbook import TrackerRow
from kpitrack.tracker.arithmetic import compute
from kpitrack.tracker.glance_tab import counts
from kpitrack.tracker.writing import workbook_bytes
from tests.unit.tracker.builders import HIDDEN, LABELS, book, numbered, row

MET = row("60.0", [None, None, None, "70.0"])
MISSED = row("60.0", [None, None, None, "69.9"])
AHEAD, BEHIND = row("60.0", ["62.5", None, None, None]), row("60.0", ["62.4", None, None, None])


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([MET, MISSED, MET], "1 not met, 2 met, all judged."),
        ([AHEAD, BEHIND, row(), MET], "1 off track, 1 on track, 1 met, 1 not judged."),
        ([MET, row(HIDDEN)], "1 met, 1 not judged."),
        ([row(), row("60.0")], "Nothing to judge yet."),
    ],
)
def test_what_is_red_is_counted_first(rows: Sequence[TrackerRow], text: str) -> None:
    """A hidden row is not judged, and a template without a result shows no number."""
    assert counts([compute(each, LABELS) for each in rows]) == text


@pytest.mark.filterwarnings("ignore:Sparkline Group extension:UserWarning")
def test_an_item_keeps_the_colour_of_its_group_when_the_rows_are_sorted() -> None:
    """The colour goes by the text of the line, not by its place; a quote in the name of a group is safe."""
    rows = numbered([row("60.0", group="STUDENTS"), row("60.0", group="PARENTS"), row("60.0", group='OUR "OWN"')])
    sheet = openpyxl.load_workbook(BytesIO(workbook_bytes(book(*rows))))["At a glance"]
    fills = {sheet[f"B{line}"].fill.start_color.rgb for line in (4, 5, 6)}
    assert fills == {"FFFFFFFF"}
    [rules] = [each.rules for each in sheet.conditional_formatting if str(each.sqref) == "B4:B6"]
    assert [(each.formula, each.dxf.fill.bgColor.rgb) for each in rules] == [
        (['LEFT($B4,11)="STUDENTS / "'], "FFDDEBF7"),
        (['LEFT($B4,10)="PARENTS / "'], "FFE4DFEC"),
        (['LEFT($B4,12)="OUR ""OWN"" / "'], "FFEADDCF"),
    ]
