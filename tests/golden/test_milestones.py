"""The plan in every format as a stored file; review changes as a diff (`pytest tests/golden --snapshot-update`)."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from kpitrack import milestones
from kpitrack.definitions.milestones import plan_of
from kpitrack.definitions.strict_yaml import parse_yaml
from kpitrack.milestones import Known
from kpitrack.model.calendar import Calendar, YearDefinition
from kpitrack.model.schedule import Schedule
from kpitrack.reports.milestones.formats import render
from kpitrack.reports.screen import Screen
from tests.unit.milestones.plans import CHAIN, plan, recorded, small_program, standing_on

Golden = Callable[[str, str], None]

EXTRA = """\
review: {title: Mid-year review of everything that was planned, owner: HR, due: Y1-W40, expects: {later: it uses it}}
later: {title: Later, owner: HR, due: Y1-W41}
hidden: {title: Hidden, owner: HR, due: Y1-W05, done_when: {metric: members, at_least: 50}}
weekly: {title: Weekly meeting, owner: HR, every: week}
"""


def schedule() -> Schedule:
    """Every state but two; a what-if, and a record that cannot be used."""
    records = (
        recorded("votes", "2025-08-27", evidence="Minutes <3>"),
        recorded("later", "2025-09-01", evidence="=1+1", row=3),
        recorded("launch", "soon", row=4),
    )
    return milestones.schedule(plan(CHAIN + EXTRA), Known(records=records), date(2025, 9, 25), {"classes": 3})


@pytest.fixture
def golden(snapshot: SnapshotAssertion) -> Golden:
    """Compare a text with the stored file of that suffix; line ends are compared as they are."""

    def compare(text: str, suffix: str) -> None:
        class PlainFile(SingleFileSnapshotExtension):
            _write_mode = WriteMode.BINARY
            file_extension = suffix

        assert text.encode() == snapshot(extension_class=PlainFile)

    return compare


def text_of(name: str, found: Schedule | None = None, screen: Screen | None = None) -> str:
    rendered = render(found or schedule(), name, screen or Screen())
    assert isinstance(rendered, str)
    return rendered


@pytest.mark.parametrize("width", [50, 80, 120])
def test_the_terminal(golden: Golden, width: int) -> None:
    text = text_of("table", screen=Screen(width=width))
    golden(text, "txt")


@pytest.mark.parametrize("width", [60, 80, 100, 120, 160])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    lines = text_of("table", screen=Screen(width=width)).splitlines()
    assert max(len(line) for line in lines) <= width


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437"])
def test_screens_without_the_signs_get_plain_ones(golden: Golden, encoding: str) -> None:
    text = text_of("table", screen=Screen(width=80, encoding=encoding))
    text.encode("ascii")
    if encoding == "ascii":
        golden(text, "txt")


def test_colour_only_repeats_the_words() -> None:
    plain = text_of("table", screen=Screen(width=80))
    coloured = text_of("table", screen=Screen(width=80, colour=True))
    assert "\x1b[1;31m" in coloured
    stripped = coloured
    for code in ("1", "2", "0", "32", "33", "1;31"):
        stripped = stripped.replace(f"\x1b[{code}m", "")
    assert [line.rstrip() for line in stripped.splitlines()] == plain.splitlines()


@pytest.mark.parametrize(("name", "suffix"), [("json", "json"), ("csv", "csv"), ("md", "md"), ("html", "html")])
def test_the_files(golden: Golden, name: str, suffix: str) -> None:
    golden(text_of(name), suffix)


def test_the_workbook(golden: Golden) -> None:
    rendered = render(schedule(), "xlsx", Screen())
    assert isinstance(rendered, bytes)
    assert rendered == render(schedule(), "xlsx", Screen()), "the same plan gives the same bytes"
    book = openpyxl.load_workbook(io.BytesIO(rendered))
    lines: list[str] = []
    for sheet in book:
        lines.append(f"== {sheet.title}")
        for row in sheet.iter_rows():
            cells = [f"{cell.coordinate}={cell.value!r}" for cell in row if cell.value is not None]
            if cells:
                lines.append("  ".join(cells))
            assert all(cell.data_type != "f" for cell in row), "text that looks like a formula stays text"
    golden("\n".join(lines) + "\n", "txt")


def test_the_page_is_self_contained_and_escaped() -> None:
    page = text_of("html")
    assert "Minutes &lt;3&gt;" in page
    assert "<script" not in page
    assert "http" not in page
    assert page.count("<svg") == page.count("</svg>")
    assert 'role="img"' in page


def test_a_calendar_of_months(golden: Golden) -> None:
    calendar = Calendar(style="calendar_months", years={"SY13": YearDefinition(starts=date(2012, 9, 1))})
    program = small_program().model_copy(update={"calendar": calendar})
    text = """\
teams: {title: Teams look at data, owner: Teams, every: month, benchmark: activity}
survey: {title: Survey of needs, owner: District, starts: 2012-09, due: 2012-11-01, monitor: [2012-10]}
plans: {title: Plans of schools, owner: Schools, due: 2013-01, after: [survey], takes: 8 weeks}
"""
    found = plan_of(program, parse_yaml(text, name="targets/milestones.yaml"), None)
    golden(text_of("table", milestones.schedule(found, Known(), date(2012, 11, 20))), "txt")
    assert text_of("html", milestones.schedule(found, Known(), date(2012, 11, 20)))


def test_a_plan_without_milestones_says_so() -> None:
    empty = standing_on(date(2025, 9, 25), text="weekly: {title: Weekly, owner: HR, every: week}\n")
    for name in ("table", "md", "html"):
        assert "No milestones." in text_of(name, empty)
    assert text_of("csv", empty).count("\r\n") == 1
    assert render(empty, "xlsx", Screen())


def test_everything_done() -> None:
    found = standing_on(date(2025, 8, 20), recorded("a", "2025-08-12"), text="a: {title: A, owner: X, due: Y1-W03}\n")
    text = text_of("table", found)
    assert "Next: kpitrack report" in text
    assert "1 milestone: 1 done" in text
