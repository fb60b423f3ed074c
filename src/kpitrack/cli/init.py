"""`kpitrack init`: a program to start from, or this year's program rolled over to the next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kpitrack.cli import options
from kpitrack.cli.ending import ending
from kpitrack.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kpitrack.definitions.rollover import Rolled


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make; targets/ and exports/ go into it.")],
    *,
    next_year: Annotated[
        bool, typer.Option("--next-year", help="Roll an existing program over to its next year instead.")
    ] = False,
    targets: options.TargetsOption = None,
    verbose: options.VerboseOption = False,
) -> None:
    """Start a program.

    Writes commented definitions that run at once on their own sample export. With --next-year, the definitions of
    this year with the calendar and the baselines of the next.
    """
    with ending(verbose=verbose):
        new = folder / "targets"
        if new.exists():
            raise UsageError("there is a program already", where=str(new), hint="name another folder")
        if next_year:
            from kpitrack.definitions import find_targets  # noqa: PLC0415 - heavy
            from kpitrack.definitions.rollover import roll_over  # noqa: PLC0415 - heavy

            rolled = roll_over(targets or find_targets(Path.cwd()), new, options.today())
            _write(folder, {f"targets/{name}": text for name, text in rolled.files.items()})
            _say_rolled(rolled, new)
            return
        if targets is not None:
            raise UsageError("--targets names the program to roll over", hint="add --next-year, or leave it out")
        from kpitrack.definitions.starting import starter  # noqa: PLC0415 - heavy

        _write(folder, starter(options.today()))
        typer.echo(
            f"written: {folder}\n"
            f'  1. go there, and look at it:     cd "{folder}"    and then    kpitrack report\n'
            "  2. your exports go into exports/; of each:  kpitrack inspect exports/FILE --add\n"
            "  3. say in targets/metrics.yaml what you measure, then:  kpitrack validate\n"
            "  4. what could mislead:  kpitrack lint"
        )


def _write(folder: Path, files: Mapping[str, str]) -> None:
    """Everything, with the schemas that the first line of each definition names for editors."""
    from kpitrack.definitions.schema import write_schemas  # noqa: PLC0415 - heavy
    from kpitrack.files import write_atomically  # noqa: PLC0415 - beside its use

    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text.encode("utf-8"))
    write_schemas(folder / "targets" / "schemas")


def _say_rolled(rolled: Rolled, new: Path) -> None:
    typer.echo(f"written: {new}: {rolled.ended} ends, {rolled.begun} begins on {rolled.starts}")
    todo = [
        (f"check the first day and the breaks of {rolled.begun} in program.yaml", ("",)),
        (f"baselines now measured in {rolled.ended}", rolled.baselines),
        ("baselines to move by hand", rolled.by_hand),
        (f"no target in {rolled.begun} yet", rolled.without_target),
    ]
    for what, metrics in todo:
        if metrics:
            typer.echo(f"  - {what}{': ' if any(metrics) else ''}{', '.join(metrics)}")


def add_to(app: typer.Typer) -> None:
    app.command(epilog="Example: kpitrack init my_program")(init)
