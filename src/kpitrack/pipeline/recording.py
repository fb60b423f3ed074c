"""Evidence by hand: what somebody asks to record, checked and added to the records file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kpitrack.definitions.milestones import has_plan, read_plan
from kpitrack.errors import UsageError
from kpitrack.history.evidence import append, lost_entries, read_entries, restore
from kpitrack.history.recording import entry_for, subjects
from kpitrack.model.evidence import ReadEntry, Subject, Wish, Written
from kpitrack.model.plan import Plan
from kpitrack.model.program import Program


def record(program: Program, wish: Wish, *, as_of: date | None, now: datetime) -> Written:
    """Add one row of evidence.

    as_of: no evidence can be newer; None means the program's pinned day.
    raises: UsageError for what cannot be recorded; LockedError if somebody else is recording.
    """
    day = as_of or program.program.pinned_as_of
    if day is None:
        raise UsageError("no as-of date is given", hint="--as-of 2026-02-15")
    entry = entry_for(program, _plan(program), wish, as_of=day, now=now)
    return append(program.records_file, entry)


@dataclass(frozen=True, slots=True)
class Records:
    """What was recorded, and what can be."""

    file: str
    entries: tuple[ReadEntry, ...]
    lost: tuple[ReadEntry, ...]  # made with `record`, and not in the file any more
    subjects: dict[str, Subject]

    @property
    def without_entry(self) -> tuple[Subject, ...]:
        named = {each.subject for each in self.entries}
        return tuple(each for each in self.subjects.values() if each.id not in named)


def records(program: Program) -> Records:
    """Every row of the records file, in its order, and everything that may be recorded."""
    file = program.records_file
    return Records(file.name, read_entries(file), lost_entries(file), subjects(program, _plan(program)))


def restore_records(program: Program) -> tuple[ReadEntry, ...]:
    """Bring back entries that an older copy of the file has overwritten; returns them."""
    return restore(program.records_file)


def _plan(program: Program) -> Plan | None:
    return read_plan(program) if has_plan(program) else None
