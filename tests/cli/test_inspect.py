"""`kpitrack inspect`: the block can be piped into sources.yaml, JSON carries the facts, bad files end with code 4."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from typer.testing import Result

Run = Callable[..., Result]
ROSTER = "Student ID,Last Name,Gender,Grade\n0004567,Alvarez,F,K\n0004568,Bui,M,6\n"


@pytest.fixture
def roster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)  # no targets/ upward: the usual people are proposed
    path = tmp_path / "roster_2026-02-06.csv"
    path.write_text(ROSTER, encoding="utf-8")
    return path


def test_the_output_is_a_source_with_comments(run: Run, roster: Path) -> None:
    result = run("inspect", roster)
    assert result.exit_code == 0
    assert "# encoding ascii, delimiter comma, line ends LF" in result.stdout
    assert "Alvarez" not in result.stdout
    assert yaml.safe_load(result.stdout) == {
        "roster": {
            "owner": "Assessment Team",
            "files": "roster_{date}.csv",
            "use": "newest",
            "id": {"student": {"column": "Student ID", "width": 7}},
            "fields": {
                "gender": {"column": "Gender", "map": "gender"},
                "grade": {"column": "Grade", "map": "grade"},
            },
        }
    }


def test_yaml_is_the_block_alone(run: Run, roster: Path) -> None:
    assert run("inspect", roster, "--format", "yaml").stdout.startswith("roster:\n  owner:")


def test_json(run: Run, roster: Path) -> None:
    found = json.loads(run("inspect", roster, "--format", "json").stdout)
    assert (found["delimiter"], found["newline"], found["data_rows"]) == (",", "LF", 2)
    assert found["source"] == yaml.safe_load(found["block"])
    assert [column["role"] for column in found["columns"]] == ["student", "name", "gender", "grade"]


def test_the_programs_people_and_widths_are_used(run: Run, roster: Path, tmp_path: Path) -> None:
    targets = tmp_path / "targets"
    targets.mkdir()
    (targets / "program.yaml").write_text(
        "program: {id: p, title: P, exports: ..}\ncalendar: {years: {Y1: {starts: 2025-08-11}}}\n"
        "people: {student: {}}\n"
    )
    (targets / "sources.yaml").write_text(
        "other: {owner: O, files: o.csv, id: {student: {column: id, width: 9}}, fields: {}}\n"
    )
    [source] = yaml.safe_load(run("inspect", roster).stdout).values()
    assert source["id"]["student"]["width"] == 9


def test_a_width_of_the_program_that_the_ids_do_not_fit_is_not_proposed(program: Path, run: Run) -> None:
    """Seven digits are not cut to the five that another roster has."""
    [source] = yaml.safe_load(run("inspect", program.parent / "exports" / "pupils_2026-02-06.csv").stdout).values()
    assert source["id"]["student"]["width"] == 7


def test_a_roster_holds_from_a_day_to_a_day(run: Run, program: Path) -> None:
    """Where two captions say when people came and left, the source is not one of events on a day."""
    file = program.parent / "exports" / "people.csv"
    file.write_text(
        "Employee ID,Hire Date,Separation Date\n0001,7/5/2005,\n0002,8/1/2010,6/30/2020\n", encoding="utf-8"
    )
    [source] = yaml.safe_load(run("inspect", file).stdout).values()
    assert source["dates"] == {"start": "hire_date", "end": "separation_date"}


@pytest.mark.parametrize("name", ["Survey_November 20, 2026_09.14.csv", "Survey 11-20-2026.csv"])
def test_a_day_in_another_form_is_no_part_of_the_sources_name(run: Run, program: Path, name: str) -> None:
    """`{date}` reads 2026-11-20 only, and the block says what to do."""
    file = program.parent / "exports" / name
    file.write_text(ROSTER, encoding="utf-8")
    printed = run("inspect", file).stdout
    assert list(yaml.safe_load(printed)) == ["survey"]
    assert "# if its name changes with the day" in printed


def test_ids_of_people_whom_the_program_does_not_know(run: Run, roster: Path, tmp_path: Path) -> None:
    """The remark says where to name them."""
    (tmp_path / "targets").mkdir()
    (tmp_path / "targets" / "program.yaml").write_text(
        "program: {id: p, title: P, exports: ..}\ncalendar: {years: {Y1: {starts: 2025-08-11}}}\n", encoding="utf-8"
    )
    assert "# to count by it: student under `people` in program.yaml" in run("inspect", roster).stdout


@pytest.fixture
def program(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert run("init", "mine").exit_code == 0
    monkeypatch.chdir(tmp_path / "mine")
    (tmp_path / "mine" / "exports" / "pupils_2026-02-06.csv").write_text(ROSTER, encoding="utf-8")
    return tmp_path / "mine" / "targets"


def test_the_block_is_added_to_the_program(run: Run, program: Path) -> None:
    """After that the source can be named in a metric; what stood in the file stands there still."""
    before = (program / "sources.yaml").read_bytes()
    result = run("inspect", "exports/pupils_2026-02-06.csv", "--add")
    assert result.exit_code == 0, result.stderr
    assert "added: the source pupils" in result.stdout
    assert "put the file into" not in result.stdout
    assert (program / "sources.yaml").read_bytes().startswith(before.rstrip())
    assert "7 sources, no problems" in run("validate").stdout


def test_lines_end_as_the_file_ends_them(run: Run, program: Path) -> None:
    """A file saved by Notepad keeps its line ends."""
    path = program / "sources.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert run("inspect", "exports/pupils_2026-02-06.csv", "--add").exit_code == 0
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n")


def test_a_file_elsewhere_has_to_be_put_where_the_program_looks(run: Run, program: Path) -> None:
    """The block is added, and the message names the folder."""
    elsewhere = program.parent / "elsewhere.csv"
    elsewhere.write_text(ROSTER, encoding="utf-8")
    result = run("inspect", elsewhere, "--add")
    assert "put the file into" in result.stdout
    assert "added: the source elsewhere" in result.stdout


def test_a_source_is_not_added_twice(run: Run, program: Path) -> None:
    """The second time nothing changes, and the message says how to replace it."""
    run("inspect", "exports/pupils_2026-02-06.csv", "--add")
    before = (program / "sources.yaml").read_bytes()
    result = run("inspect", "exports/pupils_2026-02-06.csv", "--add")
    assert result.exit_code == 2
    assert "there is a source pupils already" in result.stderr
    assert (program / "sources.yaml").read_bytes() == before


def test_nothing_is_added_to_a_program_that_cannot_be_read(run: Run, program: Path) -> None:
    """The problems of the definitions come first."""
    path = program / "sources.yaml"
    path.write_bytes(path.read_bytes() + b"\nother: {files: 1\n")
    before = path.read_bytes()
    assert run("inspect", "exports/pupils_2026-02-06.csv", "--add").exit_code == 2
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"a\0b,c\n1,2\n", "NUL bytes"),
        (b"PK\x03\x04 no zip", "the workbook is damaged"),
        (b"\x1f\x8b broken", "the packed file is damaged"),
        (b'a,b\n1,"x\n2,y\n', "a quotation mark is opened"),
    ],
)
def test_a_file_that_cannot_be_read(run: Run, roster: Path, content: bytes, message: str) -> None:
    roster.write_bytes(content)
    result = run("inspect", roster)
    assert result.exit_code == 4
    assert message in result.stderr
    assert "try:" in result.stderr


def test_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    result = run("inspect", tmp_path / "none.csv")
    assert result.exit_code == 4
    assert "there is no such file" in result.stderr


def test_codes_far_down_the_file_are_seen(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A code that begins in the last fifth of a sorted file is in the proposal, and so is a mark for hidden."""
    monkeypatch.chdir(tmp_path)
    rows = [f"D{n},{n % 100},{n % 100}" for n in range(4000)] + [f"D{n},LNE,<10" for n in range(1000)]
    (tmp_path / "rates.csv").write_text("District,Rate,Count\n" + "\n".join(rows) + "\n", encoding="utf-8")
    printed = run("inspect", tmp_path / "rates.csv").stdout
    assert "Rate" in printed
    assert "number 1234.5 but for LNE" in printed
    block = yaml.safe_load(printed)["rates"]
    assert block["suppressed"] == ["<10"]
    assert block["fields"]["count"] == {"column": "Count", "type": "number"}
    assert "# decide what LNE means: blank_codes makes it blank" in printed


