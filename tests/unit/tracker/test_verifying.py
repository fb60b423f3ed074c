"""What was tampered with is named, with its cell; what was only sorted or typed is not."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from kpitrack.model.workbook import LevelTab, Verification
from kpitrack.tracker import verify_folder
from kpitrack.tracker.layout import Layout
from kpitrack.tracker.verifying import plain, same
from tests.unit.tracker.builders import HIDDEN, LABELS, book, numbered, row, rulebook, written
from tests.unit.tracker.patched import patch_sheet

LAYOUT = Layout(LABELS)
ONE = book(
    *numbered(
        [
            row("74.0", ["75.3", None, None, None]),
            row("60.0", increase="9.3"),
            row(HIDDEN),
            row("6.0", reach="8.0", top=10),
        ]
    )
)


def verified(folder: Path, change: Callable[[Path], None] = lambda _: None) -> Verification:
    written(folder, ONE)
    [file] = folder.iterdir()
    change(file)
    return verify_folder(folder, rulebook(ONE))


def test_a_workbook_as_written_is_in_order(tmp_path: Path) -> None:
    result = verified(tmp_path)
    assert result.findings == ()
    assert (result.files, result.formulas) == (
        1,
        4 * 31 + 2,
    )  # one goal is a level: its increase is a formula; and the counts above


def test_a_level_with_an_apostrophe_is_found_from_the_first_tab(tmp_path: Path) -> None:
    """In a formula it is written twice."""
    one = book(tabs=[LevelTab("Children's", (row("74.0", identity="Children's/happy"),))])
    written(tmp_path, one)
    assert verify_folder(tmp_path, rulebook(one)).findings == ()


@pytest.mark.parametrize(
    ("old", "new", "cell", "what"),
    [
        (b'<f>IF(ISNUMBER(T2),ROUND(G2+(T2-G2)/4,1),"")</f>', b"<f>70</f>", "H2", "formula"),
        (b"MIN(100,ROUND(G2+F2,1))", b"MIN(80,ROUND(G2+F2,1))", "T2", "formula"),
        (b"<v>-1.2</v>", b"<v>1.2</v>", "J2", "value"),
        (b"<v>OFF TRACK (2022)</v>", b"<v>ON TRACK (2022)</v>", "U2", "value"),
        (b"<v>9.300000000000001</v>", b"<v>2</v>", "F3", "goal"),
        (b">=0,&quot;MET&quot;", b">=-5,&quot;MET&quot;", "U2", "formula"),
    ],
)
def test_a_tampered_cell_is_named(tmp_path: Path, old: bytes, new: bytes, cell: str, what: str) -> None:
    result = verified(tmp_path, lambda file: patch_sheet(file, 2, old, new))
    assert (result.findings[0].sheet, result.findings[0].cell, result.findings[0].what) == ("Elementary", cell, what)
    assert result.findings[0].school == "Alder Elementary"


def test_a_formula_replaced_by_its_value_is_named(tmp_path: Path) -> None:
    def overtype(file: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            workbook = openpyxl.load_workbook(file)
        workbook["Elementary"]["T2"] = 84.0
        workbook.save(file)

    findings = verified(tmp_path, overtype).findings
    assert ("T2", "formula", "84") in {(each.cell, each.what, each.found) for each in findings}


@pytest.mark.parametrize(("number", "new", "what"), [(0, "Elementary/item_1", "row"), (0, "Elementary/other", "row")])
def test_a_row_that_is_none_of_ours_is_named(tmp_path: Path, number: int, new: str, what: str) -> None:
    def rename(file: Path) -> None:
        patch_sheet(file, None, f"Elementary/item_{number}".encode(), new.encode())

    assert what in {each.what for each in verified(tmp_path, rename).findings}


@pytest.mark.parametrize(
    ("cell", "value", "number"),
    [("G2", 104, 1), ("I2", 75.31, 2), ("L2", "n/a", 3), ("O2", 0.75, 4), ("R2", True, 5), ("I2", "hidden", 2)],
)
def test_an_entry_to_check_is_expected_to_say_so(tmp_path: Path, cell: str, value: object, number: int) -> None:
    """The stored words of the row are then wrong, and its figures, which depend on the program, are passed over."""
    findings = verified(tmp_path, lambda file: typed(file, {cell: value})).findings
    found = {each.cell: (each.what, each.expected) for each in findings if each.sheet == "Elementary"}
    assert found["Z2"] == ("value", str(float(number)))
    assert found["U2"] == ("value", "CHECK ENTRY")
    assert found["V2"][1].startswith(f"Check the {LAYOUT.entry_words[number - 1]}: type a number from 0 to 100")
    assert found.keys() == {"Z2", "U2", "V2"}


def typed(file: Path, entries: dict[str, object]) -> None:
    """Changes cells and keeps every stored value beside its formula, as a program does that does not calculate."""
    name = "xl/worksheets/sheet2.xml"
    with zipfile.ZipFile(file) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    for cell, value in entries.items():
        kind = {str: "inlineStr", bool: "b"}.get(type(value), "n")
        text = f"<is><t>{value}</t></is>" if kind == "inlineStr" else f"<v>{value if kind == 'n' else 1}</v>"
        old = rf'<c r="{cell}" (s="\d+")(?:/>|><v>[^<]*</v></c>)'
        parts[name], changed = re.subn(old.encode(), rf'<c r="{cell}" \1 t="{kind}">{text}</c>'.encode(), parts[name])
        assert changed == 1
    with zipfile.ZipFile(file, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, content)


def test_a_goal_is_compared_also_beside_an_entry_to_check(tmp_path: Path) -> None:
    """A tampered goal does not hide behind an odd entry."""

    def change(file: Path) -> None:
        patch_sheet(file, 2, b"<v>9.300000000000001</v>", b"<v>2</v>")
        typed(file, {"I3": "n/a"})

    assert ("F3", "goal", "2.0", "9.3") in told(verified(tmp_path, change))


def told(result: Verification) -> set[tuple[str, str, str, str]]:
    return {(each.cell, each.what, each.found, each.expected) for each in result.findings}


def edited(change: Callable[[openpyxl.Workbook], None]) -> Callable[[Path], None]:
    """Changes a workbook with a library that keeps formulas and drops every stored value."""

    def edit(file: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            workbook = openpyxl.load_workbook(file)
        change(workbook)
        workbook.save(file)

    return edit


@pytest.mark.parametrize(
    ("tab", "expected"), [("At a glance", "every item at a glance"), ("Path Elementary", "the original path")]
)
def test_a_tab_that_was_deleted_is_named(tmp_path: Path, tab: str, expected: str) -> None:
    """With what it was for."""
    findings = verified(tmp_path, edited(lambda workbook: workbook.remove(workbook[tab]))).findings
    found = [(each.sheet, each.cell, each.what, each.found, each.expected) for each in findings if each.what == "tab"]
    assert found == [(tab, "", "tab", "missing", expected)]


def test_a_workbook_without_a_level_tab_is_named(tmp_path: Path) -> None:
    """Nothing else is said of it but that, and of the first tab, which has nothing to show any more."""
    findings = verified(tmp_path, edited(lambda workbook: workbook["Elementary"].delete_rows(1))).findings
    found = [(each.sheet, each.cell, each.what, each.found, each.expected) for each in findings]
    assert found == [("", "", "tab", "none with the hidden id column", "at least one")]
    assert {each.school for each in findings} == {"Alder Elementary"}


@pytest.mark.parametrize(
    ("new", "missing"), [(None, "Fall 2022 Target %"), ("Fall 2023 Target %", "Fall 2022 Target %")]
)
def test_a_heading_that_is_missing_or_stands_twice_ends_the_tab(tmp_path: Path, new: str | None, missing: str) -> None:
    """Its columns cannot be told any more, so no cell of it is compared."""

    def rename(workbook: openpyxl.Workbook) -> None:
        workbook["Elementary"]["H1"] = new

    findings = [each for each in verified(tmp_path, edited(rename)).findings if each.sheet == "Elementary"]
    assert [(each.cell, each.what, each.found) for each in findings] == [("row 1", "heading", "missing or twice")]
    assert findings[0].expected == missing


def test_a_heading_twice_is_enough(tmp_path: Path) -> None:
    """All headings are there, one of them in a column of somebody's own as well."""

    def add(workbook: openpyxl.Workbook) -> None:
        workbook["Elementary"]["AB1"] = "Why"

    [finding] = [each for each in verified(tmp_path, edited(add)).findings if each.sheet == "Elementary"]
    assert (finding.what, finding.expected) == ("heading", "Why")


