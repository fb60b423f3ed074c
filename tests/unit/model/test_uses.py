"""Which fields a metric stands on: its values, its conditions, the people it is about, and its groups."""

from __future__ import annotations

import pytest

from kpitrack.definitions import read_program
from kpitrack.model.program import Program
from kpitrack.model.uses import fields_used, looks

PROGRAM = """
program: {id: p, title: P}
calendar: {years: {Y1: {starts: 2025-08-11}}}
people: {student: {roster: roster}}
things: {team: {}}
populations:
  students: {of: student}
  older: {of: student, where: {grade_band: 9-12}}
  members: {of: older, having: {from: teams, where: {kind: Mixed}, window: on_that_day}}
dimensions:
  gender: {categories: [Female, Male]}
  grade_band: {field: grade, bands: {9-12: ["9"]}}
  frl: {having: {from: meals, where: {code: "181"}, window: on_that_day}, then: Eligible, else: Not eligible}
"""
SOURCES = """
roster:
  owner: O
  files: roster.csv
  id: {student: {column: id}}
  dates: {start: since, end: until}
  fields:
    {gender: {column: sex}, grade: {column: grade}, since: {column: a, type: date}, until: {column: b, type: date}}
teams:
  owner: O
  files: teams.csv
  id: {student: {column: id}, team: {column: team}}
  dates: {start: joined, end: left}
  fields: {kind: {column: kind}, joined: {column: j, type: date}, left: {column: l, type: date}}
meals:
  owner: O
  files: meals.csv
  id: {student: {column: id}}
  dates: {start: since, end: until}
  fields: {code: {column: code}, since: {column: s, type: date}, until: {column: u, type: date}}
survey:
  owner: O
  files: survey.csv
  id: {student: {column: id}}
  date: day
  fields:
    day: {column: day, type: date}
    wave: {column: w}
    q1: {column: q1, scale: [1, 5]}
    q2: {column: q2, scale: [1, 5]}
  scores: {both: {combine: [q1, q2]}}
"""
METRICS = """
score:
  {title: T, group: G, owner: O, by: [gender, frl], track: true,
   measure: {kind: mean, from: survey, of: members, where: {wave: post}, value: both, take: latest,
             window: year_to_date}}
teams:
  {title: T, group: G, owner: O, by: {none: things}, track: true,
   measure: {kind: count, from: teams, per: team, window: on_that_day}}
girls:
  {title: T, group: G, owner: O, by: {none: about gender}, track: true,
   measure: {kind: share, of: students, having: {where: {gender: Female}}}}
distance:
  {title: T, group: G, owner: O, by: {none: compares}, track: true,
   measure: {kind: gap, metric: score, larger_minus_smaller: {gender: [Female, Male]}}}
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    folder = tmp_path_factory.mktemp("targets")
    for name, content in (("program", PROGRAM), ("sources", SOURCES), ("metrics", METRICS)):
        (folder / f"{name}.yaml").write_text(content)
    return read_program(folder)


@pytest.mark.parametrize(
    ("metric", "dimensions", "expected"),
    [
        (
            "score",
            (),
            {
                "survey": {"student", "q1", "q2", "wave", "day"},
                "roster": {"grade", "since"},  # who is older; not the gender
                "teams": {"kind", "joined"},
            },
        ),
        ("teams", (), {"teams": {"team", "joined"}}),
        ("girls", (), {"roster": {"gender", "since"}}),
        ("girls", ("grade_band",), {"roster": {"gender", "grade", "since"}}),
    ],
)
def test_fields_of_a_metric(
    program: Program, metric: str, dimensions: tuple[str, ...], expected: dict[str, set[str]]
) -> None:
    """A dimension counts only where the metric is split by it or chooses by it; blank ends are no gap."""
    assert fields_used(program, metric, dimensions) == expected


def test_a_gap_stands_on_the_dimension_it_compares(program: Program) -> None:
    """Also when it is not split by anything."""
    assert "gender" in fields_used(program, "distance")["roster"]
    assert "gender" not in fields_used(program, "score")["roster"]


def test_a_category_by_the_presence_of_rows_stands_on_those_rows(program: Program) -> None:
    """Meals are rows of another source."""
    assert fields_used(program, "score", ("frl",))["meals"] == {"code", "since"}


def test_looks_name_the_rows_and_what_is_wanted_there(program: Program) -> None:
    """The survey's score and day are wanted in the rows of the second wave only."""
    [look] = [each for each in looks(program) if each.source == "survey"]
    assert look.fields == ("both", "day")
    assert look.where[0].fields() == ("wave",)
