"""Workbooks that came back: what principals typed into them, and whether their formulas are still ours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from kpitrack import tracker
from kpitrack.definitions.tracker import read_tracker
from kpitrack.errors import UsageError
from kpitrack.model.program import Program
from kpitrack.model.workbook import Item, TrackerEntries, TrackerPlan, Verification


def tracker_read(program: Program, folder: Path, today: date | None = None) -> tuple[TrackerEntries, str]:
    """What principals typed into the workbooks of a folder, and the same as the text of a results file of today."""
    plan = read_tracker(program)
    _must_be_folder(folder)
    tops = {tracker.row_id(tab, item.metric): tracker.top_of(program, item.metric) for tab, item in _places(plan)}
    entries = tracker.read_folder(folder, tracker.Rules(tracker.labels_of(plan), tops))
    return entries, tracker.write_results(entries, tracker.periods_by_label(plan), today)


def tracker_kept_as(program: Program) -> tuple[str, ...]:
    """What a file of results must be named for its accepted rows to count; nothing if no source reads them."""
    source = read_tracker(program).workbook.typed
    return program.sources[source].files if source else ()


def tracker_verify(program: Program, folder: Path) -> Verification:
    """Every formula cell and goal of the workbooks of a folder, held against our own arithmetic."""
    plan = read_tracker(program)
    _must_be_folder(folder)
    promises = {
        tracker.row_id(tab, item.metric): tracker.Promise(
            tracker.level_goal(program.metrics[item.metric], plan.workbook, tab), tracker.top_of(program, item.metric)
        )
        for tab, item in _places(plan)
    }
    return tracker.verify_folder(folder, tracker.Rulebook(tracker.labels_of(plan), promises))


def _places(plan: TrackerPlan) -> Iterator[tuple[str, Item]]:
    return ((tab, item) for tab in plan.workbook.tabs for item in plan.items)


def _must_be_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}", hint="name the folder of the returned workbooks")
