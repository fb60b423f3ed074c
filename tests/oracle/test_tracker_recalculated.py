"""Written workbooks, recalculated by LibreOffice without trusting one stored value, say what our arithmetic says."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from kpitrack.model.workbook import TrackerRow
from kpitrack.tracker import read_folder, verify_folder
from tests.property.test_tracker_rows import rows as random_rows
from tests.unit.tracker.builders import HIDDEN, book, numbered, row, rulebook, rules, written
from tests.unit.tracker.office import Office, convert, office
from tests.unit.tracker.spoiled import spoil_stored_values, strip_stored_values
from tests.unit.tracker.test_arithmetic import CASES


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("office")) as found:
        yield found


def results_of(case: dict[str, str]) -> list[str | None]:
    return [case[name] or None for name in ("result2022_I", "result2023_L", "result2024_O", "result2025_R")]


def tenths(number: int) -> str:
    return f"{number // 10}.{number % 10}"


def ties() -> list[TrackerRow]:
    """Every distance between baseline and goal whose quarters, halves or thirds end on a rounding tie, and more."""
    chance = random.Random("ties")  # noqa: S311 - not a secret
    rows = []
    for start, rise in itertools.product(range(0, 1001, 37), (1, 2, 3, 5, 6, 10, 31, 48, 77, 80, 93, 100, 333)):
        results = [tenths(chance.randrange(1001)) if chance.random() < 0.6 else None for _ in range(4)]
        rows.append(row(tenths(start), results, increase=tenths(rise)))
    return rows


def mixes() -> list[TrackerRow]:
    """Every combination of blank, hidden, given and equal-to-the-goal entries."""
    choices = ("61.5", None, HIDDEN)
    rows = [row(base, results) for base in ("60.0", None, HIDDEN) for results in itertools.product(choices, repeat=4)]
    rows += [row("60.0", results, increase=None) for results in itertools.product(("61.5", None), repeat=4)]
    rows += [row("6.0", results, reach="7.5", top=10) for results in itertools.product(("7.5", "6.4", None), repeat=4)]
    rows += [row("95.0", ["100.0", "99.9", None, last]) for last in ("100.0", "99.9", None)]
    return rows


@pytest.mark.parametrize("rows", [ties(), mixes()], ids=["rounding ties", "mixes of entries"])
def test_every_formula_cell_agrees_after_a_hard_recalculation(
    running: Office, tmp_path: Path, rows: list[TrackerRow]
) -> None:
    """The stored values are spoiled first, so an untouched one would be seen."""
    one = book(*numbered(rows))
    folder = written(tmp_path / "out", one)
    [file] = folder.iterdir()
    spoil_stored_values(file)
    running.recalculated(file, tmp_path / "back" / file.name)
    result = verify_folder(tmp_path / "back", rulebook(one))
    assert result.findings == ()
    assert result.formulas >= 30 * len(rows)


def test_the_given_cases_are_what_libreoffice_shows(running: Office, tmp_path: Path) -> None:
    """The document's rows and the others: every cell as the list of cases has it, not as our own arithmetic does."""
    rows = [row(case["baseline_G"] or None, results_of(case), increase=case["goal_increase_F"]) for case in CASES]
    [file] = written(tmp_path / "out", book(*numbered(rows))).iterdir()
    spoil_stored_values(file)
    saved = running.recalculated(file, tmp_path / "back" / file.name)
    lines = CalamineWorkbook.from_path(str(saved)).get_sheet_by_name("Elementary").to_python(skip_empty_area=False)
    for case, line in zip(CASES, lines[1:], strict=False):
        shown = {letter: line[ord(letter) - ord("A")] for letter in "HJKMNPQSTU"}
        expected: dict[str, object] = {letter: case[f"{letter}_shown1"] for letter in "HJKMNPQST"}
        figures = {letter: float(str(figure)) if figure else "" for letter, figure in expected.items()}
        assert shown == {**figures, "U": case["U_status"]}, case["row"]


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(several=st.lists(random_rows(), min_size=60, max_size=60))
def test_any_mix_of_entries_agrees_after_a_hard_recalculation(
    running: Office, tmp_path_factory: pytest.TempPathFactory, several: list[TrackerRow]
) -> None:
    """Blanks, hidden cells and figures with one decimal, as hypothesis draws them: sixty rows a workbook."""
    folder = tmp_path_factory.mktemp("mixes")
    one = book(*numbered(several))
    [file] = written(folder / "out", one).iterdir()
    spoil_stored_values(file)
    running.recalculated(file, folder / "back" / file.name)
    assert verify_folder(folder / "back", rulebook(one)).findings == ()


