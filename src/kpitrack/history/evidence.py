"""Evidence by hand: reading the records file, and adding to it without losing anything.

Entries are only ever added. A lock makes two people who record at once wait for each other; the file is replaced as a
whole, so nobody sees half of it; and while a spreadsheet program holds it open, the entry waits in a side file and is
brought in by the next one. A spreadsheet that was opened before an entry was made, and saved after it, would silently
take the entry away: a hidden journal beside the file remembers every entry, so that this is noticed and mended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from kpitrack.errors import LockedError, UsageError
from kpitrack.files import replace_file
from kpitrack.history.records_file import RecordsFile, parse, with_rows
from kpitrack.model.calendar import Calendar
from kpitrack.model.evidence import LEARNING_QUESTIONS, Entry, LearningQuestion, ReadEntry, Written
from kpitrack.model.formats import date_form

PATIENCE = 10.0  # seconds to wait for somebody who is recording at this moment
_US_DAY = "M/D/YYYY"  # what Excel makes of 2026-02-15 when it saves the file in the United States


def read_entries(file: Path) -> tuple[ReadEntry, ...]:
    """Every row in the order of the file, then what waits in the side file. No file: nothing was recorded yet."""
    return tuple(entry for each in (file, side_file(file)) for entry in _entries_of(each))


def append(file: Path, entry: Entry, *, patience: float = PATIENCE) -> Written:
    """Add one entry, and bring in what waited before.

    raises: LockedError if somebody else is recording for longer than `patience` seconds; UsageError if a column is
            missing, or if neither the file nor a side file can be written.
    """
    target = file.resolve()  # a link keeps pointing where it points
    with _locked(target, file, patience):
        written = _append(target, entry)
        with suppress(OSError):  # the entry itself is safe
            replace_file(journal(target), with_rows(_load(journal(target)), [entry.texts()]))
        return written


def side_file(file: Path) -> Path:
    """Where entries wait while the file is open in a spreadsheet program."""
    return file.with_name(f"{file.stem}.waiting{file.suffix}")


def journal(file: Path) -> Path:
    """Every entry that was ever made here; only compared with the file, never read as evidence."""
    return file.with_name(f".{file.stem}.journal{file.suffix}")


def lost_entries(file: Path) -> tuple[ReadEntry, ...]:
    """Entries that were made and stand nowhere any more, because somebody saved an older copy or deleted them.

    A row that was edited is still there: it keeps the moment at which it was recorded.
    """
    rows = read_entries(file)
    moments, contents = Counter(_moment(each) for each in rows), Counter(_content(each) for each in rows)
    lost: list[ReadEntry] = []
    for entry in _entries_of(journal(file)):
        if moments[_moment(entry)]:
            moments[_moment(entry)] -= 1
        elif not contents[_content(entry)]:
            lost.append(entry)
    return tuple(lost)


def restore(file: Path, *, patience: float = PATIENCE) -> tuple[ReadEntry, ...]:
    """Bring back what was lost, and what waits in the side file.

    returns: the entries that were lost.
    raises:  as `append`; UsageError also while a spreadsheet program holds the file open.
    """
    target = file.resolve()
    with _locked(target, file, patience):
        if holder := _open_elsewhere(target):
            raise UsageError(f"the file is open in {holder}", where=str(file), hint="close it and do it again")
        lost = lost_entries(target)
        remembered = dict(_load(journal(target)).rows)
        _write_rows(target, [remembered[entry.row] for entry in lost])
        return lost


def answers(entries: Sequence[ReadEntry], calendar: Calendar, day: date) -> tuple[tuple[LearningQuestion, str], ...]:
    """Every learning question with its newest answer of the period that contains the day; blank if there is none."""
    found: list[tuple[LearningQuestion, str]] = []
    for question in LEARNING_QUESTIONS:
        period = calendar.newest(question.every, day)
        own = [
            (each.on, position, each.value)
            for position, each in enumerate(entries)
            if each.subject == question.id and each.on and period and period.start <= each.on <= min(period.end, day)
        ]
        found.append((question, max(own)[2] if own else ""))
    return tuple(found)


@contextmanager
def _locked(target: Path, named: Path, patience: float) -> Iterator[None]:
    from filelock import FileLock, Timeout  # noqa: PLC0415 - whoever reads the records needs no lock

    lock = FileLock(target.with_name(f".{target.name}.lock"), timeout=patience)
    try:
        lock.acquire()
    except Timeout:
        raise LockedError(
            "somebody else is recording at this moment", where=str(named), hint="wait a moment and do it again"
        ) from None
    try:
        yield
    finally:
        lock.release()


# --- Reading ----------------------------------------------------------------------------------------------------


def _entries_of(file: Path) -> list[ReadEntry]:
    return [
        ReadEntry(
            file=file.name,
            row=number,
            subject=row.get("metric", ""),
            period=row.get("period", ""),
            group=row.get("group", ""),
            value=row.get("value", ""),
            on=_day(row.get("on", "")),
            on_text=row.get("on", ""),
            evidence=row.get("evidence", ""),
            by=row.get("by", ""),
            recorded_at=row.get("recorded_at", ""),
        )
        for number, row in _load(file).rows
    ]


def _load(file: Path) -> RecordsFile:
    try:
        return parse(file.read_bytes())
    except FileNotFoundError:
        return parse(b"")


def _moment(entry: ReadEntry) -> tuple[str, str]:
    return (entry.recorded_at, entry.subject)


def _content(entry: ReadEntry) -> tuple[object, ...]:
    """What makes an entry the same where a spreadsheet has rewritten the moment of recording."""
    return (entry.subject, entry.group, entry.value, entry.on or entry.on_text, entry.evidence, entry.by)


def _day(written: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(written)
    form = date_form(_US_DAY)
    parts = written.split("/")
    if form is None or len(parts) != 3 or not all(part.isdigit() for part in parts):
        return None
    month, day, year = (int(part) for part in parts)
    with suppress(ValueError):
        return date(year, month, day)
    return None


# --- Writing ----------------------------------------------------------------------------------------------------


def _append(file: Path, entry: Entry) -> Written:
    side = side_file(file)
    if holder := _open_elsewhere(file):
        return _set_aside(file, side, entry, holder)
    try:
        brought_in = _write_rows(file, [entry.texts()])
    except PermissionError:
        return _set_aside(file, side, entry, "another program")
    last = _load(file).rows[-1][0]
    return Written(entry, file.name, last, brought_in=brought_in)


def _write_rows(file: Path, rows: Sequence[Mapping[str, str]]) -> int:
    """Add rows behind those that waited in the side file; returns how many waited."""
    found = _load(file)
    present = [row for _, row in found.rows]
    waiting = [row for _, row in _load(side_file(file)).rows if not _is_among(row, present)]
    if waiting or rows:
        replace_file(file, with_rows(found, [*waiting, *rows]))
    side_file(file).unlink(missing_ok=True)
    return len(waiting)


def _is_among(row: Mapping[str, str], present: Sequence[Mapping[str, str]]) -> bool:
    """A run may have been interrupted after it brought the row in and before it removed the side file."""
    return any(all(other.get(name, "") == text for name, text in row.items()) for other in present)


def _open_elsewhere(file: Path) -> str:
    """Which program has the file open, by the mark it leaves beside it; empty if none does.

    Excel on Windows also refuses others the file; on other machines it would later save over our entry.
    """
    if file.with_name(f".~lock.{file.name}#").exists():
        return "LibreOffice"
    return "Excel" if file.with_name(f"~${file.name}").exists() else ""


def _set_aside(file: Path, side: Path, entry: Entry, holder: str) -> Written:
    try:
        found = _load(side)
        replace_file(side, with_rows(found, [entry.texts()]))
    except OSError:
        row = ", ".join(entry.texts().values())
        raise UsageError(
            f"the file is open in {holder}, and nothing can be written beside it",
            where=str(file),
            hint=f"close it and do it again, or type this row into it: {row}",
        ) from None
    return Written(entry, side.name, None, waiting=len(found.rows) + 1)
