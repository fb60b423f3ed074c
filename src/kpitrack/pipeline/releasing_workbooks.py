"""Workbooks are a release: what they show is judged beside everything shown before, and entered before they appear.

Each selection of workbooks (all, one school's, one level's) is a release of its own; only what stands in them enters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TypeAlias

from kpitrack.definitions.schedules import read_settings
from kpitrack.history import fingerprints
from kpitrack.history.encoding import categories_text, figures_text
from kpitrack.history.ledger import Ledger, Release
from kpitrack.history.locking import only_run
from kpitrack.model.ledger import LedgerRow, Released
from kpitrack.model.program import Program
from kpitrack.model.published import PublishedMetric
from kpitrack.model.snapshots import SnapshotCell
from kpitrack.pipeline.orders import Order, places_of
from kpitrack.tracker import Filling

_WHY = "built again from other data or definitions"
Written: TypeAlias = Iterable[tuple[PublishedMetric, SnapshotCell]]  # the cells that stand in the workbooks


@dataclass(frozen=True, slots=True)
class Workbooks:
    """Which workbooks are released, and how they are made.

    make: what they show beside what was shown before. written: of that, what stands in them.
    """

    release: str  # tracker-2026-02-15
    make: Callable[[Released], Filling]
    written: Callable[[Filling], Written]


@contextmanager
def released(program: Program, order: Order, workbooks: Workbooks) -> Iterator[tuple[Release, Filling]]:
    """Judge beside the ledger and enter what will be seen; the files are written inside, while nobody else releases.

    The same again is the same release; other figures are its next version.
    raises: LockedError at once if another run is releasing.
    """
    settings = read_settings(program.folder)
    path = places_of(program, settings, order).ledger
    order = replace(order, signed_by=order.signed_by or settings.signed_by)
    with only_run(path):
        with Ledger.read(path) as ledger:
            known = ledger.newest(program.program.id, workbooks.release)
            before = _rows_until(ledger, program, known.entry - 1 if known else None)
            everything = _rows_until(ledger, program, None)
        filling = workbooks.make(before)
        entry, rows = _entry(program, order, workbooks, filling)
        if known is not None and entry.content == known.content:
            yield known, filling
            return
        if known is not None:
            filling = workbooks.make(everything)
            entry, rows = _entry(program, order, workbooks, filling)
            entry = replace(entry, version=known.version + 1, replaces=known.version, why=order.why or _WHY)
        with Ledger.open(path) as ledger:
            ledger.enter(entry, rows)
        yield entry, filling


def _rows_until(ledger: Ledger, program: Program, entry: int | None) -> Released:
    return Released(tuple(ledger.rows(program.program.id, up_to=entry)))


def _entry(program: Program, order: Order, workbooks: Workbooks, filling: Filling) -> tuple[Release, list[LedgerRow]]:
    rows = [
        LedgerRow(
            release=workbooks.release,
            version=1,
            released_on=order.today,
            by=order.signed_by,
            audience="shared",
            report_period=filling.newest,
            metric=metric.id,
            period=metric.period,
            through=metric.through,
            categories=cell.categories,
            shown=cell.figures,
        )
        for metric, cell in workbooks.written(filling)
    ]
    return Release(
        program=program.program.id,
        release=workbooks.release,
        version=1,
        report="tracker",
        period=filling.newest,
        as_of=filling.as_of,
        audience="shared",
        released_on=order.today,
        signed_by=order.signed_by,
        content=fingerprints.sha256("\n".join(map(_as_text, rows)).encode()),
        snapshot="",
    ), rows


def _as_text(row: LedgerRow) -> str:
    figures = figures_text(row.shown) if row.shown else ""
    return f"{row.metric} {row.period} {row.through} {categories_text(row.categories)} {figures}"
