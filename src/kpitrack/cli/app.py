"""The command line as a whole: every command group in the order of `kpitrack --help`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

import kpitrack
from kpitrack.cli import (
    alerts,
    audit,
    check,
    definitions,
    dictionary,
    explain,
    history,
    init,
    inspect,
    lint,
    milestones,
    progress,
    publish,
    records,
    report,
    tracker,
    trend,
)

app = typer.Typer(
    name="kpitrack",
    help="Judge every target of a school program from its exports, and report what may be shown.",
    epilog="Example: kpitrack report --quarter Q2. To start a program: kpitrack init my_program",
    no_args_is_help=True,
    rich_markup_mode=None,  # halves the time of --help
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,  # locals hold students' names
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - called by typer with the flag's value
    if wanted:
        typer.echo(f"kpitrack {kpitrack.__version__}")
        raise typer.Exit


@app.callback()
def _every_command(
    *,
    version: Annotated[  # noqa: ARG001 - its callback does what it says
        bool, typer.Option("--version", help="Print the version and stop.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Judge every target of a school program from its exports, and report what may be shown."""
    progress.show_on(sys.stderr)


report.add_to(app)
inspect.add_to(app)
check.add_to(app)
publish.add_to(app)
alerts.add_to(app)
trend.add_to(app)
history.add_to(app)
audit.add_to(app)
explain.add_to(app)
milestones.add_to(app)
records.add_to(app)
tracker.add_to(app)
definitions.add_to(app)
lint.add_to(app)
dictionary.add_to(app)
init.add_to(app)
