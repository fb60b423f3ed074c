"""A simulated year: 52 Mondays, exports that grow, and the numbers counted a second time without the program.

The shipped program, 26 weeks: `pytest -n 0 -s -m benchmark tests/oracle/test_weekly_year.py`.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import time
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from kpitrack.definitions import read_program
from kpitrack.history.ledger import Ledger, shown_before
from kpitrack.pipeline.orders import Order
from kpitrack.pipeline.publishing import publish
from tests.publishing import STUDENTS, Small, export, finished_by, small

WEEKS = int(os.environ.get("KPITRACK_WEEKS", "52"))
FIRST = date(2025, 8, 17)


def _weeks(count: int) -> list[date]:
    return [FIRST + timedelta(weeks=number) for number in range(count)]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """One run a week, each on an export that holds what was known by then."""
    world = small(tmp_path_factory.mktemp("year") / "small", exported=FIRST)
    for day in _weeks(WEEKS):
        export(world, day)
        assert world.publish(as_of=day).state == "released"
    return world


def _page(world: Small, day: date) -> dict[str, object]:
    found: dict[str, object] = json.loads((world.output / f"weekly-{day}.json").read_text(encoding="utf-8"))
    return found


def test_every_week_has_four_files(year: Small) -> None:
    names = {path.name for path in year.output.iterdir()}
    assert names == {f"weekly-{day}.{form}" for day in _weeks(WEEKS) for form in ("html", "xlsx", "json", "md")}


def test_every_week_says_what_was_counted_by_hand(year: Small) -> None:
    """On its own day, or on the earlier one that it names where the change since may not be printed yet."""
    for day in _weeks(WEEKS):
        report: dict[str, list[dict[str, object]]] = _page(year, day)["report"]  # type: ignore[assignment]
        [finished, share] = report["metrics"]
        by_hand = _by_hand(finished, day)
        assert finished["value"] == by_hand, day
        if not share.get("suppressed"):
            by_hand = _by_hand(share, day)
            assert (share["numerator"], share["denominator"]) in ((by_hand, STUDENTS), (None, None)), day


def _by_hand(metric: dict[str, object], day: date) -> int:
    """A new program year begins at nought."""
    counted_on = date.fromisoformat(str(metric.get("as_of", day)))
    assert counted_on == day or counted_on in _weeks(WEEKS), "a figure of the day of a release"
    return finished_by(counted_on) if counted_on < date(2026, 8, 10) else 0


def test_every_week_is_compared_with_the_one_before(year: Small) -> None:
    weeks = _weeks(WEEKS)
    assert _page(year, weeks[0])["compared_with"] is None
    for before, day in pairwise(weeks):
        assert _page(year, day)["compared_with"] == {"id": f"weekly-{before}", "as_of": before.isoformat()}


def test_changes_are_the_differences_of_two_files(year: Small) -> None:
    """What a summary calls changed is what differs between this week's numbers and last week's.

    What is hidden now has one line of its own.
    """
    weeks = _weeks(WEEKS)
    for before, day in pairwise(weeks):
        page = _page(year, day)
        sections: dict[str, list[dict[str, str]]] = page["sections"]  # type: ignore[assignment]
        changed = {item["about"] for item in sections["changes"] if item["status"] != "suppressed"}
        assert changed == _differing(_page(year, before), page), day


def _differing(before: dict[str, object], after: dict[str, object]) -> set[object]:
    facts = [
        {
            metric["title"]: (metric.get("suppressed"), metric.get("value"), metric.get("n"), metric.get("status"))
            for metric in page["report"]["metrics"]  # type: ignore[index]
        }
        for page in (before, after)
    ]
    return {title for title, now in facts[1].items() if facts[0][title] != now and not now[0]}


def test_the_ledger_holds_every_week_once(year: Small) -> None:
    with Ledger.read(year.store / "ledger.sqlite") as ledger:
        releases = ledger.releases("small")
    assert [(each.as_of, each.version) for each in releases] == [(day, 1) for day in _weeks(WEEKS)]
    totals = [
        row.shown.n or 0
        for row in shown_before(year.store / "ledger.sqlite", "small", metric="finished")
        if row.shown is not None and not row.categories and row.through < date(2026, 8, 10)
    ]
    assert totals == sorted(totals), "a count of the year so far never falls"


def test_any_week_again_gives_the_same_bytes(year: Small) -> None:
    """Also those whose export is not the newest any more."""
    for day in _weeks(WEEKS)[:: max(1, WEEKS // 6)]:
        assert year.publish(as_of=day).state == "unchanged", day


# --- The shipped program ------------------------------------------------------------------------------------------


@pytest.mark.benchmark
def test_the_shipped_program_through_its_own_half_year(tmp_path: Path) -> None:
    """Weekly cuts of the example's log of training, dated by their rows; the rest of the exports as it is."""
    root = Path(__file__).resolve().parents[2]
    exports = tmp_path / "exports"
    shutil.copytree(root / "examples" / "exports", exports)
    [newest, *older] = sorted((exports / "pd").glob("transcript_*.csv"), reverse=True)
    lines = newest.read_text(encoding="cp1252").splitlines(keepends=True)
    for path in (newest, *older):
        path.unlink()
    program = read_program(root / "targets")
    begin, seen = time.monotonic(), []
    for day in (date(2025, 8, 24) + timedelta(weeks=number) for number in range(min(WEEKS, 26))):
        _cut(lines, exports / "pd" / f"transcript_{day}.csv", day)
        done = publish(
            program,
            "weekly",
            Order(
                today=day,
                made_at="",
                as_of=day,
                exports=exports,
                output=tmp_path / "reports",
                store=tmp_path / "store",
            ),
        )
        assert done.state == "released"
        seen.append(done.snapshot.compared_with)
    assert seen[1:] == [f"weekly-{date(2025, 8, 24) + timedelta(weeks=n)}" for n in range(len(seen) - 1)]
    print(f"{len(seen)} weeks in {time.monotonic() - begin:.0f} s")  # noqa: T201 - shown with -s


def _cut(lines: list[str], path: Path, day: date) -> None:
    """The heading and the rows that had ended by the day."""
    place = next(number for number, line in enumerate(lines) if line.startswith("Employee ID"))
    captions = next(csv.reader([lines[place]]))
    column = captions.index("End Date")

    def is_known(line: str) -> bool:
        cells = next(csv.reader([line]), [])
        month, _, rest = (cells[column] if len(cells) > column else "").partition("/")
        number, _, year = rest.partition("/")
        return (
            not (month.isdigit() and number.isdigit() and year.isdigit())
            or date(int(year), int(month), int(number)) <= day
        )

    path.write_text("".join([*lines[: place + 1], *filter(is_known, lines[place + 1 :])]), encoding="cp1252")
