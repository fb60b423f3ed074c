"""Every school its own workbook, by mail. What a mailing needs is looked at before anything is released or written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kpitrack.definitions.schedules import PASSWORD_VARIABLE, read_settings
from kpitrack.model.program import Program
from kpitrack.model.reporting import MailSettings
from kpitrack.reports import mail
from kpitrack.reports.mail import MailProblem
from kpitrack.wording import english
from kpitrack.wording import tracker as words

_LISTED = 20


@dataclass(frozen=True, slots=True)
class Mailing:
    """The mail server with its login, and the address of every school."""

    server: MailSettings
    contacts: Mapping[str, str]
    password: str
    ca_file: Path | None

    @classmethod
    def of(cls, program: Program, password: str) -> Mailing:
        """raises: MailProblem if settings.yaml names no server, or the server wants a password and there is none."""
        settings = read_settings(program.folder)
        if settings.mail is None:
            hint = "write `mail:` with host and from in settings.yaml; nothing was released or written"
            raise MailProblem("there is no mail server", hint=hint)
        if settings.mail.user and not password:
            hint = f"set {PASSWORD_VARIABLE} in the environment; nothing was released or written"
            raise MailProblem("the mail server wants a login, and there is no password", hint=hint)
        ca_file = program.folder / settings.mail.ca_file if settings.mail.ca_file else None
        return cls(settings.mail, settings.contacts, password, ca_file)

    def must_reach(self, schools: Iterable[str]) -> None:
        """raises: MailProblem with every school that has no address."""
        unknown = [school for school in schools if school not in self.contacts]
        if unknown:
            named = english.listed(unknown[:_LISTED])
            more = f" and {len(unknown) - _LISTED} more schools" if len(unknown) > _LISTED else ""
            hint = "add the address under `contacts` in settings.yaml; nothing was released or written"
            raise MailProblem(f"there is no address of {named}{more}", hint=hint)

    def send(self, files: Mapping[str, Path], now: datetime, *, confidential: bool) -> int:
        """Send every school its own file and nobody else's.

        files:   school -> its workbook.
        returns: how many were sent.
        raises:  MailProblem that says which schools have no mail yet.
        """
        self.must_reach(files)
        for sent, (school, path) in enumerate(files.items()):
            letter = mail.Letter(
                words.mail_subject(school, confidential=confidential),
                words.mail_text(school, confidential=confidential),
                {path.name: path.read_bytes()},
            )
            message = mail.compose(letter, self.server, (self.contacts[school],), now)
            try:
                mail.send(message, self.server, password=self.password, ca_file=self.ca_file)
            except MailProblem as problem:
                raise _stopped(problem, sent, list(files)[sent:]) from None
        return len(files)


def _stopped(problem: MailProblem, sent: int, missing: list[str]) -> MailProblem:
    named = english.listed(missing[:_LISTED])
    more = f" and {len(missing) - _LISTED} more" if len(missing) > _LISTED else ""
    text = f"{problem.problem}\n  sent: {sent} of {sent + len(missing)}; not sent: {named}{more}; the files are written"
    return MailProblem(text, where=problem.where, hint=problem.hint)
