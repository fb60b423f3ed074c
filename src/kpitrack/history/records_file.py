"""The records file as bytes: what stands in it is never rewritten, an entry is added at its end.

People keep the file in Excel, so it may have a byte order mark or none, CRLF or LF, semicolons or tabs, more columns
than ours, and their order may have changed. All of that is kept: the new bytes are the old bytes and one more line.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from kpitrack.errors import UsageError
from kpitrack.model.evidence import COLUMNS

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_FORMULA = ("=", "+", "-", "@")
_DELIMITERS = (",", ";", "\t")
_MARKS = (  # byte order mark -> how the text behind it is encoded
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class RecordsFile:
    """One file as it was found."""

    content: bytes
    encoding: str
    newline: str
    delimiter: str
    captions: tuple[str, ...]  # as written; empty for an empty file
    rows: tuple[tuple[int, Mapping[str, str]], ...]  # row as a spreadsheet counts, caption in small letters -> text


def parse(content: bytes) -> RecordsFile:
    """Find out how the file is written. Nothing is refused here: a broken row is for its reader to name."""
    mark, encoding = next(((mark, each) for mark, each in _MARKS if content.startswith(mark)), (b"", ""))
    if not encoding:
        encoding = "utf-8" if _is_utf8(content) else "cp1252"
    text = content[len(mark) :].decode(encoding, errors="replace")
    first_line = text.split("\n", 1)[0]
    newline = "\r\n" if first_line.endswith("\r") or not text.strip() else "\n"
    delimiter = max(_DELIMITERS, key=first_line.count)
    table = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    captions = tuple(table[0]) if table else ()
    names = [each.strip().lower() for each in captions]
    rows = tuple(
        (number, dict(zip(names, (_read(cell) for cell in row), strict=False)))
        for number, row in enumerate(table[1:], start=2)
        if any(cell.strip() for cell in row)  # Excel keeps rows of commas below the last one
    )
    return RecordsFile(content, encoding, newline, delimiter, captions, rows)


def with_rows(found: RecordsFile, rows: Sequence[Mapping[str, str]]) -> bytes:
    """The old bytes, and the rows behind them. An empty file gets captions, and a mark so that Excel reads it right.

    raises: UsageError if a column of ours is missing, or the file's encoding lacks a character.
    """
    content = found.content
    captions = found.captions
    if not captions:
        content, captions = codecs.BOM_UTF8 + _line(found, COLUMNS), COLUMNS
    names = [each.strip().lower() for each in captions]
    if missing := [each for each in COLUMNS if each not in names]:
        raise UsageError(
            f"the column {missing[0]!r} is missing; the first row has {', '.join(captions)}",
            hint=f"give the column its caption back: {', '.join(COLUMNS)}",
        )
    lines = b"".join(_line(found, [_write(row.get(name, "")) for name in names]) for row in rows)
    ending = found.newline.encode(found.encoding)
    gap = b"" if content.endswith("\n".encode(found.encoding)) else ending
    return content + gap + lines


def _line(found: RecordsFile, cells: Sequence[str]) -> bytes:
    written = StringIO()
    csv.writer(written, delimiter=found.delimiter, lineterminator=found.newline).writerow(cells)
    try:
        return written.getvalue().encode(found.encoding)
    except UnicodeEncodeError as problem:
        character = problem.object[problem.start]
        raise UsageError(
            f"the file cannot hold the character {character!r}",
            hint='save it in Excel as "CSV UTF-8", or write the text without that character',
        ) from None


def _write(text: str) -> str:
    """One line, and never a formula: a spreadsheet would run what begins with = + - or @."""
    line = _CONTROLS.sub(" ", text).strip()
    return f"'{line}" if line.startswith(_FORMULA) else line


def _read(cell: str) -> str:
    text = cell.strip()
    return text[1:] if text.startswith(tuple(f"'{each}" for each in _FORMULA)) else text


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
