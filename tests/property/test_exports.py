"""Whatever lies in a file: no traceback, no row lost, and what does not matter changes nothing."""

from __future__ import annotations

import csv
import io
import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpitrack.errors import KpitrackError
from kpitrack.exports.inspecting import inspect_file
from kpitrack.exports.layouts import shipped_layouts
from kpitrack.model.intake import SourceReading
from kpitrack.reports.inspection import as_json, as_text
from tests.unit.exports.district import District

SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

SOURCE: dict[str, Any] = {
    "files": "t*.csv",
    "id": {"student": {"column": "id", "width": 4}},
    "unique": ["student", "wave"],
    "drop": {"wave": "Test"},
    "max_unusable": "100%",
    "fields": {
        "day": {"column": "day", "type": "date", "format": ["M/D/YYYY", "YYYY-MM-DD"]},
        "score": {"column": "score", "type": "number", "scale": [0, 10], "blank_codes": [-99]},
        "wave": {"column": "wave", "map": {"pre": "Pre", "post": "Post", "test": "Test"}},
        "seen": {"column": "seen", "type": "yes_no"},
    },
    "scores": {"half": {"combine": ["score"]}},
}
HEADER = ["id", "day", "score", "wave", "seen"]

_cells = {
    "id": st.one_of(st.integers(1, 30).map(str), st.sampled_from(["", "0007", "1.2E+09", "A1"])),
    "day": st.sampled_from(["9/3/2025", "2025-09-03", "", "13/13/2025", "soon", "9/3/2025 8:00"]),
    "score": st.one_of(st.integers(-2, 12).map(str), st.sampled_from(["", "-99", "3.25", "3,5", "n/a", "7.0"])),
    "wave": st.sampled_from(["pre", "Post", " PRE ", "", "test", "mid", "Total"]),
    "seen": st.sampled_from(["yes", "N", "", "x", "perhaps"]),
}
_rows = st.lists(st.tuples(*(_cells[name] for name in HEADER)).map(list), min_size=1, max_size=25)
_texts = st.text(st.sampled_from("ab1,;\t|^\"'\n\r \u00a0é\ufeff/.-"), max_size=200)


def _written(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([header, *rows])
    return stream.getvalue()


def _read(
    files: dict[str, str | bytes], source: dict[str, Any] = SOURCE
) -> tuple[SourceReading, Counter[tuple[Any, ...]]]:
    """The reading and the used rows, without their numbers."""
    with tempfile.TemporaryDirectory() as folder:
        district = District(Path(folder), {"t": source})
        for name, content in files.items():
            district.write(name, content)
        with district.loaded() as loaded:
            rows = loaded.rows("t", "* EXCLUDE (row_, file_, line_)")
            return loaded.reading("t"), Counter(rows)


@SOME
@given(st.one_of(_texts, st.binary(max_size=300)))
def test_anything_at_all(content: str | bytes) -> None:
    """The sums are checked on every load; a file that is no table makes the source unusable, with a reason."""
    reading, rows = _read({"t.csv": content})
    assert reading.usable or reading.reason
    assert sum(rows.values()) == reading.used


_LAYOUTS = sorted(shipped_layouts())


@SOME
@given(st.one_of(_texts, st.binary(max_size=300)), st.sampled_from(_LAYOUTS))
def test_anything_at_all_in_any_layout(content: str | bytes, layout: str) -> None:
    """What a preset proposes for its own files meets files of any kind: the sums hold, nothing escapes."""
    source = {"files": "t.csv", "layout": layout, "max_unusable": "100%", **shipped_layouts()[layout].proposes}
    reading, rows = _read({"t.csv": content}, {"fields": {"first": {"column": 1}}, **source})
    assert reading.usable or reading.reason
    assert sum(rows.values()) == reading.used


_grids = st.lists(st.lists(st.sampled_from(["", "1", "2/3/2026", "a b", "Total", "é", "Timestamp", "-99"]), max_size=5))
_first_rows = st.sampled_from([[], ["SENR", "A"], ["Timestamp", "Email Address"], ["Respondent ID", "Collector ID"]])


@SOME
@given(st.one_of(_texts, st.binary(max_size=300), st.tuples(_first_rows, _grids, st.sampled_from([",", "^", "\t"]))))
def test_any_file_can_be_inspected(content: str | bytes | tuple[list[str], list[list[str]], str]) -> None:
    """Facts or a message that says what to do, never anything else; every row is counted once."""
    if isinstance(content, tuple):
        first, rows, delimiter = content
        content = "\n".join(delimiter.join(row) for row in [first, *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        try:
            found = inspect_file(path, Path(folder), name="t.csv")
        except KpitrackError:
            return
    assert as_text(found)
    assert as_json(found)
    assert min(found.preamble_rows, found.header_rows, found.data_rows, found.footer_rows) >= 0


@SOME
@given(_texts)
def test_anything_under_the_right_captions(content: str) -> None:
    reading, _ = _read({"t.csv": ",".join(HEADER) + "\n" + content})
    assert (
        reading.usable or "quotation mark" in reading.reason or "no rows" in reading.reason or "empty" in reading.reason
    )


@SOME
@given(_rows, st.randoms(use_true_random=False))
def test_row_order_changes_nothing(rows: list[list[str]], order: random.Random) -> None:
    reading, used = _read({"t.csv": _written(HEADER, rows)})
    shuffled = rows.copy()
    order.shuffle(shuffled)
    again, used_again = _read({"t.csv": _written(HEADER, shuffled)})
    assert used == used_again
    assert (reading.rows, reading.used) == (again.rows, again.used)
    assert (reading.dropped, reading.refused) == (again.dropped, again.refused)


@SOME
@given(_rows, st.permutations(range(len(HEADER))))
def test_column_order_and_extra_columns_change_nothing(rows: list[list[str]], order: list[int]) -> None:
    """The extra column is filled and always the same, so that no row becomes blank or ceases to be a duplicate."""
    _, used = _read({"t.csv": _written([*HEADER, "note"], [[*row, "n"] for row in rows])})
    moved = [["n", *(row[n] for n in order)] for row in rows]
    _, used_again = _read({"t.csv": _written(["remark", *(HEADER[n] for n in order)], moved)})
    assert used == used_again


@SOME
@given(_rows, st.integers(0, 25))
def test_split_files_change_nothing(rows: list[list[str]], cut: int) -> None:
    """Two parts that happen to be equal would be the same file twice, so each part says which it is."""
    whole = [[*row, "n"] for row in rows]
    _, used = _read({"t.csv": _written([*HEADER, "note"], whole)})
    parts = {"t1.csv": whole[:cut], "t2.csv": whole[cut:]}
    files: dict[str, str | bytes] = {
        name: _written([*HEADER, "note", name], [[*row, ""] for row in part]) for name, part in parts.items() if part
    }
    _, used_again = _read(files)
    assert used == used_again


@SOME
@given(
    _rows,
    st.sampled_from([",", "\t", ";", "|", "^"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.booleans(),
)
def test_the_spelling_of_a_table_changes_nothing(
    rows: list[list[str]], delimiter: str, end: str, encoding: str, quote_all: bool
) -> None:
    header = [*HEADER, "remärk"]
    filled = [[*row, "ñ"] for row in rows]
    stream = io.StringIO()
    quoting: Literal[0, 1] = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows([header, *filled])
    plain, used = _read({"t.csv": _written(header, filled)})
    spelled, used_again = _read({"t.csv": stream.getvalue().encode(encoding)})
    assert used == used_again
    assert (plain.dropped, plain.refused) == (spelled.dropped, spelled.refused)
