"""The pipeline is replaced by hand-made reports: these tests are about options, streams and exit codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from kpitrack import pipeline
from kpitrack.cli import app
from kpitrack.model.published import Report
from tests.builders import report
from tests.cli.mail_server import authority, encrypted, inbox, relay

__all__ = ["authority", "encrypted", "inbox", "relay"]  # the mail server, for every test here


@dataclass
class Stage:
    """What the pipeline will answer, and what it was asked."""

    result: Report = field(default_factory=report)
    problem: BaseException | None = None
    pinned: date | None = None
    questions: list[Any] = field(default_factory=list)

    def load_program(self, targets: object) -> SimpleNamespace:  # noqa: ARG002
        if self.problem is not None:
            raise self.problem
        facts = SimpleNamespace(title="El Segundo AI readiness", pinned_as_of=self.pinned)
        return SimpleNamespace(program=facts, metrics={"a": 1, "b": 2}, sources={"c": 3})

    def report(self, program: object, question: object) -> Report:  # noqa: ARG002
        self.questions.append(question)
        return self.result


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    made = Stage()
    monkeypatch.setattr(pipeline, "load_program", made.load_program, raising=False)
    monkeypatch.setattr(pipeline, "check_definitions", made.load_program, raising=False)
    monkeypatch.setattr(pipeline, "report", made.report, raising=False)
    if not hasattr(pipeline, "Question"):
        monkeypatch.setattr(pipeline, "Question", SimpleNamespace, raising=False)
    return made


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    for name in ("COLUMNS", "NO_COLOR", "KPITRACK_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    return lambda *words, **env: CliRunner().invoke(app, [str(word) for word in words], env=env)
