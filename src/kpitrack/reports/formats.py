"""The formats by name and by file name suffix, and the one way to write a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TextIO

from kpitrack.errors import UsageError, nearest
from kpitrack.files import write_atomically
from kpitrack.model.published import Report
from kpitrack.reports.screen import Screen


@dataclass(frozen=True, slots=True)
class Format:
    """Where a format is written. The module is imported on use, since some need heavy libraries.

    Each module offers `render(report, screen) -> str | bytes`.
    """

    module: str
    suffixes: tuple[str, ...]
    is_for_screens: bool = False  # laid out for a width, in the encoding of the screen
    is_binary: bool = False
    byte_order_mark: bool = False  # in files

    @property
    def render(self) -> Callable[[Report, Screen], str | bytes]:
        renderer: Callable[[Report, Screen], str | bytes] = import_module(f"kpitrack.reports.{self.module}").render
        return renderer


FORMATS: Mapping[str, Format] = {
    "table": Format("table", (".txt",), is_for_screens=True),
    "json": Format("as_json", (".json",)),
    # Excel opens a CSV without the mark in the code page of the machine and garbles every accent; other readers
    # skip it (utf-8-sig). A pipe has no such reader, so only files carry it.
    "csv": Format("as_csv", (".csv",), byte_order_mark=True),
    "md": Format("markdown", (".md", ".markdown")),
    "html": Format("page", (".html", ".htm")),
    "xlsx": Format("workbook", (".xlsx",), is_binary=True),
}


def format_of(name: str | None, output: Path | None) -> str:
    """The format asked for, else the one of the file's suffix, else a table."""
    if name is not None:
        if name not in FORMATS:
            raise UsageError(
                f"there is no format {name!r}", hint=nearest(name, FORMATS) or f"one of {', '.join(FORMATS)}"
            )
        return name
    if output is None:
        return "table"
    suffix = output.suffix.lower()
    for each, form in FORMATS.items():
        if suffix in form.suffixes:
            return each
    raise UsageError(
        f"the name {output.name!r} does not tell the format",
        hint=f"end it with one of {', '.join(form.suffixes[0] for form in FORMATS.values())}, or give --format",
    )


def write(
    report: Report,
    *,
    format: str,  # noqa: A002 - the word people know from the command line
    output: Path | None,
    stdout: TextIO,
    width: int | None,
    colour: bool,
) -> None:
    """Write the report to a file, or to stdout.

    width: columns of the screen; None if it is not known, then 80 for a table.
    raises: UsageError for an unknown format or a file that cannot be written.
    """
    form = FORMATS[format_of(format, output)]
    if output is not None:
        write_atomically(output, _bytes_for_a_file(report, form, width))
    elif form.is_binary:
        raise UsageError(f"{format} cannot be shown on a screen", hint=f"-o report{form.suffixes[0]}")
    elif form.is_for_screens:
        screen = Screen(width=width or 80, encoding=stdout.encoding or "ascii", colour=colour)
        stdout.write(_text(form.render(report, screen)))
    else:
        _write_exactly(stdout, _text(form.render(report, Screen(width=width or 80))))


def _bytes_for_a_file(report: Report, form: Format, width: int | None) -> bytes:
    rendered = form.render(report, Screen(width=width or 120))
    if isinstance(rendered, bytes):
        return rendered
    return rendered.encode("utf-8-sig" if form.byte_order_mark else "utf-8")


def _write_exactly(stdout: TextIO, text: str) -> None:
    """Formats for programs are UTF-8 on every machine, and their line ends are not translated."""
    binary = getattr(stdout, "buffer", None)
    if binary is None:
        stdout.write(text)
        return
    stdout.flush()
    binary.write(text.encode("utf-8"))
    binary.flush()


def _text(rendered: str | bytes) -> str:
    assert isinstance(rendered, str)
    return rendered
