"""`kpitrack dictionary`: what every metric means, for people who will not read YAML."""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from kpitrack.cli import options
from kpitrack.cli.ending import ending
from kpitrack.errors import UsageError


class DictionaryFormat(StrEnum):
    """Ways to write the dictionary."""

    MD = "md"
    HTML = "html"
    XLSX = "xlsx"


_SUFFIXES = {
    ".md": DictionaryFormat.MD,
    ".html": DictionaryFormat.HTML,
    ".htm": DictionaryFormat.HTML,
    ".xlsx": DictionaryFormat.XLSX,
}


def dictionary(
    *,
    format: Annotated[  # noqa: A002 - the name of the option
        DictionaryFormat | None, typer.Option(help="How to write it; default: by the suffix of -o, else md.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="File to write; default: the screen.")
    ] = None,
    targets: options.TargetsOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
) -> None:
    """Write the data dictionary.

    Every metric with its formula in words, source, owner, rhythm, targets and where it was promised.
    """
    with ending(verbose=verbose):
        form = format or _of_suffix(output)
        if form is DictionaryFormat.XLSX and output is None:
            raise UsageError("xlsx cannot be shown on a screen", hint="-o dictionary.xlsx")
        from kpitrack import pipeline  # noqa: PLC0415 - heavy
        from kpitrack.files import write_atomically  # noqa: PLC0415 - beside its use

        found = pipeline.dictionary(pipeline.load_program(targets))
        rendered: str | bytes = import_module(f"kpitrack.reports.dictionary_{form.value}").render(found)
        if output is None:
            typer.echo(rendered, nl=False)
            return
        write_atomically(output, rendered if isinstance(rendered, bytes) else rendered.encode("utf-8"))
        if not quiet:
            typer.echo(f"written: {output}", err=True)


def _of_suffix(output: Path | None) -> DictionaryFormat:
    if output is None:
        return DictionaryFormat.MD
    form = _SUFFIXES.get(output.suffix.lower())
    if form is None:
        raise UsageError(f"the name {output.name!r} does not tell the format", hint="end it with .md, .html or .xlsx")
    return form


def add_to(app: typer.Typer) -> None:
    app.command(epilog="Example: kpitrack dictionary -o dictionary.html")(dictionary)
