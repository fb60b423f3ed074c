"""Files that are made to harm, or that something has ruined: a clear message within seconds, never a traceback."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from tests.unit.exports.district import District

SECONDS = 5  # generous: each takes well under one


def _workbook(change: Callable[[str, bytes], bytes], more: dict[str, bytes] | None = None) -> bytes:
    book, plain, changed = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    for row in (["id", "x"], ["1", "=HYPERLINK(1)"]):
        book.worksheets[0].append(row)
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return changed.getvalue()


def _entity(name: str, content: bytes) -> bytes:
    if "sheet1" not in name:
        return content
    kind = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b SYSTEM "file:///etc/hostname">]>'
    cell = b'<sheetData><row r="9"><c t="inlineStr" r="A9"><is><t>&a;&b;</t></is></c></row>'
    return kind + content.replace(b"<sheetData>", cell)


CASES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a workbook that grows": (
        "b.xlsx",
        lambda: _workbook(lambda _, content: content, {"xl/worksheets/sheet9.xml": b"0" * (100 << 20)}),
        "the packed file would grow to",
    ),
    "an entity": ("e.xlsx", lambda: _workbook(_entity), "something that no spreadsheet writes"),
    "a long cell": ("c.csv", lambda: b"id,x\n" + b"1,2\n" * 500 + b"1," + b"a" * (10 << 20), "131,072 characters"),
    "a long line": ("l.csv", lambda: b"id,x\n1," + b"a" * (10 << 20), "more than 4 million characters"),
    "a million columns": ("w.csv", lambda: (b"a," * 1_000_000 + b"\n") * 2, "1,000,001 columns"),
    "NULs": ("n.csv", lambda: b"id,x\n1,\0\n", "NUL bytes"),
    "a zip that is none": ("z.zip", lambda: b"PK\x03\x04" + b"x" * 100, "the zip file is damaged"),
}


def _source(name: str) -> dict[str, Any]:
    layout = {"xlsx": "excel", "zip": "oneroster"}.get(name.rsplit(".", 1)[-1], "delimited")
    return {"files": name, "layout": layout, "fields": {"x": {"column": 2}}}


@pytest.mark.parametrize("case", CASES)
def test_a_clear_message_in_seconds(case: str, district: District) -> None:
    name, content, message = CASES[case]
    district.write(name, content())
    district.sources = {"t": _source(name)}
    started = time.monotonic()
    with district.loaded() as loaded:
        assert message in loaded.reading("t").reason
        [problem] = loaded.problems("error")
        assert problem.hint
    assert time.monotonic() - started < SECONDS


def test_one_wide_row_is_ragged(district: District) -> None:
    district.write("w.csv", b"id,x\n1,2\n" + b"1," * 1_000_000 + b"1\n3,4\n")
    district.sources = {"t": {**_source("w.csv"), "max_unusable": "100%"}}
    with district.loaded() as loaded:
        assert loaded.column("t", "x") == ["2", "4"]
        assert loaded.reading("t").refused == {"ragged row": 1}


def test_formula_text_is_text(district: District) -> None:
    district.write("f.csv", "id,x\n1,=cmd|' /C calc'!A0\n2,@SUM(1)\n")
    district.sources = {"t": _source("f.csv")}
    with district.loaded() as loaded:
        assert loaded.column("t", "x") == ["=cmd|' /C calc'!A0", "@SUM(1)"]


def test_links_to_other_workbooks_are_named_and_not_followed(district: District) -> None:
    link = {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    district.write("x.xlsx", _workbook(lambda _, content: content, link))
    district.sources = {"t": _source("x.xlsx")}
    with district.loaded() as loaded:
        assert loaded.reading("t").used == 1
        [problem] = loaded.problems("warning")
        assert problem.message == "some cells come from other workbooks; the values that were saved last are used"
