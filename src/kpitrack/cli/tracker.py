"""`kpitrack tracker`: the Progress Tracker workbooks, out to principals and back."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kpitrack.cli import options
from kpitrack.cli.ending import ending, exit_code
from kpitrack.cli.progress import bar
from kpitrack.cli.publish import ByOption, StoreOption, WhyOption

if TYPE_CHECKING:
    from kpitrack.history.ledger import Release
    from kpitrack.model.intake import Problem
    from kpitrack.model.workbook import TrackerEntries, Verification

_MOST_LINES = 20

tracker = typer.Typer(
    name="tracker",
    help="Write, read back and verify the Progress Tracker workbooks.",
    epilog="Example: kpitrack tracker build -o trackers",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class EditionChoice(StrEnum):
    """Who may see the figures."""

    SHARED = "shared"
    OWN_SCHOOL = "own-school"


FolderArgument = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the returned workbooks.")]


def build(  # noqa: PLR0913 - one argument per option
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Folder to write into.")],
    school: Annotated[str, typer.Option(metavar="NAME", help="Only this school.")] = "",
    level: Annotated[str, typer.Option(metavar="LEVEL", help="Only the tabs of this level.")] = "",
    blank: Annotated[bool, typer.Option("--blank", help="The empty template: no figures.")] = False,
    edition: Annotated[
        EditionChoice, typer.Option(help="shared hides small groups; own-school is exact and confidential.")
    ] = EditionChoice.SHARED,
    mail: Annotated[
        bool, typer.Option("--mail", help="Send each school its file; settings.yaml has the server and the contacts.")
    ] = False,
    targets: options.TargetsOption = None,
    exports: options.ExportsOption = None,
    as_of: options.AsOfOption = None,
    by: ByOption = None,
    why: WhyOption = None,
    store: StoreOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
) -> None:
    """Write one workbook per school, and one for the district.

    Shared workbooks are a release: what they show is attacked as an outsider would, and enters the ledger. Exit code 3
    if something hidden could be told even with items withheld. Built again from other data, they are its next version.
    The own-school edition holds a school's exact results and is not entered: send it to that school only.
    """
    with ending(verbose=verbose):
        from kpitrack import pipeline  # noqa: PLC0415 - heavy
        from kpitrack.definitions.schedules import PASSWORD_VARIABLE  # noqa: PLC0415 - heavy
        from kpitrack.pipeline.orders import Order  # noqa: PLC0415 - heavy

        program = pipeline.load_program(targets)
        mailing = pipeline.Mailing.of(program, os.environ.get(PASSWORD_VARIABLE, "")) if mail else None
        question = pipeline.TrackerQuestion(
            school=school,
            level=level,
            edition="blank" if blank else edition.value,
            as_of=options.as_of(as_of, program.program.pinned_as_of),
            exports=exports,
            processes=os.cpu_count() or 1,
            order=Order(options.today(), made_at="", exports=exports, store=store, signed_by=by or "", why=why or ""),
            mailing=mailing,
        )
        built = pipeline.tracker_build(program, question, output, progress_on(sys.stderr.isatty() and not quiet))
        if not quiet:
            _say_goals(built.open_goals)
            _say_problems(built.problems)
            if edition is EditionChoice.OWN_SCHOOL and not blank:
                _say("CONFIDENTIAL: each file shows one school's exact results. Send it to that school only.")
            _say_release(built.release)
            _say_withheld(built.withheld)
            _say(f"written: {_many(built.files, 'workbook')} in {output}")
        if mailing:
            files = {school: output / name for school, name in built.names.items()}
            sent = mailing.send(files, datetime.now(tz=UTC), confidential=edition is EditionChoice.OWN_SCHOOL)
            if not quiet:
                _say(f"sent: {sent} of {len(built.names)}")
        code = exit_code(unusable_source=bool(built.unusable), finding=False)
        if code:
            _say(f"exit code {code}: not usable: {', '.join(built.unusable)}")
            raise typer.Exit(code)


def read(
    folder: FolderArgument,
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Results as CSV; default: the screen.")
    ] = None,
    targets: options.TargetsOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
) -> None:
    """Read what principals typed into returned workbooks.

    The workbooks are never changed. Entries that cannot be used are listed with their cell; nothing is guessed.
    """
    with ending(verbose=verbose):
        from kpitrack import pipeline  # noqa: PLC0415 - heavy

        program = pipeline.load_program(targets)
        entries, text = pipeline.tracker_read(program, folder, options.today())
        if output is None:
            sys.stdout.write(text.replace("\r\n", "\n"))
        else:
            output.write_bytes(text.encode("utf-8-sig"))  # Excel takes UTF-8 without the mark for another encoding
        if not quiet:
            _say_entries(entries)
            if output is not None:
                _say(f"written: {output}")
                _say_where_to_keep(pipeline.tracker_kept_as(program), entries)


def verify(
    folder: FolderArgument,
    *,
    targets: options.TargetsOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
) -> None:
    """Recompute every formula cell of returned workbooks.

    Exit code 3 if a formula, a goal or a value is not what our own arithmetic says.
    """
    with ending(verbose=verbose):
        from kpitrack import pipeline  # noqa: PLC0415 - heavy

        result = pipeline.tracker_verify(pipeline.load_program(targets), folder)
        for line in finding_lines(result):
            typer.echo(line)
        if not quiet:
            cells, findings = _many(result.formulas, "formula cell"), _many(len(result.findings), "finding")
            _say(f"{_many(result.files, 'workbook')}, {cells}, {findings}")
            if result.findings:
                _say("next: `tracker read` still takes what was typed; then send the school a newly built workbook")
        code = exit_code(unusable_source=False, finding=bool(result.findings))
        if code:
            raise typer.Exit(code)


def progress_on(wanted: bool) -> Callable[[int, int], None]:  # noqa: FBT001 - the one thing it is asked
    """A bar that grows on a terminal; nothing in a log file or a pipe."""

    def show(done: int, total: int) -> None:
        if wanted and total > 1:
            end = "\n" if done >= total else ""
            sys.stderr.write(f"\rwriting {bar(100 * done / total)} {done} of {total} workbooks{end}")
            sys.stderr.flush()

    return show


def finding_lines(result: Verification) -> list[str]:
    """One line per finding: file, place, what, found, expected."""
    return [
        f"{each.file}: {each.sheet}!{each.cell}: {each.what} is {each.found or 'empty'}, "
        f"expected {each.expected or 'empty'}"
        for each in result.findings
    ]


def _say_release(release: Release | None) -> None:
    if release is None:
        return
    corrects = f", version {release.version}, replaces {release.replaces}" if release.replaces else ""
    _say(f"released: {release.release}{corrects}")


def _say_withheld(withheld: Sequence[tuple[str, str]]) -> None:
    from kpitrack.wording import gate as words  # noqa: PLC0415 - heavy

    for each in withheld:
        _say(words.withheld(*each))


def _say_goals(missing: Mapping[str, Sequence[str]]) -> None:
    for level, metrics in missing.items():
        _say(f"{level}: {_many(len(metrics), 'goal')} not known yet; add a target with scope {{level: {level}}} to:")
        _say(f"  {', '.join(metrics)}")


def _say_problems(problems: Sequence[Problem]) -> None:
    for each in problems[:_MOST_LINES]:
        _say(f"{each.level}: {each.file or each.source}: {each.message}")
    if len(problems) > _MOST_LINES:
        _say(f"and {len(problems) - _MOST_LINES} more: kpitrack check")


def _say_entries(entries: TrackerEntries) -> None:
    from kpitrack.wording import tracker as words  # noqa: PLC0415 - heavy

    for each in entries.rejected[:_MOST_LINES]:
        place = f"{each.sheet}!{each.cell}" if each.cell else "file"
        _say(f"not used: {each.file} ({each.school or 'school unknown'}) {place}: {each.typed} {each.why}")
    if len(entries.rejected) > _MOST_LINES:
        _say(f"and {len(entries.rejected) - _MOST_LINES} more in the results")
    for same in entries.differing():
        _say(f"warning: {words.differing(same)}")
    over = " (each with what to do in the results)" if entries.overrides else ""
    _say(
        f"{_many(entries.files, 'workbook')}: {len(entries.accepted)} accepted, "
        f"{len(entries.overrides)} over a computed figure{over}, {len(entries.rejected)} not used"
    )


def _say_where_to_keep(names: Sequence[str], entries: TrackerEntries) -> None:
    if not (entries.accepted or entries.overrides or entries.rejected):
        _say("nothing was typed, so the file has no rows: there is nothing to keep")
    elif names:
        _say(f"next: keep it among the exports as {' or '.join(names)}; its accepted rows enter the next report")


def _many(count: int, noun: str) -> str:
    from kpitrack.wording.english import counted  # noqa: PLC0415 - heavy

    return counted(count, noun)


def _say(text: str) -> None:
    typer.echo(text, err=True)


def add_to(app: typer.Typer) -> None:
    tracker.command(epilog="Example: kpitrack tracker build -o trackers --level Elementary")(build)
    tracker.command(epilog="Example: kpitrack tracker read trackers -o results.csv")(read)
    tracker.command(epilog="Example: kpitrack tracker verify trackers")(verify)
    app.add_typer(tracker)
