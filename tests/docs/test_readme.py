"""Nothing in the README is untested: its commands and its Python run, its output and its tables are the code's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kpitrack.cli.ending import EXIT_CODES
from kpitrack.errors import KpitrackError
from kpitrack.model.statuses import Status
from kpitrack.wording import english
from tests.docs.playing import play, with_reference
from tests.shipped import ROOT, copy_clone, fresh_clone

README = (ROOT / "README.md").read_text(encoding="utf-8")
STALE = "README.md is stale; write it anew with `uv run python -m tests.docs`, and look at the difference"


def test_the_page_is_what_its_commands_print(tmp_path: Path) -> None:
    """A reader who types them one after the other, in the clone, sees no error, and what the page shows."""
    text, given = play(README, copy_clone(tmp_path))
    assert {each.line: each.output[-300:] for each in given if each.exit_code} == {}
    assert len(given) > 30
    assert text == README, STALE


def test_the_reference_is_what_the_code_says() -> None:
    """Commands, exit codes, statuses and keys cannot drift from the page."""
    assert with_reference(README) == README, STALE


def test_every_exit_code_and_status_has_a_meaning() -> None:
    """A new one cannot be forgotten in the reference."""
    assert {each.exit_code for each in KpitrackError.__subclasses__()} <= set(EXIT_CODES)
    assert set(english.STATUS_MEANINGS) == set(Status)


def test_every_picture_and_every_path_is_there() -> None:
    """Links into the clone lead somewhere."""
    linked = re.findall(r"\]\((?!https?:|#)([^)]+)\)", README)
    assert len(linked) > 2
    assert [each for each in linked if not (ROOT / each).exists()] == []


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def test_the_notebook_example_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(fresh_clone())
    [example] = blocks("python")
    exec(compile(example, "README.md", "exec"), {})  # noqa: S102 - our own README
    assert re.search(r"semester_completion\s+not_met\s+49", capsys.readouterr().out)


def test_every_dependency_is_explained() -> None:
    import tomllib  # noqa: PLC0415

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[><=]", each)[0] for each in project["dependencies"]}
    table = README.split("## Why these parts")[1].split("##")[0].lower()
    assert {name for name in names if name.lower() not in table} == set()
