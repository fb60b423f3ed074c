"""One line on the terminal while a large export is read. Never in a pipe, a file or a log."""

from __future__ import annotations

import os
from typing import TextIO

from kpitrack.engine.progress import watch

_WIDTH = 24  # characters of the bar


def show_on(stream: TextIO) -> None:
    """Show the progress of long queries on this stream if it is a terminal that can rewrite a line."""
    if stream.isatty() and os.environ.get("TERM") != "dumb":
        watch(lambda percent: _draw(stream, percent))


def _draw(stream: TextIO, percent: float | None) -> None:
    if percent is None:
        stream.write("\r" + " " * (_WIDTH + 20) + "\r")
    else:
        stream.write(f"\rreading {bar(percent)} {percent:3.0f} %")
    stream.flush()


def bar(percent: float) -> str:
    done = int(percent * _WIDTH / 100)
    return f"[{'#' * done}{'.' * (_WIDTH - done)}]"
