"""No byte that leaves the house holds a hidden number: every command, every format, every file around them.

The markers are the shipped program's own hidden values, as far as their digits are like no other's: 4 of 7 is
0.5714285… The reports for the team itself print them, so the markers are known to be findable.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kpitrack import pipeline
from kpitrack.cli import app
from kpitrack.cli.findings import FailOn, has_finding
from kpitrack.model.ledger import NOTHING_RELEASED
from kpitrack.model.program import Program
from kpitrack.model.published import Audience, PublishedMetric, Report, Shown, Suppressed
from kpitrack.model.reporting import MailSettings
from kpitrack.model.statuses import Status
from kpitrack.pipeline.orders import Order
from kpitrack.pipeline.publishing import Publication, publish
from kpitrack.reports import FORMATS, mail
from kpitrack.reports.screen import Screen
from tests.builders import alert, metric, report, share, target
from tests.shipped import shipped_targets

BY = (("gender",), ("grade_band",), ("frl",), ("school",), ("school", "gender"), ("school", "frl"))
SCHEDULED = ("weekly", "midyear", "board", "community")
DAY = date(2026, 2, 15)


@pytest.fixture(scope="module")
def program() -> Program:
    return _program()


@cache
def _program() -> Program:
    return pipeline.load_program(shipped_targets())


@cache
def _asked(audience: Audience, by: tuple[tuple[str, ...], ...] = ()) -> Report:
    """Counted once for the tests of this module; nobody changes a report."""
    question = pipeline.Question(period="Y1-Q2", audience=audience, by=by)
    return pipeline.report(_program(), question, NOTHING_RELEASED)


def _values(about: PublishedMetric, other: PublishedMetric | None = None) -> Iterator[Fraction]:
    """The values of all cells; or of those that the other report of the same metric hides."""
    cells = [(about.total, other.total if other else None)]
    for grouping, groups in about.by.items():
        theirs = other.by.get(grouping, {}) if other else {}
        cells += [(cell, theirs.get(name)) for name, cell in groups.items()]
    for cell, seen in cells:
        if isinstance(cell, Shown) and isinstance(cell.value, Fraction):
            if other is None:
                yield from (each for each in (cell.value, cell.gap, cell.expected) if isinstance(each, Fraction))
                yield from (each for each in (cell.previous, cell.year_ago) if isinstance(each, Fraction))
            elif isinstance(seen, Suppressed):
                yield cell.value


def _digits(value: Fraction) -> tuple[str, ...]:
    """As a number and as a percent, cut before any place that could be rounded."""
    return tuple(f"{float(abs(each)):.12f}"[:7] for each in (value, 100 * value))


def _is_like_no_other(value: Fraction) -> bool:
    """Its decimals never end, and no third or seventh has the same: nobody prints them by chance."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest >= 13


def _hidden_in(inside: Report, shared: Report) -> set[Fraction]:
    pairs = zip(inside.metrics, shared.metrics, strict=True)
    return {value for one, other in pairs for value in _values(one, other) if _is_like_no_other(value)}


@pytest.fixture(scope="module")
def markers() -> frozenset[str]:
    """Of hidden values, none of which any report shows as well.

    A gap by other dimensions is a crossing, so a report that asks for many hides more than one that asks for few.
    """
    inside, shared, by_default = (
        _asked("internal", BY),
        _asked("shared", BY),
        _asked("shared"),
    )
    hidden = _hidden_in(inside, shared)
    metrics = (*shared.metrics, *by_default.metrics)
    shown = {digits for each in metrics for value in _values(each) for digits in _digits(value)}
    found = {digits for value in hidden for digits in _digits(value)} - shown
    assert len(found) >= 20
    text = b"".join(_written(inside))
    assert sum(each.encode() in text for each in found) >= len(found) / 2, "the team's own report prints them"
    return frozenset(found)


def _written(about: Report) -> Iterator[bytes]:
    for form in FORMATS:
        made = FORMATS[form].render(about, Screen(width=120))
        yield from _unzipped(made if isinstance(made, bytes) else made.encode())


def _unzipped(content: bytes) -> Iterator[bytes]:
    """The bytes themselves, and of a workbook those of every part."""
    yield content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            yield from (name.encode() for name in parts.namelist())
            yield from (parts.read(name) for name in parts.namelist())


