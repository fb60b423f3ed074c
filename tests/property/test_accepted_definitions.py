"""Whatever `validate` accepts can be counted, judged, protected and printed: it never ends as a bug.

A short run is part of the suite; KPITRACK_DEFINITIONS says how many rounds a longer one has.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kpitrack import pipeline
from kpitrack.definitions import read_program
from kpitrack.errors import KpitrackError
from kpitrack.reports.formats import FORMATS
from kpitrack.reports.screen import Screen
from kpitrack.wording.measures import measure_words
from tests import worlds
from tests.property.random_definitions import LOG, SPANS, Measures, Promises
from tests.unit.pipeline import district

ROUNDS = range(int(os.environ.get("KPITRACK_DEFINITIONS", "1")))
MEASURES, METRICS = 200, 80  # written in each round, well or badly

SOURCES = worlds.SOURCES.partition("log:")[0] + (
    "log:\n  owner: Office\n  files: log.csv\n  id: {student: {column: id}}\n  date: happened_on\n  fields:\n"
    + "".join(f"    {name}: {field}\n" for name, field in LOG.items())
    + "    happened_on: {column: day, type: date}\n"
    + "  scores:\n    mood: {combine: {joy: 50%, pride: 50%}}\n"
    + "spans:\n  owner: Office\n  files: spans.csv\n  id: {student: {column: id}}\n"
    + "  dates: {start: begins, end: ends}\n  fields:\n"
    + "".join(f"    {name}: {field}\n" for name, field in SPANS.items())
)
CONTENT: dict[str, tuple[Any, ...]] = {
    "id_student": ("1", "2", "3", "4", None),
    "happened_on": (date(2025, 10, 1), date(2025, 9, 2), date(2026, 1, 5), date(2024, 9, 9), None),
    "outcome": ("Done", "A", None),
    "score": (1, 5, 7.5, None),
    "out_of": (0, 3, 10, None),
    "ready": (True, False, None),
    "rank": ("Low", "Mid", "High", None),
    "tags": (["Done"], ["A", "B"], [], None),
    "rate": (0, 0.5, 0.8, None),
    "cash": (-3, 0, 5, None),
    "time": (0, 2.5, None),
    "number": (0, 1, 3, None),
    "note": ("x", "", None),
    "coded": ("A", "B", None),
    "joy": (1, 5, None),
    "pride": (2, 4, None),
    "mood": (1.5, 3, None),
    "ready_on": (date(2025, 12, 1), None),
    "begins": (date(2025, 9, 1), date(2025, 11, 5), None),
    "ends": (date(2025, 12, 1), date(2026, 3, 1), None),
    "role": ("Done", "A", None),
}
HEAD = "title: T, group: G, owner: O, every: quarter"
BASE = (
    "base: {title: Base, group: G, owner: O, every: quarter, by: [gender, school], measure: {kind: share, of: students,"
    " having: {from: log, where: {outcome: Done}, window: year_to_date}}, track: true}"
)
EMPTY_PLACE = re.compile(r"(^|[^.]) [;,](\s|$)|[:.] ;|  is due|target [;.]|Now \.|: \.|\bNone\b|, ,|\(\)")


def rows(random: Random, names: Sequence[str], count: int) -> list[dict[str, Any]]:
    return [{name: random.choice(CONTENT[name]) for name in names} for _ in range(count)]


def accepted(folder: Path, metrics: str, sources: str) -> bool:
    """Does the definition pass? Anything but an answer fails the test."""
    try:
        worlds.program(folder, metrics, sources=sources)
    except KpitrackError:
        return False
    return True


@pytest.mark.parametrize("seed", ROUNDS)
def test_an_accepted_measure_can_be_counted_and_said_in_words(tmp_path: Path, seed: int) -> None:
    """Over rows with blanks, zeros and people whom no roster knows."""
    random = Random(seed)  # noqa: S311 - a world, not a secret
    author, counted = Measures(random), 0
    tables = {
        "roster": [worlds.student(each, random.choice(["Female", "Male", None])) for each in "123"],
        "log": rows(random, ["id_student", *LOG, "happened_on", "mood"], 20),
        "spans": rows(random, ["id_student", *SPANS], 8),
    }
    for _ in range(MEASURES):
        measure = author.measure()
        groups = "by: [gender]" if "of: students" in measure else "by: {none: rows}"
        metric = f"m: {{{HEAD}, {groups}, measure: {measure}}}"
        if accepted(tmp_path, metric, SOURCES):
            counted += 1
            program = read_program(tmp_path / "targets")
            try:
                worlds.values(program, tables, "m", groupings=[("gender",)] if "[gender]" in groups else [])
                assert measure_words(program, "m")
            except Exception as error:
                raise AssertionError(metric) from error
    assert counted > MEASURES / 20, "hardly anything was accepted, so hardly anything was tried"


@pytest.mark.parametrize("seed", ROUNDS)
def test_an_accepted_promise_can_be_judged_and_printed_without_an_empty_place(tmp_path: Path, seed: int) -> None:
    """On two days, for two audiences, with all that may be missing: starts, periods, groups, answers."""
    random = Random(seed)  # noqa: S311 - a world, not a secret
    author = Promises(random)
    written = [author.metric() for _ in range(METRICS)]
    metrics = [each for each in written if accepted(tmp_path, f"{BASE}\nm: {each}", district.SOURCES)]
    assert len(metrics) > METRICS / 10, "hardly anything was accepted, so hardly anything was tried"
    worlds.program(
        tmp_path,
        "\n".join([BASE, *(f"m{number}: {each}" for number, each in enumerate(metrics))]),
        sources=district.SOURCES,
    )
    make_exports(tmp_path / "targets" / "exports", random, metrics)
    program = pipeline.load_program(tmp_path / "targets")
    for asked in (
        pipeline.Question(period="Y1-Q1", as_of=date(2026, 2, 15), audience="shared"),
        pipeline.Question(period="Y1-Q2", as_of=date(2026, 2, 15), audience="public"),
    ):
        report = pipeline.report(program, asked)
        for name in ("table", "json", "html"):
            text = FORMATS[name].render(report, Screen(width=200))
            assert isinstance(text, str)
            assert name == "html" or not [line for line in text.splitlines() if EMPTY_PLACE.search(line)]


def make_exports(folder: Path, random: Random, metrics: Sequence[str]) -> None:
    """Sixty students with none to three rows each, and a record for every metric that is one."""
    folder.mkdir(exist_ok=True)
    roster, log = ["id,begins,ends,gender,school"], ["id,day,outcome,score"]
    days = ("2025-09-01", "2025-10-10", "2025-11-20", "2026-01-10", "2024-10-01")
    for each in range(60):
        begins, ends = random.choice(["2025-08-11", "2025-11-10"]), random.choice(["", "", "2026-01-20"])
        roster.append(f"{each},{begins},{ends},{random.choice('FMFMX')},{random.choice(['Ash', 'Birch'])}")
        log += [
            f"{each},{random.choice(days)},{random.choice(['done', 'open'])},{random.choice(['7', '4', '9.5', ''])}"
            for _ in range(random.randint(0, 3))
        ]
    records = ["recorded_at,metric,period,group,value,on,evidence,by"]
    for number, metric in enumerate(metrics):
        if "kind: record" in metric:
            level = "Running" if "levels" in metric else "Achieved"
            records.append(f"2025-10-01T00:00:00,m{number},Y1-Q1,,{level},2025-10-01,Minutes,Board")
    for name, lines in (("roster", roster), ("log", log), ("records", records)):
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