def test_a_row_that_was_deleted_is_named_by_its_id(tmp_path: Path) -> None:
    """A level that the school does not have is not missed."""

    def delete(workbook: openpyxl.Workbook) -> None:
        workbook["Elementary"]["X3"] = None

    written(tmp_path, ONE)
    [file] = tmp_path.iterdir()
    edited(delete)(file)
    rules = rulebook(ONE)
    elsewhere = replace(rules, promises={**rules.promises, "Middle/item_0": rules.promises["Elementary/item_0"]})
    rows = [each for each in verify_folder(tmp_path, elsewhere).findings if each.what == "row"]
    assert [(each.cell, each.found, each.expected) for each in rows] == [("", "missing", "Elementary/item_1")]


def test_a_row_that_is_none_of_ours_is_named_with_its_cell(tmp_path: Path) -> None:
    def rename(workbook: openpyxl.Workbook) -> None:
        workbook["Elementary"]["X3"] = "Elementary/other"

    found = told(verified(tmp_path, edited(rename)))
    assert ("X3", "row", "Elementary/other", "a row of the definitions, once") in found


@pytest.mark.parametrize("link", ["no link", None, "='Elementary'!D99"])
@pytest.mark.parametrize(
    ("tab", "cell", "expected"),
    [("At a glance", "B5", "an item of a level tab"), ("Path Elementary", "A3", "a row of Elementary")],
)
def test_a_line_that_shows_no_item_is_named(
    tmp_path: Path, tab: str, cell: str, expected: str, link: str | None
) -> None:
    """Its other cells cannot be compared with anything."""

    def cut(workbook: openpyxl.Workbook) -> None:
        workbook[tab][cell] = link

    found = [
        each for each in verified(tmp_path, edited(cut)).findings if each.sheet == tab and each.cell[1:] == cell[1:]
    ]
    assert [(each.cell, each.what, each.found, each.expected) for each in found] == [
        (cell, "formula", link or "", expected)
    ]


