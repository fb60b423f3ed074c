"""`kpitrack explain`: where a number comes from, and the list of people behind it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kpitrack.cli import options, streams
from kpitrack.cli.ending import ending
from kpitrack.errors import UsageError


def explain(  # noqa: PLR0913 - one argument per option
    metric: Annotated[str, typer.Argument(metavar="METRIC", help="Id of the metric, as the report prints it.")],
    *,
    quarter: options.QuarterOption = None,
    period: options.PeriodOption = None,
    by: Annotated[list[str] | None, typer.Option(metavar="DIMENSIONS", help="Groups; default: all it has.")] = None,
    school: Annotated[str | None, typer.Option(metavar="NAME", help="Only this school.")] = None,
    people: Annotated[bool, typer.Option("--people", help="Write the confidential list behind the number.")] = False,
    sql: Annotated[bool, typer.Option("--sql", help="Print the generated SQL too.")] = False,
    audience: options.AudienceOption = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="File to write.")] = None,
    targets: options.TargetsOption = None,
    exports: options.ExportsOption = None,
    as_of: options.AsOfOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
) -> None:
    """Explain a number.

    Files, rows, filters, numerator and denominator, targets and their sources, groups, who joined and left.
    """
    with ending(verbose=verbose):
        if people and output is None:
            raise UsageError("a list of people is written to a file, never to the screen", hint="-o people.csv")
        from kpitrack import pipeline  # noqa: PLC0415 - heavy
        from kpitrack.reports.explanation import write_explanation  # noqa: PLC0415 - heavy
        from kpitrack.reports.people import write_people  # noqa: PLC0415 - heavy
        from kpitrack.wording import english  # noqa: PLC0415 - heavy

        program = pipeline.load_program(targets)
        question = pipeline.Question(
            period=options.period_of(quarter, period),
            as_of=options.as_of(as_of, program.program.pinned_as_of),
            audience=audience.value if audience else None,
            by=options.dimensions_of(by or []),
            schools=(school,) if school else (),
            exports=exports,
        )
        if people and output is not None:
            listed = pipeline.people_behind(program, metric, question)
            write_people(listed, output)
            if not quiet:
                counted = english.people_listed([row.counted for row in listed.rows])
                typer.echo(f"written: {output}; counted: {counted}", err=True)
        else:
            explanation = pipeline.explain(program, metric, question, with_sql=sql)
            write_explanation(explanation, output=output, stdout=sys.stdout, width=streams.width_of(sys.stdout))
            if output is not None and not quiet:
                typer.echo(f"written: {output}", err=True)


def add_to(app: typer.Typer) -> None:
    app.command(epilog="Example: kpitrack explain semester_completion --quarter Q2")(explain)
