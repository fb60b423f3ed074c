"""Which texts are read as which values; anything else has no value and its row is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kpitrack.errors import DefinitionError
from tests.unit.exports.district import District

BAD = object()
D = Decimal


def _read(district: District, definition: dict[str, Any], cell: str) -> Any:
    quoted = '"' + cell.replace('"', '""') + '"'
    district.write("t.csv", f'n,x\n1,"{quoted[1:-1]}"\n')
    district.sources = {
        "t": {
            "files": "t.csv",
            "max_unusable": "100%",
            "fields": {"n": {"column": "n"}, "x": {"column": "x", **definition}},
        }
    }
    with district.loaded() as loaded:
        if loaded.reading("t").refused:
            [problem] = loaded.problems("warning")
            assert problem.row == 2
            assert problem.column == "x"
            return BAD
        return loaded.column("t", "x")[0]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("5", D(5)),
        ("-5.25", D("-5.25")),
        ("+3", D(3)),
        (" 7 ", D(7)),
        ("\u00a07\t", D(7)),
        ("", None),
        ("  ", None),
        ("1,234", BAD),
        ("1.2E+05", BAD),
        ("5 hours", BAD),
        ("0.30000000000000004", D("0.3")),
        ("0.0000005", D("0.000001")),
        ("1234567890123", BAD),
        ("\u0665", BAD),
        ("5.", BAD),
    ],
)
def test_number(district: District, cell: str, value: Any) -> None:
    assert _read(district, {"type": "number"}, cell) == value


@pytest.mark.parametrize(("cell", "value"), [("5", D(5)), ("5.0", D(5)), ("5.5", BAD), ("007", D(7)), ("five", BAD)])
def test_whole(district: District, cell: str, value: Any) -> None:
    assert _read(district, {"type": "whole"}, cell) == value


@pytest.mark.parametrize(
    ("format_", "cell", "value"),
    [
        ("1,234.5", "1,234.5", D("1234.5")),
        ("1,234.5", "12,34", BAD),
        ("1,234.5", "1234", D(1234)),
        ("1.234,5", "1.234,5", D("1234.5")),
        ("1 234,5", "12 000", D(12000)),
        ("1234,5", "3,5", D("3.5")),
        ("1234,5", "3.5", BAD),
        ("45K", "45K", D(45000)),
        ("45K", "1.2M", D(1200000)),
        ("45K", "12", D(12)),
    ],
)
def test_declared_number_format(district: District, format_: str, cell: str, value: Any) -> None:
    assert _read(district, {"type": "number", "format": format_}, cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("$1,250.00", D(1250)),
        ("1250", D(1250)),
        ("($40.50)", D("-40.5")),
        ("-40", D(-40)),
        ("(40", BAD),
        ("40)", BAD),
        ("1200 USD", D(1200)),
        ("1.250,00", BAD),
        ("EUR 5", BAD),
    ],
)
def test_money(district: District, cell: str, value: Any) -> None:
    assert _read(district, {"type": "money"}, cell) == value


@pytest.mark.parametrize(
    ("format_", "cell", "value"),
    [
        (None, "85%", D("0.85")),
        (None, "85.5 %", D("0.855")),
        (None, "85", BAD),
        (None, "0.85", BAD),
        ("85", "85", D("0.85")),
        ("85", "85%", BAD),
        ("0.85", "0.85", D("0.85")),
        ("0.85", "85%", BAD),
        (["85%", "0.85"], "85%", D("0.85")),
    ],
)
def test_percent(district: District, format_: str | None, cell: str, value: Any) -> None:
    assert _read(district, {"type": "percent", **({"format": format_} if format_ else {})}, cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("3:30", D("3.5")),
        ("3.5", D("3.5")),
        ("1,5", D("1.5")),
        ("0:20", D("0.333333")),
        ("0:40", D("0.666667")),
        ("3:30:00", D("3.5")),
        ("3:60", BAD),
        ("3h", BAD),
        ("-1", BAD),
    ],
)
def test_hours(district: District, cell: str, value: Any) -> None:
    assert _read(district, {"type": "hours"}, cell) == value


@pytest.mark.parametrize(
    ("format_", "cell", "value"),
    [
        (None, "2026-02-01", date(2026, 2, 1)),
        (None, "2026-02-01T23:59:59Z", date(2026, 2, 1)),
        (None, "2026-02-01 08:00:00.123", date(2026, 2, 1)),
        (None, "2026-02-30", BAD),
        (None, "2/1/2026", BAD),
        (None, "20260201", BAD),
        ("M/D/YYYY", "2/1/2026", date(2026, 2, 1)),
        ("M/D/YYYY", "02/01/2026 0:00", date(2026, 2, 1)),
        ("M/D/YYYY", "2026-02-01", BAD),
        ("M/D/YYYY", "13/1/2026", BAD),
        ("M/D/YYYY", "2/1/26", BAD),
        ("M/D/YYYY", "2/1/0026", BAD),
        ("D/M/YYYY", "13/1/2026", date(2026, 1, 13)),
        ("D.M.YYYY", "13.1.2026", date(2026, 1, 13)),
        ("M/D/YY", "9/29/26 22:28", date(2026, 9, 29)),
        ("MM/DD/YYYY hh:mm:ss AM", "09/01/2026 03:11:22 PM", date(2026, 9, 1)),
        ("YYYY/MM/DD", "2026/09/27 3:00:00 PM GMT+3", date(2026, 9, 27)),
        ("YYYYMMDD", "20260201", date(2026, 2, 1)),
        ("YYYYMMDD", "2026021", BAD),
        ("MMM D YYYY", "Sep 3 2025", date(2025, 9, 3)),
        ("MMM D YYYY", "sep 3, 2025", date(2025, 9, 3)),
        ("MMMM D, YYYY", "September 3, 2025", date(2025, 9, 3)),
        ("excel_serial", "45658", date(2025, 1, 1)),
        ("excel_serial", "45658.75", date(2025, 1, 1)),
        ("excel_serial", "456", BAD),
        (["M/D/YYYY", "excel_serial"], "45658", date(2025, 1, 1)),
    ],
)
def test_date(district: District, format_: str | list[str] | None, cell: str, value: Any) -> None:
    assert _read(district, {"type": "date", **({"format": format_} if format_ else {})}, cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [("Y", True), ("yes", True), ("TRUE", True), ("1", True), ("x", True), ("No", False), ("0", False), ("maybe", BAD)],
)
def test_yes_no(district: District, cell: str, value: Any) -> None:
    assert _read(district, {"type": "yes_no"}, cell) == value


def test_yes_no_with_its_own_words(district: District) -> None:
    definition = {"type": "yes_no", "map": {"Checked In": True, "Attending": False}}
    assert _read(district, definition, "checked in ") is True
    assert _read(district, definition, "Attending") is False
    assert _read(district, definition, "1") is BAD


@pytest.mark.parametrize(
    ("cell", "value"),
    [("TCHR", "Teacher"), ("tchr ", "Teacher"), ("Teacher", "Teacher"), ("JANI", BAD), ("", None), ("n/a", None)],
)
def test_choice_with_a_map(district: District, cell: str, value: Any) -> None:
    definition = {"map": {"TCHR": "Teacher", "n/a": None}}
    assert _read(district, definition, cell) == value


def test_a_choice_without_a_map_is_any_text(district: District) -> None:
    assert _read(district, {"type": "choice"}, 'it\'s "new"') == 'it\'s "new"'


@pytest.mark.parametrize(
    ("cell", "value"), [("completed", "Completed"), ("Complete", "Completed"), ("REGISTERED", "Registered"), ("x", BAD)]
)
def test_level(district: District, cell: str, value: Any) -> None:
    definition = {"type": "level", "levels": ["Registered", "Completed"], "map": {"Complete": "Completed"}}
    assert _read(district, definition, cell) == value


@pytest.mark.parametrize(
    ("definition", "cell", "value"),
    [
        ({}, "a; b ;;c", ["a", "b", "c"]),
        ({"format": ", "}, "a, b", ["a", "b"]),
        ({"map": {"A": "Alpha", "B": "Beta"}}, "a;B", ["Alpha", "Beta"]),
        ({"map": {"A": "Alpha"}}, "a;z", BAD),
        ({}, "", None),
    ],
)
def test_list(district: District, definition: dict[str, Any], cell: str, value: Any) -> None:
    assert _read(district, {"type": "list", **definition}, cell) == value


@pytest.mark.parametrize(
    ("definition", "cell", "value"),
    [
        ({"scale": [1, 10]}, "10", D(10)),
        ({"scale": [1, 10]}, "11", BAD),
        ({"scale": [1, 10]}, "0.99", BAD),
        ({"scale": [1, 10], "blank_codes": [-99]}, "-99", None),
        ({"scale": [1, 5], "reversed": True}, "2", D(4)),
        ({"scale": [1, 5], "map": "likert5"}, "Strongly agree", D(5)),
        ({"scale": [1, 5], "map": "likert5"}, "4 - Agree", D(4)),
        ({"scale": [1, 5], "map": "likert5"}, "3", D(3)),
        ({"scale": [1, 5], "map": "likert5"}, "N/A", None),
        ({"scale": [1, 5], "map": "likert5", "reversed": True}, "Agree", D(2)),
        ({"scale": [1, 5], "map": "likert5"}, "Absolutely", BAD),
        ({"required": True}, "", BAD),
        ({"blank_codes": ["N/A"], "required": True}, "n/a", BAD),
    ],
)
def test_scale_and_blank_codes(district: District, definition: dict[str, Any], cell: str, value: Any) -> None:
    assert _read(district, definition, cell) == value


@pytest.mark.parametrize(
    ("cell", "width", "value"),
    [
        ("123", 7, "0000123"),
        ("0000123", 7, "0000123"),
        ("12345678", 7, "12345678"),
        ("A12", 7, "A12"),
        ("00123", None, "00123"),
        ('="00123"', None, "00123"),
        ("1.23E+09", None, BAD),
        ("1e9", 7, BAD),
        ("#N/A", None, BAD),
        ("", 7, None),
    ],
)
def test_id(district: District, cell: str, width: int | None, value: Any) -> None:
    quoted = cell.replace('"', '""')
    district.write("t.csv", f'id,n\n"{quoted}",1\n')
    column = {"column": "id", **({"width": width} if width else {})}
    district.sources = {"t": {"files": "t.csv", "id": {"partner": column}, "max_unusable": "100%"}}
    with district.loaded() as loaded:
        got = loaded.column("t", "id_partner")
        assert got == ([] if value is BAD else [value])


def test_an_unknown_format_is_named_before_anything_is_read(district: District) -> None:
    district.sources = {
        "t": {"files": "t.csv", "fields": {"x": {"column": "x", "type": "date", "format": "month first"}}}
    }
    with pytest.raises(DefinitionError, match="cannot have the format 'month first'"), district.loaded():
        pass


SCORES = {
    "weighted": {"combine": {"a": "25%", "b": "75%"}},
    "loose": {"combine": ["a", "b", "c"], "needs": 2},
    "uneven": {"combine": {"a": "10%", "b": "20%", "c": "70%"}, "needs": 1},
    "added": {"add": ["a", "b"]},
    "any": {"add": ["a", "b"], "needs": 1},
}


@pytest.mark.parametrize(
    ("cells", "score", "value"),
    [
        ("1,2,2", "weighted", D("1.75")),
        ("1,,2", "weighted", None),
        ("1,2,2", "loose", D("1.666667")),
        ("1,1,2", "loose", D("1.333333")),
        ("-1,-1,-3", "loose", D("-1.666667")),
        (",1,2", "loose", D("1.5")),
        (",,2", "loose", None),
        ("1,2,", "uneven", D("1.666667")),
        ("1,2,", "added", D(3)),
        ("1,,", "added", None),
        ("1,,", "any", D(1)),
    ],
)
def test_score(district: District, cells: str, score: str, value: Any) -> None:
    district.write("t.csv", f"a,b,c\n{cells}\n")
    fields = {name: {"column": name, "type": "number"} for name in "abc"}
    district.sources = {"t": {"files": "t.csv", "fields": fields, "scores": SCORES}}
    with district.loaded() as loaded:
        assert loaded.column("t", score) == [value]
