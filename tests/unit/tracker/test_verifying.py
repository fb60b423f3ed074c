"""What was tampered with is named, with its cell; what was only sorted or typed is not."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from kpitrack.model.workbook import Verification
from kpitrack.tracker import verify_folder
from kpitrack.tracker.layout import Layout
from kpitrack.tracker.verifying import plain
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


def test_what_is_no_workbook_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"nothing")
    [finding] = verify_folder(tmp_path, rulebook(ONE)).findings
    assert (finding.file, finding.what) == ("x.xlsx", "file")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("=IF(A1>0,\"x y\",'Path A'!B2)", "=if(A1>0, \"x y\", 'Path A'!B2)", True),
        ('=IF(A1>0,"x y",1)', '=IF(A1>0,"xy",1)', False),
        ("=A1+B1", "=A1-B1", False),
        ("=Elementary!A1", "='Elementary'!A1", True),
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
