"""One run at a time: whoever comes second leaves at once, with nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from kpitrack.errors import LockedError, UsageError
from kpitrack.history.folders import make_own_folder


@contextmanager
def only_run(history: Path) -> Iterator[None]:
    """Hold the lock of a history. The system frees it when a run ends, however it ends.

    raises: LockedError at once if another run holds it.
    """
    try:
        make_own_folder(history.parent)
        lock = FileLock(history.with_name(f"{history.name}.lock"), timeout=0, mode=0o600)
        lock.acquire()
    except Timeout:
        hint = "wait until it has ended, and run again; nothing was written"
        raise LockedError("another run is publishing", where=str(history), hint=hint) from None
    except OSError as problem:
        hint = "give this account write access, or name another place in settings.yaml or with --store"
        raise UsageError(f"cannot write: {problem.strerror or problem}", where=str(history), hint=hint) from None
    try:
        yield
    finally:
        lock.release()
