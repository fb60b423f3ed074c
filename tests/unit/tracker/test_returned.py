"""Everything typed is distrusted: accepted, listed for a person, or refused with its cell; never guessed."""

from __future__ import annotations

import csv
import shutil
import warnings
from datetime import date
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kpitrack.model.workbook import TrackerBook, TrackerEntries
from kpitrack.tracker import read_folder, write_results
from kpitrack.tracker.entries import FRACTION, NEGATIVE, ONE, TEXT, TWO_DECIMALS, too_high
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
        (0.75, FRACTION), (0.755, FRACTION), (1, ONE), (100.1, too_high(row().top)), (-3, NEGATIVE),
        ("74,5", TEXT), ("74.5 ", TEXT), ("n/a", TEXT), ("75%", TEXT), (74.55, TWO_DECIMALS), (True, "is not a number"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_its_cell(tmp_path: Path, typed: object, why: str) -> None:
    found = returned(tmp_path, {"L2": typed})
    [refused] = found.rejected
    assert (refused.school, refused.sheet, refused.cell) == ("Alder Elementary", "Elementary", "L2")
    assert refused.why == why
    assert (refused.level, refused.metric, refused.period) == ("Elementary", "item_0", "Fall 2023")
    assert found.accepted == ()


def test_a_replaced_result_is_listed_for_a_person(tmp_path: Path) -> None:
    found = returned(tmp_path, {"I2": 78, "G3": None})
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
    assert why in [each.why for each in returned(tmp_path, typed).rejected]


def test_what_is_no_tracker_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.xlsx").write_bytes(b"not a workbook")
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    (tmp_path / "~$Alder.xlsx").write_bytes(b"lock")
    found = read_folder(tmp_path, rules(ONE_BOOK))
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
