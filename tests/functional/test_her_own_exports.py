"""Exports as an assessment lead has them, and what `inspect` proposes without her help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import yaml
from typer.testing import CliRunner

from kpitrack.cli import app


@pytest.fixture(autouse=True)
def no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No targets/ upward: the usual people are proposed."""
    monkeypatch.chdir(tmp_path)


def inspected(path: Path) -> tuple[str, Mapping[str, Any]]:
    """What is printed of a file, and the proposed source."""
    found = CliRunner().invoke(app, ["inspect", str(path)])
    assert found.exit_code == 0, found.output
    [source] = yaml.safe_load(found.stdout).values()
    return found.stdout, source


def workbook(path: Path, rows: Sequence[Sequence[object]], merged: Sequence[tuple[str, str]] = ()) -> Path:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "mm/dd/yyyy"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        for cells, text in merged:
            sheet.merge_range(cells, text)
    return path


def test_a_roster_with_a_title_above_and_a_total_below(tmp_path: Path) -> None:
    """Four rows of title, and a line that counts the students: neither is a student."""
    title: list[list[object]] = [
        ["Riverside Unified School District"],
        ["Student Enrollment Report"],
        ["Run by: jdoe  02/20/2026"],
        [],
    ]
    captions: list[object] = ["Student ID", "Last Name", "School Name", "Grd", "Entry Date", "Exit Date"]
    students: list[list[object]] = [
        [f"{number:07}", "García", "Adams ES", "3", date(2025, 8, 14), ""] for number in range(40)
    ]
    rows: list[list[object]] = [*title, captions, *students, [], ["Total students: 40"]]
    printed, source = inspected(workbook(tmp_path / "sis.xlsx", rows))
    assert "# rows: 4 above the captions, 1 of captions, 40 of data, 2 below" in printed
    assert (source["header_row"], source["id"]) == (5, {"student": {"column": "Student ID", "width": 7}})


def test_a_staff_list_under_merged_headings(tmp_path: Path) -> None:
    """`ID` alone says nothing; that every row has another, beside names and positions, does."""
    captions: list[object] = ["ID", "Last name", "First name", "Location", "Position", "Start", "End"]
    staff: list[list[object]] = [
        [f"E{number}", "Ruiz", "Ida", "Adams ES", "Teacher", date(2019, 8, 1), ""] for number in range(2000, 2030)
    ]
    staff[3][6] = date(2025, 10, 15)
    merged = (("A1:C1", "Employee"), ("D1:E1", "Assignment"), ("F1:G1", "Employment"))
    _, source = inspected(workbook(tmp_path / "HR staff list.xlsx", [[], captions, *staff], merged))
    assert source["id"] == {"employee": {"column": "ID"}}
    assert source["dates"] == {"start": "start", "end": "end"}


def test_a_german_export_names_nobody(tmp_path: Path) -> None:
    """Semicolons, cp1252, decimal commas; an id that stands in many rows is still an id, whatever its caption."""
    rows = [f"E{2000 + n % 4};{200300 + n % 4};{n % 27 + 1:02}.09.2025;3,25;Übung" for n in range(60)]
    path = tmp_path / "fortbildung.csv"
    path.write_bytes("\r\n".join(["Personal-Nr;Ausweis;Datum;Stunden;Kurs", *rows, ""]).encode("cp1252"))
    printed, source = inspected(path)
    assert "# encoding cp1252, delimiter semicolon, line ends CRLF" in printed
    assert not [each for each in ("E2000", "E2001", "200300", "01.09.2025") if each in printed]
    assert source["id"] == {"employee": {"column": "Personal-Nr"}}
    assert source["fields"]["stunden"] == {"column": "Stunden", "type": "number", "format": ["1234,5"]}


def test_a_survey_that_asks_for_the_id(tmp_path: Path) -> None:
    """The column that Qualtrics keeps for ids is empty; the first question is filled. Questions stand beside fields."""
    names = ["StartDate", "Status", "Finished", "RecordedDate", "ResponseId", "ExternalReference", "Q1", "Q2_1"]
    asked = ["Start Date", "Response Type", "Finished", "Recorded Date", "Response ID", "External Data Reference"]
    asked += ["What is your student ID?", "How confident are you with AI tools?"]
    ids = [f'"{{""ImportId"":""{name}""}}"' for name in names]
    day = "2026-02-02 08:10:00"
    answers = [f"{day},IP Address,True,{day},R_{n:09},,{100000 + n:07},{n % 7}" for n in range(30)]
    path = tmp_path / "survey.csv"
    path.write_text("\n".join([",".join(names), ",".join(asked), ",".join(ids), *answers, ""]), encoding="utf-8-sig")
    printed, source = inspected(path)
    assert source["id"] == {"student": {"column": "Q1", "width": 7}}
    assert "q2_1: {column: Q2_1, type: number}  # How confident are you with AI tools?\n" in printed
