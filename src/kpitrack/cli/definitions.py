"""`kpitrack validate` and `kpitrack schema`: the definitions themselves, without any data."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from kpitrack.cli import options
from kpitrack.cli.ending import ending


class SchemaOf(StrEnum):
    """What has a JSON Schema."""

    REPORT = "report"
    PROGRAM = "program"
    SOURCES = "sources"
    METRICS = "metrics"
    MILESTONES = "milestones"
    TRACKER = "tracker"
    REPORTS = "reports"
    SETTINGS = "settings"


def validate(
    *,
    targets: options.TargetsOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
) -> None:
    """Check the definitions.

    Every problem in one run, with file, line and column. Reads no data.
    """
    with ending(verbose=verbose):
        from kpitrack import pipeline  # noqa: PLC0415 - heavy

        program = pipeline.check_definitions(targets)
        if not quiet:
            typer.echo(
                f"{program.program.title}: {len(program.metrics)} metrics, {len(program.sources)} sources, no problems."
            )


def schema(
    of: Annotated[SchemaOf, typer.Argument(help="The report's JSON, or a file of the definitions.")] = SchemaOf.REPORT,
    *,
    into: Annotated[
        Path | None,
        typer.Option("--into", metavar="DIR", help="Write the schemas of all definition files into this folder."),
    ] = None,
) -> None:
    """Print a JSON Schema.

    For editors (definitions) and for programs that read reports. With --into, the files that the first line of each
    definition names: editors then complete keys and mark mistakes while you type.
    """
    with ending():
        if into is not None:
            from kpitrack.definitions.schema import write_schemas  # noqa: PLC0415 - heavy

            write_schemas(into)
            typer.echo(f"written: {into}", err=True)
            return
        typer.echo(json.dumps(_schema(of), indent=2, ensure_ascii=False))


def _schema(of: SchemaOf) -> dict[str, Any]:
    if of is SchemaOf.REPORT:
        from kpitrack.reports.schema import REPORT_SCHEMA  # noqa: PLC0415 - the others do not need it

        return REPORT_SCHEMA
    from kpitrack.definitions.schema import FILE_KINDS, json_schema  # noqa: PLC0415 - heavy

    return json_schema(FILE_KINDS[of.value])


def add_to(app: typer.Typer) -> None:
    app.command(epilog="Example: kpitrack validate --targets targets")(validate)
    app.command(epilog="Example: kpitrack schema report > report.schema.json")(schema)
