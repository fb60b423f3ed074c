"""`kpitrack milestones`: what is late, what slips because of it, and what in the plan cannot hold."""

from __future__ import annotations

import re
import sys
from typing import Annotated

import typer

from kpitrack.cli import options, streams
from kpitrack.cli.ending import ending, exit_code
from kpitrack.cli.report import FormatChoice
from kpitrack.errors import UsageError

_SLIP = re.compile(r"(?P<milestone>[^=\s]+)\s*=\s*(?P<weeks>\d{1,3})\s*w(?:eeks?)?")


def milestones(  # noqa: PLR0913 - one argument per option
    *,
    quarter: Annotated[
        str | None,
        typer.Option(metavar="QUARTER", help="Only this quarter, such as Q2 or Y1-Q2, and what is open from before."),
    ] = None,
    period: Annotated[str | None, typer.Option(metavar="PERIOD", help="Only this period, such as Y1-M05.")] = None,
    critical: Annotated[
        bool, typer.Option("--critical", help="Only what the plan calls critical or the longest chain of work needs.")
    ] = False,
    slip: Annotated[
        list[str] | None,
        typer.Option(metavar="ID=WEEKS", help="What if this one were later: cohort_1_certified=3w. Changes nothing."),
    ] = None,
    audience: Annotated[
        options.AudienceChoice | None, typer.Option(help="Whose view of the metrics completes milestones.")
    ] = None,
    format: Annotated[  # noqa: A002 - the name of the option
        FormatChoice | None, typer.Option(help="How to write it; default: by the suffix of -o, else table.")
    ] = None,
    output: options.OutputOption = None,
    targets: options.TargetsOption = None,
    exports: options.ExportsOption = None,
    as_of: options.AsOfOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
) -> None:
    """Show what is late and what slips because of it.

    Deliverables with due weeks, dependencies, slack and the critical path; a timeline; conflicts in the plan.
    """
    with ending(verbose=verbose):
        slips = slips_of(slip or [])
        asked_period = options.period_of(quarter, period)
        options.day_of(as_of)  # before the definitions are read, so that the first message is about this command
        from kpitrack import pipeline  # noqa: PLC0415 - heavy
        from kpitrack.reports import format_of  # noqa: PLC0415 - heavy
        from kpitrack.reports import milestones as written  # noqa: PLC0415 - heavy
        from kpitrack.reports.screen import Screen  # noqa: PLC0415 - heavy

        form = format_of(format.value if format else None, output)
        program = pipeline.load_program(targets)
        question = pipeline.PlanQuestion(
            as_of=options.as_of(as_of, program.program.pinned_as_of),
            period=asked_period,
            critical_only=critical,
            slips=slips,
            audience=audience.value if audience else None,
            exports=exports,
        )
        screen = Screen(
            width=streams.width_of(sys.stdout) or (80 if output is None else 120),
            encoding=sys.stdout.encoding or "ascii",
            colour=streams.wants_colour(sys.stdout),
        )
        schedule = pipeline.milestones(program, question)
        written.write(schedule, name=form, output=output, stdout=sys.stdout, screen=screen)
        sys.stdout.flush()
        if output is not None and not quiet:
            typer.echo(f"written: {output}", err=True)
        if code := exit_code(unusable_source=bool(schedule.unusable_sources), finding=False):
            typer.echo(f"exit {code}: a source could not be used; see the plan", err=True)
            raise typer.Exit(code)


def slips_of(written: list[str]) -> dict[str, int]:
    """`cohort_1_certified=3w`; may be repeated or separated by commas."""
    slips: dict[str, int] = {}
    for part in (each.strip() for option in written for each in option.split(",")):
        found = _SLIP.fullmatch(part)
        if not found:
            raise UsageError(f"{part!r} is not a slip", hint="--slip cohort_1_certified=3w")
        slips[found["milestone"]] = int(found["weeks"])
    return slips


def add_to(app: typer.Typer) -> None:
    app.command(epilog="Example: kpitrack milestones --quarter Q2 --slip cohort_1_certified=3w")(milestones)
