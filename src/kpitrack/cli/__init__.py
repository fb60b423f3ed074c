"""Options in, exit code out. One module per command group; whatever is heavy is imported inside a command.

A text report goes to stdout and everything else to stderr, so that a pipe gets the result alone.
"""

from __future__ import annotations

import sys

from kpitrack.cli.app import app
from kpitrack.cli.ending import ending
from kpitrack.cli.streams import prepare_streams

__all__ = ["app", "main"]


def main() -> None:
    """The `kpitrack` command."""
    prepare_streams(sys.stdout, sys.stderr)
    with ending():
        app()
