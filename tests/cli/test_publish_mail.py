"""Mail over a real server on the loopback, with STARTTLS and a certificate made for the test."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import trustme
from typer.testing import Result

from kpitrack.cli import options
from tests.cli.mail_server import PASSWORD, Inbox
from tests.publishing import Small, small

Run = Callable[..., Result]
DAY = date(2025, 10, 5)


@pytest.fixture
def world(tmp_path: Path, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> Small:
    monkeypatch.setattr(options, "today", lambda: DAY + timedelta(days=1))
    made = small(tmp_path / "small")
    authority.cert_pem.write_to_path(str(made.targets / "district.pem"))
    return made


def settings(world: Small, port: int, more: str = "", contact: str = "team@district.example") -> None:
    world.settings(
        f"mail: {{host: localhost, port: {port}, from: kpi@district.example{more}}}\ncontacts: {{team: {contact}}}"
    )


ENCRYPTED = ", user: kpi, ca_file: district.pem"


def weekly(run: Run, world: Small, *words: object, code: int = 0, **environment: str) -> Result:
    result = run("weekly", "--mail", "--targets", world.targets, "--as-of", DAY, *words, **environment)
    assert result.exit_code == code, result.output
    assert (world.output / "weekly-2025-10-05.html").is_file(), "the files are kept whatever happens to the mail"
    assert PASSWORD not in result.output
    return result


def test_text_page_and_workbook_over_an_encrypted_line(run: Run, world: Small, inbox: Inbox, encrypted: int) -> None:
    settings(world, encrypted, ENCRYPTED)
    result = weekly(run, world, KPITRACK_SMTP_PASSWORD=PASSWORD)
    [letter] = inbox.letters
    assert inbox.encrypted == [True]
    assert letter["Subject"] == "A small program: Operational summary, Oct 5, 2025"
    assert letter["To"] == "team@district.example"
    assert letter["Auto-Submitted"] == "auto-generated"
    text, page = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert page is not None
    assert text.get_content().replace("\r\n", "\n").strip() == result.stdout.strip()
    assert page.get_content().strip().startswith("<!DOCTYPE html>")
    [workbook] = letter.iter_attachments()
    assert workbook.get_filename() == "weekly-2025-10-05.xlsx"
    assert workbook.get_content() == (world.output / "weekly-2025-10-05.xlsx").read_bytes()


def test_a_relay_without_login(run: Run, world: Small, inbox: Inbox, relay: int) -> None:
    settings(world, relay, ", security: none")
    weekly(run, world)
    assert inbox.encrypted == [False]


def test_an_unusable_source_comes_first_in_the_subject(run: Run, world: Small, inbox: Inbox, relay: int) -> None:
    settings(world, relay, ", security: none")
    (world.exports / f"log_{DAY}.csv").unlink()
    weekly(run, world, code=4)
    assert inbox.letters[0]["Subject"].strip().startswith("[1 source not usable] A small program")


@pytest.mark.parametrize(
    ("more", "password", "message"),
    [
        (", user: kpi", PASSWORD, "certificate is not trusted here"),
        (ENCRYPTED, "wrong", "the server refused the login"),
        (ENCRYPTED, "", "the server wants a login, and there is no password"),
        (", security: none", "", "the server wants encryption or a login"),
    ],
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_failed_mail_keeps_the_files_and_says_so(
    run: Run, world: Small, inbox: Inbox, encrypted: int, more: str, password: str, message: str
) -> None:
    settings(world, encrypted, more)
    result = weekly(run, world, code=2, KPITRACK_SMTP_PASSWORD=password)
    assert message in result.stderr
    assert "the files are written and released: only the mail is missing" in result.stderr
    assert inbox.letters == []
    assert "the mail was not sent" in (world.store / "kpitrack.log").read_text(encoding="utf-8")


def test_a_server_without_encryption_gets_nothing(run: Run, world: Small, inbox: Inbox, relay: int) -> None:
    settings(world, relay)
    assert "offers no encryption" in weekly(run, world, code=2).stderr
    assert inbox.letters == []


def test_refused_addresses(run: Run, world: Small, inbox: Inbox, relay: int) -> None:
    settings(world, relay, ", security: none", contact="gone@nowhere.example")
    assert "refused every address" in weekly(run, world, code=2).stderr
    assert inbox.letters == []


def test_one_refused_address_of_two(run: Run, world: Small, inbox: Inbox, relay: int) -> None:
    """The other one got the mail, and the message says so."""
    settings(world, relay, ", security: none")
    reports = world.targets / "reports.yaml"
    written = reports.read_text(encoding="utf-8")
    reports.write_text(written.replace("mail: [team]", "mail: [team, gone@nowhere.example]"), encoding="utf-8")
    assert "refused 1 of the addresses; the others got the mail" in weekly(run, world, code=2).stderr
    assert len(inbox.letters) == 1


def test_no_server_at_all(run: Run, world: Small) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings(world, port, ", security: none")
    assert "refused the connection" in weekly(run, world, code=2).stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "there is no mail server"),
        ("mail: {host: localhost, from: kpi@district.example}", "there is no address of team"),
    ],
)
def test_settings_that_are_missing(run: Run, world: Small, text: str, message: str) -> None:
    world.settings(text)
    assert message in weekly(run, world, code=2).stderr


def test_a_dry_run_mails_nothing(run: Run, world: Small, inbox: Inbox, relay: int) -> None:
    settings(world, relay, ", security: none")
    result = run("weekly", "--mail", "--dry-run", "--targets", world.targets, "--as-of", DAY)
    assert result.exit_code == 0, result.output
    assert inbox.letters == []
