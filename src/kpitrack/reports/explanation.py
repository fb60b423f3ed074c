"""`kpitrack explain` on a screen: headed paragraphs, wrapped to its width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from kpitrack.files import write_atomically
from kpitrack.model.explained import Explanation
from kpitrack.reports.plain import one_line
from kpitrack.reports.screen import Screen
from kpitrack.wording import english
from kpitrack.wording.explaining import Section, sections

_NARROWEST = 40


def write_explanation(about: Explanation, *, output: Path | None, stdout: TextIO, width: int | None) -> None:
    """Write the explanation to a file, or to stdout.

    raises: UsageError for a file that cannot be written.
    """
    if output is not None:
        write_atomically(output, render(about, Screen(width=100)).encode("utf-8"))
    else:
        stdout.write(render(about, Screen(width=width or 80, encoding=stdout.encoding or "ascii")))


def render(about: Explanation, screen: Screen) -> str:
    """The explanation as text of the screen's width; SQL is not wrapped, so that it can be copied."""
    width = max(screen.width, _NARROWEST)
    facts = f"{english.period(about.period)}, data through {english.day(about.as_of)}, audience {about.audience}"
    head = [f"{about.metric.title} ({about.metric.id})", about.program, facts]
    if about.audience == "internal":
        head.append(english.INTERNAL_BANNER)
    lines = [one_line(each) for each in head]
    for section in sections(about):
        lines += ["", section.heading.upper(), *_wrapped(section, width)]
    if about.audience != "public" and (following := _next(about)):
        lines += ["", *textwrap.wrap(following, width)]
    return "\n".join(lines) + "\n"


def _wrapped(section: Section, width: int) -> Iterator[str]:
    if section.heading == "SQL":
        for statement in section.lines:
            yield f"{statement};"
        return
    for line in section.lines:
        deeper = line.startswith("  ")
        first, rest = ("      ", "        ") if deeper else ("  - ", "    ")
        yield from textwrap.wrap(one_line(line.strip()), width, initial_indent=first, subsequent_indent=rest)


def _next(about: Explanation) -> str:
    """The command that leads on: to the people, or to what the number is made of; empty for a record."""
    if about.has_list:
        return (
            f"Next: kpitrack explain {about.metric.id} --period {about.period} --people -o people.csv"
            " writes the confidential list of who is counted."
        )
    if not about.parts:
        return ""
    first, *others = about.parts
    likewise = f"; likewise {english.listed(others)}" if others else ""
    return f"Next, what it is made of: kpitrack explain {first} --period {about.period}{likewise}."
