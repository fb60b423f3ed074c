"""A small program with a growing log, for tests of what runs unattended: publish, history, mail."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from kpitrack.definitions import read_program
from kpitrack.model.program import Program
from kpitrack.pipeline.orders import Order
from kpitrack.pipeline.publishing import Publication, publish

PROGRAM = """
program: {id: small, title: A small program, exports: ../exports}
calendar:
  years:
    Y1: {starts: 2025-08-11, breaks: [[2025-11-24, 2025-11-28], [2025-12-22, 2026-01-02], [2026-03-30, 2026-04-03]]}
    Y2: {starts: 2026-08-10}
people: {student: {roster: roster}}
populations:
  students: {of: student}
dimensions:
  gender: {categories: [Female, Male, Non-binary]}
"""
SOURCES = """
roster:
  owner: Registrar
  files: roster.csv
  id: {student: {column: id}}
  dates: {start: begins, end: ends}
  fields:
    begins: {column: begins, type: date}
    ends: {column: ends, type: date}
    gender: {column: gender, type: choice}
log:
  owner: Program Office
  files: log_{date}.csv
  use: newest
  id: {student: {column: id}}
  date: happened_on
  fields:
    happened_on: {column: day, type: date}
    outcome: {column: outcome, type: choice}
"""
METRICS = """
finished:
  title: Students who finished
  group: Student
  owner: Program Coordinator
  measure: {kind: count, of: students, having: {from: log, where: {outcome: done}, window: year_to_date}}
  by: [gender]
  headcount: {public: true, reason: the size of the program is announced every week}
  targets:
    - {due: Y1-Q2, at_least: 40, role: checkpoint}
    - {due: Y1-Q4, at_least: 120, role: final}
  alerts:
    - {when: {less_than: 30}, level: review, response: Call the schools, owner: Principals}
finished_share:
  title: Share of students who finished
  group: Student
  owner: Program Coordinator
  measure: {kind: share, of: students, having: {from: log, where: {outcome: done}, window: year_to_date}}
  by: [gender]
  targets:
    - {due: Y1-Q4, at_least: 50%, role: final}
"""
REPORTS = """
weekly:
  title: Operational summary
  every: week
  for: The team
  sections: [changes, milestones, behind, alerts, late_sources, prompts]
  formats: [html, xlsx, json, md]
  mail: [team]
monthly: {title: Progress report, every: month, formats: [html, json]}
board: {title: Board update, every: quarter, audience: public, show: {role: [final]}, formats: [html]}
inside: {title: For the team alone, every: week, audience: internal, sections: [alerts], formats: [md]}
"""
STUDENTS = 200
GENDERS = ("Female", "Male")


@dataclass(frozen=True, slots=True)
class Small:
    """The program's folder and everything beside it."""

    root: Path

    @property
    def targets(self) -> Path:
        return self.root / "targets"

    @property
    def exports(self) -> Path:
        return self.root / "exports"

    @property
    def output(self) -> Path:
        return self.root / "reports"

    @property
    def store(self) -> Path:
        return self.root / ".kpitrack"

    @property
    def program(self) -> Program:
        return read_program(self.targets)

    def settings(self, text: str) -> None:
        (self.targets / "settings.yaml").write_text(text, encoding="utf-8")

    def publish(self, name: str = "weekly", as_of: date = date(2025, 10, 5), **more: object) -> Publication:
        """In this process; today is a day after the as-of day."""
        facts: dict[str, object] = {"today": as_of + timedelta(days=1), "made_at": "2025-10-06T06:00:00", **more}
        return publish(self.program, name, Order(as_of=as_of, **facts))  # type: ignore[arg-type]

    def run(self, *words: object, **environment: str) -> subprocess.CompletedProcess[str]:
        """In a process of its own, without a terminal."""
        return subprocess.run(
            self.command(*words), check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL,
            encoding="utf-8", env=own_environment(environment), cwd=self.root,
        )  # fmt: skip

    def command(self, *words: object) -> list[str]:
        start = "from kpitrack.cli import main; main()"
        return [sys.executable, "-c", start, *(str(word) for word in words), "--targets", str(self.targets)]


def own_environment(more: dict[str, str]) -> dict[str, str]:
    import os  # noqa: PLC0415

    kept = ("PATH", "PYTHONPATH", "HOME", "TMPDIR", "SYSTEMROOT", "TEMP")
    return {**{name: os.environ[name] for name in kept if name in os.environ}, "PYTHONIOENCODING": "utf-8", **more}


def small(root: Path, exported: date = date(2025, 10, 5)) -> Small:
    """A program on disk with one export of the log, dated `exported`."""
    world = Small(root)
    world.targets.mkdir(parents=True)
    world.exports.mkdir()
    files = {"program": PROGRAM, "sources": SOURCES, "metrics": METRICS, "reports": REPORTS}
    for name, text in files.items():
        (world.targets / f"{name}.yaml").write_text(text, encoding="utf-8")
    rows = [f"S{number:04},2025-08-11,,{GENDERS[number % 2]}" for number in range(STUDENTS)]
    _write(world.exports / "roster.csv", "id,begins,ends,gender", rows)
    export(world, exported)
    return world


def export(world: Small, day: date, finished: int | None = None) -> Path:
    """The log as it stands on a day: two students finish every five days from the start of the year."""
    return _write(world.exports / f"log_{day}.csv", "id,day,outcome", log_rows(day, finished))


def log_rows(day: date, finished: int | None = None) -> list[str]:
    first = date(2025, 8, 11)
    if finished is not None:
        return [f"S{number:04},{first},done" for number in range(finished)]
    return [f"S{number:04},{first + timedelta(days=number * 5 // 2)},done" for number in range(finished_by(day))]


def finished_by(day: date) -> int:
    """How many have finished, counted without the program under test."""
    passed = (day - date(2025, 8, 11)).days
    return min(sum(number * 5 // 2 <= passed for number in range(STUDENTS)), STUDENTS) if passed >= 0 else 0


def _write(path: Path, captions: str, rows: Sequence[str]) -> Path:
    path.write_text("\n".join([captions, *rows, ""]), encoding="utf-8")
    return path
