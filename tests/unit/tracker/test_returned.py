"""Everything typed is distrusted: accepted, listed for a person, or refused with its cell; never guessed."""

from __future__ import annotations

import csv
import shutil
import warnings
import zipfile
from datetime import date
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kpitrack.model.workbook import TrackerBook, TrackerEntries
from kpitrack.tracker import read_folder, write_results
from kpitrack.tracker.entries import shown, too_high, usable
from kpitrack.wording import tracker as words
from tests.unit.tracker.builders import HIDDEN, book, numbered, row, rules, written

PERIODS = {f"Fall {year}": f"Fall-{year}" for year in range(2021, 2026)}
ONE_BOOK = book(*numbered([row("74.0", ["75.3", None, None, None]), row("0.3"), row(HIDDEN)]))

LOST = "the heading 'Fall 2022 Result %' is missing or stands twice, so its column cannot be told"


def returned(
    folder: Path, typed: dict[str, Any], one: TrackerBook = ONE_BOOK, sheet: str = "Elementary"
) -> TrackerEntries:
    """What is read from the workbook after somebody typed into it."""
    written(folder, one)
    [file] = folder.iterdir()
    before = file.read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbook = openpyxl.load_workbook(file)
        for cell, value in typed.items():
            workbook[sheet][cell] = value
        if typed:
            workbook.save(file)
            before = file.read_bytes()
    found = read_folder(folder, rules(one))
    assert file.read_bytes() == before, "a principal's file is never changed"
    return found


def test_nothing_typed_is_nothing_found(tmp_path: Path) -> None:
    found = returned(tmp_path, {})
    assert (found.accepted, found.overrides, found.rejected) == ((), (), ())


def test_an_entry_in_a_blank_cell_is_accepted(tmp_path: Path) -> None:
    found = returned(tmp_path, {"L2": 79, "O2": 82.5, "R2": 0})
    assert [(each.period, each.figure, each.cell) for each in found.accepted] == [
        ("Fall 2023", 79, "L2"), ("Fall 2024", 82.5, "O2"), ("Fall 2025", 0, "R2"),
    ]  # fmt: skip
    assert found.accepted[0].school == "Alder Elementary"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (0.75, "lies between 0 and 1: 75% typed as 0.75? Type 75.0"),
        (0.755, "lies between 0 and 1: 75% typed as 0.75? Type 75.0"),
        (1, "is 1: 100% typed as 1? Type 100.0, or 1.0 cannot be told apart"),
        (100.1, "is above 100"), (-3, "is below 0"), (74.55, "has more than one decimal"),
        ("74,5", "is text, not a number"), ("74.5 ", "is text, not a number"), ("n/a", "is text, not a number"),
        ("75%", "is text, not a number"), ("X", "is text, not a number"),
        (True, "is not a number"), (date(2026, 2, 12), "is not a number"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_its_cell(tmp_path: Path, typed: object, why: str) -> None:
    found = returned(tmp_path, {"L2": typed})
    [refused] = found.rejected
    assert (refused.school, refused.sheet, refused.cell) == ("Alder Elementary", "Elementary", "L2")
    assert refused.why == why
    assert (refused.level, refused.metric, refused.period) == ("Elementary", "item_0", "Fall 2023")
    assert found.accepted == ()


@pytest.mark.parametrize(
    ("typed", "top", "found"),
    [
        (0, 100, Fraction(0)), (1.1, 100, Fraction("1.1")), (2, 100, Fraction(2)), (100, 100, Fraction(100)),
        (1, 10, Fraction(1)), (0.5, 10, Fraction("0.5")), (10, 10, Fraction(10)), (10.1, 10, "is above 10"),
        (7.6, 7.5, "is above 7.5"), (7.5, 7.5, Fraction("7.5")), (-0.1, 10, "is below 0"),
        (float("inf"), 100, "is not a number"), (float("nan"), 100, "is not a number"),
    ],
)  # fmt: skip
def test_the_ends_of_what_can_be_used(typed: float, top: float, found: Fraction | str) -> None:
    """Both ends belong to it; only percents doubt what lies between 0 and 1."""
    assert usable(typed, Fraction(str(top))) == found


def test_what_was_typed_is_quoted_and_cut() -> None:
    """In quotes, so that no spreadsheet takes it for a formula; sixty characters tell enough."""
    assert shown("=1+1") == "“=1+1”"
    assert shown("x" * 61) == f"“{'x' * 60}”"


def test_a_replaced_result_is_listed_for_a_person(tmp_path: Path) -> None:
    found = returned(tmp_path, {"I2": 78, "G3": None})
    assert (found.files, found.accepted, found.rejected) == (1, (), ())
    assert [(each.cell, each.written, each.typed) for each in found.overrides] == [
        ("I2", "75.3", 78),
        ("G3", "0.3", None),
    ]


def test_the_digits_a_spreadsheet_shows_are_what_was_typed(tmp_path: Path) -> None:
    """A pasted result of a calculation is a float beside 82.3; every spreadsheet shows it as 82.3."""
    found = returned(tmp_path, {"L2": 82.30000000000001, "I2": 75.30000000000001})
    assert [(each.cell, each.figure) for each in found.accepted] == [("L2", Fraction("82.3"))]
    assert (found.overrides, found.rejected) == ((), ())


def test_a_computed_figure_below_one_is_no_typing_slip(tmp_path: Path) -> None:
    assert returned(tmp_path, {"L2": 80}).rejected == ()  # G3 holds 0.3, as it was written


def test_a_figure_over_a_hidden_mark_is_listed(tmp_path: Path) -> None:
    [one] = returned(tmp_path, {"G4": 61.5}).overrides
    assert (one.written, one.typed) == ("hidden", 61.5)


def test_scores_may_be_below_one(tmp_path: Path) -> None:
    one = book(row("7.0", top=10, identity="Elementary/confidence"))
    found = returned(tmp_path, {"I2": 0.5, "L2": 10.1}, one)
    assert [each.figure for each in found.accepted] == [0.5]
    assert [each.why for each in found.rejected] == [too_high(one.tabs[0].rows[0].top)]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"X2": "Elementary/item_1"}, "this row stands twice"),
        ({"X2": "Elementary/other"}, "this row's id is none of the tracker's; was it typed over?"),
        ({"Y2": "1;2"}, "what was written into this row cannot be told any more; the hidden column was changed"),
        ({"I1": "Fall 2023 Result %"}, LOST),
        ({"X1": "id"}, "the file has no tab with the hidden id column"),
    ],
)  # fmt: skip
def test_what_was_moved_beyond_recognition_is_refused(tmp_path: Path, typed: dict[str, Any], why: str) -> None:
    found = returned(tmp_path, typed)
    assert why in [each.why for each in found.rejected]
    assert {each.typed for each in found.rejected} <= {"", "“Elementary/item_1”", "“Elementary/other”"}


