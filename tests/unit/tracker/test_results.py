"""The results file, column by column: what was typed, what replaces a figure, what cannot be used."""

from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction
from io import StringIO
from pathlib import Path

import pytest

from kpitrack import pipeline
from kpitrack.model.workbook import Accepted, Override, Rejected, TrackerEntries
from kpitrack.tracker import write_results
from kpitrack.wording import tracker as words

TARGETS = Path(__file__).parents[3] / "targets"
PERIODS = {"Fall 2022": "Fall-2022", "Fall 2023": "Fall-2023"}
TYPED = Accepted("alder.xlsx", "Alder", "Elementary", "L2", "Elementary", "happy", "Fall 2023", Fraction("79.5"))
REPLACED = Override("alder.xlsx", "Alder", "Elementary", "I2", "Elementary", "happy", "Fall 2022", "75.3", Fraction(78))
DELETED = Override("alder.xlsx", "Alder", "Elementary", "I3", "Elementary", "safe", "Fall 2022", "60.1", None)
REFUSED = Rejected("alder.xlsx", "Alder", "Elementary", "I4", "n/a", "is text", "Elementary", "calm", "Fall 2022")
LOST = Rejected("alder.xlsx", "Alder", "Elementary", "A9", "5", "the row cannot be told")


def rows(*, today: date | None = date(2026, 2, 12)) -> list[list[str]]:
    entries = TrackerEntries(1, (TYPED,), (REPLACED, DELETED), (REFUSED, LOST))
    return list(csv.reader(StringIO(write_results(entries, PERIODS, today))))


def test_every_entry_stands_with_its_cell_and_what_was_there() -> None:
    """A figure is accepted on the day of reading; what replaces one waits for a person; the rest has no figure."""
    at = ["alder.xlsx", "Elementary"]
    to_accept = words.to_accept("accepted", "accepted_on")
    assert rows()[1:] == [
        ["accepted", "Alder", "Elementary", "happy", "Fall-2023", "79.5", "2026-02-12", *at, "L2", "", ""],
        ["override", "Alder", "Elementary", "happy", "Fall-2022", "78.0", "", *at, "I2", "75.3", to_accept],
        ["override", "Alder", "Elementary", "safe", "Fall-2022", "", "", *at, "I3", "60.1", words.DELETED],
        ["rejected", "Alder", "Elementary", "calm", "Fall-2022", "", "", *at, "I4", "n/a", "is text"],
        ["rejected", "Alder", "", "", "", "", "", *at, "A9", "5", "the row cannot be told"],
    ]


def test_without_a_day_of_reading_none_is_written() -> None:
    """A blank is no day."""
    assert rows(today=None)[1][6] == ""


def test_the_columns_are_those_that_the_source_of_typed_figures_reads() -> None:
    """The shipped program reads the file back by its captions; the rest is for the person who accepts."""
    read = {field.column for field in pipeline.load_program(TARGETS).sources["typed_in"].fields.values()}
    header = rows()[0]
    assert read <= set(header)
    assert header[7:] == ["file", "sheet", "cell", "before", "note"]


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_begins_like_a_formula_stays_text(first: str) -> None:
    """A quote stands in front, and nothing else is changed."""
    refused = Rejected("a.xlsx", "Alder", "Elementary", "I4", f"{first}1+1", "is text")
    found = list(csv.reader(StringIO(write_results(TrackerEntries(1, rejected=(refused,)), PERIODS), newline="")))
    assert found[1][10] == f"'{first}1+1"