def test_formulas_without_stored_values_are_computed_alike(tmp_path: Path) -> None:
    """The same proof without UNO: where a file stores no value, LibreOffice has nothing to trust."""
    rows = numbered([*mixes()[::3], *ties()[::9]])
    one = book(*rows)
    [file] = written(tmp_path / "out", one).iterdir()
    strip_stored_values(file)
    convert(file, tmp_path / "back", tmp_path / "profile")
    result = verify_folder(tmp_path / "back", rulebook(one))
    assert result.findings == ()
    assert result.formulas >= 30 * len(rows)


ODD = (104, 79.25, 0.75, 1, -3, "n/a", "74,5", "75.0", " ", "hidden", 100.1, 75.31, 0, 74.0, 82.30000000000001)


def test_the_sheet_doubts_exactly_what_reading_refuses(running: Office, tmp_path: Path) -> None:
    """Entries pasted past the validation, in every column: CHECK ENTRY stands where `tracker read` refuses, only there.

    A counted 0.4 and a hidden mark, left as they were written, are in order.
    """
    texts: list[str | None] = ["74.0", "0.4", None]
    rows = numbered([row(base, ["75.3", HIDDEN, None, None]) for base in texts for _ in range(len(ODD) * 5)])
    one = book(*rows)
    [file] = written(tmp_path / "out", one).iterdir()
    spoil_stored_values(file)
    places = [(f"{column}{line}", value) for line, (column, value) in enumerate([*product_of("GILOR", ODD)] * 3, 2)]
    typed = [["Elementary", cell, value] for cell, value in places]
    saved = running.recalculated(file, tmp_path / "back" / file.name, type=typed)
    refused = {each.cell for each in read_folder(tmp_path / "back", rules(one)).rejected}
    sheet = CalamineWorkbook.from_path(str(saved)).get_sheet_by_name("Elementary").to_python(skip_empty_area=False)
    doubted = {cell for cell, _ in places if sheet[int(cell[1:]) - 1][20] == "CHECK ENTRY"}
    assert doubted == refused
    assert len(doubted) >= 100
    assert verify_folder(tmp_path / "back", rulebook(one)).findings == ()


def product_of(columns: str, values: tuple[object, ...]) -> Iterator[tuple[str, object]]:
    return itertools.product(columns, values)


def test_a_spoiled_workbook_is_seen_where_it_is_not_recalculated(tmp_path: Path) -> None:
    one = book(row("74.0", ["75.3", None, None, None]))
    folder = written(tmp_path, one)
    [file] = folder.iterdir()
    spoil_stored_values(file)
    assert verify_folder(folder, rulebook(one)).findings


def test_open_type_sort_save_reads_back_exactly(running: Office, tmp_path: Path) -> None:
    """A principal types into her file, sorts it, inserts a column and a row, and saves it in LibreOffice."""
    rows = numbered([row("74.0", ["75.3", None, None, None]), row("68.0"), row(None, increase="4.8"), row("50.0")])
    one = book(*rows)
    folder = written(tmp_path / "out", one)
    running.recalculated(
        folder / "Alder Elementary.xlsx",
        tmp_path / "back" / "mailed back.xlsx",
        type=[
            ["Elementary", "L2", 79.0], ["Elementary", "I3", 0.75], ["Elementary", "G4", 61.5],
            ["Elementary", "I4", 64.0], ["Elementary", "I5", "=1+1"], ["Elementary", "G5", 51.0],
        ],
        sort=[["Elementary", "A2:Z5", 6]],
        insert_columns=[["Elementary", 4]],
        insert_rows=[["Elementary", 0]],
    )  # fmt: skip
    found = read_folder(tmp_path / "back", rules(one))
    accepted = {(each.metric, each.period): each.figure for each in found.accepted}
    assert accepted == {
        ("item_0", "Fall 2023"): 79,
        ("item_2", "Fall 2021"): Fraction("61.5"),
        ("item_2", "Fall 2022"): 64,
    }
    assert [(each.metric, each.written, each.typed) for each in found.overrides] == [("item_3", "50.0", Fraction(51))]
    assert {(each.typed, each.school) for each in found.rejected} == {
        ("“0.75”", "Alder Elementary"), ("“=1+1”", "Alder Elementary"),
    }  # fmt: skip
    assert verify_folder(tmp_path / "back", rulebook(one)).findings == ()