def test_a_tab_whose_columns_cannot_be_told_is_refused_as_a_whole(tmp_path: Path) -> None:
    """One line that names the heading's row; nothing of the tab is read."""
    found = returned(tmp_path, {"I1": "Fall 2023 Result %", "O2": 82.5})
    assert [(each.sheet, each.cell, each.why) for each in found.rejected] == [("Elementary", "row 1", LOST)]
    assert (found.accepted, found.overrides) == ((), ())


def test_a_row_whose_hidden_figures_are_gone_is_refused(tmp_path: Path) -> None:
    """Without them nobody can say what was typed; an empty cell there is no row of blanks."""
    [refused] = returned(tmp_path, {"Y2": None, "O2": 82.5}).rejected
    assert (refused.cell, refused.typed) == ("Y2", "")


def test_the_hidden_mark_is_no_entry_where_no_figure_was_hidden(tmp_path: Path) -> None:
    """Copied into a cell that was blank, it is text like any other; over a figure that was hidden, other text is."""
    found = returned(tmp_path, {"L2": "hidden", "G4": "n/a"})
    assert [(each.cell, each.typed) for each in found.rejected] == [("L2", "“hidden”"), ("G4", "“n/a”")]


def test_an_empty_row_above_the_table_moves_the_cells(tmp_path: Path) -> None:
    """A refused entry is named where the principal sees it."""
    written(tmp_path, ONE_BOOK)
    [file] = tmp_path.iterdir()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbook = openpyxl.load_workbook(file)
    workbook["Elementary"].insert_rows(1)
    workbook["Elementary"]["L3"] = "n/a"
    workbook.save(file)
    assert [each.cell for each in read_folder(tmp_path, rules(ONE_BOOK)).rejected] == ["L3"]


def test_a_workbook_of_another_version_is_named(tmp_path: Path) -> None:
    """Its columns may mean something else."""
    [file] = written(tmp_path, ONE_BOOK).iterdir()
    with zipfile.ZipFile(file) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for each, content in parts.items():
            old, new = b"<vt:lpwstr>1</vt:lpwstr>", b"<vt:lpwstr>0</vt:lpwstr>"
            archive.writestr(each, content.replace(old, new) if each == "docProps/custom.xml" else content)
    [refused] = read_folder(tmp_path, rules(ONE_BOOK)).rejected
    assert refused.why == "the file is of version 0; this program reads 1"
    assert (refused.school, refused.sheet, refused.cell, refused.typed) == ("Alder Elementary", "", "", "")


