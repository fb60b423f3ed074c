"""One locked-down DuckDB connection in memory: what every query of a run goes through.

It cannot install or load extensions, reaches no network, no Python variables and no file outside the folders it
was opened for, and its configuration cannot be changed once it is open. Rows keep the order they were written in,
so the same input gives the same output.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from kpitrack.engine.progress import is_watched, reported

_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "python_enable_replacements": False,
    "preserve_insertion_order": True,
}
_LOCK = (
    "SET allow_extension_repositories = 'forbidden'",
    "SET secret_directory = ''",
    "SET enable_progress_bar = {watched}",
    "SET enable_progress_bar_print = false",
    "SET allowed_directories = [{folders}]",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)
THREADS = 2
MEMORY = "2GB"  # beyond it the engine spills to disk; a file of 1 GB then needs 2.2 GB in all, whatever the machine has
_SMALL = 64 << 20  # bytes; below it, waking a second thread costs more than it brings (measured: a sixth of the time)


class Session:
    """An open connection and its private temp folder; both end with `close`, or with the `with` block."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, scratch: Path) -> None:
        self._connection = connection
        self.scratch = scratch

    @classmethod
    def open(cls, readable: Sequence[Path] = (), memory: str | None = None, threads: int | None = None) -> Session:
        """Open a session.

        readable: folders whose files queries may read; nothing else on the machine can be read.
        memory:   upper limit such as "2GB"; beyond it the engine spills to `scratch`. None: `MEMORY`.
        threads:  number of worker threads; None: by the size of what may be read.
        """
        scratch = Path(tempfile.mkdtemp(prefix="kpitrack-")).resolve()
        settings = {**_SETTINGS, "threads": threads or _threads_for(readable), "temp_directory": str(scratch / "spill")}
        settings["memory_limit"] = memory or MEMORY
        try:
            connection = duckdb.connect(":memory:", config=settings)
            folders = ", ".join(_quoted(str(folder.resolve())) for folder in (*readable, scratch))
            for statement in _LOCK:
                connection.execute(statement.format(folders=folders, watched=is_watched()))
        except BaseException:
            shutil.rmtree(scratch, ignore_errors=True)
            raise
        return cls(connection, scratch)

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run a statement for its effect."""
        with reported(self._connection):
            self._connection.execute(sql, list(parameters))

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query and return all its rows."""
        with reported(self._connection):
            return self._connection.execute(sql, list(parameters)).fetchall()

    def changed(self, sql: str) -> int:
        """Run a statement that writes rows; returns how many, as the engine itself reports them."""
        [(count,)] = self.rows(sql)
        return int(count)

    def close(self) -> None:
        """Close the connection and remove the temp folder; closing twice does nothing."""
        self._connection.close()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _threads_for(readable: Sequence[Path]) -> int:
    size = 0
    for folder in readable:
        for file in folder.rglob("*") if folder.is_dir() else ():
            size += file.stat().st_size if file.is_file() else 0
            if size > _SMALL:
                return THREADS
    return 1
