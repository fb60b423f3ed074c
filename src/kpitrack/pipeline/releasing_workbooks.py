"""Workbooks are a release: what they show is judged beside everything shown before, attacked, and entered before
they appear.

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
from kpitrack.model.published import PublishedMetric, Withheld
from kpitrack.model.snapshots import SnapshotCell
from kpitrack.pipeline import gate
from kpitrack.pipeline.orders import Order, places_of
from kpitrack.tracker import Filling

_WHY = "built again from other data or definitions"
NOTHING: frozenset[Withheld] = frozenset()
Written: TypeAlias = Iterable[tuple[PublishedMetric, SnapshotCell]]  # the cells that stand in the workbooks


@dataclass(frozen=True, slots=True)
class Workbooks:
    """Which workbooks are released, and how they are made.

    make: what they show beside what was shown before, without what is to be withheld. written: of that, what stands in
    them.
    """

    release: str  # tracker-2026-02-15
    make: Callable[[Released, frozenset[Withheld]], Filling]
    written: Callable[[Filling], Written]


@dataclass(frozen=True, slots=True)
class ReleasedWorkbooks:
    """What may be written, and as which release."""

    entry: Release
    rows: tuple[LedgerRow, ...]
    filling: Filling
    withheld: tuple[Withheld, ...] = ()  # what the audit before the release took out


@contextmanager
def released(program: Program, order: Order, workbooks: Workbooks) -> Iterator[ReleasedWorkbooks]:
    """Judge beside the ledger, attack and enter what will be seen; the files are written inside, while nobody else
    releases.

    The same again is the same release and is not attacked again; other figures are its next version.
    raises: LockedError at once if another run is releasing; ReleaseRefused if something can be told that withholding
            does not heal.
    """
    settings = read_settings(program.folder)
    path = places_of(program, settings, order).ledger
    making = _Making(program, replace(order, signed_by=order.signed_by or settings.signed_by), workbooks)
    with only_run(path):
        with Ledger.read(path) as ledger:
            known = ledger.newest(program.program.id, workbooks.release)
            before = _rows_until(ledger, program, known.entry - 1 if known else None)
            everything = _rows_until(ledger, program, None)
        made = making.again(known, before) if known else None
        if made is None:
            made = making.safe(everything, _next_version(known, order.why))
            with Ledger.open(path) as ledger:
                ledger.enter(made.entry, made.rows)
        yield made


def _rows_until(ledger: Ledger, program: Program, entry: int | None) -> Released:
    return Released(tuple(ledger.rows(program.program.id, up_to=entry)))


@dataclass(frozen=True, slots=True)
class _Version:
    number: int = 1
    replaces: int | None = None
    why: str = ""


def _next_version(known: Release | None, why: str) -> _Version:
    return _Version(known.version + 1, known.version, why or _WHY) if known else _Version()


@dataclass(frozen=True, slots=True)
class _Making:
    """How workbooks become a release."""

    program: Program
    order: Order
    workbooks: Workbooks

    def again(self, known: Release, before: Released) -> ReleasedWorkbooks | None:
        """The release that is known already, if this is what was released then; perhaps something was withheld."""
        version = _Version(known.version, known.replaces, known.why)
        made = self._made(before, version, NOTHING)
        if made.entry.content != known.content:
            made = self.safe(before, version)
        return replace(made, entry=known) if made.entry.content == known.content else None

    def safe(self, before: Released, version: _Version) -> ReleasedWorkbooks:
        """With as little withheld as it takes."""
        make: Callable[[frozenset[Withheld]], ReleasedWorkbooks] = lambda gone: self._made(before, version, gone)  # noqa: E731
        made, withheld = gate.safe_rows(self.program, before.rows, make, lambda made: made.rows)
        return replace(made, withheld=withheld)

    def _made(self, before: Released, version: _Version, withheld: frozenset[Withheld]) -> ReleasedWorkbooks:
        filling = self.workbooks.make(before, withheld)
        rows = tuple(self._rows(filling, version))
        entry = Release(
            program=self.program.program.id,
            release=self.workbooks.release,
            version=version.number,
            report="tracker",
            period=filling.newest,
            as_of=filling.as_of,
            audience="shared",
            released_on=self.order.today,
            signed_by=self.order.signed_by,
            content=fingerprints.sha256("\n".join(map(_as_text, rows)).encode()),
            snapshot="",
            replaces=version.replaces,
            why=version.why,
        )
        return ReleasedWorkbooks(entry, rows, filling)

    def _rows(self, filling: Filling, version: _Version) -> Iterator[LedgerRow]:
        for metric, cell in self.workbooks.written(filling):
            yield LedgerRow(
                release=self.workbooks.release,
                version=version.number,
                released_on=self.order.today,
                by=self.order.signed_by,
                audience="shared",
                report_period=filling.newest,
                metric=metric.id,
                period=metric.period,
                through=metric.through,
                categories=cell.categories,
                shown=cell.figures,
                replaces=version.replaces,
            )


def _as_text(row: LedgerRow) -> str:
    figures = figures_text(row.shown) if row.shown else ""
    return f"{row.metric} {row.period} {row.through} {categories_text(row.categories)} {figures}"
