"""The text of an inspected file: comments that fit a terminal, and a block that says what it means."""

from __future__ import annotations

import pytest

from kpitrack.model.inspection import InspectedColumn, Inspection, Proposal
from kpitrack.reports.inspection import as_text, block_of

WIDTH = 80


def inspection(*columns: InspectedColumn) -> Inspection:
    return Inspection(
        file="sis/roster.csv",
        layout="powerschool",
        system="PowerSchool",
        encoding="utf-8",
        offered_encoding="",
        newline="CRLF",
        delimiter=",",
        preamble_rows=0,
        header_rows=1,
        data_rows=12_345,
        footer_rows=0,
        sheet="",
        looked_at=1_206,
        columns=columns,
        notes=(),
        proposal=None,
    )


@pytest.mark.parametrize("caption", ["grade", "The number of the school in which the student is enrolled"])
@pytest.mark.parametrize("examples", [(), ("01",), ("Alder Elementary", "Birch Elementary", "Dolomite High School")])
def test_the_facts_of_a_column_fit_a_terminal(caption: str, examples: tuple[str, ...]) -> None:
    """What would run over its edge goes on below; nothing is left out."""
    columns = (
        InspectedColumn(1, caption, "school", "code with leading zeros", 1206, 3, examples),
        InspectedColumn(2, "a", "", "text", 1206, 3, ("x",)),
    )
    text = as_text(inspection(*columns))
    assert max(map(len, text.splitlines())) <= WIDTH
    assert all(line.startswith("#") for line in text.splitlines())
    assert " | ".join(examples) in " ".join(text.replace("#", "").split())
    assert text.rstrip().endswith("text; 1206 filled: x")


def test_codes_of_figures_are_quoted_whether_yaml_needs_it_or_not() -> None:
    """YAML reads 07 as seven and 08 as a text: a reader should not have to know."""
    grade = {"column": "grade", "map": {"07": "7", "08": "8", "TK": "TK", "99": None}}
    block = block_of(Proposal("roster", {"files": "roster.csv", "fields": {"grade": grade}}, {}, ()))
    assert "    grade: {column: grade, map: {'07': '7', '08': '8', TK: TK, '99': ~}}\n" in block