@pytest.mark.parametrize("written_before", ["74.0;75.3;;", "seventy;75.3;;;", None])
def test_hidden_figures_that_were_changed_change_no_rule(tmp_path: Path, written_before: str | None) -> None:
    """They only excuse what was counted; without them every figure is held against the rule for typing."""

    def forge(workbook: openpyxl.Workbook) -> None:
        workbook["Elementary"]["Y2"] = written_before

    findings = verified(tmp_path, edited(forge)).findings
    assert {each.what for each in findings} == {"value"}  # the library dropped them; every formula is as it should be


def test_values_are_compared_as_exactly_as_a_file_can_hold_them() -> None:
    """A file stores the nearest float; a word, a truth value and a blank are no numbers."""
    assert same(0.1 + 0.2, Fraction(3, 10))
    assert not same(0.3000001, Fraction(3, 10))
    assert not same(True, Fraction(1))
    assert not same("1", Fraction(1))
    assert not same(None, Fraction(0))
    assert same("", None)
    assert same(None, "")
    assert not same(0, None)
    assert not same("MET", "NOT MET")


def test_of_an_entry_to_check_the_path_is_compared_in_words_alone(tmp_path: Path) -> None:
    """Its figures follow an entry that nobody uses; the item's name still has to be the item's."""

    def change(file: Path) -> None:
        typed(file, {"I2": 75.31})
        patch_sheet(file, 3, b"<v>STUDENTS / I am happy to be at this school.</v>", b"<v>Another item</v>")
        patch_sheet(file, 3, b"<v>76.5</v>", b"<v>99.9</v>")

    found = [each for each in verified(tmp_path, change).findings if each.sheet == "Path Elementary"]
    assert [(each.cell, each.what, each.found) for each in found] == [("A2", "value", "Another item")]


def test_an_empty_cell_is_told_as_empty(tmp_path: Path) -> None:
    """A stored value that was taken away is not the word None."""
    found = told(verified(tmp_path, edited(lambda _: None)))
    assert ("T2", "value", "", "84.0") in found


def test_what_is_no_workbook_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"nothing")
    result = verify_folder(tmp_path, rulebook(ONE))
    [finding] = result.findings
    assert (finding.file, finding.what) == ("x.xlsx", "file")
    assert (finding.school, finding.sheet, finding.cell, finding.expected) == ("", "", "", "a workbook")
    assert (result.files, result.formulas) == (1, 0)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("=IF(A1>0,\"x y\",'Path A'!B2)", "=if(A1>0, \"x y\", 'Path A'!B2)", True),
        ('=IF(A1>0,"x y",1)', '=IF(A1>0,"xy",1)', False),
        ("=A1+B1", "=A1-B1", False),
        ("=Elementary!A1", "='Elementary'!A1", True),
        ('="a"&B1', '="b"&B1', False),
        ('="it\'s"', '="its"', False),
    ],
)
def test_only_what_means_the_same_is_the_same(one: str, other: str, same: bool) -> None:
    assert (plain(one) == plain(other)) is same


@pytest.mark.parametrize(
    ("old", "new", "cell"),
    [
        (b"<f>'Elementary'!U2</f>", b"<f>'Elementary'!U3</f>", "C4"),
        (b"<f>'Elementary'!D2</f>", b'<f>"MET"</f>', "B4"),
        (b"all judged.&quot;", b"all met.&quot;", "A2"),
    ],
)
def test_a_tampered_overview_is_named(tmp_path: Path, old: bytes, new: bytes, cell: str) -> None:
    findings = verified(tmp_path, lambda file: patch_sheet(file, 1, old, new)).findings
    assert ("At a glance", cell, "formula") in {(each.sheet, each.cell, each.what) for each in findings}


def test_a_tampered_value_of_the_overview_is_named(tmp_path: Path) -> None:
    """Also where its formula is as it should be, and in a workbook of a single row."""
    findings = verified(tmp_path / "four", lambda file: patch_sheet(file, 1, b"<v>OFF TRACK", b"<v>ON TRACK")).findings
    assert [(each.sheet, each.cell, each.what) for each in findings] == [("At a glance", "C4", "value")]
    one = book(row("74.0", ["75.3", None, None, None]))
    [file] = written(tmp_path / "one", one).iterdir()
    patch_sheet(file, 1, b"<v>1 off track", b"<v>2 off track")
    findings = verify_folder(tmp_path / "one", rulebook(one)).findings
    assert [(each.sheet, each.cell, each.what) for each in findings] == [("At a glance", "A2", "value")]


def test_a_workbook_of_nobody_has_no_school(tmp_path: Path) -> None:
    """What is no tracker belongs to no school."""
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    assert {each.school for each in verify_folder(tmp_path, rulebook(ONE)).findings} == {""}
