"""`kpitrack dictionary`: every metric in words, in three forms."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from typer.testing import Result

from kpitrack import pipeline

Run = Callable[..., Result]
SHIPPED = Path(__file__).parents[2] / "targets"


def test_a_metric_reads_without_any_yaml(run: Run) -> None:
    text = run("dictionary", "--targets", SHIPPED).stdout
    start = text.index("### Students who completed the semester")
    assert text[start : text.index("###", start + 3)].splitlines()[2:12] == [
        "- **What is counted:**",
        (
            "  - Share of students who have at least 80% as the sum of attended over scheduled in studio\\_attendance,"
            " inside the period."
        ),
        (
            "  - Counted are students on student\\_roster who have a row in studio\\_enrollment, open on the last day,"
            " decided once on start of the semester."
        ),
        "  - Who has no such row counts as no.",
        "- **Source:**",
        "  - studio\\_attendance: studio/attendance\\_\\{date\\}.csv, delivered by Program Coordinator",
        "  - student\\_roster: sis/student\\_roster\\_\\{date\\}.csv, delivered by Registrar",
        "  - studio\\_enrollment: studio/enrollment\\_\\{date\\}.csv, delivered by Program Coordinator",
        "- **Owner:** Program Coordinator",
        "- **How often:** every semester",
    ]
    assert "every semester from Y1-S1 to Y1-S2, final" in text
    assert "D1-026: Success Metrics, Y1 Student Metrics: Completion rate: 85% complete semester" in text


class _Ids(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "article" and found.get("id"):
            self.ids.append(str(found["id"]))
        self.outside += [str(found[key]) for key in ("src", "href") if str(found.get(key) or "#")[:1] != "#"]


def test_the_page_holds_every_metric_and_asks_nobody(run: Run, tmp_path: Path) -> None:
    assert run("dictionary", "--targets", SHIPPED, "-o", tmp_path / "d.html").exit_code == 0
    page = _Ids()
    page.feed((tmp_path / "d.html").read_text(encoding="utf-8"))
    assert sorted(page.ids) == sorted(pipeline.load_program(SHIPPED).metrics)
    assert page.outside == []


def test_the_workbook_has_a_row_for_every_metric(run: Run, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        assert run("dictionary", "--targets", SHIPPED, "-o", tmp_path / name).exit_code == 0
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Metrics"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:5] == ("Metric", "Id", "Stakeholder group", "What is counted", "Source")
    assert [row[1] for row in rows[1:]] == list(pipeline.load_program(SHIPPED).metrics)


@pytest.mark.parametrize(
    ("words", "advice"),
    [(("--format", "xlsx"), "-o dictionary.xlsx"), (("-o", "dictionary.pdf"), "end it with .md, .html or .xlsx")],
)
def test_what_cannot_be_written_says_what_can(run: Run, words: tuple[str, ...], advice: str) -> None:
    result = run("dictionary", "--targets", SHIPPED, *words)
    assert result.exit_code == 2
    assert advice in result.stderr
