"""The log of unattended runs: when, what, which exit code. Never a person, never a value of an export."""

from __future__ import annotations

import logging
import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import typer

from kpitrack.errors import KpitrackError
from kpitrack.history.folders import make_own_folder

_BYTES, _KEPT = 1_000_000, 5  # of one file; older files
_FORMAT = "%(asctime)s %(levelname)s %(message)s"


@contextmanager
def journal(path: Path, command: str, *, wanted: bool = True) -> Iterator[logging.Logger]:
    """Log the beginning and the end of a run, however it ends.

    A log that cannot be written is said on stderr and stops nothing.
    """
    log = logging.Logger("kpitrack.runs")  # noqa: LOG001 - of its own, so that no other logging is touched
    handler = _handler(path) if wanted else logging.NullHandler()
    log.addHandler(handler)
    log.info("begin: %s", command)
    try:
        yield log
    except KpitrackError as problem:
        log.error("exit %d: %s", problem.exit_code, _one_line(str(problem)))  # noqa: TRY400 - traces hold locals
        raise
    except typer.Exit as end:
        log.info("exit %d", end.exit_code)
        raise
    except Exception as bug:
        place = traceback.extract_tb(bug.__traceback__)[-1]
        # The text of an unexpected error may quote a cell of an export, so only its kind and place are written.
        log.error("exit 1: %s in %s:%s", type(bug).__name__, Path(place.filename).name, place.lineno)  # noqa: TRY400
        raise
    else:
        log.info("exit 0")
    finally:
        handler.close()


def _handler(path: Path) -> logging.Handler:
    from logging.handlers import RotatingFileHandler  # noqa: PLC0415 - loads sockets, which --help can do without

    try:
        make_own_folder(path.parent)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        handler = RotatingFileHandler(path, maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8")
    except OSError as problem:
        typer.echo(f"no log: {path}: {problem.strerror or problem}", err=True)
        return logging.NullHandler()
    handler.setFormatter(logging.Formatter(_FORMAT))
    handler.handleError = lambda record: None  # type: ignore[method-assign]  # noqa: ARG005 - a full disk is told elsewhere
    return handler


def _one_line(text: str) -> str:
    return " | ".join(line.strip() for line in text.splitlines())
