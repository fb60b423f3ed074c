"""`kpitrack tracker`: options, streams and exit codes. What the pipeline does is replaced here."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import trustme
from typer.testing import Result

from kpitrack import pipeline
from kpitrack.cli.tracker import progress_on
from kpitrack.model.intake import Problem
from kpitrack.model.workbook import Accepted, Finding, Override, Rejected, TrackerEntries, Verification
from kpitrack.pipeline import TrackerBuilt
from tests.cli.conftest import Stage
from tests.cli.mail_server import PASSWORD, Inbox

Run = Callable[..., Result]
PLACE = ("alder.xlsx", "Alder Elementary", "Elementary", "L2")
ENTRIES = TrackerEntries(
    1,
    (Accepted(*PLACE, "Elementary", "ses_happy", "Fall 2023", Fraction(79)),),
    (Override(*PLACE, "Elementary", "ses_safe", "Fall 2023", "68.0", Fraction(69)),),
    (Rejected(*PLACE, "“0.75”", "lies between 0 and 1"),),
)


@pytest.fixture
def asked(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> list[Any]:  # noqa: ARG001
    """What the pipeline was asked; it answers with five workbooks and two open lists."""
    found: list[Any] = []

    def build(program: object, question: object, folder: Path, progress: Callable[[int, int], None]) -> TrackerBuilt:  # noqa: ARG001
        found.append((question, folder))
        progress(6, 6)
        return TrackerBuilt(6, 5, {"Middle": ("ses_happy",)}, (Problem("warning", "a row is odd", source="ses"),))

    monkeypatch.setattr(pipeline, "tracker_build", build)
    monkeypatch.setattr(pipeline, "tracker_read", lambda *_: (ENTRIES, "state,school\r\naccepted,Alder\r\n"))
    monkeypatch.setattr(pipeline, "tracker_kept_as", lambda _: ("ses/typed_in*.csv",))
    return found


def test_build_says_what_it_wrote_and_which_goals_are_open(run: Run, asked: list[Any]) -> None:
    result = run("tracker", "build", "-o", "out", "--school", "Alder", "--level", "Middle")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "written: 6 workbooks in out" in result.stderr
    assert "Middle: 1 goal not known yet" in result.stderr
    assert "warning: ses: a row is odd" in result.stderr
    [(question, folder)] = asked
    assert (question.school, question.level, question.edition, folder) == ("Alder", "Middle", "shared", Path("out"))


@pytest.mark.parametrize(
    ("words", "edition"), [(["--blank"], "blank"), (["--edition", "own-school"], "own-school"), ([], "shared")]
)
def test_an_edition(run: Run, asked: list[Any], words: list[str], edition: str) -> None:
    result = run("tracker", "build", "-o", "out", *words)
    assert asked[0][0].edition == edition
    assert ("CONFIDENTIAL" in result.stderr) == (edition == "own-school")


def test_quiet_says_nothing(run: Run, asked: list[Any]) -> None:
    assert run("tracker", "build", "-o", "out", "--quiet").output == ""
    assert asked


def test_an_unusable_source_is_exit_code_4(run: Run, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    assert stage
    monkeypatch.setattr(pipeline, "tracker_build", lambda *_: TrackerBuilt(6, 5, {}, (), ("ses_staff",)))
    result = run("tracker", "build", "-o", "out")
    assert result.exit_code == 4
    assert "not usable: ses_staff" in result.stderr


def test_read_prints_the_results_and_names_every_refused_cell(run: Run, asked: list[Any]) -> None:
    result = run("tracker", "read", "back")
    assert result.exit_code == 0
    assert not asked
    assert result.stdout == "state,school\naccepted,Alder\n"
    assert "not used: alder.xlsx (Alder Elementary) Elementary!L2: “0.75” lies between 0 and 1" in result.stderr
    assert (
        "1 workbook: 1 accepted, 1 over a computed figure (each with what to do in the results), 1 not used"
        in result.stderr
    )


def test_read_writes_a_file_that_excel_takes_for_utf8(run: Run, asked: list[Any], tmp_path: Path) -> None:
    result = run("tracker", "read", "back", "-o", str(tmp_path / "r.csv"))
    assert result.stdout == ""
    assert "next: keep it among the exports as ses/typed_in*.csv" in result.stderr
    assert not asked
    assert (tmp_path / "r.csv").read_bytes() == b"\xef\xbb\xbfstate,school\r\naccepted,Alder\r\n"


@pytest.mark.parametrize(("findings", "code"), [((), 0), ((Finding(*PLACE, "formula", "70", "=G2"),), 3)])
def test_verify_ends_with_3_if_something_was_changed(
    run: Run, stage: Stage, monkeypatch: pytest.MonkeyPatch, findings: tuple[Finding, ...], code: int
) -> None:
    assert stage
    monkeypatch.setattr(pipeline, "tracker_verify", lambda *_: Verification(1, 27, findings))
    result = run("tracker", "verify", "back")
    assert result.exit_code == code
    assert ("alder.xlsx: Elementary!L2: formula is 70, expected =G2" in result.stdout) == bool(code)
    assert f"1 workbook, 27 formula cells, {'1 finding' if findings else '0 findings'}" in result.stderr
    assert ("next: `tracker read` still takes what was typed" in result.stderr) == bool(findings)


def test_progress_is_for_terminals_only(capsys: pytest.CaptureFixture[str]) -> None:
    progress_on(False)(5, 10)
    assert capsys.readouterr().err == ""
    progress_on(True)(5, 10)
    assert capsys.readouterr().err == "\rwriting [############............] 5 of 10 workbooks"
    progress_on(True)(10, 10)
    assert capsys.readouterr().err == "\rwriting [########################] 10 of 10 workbooks\n"


@pytest.mark.parametrize("command", ["build", "read", "verify"])
def test_every_command_has_help_with_an_example(run: Run, command: str) -> None:
    assert f"Example: kpitrack tracker {command}" in run("tracker", command, "--help").stdout


@pytest.fixture
def written(stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, authority: trustme.CA) -> Path:
    """The folder of two schools' workbooks, and of a program without settings."""
    names = {"Alder": "Alder.xlsx", "Birch": "Birch.xlsx"}
    for name in names.values():
        (tmp_path / name).write_bytes(name.encode())
    authority.cert_pem.write_to_path(str(tmp_path / "district.pem"))
    program = stage.load_program(None)
    program.folder = tmp_path
    monkeypatch.setattr(pipeline, "load_program", lambda _: program)
    monkeypatch.setattr(pipeline, "tracker_build", lambda *_: TrackerBuilt(2, 2, {}, names=names))
    return tmp_path