def test_rows_of_nobody_say_their_groups_themselves(run: Run, roster: Path) -> None:
    """Without an id the file's own columns split the results, where the program has these dimensions."""
    unnamed = roster.with_name("answers.csv")
    unnamed.write_text("Sex,School,Score\nF,GP,7\nM,MS,9\n", encoding="utf-8")
    assert "to split by it: gender under `dimensions`" in run("inspect", unnamed).stdout
    targets = roster.parent / "targets"
    targets.mkdir()
    (targets / "program.yaml").write_text(
        "program: {id: p, title: P, exports: ..}\ncalendar: {years: {Y1: {starts: 2025-08-11}}}\n"
        "people: {student: {roster: r}}\ndimensions: {gender: {categories: [Female, Male]}}\n",
        encoding="utf-8",
    )
    (targets / "sources.yaml").write_text(
        "r: {owner: O, files: r.csv, id: {student: {column: A}}, fields: {gender: {column: B}}}\n", encoding="utf-8"
    )
    found = yaml.safe_load(run("inspect", unnamed, "--targets", targets).stdout)
    assert found["answers"]["dimensions"] == {"gender": "gender"}


@pytest.mark.parametrize("spaced", [True, False])
def test_public_downloads_of_any_subject(run: Run, tmp_path: Path, spaced: bool) -> None:
    """The state's files share their first columns, spelled in two ways; what each counts is proposed by its cells."""
    captions = ["Academic Year", "Aggregate Level", "School Code", "School Name", "Reporting Category", "AbsentCount"]
    head = "\t".join(each if spaced else each.replace(" ", "") for each in captions)
    rows = ["2023-24\tS\t6000010\tOak\tTA\t61", "2023-24\tS\t6000010\tOak\tGX\t*"]
    (tmp_path / "absence.txt").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    found = yaml.safe_load(run("inspect", tmp_path / "absence.txt").stdout)["absence"]
    assert (found["layout"], found["keep"]) == ("cde_public", {"level": "S", "category": "TA"})
    assert found["fields"]["absent_count"] == {"column": "AbsentCount", "type": "number"}
