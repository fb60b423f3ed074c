"""How a command ends: the single place where a problem becomes a message and an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import typer

from kpitrack.errors import KpitrackError, LockedError

DONE = 0
BUG = 1
FINDING = 3
UNUSABLE_SOURCE = 4
INTERRUPTED = 130  # what shells report for Ctrl-C

EXIT_CODES = {
    DONE: "done; unmet targets included",
    BUG: "a bug",
    KpitrackError.exit_code: "the command or the definitions cannot be used as written",
    FINDING: "something was found that the command looks for, or was asked to fail on (`--fail-on`)",
    UNUSABLE_SOURCE: "done, but a whole source was unusable",
    LockedError.exit_code: "another run holds the lock",
    INTERRUPTED: "interrupted from the keyboard",
}


@contextmanager
def ending(*, verbose: bool = False) -> Iterator[None]:
    """Problems a user can fix are printed in one breath; a bug says how to report it; traces only on request."""
    try:
        yield
    except KpitrackError as problem:
        if _wants_traces(verbose=verbose):
            traceback.print_exc()
        _say(str(problem))
        raise SystemExit(problem.exit_code) from None
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    except BrokenPipeError:
        _forget_stdout()
        raise SystemExit(DONE) from None
    except typer.Exit:
        raise
    except Exception as bug:
        if _is_typers_own(bug):
            raise
        if _wants_traces(verbose=verbose):
            traceback.print_exc()
        _say(_report_this(bug))
        raise SystemExit(BUG) from None


def exit_code(*, unusable_source: bool, finding: bool) -> int:
    """A source that could not be used weighs more than what the command was asked to fail on."""
    if unusable_source:
        return UNUSABLE_SOURCE
    return FINDING if finding else DONE


def _report_this(bug: Exception) -> str:
    # The text of an unexpected error may quote a cell of an export, so only its kind and place are printed.
    place = traceback.extract_tb(bug.__traceback__)[-1]
    return (
        f"kpitrack: a bug, not your mistake: {type(bug).__name__} in {Path(place.filename).name}:{place.lineno}.\n"
        "  try: the same command with --verbose, and send the output to the maintainers (remove names first)"
    )


def _wants_traces(*, verbose: bool) -> bool:
    return verbose or bool(os.environ.get("KPITRACK_DEBUG"))


def _is_typers_own(error: Exception) -> bool:
    """Usage errors and aborts end by themselves, with exit code 2 and a hint."""
    return type(error).__module__.startswith("typer.")


def _forget_stdout() -> None:
    """The reader has left (`| head`); Python would complain once more when it flushes at exit."""
    with suppress(OSError, ValueError):  # not a real stream
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(text: str) -> None:
    typer.echo(text, err=True)
