"""A district on disk for the pipeline: definitions and the exports of a handful of students."""

from __future__ import annotations

from pathlib import Path

from tests.worlds import program

SOURCES = """
roster:
  owner: Registrar
  files: roster.csv
  id: {student: {column: id}}
  dates: {start: begins, end: ends}
  exported_on: 2026-02-15
  fields:
    begins: {column: begins, type: date, format: YYYY-MM-DD}
    ends: {column: ends, type: date, format: YYYY-MM-DD}
    gender: {column: gender, type: choice, map: {F: Female, M: Male, X: Non-binary}}
    school: {column: school, type: text}
log:
  owner: Office
  files: log.csv
  id: {student: {column: id}}
  date: happened_on
  exported_on: 2026-02-15
  fields:
    happened_on: {column: day, type: date, format: YYYY-MM-DD}
    outcome: {column: outcome, type: choice, map: {done: Done, open: Open}}
    score: {column: score, type: number, scale: [1, 10]}
"""
METRICS = """
done: {title: Finished the course, group: Student, owner: O, every: quarter, by: [gender],
       measure: {kind: share, of: students, having: {from: log, where: {outcome: Done}, window: year_to_date}},
       targets: [{due: Y1-Q2, at_least: 50%}]}
scored: {title: Score, group: Student, owner: O, every: quarter, by: [gender],
         measure: {kind: mean, of: students, from: log, window: year_to_date, value: score, take: latest}}
answers: {title: Answers, group: Teacher, owner: O, every: quarter,
          measure: {kind: mean, of: students, from: log, window: year_to_date, value: score, take: count}}
double: {title: Twice, group: Staff, owner: O, measure: {kind: derived, add: [done, done]}}
plan: {title: Plan, group: Staff, owner: O, measure: {kind: record}, targets: [{due: Y1-Q1, at_least: Achieved}]}
"""
ROSTER = """id,begins,ends,gender,school
1,2025-08-11,,F,Ash
2,2025-08-11,2025-12-01,M,Ash
2,2025-12-02,,M,Birch
3,2025-08-11,2025-10-01,F,Ash
4,2025-11-10,,X,Birch
5,2025-08-11,,,Ash
"""
LOG = """id,day,outcome,score
1,2025-09-01,done,7
1,2025-10-01,open,4
2,2026-02-16,done,9
3,2025-09-01,done,10
4,2026-01-10,done,6.5
5,2026-01-10,open,
"""


def make(folder: Path) -> Path:
    """The folder of the definitions; the exports lie in it."""
    program(folder, METRICS, sources=SOURCES)
    exports = folder / "targets" / "exports"
    exports.mkdir()
    (exports / "roster.csv").write_text(ROSTER, encoding="utf-8")
    (exports / "log.csv").write_text(LOG, encoding="utf-8")
    return folder / "targets"
