"""Situations that every year brings, played on a tiny district with real files, from YAML and CSV to the report."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from kpitrack import pipeline
from kpitrack.errors import DefinitionErrors, UsageError
from kpitrack.model.published import PublishedMetric, Report, Shown
from kpitrack.model.statuses import Status
from tests.worlds import Q2_END

PROGRAM = """
program: {id: tiny, title: A tiny district, exports: ../exports, records: ../exports/records.csv}
calendar:
  years:
    Y0: {starts: 2024-08-12, breaks: [[2024-11-25, 2024-11-29], [2024-12-23, 2025-01-03], [2025-03-31, 2025-04-04]]}
    Y1: {starts: 2025-08-11, breaks: [[2025-11-24, 2025-11-28], [2025-12-22, 2026-01-02], [2026-03-30, 2026-04-03]]}
    Y2: {starts: 2026-08-10}
people: {student: {roster: roster}}
populations: {students: {of: student}}
dimensions:
  gender: {categories: [Female, Male]}
  school: {}
disclosure: {min_n: 2}
"""
SOURCES = """
roster:
  owner: Registrar
  files: roster_{date}.csv
  use: newest
  id: {student: {column: id}}
  dates: {start: begins, end: ends}
  fields:
    begins: {column: begins, type: date}
    ends: {column: ends, type: date}
    gender: {column: gender, type: choice}
    school: {column: school, type: text}
clubs:
  owner: Office
  files: clubs_{date}.csv
  use: newest
  id: {student: {column: id}}
  date: joined_on
  fields: {joined_on: {column: joined, type: date}}
survey:
  owner: Assessment Team
  layout: qualtrics
  files: survey_{date}.csv
  id: {student: {column: ExternalReference}}
  date: answered_on
  keep: {finished: true, preview: false}
  unique: [student]
  on_duplicate: keep_latest
  fields:
    answered_on: {column: RecordedDate, type: date}
    finished: {column: Finished, type: yes_no}
    preview: {column: Status, type: yes_no, map: {"0": false, "1": true}}
    happy: {column: Q1, type: number, scale: [1, 10], blank_codes: [-99]}
"""
METRICS = """
club_share:
  title: Students in a club
  group: Student
  owner: Office
  measure: {kind: share, of: students, having: {from: clubs, window: year_to_date}}
  by: [gender, school]
  targets: [{due: Y1-Q2, at_least: 50%}]
happiness:
  title: Happiness
  group: Student
  owner: Assessment Team
  every: quarter
  measure: {kind: mean, of: students, from: survey, window: in_period, value: happy, take: latest}
  by: [gender]
  targets: [{every: quarter, at_least: 7 /10}]
"""
ROSTER = """
    id,begins,ends,gender,school
    01,2025-08-11,,Female,Ash
    02,2025-08-11,,Female,Ash
    03,2025-08-11,2025-12-01,Male,Ash
    03,2025-12-02,,Male,Birch
    04,2025-08-11,,Male,Birch
"""
CLUBS = """
    id,joined
    01,2025-09-01
    03,2025-10-01
    04,2026-01-10
