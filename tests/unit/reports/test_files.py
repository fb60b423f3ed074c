"""A file is the old one or the new one; what stands in the way is said in words."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from kpitrack.errors import UsageError
from kpitrack.files import write_atomically


def test_the_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    target.write_bytes(b"old")
    write_atomically(target, b"new")
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_link_keeps_pointing_where_it_points(tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_bytes(b"old")
    link.symlink_to(real)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


@pytest.mark.skipif(sys.platform == "win32", reason="devices have other names there")
def test_a_device_is_written_to_not_replaced() -> None:
    write_atomically(Path(os.devnull), b"gone")
    assert Path(os.devnull).is_char_device()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist") as caught:
        write_atomically(tmp_path / "absent" / "report.json", b"")
    assert caught.value.hint == "create the folder, or name another one"


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="this is a folder"):
        write_atomically(tmp_path, b"")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "no permission"),
        (errno.EIO, "cannot write: "),
    ],
)
def test_a_failed_write_keeps_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    def fails(_: int) -> None:
        raise OSError(code, os.strerror(code))

    target = tmp_path / "report.json"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(UsageError, match=words):
        write_atomically(target, b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]
