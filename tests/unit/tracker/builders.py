"""Filled trackers with sensible defaults: a test names only what it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

from kpitrack.model.workbook import (
    Edition,
    Entry,
    HiddenEntry,
    Labels,
    LevelGoal,
    LevelTab,
    TrackerBook,
    TrackerRow,
)
from kpitrack.tracker import Promise, Rulebook, Rules
from kpitrack.tracker.writing import workbook_bytes

LABELS = Labels("Fall 2021", ("Fall 2022", "Fall 2023", "Fall 2024", "Fall 2025"), "2026")
HIDDEN = HiddenEntry()
Typed = str | int | HiddenEntry | None


def entry(raw: Typed) -> Entry:
    """`"74.0"` is exact; None is blank."""
    return raw if isinstance(raw, HiddenEntry) or raw is None else Fraction(raw)


def row(
    baseline: Typed = None,
    results: Sequence[Typed] = (None, None, None, None),
    *,
    increase: str | None = "10.0",
    reach: str | None = None,
    identity: str = "Elementary/ses_happy",
    item: str = "I am happy to be at this school.",
    group: str = "STUDENTS",
    top: int = 100,
) -> TrackerRow:
    return TrackerRow(
        id=identity,
        pillar="Pillar 1, Priority 1B",
        aim="Increase the percentage of STUDENTS who are happy to be at their school.",
        district_goal="Elementary schools will increase it by 10 percentage points.",
        group=group,
        item=item,
        category="School Climate / Connectedness",
        goal=LevelGoal(
            None if increase is None or reach is not None else Fraction(increase),
            None if reach is None else Fraction(reach),
        ),
        baseline=entry(baseline),
        results=tuple(entry(each) for each in results),
        top=Fraction(top),
    )


def numbered(rows: Sequence[TrackerRow]) -> tuple[TrackerRow, ...]:
    """The same rows, each with an id of its own."""
    from dataclasses import replace  # noqa: PLC0415 - only here

    return tuple(replace(each, id=f"Elementary/item_{number}") for number, each in enumerate(rows))


def book(
    *rows: TrackerRow,
    school: str = "Alder Elementary",
    edition: Edition = "own-school",
    labels: Labels = LABELS,
    tabs: Sequence[LevelTab] = (),
) -> TrackerBook:
    return TrackerBook(
        school=school,
        edition=edition,
        program="El Segundo AI readiness",
        as_of=date(2026, 2, 15),
        labels=labels,
        tabs=tuple(tabs) or (LevelTab("Elementary", rows or (row(),)),),
        about=(("Source", "School Experience Survey"),),
        colors={"STUDENTS": "blue", "PARENTS": "violet", "STAFF": "brown"},
    )


def written(folder: Path, *books: TrackerBook) -> Path:
    """The workbooks in a folder, each under its school's name."""
    folder.mkdir(parents=True, exist_ok=True)
    for each in books:
        (folder / f"{each.school}.xlsx").write_bytes(workbook_bytes(each))
    return folder


def rules(*books: TrackerBook, labels: Labels = LABELS) -> Rules:
    return Rules(labels, {each.id: each.top for one in books for tab in one.tabs for each in tab.rows})


def rulebook(*books: TrackerBook, labels: Labels = LABELS) -> Rulebook:
    promises: Mapping[str, Promise] = {
        each.id: Promise(each.goal, each.top) for one in books for tab in one.tabs for each in tab.rows
    }
    return Rulebook(labels, promises)
