"""What can happen to a run at night: it is killed, it meets another one, the disk is full, the folder is read-only.

The number of kills is small here; `KPITRACK_KILLS=50 pytest -n 0 tests/cli/test_publish_unattended.py` is the full
proof.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest

from kpitrack.history.ledger import shown_before
from kpitrack.history.locking import only_run
from tests.publishing import Small, export, own_environment, small

KILLS = int(os.environ.get("KPITRACK_KILLS", "6"))
SEED = int(os.environ.get("KPITRACK_SEED", "7"))
FIRST = date(2025, 10, 5)

needs_posix = pytest.mark.skipif(os.name == "nt", reason="signals, mounts and modes of POSIX")


@pytest.fixture
def world(tmp_path: Path) -> Small:
    return small(tmp_path / "small")


# --- Killed -------------------------------------------------------------------------------------------------------


@needs_posix
def test_killed_at_any_moment_leaves_whole_files_and_a_usable_history(world: Small) -> None:
    """Each kill hits a run for a new week; what stands there afterwards is complete, and the next run goes on."""
    took = _time_of_a_run(world)
    moments = random.Random(SEED)  # noqa: S311 - the same moments in every run of this test
    killed = 0
    day = FIRST
    while killed < KILLS:
        day += timedelta(days=7)
        if day > date(2026, 6, 28):
            day = FIRST
        export(world, day)
        earliest = 0.25 if killed % 3 == 0 else 0.7  # most of them when files and databases are being written
        after = moments.uniform(earliest, 1.05) * took
        if _kill(world, day, after):
            killed += 1
        else:
            took = min(took, after)  # the machine has become faster: a run takes no longer than that
        _all_is_whole(world)
    done = world.run("weekly", "--as-of", day)
    assert done.returncode == 0, done.stderr
    assert not list(world.output.glob(".weekly-*")) or day.isoformat() not in str(list(world.output.glob(".weekly-*")))
    _all_is_whole(world)


def _time_of_a_run(world: Small) -> float:
    begin = time.monotonic()
    assert world.run("weekly", "--as-of", FIRST).returncode == 0
    return time.monotonic() - begin


def _kill(world: Small, day: date, after: float) -> int:
    """1 if the run was still going on when it was killed."""
    run = subprocess.Popen(
        world.command("weekly", "--as-of", day),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=own_environment({}),
    )
    time.sleep(after)
    run.send_signal(signal.SIGKILL)
    return int(run.wait() == -signal.SIGKILL)


def _all_is_whole(world: Small) -> None:
    seen = {path.stem for path in _visible(world)}
    for path in _visible(world):
        _is_whole(path)
    for name in ("history.sqlite", "ledger.sqlite"):
        path = world.store / name
        if path.exists() and path.stat().st_size:
            connection = sqlite3.connect(path)
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            connection.close()
    rows = shown_before(world.store / "ledger.sqlite", "small")
    entered = {row.release if row.version == 1 else f"{row.release}-v{row.version}" for row in rows}
    assert seen <= entered, "nothing is in sight that the ledger does not know"


def _visible(world: Small) -> list[Path]:
    return [path for path in world.output.iterdir() if not path.name.startswith(".")] if world.output.is_dir() else []


def _is_whole(path: Path) -> None:
    match path.suffix:
        case ".json":
            assert json.loads(path.read_text(encoding="utf-8"))["report"]["metrics"]
        case ".html":
            assert path.read_text(encoding="utf-8").endswith("</html>\n")
        case ".xlsx":
            assert zipfile.ZipFile(path).testzip() is None
        case ".md":
            assert "## Questions for the team" in path.read_text(encoding="utf-8")


# --- Two at once --------------------------------------------------------------------------------------------------


def test_of_two_runs_at_once_one_works_and_one_leaves(world: Small) -> None:
    """Held from here for certain, then raced by two real processes."""
    with only_run(world.store / "history.sqlite"):
        begin = time.monotonic()
        second = world.run("weekly", "--as-of", FIRST)
        assert second.returncode == 75
        assert time.monotonic() - begin < 30
    assert not world.output.exists()
    both = [
        subprocess.Popen(
            world.command("weekly", "--as-of", FIRST),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=own_environment({}),
        )
        for _ in range(2)
    ]
    codes = sorted(run.wait() for run in both)
    for run in both:
        assert run.stderr is not None
        run.stderr.close()
    assert codes in ([0, 75], [0, 0]), "the second may have started after the first had ended"
    _all_is_whole(world)
    assert len(_visible(world)) == 4


# --- No terminal --------------------------------------------------------------------------------------------------


def test_no_terminal_no_home_and_a_foreign_code_page(world: Small) -> None:
    done = world.run("weekly", "--as-of", FIRST, PYTHONIOENCODING="ascii", HOME="/nonexistent", TERM="dumb")
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert done.stdout.isascii()


# --- Full disk, read-only folder ----------------------------------------------------------------------------------


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one MB."""
    yield from _mounted(tmp_path / "tiny", "size=1m")


