"""Bytes, delimiters and header rows: what lies in the folder is read as it is, and nothing else is assumed."""

from __future__ import annotations

import gzip

import pytest

from tests.unit.exports.district import District

NAMES = {"files": "t.*", "fields": {"a": {"column": "a"}, "b": {"column": "b"}}}
PLAIN = "a,b\nx,1\ny,2\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("a,b\né,1\n".encode(), "utf-8"),
        ("\ufeffa,b\né,1\n".encode(), "utf-8-sig"),
        ("a,b\né,1\n".encode("cp1252"), "cp1252"),
        ("a\tb\r\né\t1\r\n".encode("utf-16"), "utf-16"),
        ("\ufeffa,b\né,1\n".encode("utf-16-be"), "utf-16"),
        (gzip.compress("a,b\né,1\n".encode(), mtime=0), "utf-8"),
    ],
    ids=["utf-8", "utf-8 with mark", "cp1252", "utf-16 little", "utf-16 big", "gzip"],
)
def test_bytes_decide_the_encoding(district: District, content: bytes, encoding: str) -> None:
    district.write("t.csv", content)
    district.sources = {"t": NAMES}
    with district.loaded() as loaded:
        assert loaded.rows("t", "a, b") == [("é", "1")]
        assert loaded.reading("t").files[0].encoding == encoding


def test_mac_roman_only_by_setting(district: District) -> None:
    district.write("t.txt", "a\tb\ré\t1\rè\t2\r".encode("mac_roman"))
    district.sources = {"t": {**NAMES, "encoding": "mac_roman"}}
    with district.loaded() as loaded:
        assert loaded.rows("t", "line_, a, b") == [(2, "é", "1"), (3, "è", "2")]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "^"])
def test_delimiters_are_found(district: District, delimiter: str) -> None:
    rows = [["a", "b"], ['"x, y; z"', "1"], ["v/w", "2"]]
    district.write("t.csv", "\n".join(delimiter.join(row) for row in rows))
    district.sources = {"t": NAMES}
    with district.loaded() as loaded:
        assert loaded.column("t", "b") == ["1", "2"]


@pytest.mark.parametrize(
    "content",
    [
        "a,b\nx,1\ny,2\n",
        "a,b\r\nx,1\r\ny,2\r\n",
        "a,b\rx,1\ry,2",
        "a,b\r\nx,1\ny,2",
        "a,b\nx,1\ny,2\n\n\n",
        '"a","b"\n"x","1"\n"y","2"',
        "a,b,\nx,1,\ny,2,\n",
        "a,b\nx,1,\ny,2,,\n",
        "\ufeffA , B\nx,1\ny,2\n",
        "a,b\n x ,1\n\u00a0y\u00a0,2\n",
    ],
)
def test_one_table_in_many_spellings(district: District, content: str) -> None:
    district.write("t.csv", content)
    district.sources = {"t": NAMES}
    with district.loaded() as loaded:
        assert loaded.rows("t", "line_, a, b") == [(2, "x", "1"), (3, "y", "2")]


def test_a_cell_of_several_lines_is_in_one_row(district: District) -> None:
    district.write("t.csv", 'a,b\r\n"x\ny\r\nz",1\r\n\r\nw,2\r\n')
    district.sources = {"t": NAMES}
    with district.loaded() as loaded:
        assert loaded.rows("t", "line_, a, b") == [(2, "x\ny\r\nz", "1"), (4, "w", "2")] or loaded.rows(
            "t", "line_, a, b"
        ) == [(2, "x\ny\nz", "1"), (4, "w", "2")]
        assert loaded.reading("t").dropped == {"blank row": 1}


def test_caret_files_may_hold_quotation_marks(district: District) -> None:
    district.write("layouts/state.yaml", "title: State\ndelimiter: caret\nquoted: false\nheader_rows: 0\n")
    district.write("t.txt", 'x^"Bo" O\'Neil\ny^"open\n')
    fields = {"a": {"column": 1}, "b": {"column": 2}}
    district.sources = {"t": {"files": "t.txt", "layout": "state", "fields": fields}}
    with district.loaded() as loaded:
        assert loaded.rows("t", "line_, a, b") == [(1, "x", '"Bo" O\'Neil'), (2, "y", '"open')]


