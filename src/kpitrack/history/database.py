"""One SQLite file: made readable for its owner alone, brought up to date after a backup, flushed before it is trusted.

Schema changes are a list of scripts: the number in `user_version` says how many of them a file has been through.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import ClassVar, Self

from kpitrack.errors import LockedError, UsageError
from kpitrack.files import is_full
from kpitrack.history.folders import make_own_folder

_PATIENCE = 10.0  # seconds to wait while another program writes
_OWNER_ONLY = 0o600
_BLOCKED = ("database is locked", "database table is locked")


class Database:
    """An open file. Every change is one transaction; a reader sees all of it or nothing."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path

    @classmethod
    @contextmanager
    def open(cls, path: Path, scripts: Sequence[Sequence[str]]) -> Iterator[Database]:
        """Open for reading and writing; create or migrate if need be.

        scripts: the schema changes in order; each is a list of statements.
        raises: UsageError if the file cannot be used, LockedError if another program keeps writing.
        """
        with _plain_words(path):
            _create_for_owner(path)
            connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
            try:
                connection.execute("PRAGMA journal_mode = DELETE")
                connection.execute("PRAGMA synchronous = EXTRA")  # also the folder, once the journal is gone
                connection.execute("PRAGMA foreign_keys = ON")
                _migrate(connection, path, scripts)
                yield cls(connection, path)
            finally:
                connection.close()

    @classmethod
    @contextmanager
    def read(cls, path: Path, scripts: Sequence[Sequence[str]]) -> Iterator[Database]:
        """Open for reading: nothing is created or changed. A file that is not there reads as an empty one.

        A file of an older version is brought up to date in a copy in memory.
        """
        with _plain_words(path):
            connection = sqlite3.connect(":memory:", isolation_level=None)
            try:
                if path.is_file() and path.stat().st_size:
                    connection.close()
                    connection = _readable(path, scripts)
                else:
                    _migrate(connection, None, scripts)
                yield cls(connection, path)
            finally:
                connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            with suppress(sqlite3.Error):  # a full disk has already undone it
                self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def run(self, sql: str, values: Sequence[object] = ()) -> None:
        self._connection.execute(sql, values)

    def run_many(self, sql: str, rows: Iterator[Sequence[object]]) -> None:
        self._connection.executemany(sql, rows)

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        return self._connection.execute(sql, values).fetchall()


class Archive:
    """A database with a format of its own. Those who inherit name its schema changes and read its rows."""

    scripts: ClassVar[Sequence[Sequence[str]]]

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Self]:
        with Database.open(path, cls.scripts) as database:
            yield cls(database)

    @classmethod
    @contextmanager
    def read(cls, path: Path) -> Iterator[Self]:
        """Without the right to write, and without creating the file."""
        with Database.read(path, cls.scripts) as database:
            yield cls(database)


def _readable(path: Path, scripts: Sequence[Sequence[str]]) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=_PATIENCE, isolation_level=None
    )
    if _version(connection) == len(scripts):
        return connection
    copy = sqlite3.connect(":memory:", isolation_level=None)
    connection.backup(copy)
    connection.close()
    _migrate(copy, None, scripts, name=path)
    return copy


def _create_for_owner(path: Path) -> None:
    """The file is made before SQLite sees it, so that it is never open to others, not even for a moment.

    A mode that an administrator has given it since then stays.
    """
    make_own_folder(path.parent)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNER_ONLY))


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _migrate(
    connection: sqlite3.Connection, path: Path | None, scripts: Sequence[Sequence[str]], name: Path | None = None
) -> None:
    """Bring a file up to date in one transaction, after a copy of it was put aside."""
    version = _version(connection)
    if version > len(scripts):
        raise UsageError(
            f"this file was written by a newer kpitrack (its format is {version}, this one knows {len(scripts)})",
            where=str(path or name),
            hint="update kpitrack here, or name another file in settings.yaml",
        )
    if version == len(scripts):
        return
    if path is not None and version:
        _back_up(connection, path.with_name(f"{path.name}.before-format-{version + 1}"))
    connection.execute("BEGIN IMMEDIATE")
    for statements in scripts[_version(connection) :]:  # another run may have been faster
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {len(scripts)}")
    connection.execute("COMMIT")


def _back_up(connection: sqlite3.Connection, aside: Path) -> None:
    """A complete copy, or none: an earlier one is kept, since it is older and was good."""
    if aside.exists():
        return
    part = aside.with_name(f"{aside.name}.part")
    part.unlink(missing_ok=True)
    _create_for_owner(part)
    copy = sqlite3.connect(part, isolation_level=None)
    try:
        connection.backup(copy)
    finally:
        copy.close()
    part.replace(aside)


def _damaged(path: Path) -> UsageError:
    """To begin a ledger anew is no small matter: what was shown before would be forgotten, and could be told."""
    hint = "put back a backup of it; a ledger is begun anew only with a school year, when what was shown counts no more"
    return UsageError("this file is damaged, or not one of kpitrack", where=str(path), hint=hint)


@contextmanager
def _plain_words(path: Path) -> Iterator[None]:
    """What SQLite and the system say, as something that can be mended."""
    try:
        yield
    except sqlite3.OperationalError as problem:
        said = str(problem)
        if said.startswith("no such table"):
            raise _damaged(path) from None
        if said in _BLOCKED:
            raise LockedError("another program is writing to this file", where=str(path)) from None
        if "full" in said or "disk I/O error" in said:
            hint = "free some space, or name another file in settings.yaml; nothing was changed"
            raise UsageError("cannot write: the disk is full", where=str(path), hint=hint) from None
        if "readonly" in said or "unable to open" in said:
            hint = "give this account write access, or name another file in settings.yaml"
            raise UsageError("cannot write: no permission, or read-only", where=str(path), hint=hint) from None
        raise
    except sqlite3.DatabaseError as problem:
        if "not a database" in str(problem) or "malformed" in str(problem):
            raise _damaged(path) from None
        raise
    except OSError as problem:
        reason = "the disk is full" if is_full(problem) else problem.strerror or str(problem)
        hint = "free some space, or name another file in settings.yaml; nothing was changed"
        raise UsageError(f"cannot write: {reason}", where=str(path), hint=hint) from None
