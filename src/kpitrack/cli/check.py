"""`kpitrack check`: how good the data is; `check sample` and `check score`: accuracy by people who know."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kpitrack.cli import options
from kpitrack.cli.ending import ending, exit_code
from kpitrack.cli.streams import width_of
from kpitrack.errors import UsageError

if TYPE_CHECKING:
    from kpitrack.model.quality import Quality
    from kpitrack.pipeline.checking import CheckQuestion


class CheckFormat(StrEnum):
    """Ways to print what was found."""

    TEXT = "text"
    JSON = "json"


class CheckFailOn(StrEnum):
    """Findings that can end the command with exit code 3."""

    WARN = "warn"
    ERROR = "error"


checks = typer.Typer(
    help="Judge the data: five standards, and what looks odd.",
    epilog="Example: kpitrack check --source student_roster --format json",
    rich_markup_mode=None,
    invoke_without_command=True,
)


@checks.callback()
def check(  # noqa: PLR0913 - one argument per option
    context: typer.Context,
    *,
    source: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only this source; may be repeated.")] = None,
    format: Annotated[CheckFormat, typer.Option(help="How to print it.")] = CheckFormat.TEXT,  # noqa: A002
    fail_on: Annotated[
        CheckFailOn | None, typer.Option("--fail-on", help="End with exit code 3 if there is one.")
    ] = None,
    redact: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write copies of the exports without names and birth dates there."),
    ] = None,
    targets: options.TargetsOption = None,
    exports: options.ExportsOption = None,
    as_of: options.AsOfOption = None,
    verbose: options.VerboseOption = False,
) -> None:
    """Judge the data: five standards, and what looks odd.

    Completeness, accuracy, timeliness, consistency, security; each by the program's own limits. Exit code 4 if a
    source cannot be used.
    """
    if context.invoked_subcommand is not None:
        return
    with ending(verbose=verbose):
        from kpitrack.pipeline import checking, load_program  # noqa: PLC0415 - heavy
        from kpitrack.reports import quality  # noqa: PLC0415 - heavy

        options.day_of(as_of)
        program = load_program(targets)
        question = checking.CheckQuestion(
            options.as_of(as_of, program.program.pinned_as_of), options.names_of(source or []), exports
        )
        if redact is not None:
            _redact(checking.redact(program, question, redact), redact)
            return
        found = checking.check(program, question)
        text = quality.as_json(found) if format is CheckFormat.JSON else _text(found, verbose=verbose)
        sys.stdout.write(text)
        code = exit_code(unusable_source=bool(found.unusable), finding=_is_finding(found, fail_on))
        if code:
            raise typer.Exit(code)


def _text(found: Quality, *, verbose: bool) -> str:
    from kpitrack.reports import quality  # noqa: PLC0415 - heavy

    return quality.as_text(found, width=width_of(sys.stdout) or 100, verbose=verbose)


def _is_finding(found: Quality, fail_on: CheckFailOn | None) -> bool:
    return fail_on is not None and (found.fails or (fail_on is CheckFailOn.WARN and found.warns))


def _redact(written: list[str], folder: Path) -> None:
    typer.echo(f"written to {folder}: {len(written)} files without names; read them with --exports {folder}", err=True)


@checks.command(epilog="Example: kpitrack check sample pd --n 60 -o audit.xlsx")
def sample(  # noqa: PLR0913 - one argument per option
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A source of sources.yaml.")],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Workbook to write.")],
    n: Annotated[int, typer.Option("--n", min=1, help="Rows to draw.")] = 60,
    seed: Annotated[int, typer.Option(help="Another number draws other rows.")] = 1,
    targets: options.TargetsOption = None,
    exports: options.ExportsOption = None,
    as_of: options.AsOfOption = None,
    verbose: options.VerboseOption = False,
) -> None:
    """Draw rows for a person to verify.

    Every school (or file) gets its share. The workbook holds rows of people: keep it like the export itself.
    """
    with ending(verbose=verbose):
        from kpitrack.files import write_atomically  # noqa: PLC0415 - with the rest
        from kpitrack.pipeline import checking, load_program  # noqa: PLC0415 - heavy

        if output.suffix.lower() != ".xlsx":
            raise UsageError("the sample is a workbook", where=str(output), hint="-o audit.xlsx")
        program = load_program(targets)
        content = checking.sample(
            program, source, _question(program.program.pinned_as_of, as_of, exports), size=n, seed=seed
        )
        write_atomically(output, content, mode=0o600)
        typer.echo(f"written: {output}; answer yes or no in every row, then: kpitrack check score {output}", err=True)


@checks.command(epilog="Example: kpitrack check score audit.xlsx")
def score(
    workbook: Annotated[Path, typer.Argument(metavar="FILE", help="The filled-in sample.")],
    *,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The day it was checked; default: today.")] = None,
    targets: options.TargetsOption = None,
    verbose: options.VerboseOption = False,
) -> None:
    """Work out the error rate of a filled-in sample, and record it.

    With the exact interval, because a small sample proves little. Exit code 3 if the standard is missed.
    """
    with ending(verbose=verbose):
        from kpitrack.pipeline import checking, load_program  # noqa: PLC0415 - heavy
        from kpitrack.reports import quality  # noqa: PLC0415 - heavy

        program = load_program(targets)
        audit, sampled = checking.score(program, workbook, checked_on=options.day_of(on) or options.today())
        limit = checking.accuracy_limit(program)
        enough = checking.rows_to_prove(audit.wrong, limit)
        sys.stdout.write(quality.audit_text(audit, sampled, limit, rows_to_prove=enough))
        if audit.rate >= limit:
            raise typer.Exit(exit_code(unusable_source=False, finding=True))


def _question(pinned: object, as_of: str | None, exports: Path | None) -> CheckQuestion:
    from datetime import date  # noqa: PLC0415 - with the rest

    from kpitrack.pipeline.checking import CheckQuestion  # noqa: PLC0415 - heavy

    return CheckQuestion(options.as_of(as_of, pinned if isinstance(pinned, date) else None), (), exports)


def add_to(app: typer.Typer) -> None:
    app.add_typer(checks, name="check")
