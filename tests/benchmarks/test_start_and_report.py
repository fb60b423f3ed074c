"""Start-up and the shipped report, as ratios in one run.

uv run pytest -m benchmark -n 0 -s tests/benchmarks
"""

from __future__ import annotations

import pytest

from tests.benchmarks.ratios import cpu_ratio

pytestmark = pytest.mark.benchmark

HELP_GOAL = 1.5
REPORT_GOAL = 2.0
CHECK_GOAL = 2.0
FAILS_AT = 2.0  # times the goal: this guards against a slip, not against a slow day

# The same libraries, and every row of the same exports counted by its line, nothing else.
COUNT_THE_SAME_ROWS = """
import re, typer, yaml, pydantic, rich.console, rich.table, rich.text, duckdb, jinja2, python_calamine
from pathlib import Path
connection = duckdb.connect()
sources = yaml.load(Path("targets/sources.yaml").read_text(), yaml.CSafeLoader)
patterns = [re.sub(r"{\\w+}", "*", each) for source in sources.values()
            for each in ([source["files"]] if isinstance(source["files"], str) else source["files"])]
rows = 0
for pattern in patterns:
    for file in sorted(Path("examples/exports").glob(pattern)):
        if file.suffix == ".xlsx":
            book = python_calamine.CalamineWorkbook.from_path(str(file))
            rows += sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)
            continue
        text = file.read_bytes().decode("cp1252", errors="replace")
        plain = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path("/tmp")
        copy = plain / "kpitrack_benchmark.csv"
        copy.write_text(text, encoding="utf-8")
        query = ("SELECT count(*) FROM read_csv(?, columns = {'line': 'VARCHAR'}, delim = '\\x1f', quote = '', "
                 "escape = '', header = false, auto_detect = false)")
        rows += connection.execute(query, [str(copy)]).fetchone()[0]
print(rows)
"""


def test_help_starts_as_fast_as_its_library() -> None:
    ratio = cpu_ratio(["-m", "kpitrack", "--help"], ["-c", "import typer"])
    print(f"\n--help over import typer: {ratio} (goal {HELP_GOAL})")
    assert ratio.median <= HELP_GOAL * FAILS_AT


def test_a_report_costs_little_more_than_counting_its_rows() -> None:
    ratio = cpu_ratio(["-m", "kpitrack", "report", "--quarter", "Q2"], ["-c", COUNT_THE_SAME_ROWS])
    print(f"\nreport over counting the same rows: {ratio} (goal {REPORT_GOAL})")
    assert ratio.median <= REPORT_GOAL * FAILS_AT


def test_a_check_costs_less_than_two_reports() -> None:
    ratio = cpu_ratio(["-m", "kpitrack", "check"], ["-m", "kpitrack", "report", "--quarter", "Q2"])
    print(f"\ncheck over report: {ratio} (goal {CHECK_GOAL})")
    assert ratio.median <= CHECK_GOAL * FAILS_AT
