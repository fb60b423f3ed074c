"""Every sample, cell by cell: what is loaded is what a ten-line reader finds in the file.

Every column is mapped as text by its position, so that nothing is converted. What presets make of the cells, typed
and mapped, stands in `test_presets.py`, written by hand.
"""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path
from typing import Any, Literal

import openpyxl
import pytest

from tests.samples.places import SAMPLES, index, needs_samples
from tests.unit.exports.district import District

pytestmark = needs_samples
INDEX = index()
LAYOUTS = {
    "aeries": "aeries_query.csv",
    "cde_public": "cde_public_suppressed.txt",
    "edfi": "edfi_student_flat.csv",
    "eventbrite": "eventbrite_attendees.csv",
    "frontline": "frontline_pd_transcript.csv",
    "google_forms": "google_*.csv",
    "infinite_campus": "infinite_campus_adhoc.csv",
    "log": "*_log.csv",
    "panorama": "panorama_item_export.csv",
    "powerschool": "powerschool_quickexport.txt",
    "qualtrics": "qualtrics_[nc]*.csv",
    "qualtrics_legacy": "qualtrics_legacy.csv",
    "surveymonkey": "surveymonkey_*.csv",
    "synergy": "synergy_query.csv",
    "calpads_senr": "calpads_senr*.txt",
    "calpads_sinf": "calpads_sinf.txt",
    "calpads_sprg": "calpads_sprg.txt",
    "calpads_stas": "calpads_stas.txt",
    "excel": "*.xlsx",
}
SHEETS: dict[str, dict[str, Any]] = {"rubric_scores.xlsx": {"sheet": "Scores", "header_row": [2, 3]}}
BLANKS = " \t\r\n\u00a0\u202f\u200b\ufeff"
DELIMITERS = {"TAB": "\t"}


def _layout(sample: str) -> str:
    return next((name for name, pattern in LAYOUTS.items() if Path(sample).match(pattern)), "delimited")


def _expected(sample: str) -> list[list[str | None]]:
    """All rows below the captions, as the index counts them; blank is None."""
    about = INDEX[sample]
    if sample.endswith(".xlsx"):
        rows = _sheet(sample)
    else:
        text = (
            (SAMPLES / sample).read_bytes().decode("utf-8-sig" if about["encoding"] == "utf-8" else about["encoding"])
        )
        quoting: Literal[0, 3] = csv.QUOTE_NONE if about["delimiter"] == "^" else csv.QUOTE_MINIMAL
        delimiter = DELIMITERS.get(about["delimiter"], about["delimiter"])
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting))
    first = int(about["preamble_rows"]) + int(about["header_rows"])
    last = first + int(about["data_rows"]) + int(about["footer_rows"])
    width = max(map(len, rows))
    return [[cell.strip(BLANKS) or None for cell in [*row, *[""] * (width - len(row))]] for row in rows[first:last]]


def _sheet(sample: str) -> list[list[str]]:
    """Cells as text: days as 2026-02-15, whole numbers plain, formulas that nobody has computed blank."""
    book = openpyxl.load_workbook(SAMPLES / sample, data_only=True)
    sheet = book["Scores"] if "Scores" in book.sheetnames else book.worksheets[0]
    return [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    return cell.date().isoformat() if hasattr(cell, "date") else str(cell)


@pytest.mark.parametrize("sample", INDEX)
def test_every_cell(sample: str, district: District) -> None:
    expected = _expected(sample)
    target = district.folder / Path(sample).name
    shutil.copy(SAMPLES / sample, target)
    fields = {f"f{n}": {"column": n + 1, "type": "text"} for n in range(len(expected[0]))}
    district.sources = {
        "t": {"files": target.name, "layout": _layout(sample), "fields": fields, **SHEETS.get(sample, {})}
    }
    with district.loaded() as loaded:
        reading = loaded.reading("t")
        assert reading.usable, reading.reason
        assert reading.rows == len(expected)
        lines = [line for (line,) in loaded.rows("t", "line_")]
        found = loaded.rows("t", ", ".join(fields))
    first = int(INDEX[sample]["preamble_rows"]) + int(INDEX[sample]["header_rows"]) + 1
    used = [expected[line - first] for line in lines]
    assert [_bare(sample, row) for row in used] == [list(row) for row in found]
    dropped = [row for number, row in enumerate(expected, first) if number not in lines]
    assert len(dropped) == sum(reading.dropped.values())


def _bare(sample: str, row: list[str | None]) -> list[str | None]:
    """Descriptors mean what follows #, and marks for hidden values have no value of their own."""
    if _layout(sample) == "edfi":
        return [cell.rsplit("#", 1)[-1] if cell else cell for cell in row]
    hidden = {"panorama": {"Confidential", "<1%"}, "cde_public": {"*"}}.get(_layout(sample), set())
    return [None if cell in hidden else cell for cell in row]
