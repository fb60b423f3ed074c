"""`kpitrack alerts`: the rules that fire, with what is done and by whom."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kpitrack.cli import options, streams
from kpitrack.cli.ending import ending, exit_code
from kpitrack.cli.report import FailOn, has_finding

if TYPE_CHECKING:
    from kpitrack.model.published import Report


class AlertFormat(StrEnum):
    """Ways to write the list."""

    TABLE = "table"
    JSON = "json"


def alerts(  # noqa: PLR0913 - one argument per option
    *,
    quarter: Annotated[
        str | None, typer.Option(metavar="QUARTER", help="Quarter, such as Q2 or Y1-Q2; default: the current one.")
    ] = None,
    period: Annotated[str | None, typer.Option(metavar="PERIOD", help="Any period, such as Y1-M05, Y1-S1, Y1.")] = None,
    audience: Annotated[
        options.AudienceChoice | None, typer.Option(help="Who will read it; default: as program.yaml says.")
    ] = None,
    format: Annotated[AlertFormat, typer.Option(help="How to write it.")] = AlertFormat.TABLE,  # noqa: A002
    every: Annotated[bool, typer.Option("--all", help="Also rules that were looked at and did not fire.")] = False,
    targets: options.TargetsOption = None,
    exports: options.ExportsOption = None,
    as_of: options.AsOfOption = None,
    fail_on: Annotated[
        list[FailOn] | None,
        typer.Option(
            "--fail-on", metavar="unmet|alert|warn|error", help="End with exit code 3 if there is one; may be repeated."
        ),
    ] = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
) -> None:
    """List the rules that fire.

    Each with the value and limit, what is done next and who does it; most serious first.
    """
    with ending(verbose=verbose):
        from kpitrack import pipeline  # noqa: PLC0415 - heavy
        from kpitrack.reports.bulletin import fired  # noqa: PLC0415

        asked_period = options.period_of(quarter, period)
        program = pipeline.load_program(targets)
        question = pipeline.Question(
            period=asked_period,
            as_of=options.as_of(as_of, program.program.pinned_as_of),
            audience=audience.value if audience else None,
            exports=exports,
        )
        result = pipeline.report(program, question)
        if format is AlertFormat.JSON:
            typer.echo(json.dumps(fired.as_json_list(result, every=every), indent=1, ensure_ascii=False))
        else:
            typer.echo(fired.render(result, streams.width_of(sys.stdout) or 80, every=every), nl=False)
        _end(result, fail_on or [], quiet=quiet)


def _end(result: Report, fail_on: list[FailOn], *, quiet: bool) -> None:
    code = exit_code(unusable_source=result.has_unusable_source, finding=has_finding(result, fail_on))
    if code:
        unusable = [source.name for source in result.sources if not source.usable]
        reason = f"not usable: {', '.join(unusable)}" if unusable else "found what --fail-on names"
        if not quiet:
            typer.echo(f"exit code {code}: {reason}", err=True)
        raise typer.Exit(code)


def add_to(app: typer.Typer) -> None:
    app.command(epilog="Example: kpitrack alerts --fail-on alert")(alerts)
