"""The whole round: out to a principal, typed in LibreOffice, back, and into the next report and tracker."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from kpitrack import pipeline
from kpitrack.model.published import Audience, PublishedCell, Shown, Suppressed
from kpitrack.model.workbook import Edition
from kpitrack.pipeline import TrackerQuestion, tracker_build, tracker_read
from tests.shipped import shipped_targets
from tests.unit.tracker.office import Office, office

ROOT = Path(__file__).parents[2]
SCHOOL, FILE = "Cobalt Middle", "Cobalt Middle - Progress Tracker.xlsx"
PLACE = ("Middle", SCHOOL)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("office")) as found:
        yield found


def test_what_a_principal_typed_is_in_the_next_report_and_tracker(running: Office, tmp_path: Path) -> None:
    """She types two results that no survey measured and a third as 0.61; exact for her, hidden from all others."""
    program = pipeline.load_program(shipped_targets())
    exports = tmp_path / "exports"
    shutil.copytree(ROOT / "examples" / "exports" / "ses", exports / "ses")
    written = exports / "ses" / "typed_in.csv"
    tracker_build(program, TrackerQuestion(school=SCHOOL, edition="own-school", exports=exports), tmp_path / "out")
    running.recalculated(
        tmp_path / "out" / FILE,
        tmp_path / "back" / FILE,
        type=[["Middle", "I4", 61.2], ["Middle", "I5", 58.0], ["Middle", "I6", 0.61]],
    )
    entries, text = tracker_read(program, tmp_path / "back")
    assert {(each.metric, each.period): each.figure for each in entries.accepted} == {
        ("ses_growth_mindset", "Fall 2022"): Fraction("61.2"),
        ("ses_self_efficacy", "Fall 2022"): 58,
    }
    assert [each.cell for each in entries.rejected] == ["I6"]
    written.write_bytes(text.encode("utf-8-sig"))

    editions: tuple[tuple[Edition, object], ...] = (("own-school", 61.2), ("shared", "hidden"))
    for edition, expected in editions:
        assert next_tracker(tmp_path / edition, exports, edition) == expected
    whole = pipeline.Question("Fall-2022", metrics=("ses_growth_mindset",), by=(("level", "school"),), exports=exports)
    audiences: tuple[tuple[Audience, type], ...] = (("internal", Shown), ("shared", Suppressed), ("public", Suppressed))
    for audience, kind in audiences:
        question = replace(whole, audience=audience)
        [metric] = pipeline.report(program, question).metrics
        cell = metric.by["level", "school"][PLACE]
        assert isinstance(cell, kind)
        if isinstance(cell, Shown):
            assert (cell.value, cell.n) == (Fraction("0.612"), None)


def next_tracker(folder: Path, exports: Path, edition: Edition, line: int = 3) -> object:
    """What the new workbook has for a row's first result."""
    program = pipeline.load_program(shipped_targets())
    tracker_build(program, TrackerQuestion(school=SCHOOL, edition=edition, exports=exports), folder)
    sheet = CalamineWorkbook.from_path(str(folder / FILE)).get_sheet_by_name("Middle")
    return sheet.to_python(skip_empty_area=False)[line][8]


def test_a_typed_figure_hides_and_changes_nobody_else(tmp_path: Path) -> None:
    """It is part of no total: with and without it, every other cell of the report is the same.

    But for those who left an item open: they are counted only where nothing is hidden.
    """
    program = pipeline.load_program(shipped_targets())
    tables = []
    for typed in (True, False):
        exports = tmp_path / str(typed)
        shutil.copytree(ROOT / "examples" / "exports" / "ses", exports / "ses")
        if not typed:
            file = exports / "ses" / "typed_in.csv"
            lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
            file.write_text("".join(line for line in lines if not line.startswith("accepted")), encoding="utf-8")
        question = pipeline.Question(
            "Fall-2022", metrics=("ses_happy",), by=(("level",), ("school",), ("level", "school")), exports=exports
        )
        [metric] = pipeline.report(program, question).metrics
        cells = {names: cell for table in metric.by.values() for names, cell in table.items() if SCHOOL not in names}
        tables.append({names: answered(cell) for names, cell in {**cells, (): metric.total}.items()})
    assert tables[0] == tables[1]


def answered(cell: PublishedCell) -> PublishedCell:
    return replace(cell, left_out=0) if isinstance(cell, Shown) else cell


def test_an_accepted_override_is_in_the_next_report_and_tracker(running: Office, tmp_path: Path) -> None:
    """She types over what the survey counted; a person accepts it; it stands for her, and for nobody's total."""
    program = pipeline.load_program(shipped_targets())
    exports = tmp_path / "exports"
    shutil.copytree(ROOT / "examples" / "exports" / "ses", exports / "ses")
    kept = exports / "ses" / "typed_in.csv"
    tracker_build(program, TrackerQuestion(school=SCHOOL, edition="own-school", exports=exports), tmp_path / "out")
    typed = [["Middle", "I8", 80.0]]
    running.recalculated(tmp_path / "out" / FILE, tmp_path / "back" / FILE, type=typed)
    entries, text = tracker_read(program, tmp_path / "back", date(2026, 2, 12))
    assert [(each.metric, each.written, each.typed) for each in entries.overrides] == [("ses_welcome", "71.4", 80)]
    for state, figure in (("override", 71.4), ("accepted", 80.0)):
        kept.write_text(text.replace("override,", f"{state},"), encoding="utf-8-sig", newline="")
        folder = tmp_path / state
        tracker_build(program, TrackerQuestion(school=SCHOOL, edition="own-school", exports=exports), folder)
        book = CalamineWorkbook.from_path(str(folder / FILE))
        assert book.get_sheet_by_name("Middle").to_python(skip_empty_area=False)[7][8] == figure
        told = [line for line in book.get_sheet_by_name("Data and method").to_python() if "Typed by" in str(line[1])]
        assert len(told) == (state == "accepted")
    assert next_tracker(tmp_path / "shared", exports, "shared", line=7) == "hidden"
    entries, _ = tracker_read(program, tmp_path / "accepted")
    assert (entries.accepted, entries.overrides, entries.rejected) == ((), (), ())
