"""Which of the figures that a school typed stands: the survey's own goes before, unless a person accepted another."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from kpitrack import pipeline
from kpitrack.model.published import Audience, PublishedCell, PublishedMetric, Report, Shown, Suppressed
from kpitrack.model.workbook import TypedMark
from kpitrack.pipeline.trends import TrendQuestion, trend
from kpitrack.tracker.results import HEADER
from kpitrack.wording import notes, typed
from kpitrack.wording.explaining import sections
from kpitrack.wording.series import typed_line
from tests.unit.disclosure.districts import shipped

EXPORTS = Path(__file__).parents[3] / "examples" / "exports" / "ses"
COBALT, EMBER = "Cobalt Middle", "Ember Alternative"
PLACE = ("Middle", COBALT)
COUNTED = "71.4"  # what the example's survey says of Cobalt Middle: 35 of 49 parents
Entry = tuple[str, str, str]  # figure, what was typed over, day


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    shutil.copytree(EXPORTS, tmp_path / "exports" / "ses")
    return tmp_path / "exports"


def write(exports: Path, *entries: Entry, metric: str = "ses_welcome", place: tuple[str, str] = PLACE) -> None:
    """The accepted rows of a results file, in this order, after one that was refused."""
    with (exports / "ses" / "typed_in.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER, lineterminator="\r\n")
        writer.writeheader()
        writer.writerow({"state": "rejected", "school": COBALT, "file": "back.xlsx"})
        for number, (figure, before, day) in enumerate(entries, 2):
            about = {"state": "accepted", "school": place[1], "level": place[0], "metric": metric}
            source = {"file": "back.xlsx", "sheet": place[0], "cell": f"I{number}", "before": before}
            writer.writerow({**about, **source, "period": "Fall-2022", "figure": figure, "accepted_on": day})


def asked(exports: Path, metric: str = "ses_welcome") -> pipeline.Question:
    by = (("level",), ("school",), ("level", "school"))
    return pipeline.Question("Fall-2022", metrics=(metric,), by=by, exports=exports, audience="internal")


def report(exports: Path) -> Report:
    return pipeline.report(shipped(), asked(exports))


def value(metric: PublishedMetric) -> Fraction | str | None:
    cell = metric.by["level", "school"][PLACE]
    assert isinstance(cell, Shown)
    return cell.value


def test_the_survey_of_the_example_says_what_these_tests_take_it_to_say(exports: Path) -> None:
    """Counted in plain Python: finished answers of Cobalt Middle's parents, the first of each person."""
    with (exports / "ses" / "parents_Fall-2022.csv").open(encoding="utf-8") as file:
        rows = [each for each in csv.DictReader(file) if each["School"] == COBALT and each["Finished"] == "1"]
    answers = {each["Response ID"]: each["Answer"] for each in rows if each["Item"] == "Q01"}
    given = [each for each in answers.values() if each in ("Agree", "Strongly agree", "Disagree", "Strongly disagree")]
    assert (sum("gree" in each and "isa" not in each for each in given), len(given)) == (35, 49)


@pytest.mark.parametrize(
    ("entries", "stands", "told"),
    [
        ([], "35/49", ""),
        ([("80.0", "", "")], "35/49", "the survey has its own"),
        ([("80.0", COUNTED, "2026-02-12")], "0.8", ""),
        ([("80.0", "hidden", "")], "0.8", ""),
        ([("80.0", "70.0", "")], "35/49", "has changed since"),
        ([(COUNTED, "", "")], "35/49", ""),
        ([("80.0", COUNTED, ""), ("81.5", "80.0", "")], "0.815", ""),
        ([("81.5", "80.0", ""), ("80.0", COUNTED, "")], "0.8", "has changed since"),
        ([("80.0", COUNTED, ""), ("80.0", COUNTED, "")], "0.8", ""),
        ([("80.0", COUNTED, ""), ("82.0", "", "")], "0.8", "the survey has its own"),
    ],
    ids=[
        "nothing typed",
        "typed beside the survey",
        "accepted over the survey",
        "accepted over a hidden mark",
        "the survey has changed since",
        "typed what the survey says",
        "corrected twice",
        "corrected twice, read in the wrong order",
        "read twice",
        "a later entry that nobody accepted over the survey",
    ],
)
def test_what_stands_for_the_school(exports: Path, entries: list[Entry], stands: str, told: str) -> None:
    """An accepted figure stands only over the one that the person saw; everything else is said in a note."""
    write(exports, *entries)
    found = report(exports)
    [metric] = found.metrics
    assert value(metric) == Fraction(stands)
    messages = [each.message for each in found.problems if each.source == "typed_in"]
    assert [told in each for each in messages] == ([True] if told else [])
    assert bool(metric.typed) == (Fraction(stands) != Fraction(35, 49))


