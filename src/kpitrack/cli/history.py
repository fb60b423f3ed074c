"""`kpitrack history`: what was published, what changed between two reports and why, and making one again."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kpitrack.cli import options
from kpitrack.cli.ending import FINDING, ending
from kpitrack.cli.publish import StoreOption

if TYPE_CHECKING:
    from kpitrack.model.program import Program
    from kpitrack.pipeline.orders import Order

_history = typer.Typer(
    help="Published reports, and what changed between them.",
    epilog="Example: kpitrack history list",
    no_args_is_help=True,
    rich_markup_mode=None,
)

SnapshotArgument = Annotated[str, typer.Argument(metavar="ID", help="Id of a snapshot, as `history list` prints it.")]
JsonOption = Annotated[bool, typer.Option("--json", help="As JSON.")]


def _order(store: Path | None, exports: Path | None = None) -> Order:
    from kpitrack.pipeline.orders import Order  # noqa: PLC0415 - heavy

    return Order(today=date.min, made_at="", store=store, exports=exports)


def _program(targets: Path | None) -> Program:
    from kpitrack import pipeline  # noqa: PLC0415 - heavy

    return pipeline.load_program(targets)


@_history.command("list", epilog="Example: kpitrack history list")
def list_(
    *,
    as_json: JsonOption = False,
    targets: options.TargetsOption = None,
    store: StoreOption = None,
    verbose: options.VerboseOption = False,
) -> None:
    """List what was published.

    Oldest first: id, state, period, as-of day, audience.
    """
    with ending(verbose=verbose):
        from kpitrack.pipeline import remembering  # noqa: PLC0415 - heavy

        names = remembering.snapshots(_program(targets), _order(store))
        if as_json:
            _print_json([{field: str(getattr(name, field)) for field in name.__dataclass_fields__} for name in names])
            return
        width = max((len(name.id) for name in names), default=0)
        for name in names:
            typer.echo(f"{name.id:<{width}}  {name.state:<8}  {name.period:<7}  {name.as_of}  {name.audience}")
        if not names:
            typer.echo("The history is empty.", err=True)


@_history.command(epilog="Example: kpitrack history show weekly-2026-02-15")
def show(
    snapshot: SnapshotArgument,
    *,
    targets: options.TargetsOption = None,
    store: StoreOption = None,
    verbose: options.VerboseOption = False,
) -> None:
    """Show one snapshot.

    Its totals with their statuses, and what it was made of.
    """
    with ending(verbose=verbose):
        from kpitrack.pipeline import remembering  # noqa: PLC0415 - heavy
        from kpitrack.wording import remembered  # noqa: PLC0415

        program, order = _program(targets), _order(store)
        found = remembering.snapshot(program, snapshot, order)
        entry = remembering.signed_off(program, found, order)
        for line in remembered.snapshot_lines(found, (entry.signed_by, entry.released_on) if entry else None):
            typer.echo(line)


@_history.command(epilog="Example: kpitrack history diff weekly-2026-02-08 weekly-2026-02-15")
def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="Id of the earlier snapshot.")],
    after: Annotated[str, typer.Argument(metavar="B", help="Id of the later snapshot.")],
    *,
    targets: options.TargetsOption = None,
    store: StoreOption = None,
    verbose: options.VerboseOption = False,
) -> None:
    """Say what changed, and why.

    Every cell that reads otherwise, with its causes: data, definition, calendar, software, or a later day.
    """
    with ending(verbose=verbose):
        from kpitrack.pipeline import remembering  # noqa: PLC0415 - heavy
        from kpitrack.wording import remembered  # noqa: PLC0415

        found = remembering.snapshot_difference(_program(targets), before, after, _order(store))
        for line in remembered.difference_lines(found):
            typer.echo(line)


@_history.command(epilog="Example: kpitrack history reproduce weekly-2026-02-15 -o again")
def reproduce(  # noqa: PLR0913 - one argument per option
    snapshot: SnapshotArgument,
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Folder for the files; default: only compare.")
    ] = None,
    targets: options.TargetsOption = None,
    exports: options.ExportsOption = None,
    store: StoreOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
) -> None:
    """Make a past report again.

    Byte for byte, if definitions, exports and version are the same; else says what is missing and ends with 3.
    """
    with ending(verbose=verbose):
        from kpitrack.history.outbox import Outbox  # noqa: PLC0415
        from kpitrack.pipeline import remembering  # noqa: PLC0415 - heavy

        made = remembering.reproduce(_program(targets), snapshot, _order(store, exports))
        for line in made.missing:
            typer.echo(f"missing: {line}")
        for name in made.differing:
            typer.echo(f"other bytes: {name}")
        if made.files is not None and output is not None:
            outbox = Outbox(output, f"{snapshot}-again")
            outbox.stage(made.files)
            for path in outbox.reveal():
                typer.echo(f"written: {path}", err=True)
        if not made.is_exact:
            raise typer.Exit(FINDING)
        if not quiet:
            typer.echo(f"{snapshot}: made again, byte for byte ({len(made.files or {})} files)")


def _print_json(found: Any) -> None:
    typer.echo(json.dumps(found, indent=1, ensure_ascii=False))


def add_to(app: typer.Typer) -> None:
    app.add_typer(_history, name="history")
