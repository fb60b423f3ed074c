"""Options in, exit code out. One module per command group; whatever is heavy is imported inside a command.

A text report goes to stdout and everything else to stderr, so that a pipe gets the result alone.
"""

from __future__ import annotations

import gc
import sys

from kpitrack.cli.app import app
from kpitrack.cli.ending import ending
from kpitrack.cli.streams import prepare_streams

__all__ = ["app", "main"]

# A command's objects live until it ends. Looking among them for dead cycles every 700 objects, as is usual, takes a
# twentieth of a report's time and finds none.
_OBJECTS_BETWEEN_SEARCHES = 100_000


def main() -> None:
    """The `kpitrack` command."""
    gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES)
    prepare_streams(sys.stdout, sys.stderr)
    with ending():
        app()
