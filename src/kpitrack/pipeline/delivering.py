"""Bringing a document out, in the order that keeps a crash harmless.

Files complete but out of sight, ledger, history, files in sight. Every step may be done again, so a run that was
killed is mended by running it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from kpitrack.errors import KpitrackError
from kpitrack.history import fingerprints
from kpitrack.history.ledger import Ledger, rows_of, shown_before
from kpitrack.history.locking import only_run
from kpitrack.history.outbox import Outbox
from kpitrack.history.store import Keepsake, Store
from kpitrack.model.program import Program
from kpitrack.model.reporting import Settings
from kpitrack.model.snapshots import Snapshot
from kpitrack.pipeline import gate
from kpitrack.pipeline.orders import Order, Places
from kpitrack.pipeline.versioning import release_of


@contextmanager
def alone(places: Places) -> Iterator[None]:
    """The only run of this history, and of the ledger that others may share."""
    with only_run(places.store), only_run(places.ledger):
        yield


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the steps of bringing out share."""

    program: Program
    settings: Settings
    order: Order
    places: Places

    @contextmanager
    def files(self, folder: Path, name: str, files: Mapping[str, bytes]) -> Iterator[Outbox]:
        """Complete files out of sight; if a step after them fails, they go away again."""
        outbox = Outbox(folder, name)
        outbox.stage(files)
        try:
            yield outbox
        except KpitrackError:
            outbox.discard()
            raise

    def must_be_safe(self, snapshot: Snapshot) -> None:
        """raises: ReleaseRefused if what it hides could be worked out beside what was shown before."""
        if snapshot.name.audience == "internal":
            return
        rows = list(rows_of(snapshot, release_of(snapshot, self.order.today, self.order.signed_by)))
        gate.must_be_safe(self.program, rows, shown_before(self.places.ledger, self.program.program.id))

    def enter(self, snapshot: Snapshot) -> None:
        """Into the ledger, with every cell that will be seen. What only the team itself sees never enters."""
        if snapshot.name.audience == "internal":
            return
        entry = release_of(snapshot, self.order.today, self.order.signed_by or self.settings.signed_by)
        with Ledger.open(self.places.ledger) as ledger:
            ledger.enter(entry, list(rows_of(snapshot, entry)))

    def remember(self, snapshot: Snapshot, waiting: Iterable[Keepsake] = ()) -> int:
        """Into the history, with what it takes to make the document again.

        waiting: the files that a draft will be released as.
        returns: how many kept inputs were forgotten because their last day has passed.
        """
        with Store.open(self.places.store) as store:
            store.save(snapshot, (*self._keepsakes(snapshot), *waiting))
            return store.forget(self.order.today)

    def _keepsakes(self, snapshot: Snapshot) -> list[Keepsake]:
        """Definitions for good; exports only if settings.yaml says how long, and never longer than program.yaml."""
        kept = [Keepsake(path.read_bytes()) for _, path in fingerprints.definition_files(self.program.folder)]
        if self.settings.keep_inputs is None:
            return kept
        until = self.order.today + timedelta(days=self.settings.keep_inputs)
        until = min(until, self.program.disclosure.retain_until or until)
        folder = self.order.exports or self.program.exports_folder
        paths = [fingerprints.path_of(self.program, file, folder) for file in snapshot.inputs]
        return [*kept, *(Keepsake(path.read_bytes(), until) for path in paths if path.is_file())]
