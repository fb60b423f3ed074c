"""The day an export stands for, how far it covers, and whether it is too old. The files' own dates are never asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kpitrack.engine.session import Session
from kpitrack.engine.sql import day, name
from kpitrack.exports.staging import StagedFile, rows_name
from kpitrack.model.program import Program
from kpitrack.model.quantities import Quantity, Unit
from kpitrack.model.sources import Source

DEFAULT_DAYS = 7


@dataclass(frozen=True, slots=True)
class Freshness:
    """as_of: the newest day the export stands for. covers: the last day for which "no row" means "none"."""

    as_of: date | None
    covers: date | None
    stale: bool


def freshness(
    session: Session, source: Source, program: Program, files: Sequence[StagedFile], as_of: date
) -> Freshness:
    """The day comes from `{date}` in a name, else `exported_on`, else the latest row date not after the as-of date."""
    periods = [each.file.period for each in files if each.file.period is not None]
    if periods:
        covers = max(period.end for period in periods)
        return Freshness(min(covers, as_of), covers, _is_old(source, program, covers, as_of, has_own_rhythm=True))
    dated = [each.file.dated for each in files if each.file.dated is not None]
    declared = max(dated) if dated else source.exported_on
    found = declared or _latest_row_day(session, source, as_of)
    if found is None:
        return Freshness(None, None, stale=False)
    is_roster = any(kind.roster == source.name for kind in (*program.people.values(), *program.things.values()))
    own_rhythm = is_roster and declared is None
    return Freshness(found, found, _is_old(source, program, found, as_of, has_own_rhythm=own_rhythm))


def _latest_row_day(session: Session, source: Source, as_of: date) -> date | None:
    if source.date is not None:
        field = name(source.date)
    elif source.dates is not None:
        field = name(source.dates.start)
    elif source.period is not None:
        field = "period_end_"
    else:
        return None
    [(found,)] = session.rows(f"SELECT max({field}) FROM {rows_name(source)} WHERE {field} <= {day(as_of)}")
    return found if isinstance(found, date) else None


def _is_old(source: Source, program: Program, exported: date, as_of: date, *, has_own_rhythm: bool) -> bool:
    """has_own_rhythm: only the source's own `current_within` applies, not the program's standard."""
    limit = _days(source.current_within)
    if limit is None and not has_own_rhythm:
        limit = standard_days(program)
    return limit is not None and as_of - exported > timedelta(days=limit)


def days_allowed(source: Source, program: Program) -> int:
    """How old the export may be: by its own `current_within`, else by the program's standard."""
    own = _days(source.current_within)
    return own if own is not None else standard_days(program)


def standard_days(program: Program) -> int:
    """The program's rule on the age of exports, in days."""
    for rule in program.quality:
        if rule.checks == "days_since_export":
            for limit in (rule.at_most, rule.less_than):
                if (days := _days(limit)) is not None:
                    return days - (limit is rule.less_than and rule.at_most is None)
    return DEFAULT_DAYS


def days_to_warn(source: Source, program: Program) -> int:
    """Older than this is worth a warning: by the program's rule, for sources that are held against it."""
    if source.current_within is None:
        for rule in program.quality:
            if rule.checks == "days_since_export" and (days := _days(rule.warn)) is not None:
                return days
    return days_allowed(source, program)


def _days(quantity: object) -> int | None:
    if isinstance(quantity, Quantity) and quantity.unit in (Unit.DAYS, Unit.NUMBER):
        return int(quantity.amount)
    return None
