"""Rows that are people, in what is printed: the shipped program's seven placements, and a log that grows by few."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from kpitrack.pipeline import Question, explain, load_program, report
from kpitrack.reports.as_json import as_json
from kpitrack.wording.explaining import sections
from tests.publishing import export, small
from tests.shipped import shipped_targets

PROGRAM = load_program(shipped_targets())
ASKED = Question(period="Y1-Q2", metrics=("micro_internships",), audience="shared")


def test_the_rows_behind_a_hidden_total_are_not_counted_in_the_report() -> None:
    """Five of them were used, which would have told that one to five students are placed."""
    printed = as_json(report(PROGRAM, ASKED))
    read = {each["name"]: each for each in printed["sources"]}
    assert printed["metrics"][0]["suppressed"]
    assert [read["placements"][key] for key in ("rows", "used", "dropped", "refused")] == [None, None, {}, {}]
    assert read["student_roster"]["used"] > 10_000


def test_the_rows_behind_a_hidden_total_are_not_counted_where_it_is_explained() -> None:
    """The file is named; the roster beside it is of enough people to be reconciled."""
    [comes] = [each for each in sections(explain(PROGRAM, "micro_internships", ASKED)) if "comes" in each.heading]
    assert [line for line in comes.lines if "placement_log" in line] == ["  logs/placement_log_2026-02-15.csv"]
    assert [line for line in comes.lines if "rows read" in line] == [
        "  13,308 rows read = 13,297 used + 9 left aside by rule + 2 not usable"
    ]


def test_two_releases_do_not_tell_by_the_rows_that_few_came(tmp_path: Path) -> None:
    """Two students more finish within the week: their share stands as it was printed, and no row is counted."""
    world = small(tmp_path)
    days = date(2025, 10, 5), date(2025, 10, 12)
    export(world, days[0], finished=40)
    export(world, days[1], finished=42)
    published = [world.publish(as_of=day) for day in days]
    reports = [
        json.loads(each.files[f"weekly-{day}.json"])["report"] for each, day in zip(published, days, strict=True)
    ]
    [share] = [each for each in reports[1]["metrics"] if each["id"] == "finished_share"]
    assert (share["numerator"], share["as_of"]) == (40, "2025-10-05")
    assert {(each["rows"], each["used"]) for report in reports for each in report["sources"]} == {(None, None)}


def test_a_hidden_group_is_not_counted_among_the_faults_of_its_source(tmp_path: Path) -> None:
    """Three of 200 students hold the code Q; 99 are girls, so the boys would be told as well."""
    world = small(tmp_path)
    sources, roster = world.targets / "sources.yaml", world.exports / "roster.csv"
    coded = "gender: {column: gender, type: choice, map: {Female: Female, Male: Male}}"
    sources.write_text(sources.read_text().replace("gender: {column: gender, type: choice}", coded))
    lines = roster.read_text().splitlines()
    for row in (4, 8, 21):
        lines[row] = lines[row].rsplit(",", 1)[0] + ",Q"
    roster.write_text("\n".join(lines))
    found = report(world.program, Question(period="Y1-Q1", as_of=date(2025, 10, 5), audience="shared"))
    printed = as_json(found)
    [share] = [each for each in printed["metrics"] if each["id"] == "finished_share"]
    hidden = [each["category"] for each in share["by"]["gender"] if each.get("suppressed")]
    assert "Not reported" in hidden
    [message] = [each["message"] for each in printed["problems"]]
    assert message == "rows with the unknown code 'Q' in gender: counted as Not reported"
