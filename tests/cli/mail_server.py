"""A real mail server on the loopback for the tests; it stops with the test."""

from __future__ import annotations

import email
import socket
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

PASSWORD = "open sesame"  # noqa: S105 - of the test's own server


class Inbox:
    """Keeps what arrives; refuses addresses at `nowhere.example`."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.encrypted: list[bool] = []

    async def handle_RCPT(  # noqa: N802 - the server's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address.endswith("@nowhere.example"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append(email.message_from_bytes(envelope.content, policy=default))
        self.encrypted.append(session.ssl is not None)
        return "250 OK"


def _checks(_server: Any, _session: Any, _envelope: Any, _kind: str, data: LoginPassword) -> AuthResult:
    return AuthResult(success=data.login == b"kpi" and data.password == PASSWORD.encode(), handled=False)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def encrypted(inbox: Inbox, authority: trustme.CA) -> Iterator[int]:
    """A server that wants STARTTLS and a login. It stops with the test."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    yield from _served(inbox, tls_context=context, require_starttls=True, authenticator=_checks, auth_required=True)


@pytest.fixture
def relay(inbox: Inbox) -> Iterator[int]:
    """A relay inside the house: no encryption, no login."""
    yield from _served(inbox)


def _served(inbox: Inbox, **how: Any) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    server = Controller(inbox, hostname="127.0.0.1", port=port, server_hostname="localhost", **how)
    server.start()
    yield port
    server.stop()
