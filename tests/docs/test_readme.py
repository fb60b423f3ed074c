"""Nothing in the README is untested: its commands run, its Python runs, its tables are the code's own."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kpitrack.cli import app
from kpitrack.model.statuses import Status

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def commands() -> Iterator[str]:
    for block in blocks("console"):
        yield from (line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ kpitrack "))


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program and its exports as a clone has them; commands may write beside them."""
    folder = tmp_path_factory.mktemp("clone")
    for name in ("targets", "examples"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def test_every_command_runs_in_the_order_of_the_tour(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(clone)
    failed: dict[str, str] = {}
    for command in commands():
        result = CliRunner().invoke(app, shlex.split(command)[1:])
        if result.exit_code != 0:
            failed[command] = f"{result.exit_code}: {result.output[-300:]}"
    assert failed == {}


def test_the_notebook_example_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    [example] = blocks("python")
    exec(compile(example, "README.md", "exec"), {})  # noqa: S102 - our own README
    assert re.search(r"semester_completion\s+not_met\s+49", capsys.readouterr().out)


def test_every_status_is_explained() -> None:
    table = README.split("## Statuses")[1].split("##")[0]
    listed = {name for row in re.findall(r"^\| ([a-z_, ]+) \|", table, flags=re.MULTILINE) for name in row.split(", ")}
    assert listed - {"status"} == {status.value for status in Status}


def test_every_dependency_is_explained() -> None:
    import tomllib  # noqa: PLC0415

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[><=]", each)[0] for each in project["dependencies"]}
    table = README.split("## Why these parts")[1].split("##")[0].lower()
    assert {name for name in names if name.lower() not in table} == set()