"""


def district(
    tmp_path: Path,
    files: Mapping[str, str],
    *,
    metrics: str = METRICS,
    program: str = PROGRAM,
) -> Path:
    """Write the district; returns its folder of definitions."""
    targets, exports = tmp_path / "targets", tmp_path / "exports"
    targets.mkdir(exist_ok=True)
    exports.mkdir(exist_ok=True)
    (targets / "program.yaml").write_text(program, encoding="utf-8")
    (targets / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (targets / "metrics.yaml").write_text(metrics, encoding="utf-8")
    for name, text in files.items():
        (exports / name).write_text(textwrap.dedent(text).lstrip(), encoding="utf-8")
    return targets


def asked(
    targets: Path, metric: str = "club_share", *, as_of: date = Q2_END, **how: object
) -> tuple[Report, PublishedMetric]:
    question = pipeline.Question(
        **{"period": "Y1-Q2", "as_of": as_of, "metrics": (metric,), "audience": "internal", **how}  # type: ignore[arg-type]
    )
    report = pipeline.report(pipeline.load_program(targets), question)
    return report, report.metrics[0]


def shown(metric: PublishedMetric) -> Shown:
    assert isinstance(metric.total, Shown)
    return metric.total


def schools(metric: PublishedMetric) -> dict[str, tuple[Fraction | None, int | None]]:
    found = {}
    for (name,), cell in metric.by[("school",)].items():
        assert isinstance(cell, Shown)
        found[name] = (cell.numerator, cell.n)
    return found


FEBRUARY = {"roster_2026-02-15.csv": ROSTER, "clubs_2026-02-15.csv": CLUBS}


def test_q2_rerun_in_april_gives_the_numbers_of_q2(tmp_path: Path) -> None:
    """01 left in March, 05 came and joined a club, 02 joined one in April: none of it was so in February."""
    before = shown(asked(district(tmp_path, FEBRUARY))[1])
    april_roster = ROSTER.replace("01,2025-08-11,,", "01,2025-08-11,2026-03-06,") + "    05,2026-03-02,,Female,Ash\n"
    april_clubs = CLUBS + "    05,2026-03-03\n    02,2026-04-01\n"
    later = {"roster_2026-04-10.csv": april_roster, "clubs_2026-04-10.csv": april_clubs}
    after = shown(asked(district(tmp_path, {**FEBRUARY, **later}), as_of=date(2026, 4, 10))[1])
    assert (before.numerator, before.denominator) == (3, 4)
    assert (after.numerator, after.denominator, after.status) == (3, 4, before.status)


def test_a_mover_is_counted_once_and_schools_add_up_to_the_district(tmp_path: Path) -> None:
    _, metric = asked(district(tmp_path, FEBRUARY), by=(("school",),))
    assert schools(metric) == {"Ash": (1, 2), "Birch": (2, 2)}
    assert shown(metric).n == 4


def test_explain_says_who_joined_left_and_moved(tmp_path: Path) -> None:
    program = pipeline.load_program(district(tmp_path, FEBRUARY))
    question = pipeline.Question(period="Y1-Q2", as_of=Q2_END, audience="internal")
    movement = pipeline.explain(program, "club_share", question).movement
    assert movement is not None
    assert (movement.since, movement.people) == (date(2025, 11, 2), (0, 0, 1))


def test_a_raised_target_judges_by_the_date_and_names_the_original(tmp_path: Path) -> None:
    target = "{due: Y1-Q2, at_least: 80%, changed: {on: 2026-01-20, from: 50%, why: The board raised it.}}"
    metrics = METRICS.replace("{due: Y1-Q2, at_least: 50%}", target)
    targets = district(tmp_path, FEBRUARY, metrics=metrics)
    _, raised = asked(targets)
    assert shown(raised).status is Status.NOT_MET, "3 of 4 is not 80 %"
    assert raised.target is not None
    assert (raised.target.original, raised.target.changed_on) == ("50%", date(2026, 1, 20))
    _, before = asked(targets, as_of=date(2026, 1, 19))
    assert shown(before).gap == Fraction(3, 4) - Fraction(1, 2)


def test_a_retired_metric_says_when_and_why_and_keeps_its_last_result(tmp_path: Path) -> None:
    metrics = METRICS.replace(
        "  by: [gender, school]", "  by: [gender, school]\n  retired: {on: 2026-02-01, why: Clubs ended.}"
    )
    _, metric = asked(district(tmp_path, FEBRUARY, metrics=metrics))
    assert (shown(metric).status, shown(metric).value, metric.retired_why) == (
        Status.RETIRED,
        Fraction(3, 4),
        "Clubs ended.",
    )


def test_a_renamed_school_goes_on_under_its_new_name(tmp_path: Path) -> None:
    program = PROGRAM + "schools: {Cedar: {formerly: [Ash], renamed_on: 2026-01-01}}\n"
    report, metric = asked(district(tmp_path, FEBRUARY, program=program), by=(("school",),))
    assert schools(metric) == {"Birch": (2, 2), "Cedar": (1, 2)}
    assert report.notes == ("Cedar was named Ash until Dec 31, 2025.",)


@pytest.mark.parametrize(
    ("dates", "as_of", "said"),
    [
        ("opened: 2024-11-03", Q2_END, ("Ash opened on Nov 3, 2024.",)),
        ("opened: 2024-11-02", Q2_END, ()),
        ("closed: 2026-02-15", Q2_END, ("Ash closed on Feb 15, 2026.",)),
        ("closed: 2026-02-15", date(2026, 2, 14), ()),
        (
            "opened: 2025-08-11, closed: 2026-01-30",
            Q2_END,
            ("Ash opened on Aug 11, 2025.", "Ash closed on Jan 30, 2026."),
        ),
    ],
)
def test_a_report_says_which_schools_opened_or_closed(
    tmp_path: Path, dates: str, as_of: date, said: tuple[str, ...]
) -> None:
    """From the year before its period, whose values stand beside, to the as-of date; Q2 begins on Nov 3, 2025."""
    program = PROGRAM + f"schools: {{Ash: {{{dates}}}}}\n"
    targets = district(tmp_path, FEBRUARY, program=program)
    assert asked(targets, as_of=as_of)[0].notes == said
    assert asked(targets, as_of=as_of, schools=("Birch",))[0].notes == ()


def test_only_an_internal_report_says_by_whose_decision_it_is_exact(tmp_path: Path) -> None:
    """With the day until which exact figures are kept, if one is set."""
    program = PROGRAM.replace("min_n: 2", "min_n: 2, authorization: the board of July 8, retain_until: 2026-06-30")
    targets = district(tmp_path, FEBRUARY, program=program)
    said = "Exact figures are kept by decision of the board of July 8, until Jun 30, 2026."
    assert asked(targets)[0].notes == (said,)
    assert asked(targets, audience="shared")[0].notes == ()


def test_a_quarter_that_has_not_begun_offers_the_last_complete_one(tmp_path: Path) -> None:
    targets = district(tmp_path, FEBRUARY)
    with pytest.raises(UsageError, match="Y2-Q4 has not begun") as refused:
        asked(targets, as_of=date(2026, 9, 1), period="Q4")
    assert "Y1-Q4" in refused.value.hint


def test_a_report_before_the_end_of_its_period_is_preliminary(tmp_path: Path) -> None:
    targets = district(tmp_path, FEBRUARY)
    assert asked(targets, as_of=date(2026, 2, 14))[0].preliminary
    assert not asked(targets, as_of=Q2_END)[0].preliminary


SURVEY = """
    RecordedDate,Finished,Status,ExternalReference,Q1
    Recorded Date,Finished,Response Type,External Data Reference,How happy are you?
    "{""ImportId"":""r""}","{""ImportId"":""f""}","{""ImportId"":""s""}","{""ImportId"":""e""}","{""ImportId"":""QID1""}"
    2026-01-10 09:00:00,1,0,01,8
    2026-01-10 09:05:00,1,0,02,4
    2026-01-12 09:00:00,1,0,02,6
    2026-01-13 09:00:00,0,0,02,1
    2026-01-14 09:00:00,1,1,03,10
    2026-01-15 09:00:00,1,0,,9
    2026-01-15 09:10:00,1,0,,9
    2026-01-16 09:00:00,1,0,04,-99
