"""Rosters: people who vanish, state ids, rows of one person that become one, hidden rows, bundles of tables."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kpitrack.exports.hidden_rows import hidden_rows, tells_hidden_rows
from tests.unit.exports.district import District
from tests.unit.tracker.office import convert

COPIES: dict[str, Any] = {
    "files": "r_{date}.csv",
    "use": "newest",
    "id": {"student": {"column": "id", "width": 7}},
    "dates": {"start": "from_", "end": "till"},
    "fields": {"from_": {"column": "from", "type": "date"}, "till": {"column": "till", "type": "date"}},
}


def _copies(district: District, newest: str) -> list[str]:
    before = (
        "id,from,till\n1001,2025-08-11,\n1002,2025-08-11,\n1003,2025-08-11,2026-01-30\n1004,2025-08-11,2026-02-10\n"
    )
    district.write("r_2026-02-06.csv", before)
    district.write("r_2026-02-13.csv", f"id,from,till\n{newest}")
    district.people = {"student": {"roster": "roster"}}
    district.sources = {"roster": COPIES}
    with district.loaded() as loaded:
        return [problem.message for problem in loaded.problems("warning")]


def test_nobody_is_missing(district: District) -> None:
    """1003 had left before; 1004 was to leave before the newest copy."""
    assert _copies(district, "1001,2025-08-11,\n1002,2025-08-11,2026-02-12\n") == []


def test_one_is_missing_without_a_last_day(district: District) -> None:
    assert _copies(district, "1001,2025-08-11,\n") == [
        "1 student is in the copy of 2026-02-06, without a last day, and missing from this one: 00***02"
    ]


def test_without_an_older_copy_nothing_is_said(district: District) -> None:
    district.write("r_2026-02-13.csv", "id,from,till\n1,2025-08-11,\n")
    district.people, district.sources = {"student": {"roster": "roster"}}, {"roster": COPIES}
    with district.loaded() as loaded:
        assert loaded.problems() == []


def test_state_ids_are_translated(district: District) -> None:
    district.write("roster.csv", "id,ssid\n0004567,9000000011\n0004568,9000000022\n0004569,9000000022\n")
    district.write("scores.csv", "ssid,score\n9000000011,3\n9000000022,4\n9000000099,5\n,2\n")
    district.people = {"student": {"roster": "roster"}}
    district.sources = {
        "scores": {
            "files": "scores.csv",
            "max_unusable": "100%",
            "id": {"student": {"column": "ssid", "crosswalk": {"source": "roster", "field": "ssid"}}},
            "fields": {"score": {"column": "score", "type": "number"}},
        },
        "roster": {"files": "roster.csv", "id": {"student": {"column": "id"}}, "fields": {"ssid": {"column": "ssid"}}},
    }
    with district.loaded("scores") as loaded:
        assert loaded.rows("scores", "id_student, score") == [("0004567", 3), (None, 2)]
        assert loaded.reading("scores").refused == {"unknown student": 1, "id of two people": 1}


def test_rows_of_one_person_become_one(district: District) -> None:
    district.write("r.csv", "id,race,grade\n1,White,7\n2,Asian,8\n1,Asian,7\n1,Asian,8\n,White,7\n,Asian,7\n3,,9\n")
    district.sources = {
        "r": {
            "files": "r.csv",
            "gather": "race",
            "id": {"student": {"column": "id"}},
            "fields": {"race": {"column": "race", "type": "list"}, "grade": {"column": "grade"}},
        }
    }
    with district.loaded() as loaded:
        assert loaded.rows("r", "line_, id_student, race, grade") == [
            (2, "1", ["Asian", "White"], "7"),
            (3, "2", ["Asian"], "8"),
            (5, "1", ["Asian"], "8"),  # another grade: another row
            (6, None, ["White"], "7"),
            (7, None, ["Asian"], "7"),
            (8, "3", None, "9"),
        ]
        assert loaded.reading("r").dropped == {"gathered into another row": 1}


def _with_hidden_row() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["id", "score"], ["1", 3], ["2", 4], ["3", 5]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_hidden_rows(district: District) -> None:
    district.write("h.xlsx", _with_hidden_row())
    source: dict[str, Any] = {"files": "h.xlsx", "layout": "excel", "fields": {"score": {"column": "score"}}}
    district.sources = {"used": source, "dropped": {**source, "hidden_rows": "drop"}}
    with district.loaded() as loaded:
        assert loaded.column("used", "score") == ["3", "4", "5"]
        assert loaded.column("dropped", "score") == ["3", "5"]
        assert loaded.reading("dropped").dropped == {"hidden row": 1}
        [problem] = loaded.problems("warning")
        assert problem.message == "1 hidden in the sheet and used all the same: row 3; else write `hidden_rows: drop`"


ODS = (
    "<office:document-content><office:body><office:spreadsheet>"
    '<table:table table:name="Notes">ROW<table:table-row table:visibility="collapse"/></table:table>'
    '<table:table table:name="A &amp; B">'
    '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
    '<table:table-row table:style-name="r" table:visibility="filter" table:number-rows-repeated="2"/>'
    "<table:table-row>CELL</table:table-row>"
    '<table:table-row table:number-rows-repeated="1048000" table:visibility="collapse">CELL</table:table-row>'
    "</table:table></office:spreadsheet></office:body></office:document-content>"
)


def test_hidden_rows_of_an_open_document(tmp_path: Path) -> None:
    """Rows are counted with their repeats, by the sheet's own name, and no further than there are rows."""
    path = tmp_path / "h.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", ODS)
    assert hidden_rows(path, "a & b ", 6, name="h.ods") == {3, 4, 6}
    assert hidden_rows(path, "Notes", 6, name="h.ods") == {1}
    assert tells_hidden_rows(path)


