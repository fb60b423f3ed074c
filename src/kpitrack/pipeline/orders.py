"""What a run of `publish`, `release` or `history` is told, and where this installation keeps its things."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kpitrack.definitions.schedules import read_reports, read_settings
from kpitrack.errors import UsageError, did_you_mean
from kpitrack.model.program import Program
from kpitrack.model.reporting import ScheduledReport, Settings


@dataclass(frozen=True, slots=True)
class Order:
    """What to publish, where, and on whose word. Nothing here is read from a clock: `today` and `made_at` are given."""

    today: date
    made_at: str  # stored beside the snapshot, printed nowhere
    as_of: date | None = None  # the program's pinned day goes before it
    period: str | None = None  # in place of the one that the rhythm says
    exports: Path | None = None
    output: Path | None = None
    store: Path | None = None  # folder of history, ledger and log, in place of settings.yaml
    draft: bool = False
    dry_run: bool = False
    signed_by: str = ""
    why: str = ""  # of a correction


@dataclass(frozen=True, slots=True)
class Places:
    """Where this installation keeps its things."""

    store: Path
    ledger: Path
    log: Path
    output: Path


def places_of(program: Program, settings: Settings, order: Order) -> Places:
    """As settings.yaml says; the command line goes before it."""
    folder = program.folder
    output = order.output or _tidy(folder / settings.reports)
    if order.store is not None:
        own = order.store
        return Places(own / "history.sqlite", own / "ledger.sqlite", own / "kpitrack.log", output)
    return Places(
        store=_tidy(folder / settings.snapshots),
        ledger=_tidy(folder / settings.ledger),
        log=_tidy(folder / settings.log),
        output=output,
    )


def ledger_of(program: Program, store: Path | None = None) -> Path:
    """Where what was shown is written down. store: as `--store` says."""
    return places_of(program, read_settings(program.folder), Order(date.min, made_at="", store=store)).ledger


def scheduled_report(program: Program, name: str) -> ScheduledReport:
    """raises: UsageError for a report that reports.yaml does not have."""
    reports = read_reports(program)
    if name not in reports:
        known = ", ".join(reports) or "none: write reports.yaml beside program.yaml"
        hint = did_you_mean(name, tuple(reports)) or f"the reports are: {known}; another is an entry of reports.yaml"
        raise UsageError(f"there is no report {name!r}", hint=hint)
    return reports[name]


def _tidy(path: Path) -> Path:
    """Without `..`, so that messages name a place as people would. Links stay links."""
    return Path(os.path.normpath(path))
