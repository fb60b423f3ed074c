"""README.md as a play: its commands are given in order, in a copy of the clone, and what they print is kept.

A console block that shows output shows all of it. `cd`, `cp`, `sed -i s/A/B/` and a last `| head -N` mean what they
mean in a shell. A block of YAML whose first line says `# in FILE, instead of: LINE` is written there.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest import mock

from typer.testing import CliRunner

from kpitrack.cli import app, options
from tests.docs.reference import SECTIONS
from tests.shipped import ROOT

README = ROOT / "README.md"
TODAY = date(2026, 2, 20)
_BLOCK = re.compile(r"(?P<fence>```)(?P<language>console|yaml)\n(?P<text>.*?)```", re.DOTALL)
_SECTION = re.compile(r"(<!-- generated: (?P<name>[a-z ]+) -->\n).*?(\n<!-- end -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a block, and what it printed, stdout and stderr as a terminal shows them."""

    line: str
    output: str
    exit_code: int


def play(text: str, clone: Path) -> tuple[str, list[Command]]:
    """The text with the output as it is today, and every command that was given."""
    given: list[Command] = []

    def played(block: re.Match[str]) -> str:
        body = block["text"]
        if block["language"] == "yaml":
            _write_where_it_says(body)
            return block[0]
        lines = body.splitlines()
        shows = any(line and not line.startswith("$ ") for line in lines)
        done = [_give(line.removeprefix("$ ")) for line in lines if line.startswith("$ ")]
        given.extend(done)
        return f"```console\n{''.join(_shown(each, with_output=shows) for each in done)}```"

    with _in(clone), mock.patch.object(options, "today", return_value=TODAY):
        return _BLOCK.sub(played, text), given


def with_reference(text: str) -> str:
    """The text with every generated section as the code has it today."""
    return _SECTION.sub(lambda found: f"{found[1]}{SECTIONS[found['name']]()}{found[3]}", text)


def _shown(command: Command, *, with_output: bool) -> str:
    printed = f"{command.output}\n" if with_output and command.output else ""
    return f"$ {command.line}\n{printed}"


def _give(line: str) -> Command:
    typed, _, first = line.partition(" | head -")
    program, *words = shlex.split(typed, comments=True)
    if program in _SHELL:
        _SHELL[program](*words)
        return Command(line, "", 0)
    assert program == "kpitrack", line
    done = CliRunner().invoke(app, words, env={"COLUMNS": "100", "NO_COLOR": "1"})
    printed = done.output if not first else "\n".join(done.stdout.splitlines()[: int(first)])
    output = "\n".join(each.rstrip() for each in printed.strip("\n").splitlines())
    return Command(line, output, 0 if first else done.exit_code)


def _sed(option: str, script: str, file: str) -> None:
    """`sed -i s/A/B/ FILE`: the first A of every line."""
    _, old, new, _ = script.split("/")
    assert (option, script) == ("-i", f"s/{old}/{new}/")
    path = Path(file)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(line.replace(old.encode(), new.encode(), 1) for line in lines))


_SHELL: dict[str, Callable[..., object]] = {"cd": os.chdir, "cp": shutil.copy, "sed": _sed}


def _write_where_it_says(body: str) -> None:
    """Instead of one line of a file; a block that names none is only shown."""
    if found := re.match(r"# in (\S+), instead of: (.+)\n", body):
        path = Path(found[1])
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        [place] = [number for number, line in enumerate(lines) if line.split("#")[0].strip() == found[2]]
        lines[place] = body[found.end() :]
        path.write_text("".join(lines), encoding="utf-8")


@contextmanager
def _in(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
