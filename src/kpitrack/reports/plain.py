"""Text from exports and definitions, made harmless for the medium it goes to."""

from __future__ import annotations

import re

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>|#~])")


def one_line(text: str) -> str:
    """Without control characters, which could move the cursor, colour the screen or break a table row."""
    return _CONTROLS.sub(" ", text)


def markdown(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", one_line(text))


def cell_of_a_sheet(text: str) -> str:
    """A spreadsheet runs text that begins like a formula; a quote before it keeps it text."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") and text else text
