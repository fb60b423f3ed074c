"""A program rolled over to its next year: the calendar goes on, baselines move to the year that ends.

The files are changed as text, line by line, so that comments and order stay as the analyst wrote them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from kpitrack.definitions.inventory import FILE as INVENTORY
from kpitrack.definitions.reading import draft_of, read_texts
from kpitrack.errors import DefinitionErrors, UsageError
from kpitrack.model.calendar import Calendar, PeriodKind, YearDefinition
from kpitrack.model.metrics import Metric

_YEAR_LATER = timedelta(weeks=52)  # the same weekday
_NUMBERED = re.compile(r"(?P<letters>[A-Za-z]+)(?P<number>\d+)")
_PINNED = re.compile(r"^\s*pinned_as_of:.*$")
_PLACE = re.compile(r"^(?P<key>\s*(?:exports|records):\s*)(?P<path>[^#\s]+)(?P<rest>.*)$")
_BASELINE = re.compile(r"^(?P<key>\s*baseline:\s*)\{(?P<inner>[^{}]*)\}(?P<rest>.*)$")
_PERIOD = re.compile(r"period:\s*(?P<period>[A-Za-z0-9-]+)")
_INDENT = re.compile(r"^(?P<spaces>\s*)\S")


@dataclass(frozen=True, slots=True)
class Rolled:
    """The program of the next year, and what an analyst still has to do."""

    files: dict[str, str]  # file name -> text
    ended: str
    begun: str
    starts: date
    baselines: tuple[str, ...]  # metrics whose baseline moved
    by_hand: tuple[str, ...]  # metrics whose baseline could not be moved
    without_target: tuple[str, ...]  # metrics that promise nothing in the next year


def roll_over(folder: Path, into: Path, today: date) -> Rolled:
    """The definitions of `folder` as they stand in `into` for the year after the one that contains today.

    raises: DefinitionErrors if the definitions cannot be read; UsageError if today lies before the first year.
    """
    texts = read_texts(folder)
    draft, problems = draft_of(texts)
    if problems:
        raise DefinitionErrors(problems)
    calendar = draft.program.calendar
    year = calendar.year_of(draft.program.program.pinned_as_of or today)
    if year is None:
        raise UsageError("the program has not begun, so there is no year to end", hint="run it in its last weeks")
    following, definition = next_year(calendar, year.id)
    files = {path.name: path.read_text(encoding="utf-8-sig") for path in sorted(folder.glob("*.yaml"))}
    files["program.yaml"] = _program(files["program.yaml"], following, definition, (folder, into))
    moved: list[str] = []
    files = {name: _with_baselines(text, year.id, calendar, moved) for name, text in files.items()}
    if (folder / INVENTORY).is_file():
        files[INVENTORY] = (folder / INVENTORY).read_text(encoding="utf-8-sig")
    metrics = [metric for metric in draft.metrics.values() if metric.retired is None]
    based = [metric.id for metric in metrics if metric.baseline and not _counts_from_a_survey(metric, calendar)]
    return Rolled(
        files=files,
        ended=year.id,
        begun=following,
        starts=definition.starts,
        baselines=tuple(each for each in based if each in moved),
        by_hand=tuple(each for each in based if each not in moved),
        without_target=tuple(each.id for each in metrics if not _promises(each, following)),
    )


def _counts_from_a_survey(metric: Metric, calendar: Calendar) -> bool:
    periods = [calendar.find(each.period) for each in metric.baseline if each.stated is None]
    return any(each is not None and each.kind is PeriodKind.SERIES for each in periods)


def next_year(calendar: Calendar, year: str) -> tuple[str, YearDefinition]:
    """The id and the definition of the following year; breaks are proposed on the same weekdays."""
    position = calendar.year_ids.index(year)
    ending = calendar.years[year]
    shifted = tuple((first + _YEAR_LATER, last + _YEAR_LATER) for first, last in ending.breaks)
    if position + 1 < len(calendar.year_ids):
        name = calendar.year_ids[position + 1]
        planned = calendar.years[name]
        return name, planned if planned.breaks else planned.model_copy(update={"breaks": shifted})
    found = _NUMBERED.fullmatch(year)
    name = f"{found['letters']}{int(found['number']) + 1:0{len(found['number'])}d}" if found else f"{year}_next"
    return name, YearDefinition(starts=ending.starts + _YEAR_LATER, label="", breaks=shifted)


def _program(text: str, name: str, definition: YearDefinition, between: tuple[Path, Path]) -> str:
    lines = [_moved(line, *between) for line in text.splitlines() if not _PINNED.match(line)]
    years = next(place for place, line in enumerate(lines) if re.match(r"^\s+years:", line))
    head, end = _place_of_year(lines, years, name)
    written = _year_lines(name, definition, _spaces(lines[years]) + 2)
    return "\n".join([*lines[:head], *written, *lines[end:]]) + "\n"


def _place_of_year(lines: list[str], years: int, name: str) -> tuple[int, int]:
    """The lines of a year that is planned already; else the empty place behind the last one."""
    first, end = _block(lines, years)
    for place in range(first, end):
        if re.match(rf"^\s+{re.escape(name)}:", lines[place]):
            return place, _block(lines, place)[1]
    return end, end


def _year_lines(name: str, definition: YearDefinition, indent: int) -> Iterator[str]:
    outer, inner = " " * indent, " " * (indent + 2)
    yield f"{outer}{name}:{' ' * 6}# rolled over: check the first day and the breaks against the board's calendar"
    yield f"{inner}starts: {definition.starts}"
    if definition.label:
        yield f"{inner}label: {definition.label}"
    breaks = ", ".join(f"[{first}, {last}]" for first, last in definition.breaks)
    yield f"{inner}breaks: [{breaks}]"


def _spaces(line: str) -> int:
    found = _INDENT.match(line)
    return len(found["spaces"]) if found else 0


def _block(lines: list[str], head: int) -> tuple[int, int]:
    """The lines that belong to a key: those indented deeper. Blank lines at its end do not."""
    end = head + 1
    last = head
    while end < len(lines) and (not lines[end].strip() or _spaces(lines[end]) > _spaces(lines[head])):
        if lines[end].strip():
            last = end
        end += 1
    return head + 1, last + 1


def _moved(line: str, folder: Path, into: Path) -> str:
    """`exports` and `records` still lead to the same place from the new folder."""
    found = _PLACE.match(line)
    if found is None:
        return line
    target = (folder / found["path"]).resolve()
    return f"{found['key']}{Path(os.path.relpath(target, into.resolve())).as_posix()}{found['rest']}"


def _is_administration(inner: str, calendar: Calendar) -> bool:
    period = _PERIOD.search(inner)
    found = calendar.find(period["period"]) if period else None
    return found is not None and found.kind is PeriodKind.SERIES


def _with_baselines(text: str, year: str, calendar: Calendar, moved: list[str]) -> str:
    """A measured start moves by a year, a stated one becomes what was measured in the year that ends.

    An administration of a survey stays: a plan of several years counts from its first fall.
    """
    lines: list[str] = []
    metric = ""
    for line in text.splitlines():
        if re.match(r"^[a-z]\w*:", line):
            metric = line.split(":")[0]
        found = _BASELINE.match(line)
        if found is None or _is_administration(found["inner"], calendar):
            lines.append(line)
            continue
        lines.append(f"{found['key']}{{period: {_period(found['inner'], year, calendar)}}}  # was {{{found['inner']}}}")
        moved.append(metric)
    return "\n".join(lines) + "\n"


def _period(inner: str, year: str, calendar: Calendar) -> str:
    """The same part of the year that ends; the whole of it for a stated start."""
    found = _PERIOD.search(inner)
    if found is None or "stated" in inner:
        return year
    _, dash, part = found["period"].partition("-")
    moved = f"{year}{dash}{part}"
    return moved if calendar.find(moved) is not None else year


def _promises(metric: Metric, year: str) -> bool:
    """Does a target of the metric fall due in the year, or is none meant?"""
    named = (each for target in metric.targets for each in (target.due, target.starts, target.until) if each)
    return metric.track is True or any(each == year or each.startswith(f"{year}-") for each in named)
