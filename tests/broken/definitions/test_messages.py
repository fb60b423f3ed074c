"""Every way to break the small program, beside the whole message it gets: `messages.txt`.

Each block there names a file, a passage of the small program (-), what is written instead (+) and the message.
Messages are a product: what is wrong, where, and what to do next.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from kpitrack.definitions import read_program
from kpitrack.errors import DefinitionErrors
from tests.broken.definitions.small_program import FILES, write_program


@dataclass(frozen=True)
class Case:
    """One block of messages.txt."""

    file: str
    right: str
    wrong: str
    message: str


def _case(block: str) -> Case:
    file, *lines = block.splitlines()
    right = [line[2:] for line in lines if line.startswith("- ")]
    wrong = [line[2:] for line in lines if line.startswith("+")]
    message = [line for line in lines if not line.startswith(("- ", "+"))]
    return Case(file, *("\n".join(part) for part in (right, wrong, message)))


CASES = [
    _case(block) for block in Path(__file__).with_name("messages.txt").read_text(encoding="utf-8").strip().split("\n\n")
]
BROKEN = pytest.mark.parametrize("case", CASES, ids=[case.wrong.strip() or "(nothing)" for case in CASES])


@BROKEN
def test_a_broken_definition_says_what_is_wrong_where_and_what_to_do(case: Case, tmp_path: Path) -> None:
    text = FILES[case.file]
    assert text.count(case.right) == 1, "the passage to break stands once in the small program"
    folder = write_program(tmp_path, **{Path(case.file).stem: text.replace(case.right, case.wrong)})
    with pytest.raises(DefinitionErrors) as raised:
        read_program(folder)
    assert "\n".join(str(problem) for problem in raised.value.problems) == case.message


JARGON = ("input should", "pydantic", "validat", "dict", "tuple", "string", "instance", "none", "null", "_type", "enum")


@BROKEN
def test_no_message_speaks_the_language_of_programmers(case: Case) -> None:
    assert [word for word in JARGON if word in case.message.lower()] == []


def test_the_small_program_itself_is_right(tmp_path: Path) -> None:
    program = read_program(write_program(tmp_path))
    assert list(program.metrics) == ["members", "happy", "mood", "mood_gap", "vote"]


def test_all_problems_of_all_files_come_in_one_run_in_reading_order(tmp_path: Path) -> None:
    folder = write_program(
        tmp_path,
        program=FILES["program.yaml"].replace("of: students, where", "of: studens, where"),
        sources=FILES["sources.yaml"].replace("layout: qualtrics", "layout: qualtrix"),
        metrics=FILES["metrics.yaml"].replace("due: Y1-Q2", "due: Y1-Q5").replace("  title: Mood\n", "  titel: Mood\n"),
    )
    with pytest.raises(DefinitionErrors) as raised:
        read_program(folder)
    assert [problem.where for problem in raised.value.problems] == [
        "targets/metrics.yaml:9:13",
        "targets/metrics.yaml:28:3",
        "targets/program.yaml:20:15",
        "targets/sources.yaml:21:11",
    ]
    assert str(raised.value).endswith("\n4 problems in the definitions")


def test_a_metric_defined_in_two_files_names_both_places(tmp_path: Path) -> None:
    folder = write_program(tmp_path, again=FILES["metrics.yaml"].split("\n\n")[-1])
    with pytest.raises(DefinitionErrors) as raised:
        read_program(folder)
    assert str(raised.value) == (
        'targets/metrics.yaml:44:1: the metric "vote" is defined twice; first at targets/again.yaml:1:1\n'
        "  try: give one of them another id; ids are unique over all files\n"
        "1 problem in the definitions"
    )


def test_a_file_that_cannot_be_read_hides_no_problem_of_another_file_and_invents_none(tmp_path: Path) -> None:
    folder = write_program(
        tmp_path,
        sources="roster: [",
        metrics=FILES["metrics.yaml"].replace("due: Y1-Q2", "due: Y1-Q5"),
    )
    with pytest.raises(DefinitionErrors) as raised:
        read_program(folder)
    assert [problem.where for problem in raised.value.problems] == [
        "targets/metrics.yaml:9:13",
        "targets/sources.yaml:1:9",
    ]


def test_a_broken_metric_is_not_called_unknown_where_another_one_names_it(tmp_path: Path) -> None:
    folder = write_program(tmp_path, metrics=FILES["metrics.yaml"].replace("kind: mean", "kind: median"))
    with pytest.raises(DefinitionErrors) as raised:
        read_program(folder)
    assert [problem.where for problem in raised.value.problems] == ["targets/metrics.yaml:32:19"]


def test_an_inventory_id_must_stand_in_the_inventory_where_there_is_one(tmp_path: Path) -> None:
    named = FILES["metrics.yaml"].replace("at_least: 50}", "at_least: 50, inventory: [D1-001, D1-999]}")
    folder = write_program(tmp_path, metrics=named)
    assert read_program(folder).metrics["members"].targets[0].inventory == ("D1-001", "D1-999")
    (folder / "inventory.csv").write_text("id,text\nD1-001,something\n", encoding="utf-8")
    with pytest.raises(DefinitionErrors) as raised:
        read_program(folder)
    assert str(raised.value.problems[0]) == (
        'targets/metrics.yaml:9:54: unknown inventory id "D1-999"\n'
        "  try: the ids stand in the first column of inventory.csv"
    )


def test_a_file_with_the_other_ending_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    folder = write_program(tmp_path)
    (folder / "more.yml").write_text("", encoding="utf-8")
    with pytest.raises(DefinitionErrors) as raised:
        read_program(folder)
    assert str(raised.value.problems[0]) == "targets/more.yml:1:1: this file is not read\n  try: rename it to more.yaml"
