"""A principal's workbook in one go: built, mailed, typed in with LibreOffice, sent back, read, verified, reported."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from kpitrack.cli import app
from tests.cli.mail_server import Inbox
from tests.shipped import copy_clone
from tests.unit.tracker.office import Office, office

SCHOOL, FILE = "Cobalt Middle", "Cobalt Middle - Progress Tracker.xlsx"
METRIC = "ses_growth_mindset"
SCHOOLS = {
    "Alder Elementary": "alder", "Birch Elementary": "birch", SCHOOL: "cobalt", "Dolomite High": "dolomite",
    "Ember Alternative": "ember",
}  # fmt: skip
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("office")) as found:
        yield found


@pytest.fixture
def run(tmp_path: Path, relay: int) -> Run:
    """The shipped program in a folder of its own, whose mail goes to a server on the loopback."""
    targets = copy_clone(tmp_path) / "targets"
    contacts = "".join(f"  {school}: {name}@district.example\n" for school, name in SCHOOLS.items())
    server = f"mail: {{host: 127.0.0.1, port: {relay}, security: none, from: kpi@district.example}}\n"
    (targets / "settings.yaml").write_text(f"{server}contacts:\n{contacts}", encoding="utf-8")
    return lambda *words: CliRunner().invoke(app, [*map(str, words), "--targets", str(targets)])


def attachment(inbox: Inbox, school: str, folder: Path) -> Path:
    """The one file of the one letter that the school got."""
    [letter] = [each for each in inbox.letters if each["To"] == f"{SCHOOLS[school]}@district.example"]
    [part] = letter.iter_attachments()
    file = folder / str(part.get_filename())
    folder.mkdir(exist_ok=True)
    file.write_bytes(part.get_payload(decode=True))  # type: ignore[arg-type]
    return file


def test_from_the_mail_to_the_next_report(run: Run, inbox: Inbox, running: Office, tmp_path: Path) -> None:
    """She types one figure rightly and four wrongly, renames the file, and sends it twice."""
    built = run("tracker", "build", "-o", tmp_path / "trackers", "--edition", "own-school", "--mail")
    assert built.exit_code == 0, built.output
    assert "sent: 5 of 5" in built.output
    file = attachment(inbox, SCHOOL, tmp_path / "desk")
    assert file.name == FILE

    returned = tmp_path / "returned"
    returned.mkdir()
    typed = {"I4": 61.2, "I5": "about 60", "I6": 850, "I7": "61,2", "L4": 0.61}
    running.recalculated(
        file, returned / "Kopie von tracker (1).xlsx", type=[["Middle", *each] for each in typed.items()]
    )
    shutil.copy(returned / "Kopie von tracker (1).xlsx", returned / "tracker.xlsx")
    kept = tmp_path / "examples" / "exports" / "ses" / "typed_in_2.csv"
    read = run("tracker", "read", returned, "-o", kept)
    assert read.exit_code == 0, read.output
    refused = (
        "L4: “0.61” lies between 0 and 1: 75% typed as 0.75? Type 75.0",
        "I5: “about 60” is text, not a number",
        "I6: “850.0” is above 100",
        "I7: “61,2” is text, not a number",
    )
    assert read.output.splitlines()[:5] == [
        *(f"not used: Kopie von tracker (1).xlsx (Cobalt Middle) Middle!{each}" for each in refused),
        "2 workbooks: 1 accepted, 0 over a computed figure, 4 not used",
    ]
    assert "next: keep it among the exports as ses/typed_in*.csv" in read.output
    [row] = [
        each
        for each in csv.DictReader(kept.read_text(encoding="utf-8-sig").splitlines())
        if each["state"] == "accepted"
    ]
    assert (row["school"], row["metric"], row["period"], row["figure"]) == (SCHOOL, METRIC, "Fall-2022", "61.2")
    verified = run("tracker", "verify", returned)
    assert (verified.exit_code, "0 findings" in verified.output) == (0, True), (
        "what she typed wrongly breaks no formula"
    )

    inside, shared = told(run, "internal"), told(run, "shared")
    assert inside[SCHOOL] == {"category": SCHOOL, "n": None, "value": 0.612, "status": "tracked"}
    assert shared[SCHOOL] == {"category": SCHOOL, "suppressed": True}
    provenance = "typed by the school (Kopie von tracker (1).xlsx, I4), accepted on"
    assert f"Cobalt Middle, Fall-2022: 61.2%, {provenance}" in explained(run, "internal")
    assert f"Cobalt Middle, Fall-2022: {provenance}" in explained(run, "shared")
    assert "61.2%" not in explained(run, "shared")

    running.recalculated(file, returned / "newer.xlsx", type=[["Middle", "I4", 63.0]])
    both = run("tracker", "read", returned)
    assert "3 workbooks: 0 accepted" in both.output, "nobody guesses which of two returns is the right one"
    assert (
        "newer.xlsx (Cobalt Middle) Middle!I4: “63.0” two files of this school differ: leave the right" in both.output
    )


def told(run: Run, audience: str) -> dict[str, dict[str, Any]]:
    """Every school's line of the report on the item she typed."""
    question = ("--metric", METRIC, "--period", "Fall-2022", "--by", "school", "--audience", audience)
    report = run("report", *question, "--format", "json", "-q")
    assert report.exit_code == 0, report.output
    [metric] = json.loads(report.stdout)["metrics"]
    keys = ("category", "n", "value", "status", "suppressed")
    return {line["category"]: {key: line[key] for key in keys if key in line} for line in metric["by"]["school"]}


def explained(run: Run, audience: str) -> str:
    explanation = run("explain", METRIC, "--period", "Fall-2022", "--audience", audience)
    assert explanation.exit_code == 0, explanation.output
    return " ".join(explanation.stdout.split())
