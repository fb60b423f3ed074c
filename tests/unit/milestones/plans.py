"""Small plans, written as an analyst would, on a program that is right."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from kpitrack import milestones
from kpitrack.definitions import read_program
from kpitrack.definitions.milestones import plan_of
from kpitrack.definitions.strict_yaml import parse_yaml
from kpitrack.milestones import Known
from kpitrack.model.evidence import ReadEntry
from kpitrack.model.plan import Plan
from kpitrack.model.program import Program
from kpitrack.model.schedule import Finding, Schedule, Standing
from tests.broken.definitions.small_program import write_program

# Weeks of the small program: W01 begins Aug 11, 2025; the break of Dec 22 to Jan 2 stands between W19 and W20.
W08_ENDS = date(2025, 10, 5)
W20_ENDS = date(2026, 1, 11)

CHAIN = """\
vote_work: {title: The board votes, kind: activity, owner: Board, parties: [Board, Staff], starts: Y1-W01, due: Y1-W02}
year_bar: {title: The year, kind: stage, owner: Board, starts: Y1-W01, due: Y1-W12}
votes: {title: The vote, owner: Board, during: vote_work, due: Y1-W02, critical: true, risk: medium}
training: {title: Training ends, owner: HR, starts: Y1-W03, due: Y1-W05, after: [votes], critical: true, risk: low}
classes: {title: Classes begin, owner: Coordinator, due: Y1-W06, after: [training], risk: high}
launch: {title: The launch, owner: HR, due: Y1-W10, takes: 2 weeks, after: {training: 1 week}, needs: a room}
report: {title: A report, owner: HR, starts: Y1-W11, due: Y1-W12, after: [classes, launch], assumed: it takes two weeks}
"""


@cache
def small_program() -> Program:
    with tempfile.TemporaryDirectory() as folder:
        return read_program(write_program(Path(folder)))


def plan(text: str = CHAIN) -> Plan:
    return plan_of(small_program(), parse_yaml(text, name="targets/milestones.yaml"), None)


def recorded(
    subject: str, on: str, value: str = "Done", *, evidence: str = "Minutes", row: int = 2, group: str = ""
) -> ReadEntry:
    day = date.fromisoformat(on) if on[:1].isdigit() else None
    return ReadEntry("records.csv", row, subject, "Y1", group, value, day, on, evidence, "Board")


def standing_on(day: date, *records: ReadEntry, text: str = CHAIN) -> Schedule:
    return milestones.schedule(plan(text), Known(records=records), day)


def one(schedule: Schedule, name: str) -> Standing:
    return schedule.by_id[name]


def codes(found: Sequence[Finding]) -> list[str]:
    return [each.code for each in found]
