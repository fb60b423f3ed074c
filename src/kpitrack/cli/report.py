"""`kpitrack report`: met and not met, for a period."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from kpitrack.cli import options, streams
from kpitrack.cli.ending import ending
from kpitrack.cli.findings import FailOnOption, end_with
from kpitrack.errors import UsageError


class FormatChoice(StrEnum):
    """Ways to write a report."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MD = "md"
    HTML = "html"
    XLSX = "xlsx"


def report(  # noqa: PLR0913 - one argument per option
    *,
    quarter: options.QuarterOption = None,
    period: options.PeriodOption = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DIMENSIONS",
            help="Groups: gender,frl for two splits, gender*frl for one by both; default: `report_by` of "
            "program.yaml, else gender, grade_band and frl; where a metric has them.",
        ),
    ] = None,
    group: Annotated[
        list[str] | None, typer.Option(metavar="GROUP", help="Only this stakeholder group, such as Teacher.")
    ] = None,
    metric: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this metric.")] = None,
    school: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only this school.")] = None,
    due: Annotated[bool, typer.Option("--due", help="Only metrics with a target due in the period.")] = False,
    audience: options.AudienceOption = None,
    format: Annotated[  # noqa: A002 - the name of the option
        FormatChoice | None, typer.Option(help="How to write it; default: by the suffix of -o, else table.")
    ] = None,
    output: options.OutputOption = None,
    targets: options.TargetsOption = None,
    exports: options.ExportsOption = None,
    as_of: options.AsOfOption = None,
    fail_on: FailOnOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
    engine: options.EngineOption = options.Engine.DUCKDB,
) -> None:
    """Judge every target.

    Prints the met/not-met table of a period, totals and groups; other formats with --format or -o.
    """
    with ending(verbose=verbose):
        if engine is options.Engine.SPARK:
            raise UsageError("this version counts with DuckDB only", hint="--engine duckdb")
        from kpitrack import pipeline, reports  # noqa: PLC0415 - heavy

        form = reports.format_of(format.value if format else None, output)
        asked_period = options.period_of(quarter, period)
        splits = options.dimensions_of(by or [])
        options.day_of(as_of)  # before the definitions are read, so that the first message is about this command
        program = pipeline.load_program(targets)
        question = pipeline.Question(
            period=asked_period,
            as_of=options.as_of(as_of, program.program.pinned_as_of),
            audience=audience.value if audience else None,
            by=splits,
            groups=tuple(group or ()),
            metrics=options.names_of(metric or []),
            schools=tuple(school or ()),
            due_only=due,
            exports=exports,
        )
        result = pipeline.report(program, question)
        reports.write(
            result,
            format=form,
            output=output,
            stdout=sys.stdout,
            width=streams.width_of(sys.stdout),
            colour=streams.wants_colour(sys.stdout),
        )
        sys.stdout.flush()
        if output is not None and not quiet:
            typer.echo(f"written: {output}", err=True)
        end_with(result, fail_on or [], quiet=quiet)


def add_to(app: typer.Typer) -> None:
    app.command(epilog="Example: kpitrack report --quarter Q2 --by gender,frl -o q2.html")(report)
