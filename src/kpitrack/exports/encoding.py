"""From bytes to text: what a file's bytes say, and a clean copy where the engine cannot read them as they are.

Bytes decide: a byte order mark, else strict UTF-8, else cp1252. Anything else (mac_roman) only by setting, because
it cannot be told from cp1252. Files are read in blocks, never as a whole.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from kpitrack.exports.faults import FileFault

BLOCK = 1 << 20
FALLBACK = "cp1252"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE_PAIRS = {"utf-16": b"\r\0\n\0"}  # big-endian text holds the same bytes, one place further on
_GZIP = b"\x1f\x8b"
MAX_UNPACKED = 20 << 30  # bytes
MAX_RATIO = 200  # text packs 5 to 20 times; a bomb 1000 times
WORKBOOK_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


@dataclass(frozen=True, slots=True)
class Bytes:
    """What one pass over a file's bytes found."""

    sha256: str  # of the file as it lies there, packed or not
    size: int  # bytes, unpacked
    encoding: str
    lines: int  # physical lines; blank ones at the end are not counted
    quotes: int  # quotation marks
    is_clean: bool  # UTF-8 without a mark, one kind of line end, not packed: the engine can read it in place
    is_ascii: bool = False
    newline: str = "LF"  # LF, CRLF or CR


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file the engine can read: UTF-8, LF or CRLF."""

    path: Path
    bytes: Bytes


def first_bytes(path: Path, count: int = 8) -> bytes:
    """The beginning of the unpacked file; empty if it cannot be read."""
    try:
        with path.open("rb") as stream:
            head = stream.read(count)
        if head.startswith(_GZIP):
            with gzip.open(path, "rb") as unpacked:
                return unpacked.read(count)
    except (OSError, EOFError, zlib.error):
        return b""
    return head


def sha256_of(path: Path) -> str:
    """The fingerprint of a file as it lies there."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def examine(path: Path, declared: str | None, *, name: str, otherwise: str | None = None) -> Bytes:
    """Look at every byte once.

    declared:  the encoding by setting, which then is taken as it is.
    otherwise: what bytes mean that are not UTF-8; default: cp1252.
    raises:   FileFault for a file that cannot be read, is empty or is no text.
    """
    try:
        counts = Counts()
        for block in _blocks(path, name):
            counts.add(block)
        digest = sha256_of(path)
    except OSError as error:
        reason = error.strerror or "unknown error"
        raise FileFault(
            f"the file cannot be read: {reason}", file=name, hint="check that the file may be read and is not open"
        ) from None
    if not counts.size or counts.only_blank:
        raise FileFault("the file is empty", file=name, hint="export it again; the old content was not kept")
    encoding = declared or counts.encoding
    if otherwise is not None and declared is None and encoding == FALLBACK:
        encoding = otherwise
    if counts.has_nul and not encoding.startswith(("utf-16", "utf-32")):
        raise FileFault(
            "the file is not text: it contains NUL bytes",
            file=name,
            hint="export it as CSV; if it is UTF-16 without a mark, say so with `encoding: utf-16-le`",
        )
    return Bytes(
        sha256=digest,
        size=counts.size,
        encoding=encoding,
        lines=counts.lines,
        quotes=counts.quotes,
        is_clean=encoding == "utf-8" and counts.has_one_line_end and not is_packed(path),
        is_ascii=counts.is_ascii,
        newline=counts.newline,
    )


def is_packed(path: Path) -> bool:
    """Is the file gzip?"""
    with path.open("rb") as stream:
        return stream.read(2) == _GZIP


def readable_text(path: Path, found: Bytes, scratch: Path, *, in_place: bool, name: str) -> TextFile:
    """The file itself if the engine can read it, else a copy in UTF-8 with LF line ends.

    in_place: may the engine open the file where it lies?
    raises:   FileFault for bytes that do not fit the encoding.
    """
    if found.is_clean and in_place:
        return TextFile(path, found)
    try:
        lines, quotes = _rewrite(path, found.encoding, scratch, name)
    except (UnicodeError, LookupError) as error:
        detail = str(error) if isinstance(error, LookupError) else f"byte {getattr(error, 'start', 0)} does not fit"
        raise FileFault(
            f"the file is not {found.encoding} text: {detail}",
            file=name,
            hint="name its encoding, such as `encoding: mac_roman`, or export it as UTF-8",
        ) from None
    clean = Bytes(found.sha256, found.size, found.encoding, lines, quotes, is_clean=True)
    return TextFile(scratch, clean)


