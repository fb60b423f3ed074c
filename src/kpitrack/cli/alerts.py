"""`kpitrack alerts`: the rules that fire, with what is done and by whom."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import Annotated

import typer

from kpitrack.cli import options, streams
from kpitrack.cli.ending import ending
from kpitrack.cli.findings import FailOnOption, end_with


class AlertFormat(StrEnum):
    """Ways to write the list."""

    TABLE = "table"
    JSON = "json"


def alerts(  # noqa: PLR0913 - one argument per option
    *,
    quarter: options.QuarterOption = None,
    period: options.PeriodOption = None,
    audience: options.AudienceOption = None,
    format: Annotated[AlertFormat, typer.Option(help="How to write it.")] = AlertFormat.TABLE,  # noqa: A002
    every: Annotated[bool, typer.Option("--all", help="Also rules that were looked at and did not fire.")] = False,
    targets: options.TargetsOption = None,
    exports: options.ExportsOption = None,
    as_of: options.AsOfOption = None,
    fail_on: FailOnOption = None,
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
        end_with(result, fail_on or [], quiet=quiet)


def add_to(app: typer.Typer) -> None:
    app.command(epilog="Example: kpitrack alerts --fail-on alert")(alerts)
