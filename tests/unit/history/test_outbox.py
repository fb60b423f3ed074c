"""Files that come into sight together, or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from kpitrack.errors import UsageError
from kpitrack.history import outbox as module
from kpitrack.history.outbox import Outbox

FILES = {"w.html": b"<p>new</p>", "w.json": b"{}"}


def test_nothing_is_in_sight_before_it_is_revealed(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "reports", "w")
    outbox.stage(FILES)
    assert [path.name for path in outbox.folder.iterdir()] == [".w.unfinished"]
    assert [path.name for path in outbox.reveal()] == ["w.html", "w.json"]
    assert sorted(path.name for path in outbox.folder.iterdir()) == ["w.html", "w.json"]


def test_remains_of_a_killed_run_are_removed(tmp_path: Path) -> None:
    Outbox(tmp_path, "w").stage({"old.html": b"half"})
    outbox = Outbox(tmp_path, "w")
    outbox.stage(FILES)
    outbox.reveal()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["w.html", "w.json"]


def test_a_file_with_the_same_bytes_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "w.html").write_bytes(FILES["w.html"])
    os.utime(tmp_path / "w.html", (1, 1))
    outbox = Outbox(tmp_path, "w")
    outbox.stage(FILES)
    outbox.reveal()
    assert (tmp_path / "w.html").stat().st_mtime == 1


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "no permission"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_what_the_system_refuses_is_said_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, message: str
) -> None:
    def refuse(path: Path, content: bytes) -> None:
        path.write_bytes(content[:3])
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(module, "write_through", refuse)
    with pytest.raises(UsageError, match=message):
        Outbox(tmp_path, "w").stage(FILES)
    assert list(tmp_path.iterdir()) == []
