"""A small program that is right. Each test breaks one line of it."""

from __future__ import annotations

from pathlib import Path

PROGRAM = """\
program: {id: small, title: A small program}

calendar:
  years:
    Y1: {starts: 2025-08-11, label: 2025-26, breaks: [[2025-12-22, 2026-01-02]]}
    Y2: {starts: 2026-08-10}
  series:
    survey: {Fall-2025: [2025-10-01, 2025-10-31], Spring-2026: [2026-03-01, 2026-03-31]}
  named_days: {census_day: 2025-10-01}

people:
  student: {roster: roster}
  parent: {}

things:
  team: {}

populations:
  students: {of: student}
  girls: {of: students, where: {gender: Female}}
  members:
    of: student
    having: {from: teams, window: on_that_day}
    fixed_on: census_day

dimensions:
  gender: {categories: [Female, Male, Non-binary]}
  frl: {categories: [Eligible, Not eligible]}
  grade_band:
    field: grade
    bands: {K-5: [K, 1, 2], 6-8: [6, 7, 8]}

schools:
  Cedar: {opened: 2020-08-10, closed: 2026-06-30, formerly: [Ash], renamed_on: 2025-08-11}
  Birch: {}

quality:
  - {standard: Timeliness, checks: days_since_export, at_most: 7 days}
"""

SOURCES = """\
roster:
  owner: Registrar
  files: roster_{date}.csv
  id: {student: {column: id, width: 7}}
  fields:
    gender: {column: gender, map: gender}
    frl: {column: meals, map: {F: Eligible, P: Not eligible}}
    grade: {column: grade}

teams:
  owner: Coordinator
  files: teams.csv
  id: {student: {column: student}, team: {column: team}}
  dates: {start: joined_on, end: left_on}
  fields:
    joined_on: {column: joined, type: date}
    left_on: {column: left, type: date}

survey:
  owner: Assessment
  layout: qualtrics
  files: survey_*.csv
  id: {student: {column: id}}
  date: answered_on
  unique: [student, wave]
  on_duplicate: keep_latest
  fields:
    answered_on: {column: date, type: date}
    wave: {column: wave, map: {1: Pre, 2: Post}}
    level: {column: level, levels: [Low, High]}
    joy: {column: joy, scale: [1, 5]}
    pride: {column: pride, scale: [1, 5]}
    finished: {column: done, type: yes_no}
    comment: {column: comment}
  scores:
    mood: {combine: {joy: 50%, pride: 50%}}
"""

METRICS = """\
members:
  title: Students in teams
  group: Student
  owner: Coordinator
  every: quarter
  measure: {kind: count, of: members}
  by: [gender, frl]
  targets:
    - {due: Y1-Q2, at_least: 50}

happy:
  title: Students who are happy
  group: Student
  owner: Assessment
  measure:
    kind: share
    of: students
    having: {from: survey, where: {wave: Post}, window: in_period, value: joy, take: latest, at_least: 4}
  by: [gender, grade_band]
  baseline: {stated: 40%, period: Y1-Q1}
  targets:
    - {every: quarter, starts: Y1-Q1, until: Y1-Q4, at_least: 80%}
    - {due: Y1, increase_by: 5 pp}
  alerts:
    - {when: {less_than: 60%}, level: watch, response: Ask them why, owner: Assessment}

mood:
  title: Mood
  group: Student
  owner: Assessment
  every: survey
  measure: {kind: mean, of: students, from: survey, window: in_period, value: mood, take: latest}
  targets:
    - {due: Spring-2026, at_least: 4 /5}

mood_gap:
  title: Distance in mood between girls and boys
  group: Student
  owner: Assessment
  measure: {kind: gap, metric: mood, larger_minus_smaller: {gender: [Female, Male]}}
  targets:
    - {due: Y1, at_most: 0.5 points}

vote:
  title: The board has voted
  group: Governance
  owner: Board
  measure: {kind: record}
  targets:
    - {due: Y1, at_least: Achieved}
"""

FILES = {"program.yaml": PROGRAM, "sources.yaml": SOURCES, "metrics.yaml": METRICS}


def write_program(folder: Path, **changed: str) -> Path:
    """The small program in `folder/targets`; `changed` holds the text of a file under its name without ending."""
    targets = folder / "targets"
    targets.mkdir()
    for name, text in {**FILES, **{f"{stem}.yaml": text for stem, text in changed.items()}}.items():
        (targets / name).write_text(text, encoding="utf-8")
    return targets
