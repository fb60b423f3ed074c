"""Help for every command, quickly: no data library is loaded to print it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
import typer
from typer.testing import Result

import kpitrack
from kpitrack.cli import app

Run = Callable[..., Result]
COMMANDS = sorted(typer.main.get_group(app).commands)
HEAVY = ("duckdb", "pandas", "openpyxl", "xlsxwriter", "pydantic", "rich", "jinja2", "python_calamine", "scipy", "yaml")


def test_the_commands_are_known() -> None:
    assert {"report", "validate", "schema"} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(run: Run, command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"Example: kpitrack {command}" in result.stdout


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
