"""`kpitrack lint`: what could mislead in the definitions, before the year starts."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kpitrack.cli import options, streams
from kpitrack.cli.ending import FINDING, ending

if TYPE_CHECKING:
    from kpitrack.pipeline import LintResult


class LintFailOn(StrEnum):
    """Findings that can end the command with exit code 3."""

    WARN = "warn"
    ERROR = "error"


class LintFormat(StrEnum):
    """Ways to write the findings."""

    TEXT = "text"
    JSON = "json"


_SEVERITIES = {LintFailOn.WARN: ("warning", "error"), LintFailOn.ERROR: ("error",)}


def lint(  # noqa: PLR0913 - one argument per option
    *,
    targets: options.TargetsOption = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Also hold each definition against the statements it claims.")
    ] = False,
    accepted: Annotated[bool, typer.Option("--accepted", help="Also print findings that are accepted.")] = False,
    format: Annotated[LintFormat, typer.Option(help="How to write it.")] = LintFormat.TEXT,  # noqa: A002 - its name
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="File to write; default: the screen.")
    ] = None,
    fail_on: Annotated[
        LintFailOn | None, typer.Option("--fail-on", help="End with exit code 3 if there is one.")
    ] = None,
    verbose: options.VerboseOption = False,
) -> None:
    """Find targets that mislead.

    Vague, undated, contradicting or unreachable promises, each with its place and what to write instead. Reads no
    data.
    """
    with ending(verbose=verbose):
        from kpitrack import pipeline  # noqa: PLC0415 - heavy
        from kpitrack.files import write_atomically  # noqa: PLC0415 - beside its use
        from kpitrack.reports.lint import as_json, as_text  # noqa: PLC0415 - heavy

        result = pipeline.lint(targets, with_coverage=coverage)
        if format is LintFormat.JSON:
            text = json.dumps(as_json(result.findings, result.coverage), indent=2, ensure_ascii=False) + "\n"
        else:
            width = streams.width_of(sys.stdout) or 120
            text = as_text(result.findings, result.coverage, width=width, with_accepted=accepted)
        if output is not None:
            write_atomically(output, text.encode("utf-8"))
        else:
            typer.echo(text, nl=False)
        if fail_on is not None and _fails(result, fail_on):
            raise typer.Exit(FINDING)


def _fails(result: LintResult, fail_on: LintFailOn) -> bool:
    return result.has(*_SEVERITIES[fail_on])


def add_to(app: typer.Typer) -> None:
    app.command(epilog="Example: kpitrack lint --coverage --fail-on error")(lint)
