"""One module per format, as with reports; the names and suffixes are theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TextIO

from kpitrack.errors import UsageError
from kpitrack.files import write_atomically
from kpitrack.model.schedule import Schedule
from kpitrack.reports.formats import FORMATS, format_of
from kpitrack.reports.screen import Screen

_MODULES: Mapping[str, str] = {
    "table": "listing",
    "json": "as_json",
    "csv": "as_csv",
    "md": "markdown",
    "html": "page",
    "xlsx": "sheet",
}


def render(schedule: Schedule, name: str, screen: Screen) -> str | bytes:
    """The schedule in one format. The module is imported on use, since some need heavy libraries."""
    module = import_module(f"kpitrack.reports.milestones.{_MODULES[name]}")
    renderer: Callable[[Schedule, Screen], str | bytes] = module.render
    return renderer(schedule, screen)


def write(schedule: Schedule, *, name: str | None, output: Path | None, stdout: TextIO, screen: Screen) -> None:
    """Write to a file, or to stdout.

    raises: UsageError for an unknown format or a file that cannot be written.
    """
    chosen = format_of(name, output)
    form = FORMATS[chosen]
    if output is not None:
        rendered = render(schedule, chosen, Screen(width=screen.width))
        encoding = "utf-8-sig" if form.byte_order_mark else "utf-8"
        write_atomically(output, rendered if isinstance(rendered, bytes) else rendered.encode(encoding))
    elif form.is_binary:
        raise UsageError(f"{chosen} cannot be shown on a screen", hint=f"-o milestones{form.suffixes[0]}")
    else:
        rendered = render(schedule, chosen, screen)
        assert isinstance(rendered, str)
        _write(stdout, rendered, exactly=not form.is_for_screens)


def _write(stdout: TextIO, text: str, *, exactly: bool) -> None:
    """Formats for programs are UTF-8 on every machine, and their line ends are not translated."""
    binary = getattr(stdout, "buffer", None)
    if not exactly or binary is None:
        stdout.write(text)
        return
    stdout.flush()
    binary.write(text.encode("utf-8"))
    binary.flush()
