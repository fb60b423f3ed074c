"""reports.yaml and settings.yaml: every problem with its place and advice, and no password in a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kpitrack.definitions.schedules import read_reports, read_settings
from kpitrack.errors import DefinitionErrors
from kpitrack.model.calendar import Calendar
from kpitrack.model.reporting import ScheduledReport, Settings
from tests.publishing import small


def _said(tmp_path: Path, file: str, text: str) -> str:
    world = small(tmp_path / "small")
    (world.targets / file).write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionErrors) as found:
        read_settings(world.targets) if file == "settings.yaml" else read_reports(world.program)
    return str(found.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("weekly: {titel: A, every: week}", 'targets/reports.yaml:1:10: unknown key "titel"; did you mean "title"?'),
        ("weekly: {title: A, every: weekly}", 'cannot be "weekly"; did you mean "week"?'),
        ("weekly: {title: A}", 'targets/reports.yaml:1:1: the key "every" is missing'),
        ("weekly: {title: A, every: week, audience: everyone}", '"audience" cannot be "everyone"'),
        ("weekly: {title: A, every: week, formats: [pdf]}", 'cannot be "pdf"'),
        ("weekly: {title: A, every: week, formats: []}", "at least one entry"),
        ("weekly: {title: A, every: week, sections: [change]}", 'did you mean "changes"?'),
        ("weekly: {title: A, every: week, show: {group: [Studnet]}}", '"Studnet"; did you mean "Student"?'),
        ("weekly: {title: A, every: week, texts: {Y1-Q9: {asks: Vote}}}", 'unknown period "Y1-Q9"'),
        ("weekly: {title: A, every: week, texts: {Y1-Q1: {ask: Vote}}}", 'did you mean "asks"?'),
        ("weekly: {title: A, every: week, id: x}", 'unknown key "id"'),
        ("../weekly: {title: A, every: week}", "cannot name a report"),
        ("weekly:", 'the report "weekly" has no keys'),
        ("[weekly]", "this file has no entries"),
    ],
)
def test_a_broken_report_is_shown_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    said = _said(tmp_path, "reports.yaml", text)
    assert message in said
    assert "targets/reports.yaml:1:" in said


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ledgr: x", 'unknown key "ledgr"; did you mean "ledger"?'),
        ("keep_inputs: 400", "write it as `400 days`"),
        ("mail: {host: a, from: b, user: c, security: none}", "would be sent in the clear"),
        ("mail: {host: a, from: b, port: 0}", '"port" needs a number of at least 1'),
        ("contacts: {HR: someone}", '"someone" is not an address'),
    ],
)
def test_broken_settings_are_shown_with_their_place(tmp_path: Path, text: str, message: str) -> None:
    assert message in _said(tmp_path, "settings.yaml", text)


@pytest.mark.parametrize("key", ["password", "passwd", "Password", "api_key", "secret"])
def test_a_password_in_the_file_is_refused_and_never_quoted(tmp_path: Path, key: str) -> None:
    said = _said(tmp_path, "settings.yaml", f"mail:\n  host: a\n  from: b@c.example\n  {key}: hunter2\n")
    assert f'targets/settings.yaml:4:3: "{key}": a password does not belong in a file' in said
    assert "KPITRACK_SMTP_PASSWORD" in said
    assert "hunter2" not in said


def test_without_the_files_there_are_defaults(tmp_path: Path) -> None:
    world = small(tmp_path / "small")
    (world.targets / "reports.yaml").unlink()
    assert read_reports(world.program) == {}
    assert read_settings(world.targets) == Settings()


@pytest.mark.parametrize(
    ("every", "day", "period", "because"),
    [
        ("week", date(2025, 10, 6), "Y1-W09", "on a Monday the running week, since exports are dated that morning"),
        ("week", date(2025, 10, 10), "Y1-W09", "and on Friday"),
        ("month", date(2025, 10, 2), "Y1-M01", "the month that has ended"),
        ("month", date(2025, 10, 3), "Y1-M02", "its last Friday has come"),
        ("quarter", date(2025, 10, 3), "Y1-Q1", "the running one until the first has ended"),
        ("quarter", date(2025, 11, 20), "Y1-Q1", "the one that has ended"),
        ("year", date(2025, 8, 1), None, "nothing has begun"),
    ],
)
def test_the_period_of_a_run(every: str, day: date, period: str | None, because: str) -> None:
    calendar = Calendar.model_validate({"years": {"Y1": {"starts": "2025-08-11"}}})
    report = ScheduledReport.model_validate({"title": "A", "every": every})
    found = report.period_of(calendar.every(every), day)
    assert (found.id if found else None) == period, because
