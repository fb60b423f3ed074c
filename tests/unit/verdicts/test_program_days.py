"""Program days, counted day by day as well."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kpitrack.model.calendar import Calendar
from kpitrack.verdicts.pace import program_days

FIRST = date(2025, 8, 11)
DAYS = st.integers(-20, 400).map(lambda n: FIRST + timedelta(days=n))
BREAKS = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 20)), max_size=4)


@given(BREAKS, DAYS, DAYS)
def test_a_day_counts_if_it_lies_in_no_break(breaks: list[tuple[int, int]], after: date, through: date) -> None:
    written = [[FIRST + timedelta(days=start), FIRST + timedelta(days=start + length)] for start, length in breaks]
    calendar = Calendar.model_validate({"years": {"Y1": {"starts": FIRST, "breaks": written}}})
    days = [after + timedelta(days=n + 1) for n in range((through - after).days)]
    expected = sum(not any(first <= each <= last for first, last in written) for each in days)
    assert program_days(calendar, after, through) == expected
