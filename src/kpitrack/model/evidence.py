"""Evidence entered by hand, and the questions that are answered the same way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

COLUMNS = ("recorded_at", "metric", "period", "group", "value", "on", "evidence", "by")
MILESTONE_LEVELS = ("Not done", "Done")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row to be written. `subject` is the id of a metric, a milestone or a learning question."""

    recorded_at: datetime
    subject: str
    period: str
    group: str
    value: str
    on: date
    evidence: str
    by: str

    def texts(self) -> dict[str, str]:
        """Column -> text, as the file holds it."""
        return {
            "recorded_at": self.recorded_at.isoformat(timespec="seconds"),
            "metric": self.subject,
            "period": self.period,
            "group": self.group,
            "value": self.value,
            "on": self.on.isoformat(),
            "evidence": self.evidence,
            "by": self.by,
        }


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """One row as the file holds it. People edit the file in Excel, so anything may be blank or wrong."""

    file: str
    row: int  # as a spreadsheet counts: 1 is the line of captions
    subject: str
    period: str
    group: str
    value: str
    on: date | None
    on_text: str
    evidence: str
    by: str
    recorded_at: str = ""

    @property
    def place(self) -> str:
        return f"{self.file}, row {self.row}"


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that can be recorded: a metric entered by hand, a milestone, or a learning question."""

    id: str
    title: str
    kind: Literal["metric", "milestone", "question"]
    every: str  # the rhythm of its periods
    levels: tuple[str, ...] = ()  # low to high; empty for free text
    starts: date | None = None  # a milestone cannot be done before this day


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks to record, as written."""

    subject: str
    value: str
    on: date
    by: str
    evidence: str = ""
    period: str = ""  # empty: the one that contains the day
    group: str = ""  # `school=Alder Elementary; level=Elementary`; empty for everyone


@dataclass(frozen=True, slots=True)
class Written:
    """Where an entry was put."""

    entry: Entry
    file: str
    row: int | None  # None while it waits in the side file
    waiting: int = 0  # entries in the side file after this run
    brought_in: int = 0  # entries of the side file that are in the file now


@dataclass(frozen=True, slots=True)
class LearningQuestion:
    """A question asked in a rhythm; the answer is free text."""

    id: str
    every: Literal["week", "month", "quarter", "year"]
    text: str
    inventory: tuple[str, ...]


_NOTES, _PROGRESS, _REVIEW, _YEAR = (
    ("D1-144", "D2-149"),
    ("D1-145", "D2-150"),
    ("D1-146", "D2-151"),
    ("D1-147", "D2-152"),
)
LEARNING_QUESTIONS: tuple[LearningQuestion, ...] = (
    LearningQuestion("learning_weekly_1", "week", "What went well this week?", _NOTES),
    LearningQuestion("learning_weekly_2", "week", "What did not go well?", _NOTES),
    LearningQuestion("learning_weekly_3", "week", "What was a surprise?", _NOTES),
    LearningQuestion("learning_monthly_1", "month", "Do teachers feel supported?", _PROGRESS),
    LearningQuestion("learning_monthly_2", "month", "Are girls as engaged as boys?", _PROGRESS),
    LearningQuestion("learning_quarterly_1", "quarter", "Is gender parity within reach?", _REVIEW),
    LearningQuestion("learning_quarterly_2", "quarter", "What holds us back most?", _REVIEW),
    LearningQuestion("learning_annual_1", "year", "Which milestones were reached?", _YEAR),
    LearningQuestion("learning_annual_2", "year", "What has to change next year?", _YEAR),
)