def test_what_is_no_tracker_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.xlsx").write_bytes(b"not a workbook")
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    (tmp_path / "~$Alder.xlsx").write_bytes(b"lock")
    found = read_folder(tmp_path, rules(ONE_BOOK))
    assert found.files == 2
    assert {(each.school, each.sheet, each.cell, each.typed) for each in found.rejected} == {("", "", "", "")}
    assert [(each.file, each.why) for each in found.rejected] == [
        ("notes.xlsx", "the file cannot be opened as a workbook (BadZipFile)"),
        ("other.xlsx", "the file is no Progress Tracker: the school's name is missing from its properties"),
    ]


def test_two_files_of_a_school_must_agree(tmp_path: Path) -> None:
    for name, figure in (("a", 80), ("b", 81)):
        returned(tmp_path / name, {"L2": figure, "O2": 85})
    for name in ("a", "b"):
        shutil.move(tmp_path / name / "Alder Elementary.xlsx", tmp_path / f"{name}.xlsx")
    found = read_folder(tmp_path, rules(ONE_BOOK))
    assert [(each.period, each.figure) for each in found.accepted] == [("Fall 2024", 85)]
    assert [(each.file, each.cell) for each in found.rejected] == [("a.xlsx", "L2"), ("b.xlsx", "L2")]
    assert {each.why for each in found.rejected} == {words.TWO_FILES}


def test_a_file_returned_twice_counts_once(tmp_path: Path) -> None:
    """Also what was typed over a computed figure; two files that replace it by different figures are asked about."""
    for name, figure in (("a", 78), ("b", 78), ("c", 79)):
        returned(tmp_path / name, {"I2": figure, "L2": 80})
    for name in ("a", "b", "c"):
        shutil.move(tmp_path / name / "Alder Elementary.xlsx", tmp_path / f"{name}.xlsx")
    differing = read_folder(tmp_path, rules(ONE_BOOK))
    assert [(each.file, each.typed) for each in differing.rejected] == [
        ("a.xlsx", "“78.0”"),
        ("b.xlsx", "“78.0”"),
        ("c.xlsx", "“79.0”"),
    ]
    assert (len(differing.accepted), differing.overrides) == (1, ())
    (tmp_path / "c.xlsx").unlink()
    twice = read_folder(tmp_path, rules(ONE_BOOK))
    assert [(each.file, each.figure) for each in twice.overrides] == [("a.xlsx", 78)]
    assert (len(twice.accepted), twice.rejected) == (1, ())


def test_a_refused_entry_of_a_file_returned_twice_is_named_once(tmp_path: Path) -> None:
    """A row that cannot be told is named in each file: nobody knows whether both mean the same."""
    for name in ("a", "b"):
        returned(tmp_path / name, {"I2": "n/a", "X3": "Elementary/other"})
        shutil.move(tmp_path / name / "Alder Elementary.xlsx", tmp_path / f"{name}.xlsx")
    refused = read_folder(tmp_path, rules(ONE_BOOK)).rejected
    assert [(each.file, each.cell, each.metric) for each in refused] == [
        ("a.xlsx", "I2", "item_0"),
        ("a.xlsx", "X3", ""),
        ("b.xlsx", "X3", ""),
    ]


def test_a_figure_deleted_in_one_file_and_replaced_in_another_is_asked_about(tmp_path: Path) -> None:
    """What was deleted has no figure to show."""
    for name, figure in (("a", None), ("b", 78)):
        returned(tmp_path / name, {"I2": figure})
        shutil.move(tmp_path / name / "Alder Elementary.xlsx", tmp_path / f"{name}.xlsx")
    found = read_folder(tmp_path, rules(ONE_BOOK))
    assert [(each.file, each.typed) for each in found.rejected] == [("a.xlsx", ""), ("b.xlsx", "“78.0”")]
    assert found.overrides == ()


def test_the_results_file_is_a_source_and_runs_nothing(tmp_path: Path) -> None:
    one = book(*ONE_BOOK.tabs[0].rows, school="=HYPERLINK(1)")
    found = returned(tmp_path, {"L2": 79.5, "O2": "=1+1 and text", "I2": 78, "I3": "+n/a"}, one)
    rows = list(csv.DictReader(StringIO(write_results(found, PERIODS, date(2026, 2, 12)))))
    assert [each["state"] for each in rows] == ["accepted", "override", "rejected"]
    assert (rows[2]["level"], rows[2]["metric"], rows[2]["period"]) == ("Elementary", "item_1", "Fall-2022")
    assert "write accepted in the first column and today's date under accepted_on" in rows[1]["note"]
    assert [each["accepted_on"] for each in rows] == ["2026-02-12", "", ""]
    assert (rows[0]["period"], rows[0]["figure"], rows[0]["metric"]) == ("Fall-2023", "79.5", "item_0")
    assert not [cell for each in rows for cell in each.values() if cell.startswith(("=", "+", "-", "@"))]
