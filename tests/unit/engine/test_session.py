"""The engine can be asked only what a run needs: no extension, no other folder, no change of its settings."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from kpitrack.engine.session import Session


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "it's exports"
    folder.mkdir()
    (folder / "allowed.csv").write_text("a\n007\n")
    (tmp_path / "secret.csv").write_text("a\n1\n")
    return folder


def test_reads_only_the_folders_it_was_opened_for(exports: Path) -> None:
    with Session.open(readable=[exports]) as session:
        path = str(exports / "allowed.csv")
        assert session.rows("SELECT a FROM read_csv(?, all_varchar = true)", [path]) == [("007",)]
        for outside in (exports.parent / "secret.csv", exports / ".." / "secret.csv"):
            with pytest.raises(duckdb.PermissionException):
                session.rows("SELECT * FROM read_csv(?)", [str(outside)])


@pytest.mark.parametrize(
    "statement",
    [
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET threads = 1",
        "SET enable_external_access = true",
        "SELECT * FROM read_text('https://example.org/')",
        "SELECT * FROM glob('/etc/*')",
        "COPY (SELECT 1) TO '/tmp/kpitrack-must-not-appear.csv'",
        "SELECT * FROM a_variable_of_the_caller",
    ],
)
def test_refuses(statement: str) -> None:
    a_variable_of_the_caller = [1]
    with Session.open() as session, pytest.raises(duckdb.Error):
        session.run(statement)
    assert a_variable_of_the_caller


def test_the_temp_folder_is_writable_and_goes_away() -> None:
    with Session.open(memory="512MB", threads=1) as session:
        target = session.scratch / "out.csv"
        session.run(f"COPY (SELECT 1 AS a) TO '{target}'")
        assert target.read_text() == "a\n1\n"
        assert session.rows("SELECT current_setting('threads')") == [(1,)]
    assert not session.scratch.exists()
    session.close()


def test_rows_keep_their_order() -> None:
    with Session.open() as session:
        session.run("CREATE TEMP TABLE numbers AS SELECT range AS n FROM range(300000)")
        assert session.rows("SELECT n FROM numbers WHERE n % 99999 = 0") == [(0,), (99999,), (199998,), (299997,)]


def test_a_wrong_memory_limit_leaves_no_folder_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(duckdb.Error):
        Session.open(memory="much")
    assert list(tmp_path.iterdir()) == []
