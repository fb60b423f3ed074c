"""`kpitrack publish`, `weekly` and `release`: the scheduled reports, made to run where nobody watches."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kpitrack.cli import options, streams
from kpitrack.cli.ending import ending, exit_code
from kpitrack.cli.findings import FailOn, FailOnOption, has_finding
from kpitrack.cli.journal import journal
from kpitrack.errors import KpitrackError

if TYPE_CHECKING:
    import logging

    from kpitrack.model.program import Program
    from kpitrack.model.reporting import Settings
    from kpitrack.pipeline.orders import Order
    from kpitrack.pipeline.publishing import Publication

OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="DIR", help="Folder of the files; default: as settings.yaml.")
]
StoreOption = Annotated[
    Path | None,
    typer.Option("--store", metavar="DIR", help="Folder of history, ledger and log; default: as settings.yaml."),
]
DraftOption = Annotated[bool, typer.Option("--draft", help="Write a draft with an id; `release ID` shows it.")]
MailOption = Annotated[bool, typer.Option("--mail", help="Send it as reports.yaml and settings.yaml say.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Make it and write nothing.")]
PeriodOption = Annotated[
    str | None, typer.Option("--period", metavar="PERIOD", help="Another period than the newest one, such as Y1-Q1.")
]
ByOption = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who answers for it.")]
WhyOption = Annotated[
    str | None, typer.Option("--why", metavar="TEXT", help="Why, if it turns out to be a correction.")
]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The options of one run."""

    report: str
    targets: Path | None
    as_of: str | None
    order: Order
    mail: bool
    fail_on: tuple[FailOn, ...]
    quiet: bool


def publish(  # noqa: PLR0913 - one argument per option
    name: Annotated[str, typer.Argument(metavar="REPORT", help="weekly, monthly, midyear, board, community, annual …")],
    *,
    draft: DraftOption = False,
    output: OutputOption = None,
    mail: MailOption = False,
    dry_run: DryRunOption = False,
    as_of: options.AsOfOption = None,
    period: PeriodOption = None,
    by: ByOption = None,
    why: WhyOption = None,
    targets: options.TargetsOption = None,
    exports: options.ExportsOption = None,
    store: StoreOption = None,
    fail_on: FailOnOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
) -> None:
    """Publish a scheduled report.

    Writes the files, enters the release in the ledger and remembers it in the history. To correct what was published,
    publish it again from the mended data: other figures are its next version, which says what it replaces and why
    (--why); what has changed by too few people stands as it was. Exit codes: 0 done, 2 not done
    or mail not sent, 3 found what --fail-on names, 4 done but a source was unusable, 75 another run is publishing.
    """
    with ending(verbose=verbose):
        from kpitrack.pipeline.orders import Order  # noqa: PLC0415 - heavy

        order = Order(
            today=options.today(),
            made_at=_now().isoformat(timespec="seconds"),
            as_of=options.day_of(as_of),
            period=period,
            exports=exports,
            output=output,
            store=store,
            draft=draft,
            dry_run=dry_run,
            signed_by=by or "",
            why=why or "",
        )
        _publish(_Asked(name, targets, as_of, order, mail, tuple(fail_on or ()), quiet))


def weekly(  # noqa: PLR0913 - one argument per option
    *,
    draft: DraftOption = False,
    output: OutputOption = None,
    mail: MailOption = False,
    dry_run: DryRunOption = False,
    as_of: options.AsOfOption = None,
    by: ByOption = None,
    why: WhyOption = None,
    targets: options.TargetsOption = None,
    exports: options.ExportsOption = None,
    store: StoreOption = None,
    fail_on: FailOnOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
) -> None:
    """Publish the weekly summary.

    Short for `publish weekly`; a missed week is made later with --as-of.
    """
    publish(
        "weekly",
        draft=draft,
        output=output,
        mail=mail,
        dry_run=dry_run,
        as_of=as_of,
        by=by,
        why=why,
        targets=targets,
        exports=exports,
        store=store,
        fail_on=fail_on,
        quiet=quiet,
        verbose=verbose,
    )


def release(  # noqa: PLR0913 - one argument per option
    draft: Annotated[str, typer.Argument(metavar="ID", help="Id of the draft, as `publish --draft` printed it.")],
    *,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who answers for it.")],
    output: OutputOption = None,
    targets: options.TargetsOption = None,
    store: StoreOption = None,
    quiet: options.QuietOption = False,
    verbose: options.VerboseOption = False,
) -> None:
    """Release a draft.

    Exactly the files of the draft come out, and enter the ledger.
    """
    with ending(verbose=verbose):
        from kpitrack import pipeline  # noqa: PLC0415 - heavy
        from kpitrack.pipeline import orders, publishing  # noqa: PLC0415

        program = pipeline.load_program(targets)
        order = orders.Order(
            today=options.today(),
            made_at=_now().isoformat(timespec="seconds"),
            output=output,
            store=store,
            signed_by=by,
        )
        places = orders.places_of(program, _settings(program), order)
        with journal(places.log, f"release {draft}") as log:
            done = publishing.release(program, draft, order)
            _tell_where(done, log, quiet=quiet)


