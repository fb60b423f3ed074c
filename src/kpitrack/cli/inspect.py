"""`kpitrack inspect FILE`: what a file is, and the block of sources.yaml that reads it."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kpitrack.cli import options
from kpitrack.cli.ending import ending

if TYPE_CHECKING:
    from kpitrack.pipeline.inspecting import Added


class InspectFormat(StrEnum):
    """Ways to print what was found."""

    TEXT = "text"
    YAML = "yaml"
    JSON = "json"


def inspect(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An export, or a folder or zip of OneRoster tables.")],
    *,
    format: Annotated[  # noqa: A002 - the name of the option
        InspectFormat, typer.Option(help="text: the block with what was found as comments; yaml: the block alone.")
    ] = InspectFormat.TEXT,
    add: Annotated[
        bool, typer.Option("--add", help="Write the block at the end of sources.yaml instead of printing it.")
    ] = False,
    targets: options.TargetsOption = None,
    verbose: options.VerboseOption = False,
) -> None:
    """Say what an export is, and propose its source.

    Tells system, encoding, delimiter, header rows and footers, shows every column with masked examples, and writes
    the block for sources.yaml. --add writes it there.
    """
    with ending(verbose=verbose):
        from kpitrack import pipeline  # noqa: PLC0415 - heavy
        from kpitrack.reports import inspection  # noqa: PLC0415 - heavy

        found = pipeline.inspect(file, targets)
        if add:
            _say_added(pipeline.add(file, found, targets))
        elif format is InspectFormat.JSON:
            sys.stdout.write(inspection.as_json(found))
        elif format is InspectFormat.YAML:
            sys.stdout.write(inspection.block_of(found.proposal) if found.proposal else "")
        else:
            sys.stdout.write(inspection.as_text(found))


def _say_added(added: Added) -> None:
    typer.echo(f"added: the source {added.name}, at the end of {_from_here(added.targets / 'sources.yaml')}")
    if not added.is_in_exports:
        typer.echo(f"  put the file into {_from_here(added.exports)}; the program looks for it there")
    typer.echo(f"  name it in a metric, such as `from: {added.name}`; then: kpitrack validate")


def _from_here(path: Path) -> Path:
    here = Path.cwd()
    whole = path.resolve()
    return whole.relative_to(here) if whole.is_relative_to(here) else path


def add_to(app: typer.Typer) -> None:
    app.command(epilog="Example: kpitrack inspect exports/roster.csv --add")(inspect)
