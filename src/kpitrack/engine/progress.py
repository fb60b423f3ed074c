"""How far a long query is, for whoever watches. Only a terminal watches; without a watcher nothing is asked.

The watcher is a context variable, so that no function on the way to the engine has to hand it on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Event, Thread
from typing import Protocol, TypeAlias

Watcher: TypeAlias = Callable[[float | None], None]  # percent done; None when the query has ended
_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)
_PATIENCE, _EVERY = 1.0, 0.25  # seconds: shorter queries are not worth a line


class _Asked(Protocol):
    def query_progress(self) -> float: ...


def watch(watcher: Watcher | None) -> None:
    """Tell this watcher about long queries from now on; None: nobody."""
    _watcher.set(watcher)


def is_watched() -> bool:
    return _watcher.get() is not None


@contextmanager
def reported(connection: _Asked) -> Iterator[None]:
    """Report the query that runs inside the block, if it takes long enough and somebody watches."""
    watcher = _watcher.get()
    if watcher is None:
        yield
        return
    ended = Event()
    thread = Thread(target=_follow, args=(connection, watcher, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _follow(connection: _Asked, watcher: Watcher, ended: Event) -> None:
    if ended.wait(_PATIENCE):
        return
    while not ended.wait(_EVERY):
        percent = connection.query_progress()
        if 0 <= percent <= 100:
            watcher(percent)
    watcher(None)
