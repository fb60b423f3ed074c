"""The release ledger: every cell that was ever shown to somebody outside the team, in one file for all.

It is committed before the files become visible: after a crash it may hold a release that nobody saw, never the other
way round. Running the same release again changes nothing; other content is a correction with the next number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kpitrack.history.database import Archive
from kpitrack.history.encoding import categories_text, figures_text, read_categories, read_figures
from kpitrack.model.ledger import Figures, LedgerAudience, LedgerRow
from kpitrack.model.snapshots import Snapshot

_RELEASES = """
CREATE TABLE releases (
  program TEXT NOT NULL, release TEXT NOT NULL, version INTEGER NOT NULL,
  report TEXT NOT NULL, period TEXT NOT NULL, as_of TEXT NOT NULL, audience TEXT NOT NULL,
  released_on TEXT NOT NULL, signed_by TEXT NOT NULL, replaces INTEGER, why TEXT NOT NULL,
  content TEXT NOT NULL, snapshot TEXT NOT NULL,
  PRIMARY KEY (program, release, version)
)"""
_SHOWN = """
CREATE TABLE shown (
  program TEXT NOT NULL, release TEXT NOT NULL, version INTEGER NOT NULL, place INTEGER NOT NULL,
  metric TEXT NOT NULL, period TEXT NOT NULL, through TEXT NOT NULL, categories TEXT NOT NULL, figures TEXT,
  PRIMARY KEY (program, release, version, place),
  FOREIGN KEY (program, release, version) REFERENCES releases (program, release, version)
)"""
_AS_OF = ()  # figures may carry the day of an earlier release: a kpitrack that does not know would take them for new
SCRIPTS = ((_RELEASES, _SHOWN, "CREATE INDEX shown_of_metric ON shown (program, metric)"), _AS_OF)


@dataclass(frozen=True, slots=True)
class Release:
    """The head of a release. `content`: hash of its files; the same content is the same release."""

    program: str
    release: str
    version: int
    report: str
    period: str
    as_of: date
    audience: LedgerAudience
    released_on: date
    signed_by: str
    content: str
    snapshot: str
    replaces: int | None = None
    why: str = ""
    entry: int = 0  # its place among all entries of the ledger; 0 before it is entered


class Ledger(Archive):
    """An open ledger."""

    scripts = SCRIPTS

    def releases(self, program: str, release: str | None = None) -> tuple[Release, ...]:
        """Releases in the order of their days and versions."""
        rows = self._database.rows(
            "SELECT program, release, version, report, period, as_of, audience, released_on, signed_by, content,"
            " snapshot, replaces, why, rowid FROM releases WHERE program = ? AND (? IS NULL OR release = ?)"
            " ORDER BY rowid",
            (program, release, release),
        )
        return tuple(_release(row) for row in rows)

    def newest(self, program: str, release: str) -> Release | None:
        """The version of a release that counts."""
        found = self.releases(program, release)
        return max(found, key=lambda each: each.version) if found else None

    def enter(self, release: Release, rows: Sequence[LedgerRow]) -> None:
        """Write a release with its cells, all or nothing."""
        with self._database.transaction():
            self._database.run(
                "INSERT INTO releases (program, release, version, report, period, as_of, audience, released_on,"
                " signed_by, replaces, why, content, snapshot) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(release.program, release.release, release.version, release.report, release.period),
                    *(release.as_of.isoformat(), release.audience, release.released_on.isoformat()),
                    *(release.signed_by, release.replaces, release.why, release.content, release.snapshot),
                ),
            )
            self._database.run_many(
                "INSERT INTO shown (program, release, version, place, metric, period, through, categories, figures)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (
                        *(release.program, release.release, release.version, place, row.metric, row.period),
                        *(row.through.isoformat(), categories_text(row.categories)),
                        None if row.shown is None else figures_text(row.shown),
                    )
                    for place, row in enumerate(rows)
                ),
            )

    def last_entry(self) -> int:
        """The newest entry of all programs; 0 for an empty ledger."""
        [(entry,)] = self._database.rows("SELECT coalesce(max(rowid), 0) FROM releases")
        return int(str(entry))

    def rows(
        self,
        program: str,
        *,
        audience: LedgerAudience | None = None,
        metric: str | None = None,
        up_to: int | None = None,
    ) -> list[LedgerRow]:
        """Every cell that was shown, in the order of the entries, cells in the order of their report.

        up_to: the last entry that counts; None for all.
        """
        found = self._database.rows(
            "SELECT r.release, r.version, r.released_on, r.signed_by, r.audience, r.period, s.metric, s.period,"
            " s.through, s.categories, s.figures, r.replaces FROM shown s JOIN releases r"
            " USING (program, release, version) WHERE program = ? AND (? IS NULL OR r.audience = ?)"
            " AND (? IS NULL OR s.metric = ?) AND (? IS NULL OR r.rowid <= ?) ORDER BY r.rowid, s.place",
            (program, audience, audience, metric, metric, up_to, up_to),
        )
        return [_row(row) for row in found]


def shown_before(
    path: Path,
    program: str,
    *,
    audience: LedgerAudience | None = None,
    metric: str | None = None,
    up_to: int | None = None,
) -> list[LedgerRow]:
    """What was shown to whom until now, as a plain list; empty where there is no ledger yet.

    audience: only what this audience saw; None for all, since whoever reads `shared` may read `public` too.
    up_to:    the last entry that counts, to judge a past release as it was judged then; None for all.
    """
    with Ledger.read(path) as ledger:
        return ledger.rows(program, audience=audience, metric=metric, up_to=up_to)


def rows_of(snapshot: Snapshot, release: Release) -> Iterator[LedgerRow]:
    """The cells of a published report as the ledger holds them: a total under those whom it counts."""
    metrics = {metric.id: metric for metric in snapshot.metrics}
    for cell in snapshot.cells:
        yield LedgerRow(
            release=release.release,
            version=release.version,
            released_on=release.released_on,
            by=release.signed_by,
            audience=release.audience,
            report_period=release.period,
            metric=cell.metric,
            period=metrics[cell.metric].period,
            through=metrics[cell.metric].through,
            categories=cell.categories or metrics[cell.metric].total_of,
            shown=cell.figures,
            replaces=release.replaces,
        )


def _release(row: tuple[object, ...]) -> Release:
    program, release, version, report, period, as_of, audience, on, by, content, snapshot, replaces, why, entry = row
    return Release(
        *(str(program), str(release), int(str(version)), str(report), str(period)),
        as_of=date.fromisoformat(str(as_of)),
        audience="public" if audience == "public" else "shared",
        released_on=date.fromisoformat(str(on)),
        signed_by=str(by),
        content=str(content),
        snapshot=str(snapshot),
        replaces=_number(replaces),
        why=str(why),
        entry=int(str(entry)),
    )


def _row(row: tuple[object, ...]) -> LedgerRow:
    release, version, on, by, audience, report_period, metric, period, through, categories, figures, replaces = row
    return LedgerRow(
        *(str(release), int(str(version)), date.fromisoformat(str(on)), str(by)),
        audience="public" if audience == "public" else "shared",
        report_period=str(report_period),
        metric=str(metric),
        period=str(period),
        through=date.fromisoformat(str(through)),
        categories=read_categories(str(categories)),
        shown=_figures(figures),
        replaces=_number(replaces),
    )


def _figures(text: object) -> Figures | None:
    return None if text is None else read_figures(str(text))


def _number(value: object) -> int | None:
    return None if value is None else int(str(value))
