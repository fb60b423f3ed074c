"""`kpitrack record add` and `record list`: evidence by hand. Entries are only ever added; a correction is a new one."""

from __future__ import annotations

import csv
import io
import json
import sys
import textwrap
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kpitrack.cli import options
from kpitrack.cli.ending import ending
from kpitrack.cli.streams import width_of
from kpitrack.errors import UsageError

if TYPE_CHECKING:
    from kpitrack.model.evidence import Written
    from kpitrack.pipeline import Records


class ListFormat(StrEnum):
    """Ways to print the records."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def add(  # noqa: PLR0913 - one argument per option
    subject: Annotated[str, typer.Argument(metavar="ID", help="A metric, a milestone or a learning question.")],
    *,
    value: Annotated[str, typer.Option(metavar="LEVEL", help="achieved, done, another level, or an answer.")],
    on: Annotated[str, typer.Option(metavar="DATE", help="The day it happened, such as 2025-09-04.")],
    by: Annotated[str, typer.Option(metavar="NAME", help="Who says so.")],
    evidence: Annotated[str, typer.Option(metavar="TEXT", help='Such as "Board minutes 2025-09-04".')] = "",
    period: Annotated[
        str, typer.Option(metavar="PERIOD", help="The period it stands for; default: the one that contains the day.")
    ] = "",
    group: Annotated[str, typer.Option(metavar="GROUP", help="Such as school=NAME; default: everyone.")] = "",
    targets: options.TargetsOption = None,
    as_of: options.AsOfOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
) -> None:
    """Add a record with its evidence.

    The file keeps what people entered in Excel. A correction is a new record; the newest day counts.
    """
    with ending(verbose=verbose):
        day = _day(on)
        options.day_of(as_of)
        from kpitrack import pipeline  # noqa: PLC0415 - heavy
        from kpitrack.model.evidence import Wish  # noqa: PLC0415 - heavy

        program = pipeline.load_program(targets)
        written = pipeline.record(
            program,
            Wish(subject=subject, value=value, on=day, by=by, evidence=evidence, period=period, group=group),
            as_of=options.as_of(as_of, program.program.pinned_as_of),
            now=datetime.now().astimezone().replace(tzinfo=None),  # the wall clock, as people write it
        )
        if not quiet or written.row is None:
            typer.echo(_what_happened(written), err=True)


def list_(
    *,
    open_only: Annotated[bool, typer.Option("--open", help="What can be recorded and has no record yet.")] = False,
    format: Annotated[ListFormat, typer.Option(help="How to print them.")] = ListFormat.TABLE,  # noqa: A002
    targets: options.TargetsOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
) -> None:
    """List what was recorded.

    In the order of the file; what waits in the side file stands last.
    """
    with ending(verbose=verbose):
        from kpitrack import pipeline  # noqa: PLC0415 - heavy

        found = pipeline.records(pipeline.load_program(targets))
        columns, rows = _open(found) if open_only else _entries(found)
        printed = _PRINTERS[format](columns, rows)
        screen = width_of(sys.stdout)
        if format is ListFormat.TABLE and rows and screen and max(map(len, printed.splitlines())) > screen:
            printed = _lists(columns, rows, screen)
        sys.stdout.write(printed)
        if found.lost:
            typer.echo(
                f"{len(found.lost)} recorded earlier and not in {found.file} any more: saved over, or deleted\n"
                "  try: kpitrack record restore",
                err=True,
            )
        if not quiet and not rows:
            typer.echo("nothing is open" if open_only else f"nothing was recorded in {found.file} yet", err=True)


def restore(
    *,
    targets: options.TargetsOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
) -> None:
    """Bring back records that were saved over.

    Happens when the file was open in Excel while somebody recorded, and was saved afterwards.
    """
    with ending(verbose=verbose):
        from kpitrack import pipeline  # noqa: PLC0415 - heavy

        lost = pipeline.restore_records(pipeline.load_program(targets))
        for entry in lost:
            typer.echo(f"{entry.subject} = {entry.value} on {entry.on_text} ({entry.by})")
        if not quiet:
            typer.echo(f"{len(lost)} brought back" if lost else "nothing was lost", err=True)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise UsageError(f"--on {written!r} is not a day", hint="--on 2026-02-15") from None


def _what_happened(written: Written) -> str:
    entry = written.entry
    what = f"{entry.subject} = {entry.value} on {entry.on}"
    if written.row is None:
        return (
            f"the records file is open in another program; {what} is kept in {written.file}"
            f" ({written.waiting} waiting)\n"
            "  try: close the file; the next `record add` brings in what waits"
        )
    brought = f"; {written.brought_in} brought in from the side file" if written.brought_in else ""
    return f"recorded: {what} ({written.file}, row {written.row}){brought}"


# --- Printing ---------------------------------------------------------------------------------------------------

_SEPARATOR = "  "


def _entries(found: Records) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    columns = ("place", "on", "id", "value", "period", "group", "evidence", "by")
    rows: list[tuple[str, ...]] = [
        (
            f"{each.file}:{each.row}",
            each.on_text,
            each.subject,
            each.value,
            each.period,
            each.group,
            each.evidence,
            each.by,
        )
        for each in found.entries
    ]
    return columns, rows


def _open(found: Records) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    columns = ("id", "kind", "values", "title")
    rows: list[tuple[str, ...]] = [
        (each.id, each.kind, ", ".join(each.levels) or "text", each.title) for each in found.without_entry
    ]
    return columns, rows


def _table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Columns as wide as their longest text, without those that are empty; never cut."""
    cells = [tuple(" ".join(cell.split()) for cell in row) for row in (columns, *rows)]
    used = [place for place in range(len(columns)) if any(row[place] for row in cells[1:])] or list(range(len(columns)))
    widths = {place: max(len(row[place]) for row in cells) for place in used}
    lines = [_SEPARATOR.join(row[place].ljust(widths[place]) for place in used).rstrip() for row in cells]
    return "\n".join(lines) + "\n"


def _lists(columns: tuple[str, ...], rows: list[tuple[str, ...]], width: int) -> str:
    """One row after the other, for a screen that the table does not fit."""
    lines: list[str] = []
    for row in rows:
        told = [
            f"{column}: {' '.join(cell.split())}" for column, cell in zip(columns, row, strict=True) if cell.strip()
        ]
        lines += textwrap.wrap("; ".join(told), max(width, 40), subsequent_indent="  ")
    return "\n".join(lines) + "\n"


def _csv(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([columns, *rows])
    return written.getvalue()


def _json(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    return json.dumps([dict(zip(columns, row, strict=True)) for row in rows], indent=1, ensure_ascii=False) + "\n"


_PRINTERS = {ListFormat.TABLE: _table, ListFormat.CSV: _csv, ListFormat.JSON: _json}


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(
        name="record",
        help="Evidence by hand: decisions, milestones, answers.",
        epilog="Example: kpitrack record list --open",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command(
        "add",
        epilog="Example: kpitrack record add board_approval --value achieved --on 2025-09-04 "
        '--evidence "Board minutes 2025-09-04" --by "Superintendent"',
    )(add)
    group.command("list", epilog="Example: kpitrack record list --open")(list_)
    group.command("restore", epilog="Example: kpitrack record restore")(restore)
    app.add_typer(group)
