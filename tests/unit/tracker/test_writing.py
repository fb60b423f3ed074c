"""What is in the file: values beside formulas, locks, print set-up, identity; and what is not."""

from __future__ import annotations

import re
import sys
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter.worksheet import Worksheet

from kpitrack.model.workbook import LevelTab
from kpitrack.tracker import glance_tab, level_tab, path_tab, write_books
from kpitrack.tracker.appearance import COMPUTED, GROUP_COLORS, HEADER, INPUT, INPUT_HEADER, STATUS_COLORS
from kpitrack.tracker.identity import read_properties
from kpitrack.tracker.writing import workbook_bytes
from kpitrack.wording import tracker as words
from tests.unit.tracker.builders import HIDDEN, book, numbered, row

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension:UserWarning")


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def values(content: bytes, sheet: str) -> list[list[Any]]:
    found = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name(sheet)
    return found.to_python(skip_empty_area=False)


def test_readers_that_do_not_calculate_see_the_computed_cells() -> None:
    content = workbook_bytes(book(row("74.0", ["75.3", None, None, None])))
    line = values(content, "Elementary")[1]
    assert line[6:10] == [74.0, 76.5, 75.3, -1.2]
    assert line[19:21] == [84.0, "OFF TRACK (2022)"]
    assert str(line[21]).startswith("Fall 2022 result 75.3 is 1.2 points below its target of 76.5.")


def test_the_same_input_gives_the_same_bytes() -> None:
    one = book(row("74.0", ["75.3", None, None, None]))
    assert workbook_bytes(one) == workbook_bytes(one)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "http://x.example", "{=1}", "12"]
)
def test_text_stays_text(text: str) -> None:
    one = row("74.0", item=text, group="")
    content = workbook_bytes(
        book(replace(one, pillar=text, aim=text, district_goal=text, category=text), school=text or "x")
    )
    sheet = opened(content)["Elementary"]
    for cell in ("A2", "B2", "C2", "E2"):
        assert (sheet[cell].value, sheet[cell].data_type) == (text, "s")
    formulas = re.findall(rb"<f>(.*?)</f>", parts(content)["xl/worksheets/sheet2.xml"])
    assert formulas
    assert all(each.startswith(b"IF(") for each in formulas)


def test_only_the_yellow_cells_can_be_typed_into() -> None:
    sheet = opened(workbook_bytes(book(row("74.0"), row("60.0"))))["Elementary"]
    assert sheet.protection.sheet
    unlocked = {cell.coordinate for line in sheet.iter_rows() for cell in line if not cell.protection.locked}
    assert unlocked == {f"{column}{line}" for column in "GILOR" for line in (2, 3)}


def test_every_input_is_validated_with_a_message_that_helps() -> None:
    sheet = opened(workbook_bytes(book(row(), row())))["Elementary"]
    rules = {str(each.sqref): each for each in sheet.data_validations.dataValidation}
    assert set(rules) == {f"{column}2:{column}3" for column in "GILOR"}
    assert rules["G2:G3"].formula1 == "AND(ISNUMBER(G2),ROUND(G2,1)=G2,OR(G2=0,AND(G2>1,G2<=100)))"
    assert "75.0 for 75%" in (rules["G2:G3"].error or "")


def test_rows_on_another_scale_have_their_own_rule() -> None:
    rows = numbered([row(), row(top=10), row(top=10)])
    sheet = opened(workbook_bytes(book(*rows)))["Elementary"]
    assert {str(each.sqref) for each in sheet.data_validations.dataValidation} >= {"G2", "G3:G4"}


def test_the_page_is_one_page_wide_with_the_headings_repeated() -> None:
    sheet = opened(workbook_bytes(book()))["Elementary"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 5)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)  # one wide is not written out
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.freeze_panes == "E2"
    assert sheet.column_dimensions["X"].hidden


def test_the_file_says_whose_it_is(tmp_path: Path) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(workbook_bytes(book(school="Süd & Söhne <1>")))
    assert read_properties(file)["kpitrack school"] == "Süd & Söhne <1>"


def test_the_tabs_are_those_of_the_levels() -> None:
    tabs = [LevelTab(level, (row(identity=f"{level}/a"),)) for level in ("Elementary", "Middle")]
    names = opened(workbook_bytes(book(tabs=tabs))).sheetnames
    assert names == [
        words.GLANCE_TAB,
        "Elementary",
        "Middle",
        "Path Elementary",
        "Path Middle",
        words.HOW_TAB,
        words.METHOD_TAB,
    ]


