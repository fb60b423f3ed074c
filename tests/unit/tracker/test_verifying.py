"""What was tampered with is named, with its cell; what was only sorted or typed is not."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from kpitrack.model.workbook import Verification
from kpitrack.tracker import verify_folder
from kpitrack.tracker.verifying import plain
from tests.unit.tracker.builders import HIDDEN, book, numbered, row, rulebook, written
from tests.unit.tracker.patched import patch_sheet

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
        4 * 30 + 2,
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