def _rewrite(path: Path, encoding: str, target: Path, name: str) -> tuple[int, int]:
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(), translate=True)
    counts = Counts()
    with target.open("wb") as out:
        for block in _with_end(_blocks(path, name)):
            text = decoder.decode(block or b"", final=block is None)
            packed = text.removeprefix("\ufeff").encode("utf-8")
            counts.add(packed)
            out.write(packed)
    return counts.lines, counts.quotes


def _with_end(blocks: Iterator[bytes]) -> Iterator[bytes | None]:
    yield from blocks
    yield None


def _blocks(path: Path, name: str) -> Iterator[bytes]:
    """The unpacked bytes in blocks."""
    packed = is_packed(path)
    size, limit = 0, min(MAX_UNPACKED, max(BLOCK * 8, path.stat().st_size * MAX_RATIO))
    try:
        with cast("BinaryIO", gzip.open(path, "rb")) if packed else path.open("rb") as stream:
            while block := stream.read(BLOCK):
                size += len(block)
                if packed and size > limit:
                    raise FileFault(
                        f"the packed file grows beyond {MAX_RATIO} times its size",
                        file=name,
                        hint="unpack it yourself and check what it is",
                    )
                yield block
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise FileFault("the packed file is damaged", file=name, hint="copy or export it again") from None


class Counts:
    """Running counts over blocks of bytes."""

    def __init__(self) -> None:
        self.size = self.quotes = self._feeds = self._returns = self._pairs = 0
        self.has_nul = False
        self.is_ascii = True
        self.only_blank = True
        self._mark = ""
        self._decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
        self._last = b""
        self._blank_tail = 0

    def add(self, block: bytes) -> None:
        if not block:
            return
        if not self.size:
            self._mark = next((name for mark, name in _MARKS if block.startswith(mark)), "")
        self.size += len(block)
        self.quotes += block.count(b'"')
        self.has_nul = self.has_nul or b"\0" in block
        self.is_ascii = self.is_ascii and block.isascii()
        self._feeds += block.count(b"\n")
        if returns := block.count(b"\r"):
            self._returns += returns
            self._pairs += block.count(_WIDE_PAIRS.get(self._mark, b"\r\n"))
        self._pairs += self._last == b"\r" and block.startswith(b"\n")
        self._decode(block)
        self._measure_tail(block)
        self._last = block[-1:]

    def _decode(self, block: bytes) -> None:
        if self._decoder is None or (block.isascii() and not self._decoder.getstate()[0]):
            return
        try:
            self._decoder.decode(block)
        except UnicodeDecodeError:
            self._decoder = None

    def _measure_tail(self, block: bytes) -> None:
        """How many line ends stand at the very end, over blocks."""
        content = block.rstrip(b"\r\n")
        if content:
            self._blank_tail = 0
        if block.strip(b" \t\r\n\xef\xbb\xbf\xff\xfe"):
            self.only_blank = False
        self._blank_tail += _line_ends(block[len(content) :])

    @property
    def encoding(self) -> str:
        if self._mark:
            return self._mark
        if self._decoder is not None and not self._decoder.getstate()[0]:
            return "utf-8"
        return FALLBACK

    @property
    def has_one_line_end(self) -> bool:
        return self._returns == 0 or self._returns == self._pairs == self._feeds

    @property
    def newline(self) -> str:
        """How most lines end; cells of several lines may hold other ends."""
        alone = {"CRLF": self._pairs, "LF": self._feeds - self._pairs, "CR": self._returns - self._pairs}
        return max(alone, key=lambda end: alone[end])

    @property
    def lines(self) -> int:
        """Physical lines, if bare CR does not mix with LF."""
        ends = self._feeds + self._returns - self._pairs
        return ends - self._blank_tail + 1


def _line_ends(tail: bytes) -> int:
    return tail.count(b"\n") + tail.count(b"\r") - tail.count(b"\r\n")
