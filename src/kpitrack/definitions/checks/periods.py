"""Are periods, rhythms and days those of the calendar?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from kpitrack.definitions.drafts import Draft
from kpitrack.definitions.places import Spot
from kpitrack.definitions.suggestions import unknown
from kpitrack.definitions.vocabulary import RHYTHMS, STARTS_OF
from kpitrack.errors import DefinitionError
from kpitrack.model.calendar import Calendar, PeriodKind

_IN_A_YEAR = re.compile(r"(?P<year>[A-Za-z][A-Za-z0-9]*)-(?P<letter>[SQMW])\d*")
_MONTH = PeriodKind.MONTH_OF_CALENDAR  # 2012-10 bounds months too, by its days
_DAY_LIKE = re.compile(r"\d{4}-\d{2}(-\d{2})?")


def check_period(draft: Draft, name: str, spot: Spot) -> Iterator[DefinitionError]:
    calendar = draft.calendar
    if calendar is None or calendar.find(name) is not None:
        return
    found = _IN_A_YEAR.fullmatch(name)
    if found and found["year"] in calendar.years:
        of_kind = [each for each in calendar.names() if each.startswith(f"{found['year']}-{found['letter']}")]
        if of_kind:
            hint = f"{found['year']} has {of_kind[0]} to {of_kind[-1]}"
            yield DefinitionError(f'the calendar has no period "{name}"', where=spot.where, hint=hint)
            return
    if found and found["year"] not in calendar.years:
        hint = f"calendar.years has {', '.join(calendar.year_ids)}"
        yield DefinitionError(f'the calendar has no year "{found["year"]}"', where=spot.where, hint=hint)
        return
    if _DAY_LIKE.fullmatch(name):
        yield DefinitionError(f"the calendar has no day or month {name}", where=spot.where, hint="write 2026-02-15")
        return
    yield unknown("period", name, calendar.names(), where=spot.where, hint=_how_periods_are_written(calendar))


def _how_periods_are_written(calendar: Calendar) -> str:
    year = calendar.year_ids[-1]
    return f"write {year}, {year}-S1, {year}-Q2, {year}-M05, 2026-02, a day, or a name from calendar.series"


def check_rhythm(draft: Draft, name: str, spot: Spot) -> Iterator[DefinitionError]:
    """`every`: week … year, or a series."""
    calendar = draft.calendar
    if calendar is None:
        return
    known = [rhythm for rhythm in RHYTHMS if calendar.every(rhythm)] + list(calendar.series)
    if name not in known:
        yield unknown("rhythm", name, known, where=spot.where, hint=f"use one of: {', '.join(known)}")


def check_in_rhythm(draft: Draft, name: str, rhythm: str, spot: Spot) -> Iterator[DefinitionError]:
    """`starts` and `until` are periods of the rhythm they bound."""
    calendar = draft.calendar
    if calendar is None or not (periods := calendar.every(rhythm)):
        return
    found = calendar.find(name)
    if found is None:
        yield from check_period(draft, name, spot)
    elif calendar.rhythm_of(found) != rhythm and not (rhythm == "month" and found.kind is _MONTH):
        yield DefinitionError(
            f'"{name}" is not one of the periods of `every: {rhythm}`',
            where=spot.where,
            hint=f"write one such as {periods[0].id}",
        )


def check_fixed_on(draft: Draft, written: str, spot: Spot) -> Iterator[DefinitionError]:
    """A day written as a day: `end_of Y1-Q2`, `start_of Y1`, `2025-10-01`, `census_day`, `start_of_semester`."""
    calendar = draft.calendar
    if calendar is None or written in STARTS_OF or written in calendar.named_days:
        return
    edge, _, period = written.partition(" ")
    if edge in ("end_of", "start_of") and period:
        yield from check_period(draft, period.strip(), spot)
    elif calendar.find(written) is not None and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
        hint = f"write end_of {written} or start_of {written}"
        yield DefinitionError(
            f'"{written}" is a period, but membership is decided on one day', where=spot.where, hint=hint
        )
    elif calendar.find(written) is None:
        known = [*calendar.named_days, *STARTS_OF]
        hint = f"write end_of Y1-Q2, start_of Y1, a day, or one of: {', '.join(known)}"
        yield unknown("day", written, known, where=spot.where, hint=hint)


def check_calendar(draft: Draft) -> Iterator[DefinitionError]:
    calendar = draft.calendar
    if calendar is None:
        return
    spot = draft.program_spot.at("calendar")
    yield from _check_years(calendar, spot)
    taken = set(calendar.years)
    for series, administrations in calendar.series.items():
        if series in RHYTHMS:
            where = spot.at("series", series).key
            yield DefinitionError(f'"{series}" is a rhythm already', where=where, hint="give the series another name")
        yield from _check_series(administrations, taken, spot.at("series", series))
        taken |= set(administrations)


def _check_years(calendar: Calendar, spot: Spot) -> Iterator[DefinitionError]:
    for earlier, later in pairwise(calendar.period(year) for year in calendar.year_ids):
        if later.start <= earlier.end:
            yield DefinitionError(
                f"{later.id} starts on {later.start}, but the 48 weeks of {earlier.id} end on {earlier.end}",
                where=spot.at("years", later.id, "starts").where,
                hint="check the first days and the breaks of both years",
            )


def _check_series(
    administrations: dict[str, tuple[date, date]], taken: set[str], spot: Spot
) -> Iterator[DefinitionError]:
    ended: date | None = None
    for name, (first_day, last_day) in administrations.items():
        where = spot.at(name).key
        if name in taken or _IN_A_YEAR.fullmatch(name):
            problem = f'"{name}" names another period already'
            yield DefinitionError(problem, where=where, hint="give each period its own name")
        if last_day < first_day:
            yield DefinitionError(f'"{name}" ends before it begins', where=where, hint="write the first day first")
        elif ended is not None and first_day <= ended:
            hint = "list administrations in time order; they do not overlap"
            yield DefinitionError(f'"{name}" begins before the one above it has ended', where=where, hint=hint)
        ended = last_day
