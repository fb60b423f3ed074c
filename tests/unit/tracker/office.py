"""A headless LibreOffice for the tests: its own profile folder, its own pipe, ended with the tests."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

_SCRIPT = Path(__file__).with_name("office_session.py")
_PYTHONS = ("/usr/bin/python3", "/opt/libreoffice/program/python", sys.executable)


def _python_with_uno() -> str | None:
    for each in _PYTHONS:
        if (
            Path(each).exists()
            and subprocess.run([each, "-c", "import uno"], check=False, capture_output=True).returncode == 0
        ):
            return each
    return None


@dataclass
class Office:
    """A running LibreOffice."""

    python: str
    pipe: str

    def run(self, *jobs: dict[str, Any]) -> None:
        """Do the jobs; see office_session.py."""
        done = subprocess.run(
            [self.python, str(_SCRIPT), self.pipe],
            input=json.dumps(jobs, default=str), text=True, capture_output=True, check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def recalculated(self, file: Path, saved: Path, **more: Any) -> Path:
        """The file, opened, changed as asked, recalculated as a whole, and saved."""
        self.run({"file": str(file), "save": str(saved), **more})
        return saved


def convert(file: Path, folder: Path, profile: Path, *, to: str = "xlsx:Calc MS Excel 2007 XML") -> Path:
    """The file, opened and saved by LibreOffice, with every formula computed that has no stored value.

    to: the suffix, and the filter where the suffix does not tell.
    Needs no `uno`; skips with the reason where there is no LibreOffice.
    """
    soffice = _soffice()
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [
            *(soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"),
            *("--convert-to", to, "--outdir", str(folder), str(file)),
        ],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return folder / file.with_suffix(f".{to.partition(':')[0]}").name


def _soffice() -> str:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        pytest.skip("LibreOffice is not installed; formulas are not recalculated (apt-get install libreoffice-calc)")
    return found


@contextmanager
def office(folder: Path) -> Iterator[Office]:
    """Start LibreOffice; skip with the reason where there is none."""
    soffice, python = _soffice(), _python_with_uno()
    if python is None:
        pytest.skip("no Python here can import uno (apt-get install python3-uno)")
    pipe = f"kpitrack-{uuid.uuid4().hex}"
    process = subprocess.Popen(
        [
            *(soffice, "--headless", "--invisible", "--norestore", "--nologo", "--nodefault"),
            *(f"-env:UserInstallation={(folder / 'profile').as_uri()}", f"--accept=pipe,name={pipe};urp;"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield Office(python, pipe)
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """The started process and what it started itself: its own session, by id."""
    import os  # noqa: PLC0415 - only here
    import signal  # noqa: PLC0415

    for each in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None or each is signal.SIGKILL:
            try:
                os.killpg(process.pid, each)
            except ProcessLookupError:
                return
            time.sleep(0.5)
