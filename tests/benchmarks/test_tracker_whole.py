"""`kpitrack tracker build` for a thousand schools from 1.4 million raw answers: load, count, protect, fill and write.

pytest -m benchmark -n 0 -s tests/benchmarks/test_tracker_whole.py
"""

from __future__ import annotations

import os
import random
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks.ratios import ROOT

pytestmark = pytest.mark.benchmark

SCHOOLS = [f"School {number:04d}" for number in range(1000)]
LEVELS = {"Elementary": SCHOOLS[:600], "Middle": SCHOOLS[600:800], "High": SCHOOLS[800:]}
FORMS = (("students", "S", 17, 13), ("parents", "P", 5, 10), ("staff", "T", 1, 12))  # file, letter, items, people
ANSWERS = ("Agree", "Strongly agree", "Disagree", "Strongly disagree")
SECONDS, MEGABYTES = 30, 1000


@pytest.fixture
def district(tmp_path: Path) -> Path:
    """The shipped program with a thousand schools in place of its five."""
    targets = tmp_path / "targets"
    shutil.copytree(ROOT / "targets", targets)
    text = (targets / "program.yaml").read_text(encoding="utf-8").replace("../examples/exports", "../exports")
    for level, schools in LEVELS.items():
        text = re.sub(rf"(?m)^(      {level}: )\[.*\]$", rf"\1[{', '.join(schools)}]", text)
    (targets / "program.yaml").write_text(text, encoding="utf-8")
    plan = (targets / "tracker.yaml").read_text(encoding="utf-8")
    (targets / "tracker.yaml").write_text(re.sub(r"(?m)^  typed:.*\n", "", plan), encoding="utf-8")
    (targets / "settings.yaml").unlink(missing_ok=True)
    folder = tmp_path / "exports" / "ses"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "examples" / "exports" / "records.csv", folder.parent)
    for year in range(2021, 2026):
        for form, letter, items, people in FORMS:
            lines = answers(f"{form} {year}", f"{letter}{year % 100}", items, people)
            (folder / f"{form}_Fall-{year}.csv").write_text("".join(lines), encoding="utf-8")
        (folder / f"households_Fall-{year}.csv").write_text("".join(households(year)), encoding="utf-8")
    return tmp_path


def answers(seed: str, prefix: str, items: int, people: int) -> Iterator[str]:
    chance = random.Random(seed)  # noqa: S311 - not a secret
    yield "Response ID,School,Finished,Item,Answer\n"
    number = 0
    for school in SCHOOLS:
        for _ in range(chance.randrange(people - 4, people + 5)):
            number += 1
            for item in range(1, items + 1):
                yield f"{prefix}-{number:06d},{school},1,Q{item:02d},{chance.choice(ANSWERS)}\n"


def households(year: int) -> Iterator[str]:
    chance = random.Random(f"households {year}")  # noqa: S311 - not a secret
    yield "Household,School,Took part\n"
    for number in range(25 * len(SCHOOLS)):
        yield f"H{year % 100}-{number:06d},{SCHOOLS[number // 25]},{chance.choice(('Yes', 'No'))}\n"


def test_the_whole_command(district: Path) -> None:
    """Half of all CPU time is the wall time on two free cores, as far as the work divides."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [
        "-m",
        "kpitrack",
        "tracker",
        "build",
        "--targets",
        str(district / "targets"),
        "-o",
        str(district / "out"),
    ]
    subprocess.run([sys.executable, *command, "--quiet"], check=True, cwd=district)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert len(list((district / "out").glob("*.xlsx"))) == len(SCHOOLS) + 1  # and the district
    print(
        f"\n{wall:.1f} s wall at a load of {os.getloadavg()[0]:.1f}; {used:.1f} s CPU, so {used / 2:.1f} s on two cores"
    )
    print(f"goal {SECONDS} s; at most {after.ru_maxrss / 1024:.0f} MB in one process")
    assert used / 2 < 2 * SECONDS
    assert after.ru_maxrss / 1024 < MEGABYTES
