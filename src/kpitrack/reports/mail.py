"""A published report as a mail: text and page in the body, the workbook attached. Sending never touches the files.

The connection is encrypted before anything is said (STARTTLS, certificate checked), or goes to a relay inside the
house without login. The password is an argument and appears in no message.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path

from kpitrack.errors import KpitrackError
from kpitrack.model.reporting import MailSettings, ScheduledReport, Settings
from kpitrack.reports.plain import one_line

_PATIENCE = 30.0  # seconds for each answer of the server
_PAGE = ".html"
_TYPES: Mapping[str, tuple[str, str]] = {
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".csv": ("text", "csv"),
}


class MailProblem(KpitrackError):
    """The mail was not sent; the published files are where they are."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent."""

    subject: str
    text: str
    files: Mapping[str, bytes]  # as published; the page becomes a part of the body, the workbook an attachment


def recipients(scheduled: ScheduledReport, settings: Settings) -> tuple[str, ...]:
    """Addresses in their order, names looked up in `contacts`.

    raises: MailProblem if nobody is named, or a name has no address.
    """
    named = scheduled.mail or (settings.mail.to if settings.mail else ())
    if not named:
        hint = "write `mail: [name@district.example]` in reports.yaml, or `to` under `mail` in settings.yaml"
        raise MailProblem(f"nobody is named to get {scheduled.id} by mail", hint=hint)
    unknown = [name for name in named if "@" not in name and name not in settings.contacts]
    if unknown:
        hint = "add the address under `contacts` in settings.yaml"
        raise MailProblem(f"there is no address of {', '.join(unknown)}", hint=hint)
    return tuple(dict.fromkeys(settings.contacts.get(name, name) for name in named))


def compose(letter: Letter, settings: MailSettings, to: tuple[str, ...], now: datetime) -> EmailMessage:
    """now: the date of the mail; with a time zone."""
    message = EmailMessage()
    message["Subject"] = one_line(letter.subject)
    message["From"] = settings.from_
    message["To"] = ", ".join(to)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=settings.from_.rpartition("@")[2] or "localhost")
    message["Auto-Submitted"] = "auto-generated"  # so that no absence note answers
    message.set_content(letter.text)
    for name, content in letter.files.items():
        if Path(name).suffix == _PAGE:
            message.add_alternative(content.decode("utf-8"), subtype="html")
    for name, content in letter.files.items():
        if kind := _TYPES.get(Path(name).suffix):
            message.add_attachment(content, maintype=kind[0], subtype=kind[1], filename=name)
    return message


def send(message: EmailMessage, settings: MailSettings, *, password: str, ca_file: Path | None = None) -> None:
    """raises: MailProblem with the reason in plain words; the server's own answer is quoted without addresses."""
    where = f"{settings.host}:{settings.port}"
    if settings.user and not password:
        hint = "set KPITRACK_SMTP_PASSWORD in the environment of the job"
        raise MailProblem("the mail was not sent: the server wants a login, and there is no password", hint=hint)
    try:
        with smtplib.SMTP(settings.host, settings.port, timeout=_PATIENCE) as server:
            if settings.security == "starttls":
                server.starttls(context=_trusted(ca_file))
            if settings.user:
                server.login(settings.user, password)
            refused = server.send_message(message)
    except (OSError, smtplib.SMTPException) as problem:
        reason, hint = _in_plain_words(problem)
        raise MailProblem(f"the mail was not sent: {reason}", where=where, hint=hint) from None
    if refused:
        reason = f"the server refused {len(refused)} of the addresses; the others got the mail"
        raise MailProblem(reason, where=where, hint="correct the addresses in reports.yaml and settings.yaml")


def _trusted(ca_file: Path | None) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(ca_file) if ca_file else None)


def _in_plain_words(problem: OSError | smtplib.SMTPException) -> tuple[str, str]:
    """What happened, and what to do. Most specific kinds first, since they are kinds of each other."""
    match problem:
        case ssl.SSLCertVerificationError():
            return "the server's certificate is not trusted here", "name the certificate with `ca_file` under `mail`"
        case smtplib.SMTPNotSupportedError():
            return "the server offers no encryption or no login", "check host, port and `security` under `mail`"
        case smtplib.SMTPAuthenticationError():
            return "the server refused the login", "check `user` and KPITRACK_SMTP_PASSWORD"
        case smtplib.SMTPRecipientsRefused():
            return "the server refused every address", "check the addresses; a relay must know this machine"
        case smtplib.SMTPSenderRefused(smtp_code=530):
            return "the server wants encryption or a login", "check `security` and `user` under `mail`"
        case smtplib.SMTPSenderRefused():
            return "the server refused the sender", "check `from` under `mail`"
        case smtplib.SMTPResponseException(smtp_code=code):
            return f"the server answered {code}", "ask the mail administrator"
        case socket.gaierror():
            return "there is no such server", "check `host` under `mail`"
        case TimeoutError():
            return "the server did not answer in time", "check host, port and firewall"
        case ConnectionRefusedError():
            return "the server refused the connection", "check `port` under `mail`"
        case ssl.SSLError():
            return "the encrypted connection failed", "check `port` and `security` under `mail`"
    return f"the connection failed ({type(problem).__name__})", "run again; if it stays, check host and port"