@pytest.fixture
def closed_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system that nobody can write to, not even the administrator."""
    yield from _mounted(tmp_path / "closed", "ro,size=1m")


def _mounted(folder: Path, how: str) -> Iterator[Path]:
    mount = shutil.which("mount")
    if sys.platform != "linux" or mount is None or os.geteuid() != 0:
        pytest.skip("only the administrator of a Linux machine can mount a small disk")
    folder.mkdir()
    done = subprocess.run([mount, "-t", "tmpfs", "-o", how, "tmpfs", folder], check=False, capture_output=True)
    if done.returncode:
        pytest.skip(f"this machine does not let us mount: {done.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_for_the_files(world: Small, tiny_disk: Path) -> None:
    (tiny_disk / "ballast").write_bytes(b"x" * 1_040_000)
    done = world.run("weekly", "--as-of", FIRST, "-o", tiny_disk / "reports")
    assert done.returncode == 2
    assert "cannot write: the disk is full" in done.stderr
    assert "nothing was published" in done.stderr
    assert not [path for path in tiny_disk.rglob("*") if path.is_file() and path.name != "ballast"]
    assert shown_before(world.store / "ledger.sqlite", "small") == [], "nothing was shown, so nothing is entered"
    (tiny_disk / "ballast").unlink()
    assert world.run("weekly", "--as-of", FIRST, "-o", tiny_disk / "reports").returncode == 0


@pytest.mark.parametrize("place", ["snapshots", "ledger"])
def test_a_full_disk_for_history_or_ledger(world: Small, tiny_disk: Path, place: str) -> None:
    """What was there before stays readable, and no file comes into sight."""
    world.settings(f"{place}: {tiny_disk}/own/{place}.sqlite")
    first = world.run("weekly", "--as-of", FIRST)
    assert first.returncode == 0, first.stderr
    before = {path.name for path in _visible(world)}
    with (tiny_disk / "ballast").open("wb", buffering=0) as ballast, suppress(OSError):
        while ballast.write(b"x" * 512):
            pass
    export(world, FIRST, finished=40)
    done = world.run("weekly", "--as-of", FIRST)
    assert done.returncode == 2, done.stderr
    assert "the disk is full" in done.stderr
    assert {path.name for path in _visible(world)} == before
    assert "weekly-2025-10-05 " in world.run("history", "list").stdout
    (tiny_disk / "ballast").unlink()
    done = world.run("weekly", "--as-of", FIRST)
    assert done.returncode == 0, done.stderr
    assert len(_visible(world)) == 8


def test_a_read_only_folder(world: Small, closed_disk: Path) -> None:
    done = world.run("weekly", "--as-of", FIRST, "-o", closed_disk)
    assert done.returncode == 2
    assert "read-only" in done.stderr.lower()
    assert "-o" in done.stderr
    assert shown_before(world.store / "ledger.sqlite", "small") == []
    done = world.run("weekly", "--as-of", FIRST, "--store", closed_disk / "store")
    assert done.returncode == 2
    assert "cannot write" in done.stderr
    assert not world.output.exists()
