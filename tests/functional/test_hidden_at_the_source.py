"""Figures that a public file hides: neither missing nor zero, and no sum that they might belong to is a number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from kpitrack.cells import CellRequest, count_cells
from kpitrack.definitions import read_program
from kpitrack.engine.session import Session
from kpitrack.exports import load
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import EVERYONE, Group
from kpitrack.model.verdicts import NoValue, Result, Value
from kpitrack.values import compute_values

AS_OF = date(2026, 2, 15)
HIDDEN = NoValue("suppressed at the source")
FILE = """school,category,total,passed,note
Ash,All,400,200,
Ash,Girls,190,100,
Birch,All,300,*,
Birch,Girls,*,*,
Cedar,All,0,0,
Dale,All,,,
"""
PROGRAM = """
program: {id: p, title: P, exports: ../exports}
calendar: {years: {Y1: {starts: 2025-08-11}}}
dimensions: {school: {}}
"""
SOURCE = """
public:
  owner: State
  files: public.csv
  suppressed: ["*", "<5"]
  fields:
    school: {column: school}
    category: {column: category}
    total: {column: total, type: whole}
    passed: {column: passed, type: whole}
    note: {column: note}
  scores: {both: {add: [total, passed]}}
  dimensions: {school: school}
"""


def results(folder: Path, measure: Mapping[str, Any], file: str = FILE) -> Mapping[Group, Result]:
    """The values of one measure over the file, for everybody and by school."""
    for name, text in {
        "exports/public.csv": file,
        "targets/program.yaml": PROGRAM,
        "targets/sources.yaml": SOURCE,
        "targets/m.yaml": yaml.safe_dump({
            "m": {"title": "M", "group": "Student", "owner": "O", "measure": {"from": "public", **measure},
                  "by": ["school"], "targets": [{"due": "Y1", "track": True}]}
        }),
    }.items():  # fmt: skip
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    program = read_program(folder / "targets")
    seen = Observed(program.calendar.period("Y1"), AS_OF)
    with Session.open([folder / "exports"]) as session:
        intake = load(session, program, ("public",), AS_OF, folder / "exports")
        cells = count_cells(session, program, intake, [CellRequest("m", seen, (("school",),))])
    return compute_values(program, cells, [("m", seen)])[("m", seen)]


def amounts(found: Mapping[Group, Result]) -> dict[str, Fraction | str]:
    """School, or "" for everybody -> the value, or why there is none."""
    return {
        "".join(group.names): result.amount if isinstance(result, Value) else getattr(result, "reason", "")
        for group, result in found.items()
    }


TO_DATE = {"window": "program_to_date"}
SUM = {"kind": "total", "value": "passed", **TO_DATE}


def test_a_sum_with_a_hidden_part_is_not_a_number(tmp_path: Path) -> None:
    """Ash has 200, Birch hides its figure, Cedar has a real zero, Dale said nothing: 200 in all would be a lie."""
    found = amounts(results(tmp_path, {**SUM, "where": {"category": "All"}}))
    assert found["Ash"] == 200
    assert found["Cedar"] == 0
    assert found["Birch"] == found[""] == HIDDEN.reason


def test_only_the_hidden_column_is_unknown(tmp_path: Path) -> None:
    """Birch shows how many there are, and hides how many passed."""
    found = amounts(results(tmp_path, {**SUM, "value": "total", "where": {"category": "All"}}))
    assert (found["Birch"], found[""]) == (300, 700)


def test_rows_that_the_filter_leaves_out_hide_nothing(tmp_path: Path) -> None:
    """The hidden row of the girls of Birch does not touch a sum over everybody's rows."""
    found = amounts(results(tmp_path, {**SUM, "value": "total", "where": {"school": ["Ash", "Cedar"]}}))
    assert found[""] == 590


@pytest.mark.parametrize(
    "measure",
    [
        {"kind": "mean", "value": "passed", "per": "row"},
        {"kind": "ratio", "value": "passed", "over": "total", "per": "row"},
        {"kind": "share", "per": "row", "having": {"value": "passed", "at_least": 150}},
        {"kind": "count", "per": "row", "having": {"value": "passed", "at_least": 150}},
        {"kind": "total", "value": "both"},  # a score made of the hidden column
        {"kind": "count", "per": "row", "where": {"passed": {"at_least": 150}}},  # whether it counts is not known
        {"kind": "count", "per": "row", "where": {"any_of": [{"passed": {"at_least": 150}}, {"total": 0}]}},
    ],
)
def test_no_kind_of_measure_looks_past_it(tmp_path: Path, measure: dict[str, Any]) -> None:
    """Whatever is made of the hidden figure is unknown for its school and for all; other schools keep their value."""
    where = {"category": "All", **measure.pop("where", {})}
    found = amounts(results(tmp_path, {**TO_DATE, **measure, "where": where}))
    assert found["Birch"] == found[""] == HIDDEN.reason
    assert isinstance(found["Ash"], Fraction)


def test_printed_figures_say_that_they_are_hidden(tmp_path: Path) -> None:
    """A record of a group whose figure is hidden is not "no figure for this period"."""
    file = "school,category,total,passed,note\nAsh,,,12,\nBirch,,,<5,\nCedar,,,,\n"
    found = amounts(results(tmp_path, {"kind": "record", "value": "passed"}, file))
    assert found == {"Ash": Fraction(12), "Birch": HIDDEN.reason}


def test_without_hidden_figures_nothing_is_asked(tmp_path: Path) -> None:
    """A source that may hide figures and hides none counts as any other."""
    found = amounts(results(tmp_path, {**SUM, "where": {"category": "All"}}, FILE.replace("*", "7")))
    assert found[""] == 207
    assert results(tmp_path, SUM, FILE.replace("*", "7"))[EVERYONE] != HIDDEN
