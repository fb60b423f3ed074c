"""The improvement-plan document's own examples of how a benchmark grows better, as three programs.

Written before any rule of lint: what the document says about each revision is in `SAID`, and the rules have to agree.
"""

from __future__ import annotations

from pathlib import Path

PROGRAM = """\
program: {id: benchmarks, title: Evolution of some benchmarks}
calendar:
  style: calendar_months
  years: {SY13: {starts: 2012-08-27}, SY14: {starts: 2013-08-26}}
people: {employee: {roster: staff}}
things: {classroom: {}}
populations:
  teachers: {of: employee, where: {role: Teacher}}
  k2_teachers: {of: employee, where: {role: Teacher, grade: [K, 1, 2]}}
  administrators: {of: employee, where: {role: Administrator}}
"""

SOURCES = """\
staff:
  owner: HR
  files: staff.csv
  id: {employee: {column: id}}
  fields: {role: {column: role}, grade: {column: grade}}
sign_ins:
  owner: District
  files: sign_ins.csv
  id: {employee: {column: id}}
  date: came_on
  fields: {came_on: {column: date, type: date}, event: {column: event}}
goal_forms:
  owner: Principals
  files: goal_forms.csv
  id: {employee: {column: id}}
  date: filed_on
  fields:
    filed_on: {column: date, type: date}
    aligned: {column: aligned, type: yes_no}
    used: {column: used, type: yes_no}
classroom_reports:
  owner: Principals
  files: classroom_reports.csv
  id: {employee: {column: id}}
  date: filed_on
  fields: {filed_on: {column: date, type: date}}
walks:
  owner: Principals
  files: walks.csv
  id: {classroom: {column: room}, employee: {column: observer}}
  date: walked_on
  fields:
    walked_on: {column: date, type: date}
    indicator: {column: indicator}
    rating: {column: rating, levels: [Not observed, Beginning, Providing, Leading]}
feedback:
  owner: District
  files: feedback.csv
  id: {employee: {column: id}}
  date: rated_on
  fields: {rated_on: {column: date, type: date}, quality: {column: rating, type: number, scale: [1, 4]}}
"""

ORIGINAL = """\
smart_goals:                     # 100% of teachers participate in SMART goal training
  title: Teachers who participate in SMART goal training
  group: Teacher
  owner: District
  benchmark: early_evidence
  every: month
  measure: {kind: share, of: teachers, having: {from: sign_ins, where: {event: SMART goals}, window: in_period}}
  targets: [{at_least: 100%}]

intervention_protocol:           # K-2 teachers will use the academic intervention protocol
  title: K-2 teachers will use the academic intervention protocol
  group: Teacher
  owner: Principals
  benchmark: early_evidence
  every: month
  targets: [{at_least: Used}]

indicator_2:                     # Administrators will provide feedback on Indicator 2
  title: Administrators will provide feedback on Indicator 2
  group: Administrator
  owner: District
  benchmark: early_evidence
  every: month
  targets: [{at_least: Provided}]
"""

FIRST_REVISION = """\
smart_goals:                     # 100% of teachers develop and use SMART goals aligned to SIPs as evidenced by ...
  title: Teachers who develop and use SMART goals aligned to the school's plan
  group: Teacher
  owner: District
  benchmark: early_evidence
  every: month
  measure:
    kind: share
    of: teachers
    having: {from: goal_forms, where: {aligned: true, used: true}, window: in_period}
  targets: [{at_least: 100%}]

intervention_protocol:           # Every K-2 teacher ... as evidenced by teacher-generated classroom reports
  title: K-2 teachers who report baseline data at each tier
  group: Teacher
  owner: Principals
  benchmark: early_evidence
  every: month
  measure: {kind: share, of: k2_teachers, having: {from: classroom_reports, window: in_period}}
  targets: [{at_least: 100%}]

indicator_2:                     # 60% of classrooms are at least Providing in Indicator 2
  title: Classrooms at least Providing in Indicator 2
  group: Teacher
  owner: Principals
  benchmark: early_evidence
  every: month
  measure:
    {kind: share, from: walks, where: {indicator: "2"}, window: in_period, per: classroom,
     having: {value: rating, take: latest, at_least: Providing}}
  targets: [{at_least: 60%}]

administrator_feedback:          # Administrators will complete weekly classroom observations to collect data ...
  title: Administrators who completed their weekly classroom observations
  group: Administrator
  owner: District
  benchmark: early_evidence
  every: month
  measure: {kind: share, of: administrators, having: {from: walks, window: in_period}}
  targets: [{every: month, at_least: 100%}]
"""

SECOND_REVISION = """\
smart_goals:                     # By Oct 15th, 100% of teachers develop and use SMART goals ...
  title: Teachers who develop and use SMART goals aligned to the school's plan
  group: Teacher
  owner: District
  benchmark: early_evidence
  every: month
  measure:
    kind: share
    of: teachers
    having: {from: goal_forms, where: {aligned: true, used: true}, window: in_period}
  targets: [{due: 2012-10-15, at_least: 100%}]

intervention_protocol:           # By October 2013, every K-2 teacher ...
  title: K-2 teachers who report baseline data at each tier
  group: Teacher
  owner: Principals
  benchmark: early_evidence
  every: month
  measure: {kind: share, of: k2_teachers, having: {from: classroom_reports, window: in_period}}
  targets: [{due: 2013-10, at_least: 100%}]

indicator_2:                     # By November, 60% ... This will increase at least 5 points in each subsequent month.
  title: Classrooms at least Providing in Indicator 2
  group: Teacher
  owner: Principals
  benchmark: early_evidence
  every: month
  measure:
    {kind: share, from: walks, where: {indicator: "2"}, window: in_period, per: classroom,
     having: {value: rating, take: latest, at_least: Providing}}
  targets: [{due: 2012-11, at_least: 60%, then: {increase_by: 5 pp, every: month, until: 2013-06}}]

principal_feedback:              # Each month, all principals improve in the quality of feedback ...
  title: Administrators whose feedback to teachers improved
  group: Administrator
  owner: District
  benchmark: early_evidence
  every: month
  measure:
    kind: share
    of: administrators
    having:
      any_of:
        - {from: feedback, window: in_period, value: quality, take: change, more_than: 0}
        - {from: feedback, window: in_period, value: quality, take: latest, at_least: 4}
  targets: [{every: month, starts: 2012-10, until: 2013-06, at_least: 100%}]
"""

# What the document says is better after each revision: (metric, code of the finding that is gone).
SAID_OF_THE_FIRST = (
    ("smart_goals", "activity_as_evidence"),  # "more meaningful"
    ("intervention_protocol", "not_measurable"),  # "more measurable"
    ("indicator_2", "not_measurable"),  # "more focused on teacher practice"
)
SAID_OF_THE_SECOND = (
    ("smart_goals", "not_timed"),  # "specific timing"
    ("intervention_protocol", "not_timed"),  # "specific timing"
    ("indicator_2", "not_timed"),  # "specific timing for performance"
    ("administrator_feedback", "activity_as_evidence"),  # "and measurable improvement"
)


def write_revision(folder: Path, metrics: str) -> Path:
    targets = folder / "targets"
    targets.mkdir(parents=True)
    for name, text in (("program", PROGRAM), ("sources", SOURCES), ("metrics", metrics)):
        (targets / f"{name}.yaml").write_text(text, encoding="utf-8")
    return targets
