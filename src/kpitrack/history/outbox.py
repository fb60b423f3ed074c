"""Files that come into sight together: written and flushed out of sight first, renamed when all else is safe."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from kpitrack.errors import UsageError
from kpitrack.files import is_forbidden, is_full, write_through


class Outbox:
    """A hidden folder beside the published files; on the same disk, so that a rename is all it takes to show them."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self._hidden = folder / f".{name}.unfinished"
        self._names: tuple[str, ...] = ()

    def stage(self, files: Mapping[str, bytes]) -> None:
        """Write all files out of sight. Remains of a run that was killed are removed first.

        raises: UsageError if the folder is read-only or the disk is full; nothing is left behind then.
        """
        self._names = tuple(files)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(self._hidden, ignore_errors=True)
            self._hidden.mkdir()
            for name, content in files.items():
                write_through(self._hidden / name, content)
            _flush_folder(self._hidden)
        except OSError as problem:
            self.discard()
            raise _in_plain_words(problem, self.folder) from None

    def reveal(self) -> tuple[Path, ...]:
        """Bring the files into sight, each whole. A file that is there already with the same bytes is left alone.

        raises: UsageError if one is held open by another program; then the files stay out of sight for the next run.
        """
        shown = []
        for name in self._names:
            staged, target = self._hidden / name, self.folder / name
            try:
                if not (target.is_file() and target.read_bytes() == staged.read_bytes()):
                    staged.replace(target)
            except OSError as problem:
                raise _in_plain_words(problem, target) from None
            shown.append(target)
        _flush_folder(self.folder)
        self.discard()
        return tuple(shown)

    def discard(self) -> None:
        shutil.rmtree(self._hidden, ignore_errors=True)


def _flush_folder(folder: Path) -> None:
    """A rename is safe only once the folder is on the disk; Windows flushes folders by itself and cannot open them."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _in_plain_words(problem: OSError, place: Path) -> UsageError:
    if is_full(problem):
        hint = "free some space, or write to another folder with -o; nothing was published"
        return UsageError("cannot write: the disk is full", where=str(place), hint=hint)
    if problem.errno == errno.EROFS:
        hint = "write to another folder with -o; nothing was published"
        return UsageError("cannot write: the folder is read-only", where=str(place), hint=hint)
    if is_forbidden(problem):
        hint = "give this account write access and close the files, or write to another folder with -o; then run again"
        problem_text = "cannot write: no permission, or a file is open in another program"
        return UsageError(problem_text, where=str(place), hint=hint)
    return UsageError(f"cannot write: {problem.strerror or problem}", where=str(place), hint="write elsewhere with -o")
