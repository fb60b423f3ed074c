"""One SQLite file: for its owner alone, backed up before it changes, and never half written."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from kpitrack.errors import LockedError, UsageError
from kpitrack.history import database
from kpitrack.history.database import Database

FIRST = (("CREATE TABLE things (name TEXT)",),)
SECOND = (*FIRST, ("ALTER TABLE things ADD COLUMN colour TEXT", "UPDATE things SET colour = 'grey'"))


def _add(path: Path, name: str, scripts: tuple[tuple[str, ...], ...] = FIRST) -> None:
    with Database.open(path, scripts) as open_, open_.transaction():
        open_.run("INSERT INTO things (name) VALUES (?)", (name,))


def _names(path: Path, scripts: tuple[tuple[str, ...], ...] = FIRST) -> list[object]:
    with Database.read(path, scripts) as open_:
        return [name for (name,) in open_.rows("SELECT name FROM things")]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "history.sqlite"
    _add(path, "a")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.chmod(0o660)
    _add(path, "b")
    assert stat.S_IMODE(path.stat().st_mode) == 0o660, "a mode that an administrator gave it stays"


def test_reading_creates_nothing(tmp_path: Path) -> None:
    assert _names(tmp_path / "none.sqlite") == []
    assert list(tmp_path.iterdir()) == []


def test_a_copy_is_put_aside_before_the_format_changes(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    _add(path, "a")
    with Database.read(path, SECOND) as open_:
        assert open_.rows("SELECT name, colour FROM things") == [("a", "grey")], "reading looks at a copy"
    assert [each.name for each in tmp_path.iterdir()] == ["history.sqlite"]
    _add(path, "b", SECOND)
    aside = tmp_path / "history.sqlite.before-format-2"
    assert _names(aside) == ["a"], "the copy is as it was"
    assert stat.S_IMODE(aside.stat().st_mode) == 0o600
    assert _names(path, SECOND) == ["a", "b"]


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    _add(path, "a")
    broken = (*FIRST, ("ALTER TABLE things ADD COLUMN colour TEXT", "this is no SQL"))
    with pytest.raises(sqlite3.OperationalError), Database.open(path, broken):
        pass
    assert _names(path) == ["a"]


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    _add(path, "a", SECOND)
    for opened in (Database.open, Database.read):
        with pytest.raises(UsageError, match="written by a newer kpitrack"), opened(path, FIRST):
            pass


def test_an_error_undoes_the_transaction(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    _add(path, "a")

    def add_and_fail(open_: Database) -> None:
        with open_.transaction():
            open_.run("INSERT INTO things (name) VALUES ('b')")
            raise RuntimeError

    with Database.open(path, FIRST) as open_, pytest.raises(RuntimeError):
        add_and_fail(open_)
    assert _names(path) == ["a"]


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    path.write_bytes(b"this is a letter, not a database" * 100)
    with pytest.raises(UsageError, match="damaged") as found, Database.open(path, FIRST):
        pass
    assert "backup" in str(found.value)


def test_a_folder_in_its_place_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot write"), Database.open(tmp_path, FIRST):
        pass


def test_another_writer_is_waited_for_and_then_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_PATIENCE", 0.1)
    path = tmp_path / "history.sqlite"
    _add(path, "a")
    busy, done = threading.Event(), threading.Event()

    def hold() -> None:
        with Database.open(path, FIRST) as open_, open_.transaction():
            busy.set()
            done.wait(10)

    writer = threading.Thread(target=hold)
    writer.start()
    assert busy.wait(10)
    with pytest.raises(LockedError, match="another program is writing"):
        _add(path, "b")
    done.set()
    writer.join()
    assert _names(path) == ["a"]