def _publish(asked: _Asked) -> None:
    from kpitrack import pipeline  # noqa: PLC0415 - heavy
    from kpitrack.pipeline import orders, publishing  # noqa: PLC0415

    program = pipeline.load_program(asked.targets)
    settings = _settings(program)
    pinned = program.program.pinned_as_of
    order = replace(asked.order, as_of=options.as_of(asked.as_of, pinned))
    places = orders.places_of(program, settings, order)
    with journal(places.log, f"publish {asked.report}", wanted=not order.dry_run) as log:
        done = publishing.publish(program, asked.report, order)
        text = _text(done)
        sys.stdout.write(text)
        sys.stdout.flush()
        _tell_where(done, log, quiet=asked.quiet)
        not_sent = _mail(program, settings, done, text) if _wants_mail(asked) else None
        _end(asked, done, log, not_sent)


def _settings(program: Program) -> Settings:
    from kpitrack.definitions.schedules import read_settings  # noqa: PLC0415 - heavy

    return read_settings(program.folder)


def _wants_mail(asked: _Asked) -> bool:
    return asked.mail and not asked.order.dry_run


def _text(done: Publication) -> str:
    """What cron mails: the document itself, its first lines before everything."""
    from kpitrack.reports.bulletin import text  # noqa: PLC0415 - heavy
    from kpitrack.wording import glyphs_for  # noqa: PLC0415

    if done.bulletin is None:
        return ""
    return text.render(done.bulletin, glyphs_for(sys.stdout.encoding), streams.width_of(sys.stdout) or 80)


def _tell_where(done: Publication, log: logging.Logger, *, quiet: bool) -> None:
    """The state of the release and its files, on stderr and in the log."""
    from kpitrack.wording import gate as words  # noqa: PLC0415 - heavy

    lines = [f"{done.state}: {done.snapshot.name.id}", *(f"written: {path}" for path in done.paths)]
    if done.state == "dry run":
        lines += [f"would write: {name}" for name in done.files]
    if done.state == "draft":
        lines.append(f"to show it: kpitrack release {done.snapshot.name.id} --by NAME")
    if done.bulletin is not None:
        lines += [words.withheld(*each) for each in done.bulletin.report.withheld]
    if done.forgotten:
        lines.append(f"kept inputs deleted, their last day has passed: {done.forgotten}")
    for line in lines:
        log.info("%s", line)
        if not quiet:
            typer.echo(line, err=True)


def _mail(program: Program, settings: Settings, done: Publication, text: str) -> KpitrackError | None:
    """Send it; a failure is returned, because the files are there and their own exit code comes later."""
    from kpitrack.definitions.schedules import PASSWORD_VARIABLE  # noqa: PLC0415
    from kpitrack.reports import mail  # noqa: PLC0415 - heavy
    from kpitrack.wording import editions as words  # noqa: PLC0415

    try:
        if settings.mail is None:
            raise mail.MailProblem("there is no mail server", hint="write `mail:` with host and from in settings.yaml")
        to = mail.recipients(done.scheduled, settings)
        subject = words.subject(done.bulletin.report) if done.bulletin else done.edition.title
        message = mail.compose(mail.Letter(subject, text, done.files), settings.mail, to, _now())
        ca_file = program.folder / settings.mail.ca_file if settings.mail.ca_file else None
        mail.send(message, settings.mail, password=os.environ.get(PASSWORD_VARIABLE, ""), ca_file=ca_file)
    except KpitrackError as problem:
        return problem
    return None


def _end(asked: _Asked, done: Publication, log: logging.Logger, not_sent: KpitrackError | None) -> None:
    """The frozen exit codes; where several apply, 2 comes before 4 before 3."""
    report = done.bulletin.report if done.bulletin else None
    unusable = [source.name for source in report.sources if not source.usable] if report else []
    if unusable:
        log.warning("not usable: %s; the first line of the report says what to do", ", ".join(unusable))
    if not_sent is not None:
        where = "written" if done.state == "draft" else "written and released"
        typer.echo(f"{not_sent}\n  the files are {where}: only the mail is missing", err=True)
        log.error("%s", not_sent.problem)
        raise typer.Exit(not_sent.exit_code)
    finding = report is not None and has_finding(report, list(asked.fail_on))
    code = exit_code(unusable_source=bool(unusable), finding=finding)
    if code:
        reason = f"not usable: {', '.join(unusable)}" if unusable else "found what --fail-on names"
        if not asked.quiet:
            typer.echo(f"exit code {code}: {reason}", err=True)
        raise typer.Exit(code)


def _now() -> datetime:
    return datetime.now().astimezone()


def add_to(app: typer.Typer) -> None:
    app.command(epilog="Example: kpitrack publish board --draft")(publish)
    app.command(epilog="Example: kpitrack weekly --mail")(weekly)
    app.command(epilog='Example: kpitrack release board-Y1-Q2-draft-1a2b3c4d --by "A. Rivera"')(release)
