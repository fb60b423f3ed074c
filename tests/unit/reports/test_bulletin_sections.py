"""What the sections of scheduled reports say, worked out by hand from a few results."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from kpitrack.model.bulletins import Bulletin
from kpitrack.model.published import AtMost, GroupTable, PublishedMetric, Rounded, Shown, Suppressed
from kpitrack.model.reporting import ScheduledReport, Section
from kpitrack.model.snapshots import MetricChange, SnapshotCell, SnapshotMetric
from kpitrack.model.statuses import Status
from kpitrack.reports.bulletin.page import spark
from kpitrack.reports.bulletin.parts import parts
from kpitrack.reports.bulletin.sections import SECTIONS
from tests.builders import alert, metric, report, share


def _bulletin(*metrics: PublishedMetric, sections: tuple[Section, ...] = (), **more: object) -> Bulletin:
    facts = {"id": "board", "title": "Board update", "every": "quarter", "for": "School board", "sections": sections}
    return Bulletin(ScheduledReport.model_validate(facts), report(*metrics), **more)  # type: ignore[arg-type]


def _change(name: str, before: Status, after: Status) -> MetricChange:
    about = SnapshotMetric(name, name, "share", None, "", "Y1", date(2026, 2, 15), "d", ())
    cells = (SnapshotCell(name, (), before, None), SnapshotCell(name, (), after, None))
    return MetricChange(about, (), *cells, ("data",))


MET = metric("met", title="Met before", total=share(90, 100))
NEW = metric("new", title="Met now", group="Teacher", total=share(95, 100))
MISSED = metric(
    "missed",
    title="Missed",
    total=share(70, 100, Status.NOT_MET),
    response="Call the schools",
    response_owner="Principals",
    alerts=(alert(response="Call the schools", owner="Principals"), alert(triggered=False, response="Nothing")),
)
HIDDEN = metric("hidden", title="Hidden", group="Teacher", total=Suppressed())


def test_in_short_counts_by_the_shown_total() -> None:
    content = SECTIONS["summary"](_bulletin(MET, NEW, MISSED, HIDDEN))
    assert content.lead[:2] == (
        "3 targets could be judged so far: 2 met, 1 not met.",
        "1 metric not shown, to protect privacy.",
    )
    assert content.counts == ((Status.MET, 2), (Status.NOT_MET, 1), (Status.ON_TRACK, 0), (Status.OFF_TRACK, 0))


def test_by_stakeholder_group() -> None:
    table = SECTIONS["groups"](_bulletin(MET, NEW, MISSED, HIDDEN)).table
    assert table is not None
    assert [column.caption for column in table.columns] == [
        "Stakeholder group", "Met", "On track", "Behind", "Not met", "Not due", "No result",
    ]  # fmt: skip
    assert [row.cells for row in table.rows] == [
        ("Student", "1", "0", "0", "1", "0", "0"),
        ("Teacher", "1", "0", "0", "0", "0", "1"),
    ]
    assert table.rows[0].line == "Student: 1 met, 1 not met."


def test_what_was_reached_since_the_last_report_comes_first() -> None:
    changes = (_change("new", Status.OFF_TRACK, Status.MET), _change("met", Status.MET, Status.MET))
    items = SECTIONS["highlights"](_bulletin(MET, MISSED, NEW, changes=changes)).items
    assert [item.about for item in items] == ["Met now", "Met before"]


def test_each_response_is_one_step_with_all_that_asks_for_it() -> None:
    """A rule and a missed target of the same metric are one reason."""
    other = replace(MISSED, id="other", title="Also missed", alerts=())
    items = SECTIONS["next_steps"](_bulletin(MISSED, other, MET)).items
    assert [item.text for item in items] == ["Call the schools (Principals), because of: Missed, Also missed."]


def test_the_groups_that_lie_furthest_apart() -> None:
    """Of each metric the widest split; limits and people who did not say are no ends of a distance."""
    limit = replace(share(1, 100), value=Fraction(1, 20), coded=AtMost(Fraction(1, 20)))
    groups: GroupTable = {
        ("Female",): share(60, 100),
        ("Male",): share(80, 100),
        ("Non-binary",): Suppressed(),
        ("Not reported",): share(100, 100),
    }
    schools: GroupTable = {("Alder",): share(70, 100), ("Birch",): share(75, 100), ("Cedar",): limit}
    found = metric("m", title="Finished", total=share(70, 100), by={("gender",): groups, ("school",): schools})
    alone = metric("alone", title="One group", total=share(70, 100), by={("gender",): {("Male",): share(1, 2)}})
    table = SECTIONS["equity"](_bulletin(found, alone)).table
    assert table is not None
    assert [row.cells for row in table.rows] == [("Finished", "Gender", "Male: 80.0%", "Female: 60.0%")]
    assert table.rows[0].line == "Finished, by Gender: Male 80.0%, Female 60.0%."


def test_the_public_reads_codes_and_no_more() -> None:
    coded = replace(share(4, 5), value=Fraction(4, 5), coded=Rounded(Fraction(4, 5), Fraction(1, 100)))
    table = SECTIONS["outcomes"](_bulletin(metric("m", title="Finished", total=coded))).table
    assert table is not None
    assert table.rows[0].line == "Finished: 80%. Goal: 85% or more. Met."


def test_hidden_results_are_in_no_section_but_the_counts() -> None:
    """Whatever a section prints, the name of a hidden metric stands in the full results alone."""
    bulletin = _bulletin(HIDDEN, sections=tuple(each for each in SECTIONS if each != "metrics"))
    for part in parts(bulletin):
        rows = part.content.table.rows if part.content.table else ()
        said = " ".join([*part.content.lead, *(item.text for item in part.items), *(row.line for row in rows)])
        assert "Hidden" not in said, part.id


@pytest.mark.parametrize(
    ("earlier", "now", "said"),
    [
        ((Fraction(3, 4), Fraction(1, 2)), Fraction(4, 5), "Finished: 50.0%, 75.0%, now 80.0%."),
        ((Fraction(3, 4), None, Fraction(1, 2)), Fraction(4, 5), "Finished: 50.0%, no data, 75.0%, now 80.0%."),
        ((Fraction(3, 4), None), Fraction(4, 5), "Finished: 75.0%, now 80.0%."),
        ((None,), Fraction(4, 5), ""),
        ((Fraction(0),), Fraction(0), ""),
    ],
)
def test_over_time_runs_from_the_oldest_value_to_now(
    earlier: tuple[Fraction | None, ...], now: Fraction, said: str
) -> None:
    """Gaps are told; what has not begun has no row."""
    total = Shown(Status.ON_TRACK, now, n=100, earlier=earlier)
    table = SECTIONS["trends"](_bulletin(metric("m", title="Finished", total=total))).table
    assert (table.rows[0].line if table else "") == said


def test_a_sparkline_leaves_out_what_is_not_known() -> None:
    """Three steps of 30 pixels; the lowest value stands at the bottom, the highest at the top."""
    total = Shown(Status.MET, Fraction(3, 4), n=100, earlier=(Fraction(1, 2), None, Fraction(1, 4)))
    table = SECTIONS["trends"](_bulletin(metric("m", total=total))).table
    assert table is not None
    assert spark(table.rows[0]) == (("0.0", "19.0"), ("60.0", "11.0"), ("90.0", "3.0"))


def test_sentences_of_reports_yaml_come_first_and_only_in_their_period() -> None:
    texts = {"Y1-Q2": {"asks": "Vote on the plan."}, "Y1-Q3": {"asks": "Later."}}
    scheduled = ScheduledReport.model_validate(
        {"title": "Board", "every": "quarter", "sections": ["asks", "stories"], "texts": texts}
    )
    [asks] = parts(Bulletin(scheduled, report(MET)))
    assert (asks.content.lead, asks.nothing) == (("Vote on the plan.",), ""), "a section without stories is left out"