@pytest.mark.parametrize(("place", "metric"), [(PLACE, "ses_welcome"), (("High", EMBER), "ses_happy")])
def test_an_accepted_figure_tells_nothing_of_anybody_else(exports: Path, place: tuple[str, str], metric: str) -> None:
    """Over a large group's figure and over a small one's: to share, it is hidden, and nobody else's cell changes.

    Totals go on with what was counted, and so does the pattern that keeps small groups from being recomputed.
    """
    question = replace(asked(exports, metric), audience="shared")
    write(exports)
    [before] = pipeline.report(shipped(), question).metrics
    write(exports, ("80.0", "hidden", ""), metric=metric, place=place)
    [after] = pipeline.report(shipped(), question).metrics
    assert others(after, place[1]) == others(before, place[1])
    assert isinstance(after.total, Shown)
    assert isinstance(before.total, Shown)
    assert replace(after.total, left_out=0) == replace(before.total, left_out=0)
    assert isinstance(after.by["level", "school"][place], Suppressed)
    assert isinstance(after.by["school",][place[1],], Suppressed)
    assert [each.amount for each in after.typed] == [None]


def others(metric: PublishedMetric, school: str) -> dict[tuple[str, ...], PublishedCell]:
    """Who left an item open is counted only where nothing is hidden."""
    cells = {names: cell for table in metric.by.values() for names, cell in table.items() if school not in names}
    return {names: replace(cell, left_out=0) if isinstance(cell, Shown) else cell for names, cell in cells.items()}


def test_an_accepted_figure_says_where_it_comes_from(exports: Path) -> None:
    """In the explanation for the team with the figure, in a shared one without it, and beside the trend."""
    write(exports, ("80.0", COUNTED, "2026-02-12"))
    source = (
        "typed by the school (back.xlsx, I2), accepted on Feb 12, 2026; it stands in place of the survey's own figure."
    )
    audiences: tuple[tuple[Audience, str], ...] = (("internal", "80.0%, "), ("shared", ""))
    for audience, figure in audiences:
        explained = pipeline.explain(shipped(), "ses_welcome", replace(asked(exports), audience=audience))
        [lines] = [each.lines for each in sections(explained) if each.heading == "Typed by schools"]
        assert lines == (f"Cobalt Middle, Fall-2022: {figure}{source}",)
        assert "part of no total" in " ".join(notes(explained.metric))
    found = trend(
        shipped(), TrendQuestion("ses_welcome", date(2026, 2, 15), question=pipeline.Question(exports=exports))
    )
    assert "part of none of these totals: Cobalt Middle (Fall-2022)." in typed_line(found)


def test_a_school_by_itself_is_told_that_its_figure_was_typed(exports: Path) -> None:
    """Its total is the typed figure; other schools hear nothing of it."""
    write(exports, ("80.0", COUNTED, ""))
    [own] = pipeline.report(shipped(), replace(asked(exports), schools=(COBALT,))).metrics
    assert isinstance(own.total, Shown)
    assert own.total.value == Fraction("0.8")
    [other] = pipeline.report(shipped(), replace(asked(exports), schools=("Alder Elementary",))).metrics
    assert (len(own.typed), other.typed) == (1, ())
    assert typed.note(own.typed, of=COBALT).startswith("The school typed this figure")


def test_a_day_that_nobody_can_read_stays_as_it_was_written() -> None:
    """A person writes the day of acceptance; a spreadsheet may have turned it round."""
    one = TypedMark(COBALT, "Middle", "Fall-2022", accepted_on="2/12/2026")
    assert typed.provenance(one) == "typed by the school, accepted on 2/12/2026"
    assert typed.provenance(replace(one, accepted_on="")) == "typed by the school, accepted"