"""


def test_surveys_with_anonymous_partial_repeated_and_preview_answers(tmp_path: Path) -> None:
    """Of 4 students two answered: 01 with 8, and 02 with 6, because the later finished answer counts."""
    files = {**FEBRUARY, "survey_2026-02-15.csv": SURVEY}
    report, metric = asked(district(tmp_path, files), metric="happiness")
    total = shown(metric)
    assert (total.value, total.n, total.left_out) == (7, 2, 2), "without an id nobody can be matched"
    reading = next(source for source in report.sources if source.name == "survey")
    assert reading.rows == 8 == reading.used + sum(reading.dropped.values()) + sum(reading.refused.values())
    assert sum(reading.dropped.values()) == 2, "one partial answer, one preview"


def test_a_metric_without_data_does_not_call_its_groups_not_applicable(tmp_path: Path) -> None:
    _, metric = asked(district(tmp_path, {"roster_2026-02-15.csv": ROSTER}), by=(("gender",),))
    assert shown(metric).status is Status.NO_DATA
    assert metric.not_applicable == {}


def test_rows_that_bear_no_day_have_no_past(tmp_path: Path) -> None:
    """A file without any date says nothing of last quarter, so nothing of it stands beside today's result."""
    metric = "\nlisted:\n  title: L\n  group: G\n  owner: O\n  track: true\n  measure: "
    counted = metric + "{kind: count, from: list, per: row, window: program_to_date}\n  by: [gender]\n"
    targets = district(tmp_path, FEBRUARY | {"list.csv": "gender\nMale\nMale\n"}, metrics=METRICS + counted)
    with (targets / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write("list: {owner: O, files: list.csv, dimensions: {gender: gender}, ")
        file.write("fields: {gender: {column: gender, type: choice}}}\n")
    total = shown(asked(targets, "listed")[1])
    assert (total.value, total.previous, total.year_ago) == (2, None, None)
    club = shown(asked(targets)[1])
    assert (club.previous, club.year_ago) != (None, None)


@pytest.mark.parametrize(
    ("changes", "split_by"),
    [
        (("", ""), [("gender",)]),  # the usual ones of those it has
        (("gender: {categories: [Female, Male]}", "sex: {field: gender}"), [("sex",), ("school",)]),  # it has none
        (("title: A tiny district", "title: T, report_by: [school]"), [("school",)]),
        (("title: A tiny district", "title: T, report_by: []"), []),
    ],
)
def test_by_what_a_report_splits_unless_asked(
    tmp_path: Path, changes: tuple[str, str], split_by: list[tuple[str, ...]]
) -> None:
    """A program with names of its own sees its own groups."""
    metrics = METRICS.replace("gender", "sex") if "sex" in changes[1] else METRICS
    targets = district(
        tmp_path, FEBRUARY, program=PROGRAM.replace(*changes) if changes[0] else PROGRAM, metrics=metrics
    )
    assert list(asked(targets)[1].by) == split_by


def test_a_report_cannot_split_by_what_is_no_dimension(tmp_path: Path) -> None:
    """The definitions say so, with the nearest name."""
    targets = district(tmp_path, FEBRUARY, program=PROGRAM.replace("district,", "district, report_by: [gendr],"))
    with pytest.raises(DefinitionErrors, match=r'program.yaml:2:.* unknown dimension "gendr"'):
        pipeline.load_program(targets)