@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_hidden_rows_in_other_formats(suffix: str, district: District, tmp_path: Path) -> None:
    """What LibreOffice makes of the same workbook: ods tells what is hidden, and of xls it is said that it does not."""
    (tmp_path / "h.xlsx").write_bytes(_with_hidden_row())
    convert(tmp_path / "h.xlsx", district.folder, tmp_path / "profile", to=suffix)
    source: dict[str, Any] = {"files": f"h.{suffix}", "layout": "excel", "hidden_rows": "drop"}
    district.sources = {"t": {**source, "fields": {"score": {"column": "score"}}}}
    with district.loaded() as loaded:
        if suffix == "ods":
            assert loaded.column("t", "score") == ["3", "5"]
            assert loaded.problems() == []
        else:
            assert loaded.column("t", "score") == ["3", "4", "5"]
            [problem] = loaded.problems("warning")
            assert problem.message.startswith("rows that are hidden cannot be told in this format")


def test_several_columns_are_one_list(district: District) -> None:
    district.write("r.csv", "id,Race 1,Race 2,Hispanic\n1,White,Asian,N\n2,Black,,Y\n3,,,\n")
    column = {"each": ["Race 1", "Race 2"], "yes": {"Hispanic": "Hispanic or Latino"}}
    district.sources = {"r": {"files": "r.csv", "fields": {"race": {"column": column, "type": "list", "map": "race"}}}}
    with district.loaded() as loaded:
        assert loaded.column("r", "race") == [
            ["White", "Asian"],
            ["Black or African American", "Hispanic or Latino"],
            None,
        ]


def test_an_empty_cell_may_say_something(district: District) -> None:
    district.write("r.csv", "id,meals\n1,F\n2,\n")
    field = {"column": "meals", "map": "infinite_campus_frl", "blank_is": "Not eligible"}
    district.sources = {"r": {"files": "r.csv", "fields": {"frl": field}}}
    with district.loaded() as loaded:
        assert loaded.column("r", "frl") == ["Eligible", "Not eligible"]


MANIFEST = "propertyName,value\noneroster.version,1.1\nfile.users,bulk\nfile.orgs,absent\nfile.demographics,bulk\n"
USERS = "sourcedId,status,role,orgSourcedIds,identifier\nu1,,student,s1,001\nu2,active,student,s2,002\n"
ONEROSTER: dict[str, Any] = {
    "files": "or_{date}.zip",
    "layout": "oneroster",
    "id": {"student": {"column": "users.identifier"}},
    "fields": {"gender": {"column": "demographics.sex", "map": "gender"}},
}


def _zipped(tables: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in tables.items():
            archive.writestr(f"export/{name}.csv", content)
    return stream.getvalue()


def test_a_zip_with_captions_one_letter_off(district: District) -> None:
    tables = {
        "manifest": MANIFEST,
        "users": USERS,
        "demographics": "userSourcedId,sex\nu2,male\n",
        "orgs": "sourcedId\n",
    }
    district.write("or_2026-02-13.zip", _zipped(tables))
    district.sources = {"r": ONEROSTER}
    with district.loaded() as loaded:
        assert loaded.rows("r", "id_student, gender") == [("001", None), ("002", "Male")]
        assert loaded.reading("r").files[0].exported_on is not None
        assert [problem.message for problem in loaded.problems("warning")] == [
            "the manifest says that orgs is absent, and it is there; it is not used"
        ]


@pytest.mark.parametrize(
    ("tables", "reason"),
    [
        ({"users": USERS}, "there is no manifest.csv in it"),
        ({"manifest": MANIFEST}, "users.csv is missing"),
        ({"manifest": MANIFEST, "users": USERS}, "demographics.csv is missing"),
        ({"manifest": MANIFEST, "users": "", "demographics": "sourcedId,sex\nu1,male\n"}, "users.csv is empty"),
    ],
)
def test_a_bundle_that_is_not_complete(district: District, tables: dict[str, str], reason: str) -> None:
    district.write("or_2026-02-13.zip", _zipped(tables))
    district.sources = {"r": ONEROSTER}
    with district.loaded() as loaded:
        assert loaded.reading("r").reason.endswith(reason)


def test_folders_of_tables_with_a_day_in_their_name(district: District) -> None:
    for day, users in (("2026-02-06", USERS), ("2026-02-13", USERS + "u3,,student,s1,003\n")):
        tables = {"manifest": MANIFEST, "users": users, "demographics": "sourcedId,sex\nu1,female\n"}
        for name, content in tables.items():
            district.write(f"or_{day}/{name}.csv", content)
    district.sources = {"r": {**ONEROSTER, "files": "or_{date}", "use": "newest"}}
    with district.loaded() as loaded:
        assert loaded.column("r", "id_student") == ["001", "002", "003"]
        assert loaded.reading("r").files[0].name == "or_2026-02-13"
