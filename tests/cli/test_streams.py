"""The real command in a real process: pipes that close, old code pages, width and colour."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

from kpitrack.cli import streams

COMMAND = [sys.executable, "-c", "from kpitrack.cli import main; main()"]


def test_a_reader_that_leaves_early_is_no_error() -> None:
    running = subprocess.Popen([*COMMAND, "schema", "metrics"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout is not None
    running.stdout.close()
    _, complaints = running.communicate(timeout=60)
    assert running.returncode == 0
    assert complaints == b""


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii"])
def test_a_screen_without_a_character_prints_a_question_mark(encoding: str) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    streams.prepare_streams(stream, io.StringIO())
    stream.write("≥ ✓")
    stream.flush()


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environment", "colour"),
    [
        (Terminal(), {}, True),
        (io.StringIO(), {}, False),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"NO_COLOR": ""}, True),
        (Terminal(), {"TERM": "dumb"}, False),
    ],
)
def test_colour_is_for_terminals_that_want_it(
    stream: io.StringIO, environment: dict[str, str], *, colour: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert streams.wants_colour(stream) is colour


@pytest.mark.parametrize(
    ("stream", "columns", "width"), [(io.StringIO(), "", None), (io.StringIO(), "100", 100), (Terminal(), "100", 100)]
)
def test_the_width_is_told_or_measured(
    stream: io.StringIO, columns: str, width: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert streams.width_of(stream) == width