@pytest.mark.parametrize("caption", ["Student ID", "student id", "STUDENT_ID", " Student  ID ", "Student-ID:"])
def test_captions_are_matched_leniently(district: District, caption: str) -> None:
    district.write("t.csv", f"{caption},b\n7,1\n")
    district.sources = {"t": {"files": "t.csv", "id": {"partner": {"column": "Student ID"}}}}
    with district.loaded() as loaded:
        assert loaded.column("t", "id_partner") == ["7"]


def test_captions_used_over_time(district: District) -> None:
    district.write("old.csv", "Custom Data 1,x\n7,1\n")
    district.write("new.csv", "extra,Student Number\n1,8\n")
    column = {"column": ["Student Number", "Custom Data 1"]}
    district.sources = {"t": {"files": ["old.csv", "new.csv"], "id": {"partner": column}}}
    with district.loaded() as loaded:
        assert loaded.column("t", "id_partner") == ["8", "7"]
        assert loaded.column("t", "file_") == [0, 1]


def test_header_rows_by_number(district: District) -> None:
    district.write("t.csv", 'PD transcript\n"as of\ntoday"\n\na,b\nx,1\n')
    district.sources = {"t": {**NAMES, "header_row": 4}}
    with district.loaded() as loaded:
        assert loaded.rows("t", "line_, a, b") == [(5, "x", "1")]


def test_two_header_levels(district: District) -> None:
    district.write("t.csv", "Student,,Rater\nID,Name,\n7,Ash,R1\n")
    fields = {"rater": {"column": "Rater"}, "number": {"column": "Student / ID"}}
    district.sources = {"t": {"files": "t.csv", "header_row": [1, 2], "fields": fields}}
    with district.loaded() as loaded:
        assert loaded.rows("t", "rater, number") == [("R1", "7")]


@pytest.mark.parametrize(
    "footer", ["Total,5", "Grand Total:,", "5 students,", "Record Count: 1,234,", ",Average", "Total (5),"]
)
def test_footers_are_dropped_and_counted(district: District, footer: str) -> None:
    district.write("t.csv", f"a,b,c\nx,1,2\nTotal Wine,2,3\n{footer},\n,,\n")
    fields = {name: {"column": name} for name in "abc"}
    district.sources = {"t": {"files": "t.csv", "fields": fields}}
    with district.loaded() as loaded:
        assert loaded.column("t", "a") == ["x", "Total Wine"]
        assert loaded.reading("t").dropped == {"total row": 1, "blank row": 1}


def test_a_full_row_is_no_footer(district: District) -> None:
    district.write("t.csv", "a,b\nTotal,1\nSum,2\n")
    district.sources = {"t": NAMES}
    with district.loaded() as loaded:
        assert loaded.column("t", "a") == ["Total", "Sum"]


def test_file_names_that_look_like_patterns(district: District) -> None:
    district.write("t [final]*.csv", PLAIN)
    district.sources = {"t": {**NAMES, "files": "t*.csv"}}
    with district.loaded() as loaded:
        assert loaded.column("t", "a") == ["x", "y"]


def test_a_link_out_of_the_folder(district: District) -> None:
    outside = district.folder.parent / "elsewhere.csv"
    outside.write_text(PLAIN)
    (district.folder / "t.csv").symlink_to(outside)
    district.sources = {"t": NAMES}
    with district.loaded() as loaded:
        assert loaded.column("t", "a") == ["x", "y"]


def test_a_large_file_with_a_ragged_row(district: District) -> None:
    """More rows than the engine reads in one go: numbers and order stay right."""
    lines = [f"{n},v{n}" for n in range(300_000)]
    lines[250_000] = "short"
    district.write("t.csv", "a,b\n" + "\n".join(lines) + "\n")
    district.sources = {"t": {"files": "t.csv", "fields": {"a": {"column": "a", "type": "whole"}}}}
    with district.loaded() as loaded:
        assert loaded.reading("t").refused == {"ragged row": 1}
        assert [each.row for each in loaded.problems("warning")] == [250_002]
        checked = "count(*) FILTER (line_ = a + 2), count(*) FILTER (row_ = a + 1)"
        assert loaded.session.rows(f"SELECT {checked} FROM rows_t") == [(299_999, 299_999)]
