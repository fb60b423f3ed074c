"""What the public reads of a coded cell, in every format: the code, and nothing that narrows it.

Small cells are built with numbers that stand nowhere else, coded as the protection does it, and sought in every byte.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import jsonschema
import openpyxl
import pytest

from kpitrack.disclosure.coding import coded_cell
from kpitrack.model.program import Disclosure
from kpitrack.model.published import (
    AtLeast,
    AtMost,
    Mark,
    PublishedCell,
    PublishedMetric,
    Report,
    Rounded,
    Shown,
    Suppressed,
)
from kpitrack.model.statuses import Status
from kpitrack.reports import FORMATS, write
from kpitrack.reports.as_json import as_json
from kpitrack.reports.schema import REPORT_SCHEMA
from kpitrack.wording import ASCII, UNICODE, alert_sentence, sentence, shown_text
from tests.builders import alert, at_least, metric, problem, report, share, shown, source, target

TIERS = Disclosure().coding
MARKERS = ("37", "43", "86.0465", "0.860465", "41", "57", "71.9298", "0.719298", "83", "68")


def coded(cell: Shown, goal: str = "0.85") -> PublishedCell:
    return coded_cell(cell, "share", tiers=TIERS, goal=at_least(goal))


def public() -> Report:
    """37 of 43 and 41 of 57 met; 83 lessons; 68 rows were used."""
    by: dict[tuple[str, ...], PublishedCell] = {
        ("Female",): coded(share(37, 43, previous="0.414141", year_ago="0.838383")),
        ("Male",): coded(share(41, 57, Status.NOT_MET, needed=8)),
        ("Non-binary",): Suppressed(),
    }
    count = coded_cell(shown(83, Status.NOT_MET, n=83, gap=-7, needed=7), "count", tiers=TIERS, goal=at_least(90))
    return report(
        metric(total=coded(share(202, 264, Status.NOT_MET, needed=23)), by={("gender",): by}, marks=(Mark.HELD,)),
        metric("lessons", kind="count", unit="count", counted="lesson", total=count, goal=at_least(90)),
        audience="public",
        sources=(source(rows=68, used=68, refused={}, tells_rows=False),),
        problems=(problem("unknown student S-0043", row=37),),
    )


def _everything(path: Path) -> str:
    """Every byte of a file as text; of a workbook all its parts."""
    if path.suffix != ".xlsx":
        return path.read_text(encoding="utf-8-sig")
    with zipfile.ZipFile(path) as parts:
        sheets = [name for name in parts.namelist() if "sheet" in name or "shared" in name or "docProps" in name]
        return " ".join(parts.read(name).decode("utf-8") for name in sheets)


def _written(about: Report, name: str, folder: Path) -> str:
    path = folder / f"report.{'txt' if name == 'table' else name}"
    write(about, format=name, output=path, stdout=io.StringIO(), width=120, colour=False)
    return _everything(path)


def _has_number(text: str, number: str) -> bool:
    """The number by itself: not inside another one, a colour or a place on a page."""
    places = [at for at in range(len(text)) if text.startswith(number, at)]
    outside = set(" |,.;:>\"\n\r%'/()")
    return any(text[at - 1] in outside and text[at + len(number)] in outside for at in places)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_no_number_of_a_small_cell_is_in_any_byte(name: str, tmp_path: Path) -> None:
    text = _written(public(), name, tmp_path)
    if name == "xlsx":
        names = _texts(tmp_path / "report.xlsx")
        assert not [each for each in MARKERS if _has_number(f" {names} ", each)]
        return
    if name == "html":
        text = text[text.index("</style>") :]
    assert not [each for each in MARKERS if _has_number(text, each)], text
    assert "S-0043" not in text


def _texts(path: Path) -> str:
    sheets = openpyxl.load_workbook(path).worksheets
    return " | ".join(str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_codes_and_marks_are_printed(name: str, tmp_path: Path) -> None:
    text = _written(public(), name, tmp_path)
    assert "77%" in text or "0.77" in text
    assert "what was printed then still stands" in text
    assert "75 to 84" in text


def test_json_has_the_code_no_numerator_and_no_small_n() -> None:
    found = json.loads(json.dumps(as_json(public())))
    jsonschema.validate(found, REPORT_SCHEMA)
    completion, lessons = found["metrics"]
    assert (completion["shown"], completion["n"], completion["numerator"]) == ("77%", 264, None)
    assert (lessons["shown"], lessons["n"]) == ("75 to 84", None)
    for group in completion["by"]["gender"][:2]:
        assert (group["n"], group["numerator"], group["denominator"]) == (None, None, None)
        assert (group["previous"], group["year_ago"], group["gap"]) == (None, None, None)
    assert found["sources"][0]["rows"] is None
    assert found["problems"] == []
    assert "school" not in found


def test_a_promise_whose_verdict_is_hidden_is_hidden_although_the_total_is_shown() -> None:
    hidden = target(at_least("0.98"), status=Status.SUPPRESSED, role="stretch")
    about = report(metric(total=coded(share(58, 60)), targets=(target(), hidden)), audience="public")
    [_, stretch] = as_json(about)["metrics"][0]["targets"]
    assert stretch["suppressed"] is True
    assert not {"actual", "status", "overdue"} & set(stretch)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_goal_that_is_not_told_is_left_out(name: str, tmp_path: Path) -> None:
    promise = replace(target(status=Status.NOT_MET), goal=None)
    untold = Shown(Status.SUPPRESSED, Fraction(1, 2), n=120, reason="not_told")
    groups: dict[tuple[str, ...], PublishedCell] = {("Female",): share(20, 60, Status.NOT_MET, goal=None)}
    about: PublishedMetric = metric(total=untold, shown_target=promise, by={("gender",): groups})
    text = _written(report(about, audience="public"), name, tmp_path)
    assert "not_told" not in text
    assert "target ;" not in text
    if name in ("json", "csv", "html", "xlsx"):
        assert "what it is judged by is not shown" in text


def test_an_alert_tells_the_code_and_not_the_limit_as_a_value() -> None:
    code = AtLeast(Fraction(9, 10))
    fired = replace(alert("above 80%", value=code.value, response="", owner=""), coded=code)
    assert alert_sentence(metric(), fired) == "Completion rate: above 80% (90% or more, limit 80%)."


@pytest.mark.parametrize(
    ("code", "text", "words"),
    [
        (AtLeast(Fraction(95, 100)), "≥ 95%", "95% or more"),
        (AtMost(Fraction(5, 100)), "≤ 5%", "5% or less"),
        (Rounded(Fraction(75, 100), Fraction(1, 100)), "75%", "75%"),
    ],
)
def test_a_share_reads_as_its_code(code: AtLeast | AtMost | Rounded, text: str, words: str) -> None:
    cell = Shown(Status.MET, code.value, coded=code)
    about = metric(total=cell, goal=at_least("0.5"))
    assert shown_text(about, cell, UNICODE).value == text
    assert shown_text(about, cell, ASCII).value == text.replace("≥", ">=").replace("≤", "<=")
    assert sentence(about) == f"Met. {words}; target 50% by Feb 15, 2026."


@pytest.mark.parametrize(
    ("met", "of", "status", "text"),
    [
        (7496, 10000, Status.NOT_MET, "just under 75%"),
        (7500, 10000, Status.MET, "75%"),
        (7449, 10000, Status.NOT_MET, "74%"),
    ],
)
def test_near_misses_keep_the_side_of_their_status(met: int, of: int, status: Status, text: str) -> None:
    cell = coded_cell(share(met, of, status, goal="0.75"), "share", tiers=TIERS, goal=at_least("0.75"))
    about = metric(total=cell, goal=at_least("0.75"))
    assert shown_text(about, cell, ASCII).value == text
    assert "74.96" not in sentence(about)
    assert ("Not met. Just under 75% from 10,000 students" in sentence(about)) is text.startswith("just")


def test_a_coded_result_does_not_claim_to_meet_a_later_target() -> None:
    cell = coded(share(70, 120, Status.ON_TRACK))
    assert "would meet" not in sentence(metric(total=cell))
