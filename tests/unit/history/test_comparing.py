"""What changed between two snapshots, and what can have caused it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from kpitrack.history.comparing import changes, difference, why
from kpitrack.model.ledger import Figures
from kpitrack.model.snapshots import Cause, HashedFile, Snapshot, SnapshotCell, SnapshotMetric, SnapshotName
from kpitrack.model.statuses import Status

DAY = date(2025, 10, 5)


def cell(value: int, metric: str = "finished") -> SnapshotCell:
    return SnapshotCell(metric, (), Status.MET, Figures(n=value, value=Fraction(value)))


def metric(name: str = "finished", definition: str = "d1", sources: tuple[str, ...] = ("log",)) -> SnapshotMetric:
    return SnapshotMetric(name, name.title(), "count", None, "", "Y1", DAY, definition, sources)


def snapshot(*cells: SnapshotCell) -> Snapshot:
    return Snapshot(
        name=SnapshotName("a", "weekly", "weekly-2025-10-05", 1, "released", "Y1-W08", DAY, "shared"),
        program="small",
        software="1.0",
        calendar="c1",
        made_at="",
        metrics=(metric(), metric("other", sources=("roster",))),
        cells=cells or (cell(23), cell(5, "other")),
        definitions=(HashedFile("metrics.yaml", "m1"),),
        inputs=(HashedFile("log.csv", "l1", "log"), HashedFile("roster.csv", "r1", "roster")),
        files=(),
    )


NEW_LOG = (HashedFile("log.csv", "l2", "log"), HashedFile("roster.csv", "r1", "roster"))


@pytest.mark.parametrize(
    ("after", "causes"),
    [
        (replace(snapshot(cell(24), cell(5, "other")), inputs=NEW_LOG), ("data",)),
        (
            replace(
                snapshot(cell(24), cell(5, "other")),
                metrics=(metric(definition="d2"), metric("other", "d1", ("roster",))),
            ),
            ("definition",),
        ),
        (replace(snapshot(cell(24), cell(5, "other")), calendar="c2"), ("calendar",)),
        (replace(snapshot(cell(24), cell(5, "other")), software="2.0"), ("software",)),
        (replace(snapshot(cell(24), cell(5, "other")), software="2.0", inputs=NEW_LOG), ("data", "software")),
        (snapshot(cell(24), cell(5, "other")), ("unknown",)),
    ],
)
def test_causes_are_facts(after: Snapshot, causes: tuple[Cause, ...]) -> None:
    [change] = changes(snapshot(), after)
    assert change.metric.id == "finished"
    assert change.causes == causes


def test_a_file_of_another_source_is_no_cause() -> None:
    """The roster changed, and `finished` does not stand on it."""
    inputs = (HashedFile("log.csv", "l1", "log"), HashedFile("roster.csv", "r2", "roster"))
    [change] = changes(snapshot(), replace(snapshot(cell(24), cell(5, "other")), inputs=inputs))
    assert change.causes == ("unknown",)


def test_a_later_day_is_a_cause_of_its_own() -> None:
    later = snapshot(cell(24), cell(5, "other"))
    later = replace(later, name=replace(later.name, as_of=date(2025, 10, 12)))
    assert [change.causes for change in changes(snapshot(), later)] == [("day",)]


def test_what_is_new_or_gone_is_told() -> None:
    found = list(changes(snapshot(cell(23)), snapshot(cell(5, "other"))))
    assert [(each.metric.id, each.before is None, each.after is None) for each in found] == [
        ("other", True, False),
        ("finished", False, True),
    ]


def test_hidden_and_shown_are_a_difference() -> None:
    hidden = SnapshotCell("finished", (), None, None)
    [change] = changes(snapshot(cell(23)), snapshot(hidden))
    assert change.status_changed


def test_the_reason_of_a_correction_names_the_files() -> None:
    after = replace(snapshot(cell(24), cell(5, "other")), inputs=NEW_LOG)
    assert why(snapshot(), after) == "this has changed: data (log.csv changed)"
    assert why(snapshot(), snapshot()) == "this has changed: the document"
    assert why(snapshot(), replace(snapshot(), inputs=NEW_LOG)) == "this has changed: data (log.csv changed)"


def test_everything_that_differs_is_listed() -> None:
    after = replace(
        snapshot(), software="2.0", calendar="c2", inputs=(), definitions=(HashedFile("metrics.yaml", "m2"),)
    )
    found = difference(snapshot(), after)
    assert found.software == ("1.0", "2.0")
    assert found.calendar
    assert found.definitions == ("metrics.yaml changed",)
    assert found.inputs == ("log.csv gone", "roster.csv gone")
