"""Files with every kind of dirt that exports bring, in the shapes of their layouts: each row meets the fate it should.

The generator knows what it wrote into each row, so the counts are compared and not only their sum. A few files of each
layout in every run; for a long one: `KPITRACK_EXAMPLES=500 pytest tests/property/test_dirty_files.py`.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpitrack.exports.layouts import shipped_layout
from kpitrack.model.intake import SourceReading
from tests.unit.exports.district import District

SOME = settings(
    max_examples=int(os.environ.get("KPITRACK_EXAMPLES", "25")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
FATES = {
    "blank": ("dropped", "blank row"),
    "total": ("dropped", "total row"),
    "copy": ("dropped", "identical duplicate"),
    "preview": ("dropped", "preview"),
    "short": ("refused", "ragged row"),
    "long": ("refused", "ragged row"),
    "word": ("refused", "bad number"),
    "mangled": ("refused", "damaged id"),
}
USED = ("good", "lines", "marks", "wide")


@dataclass(frozen=True)
class Shape:
    """What stands above the data of a layout, and where id, figure, remark and status stand in a row."""

    layout: str
    head: tuple[tuple[str, ...], ...]
    columns: tuple[str | int, str | int, str | int]  # id, figure, remark
    places: tuple[int, int, int]
    width: int
    status: int | None = None
    delimiter: str = ","
    quoted: bool = True


def _carets() -> Shape:
    names = shipped_layout("calpads_stas").columns
    columns = ("Local Student ID", "Days Attended", "First Name")
    places = (names.index(columns[0]), names.index(columns[1]), names.index(columns[2]))
    return Shape("calpads_stas", (), columns, places, len(names), delimiter="^", quoted=False)


SHAPES = {
    "delimited": Shape("delimited", (("id", "score", "remark"),), ("id", "score", "remark"), (0, 1, 2), 3),
    "tabs": Shape("delimited", (("id", "score", "remark"),), ("id", "score", "remark"), (0, 1, 2), 3, delimiter="\t"),
    "qualtrics": Shape(
        "qualtrics",
        (
            ("Status", "Q1", "Q2", "ExternalReference"),
            ("Response Type", "How sure\nare you?", "Anything else?", "External Data Reference"),
            ('{"ImportId":"status"}', '{"ImportId":"QID1"}', '{"ImportId":"QID2"}', '{"ImportId":"ref"}'),
        ),
        ("ExternalReference", "Q1", "Anything else?"),
        (3, 1, 2),
        4,
        status=0,
    ),
    "surveymonkey": Shape(
        "surveymonkey",
        (("Respondent ID", "How sure are you?", "Any comments?"), ("", "Response", "Open-Ended Response")),
        ("Respondent ID", "How sure are you?", "Any comments?"),
        (0, 1, 2),
        3,
    ),
    "frontline": Shape(
        "frontline",
        (("Activity Transcript",), ("Report Date: 10/05/2026",), (), ("Employee ID", "Activity Title", "Credits")),
        ("Employee ID", "Credits", "Activity Title"),
        (0, 2, 1),
        3,
    ),
    "carets": _carets(),
}


def _cells(shape: Shape, kind: str, number: int) -> list[str]:
    """One row of this kind. Its id tells its number, so that no two rows are equal unless one is a copy."""
    cells = [""] * shape.width
    if kind == "blank":
        return cells
    if kind == "total":
        cells[0] = "Grand Total:"
        return cells
    remark = {"lines": f"first {number}\nsecond", "marks": f'said "é{number}", {number}'}.get(kind, f"plain {number}")
    figure = "many" if kind == "word" else str(number % 7)
    identity = "1.2E+09" if kind == "mangled" else f"{number:05}"
    for place, cell in zip(shape.places, (identity, figure, remark), strict=True):
        cells[place] = cell
    if shape.status is not None:
        cells[shape.status] = "Survey Preview" if kind == "preview" else "IP Address"
    if kind == "short":
        return cells[:-1]
    return [*cells, "extra"] if kind == "long" else [*cells, ""] if kind == "wide" else cells


def _kinds(shape: Shape) -> list[str]:
    """The kinds of rows that a file of this shape can hold."""
    without = set() if shape.quoted else {"lines", "total"}  # a caret file has neither quotes nor words for totals
    if shape.status is None:
        without.add("preview")
    return [each for each in (*USED, *FATES) if each not in without]


def _rows(shape: Shape, kinds: Sequence[str]) -> tuple[list[list[str]], list[str]]:
    """The rows, and what each turned out to be: a copy of nothing is an ordinary row."""
    rows: list[list[str]] = []
    became: list[str] = []
    last: list[str] | None = None
    for number, kind in enumerate(kinds, 1):
        if kind == "copy" and last is not None:
            rows.append(last)
            became.append("copy")
            continue
        actual = "good" if kind == "copy" else kind
        rows.append(_cells(shape, actual, number))
        became.append(actual)
        last = rows[-1] if actual in USED else last
    return rows, became


def _text(shape: Shape, rows: Sequence[Sequence[str]], end: str, *, all_quoted: bool) -> str:
    if not shape.quoted:
        return "".join(shape.delimiter.join(row) + end for row in rows)
    stream = io.StringIO()
    quoting: Literal[0, 1] = csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL
    csv.writer(stream, delimiter=shape.delimiter, lineterminator=end, quoting=quoting).writerows([*shape.head, *rows])
    return stream.getvalue()


def _loaded(shape: Shape, content: bytes, file: str) -> tuple[SourceReading, list[tuple[Any, ...]]]:
    identity, figure, remark = shape.columns
    source = {
        "files": file,
        "layout": shape.layout,
        "delimiter": shape.delimiter,
        "max_unusable": "100%",
        "id": {"student": {"column": identity}},
        "fields": {"figure": {"column": figure, "type": "number"}, "remark": {"column": remark}},
    }
    with tempfile.TemporaryDirectory() as folder:
        district = District(Path(folder), {"t": source})
        district.write(file, content)
        with district.loaded() as loaded:  # checks rows = used + dropped + refused
            return loaded.reading("t"), loaded.rows("t", "id_student, figure, remark")


@pytest.mark.parametrize("name", SHAPES)
@SOME
@given(st.data())
def test_every_row_meets_its_fate(name: str, data: st.DataObject) -> None:
    """Quoted line ends, ragged rows, copies, totals, previews, marks of byte order: counted apart, and no row lost."""
    shape = SHAPES[name]
    kinds = data.draw(st.lists(st.sampled_from(_kinds(shape)), min_size=1, max_size=14))
    first = [] if shape.head else ["good"]  # where no captions say how wide the table is, the first row does
    rows, became = _rows(shape, [*first, *kinds, "good"])  # blank lines at the very end are no rows
    has_lines = any("\n" in cell for row in (*shape.head, *rows) for cell in row)
    end = data.draw(st.sampled_from(["\n", "\r\n"] if has_lines else ["\n", "\r\n", "\r"]))
    text = _text(shape, rows, end, all_quoted=data.draw(st.booleans()))
    content = text.encode(data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"])))
    is_packed = data.draw(st.booleans())
    reading, used = _loaded(shape, gzip.compress(content) if is_packed else content, "t.gz" if is_packed else "t.csv")

    assert reading.usable, reading.reason
    assert reading.rows == len(rows)
    for fate, counts in (("dropped", reading.dropped), ("refused", reading.refused)):
        expected = Counter(FATES[each][1] for each in became if each in FATES and FATES[each][0] == fate)
        assert counts == dict(expected)
    wanted = [row for row, each in zip(rows, became, strict=True) if each in USED]
    found = [(identity, str(figure.normalize()), remark.replace("\r\n", "\n")) for identity, figure, remark in used]
    places = shape.places
    assert found == [tuple(row[place] for place in places) for row in wanted]
