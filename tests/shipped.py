"""The shipped program as a fresh clone has it: beside no ledger or history of what somebody did in this one."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]


def copy_clone(into: Path) -> Path:
    """The program and its exports, to be changed; commands may write beside them."""
    for name in ("targets", "examples"):
        shutil.copytree(ROOT / name, into / name)
    return into


@cache
def fresh_clone() -> Path:
    """One copy for every test that only reads."""
    folder = Path(tempfile.mkdtemp(prefix="kpitrack-clone-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return copy_clone(folder)


def shipped_targets() -> Path:
    return fresh_clone() / "targets"
