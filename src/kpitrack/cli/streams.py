"""What stdout can show: encoding, width, colour. Read here once, so that nothing below depends on a terminal."""

from __future__ import annotations

import os
import shutil
from io import TextIOWrapper
from typing import TextIO


def prepare_streams(*streams: TextIO) -> None:
    """A character the screen lacks becomes `?` instead of ending the command (Windows code pages)."""
    for stream in streams:
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def width_of(stream: TextIO) -> int | None:
    """COLUMNS, else the terminal's width; None for a pipe."""
    told = os.environ.get("COLUMNS", "")
    if told.isdigit() and int(told) > 0:
        return int(told)
    return shutil.get_terminal_size().columns if stream.isatty() else None


def wants_colour(stream: TextIO) -> bool:
    """On a terminal, unless NO_COLOR is set (to anything) or the terminal is dumb."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
