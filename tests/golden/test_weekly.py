"""The operational summary in every format as a stored file: `pytest tests/golden/test_weekly.py --snapshot-update`."""

from __future__ import annotations

import io
from datetime import date
from fractions import Fraction

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from kpitrack.model.evidence import LEARNING_QUESTIONS
from kpitrack.model.ledger import Figures
from kpitrack.model.milestones import Blocker
from kpitrack.model.reporting import DueTarget, Edition, WeeklySummary
from kpitrack.model.snapshots import MetricChange, SnapshotCell, SnapshotMetric, SnapshotName
from kpitrack.model.statuses import Status
from kpitrack.reports import summary as formats
from kpitrack.reports.summary import text
from kpitrack.wording import ASCII, UNICODE
from tests.builders import full_report


def weekly_summary(*, is_correction: bool = False) -> WeeklySummary:
    """Every section filled, one source unusable."""
    report = full_report()
    edition = Edition("weekly", "Operational summary", "weekly-2026-02-15")
    if is_correction:
        edition = Edition("weekly", "Operational summary", "weekly-2026-02-15", 2, 1, "the roster was exported again")
    metric = SnapshotMetric("certified", "Teachers certified", "count", None, "", "Y1", date(2026, 2, 15), "d", ())

    def cell(number: int, status: Status) -> SnapshotCell:
        return SnapshotCell("certified", (), status, Figures(n=number, value=Fraction(number)))

    return WeeklySummary(
        edition=edition,
        report=report,
        sections=("changes", "milestones", "behind", "alerts", "late_sources", "prompts"),
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


def _stored(snapshot: SnapshotAssertion, suffix: str) -> SnapshotAssertion:
    class Extension(SingleFileSnapshotExtension):
        _file_extension = file_extension = suffix
        _write_mode = WriteMode.TEXT

    return snapshot.use_extension(Extension)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_text(snapshot: SnapshotAssertion, width: int) -> None:
    found = text.render(weekly_summary(), UNICODE, width)
    assert max(map(len, found.splitlines())) <= width
    assert found == _stored(snapshot, "txt")


def test_text_on_an_old_screen(snapshot: SnapshotAssertion) -> None:
    found = text.render(weekly_summary(is_correction=True), ASCII, 80)
    assert found.isascii()
    assert found == _stored(snapshot, "txt")


@pytest.mark.parametrize("form", ["html", "md", "csv"])
def test_file(snapshot: SnapshotAssertion, form: str) -> None:
    found = formats.render(weekly_summary(), form).decode("utf-8-sig").replace("\r\n", "\n")
    assert found == _stored(snapshot, form)


def test_workbook(snapshot: SnapshotAssertion) -> None:
    book = openpyxl.load_workbook(io.BytesIO(formats.render(weekly_summary(), "xlsx")))
    rows = [
        f"{cell.coordinate} {cell.value}"
        for row in book["Summary"].iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert "\n".join(rows) == _stored(snapshot, "txt")


@pytest.mark.parametrize("form", ["html", "md", "csv", "json", "xlsx"])
def test_the_same_summary_gives_the_same_bytes(form: str) -> None:
    assert formats.render(weekly_summary(), form) == formats.render(weekly_summary(), form)


@pytest.mark.parametrize("form", ["html", "md", "json"])
def test_an_unusable_source_stands_before_everything(form: str) -> None:
    found = formats.render(weekly_summary(), form).decode("utf-8").replace("\\", "")
    assert found.index("SOURCE NOT USABLE: student_survey") < found.index("Teachers certified")


def test_a_page_asks_nobody_for_anything() -> None:
    page = formats.render(weekly_summary(), "html").decode("utf-8")
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert "<b>all</b>" not in page, "text from definitions is escaped"
