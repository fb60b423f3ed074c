"""Returned workbooks -> accepted entries, overrides and refused entries, each with its school, sheet and cell.

The files are only read. Every computed cell is passed over; it is computed anew from what was typed.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from python_calamine import CalamineError

from kpitrack.model.workbook import Accepted, Labels, Override, Rejected, TrackerEntries
from kpitrack.tracker.entries import is_blank, shown, typed_figure, usable
from kpitrack.tracker.found import FoundTab, find_tab, sheets_of, workbooks_in
from kpitrack.tracker.identity import SCHEMA_VERSION, SCHOOL, VERSION, read_properties
from kpitrack.tracker.layout import Layout
from kpitrack.tracker.stored import SEPARATOR
from kpitrack.wording import tracker as words

FoundEntry: TypeAlias = Accepted | Override | Rejected
Typed = TypeVar("Typed", Accepted, Override)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a returned workbook is held against."""

    labels: Labels
    tops: Mapping[str, Fraction]  # row id -> the highest possible figure


def read_folder(folder: Path, rules: Rules) -> TrackerEntries:
    """Everything typed into the workbooks of a folder."""
    found: list[FoundEntry] = []
    files = 0
    for path in workbooks_in(folder):
        files += 1
        found += read_file(path, path.relative_to(folder).as_posix(), rules)
    accepted, differing = _agreeing([each for each in found if isinstance(each, Accepted)])
    overrides, differing_too = _agreeing([each for each in found if isinstance(each, Override)])
    refused = _once([each for each in found if isinstance(each, Rejected)])
    return TrackerEntries(files, accepted, overrides, (*refused, *differing, *differing_too))


def read_file(path: Path, name: str, rules: Rules) -> Sequence[FoundEntry]:
    """Everything typed into one workbook. A file that is none is one refused entry."""
    try:
        properties = read_properties(path)
        if SCHOOL not in properties:
            return [_whole(name, "", "is no Progress Tracker: the school's name is missing from its properties")]
        school = properties[SCHOOL]
        if properties.get(VERSION) != SCHEMA_VERSION:
            return [
                _whole(name, school, f"is of version {properties.get(VERSION)}; this program reads {SCHEMA_VERSION}")
            ]
        return list(_read(path, _File(name, school), rules))
    except (zipfile.BadZipFile, CalamineError, OSError, SyntaxError) as problem:
        return [_whole(name, "", f"cannot be opened as a workbook ({type(problem).__name__})")]


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    school: str


def _whole(name: str, school: str, why: str) -> Rejected:
    return Rejected(name, school, "", "", "", f"the file {why}")


def _read(path: Path, file: _File, rules: Rules) -> Iterator[FoundEntry]:
    layout = Layout(rules.labels)
    seen: set[str] = set()
    tabs = 0
    for sheet, cells in sheets_of(path):
        tab = find_tab(sheet, cells, layout)
        if tab is None:
            continue
        tabs += 1
        needed = [layout.headers[each] for each in (*layout.inputs, layout.id, layout.written)]
        faulty = [text for text in needed if text in tab.missing or text in tab.doubled]
        if faulty:
            why = f"the heading {faulty[0]!r} is missing or stands twice, so its column cannot be told"
            yield Rejected(file.name, file.school, sheet, f"row {tab.header + 1}", "", why)
            continue
        yield from _read_tab(tab, file, rules, layout, seen)
    if not tabs:
        yield _whole(file.name, file.school, "has no tab with the hidden id column")


def _read_tab(tab: FoundTab, file: _File, rules: Rules, layout: Layout, seen: set[str]) -> Iterator[FoundEntry]:
    for row, identity in tab.rows(layout.id):
        here = tab.address(row, layout.id)
        if identity not in rules.tops:
            why = "this row's id is none of the tracker's; was it typed over?"
            yield Rejected(file.name, file.school, tab.sheet, here, shown(identity), why)
        elif identity in seen:
            yield Rejected(file.name, file.school, tab.sheet, here, shown(identity), "this row stands twice")
        else:
            seen.add(identity)
            yield from _read_row(tab, row, identity, file, rules)


def _read_row(tab: FoundTab, row: int, identity: str, file: _File, rules: Rules) -> Iterator[FoundEntry]:
    layout = Layout(rules.labels)
    before = str(tab.value(row, layout.written) or "").split(SEPARATOR)
    if len(before) != len(layout.inputs):
        why = "what was written into this row cannot be told any more; the hidden column was changed"
        yield Rejected(file.name, file.school, tab.sheet, tab.address(row, layout.written), "", why)
        return
    level, _, metric = identity.partition("/")
    for column, label, written in zip(layout.inputs, layout.input_labels, before, strict=True):
        value = tab.value(row, column)
        if _is_unchanged(value, written):
            continue
        place = (file.name, file.school, tab.sheet, tab.address(row, column))
        if is_blank(value):
            yield Override(*place, level, metric, label, written, None)
            continue
        figure = usable(value, rules.tops[identity])
        if isinstance(figure, str):
            yield Rejected(*place, shown(value), figure, level, metric, label)
        elif written:
            yield Override(*place, level, metric, label, written, figure)
        else:
            yield Accepted(*place, level, metric, label, figure)


def _is_unchanged(value: Any, written: str) -> bool:
    if is_blank(value):
        return written == ""
    if isinstance(value, str):
        return written == words.HIDDEN and value == words.HIDDEN
    if isinstance(value, bool) or not isinstance(value, int | float) or not written or written == words.HIDDEN:
        return False
    return typed_figure(value) == Decimal(written)


def _once(entries: Sequence[Rejected]) -> tuple[Rejected, ...]:
    """What a second copy of a file says again is not said again."""
    found: dict[tuple[str, ...], Rejected] = {}
    for each in entries:
        copy = (each.school, each.level, each.metric, each.period, each.typed, each.why)
        found.setdefault(copy if each.metric else (each.file, *copy, each.sheet, each.cell), each)
    return tuple(found.values())


def _agreeing(entries: Sequence[Typed]) -> tuple[tuple[Typed, ...], tuple[Rejected, ...]]:
    """Two files that say the same are one entry; two that differ are none."""
    by_cell: dict[tuple[str, str, str, str], list[Typed]] = {}
    for each in entries:
        by_cell.setdefault((each.school, each.level, each.metric, each.period), []).append(each)
    agreed = tuple(same[0] for same in by_cell.values() if len({each.figure for each in same}) == 1)
    refused = tuple(
        Rejected(
            *(each.file, each.school, each.sheet, each.cell, "" if each.figure is None else shown(float(each.figure))),
            *(words.TWO_FILES, each.level, each.metric, each.period),
        )
        for same in by_cell.values()
        if len({each.figure for each in same}) > 1
        for each in same
    )
    return agreed, refused
