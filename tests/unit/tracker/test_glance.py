"""The line above the first tab: how many are met, worst first."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kpitrack.model.workbook import TrackerRow
from kpitrack.tracker.arithmetic import compute
from kpitrack.tracker.glance_tab import counts
from tests.unit.tracker.builders import HIDDEN, LABELS, row

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
