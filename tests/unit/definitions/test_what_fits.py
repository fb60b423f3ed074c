"""What the checks let pass: a rule that refuses right definitions is worse than none."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpitrack.definitions import read_program
from tests.broken.definitions.small_program import FILES, write_program

JOY = (
    "\njoy:\n  title: Joy\n  group: Student\n  owner: Assessment\n"
    "  measure: {kind: mean, of: students, from: survey, window: in_period, value: joy, take: latest}\n"
)
FITS = [
    ("metrics.yaml", "at_least: 80%", "at_least: 80%, or: {at_least: baseline}"),
    ("metrics.yaml", "at_least: 80%", "more_than: previous"),
    ("metrics.yaml", "at_least: 4 /5}\n", "at_least: {metric: joy}}\n" + JOY),
    ("metrics.yaml", "at_least: 80%", "at_least: 80%, scope: {gender: not reported}"),
    ("metrics.yaml", "at_least: 80%", "at_least: 80%, each: grade_band"),
    ("metrics.yaml", "increase_by: 5 pp", "increase_by: 5% relative"),
    ("metrics.yaml", "increase_by: 5 pp", "grow_toward: {goal: 100%, close: 10%}"),
    ("metrics.yaml", "{due: Y1-Q2, at_least: 50}", "{every: month, starts: 2025-10, until: 2026-06, at_least: 50}"),
    ("metrics.yaml", "{due: Y1-Q2, at_least: 50}", "{due: 2026-02-15, at_least: 50}"),
    ("metrics.yaml", "{less_than: 60%}", "{not: {between: [45%, 55%]}}"),
    ("metrics.yaml", "{less_than: 60%}", "{status: [off_track, not_met]}"),
    ("metrics.yaml", "{less_than: 60%}", "{falls: 2}"),
    ("metrics.yaml", "by: [gender, frl]", "by: {none: teams are things}"),
    ("metrics.yaml", "where: {wave: Post}", "where: {wave: post, finished: true, joy: {between: [2, 5]}}"),
    ("metrics.yaml", "where: {wave: Post}", "where: {any_of: [{wave: Pre}, {comment: {blank: true}}]}"),
    ("metrics.yaml", "where: {wave: Post}", "where: {answered_on: {at_least: 2025-09-01}, level: {at_least: low}}"),
    ("metrics.yaml", "value: joy, take: latest, at_least: 4", "value: joy, take: latest, at_least: 4 /5"),
    ("metrics.yaml", "value: joy, take: latest, at_least: 4", "value: level, take: latest, at_least: High"),
    ("metrics.yaml", "value: joy, take: latest, at_least: 4", "value: level, take: latest, is: Low"),
    ("metrics.yaml", "value: joy, take: latest, at_least: 4", "take: count, at_least: 3"),
    ("program.yaml", "fixed_on: census_day", "fixed_on: start_of_semester"),
    ("program.yaml", "fixed_on: census_day", "fixed_on: end_of Y1-Q2"),
    ("program.yaml", "fixed_on: census_day", "fixed_on: 2025-10-01"),
    ("sources.yaml", "unique: [student, wave]", "unique: [student, period]"),
    ("sources.yaml", "on_duplicate: keep_latest", "on_duplicate: {keep_highest: level}"),
    ("sources.yaml", "comment: {column: comment}", "comment: {column: [comment, remark]}"),
    ("sources.yaml", "comment: {column: comment}", "student: {column: id}"),
]


@pytest.mark.parametrize(("file", "before", "after"), FITS, ids=[after for *_, after in FITS])
def test_a_right_definition_is_not_refused(file: str, before: str, after: str, tmp_path: Path) -> None:
    text = FILES[file]
    assert text.count(before) == 1
    program = read_program(write_program(tmp_path, **{Path(file).stem: text.replace(before, after)}))
    assert "members" in program.metrics
