"""A thousand principals' workbooks, out and back. Prints seconds and ratios; fails at twice the goal.

pytest -m benchmark -n 0 -s tests/benchmarks/test_tracker_workbooks.py
"""

from __future__ import annotations

import os
import random
import time
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

from kpitrack.model.workbook import TrackerBook
from kpitrack.tracker import read_folder, verify_folder, write_books
from kpitrack.tracker.layout import Layout
from kpitrack.tracker.writing import workbook_bytes
from tests.unit.tracker.builders import LABELS, book, numbered, row, rulebook, rules

pytestmark = pytest.mark.benchmark

SCHOOLS = 1000
ROWS = 12
WRITE_SECONDS, READ_SECONDS = 30, 10
SAMPLE = 30


def books() -> Iterator[tuple[str, TrackerBook]]:
    chance = random.Random("schools")  # noqa: S311 - not a secret
    for number in range(SCHOOLS):
        rows = [
            row(tenths(chance), [tenths(chance) for _ in range(4)], item=f"Item {each} of the survey, word for word")
            for each in range(ROWS)
        ]
        yield f"School {number:04d}.xlsx", book(*numbered(rows), school=f"School {number:04d}")


def tenths(chance: random.Random) -> str:
    return f"{chance.randrange(20, 95)}.{chance.randrange(10)}"


def test_a_thousand_workbooks(tmp_path: Path) -> None:
    started, used = time.perf_counter(), cpu_of_all()
    assert write_books(books(), tmp_path, processes=2) == SCHOOLS
    wrote, worked = time.perf_counter() - started, cpu_of_all() - used
    size = sum(path.stat().st_size for path in tmp_path.iterdir())
    one = next(books())[1]
    started = time.perf_counter()
    entries = read_folder(tmp_path, rules(one))
    read = time.perf_counter() - started
    assert (entries.files, entries.rejected, entries.accepted) == (SCHOOLS, (), ())
    print(f"\nwritten {SCHOOLS} in {wrote:.1f} s (goal {WRITE_SECONDS}); load {os.getloadavg()[0]:.1f}")
    print(f"{worked:.1f} s CPU, so {worked / 2:.1f} s on two free cores; {size / SCHOOLS / 1024:.0f} KiB each")
    print(f"read back in {read:.1f} s (goal {READ_SECONDS})")
    assert worked / 2 < 2 * WRITE_SECONDS  # whatever else the machine is doing
    assert read < 2 * READ_SECONDS


def test_cpu_against_a_plain_openpyxl_loop_and_the_deflate_floor() -> None:
    sample = [each for _, each in zip(range(SAMPLE), (one for _, one in books()), strict=False)]
    content = workbook_bytes(sample[0])
    ours = cpu(lambda: [workbook_bytes(each) for each in sample])
    plain = cpu(lambda: [plain_openpyxl(each) for each in sample])
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = [archive.read(name) for name in archive.namelist()]
    floor = cpu(lambda: [[zlib.compress(part) for part in parts] for _ in sample])
    print(f"\nours {1000 * ours / SAMPLE:.1f} ms CPU a workbook; plain openpyxl loop {1000 * plain / SAMPLE:.1f} ms")
    print(f"ratio to the plain openpyxl loop {ours / plain:.2f}; to the deflate floor {ours / floor:.1f}")
    assert ours < 2 * plain


def test_verifying(tmp_path: Path) -> None:
    sample = [(name, one) for _, (name, one) in zip(range(SAMPLE), books(), strict=False)]
    write_books(sample, tmp_path)
    seconds = cpu(lambda: verify_folder(tmp_path, rulebook(sample[0][1])))
    print(f"\nverify: {1000 * seconds / SAMPLE:.0f} ms CPU a workbook")
    assert seconds / SAMPLE < 1


def cpu_of_all() -> float:
    """Seconds that this process and its ended children have computed."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def cpu(work: object) -> float:
    started = time.process_time()
    work()  # type: ignore[operator]
    return time.process_time() - started


def plain_openpyxl(one: TrackerBook) -> bytes:
    """What one would write first: the level tab alone, cell by cell, no stored values, no charts."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    layout = Layout(LABELS)
    thin = Side(style="thin")
    border, fill = Border(thin, thin, thin, thin), PatternFill("solid", fgColor="FFFFE0")
    sheet.append(list(layout.headers[:22]))
    for number, each in enumerate(one.tabs[0].rows, 2):
        figures = [None] * 15
        sheet.append([each.pillar, each.aim, each.district_goal, each.item, each.category, 10.0, *figures])
        for column in range(7, 22):
            cell = sheet.cell(number, column)
            cell.value = 74.0 if column in (7, 9, 12, 15, 18) else f'=IF(ISNUMBER(T{number}),ROUND(G{number}+1,1),"")'
        for cell in sheet[number]:
            cell.border, cell.fill, cell.font = border, fill, Font(name="Calibri", size=10)
            cell.alignment, cell.protection = Alignment(wrap_text=True), Protection(locked=False)
    target = BytesIO()
    workbook.save(target)
    return target.getvalue()
