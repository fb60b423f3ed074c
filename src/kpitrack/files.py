"""Writing a file so that a reader sees the old one or the new one, never half of it."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from kpitrack.errors import UsageError


def write_atomically(path: Path, content: bytes, *, mode: int | None = None) -> None:
    """Write beside the target, flush to the disk, rename.

    mode: permissions of the new file (0o600: its owner alone); default: those of the file that it
    replaces, else what the machine gives new files.
    raises: UsageError if the folder is missing or read-only, the disk is full, or the file is held open elsewhere.
    """
    if path.is_dir():
        raise UsageError("this is a folder", where=str(path), hint=f"-o {path / 'report.html'}")
    target = path.resolve()  # a link keeps pointing where it points
    try:
        if target.exists() and not target.is_file():  # /dev/stdout and the like cannot be replaced
            target.write_bytes(content)
            return
        replace_file(target, content, mode=mode)
    except OSError as problem:
        raise UsageError(_in_plain_words(problem, target), where=str(path), hint=_advice(problem, target)) from None


def replace_file(target: Path, content: bytes, *, mode: int | None = None) -> None:
    """Write beside the target, flush to the disk, rename.

    mode: permissions of the new file; default: those of the file that it replaces.
    raises: OSError, and the target is what it was.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        write_through(part, content, mode=mode)
        if mode is None and target.exists():
            shutil.copymode(target, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def write_through(path: Path, content: bytes, *, mode: int | None = None) -> None:
    """Write a new file and wait until it is on the disk. raises: OSError."""
    with path.open("wb") as file:
        if mode is not None:
            path.chmod(mode)  # before the first byte
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def is_full(problem: OSError) -> bool:
    return problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def is_forbidden(problem: OSError) -> bool:
    return problem.errno in (errno.EACCES, errno.EPERM)


def _in_plain_words(problem: OSError, target: Path) -> str:
    if not target.parent.is_dir():
        return f"cannot write: the folder {target.parent} does not exist"
    if is_full(problem):
        return "cannot write: the disk is full"
    if problem.errno == errno.EROFS:
        return f"cannot write: the folder {target.parent} is read-only"
    if is_forbidden(problem):
        return f"cannot write: no permission in {target.parent}, or the file is open in another program"
    return f"cannot write: {problem.strerror or problem}"


def _advice(problem: OSError, target: Path) -> str:
    if not target.parent.is_dir():
        return "create the folder, or name another one"
    if is_full(problem):
        return "free some space, or write to another disk; nothing was changed"
    return "close the file in Excel, or write to a folder of your own"
