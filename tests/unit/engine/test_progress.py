"""A long query reports how far it is, to a terminal alone."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from kpitrack.cli.progress import show_on
from kpitrack.engine import progress
from kpitrack.engine.session import Session


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _nobody_watches_afterwards() -> Iterator[None]:
    yield
    progress.watch(None)


def _long_query() -> None:
    with Session.open() as session:
        session.run("CREATE TABLE t AS SELECT hash(range) AS h FROM range(3_000_000)")
        session.run("CREATE TABLE u AS SELECT * FROM t ORDER BY h")


def test_a_terminal_sees_a_bar_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress, "_PATIENCE", 0.01)
    monkeypatch.setattr(progress, "_EVERY", 0.01)
    terminal = Terminal()
    show_on(terminal)
    _long_query()
    assert "\rreading [" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r")


def test_a_pipe_sees_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    pipe = io.StringIO()
    show_on(pipe)
    assert not progress.is_watched()
    _long_query()
    assert not pipe.getvalue()


def test_a_dumb_terminal_sees_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    show_on(Terminal())
    assert not progress.is_watched()
