"""The starter program lies in the running year, on every day of a year."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from kpitrack.definitions import read_program
from kpitrack.definitions.starting import first_monday, starter

DAYS = [date(2026, 1, 1) + timedelta(days=step) for step in range(0, 366, 13)]


@pytest.mark.parametrize("today", [*DAYS, date(2026, 8, 14), date(2026, 8, 15), date(2028, 2, 29)], ids=str)
def test_the_sample_lies_in_the_running_year(tmp_path: Path, today: date) -> None:
    for name, text in starter(today).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    program = read_program(tmp_path / "targets")
    year = program.calendar.year_of(today)
    assert year is not None
    assert today in year
    assert year.start == first_monday(today)
    assert year.start.weekday() == 0
    assert program.program.pinned_as_of is None
    met_on = [line.split(",")[1] for line in starter(today)["exports/sessions.csv"].splitlines()[1:]]
    assert year.start <= date.fromisoformat(min(met_on)) <= date.fromisoformat(max(met_on)) <= today
