"""The mail server, for tests of what is really sent."""

from tests.cli.mail_server import inbox, relay

__all__ = ["inbox", "relay"]
