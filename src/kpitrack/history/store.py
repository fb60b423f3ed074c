"""Snapshots in a database: written whole, listed by day, read back as they were."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from kpitrack.errors import UsageError
from kpitrack.history.database import Archive
from kpitrack.history.encoding import (
    categories_text,
    figures_text,
    goal_facts,
    read_categories,
    read_figures,
    read_goal,
)
from kpitrack.history.fingerprints import sha256
from kpitrack.model.published import Audience
from kpitrack.model.snapshots import HashedFile, Snapshot, SnapshotCell, SnapshotMetric, SnapshotName
from kpitrack.model.statuses import Status

_SNAPSHOTS = """
CREATE TABLE snapshots (
  program TEXT NOT NULL, id TEXT NOT NULL, report TEXT NOT NULL, release TEXT NOT NULL, version INTEGER NOT NULL,
  state TEXT NOT NULL, period TEXT NOT NULL, as_of TEXT NOT NULL, audience TEXT NOT NULL, software TEXT NOT NULL,
  calendar TEXT NOT NULL, made_at TEXT NOT NULL, compared_with TEXT NOT NULL, replaces INTEGER, why TEXT NOT NULL,
  facts TEXT NOT NULL,
  PRIMARY KEY (program, id)
)"""
_METRICS = """
CREATE TABLE metrics (
  program TEXT NOT NULL, snapshot TEXT NOT NULL, place INTEGER NOT NULL, metric TEXT NOT NULL, facts TEXT NOT NULL,
  PRIMARY KEY (program, snapshot, place),
  FOREIGN KEY (program, snapshot) REFERENCES snapshots (program, id) ON DELETE CASCADE
)"""
_CELLS = """
CREATE TABLE cells (
  program TEXT NOT NULL, snapshot TEXT NOT NULL, place INTEGER NOT NULL, metric TEXT NOT NULL,
  categories TEXT NOT NULL, status TEXT, figures TEXT,
  PRIMARY KEY (program, snapshot, place),
  FOREIGN KEY (program, snapshot) REFERENCES snapshots (program, id) ON DELETE CASCADE
)"""
SCRIPTS = (
    (
        _SNAPSHOTS,
        _METRICS,
        _CELLS,
        "CREATE INDEX cells_of_metric ON cells (program, metric)",
        "CREATE TABLE kept (sha256 TEXT PRIMARY KEY, keep_until TEXT, content BLOB NOT NULL)",
    ),
)
_FILES = ("definitions", "inputs", "files", "draft_files")


@dataclass(frozen=True, slots=True)
class Keepsake:
    """A file kept so that a report can be made again. `keep_until`: last day; None for definitions, which stay."""

    content: bytes
    keep_until: date | None = None


class Store(Archive):
    """An open history."""

    scripts = SCRIPTS

    # --- Snapshots ----------------------------------------------------------------------------------------------

    def names(self, program: str) -> tuple[SnapshotName, ...]:
        """All snapshots, oldest as-of day first."""
        rows = self._database.rows(
            "SELECT id, report, release, version, state, period, as_of, audience FROM snapshots"
            " WHERE program = ? ORDER BY as_of, report, version, id",
            (program,),
        )
        return tuple(_name(row) for row in rows)

    def before(self, program: str, report: str, release: str, as_of: date) -> Snapshot | None:
        """The newest release of a report about an earlier day: what this release tells its changes against.

        Its own earlier versions are no such release.
        """
        earlier = [
            name
            for name in self.names(program)
            if name.report == report and name.release != release and name.state == "released" and name.as_of < as_of
        ]
        return self.find(program, max(earlier, key=lambda name: (name.as_of, name.version)).id) if earlier else None

    def find(self, program: str, snapshot: str) -> Snapshot:
        """raises: UsageError for an unknown id; it lists the newest ones."""
        rows = self._database.rows(
            "SELECT id, report, release, version, state, period, as_of, audience, software, calendar, made_at,"
            " compared_with, replaces, why, facts FROM snapshots WHERE program = ? AND id = ?",
            (program, snapshot),
        )
        if not rows:
            newest = ", ".join(name.id for name in self.names(program)[-3:]) or "none yet"
            raise UsageError(
                f"the history has no {snapshot!r}", hint=f"the newest are: {newest}; `kpitrack history list`"
            )
        *name, software, calendar, made_at, compared_with, replaces, why, facts = rows[0]
        found = json.loads(str(facts))
        return Snapshot(
            name=_name(tuple(name)),
            program=program,
            software=str(software),
            calendar=str(calendar),
            made_at=str(made_at),
            metrics=tuple(self._metrics(program, snapshot)),
            cells=tuple(self._cells(program, snapshot)),
            **{kind: tuple(HashedFile(**file) for file in found.get(kind, ())) for kind in _FILES},
            unusable=tuple(found["unusable"]),
            judged_with=found["judged_with"],
            signed_by=found.get("signed_by", ""),
            signed_on=date.fromisoformat(found["signed_on"]) if found.get("signed_on") else None,
            is_old=found.get("is_old", False),
            compared_with=str(compared_with),
            replaces=None if replaces is None else int(str(replaces)),
            why=str(why),
        )

    def save(self, snapshot: Snapshot, keepsakes: Iterable[Keepsake] = ()) -> None:
        """Write a snapshot whole. One of the same id is replaced: it is the same report, made again."""
        name, program = snapshot.name, snapshot.program
        facts = {
            **{kind: [_file(each) for each in getattr(snapshot, kind)] for kind in _FILES},
            "unusable": list(snapshot.unusable),
            "judged_with": snapshot.judged_with,
            "signed_by": snapshot.signed_by,
            "signed_on": snapshot.signed_on.isoformat() if snapshot.signed_on else None,
            "is_old": snapshot.is_old,
        }
        with self._database.transaction():
            self._database.run("DELETE FROM snapshots WHERE program = ? AND id = ?", (program, name.id))
            self._database.run(
                "INSERT INTO snapshots (program, id, report, release, version, state, period, as_of, audience,"
                " software, calendar, made_at, compared_with, replaces, why, facts)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(program, name.id, name.report, name.release, name.version, name.state, name.period),
                    *(name.as_of.isoformat(), name.audience, snapshot.software, snapshot.calendar, snapshot.made_at),
                    *(snapshot.compared_with, snapshot.replaces, snapshot.why, json.dumps(facts, ensure_ascii=False)),
                ),
            )
            self._database.run_many(
                "INSERT INTO metrics (program, snapshot, place, metric, facts) VALUES (?, ?, ?, ?, ?)",
                ((program, name.id, place, each.id, _metric_text(each)) for place, each in enumerate(snapshot.metrics)),
            )
            self._database.run_many(
                "INSERT INTO cells (program, snapshot, place, metric, categories, status, figures)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                ((program, name.id, place, *_cell_texts(each)) for place, each in enumerate(snapshot.cells)),
            )
            self._keep(keepsakes)

    def remove_draft(self, program: str, draft: Snapshot) -> None:
        """A draft that was released lives on as the release; its files need not wait here any more."""
        with self._database.transaction():
            self._database.run(
                "DELETE FROM snapshots WHERE program = ? AND id = ? AND state = 'draft'", (program, draft.name.id)
            )
            self._database.run_many("DELETE FROM kept WHERE sha256 = ?", ((file.sha256,) for file in draft.files))

    # --- Values of one metric over time -------------------------------------------------------------------------

    def totals_of(self, program: str, metric: str, audience: Audience) -> list[tuple[SnapshotMetric, SnapshotCell]]:
        """The totals of a metric in the released snapshots for an audience, oldest first; of one day the newest."""
        rows = self._database.rows(
            "SELECT s.as_of, s.version, m.facts, c.metric, c.categories, c.status, c.figures FROM snapshots s"
            " JOIN metrics m ON m.program = s.program AND m.snapshot = s.id"
            " JOIN cells c ON c.program = s.program AND c.snapshot = s.id AND c.metric = m.metric"
            " WHERE s.program = ? AND m.metric = ? AND s.audience = ? AND s.state = 'released'"
            " AND c.categories = '[]' ORDER BY s.as_of, s.version, s.made_at",
            (program, metric, audience),
        )
        newest: dict[date, tuple[SnapshotMetric, SnapshotCell]] = {}
        for _, _, facts, *cell in rows:
            found = _read_metric(str(facts))
            newest[found.through] = (found, _read_cell(tuple(cell)))
        return [newest[day] for day in sorted(newest)]

    # --- Kept files ---------------------------------------------------------------------------------------------

    def kept(self, digest: str) -> bytes | None:
        """The bytes with that hash, if they were kept and are not forgotten."""
        rows = self._database.rows("SELECT content FROM kept WHERE sha256 = ?", (digest,))
        return zlib.decompress(bytes(rows[0][0])) if rows and isinstance(rows[0][0], bytes) else None

    def forget(self, today: date) -> int:
        """Delete kept files whose last day has passed, from the disk as well. returns: how many."""
        due = "keep_until IS NOT NULL AND keep_until < ?"
        [(count,)] = self._database.rows(f"SELECT count(*) FROM kept WHERE {due}", (today.isoformat(),))
        if count:
            self._database.run("PRAGMA secure_delete = ON")
            with self._database.transaction():
                self._database.run(f"DELETE FROM kept WHERE {due}", (today.isoformat(),))
        return int(str(count))

    def _keep(self, keepsakes: Iterable[Keepsake]) -> None:
        """The same bytes once; of several last days the latest, and none beats them all."""
        for each in keepsakes:
            until = each.keep_until.isoformat() if each.keep_until else None
            self._database.run(
                "INSERT INTO kept (sha256, keep_until, content) VALUES (?, ?, ?) ON CONFLICT (sha256) DO UPDATE SET"
                " keep_until = CASE WHEN keep_until IS NULL OR excluded.keep_until IS NULL THEN NULL"
                " ELSE max(keep_until, excluded.keep_until) END",
                (sha256(each.content), until, zlib.compress(each.content)),
            )

    def _metrics(self, program: str, snapshot: str) -> Iterator[SnapshotMetric]:
        sql = "SELECT facts FROM metrics WHERE program = ? AND snapshot = ? ORDER BY place"
        yield from (_read_metric(str(facts)) for (facts,) in self._database.rows(sql, (program, snapshot)))

    def _cells(self, program: str, snapshot: str) -> Iterator[SnapshotCell]:
        sql = "SELECT metric, categories, status, figures FROM cells WHERE program = ? AND snapshot = ? ORDER BY place"
        yield from (_read_cell(row) for row in self._database.rows(sql, (program, snapshot)))


def _name(row: tuple[object, ...]) -> SnapshotName:
    identity, report, release, version, state, period, as_of, audience = row
    return SnapshotName(
        *(str(identity), str(report), str(release), int(str(version))),
        state="draft" if state == "draft" else "released",
        period=str(period),
        as_of=date.fromisoformat(str(as_of)),
        audience=_audience(audience),
    )


def _audience(written: object) -> Audience:
    return next(each for each in get_args(Audience) if each == written)


def _file(file: HashedFile) -> dict[str, str | int]:
    rows = {} if file.rows is None else {"rows": file.rows}
    return {"name": file.name, "sha256": file.sha256, "source": file.source, **rows}


def _cell_texts(cell: SnapshotCell) -> tuple[str, str, str | None, str | None]:
    figures = None if cell.figures is None else figures_text(cell.figures)
    return cell.metric, categories_text(cell.categories), cell.status.value if cell.status else None, figures


def _read_cell(row: tuple[Any, ...]) -> SnapshotCell:
    metric, categories, status, figures = row
    return SnapshotCell(
        metric,
        read_categories(categories),
        Status(status) if status else None,
        read_figures(figures) if figures else None,
    )


def _metric_text(metric: SnapshotMetric) -> str:
    facts = {name: getattr(metric, name) for name in SnapshotMetric.__dataclass_fields__}
    texts = {"through": metric.through.isoformat(), "goal": goal_facts(metric.goal)}
    return json.dumps({**facts, **texts}, ensure_ascii=False)


def _read_metric(text: str) -> SnapshotMetric:
    facts = json.loads(text)
    nouns = {
        "through": date.fromisoformat(facts["through"]),
        "sources": tuple(facts["sources"]),
        "goal": read_goal(facts["goal"]),
        "total_of": tuple((dimension, category) for dimension, category in facts.get("total_of", ())),
    }
    return SnapshotMetric(**{**facts, **nouns})