def settings(folder: Path, port: int, contacts: str, *, named: bool = True) -> None:
    server = f"mail: {{host: localhost, port: {port}, from: kpi@district.example, user: kpi, ca_file: district.pem}}\n"
    text = f"{server if named else ''}contacts: {{{contacts}}}\n"
    (folder / "settings.yaml").write_text(text, encoding="utf-8")


def mail(run: Run, folder: Path) -> Result:
    return run("tracker", "build", "-o", folder, "--mail", "--edition", "own-school", KPITRACK_SMTP_PASSWORD=PASSWORD)


BOTH = "Alder: alder@district.example, Birch: birch@district.example"


def test_every_school_is_sent_its_own_file(run: Run, written: Path, encrypted: int, inbox: Inbox) -> None:
    """Over a real server, encrypted: each principal gets one letter with her file and nobody else's."""
    settings(written, encrypted, BOTH)
    result = mail(run, written)
    assert result.exit_code == 0, result.output
    assert "sent: 2 of 2" in result.stderr
    assert inbox.encrypted == [True, True]
    for letter, school in zip(inbox.letters, ("alder", "birch"), strict=True):
        [attached] = list(letter.iter_attachments())
        assert letter["To"] == f"{school}@district.example"
        assert attached.get_filename() == f"{school.title()}.xlsx"
        assert attached.get_content() == f"{school.title()}.xlsx".encode()
        assert "CONFIDENTIAL" in letter["Subject"]


@pytest.mark.parametrize(
    ("named", "password", "problem"),
    [
        (False, PASSWORD, "there is no mail server"),
        (True, "", "the mail server wants a login, and there is no password"),
    ],
)
def test_nothing_is_begun_without_a_server(
    run: Run, written: Path, monkeypatch: pytest.MonkeyPatch, named: bool, password: str, problem: str
) -> None:
    """A release cannot be taken back, so what the mailing lacks is said before anything is built."""
    settings(written, 587, BOTH, named=named)
    monkeypatch.setattr(pipeline, "tracker_build", lambda *_: pytest.fail("it was built"))
    result = run("tracker", "build", "-o", written, "--mail", KPITRACK_SMTP_PASSWORD=password)
    assert result.exit_code == 2
    assert problem in result.output
    assert "nothing was released or written" in result.output


def test_a_mailing_that_stops_says_who_has_no_mail(run: Run, written: Path, encrypted: int, inbox: Inbox) -> None:
    """The server refuses the second school's address; the first has its letter, and the team knows whom to mend."""
    settings(written, encrypted, "Alder: alder@district.example, Birch: birch@nowhere.example")
    result = mail(run, written)
    assert result.exit_code == 2
    assert "sent: 1 of 2; not sent: Birch; the files are written" in result.output
    assert [letter["To"] for letter in inbox.letters] == ["alder@district.example"]
