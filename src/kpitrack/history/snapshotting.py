"""A published report -> the snapshot of it. What was hidden leaves no number here either."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kpitrack.history import fingerprints
from kpitrack.history.encoding import figures_of
from kpitrack.model.editions import Edition
from kpitrack.model.program import Program
from kpitrack.model.published import NotApplicable, PublishedCell, PublishedMetric, Report, Shown
from kpitrack.model.snapshots import HashedFile, Snapshot, SnapshotCell, SnapshotMetric, SnapshotName


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a report came from and what it was made into."""

    exports: Path  # the folder that was read
    software: str
    made_at: str
    edition: Edition  # as printed
    compared_with: str = ""
    judged_with: int = 0


def snapshot_of(program: Program, report: Report, name: SnapshotName, origin: Origin) -> Snapshot:
    """The snapshot of a report that is not written yet; `hashed` tells of its files afterwards."""
    return Snapshot(
        name=name,
        program=report.program,
        software=origin.software,
        calendar=fingerprints.of_calendar(program),
        made_at=origin.made_at,
        metrics=tuple(_metric(program, metric) for metric in report.metrics),
        cells=tuple(cell for metric in report.metrics for cell in cells_of(metric)),
        definitions=tuple(
            HashedFile(each, fingerprints.sha256_of(path))
            for each, path in fingerprints.definition_files(program.folder)
        ),
        inputs=fingerprints.input_files(program, report.sources, origin.exports),
        files=(),
        unusable=tuple(source.name for source in report.sources if not source.usable),
        compared_with=origin.compared_with,
        judged_with=origin.judged_with,
        replaces=origin.edition.replaces,
        why=origin.edition.why,
        signed_by=origin.edition.signed_by,
        signed_on=origin.edition.signed_on,
        is_old=origin.edition.is_old,
    )


def hashed(files: Mapping[str, bytes]) -> tuple[HashedFile, ...]:
    return tuple(HashedFile(name, fingerprints.sha256(content)) for name, content in files.items())


def cells_of(metric: PublishedMetric) -> Iterator[SnapshotCell]:
    """The total, then every group; cells that do not apply are left out."""
    yield from _cell(metric, (), metric.total)
    for dimensions, groups in metric.by.items():
        for categories, cell in groups.items():
            yield from _cell(metric, tuple(sorted(zip(dimensions, categories, strict=True))), cell)


def _cell(
    metric: PublishedMetric, categories: tuple[tuple[str, str], ...], cell: PublishedCell
) -> Iterator[SnapshotCell]:
    if isinstance(cell, Shown):
        yield SnapshotCell(metric.id, categories, cell.status, figures_of(cell, metric.target))
    elif not isinstance(cell, NotApplicable):
        yield SnapshotCell(metric.id, categories, None, None)


def _metric(program: Program, metric: PublishedMetric) -> SnapshotMetric:
    return SnapshotMetric(
        id=metric.id,
        title=metric.title,
        unit=metric.unit,
        scale=metric.scale,
        currency=metric.currency,
        period=metric.period,
        through=metric.through,
        definition=fingerprints.of_metric(program, metric.id),
        sources=fingerprints.sources_of(program, metric.id),
        goal=metric.target.goal if metric.target else None,
        total_of=metric.total_of,
    )
