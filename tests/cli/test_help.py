"""Help for every command, quickly: no data library is loaded to print it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import typer
from typer.testing import Result

import kpitrack
from kpitrack.cli import app

Run = Callable[..., Result]
COMMANDS = sorted(typer.main.get_group(app).commands)


def every_command(group: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        yield (*words, name)
        if hasattr(command, "commands"):
            yield from every_command(command, (*words, name))


HEAVY = ("duckdb", "pandas", "openpyxl", "xlsxwriter", "pydantic", "rich", "jinja2", "python_calamine", "scipy", "yaml")


def test_the_commands_are_known() -> None:
    assert {"report", "validate", "schema"} <= set(COMMANDS)


@pytest.mark.parametrize("words", list(every_command(typer.main.get_group(app))), ids=" ".join)
def test_every_command_has_help_with_an_example(run: Run, words: tuple[str, ...]) -> None:
    """Commands below a command, too."""
    result = run(*words, "--help")
    assert result.exit_code == 0
    assert f"Example: kpitrack {' '.join(words)}" in result.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_first_line_that_fits(run: Run, command: str) -> None:
    [line] = [line for line in run("--help").stdout.splitlines() if line.startswith(f"  {command} ")]
    assert not line.endswith("...")


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").stdout == f"kpitrack {kpitrack.__version__}\n"


def test_no_arguments_means_help(run: Run) -> None:
    assert "Commands:" in run().output


@pytest.mark.parametrize(
    ("words", "allowed"),
    [(["--help"], ()), (["report", "--help"], ("pydantic",))],  # typer checks option types with it
)
def test_help_loads_no_data_library(words: list[str], allowed: tuple[str, ...]) -> None:
    probe = (
        "import sys\n"
        f"sys.argv = ['kpitrack', *{words!r}]\n"
        "from kpitrack.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    assert not end.code\n"
        f"loaded = [name for name in {HEAVY!r} if name in sys.modules and name not in {allowed!r}]\n"
        "assert not loaded, loaded\n"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def in_a_shell(*words: str, **variables: str) -> str:
    """What the installed command prints: Typer looks for its variables when the process starts."""
    program = f"import sys; sys.argv = ['kpitrack', *{words!r}]; from kpitrack.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **variables}, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize("shell", ["bash", "powershell"])
def test_a_shell_is_told_how_to_complete(shell: str) -> None:
    """The script asks the command itself."""
    script = in_a_shell("--show-completion", shell, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert f"complete_{shell}" in script


@pytest.mark.parametrize(
    ("typed", "offered"), [("kpitrack tr", ["trend", "tracker"]), ("kpitrack report --fo", ["--format"])]
)
def test_words_are_completed(typed: str, offered: list[str]) -> None:
    """What bash asks when somebody presses Tab."""
    words = {"COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" "))}
    assert in_a_shell(_KPITRACK_COMPLETE="complete_bash", **words).split() == offered
