"""`kpitrack report`: options become a question, the answer goes to stdout, the exit code is frozen."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from typer.testing import Result

from kpitrack.cli import options
from kpitrack.errors import DefinitionError, DefinitionErrors, FileProblem, LockedError, UsageError
from kpitrack.model.published import Report
from kpitrack.model.statuses import Status
from tests.builders import alert, metric, problem, report, share, source
from tests.cli.conftest import Stage

Run = Callable[..., Result]


def test_options_become_a_question(stage: Stage, run: Run) -> None:
    result = run(
        *("report", "--quarter", "Y1-q2", "--by", "gender,frl", "--by", "gender*frl", "--group", "Teacher"),
        *("--metric", "a,b", "--metric", "c", "--due", "--school", "Alder, North", "--audience", "public"),
        *("--as-of", "2026-01-04", "--exports", "data"),
    )
    assert result.exit_code == 0, result.stderr
    [question] = stage.questions
    assert question.period == "Y1-Q2"
    assert question.by == (("gender",), ("frl",), ("gender", "frl"))
    assert question.groups == ("Teacher",)
    assert question.metrics == ("a", "b", "c")
    assert question.schools == ("Alder, North",)
    assert question.due_only is True
    assert question.audience == "public"
    assert question.as_of == date(2026, 1, 4)
    assert question.exports == Path("data")


@pytest.mark.parametrize(
    ("pinned", "as_of", "because"),
    [
        (None, date(2026, 2, 20), "a live program looks at today"),
        (date(2026, 2, 15), None, "a pinned program at its own day"),
    ],
)
def test_today_is_read_here(
    stage: Stage, run: Run, monkeypatch: pytest.MonkeyPatch, pinned: date | None, as_of: date | None, because: str
) -> None:
    monkeypatch.setattr(options, "today", lambda: date(2026, 2, 20))
    stage.pinned = pinned
    run("report")
    assert stage.questions[0].as_of == as_of, because


@pytest.mark.parametrize("written", ["Q2", "q2", "2"])
def test_a_quarter_may_be_written_short(stage: Stage, run: Run, written: str) -> None:
    run("report", "--quarter", written)
    assert stage.questions[0].period == "Q2"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--quarter", "Q5"), "'Q5' is not a quarter"),
        (("--quarter", "Q2", "--period", "Y1"), "both name the period"),
        (("--by", "gender,,frl"), "--by has an empty part"),
        (("--as-of", "15.2.2026"), "is not a day"),
        (("-o", "report.pdf"), "does not tell the format"),
        (("--format", "xlsx"), "cannot be shown on a screen"),
        (("--format", "pdf"), "Invalid value for '--format'"),
        (("--engine", "spark"), "DuckDB only"),
        (("--colour",), "No such option"),
    ],
)
@pytest.mark.usefixtures("stage")
def test_a_wrong_option_is_a_usage_error(run: Run, words: tuple[str, ...], message: str) -> None:
    result = run("report", *words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert message in " ".join(result.stderr.split())


UNMET = report(metric(total=share(4, 10, Status.NOT_MET)))
UNUSABLE = source("student_survey", reason="no such file")


@pytest.mark.parametrize(
    ("answer", "words", "code"),
    [
        (report(), (), 0),
        (UNMET, (), 0),
        (UNMET, ("--fail-on", "unmet"), 3),
        (report(), ("--fail-on", "unmet"), 0),
        (report(metric(alerts=(alert(),))), ("--fail-on", "alert"), 3),
        (report(metric(alerts=(alert(triggered=False),))), ("--fail-on", "alert"), 0),
        (report(problems=(problem(),)), ("--fail-on", "warn"), 3),
        (report(problems=(problem(),)), ("--fail-on", "error"), 0),
        (report(problems=(problem(level="error"),)), ("--fail-on", "error"), 3),
        (report(problems=(problem(level="error"),)), ("--fail-on", "warn"), 3),
        (report(problems=(problem(level="note"),)), ("--fail-on", "warn", "--fail-on", "error"), 0),
        (report(sources=(UNUSABLE,)), (), 4),
        (report(metric(total=share(4, 10, Status.NOT_MET)), sources=(UNUSABLE,)), ("--fail-on", "unmet"), 4),
    ],
)
def test_exit_codes(stage: Stage, run: Run, answer: Report, words: tuple[str, ...], code: int) -> None:
    stage.result = answer
    result = run("report", *words)
    assert result.exit_code == code
    assert "El Segundo" in result.stdout, "the report is printed whatever the code"
    assert (f"exit code {code}" in result.stderr) is (code != 0)
    assert run("report", "--quiet", *words).stderr == ""


@pytest.mark.parametrize(
    ("raised", "code", "message"),
    [
        (UsageError("no such metric 'x'", hint="kpitrack validate"), 2, "no such metric 'x'\n  try: kpitrack validate"),
        (DefinitionErrors((DefinitionError("unknown key", where="a.yaml:3:1"),)), 2, "a.yaml:3:1: unknown key"),
        (LockedError("another run is writing"), 75, "another run is writing"),
        (FileProblem("the workbook is locked"), 4, "the workbook is locked"),
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(), 0, ""),
    ],
)
def test_a_problem_is_one_message(stage: Stage, run: Run, raised: BaseException, code: int, message: str) -> None:
    stage.problem = raised
    result = run("report")
    assert result.exit_code == code
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_a_bug_says_how_to_report_it_and_quotes_no_data(stage: Stage, run: Run) -> None:
    stage.problem = RuntimeError("row of Maria Lopez")
    result = run("report")
    assert result.exit_code == 1
    assert "RuntimeError in conftest.py" in result.stderr
    assert "--verbose" in result.stderr
    assert "Maria" not in result.stderr
    assert "Traceback" not in result.stderr


def test_traces_come_on_request(stage: Stage, run: Run) -> None:
    stage.problem = RuntimeError("broken")
    assert "Traceback" in run("report", "--verbose").stderr
    assert "Traceback" in run("report", KPITRACK_DEBUG="1").stderr
    stage.problem = UsageError("wrong")
    assert "Traceback" in run("report", "--verbose").stderr


@pytest.mark.usefixtures("stage")
def test_a_file_gets_the_report_and_the_screen_a_word(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "q2.json"
    result = run("report", "-o", path)
    assert result.stdout == ""
    assert result.stderr == f"written: {path}\n"
    assert json.loads(path.read_text(encoding="utf-8"))["period"] == "Y1-Q2"


@pytest.mark.usefixtures("stage")
def test_columns_are_honoured(run: Run) -> None:
    narrow, wide = run("report", COLUMNS="60"), run("report", COLUMNS="120")
    assert max(map(len, narrow.stdout.splitlines())) <= 60
    assert "Value against target" in wide.stdout
    assert "Value against target" not in run("report", COLUMNS="nonsense").stdout


@pytest.mark.usefixtures("stage")
def test_json_on_stdout_is_json(run: Run) -> None:
    assert json.loads(run("report", "--format", "json").stdout)["schema"] == 1