def test_a_blank_template_says_no_data_everywhere_and_no_number() -> None:
    content = workbook_bytes(book(*numbered([row(), row()]), edition="blank"))
    for line in values(content, "Elementary")[1:3]:
        assert line[20] == words.NO_DATA
        assert [cell for cell in line[6:20] if cell != ""] == []
    for line in values(content, "Path Elementary")[1:3]:
        assert [cell for cell in line[1:] if cell != ""] == []


def test_a_template_has_no_day_because_it_has_no_data() -> None:
    """A day is written as people write it, and nowhere in a file without data."""
    for edition, said in (("blank", False), ("shared", True), ("own-school", True)):
        content = workbook_bytes(book(row("74.0" if said else None), edition=edition))  # type: ignore[arg-type]
        words_of_it = str([values(content, name) for name in ("At a glance", "Elementary", "Data and method")])
        assert ("Feb 15, 2026" in words_of_it) is said
        assert "2026-02-15" not in words_of_it


def test_a_hidden_entry_is_a_mark() -> None:
    line = values(workbook_bytes(book(row(HIDDEN, ["75.3", HIDDEN, None, None]))), "Elementary")[1]
    assert (line[6], line[11], line[20]) == (words.HIDDEN, words.HIDDEN, words.NOT_SHOWN)
    assert [cell for cell in (line[7], line[9], line[19]) if cell != ""] == []


def test_every_row_has_a_trend_and_every_level_a_chart() -> None:
    content = parts(workbook_bytes(book(*numbered([row("74.0"), row("60.0")]))))
    assert content["xl/worksheets/sheet2.xml"].count(b"<x14:sparkline>") == 2
    assert content["xl/charts/chart1.xml"].count(b"<c:ser>") == 2


def test_the_confidential_edition_says_so() -> None:
    note = values(workbook_bytes(book(row(), edition="own-school")), "Elementary")[3][0]
    assert str(note).startswith("Alder Elementary. CONFIDENTIAL")


def test_many_are_written_as_few_are(tmp_path: Path) -> None:
    """On two processes and on one: the same files, whole, and nothing left over."""
    books = [(f"{number}.xlsx", book(row("74.0"), school=f"School {number}")) for number in range(45)]
    told: list[int] = []
    assert write_books(books, tmp_path / "two", processes=2, progress=told.append) == 45
    assert write_books(iter(books), tmp_path / "one") == 45
    assert told[-1] == 45
    assert sorted(each.name for each in (tmp_path / "two").iterdir()) == sorted(name for name, _ in books)
    for name, _ in books:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def luminance(color: str) -> float:
    parts_of_light = [int(color[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts_of_light)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    "colors",
    [
        *STATUS_COLORS.values(),
        HEADER,
        INPUT_HEADER,
        COMPUTED,
        INPUT,
        *((fill, "000000") for fill in GROUP_COLORS.values()),
    ],
)
def test_every_text_can_be_read_on_its_colour(colors: tuple[str, str]) -> None:
    """Contrast as WCAG 2.1 computes it; 4.5 is its usual limit for small text, ours is 6.8."""
    light, dark = sorted((luminance(each) for each in colors), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 6.8


def test_no_survey_group_has_the_colour_of_a_status() -> None:
    assert not {fill for fill, _ in STATUS_COLORS.values()} & set(GROUP_COLORS.values())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_its_owner_alone_may_read_a_confidential_workbook(tmp_path: Path) -> None:
    """A school's exact results lie open to nobody else on the machine; a shared workbook is an ordinary file."""
    (tmp_path / "plain").touch()
    books = [("own.xlsx", book(row(), edition="own-school")), ("shared.xlsx", book(row(), edition="shared"))]
    assert write_books(books, tmp_path) == 2
    modes = [(tmp_path / name).stat().st_mode & 0o777 for name in ("own.xlsx", "shared.xlsx", "plain")]
    assert (modes[0], modes[1]) == (0o600, modes[2])


def test_the_short_way_of_writing_formulas_writes_what_the_library_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Skipping the library's searches in a formula changes no byte of the file."""
    shortened = workbook_bytes(book())
    for tab in (glance_tab, level_tab, path_tab):
        monkeypatch.setattr(tab, "PlainWorksheet", Worksheet)
    assert workbook_bytes(book()) == shortened
