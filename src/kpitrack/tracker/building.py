"""Many workbooks into a folder: on several processes, with bounded memory, complete files only."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import islice
from pathlib import Path

from kpitrack.model.workbook import TrackerBook
from kpitrack.tracker.writing import workbook_bytes

_BOOKS_A_TASK = 10
_TASKS_WAITING = 2  # per process; what waits is what memory holds
_WORTH_PROCESSES = 40  # books; starting processes takes as long as writing about twenty

Progress = Callable[[int], None]


def write_books(
    books: Iterable[tuple[str, TrackerBook]],
    folder: Path,
    *,
    processes: int = 1,
    progress: Progress = lambda _: None,
) -> int:
    """Write every workbook under its name.

    books:     (file name, workbook); taken one by one, never all at once.
    progress:  is told how many are written so far.
    returns:   how many were written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chunks = _chunks(books)
    done = 0
    if processes > 1:
        first = list(islice(chunks, _WORTH_PROCESSES // _BOOKS_A_TASK))
        if len(first) == _WORTH_PROCESSES // _BOOKS_A_TASK:
            return _in_parallel(_rejoined(first, chunks), folder, processes, progress)
        chunks = iter(first)
    for chunk in chunks:
        done += _write_all(chunk, folder)
        progress(done)
    return done


Chunk = Sequence[tuple[str, TrackerBook]]


def _chunks(books: Iterable[tuple[str, TrackerBook]]) -> Iterator[Chunk]:
    source = iter(books)
    while chunk := list(islice(source, _BOOKS_A_TASK)):
        yield chunk


def _rejoined(first: Iterable[Chunk], rest: Iterator[Chunk]) -> Iterator[Chunk]:
    yield from first
    yield from rest


def _in_parallel(chunks: Iterator[Chunk], folder: Path, processes: int, progress: Progress) -> int:
    done = 0
    context = multiprocessing.get_context("spawn")  # a forked process would share the engine's threads
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        waiting: set[Future[int]] = set()
        for chunk in chunks:
            waiting.add(pool.submit(_write_all, chunk, folder))
            if len(waiting) >= processes * _TASKS_WAITING:
                ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                done += sum(each.result() for each in ready)
                progress(done)
        for each in waiting:
            done += each.result()
            progress(done)
    return done


def _write_all(chunk: Chunk, folder: Path) -> int:
    for name, book in chunk:
        _write_whole(folder / name, workbook_bytes(book), confidential=book.edition == "own-school")
    return len(chunk)


def _write_whole(path: Path, content: bytes, *, confidential: bool) -> None:
    """All of it or nothing: a principal never gets half a file. What is confidential its owner alone may read."""
    partial = path.with_name(f".{path.name}.partial")
    partial.touch()
    if confidential:
        partial.chmod(0o600)  # before the first byte
    partial.write_bytes(content)
    partial.replace(path)
