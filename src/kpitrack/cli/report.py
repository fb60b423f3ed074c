"""`kpitrack report`: met and not met, for a period."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kpitrack.cli import options, streams
from kpitrack.cli.ending import ending, exit_code
from kpitrack.errors import UsageError

if TYPE_CHECKING:
    from kpitrack.model.published import Report


class FailOn(StrEnum):
    """Findings that can end the command with exit code 3."""

    UNMET = "unmet"
    ALERT = "alert"
    WARN = "warn"
    ERROR = "error"


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
    quarter: Annotated[
        str | None, typer.Option(metavar="QUARTER", help="Quarter, such as Q2 or Y1-Q2; default: the current one.")
    ] = None,
    period: Annotated[str | None, typer.Option(metavar="PERIOD", help="Any period, such as Y1-M05, Y1-S1, Y1.")] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(metavar="DIMENSIONS", help="Groups: gender,frl for two splits, gender*frl for one by both."),
    ] = None,
    group: Annotated[
        list[str] | None, typer.Option(metavar="GROUP", help="Only this stakeholder group, such as Teacher.")
    ] = None,
    metric: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this metric.")] = None,
    school: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only this school.")] = None,
    due: Annotated[bool, typer.Option("--due", help="Only metrics with a target due in the period.")] = False,
    audience: Annotated[
        options.AudienceChoice | None,
        typer.Option(help="Who will read it; default: as program.yaml says, else shared (small groups protected)."),
    ] = None,
    format: Annotated[  # noqa: A002 - the name of the option
        FormatChoice | None, typer.Option(help="How to write it; default: by the suffix of -o, else table.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="File to write; default: the screen.")
    ] = None,
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
        code = exit_code(unusable_source=result.has_unusable_source, finding=has_finding(result, fail_on or []))
        if code:
            _say_why(result, code, quiet=quiet)
            raise typer.Exit(code)


def has_finding(result: Report, fail_on: list[FailOn]) -> bool:
    return any(_FINDINGS[each](result) for each in fail_on)


def _is_unmet(result: Report) -> bool:
    return result.summary.get("not_met", 0) > 0


def _has_alert(result: Report) -> bool:
    return any(alert.triggered for metric in result.metrics for alert in metric.alerts)


def _has_warning(result: Report) -> bool:
    return any(problem.level in ("warning", "error") for problem in result.problems)


def _has_error(result: Report) -> bool:
    return any(problem.level == "error" for problem in result.problems)


_FINDINGS = {
    FailOn.UNMET: _is_unmet,
    FailOn.ALERT: _has_alert,
    FailOn.WARN: _has_warning,
    FailOn.ERROR: _has_error,
}


def _say_why(result: Report, code: int, *, quiet: bool) -> None:
    if quiet:
        return
    unusable = [source.name for source in result.sources if not source.usable]
    reason = f"not usable: {', '.join(unusable)}" if unusable else "found what --fail-on names"
    typer.echo(f"exit code {code}: {reason}", err=True)


def add_to(app: typer.Typer) -> None:
    app.command(epilog="Example: kpitrack report --quarter Q2 --by gender,frl -o q2.html")(report)
