"""Scheduled reports in every format as stored files: `pytest tests/golden/test_bulletins.py --snapshot-update`."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from kpitrack.model.bulletins import Answer, Bulletin, DueTarget
from kpitrack.model.editions import Edition
from kpitrack.model.evidence import LEARNING_QUESTIONS
from kpitrack.model.ledger import Figures
from kpitrack.model.published import Audience
from kpitrack.model.reporting import ScheduledReport, Section
from kpitrack.model.schedule import Blocker
from kpitrack.model.snapshots import MetricChange, SnapshotCell, SnapshotMetric, SnapshotName
from kpitrack.model.statuses import Status
from kpitrack.reports import bulletin as formats
from kpitrack.reports.bulletin import text
from kpitrack.reports.bulletin.sections import SECTIONS
from kpitrack.wording import ASCII, UNICODE
from tests.builders import full_report


def weekly(*, is_correction: bool = False) -> Bulletin:
    """Every section filled, one source unusable."""
    edition = Edition("weekly", "Operational summary", "weekly-2026-02-15")
    if is_correction:
        edition = Edition("weekly", "Operational summary", "weekly-2026-02-15", 2, 1, "the roster was exported again")
    metric = SnapshotMetric("certified", "Teachers certified", "count", None, "", "Y1", date(2026, 2, 15), "d", ())

    def cell(number: int, status: Status) -> SnapshotCell:
        return SnapshotCell("certified", (), status, Figures(n=number, value=Fraction(number)))

    report = replace(full_report(), edition=edition)
    return Bulletin(
        scheduled=ScheduledReport.model_validate(
            {
                "id": "weekly",
                "title": "Operational summary",
                "every": "week",
                "for": "Implementation team",
                "sections": ["changes", "milestones", "behind", "alerts", "late_sources", "prompts"],
            }
        ),
        report=report,
        compared_with=SnapshotName(
            "weekly-2026-02-08", "weekly", "weekly-2026-02-08", 1, "released", "Y1-W23", date(2026, 2, 8), "shared"
        ),
        changes=(
            MetricChange(metric, (), cell(36, Status.NOT_DUE), cell(36, Status.MET), ("definition", "day")),
            MetricChange(metric, (), cell(36, Status.NOT_DUE), cell(49, Status.NOT_MET), ("data", "day")),
            MetricChange(metric, (("gender", "Male"),), cell(1, Status.MET), cell(2, Status.MET), ("data",)),
            MetricChange(metric, (), cell(36, Status.MET), SnapshotCell("certified", (), None, None), ("data",)),
        ),
        blockers=(Blocker("launch", "Launch", "HR", 9, (), "Launch is 9 weeks late. Next: HR."),),
        due=tuple(DueTarget(each, each.target) for each in report.metrics[:1] if each.target),
        questions=LEARNING_QUESTIONS[:3],
    )


def everything(audience: Audience = "shared") -> Bulletin:
    """Every section there is, in the order of their definition."""
    base = weekly()
    edition = Edition("annual", "Annual assessment", "annual-Y1", signed_by="A. Rivera", signed_on=date(2026, 2, 20))
    sections: tuple[Section, ...] = tuple(SECTIONS)
    return replace(
        base,
        scheduled=ScheduledReport.model_validate(
            {
                "id": "annual",
                "title": "Annual assessment",
                "every": "year",
                "for": "School board",
                "sections": sections,
                "texts": {
                    "Y1-Q2": {"stories": "A team showed its <b>first</b> project.", "asks": ["Approve the plan."]}
                },
            }
        ),
        report=replace(full_report(audience=audience), edition=edition),
        due_until=date(2026, 5, 10),
        milestones_done=3,
        milestones=4,
        answers=(Answer(LEARNING_QUESTIONS[0], "Studio teams met every week.", date(2026, 2, 1)),),
    )


def _stored(snapshot: SnapshotAssertion, suffix: str) -> SnapshotAssertion:
    class Extension(SingleFileSnapshotExtension):
        _file_extension = file_extension = suffix
        _write_mode = WriteMode.TEXT

    return snapshot.use_extension(Extension)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_text(snapshot: SnapshotAssertion, width: int) -> None:
    found = text.render(weekly(), UNICODE, width)
    assert max(map(len, found.splitlines())) <= width
    assert found == _stored(snapshot, "txt")


def test_text_on_an_old_screen(snapshot: SnapshotAssertion) -> None:
    found = text.render(weekly(is_correction=True), ASCII, 80)
    assert found.isascii()
    assert found == _stored(snapshot, "txt")


@pytest.mark.parametrize("form", ["html", "md", "csv"])
def test_file(snapshot: SnapshotAssertion, form: str) -> None:
    found = formats.render(weekly(), form).decode("utf-8-sig").replace("\r\n", "\n")
    assert found == _stored(snapshot, form)


def test_workbook(snapshot: SnapshotAssertion) -> None:
    book = openpyxl.load_workbook(io.BytesIO(formats.render(weekly(), "xlsx")))
    rows = [
        f"{cell.coordinate} {cell.value}"
        for row in book["Summary"].iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert "\n".join(rows) == _stored(snapshot, "txt")


def test_every_section_as_json(snapshot: SnapshotAssertion) -> None:
    """Without the whole report in it, which has a contract and tests of its own."""
    found = json.loads(formats.render(everything(), "json"))
    assert found.pop("report")["release"]["id"] == "annual-Y1"
    assert json.dumps(found, indent=1) == _stored(snapshot, "json")


@pytest.mark.parametrize("form", ["html", "md", "csv"])
def test_every_section(snapshot: SnapshotAssertion, form: str) -> None:
    """Tables, tiles and texts as well, for readers of shared reports."""
    found = formats.render(everything(), form).decode("utf-8-sig").replace("\r\n", "\n")
    assert found == _stored(snapshot, form)


def test_every_section_on_a_screen(snapshot: SnapshotAssertion) -> None:
    """At 80 columns, with marks that every encoding has."""
    found = text.render(everything(), ASCII, 80)
    assert found.isascii()
    assert max(map(len, found.splitlines())) <= 80
    assert found == _stored(snapshot, "txt")


def test_every_table_has_a_sheet() -> None:
    """Section names are sheet names; the full results stand on `Report`."""
    book = openpyxl.load_workbook(io.BytesIO(formats.render(everything(), "xlsx")))
    assert book.sheetnames == [
        "Summary", "By stakeholder group", "Equity", "Over time", "Promises and results", "Report",
    ]  # fmt: skip


def test_the_public_reads_no_notes_of_the_team() -> None:
    """Answers to learning questions and rows of exports are for the team."""
    page = formats.render(everything("public"), "md").decode("utf-8")
    assert "Studio teams met" not in page
    assert "Studio teams met" in formats.render(everything(), "md").decode("utf-8")
    assert "Nothing was written down" in page


@pytest.mark.parametrize("form", ["html", "md", "csv", "json", "xlsx"])
def test_the_same_summary_gives_the_same_bytes(form: str) -> None:
    """Every format, with every section."""
    assert formats.render(weekly(), form) == formats.render(weekly(), form)
    assert formats.render(everything(), form) == formats.render(everything(), form)


@pytest.mark.parametrize("form", ["html", "md", "json"])
def test_an_unusable_source_stands_before_everything(form: str) -> None:
    found = formats.render(weekly(), form).decode("utf-8").replace("\\", "")
    assert found.index("SOURCE NOT USABLE: student_survey") < found.index("Teachers certified")


def test_a_page_asks_nobody_for_anything() -> None:
    page = formats.render(weekly(), "html").decode("utf-8")
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert "<b>all</b>" not in page, "text from definitions is escaped"