def _found(markers: frozenset[str], contents: Iterator[bytes]) -> set[str]:
    """Where a number begins: the tail of 168.166 is no 8.166."""
    text = b"\n".join(contents)
    starts = re.compile(rb"(?<![\d.])(?:" + b"|".join(re.escape(each.encode()) for each in sorted(markers)) + b")")
    return {each.decode() for each in starts.findall(text)}


@pytest.mark.parametrize("audience", ["shared", "public"])
def test_no_report_holds_one(markers: frozenset[str], audience: Audience) -> None:
    assert _found(markers, _written(_asked(audience, BY))) == set()


@pytest.fixture(scope="module")
def published(program: Program, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Publication]]:
    """All scheduled reports, one after the other, into one ledger, with history and log."""
    root = tmp_path_factory.mktemp("published")
    order = Order(today=DAY, made_at="2026-02-16T06:00:00", output=root / "out", store=root / "store")
    return root, [publish(program, name, order) for name in SCHEDULED]


def _files(folder: Path) -> Iterator[bytes]:
    for path in sorted(folder.rglob("*")):
        yield path.name.encode()
        if path.is_file():
            yield from _unzipped(path.read_bytes())


def test_no_scheduled_report_ledger_history_or_log_holds_one(
    markers: frozenset[str], published: tuple[Path, list[Publication]]
) -> None:
    root, made = published
    assert {path.suffix for path in (root / "out").iterdir()} == {".html", ".xlsx", ".json", ".md"}
    assert {path.name for path in (root / "store").iterdir()} >= {"ledger.sqlite", "history.sqlite"}
    assert [each.state for each in made] == ["released"] * len(SCHEDULED)
    assert _found(markers, _files(root)) == set()


def test_no_mail_holds_one(markers: frozenset[str], published: tuple[Path, list[Publication]]) -> None:
    """Decoded part by part: attachments travel as base64."""
    settings = MailSettings.model_validate({"host": "localhost", "from": "kpi@district.example"})
    for made in published[1]:
        letter = mail.Letter(made.edition.title, "as on the screen", made.files)
        message = mail.compose(letter, settings, ("board@district.example",), datetime(2026, 2, 16, tzinfo=UTC))
        parts = [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]
        assert len(parts) > 1
        assert _found(markers, (each for part in parts if isinstance(part, bytes) for each in _unzipped(part))) == set()


def _hidden_metrics() -> list[str]:
    """Metrics of which something is hidden, a few of each kind."""
    found: dict[str, list[str]] = {}
    for each in _asked("shared").metrics:
        if any(isinstance(cell, Suppressed) for groups in each.by.values() for cell in groups.values()):
            found.setdefault(each.kind, []).append(each.id)
    return [name for names in found.values() for name in names[:2]]


def test_no_command_says_one(markers: frozenset[str], tmp_path: Path) -> None:
    """What the screen shows, on both streams, and the files that commands leave behind."""
    commands = [["alerts"], ["alerts", "--audience", "public", "--all"], ["milestones", "--quarter", "Q2"]]
    commands.append(["tracker", "build", "-o", str(tmp_path / "trackers")])
    for name in _hidden_metrics():
        commands.append(["explain", name, "--quarter", "Q2", "--audience", "shared"])
        commands.append(["trend", name, "--store", str(tmp_path / "store")])
    said = []
    for words in commands:
        result = CliRunner().invoke(app, [*words, "--targets", str(shipped_targets())])
        assert result.exit_code in (0, 3), (words, result.output)
        said += [" ".join(words).encode(), result.stdout_bytes, result.stderr_bytes]
    assert sum(path.suffix == ".xlsx" for path in tmp_path.rglob("*")) > 4
    assert _found(markers, (each for each in (*said, *_files(tmp_path)))) == set()


@pytest.mark.parametrize("fail_on", list(FailOn))
def test_no_exit_code_tells_of_a_hidden_verdict(fail_on: FailOn) -> None:
    """A hidden total and hidden groups end like nothing at all, whatever they missed."""
    gone = target(status=Status.SUPPRESSED)
    hidden = metric(total=Suppressed(), by={("gender",): {("Female",): Suppressed()}}, shown_target=gone)
    about = replace(report(hidden), problems=(), sources=())
    assert not has_finding(about, [fail_on])
    missed = metric(total=share(41, 90, Status.NOT_MET), alerts=(alert(),))
    assert has_finding(report(missed), [FailOn.UNMET, FailOn.ALERT])
