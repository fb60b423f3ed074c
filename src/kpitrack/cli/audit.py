"""`kpitrack audit`: could an outsider work out what the published files hide?"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kpitrack.cli import options
from kpitrack.cli.ending import FINDING, ending

if TYPE_CHECKING:
    from kpitrack.disclosure.audit import Finding
    from kpitrack.pipeline.auditing import Audited


def audit(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE.json]...", help="Published reports as JSON.")
    ] = None,
    *,
    seconds: Annotated[float, typer.Option("--seconds", min=1, help="Stop after this time; then it is a sample.")] = 60,
    guarantees: Annotated[
        bool, typer.Option("--guarantees", help="Print what is promised to a records officer, and what is not.")
    ] = False,
    ledger: Annotated[
        Path | None,
        typer.Option("--ledger", metavar="FILE", help="The release ledger; default: as settings.yaml has it."),
    ] = None,
    targets: options.TargetsOption = None,
    verbose: options.VerboseOption = False,
) -> None:
    """Attack the published files.

    Bounds every hidden number from the files, the ledger and what adds up to what; ends with exit code 3 if one can
    be told exactly or too closely. Never prints such a number.
    """
    with ending(verbose=verbose):
        if guarantees:
            typer.echo(resources.files("kpitrack.disclosure").joinpath("GUARANTEES.md").read_text(encoding="utf-8"))
            return
        from kpitrack import pipeline  # noqa: PLC0415 - heavy
        from kpitrack.pipeline.auditing import audit as attack  # noqa: PLC0415 - loads the solver

        program = pipeline.load_program(targets)
        audited = attack(program, files or [], ledger=ledger, seconds=seconds)
        for line in _lines(audited):
            typer.echo(line)
        if audited.result.findings:
            raise typer.Exit(FINDING)


def _lines(audited: Audited) -> list[str]:
    """What was checked, and every finding by name. The numbers themselves would be the leak."""
    from kpitrack.wording import english  # noqa: PLC0415 - --help needs no words of reports

    result = audited.result
    read = f"{english.counted(audited.files, 'file')} and {english.counted(audited.ledger_rows, 'ledger row')}"
    asked = f"{english.counted(result.hidden, 'hidden group')} in {english.counted(result.tables, 'table')}"
    checked = f"Read {read}: {asked}, {english.counted(result.compared, 'pair')} of releases."
    if result.is_complete:
        extent = f"Their {english.counted(result.bounded, 'hidden number')} were all bounded from both sides."
    else:
        extent = (
            f"A sample: {result.bounded:,} hidden numbers were bounded, {result.left_out:,} were not"
            " (--seconds for more)."
        )
    disputed = [
        f"{each.metric}, {each.period} through {each.through}: the figures contradict each other, nothing is bounded."
        for each in result.contradictory
    ]
    found = [_finding(each) for each in result.findings]
    none = "None of the others can be worked out." if disputed else "None can be worked out."
    verdict = f"{len(found)} can be worked out." if found else none
    return [checked, extent, *disputed, *found, verdict]


def _finding(finding: Finding) -> str:
    group = ", ".join(f"{name} {category}" for name, category in sorted(finding.group)) or "everyone"
    series = f"{finding.series.metric}, {finding.series.period} through {finding.series.through}"
    return f"{series}, {group}: {finding.why}"


def add_to(app: typer.Typer) -> None:
    app.command(epilog="Example: kpitrack audit reports/q2.json reports/q2-alder.json")(audit)
