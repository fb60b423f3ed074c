"""Scheduled reports and the place they run in: the nouns of reports.yaml and settings.yaml, and the weekly summary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, field_validator, model_validator

from kpitrack.model.calendar import Period
from kpitrack.model.closed import Closed
from kpitrack.model.evidence import LearningQuestion
from kpitrack.model.milestones import Blocker, Standing
from kpitrack.model.published import Audience, PublishedMetric, PublishedTarget, Report
from kpitrack.model.quantities import Unit, parse_quantity
from kpitrack.model.snapshots import MetricChange, SnapshotName

Rhythm: TypeAlias = Literal["week", "month", "quarter", "semester", "year"]
ReportFormat: TypeAlias = Literal["html", "xlsx", "json", "md", "csv"]
Section: TypeAlias = Literal[
    "changes",
    "milestones",
    "behind",
    "alerts",
    "late_sources",
    "prompts",
    "metrics",
    "trends",
    "equity",
    "summary",
    "highlights",
    "stories",
    "evidence",
]


def _one_or_many(raw: object) -> object:
    return (raw,) if isinstance(raw, str) else raw


# --- reports.yaml -----------------------------------------------------------------------------------------------


class Show(Closed):
    """Which metrics a report speaks of: all given keys must fit; several values of one key are alternatives."""

    group: tuple[str, ...] = Field(default=(), description="stakeholder groups")
    benchmark: tuple[Literal["activity", "early_evidence", "short_term_outcome", "final_outcome"], ...] = ()
    indicator: tuple[Literal["leading", "lagging"], ...] = ()
    role: tuple[Literal["final", "floor", "checkpoint", "stretch"], ...] = Field(
        default=(), description="metrics with a target of this role"
    )

    @field_validator("group", "benchmark", "indicator", "role", mode="before")
    @classmethod
    def _lists(cls, raw: object) -> object:
        return _one_or_many(raw)


class ScheduledReport(Closed):
    """One report of reports.yaml; its id is its key in the file."""

    id: str = Field(default="", exclude=True, description="set by the reader: the key in the file")
    title: str
    every: Rhythm = Field(description="how often it is made: week, month, quarter, semester or year")
    for_: str = Field(default="", alias="for", description="who reads it")
    audience: Audience = Field(default="shared", description="internal, shared or public")
    show: Show = Show()
    sections: tuple[Section, ...] = ()
    formats: tuple[ReportFormat, ...] = Field(default=("html", "xlsx"), min_length=1)
    mail: tuple[str, ...] = Field(default=(), description="who gets it by --mail: names of `contacts`, or addresses")
    inventory: tuple[str, ...] = ()

    @field_validator("sections", "formats", "mail", mode="before")
    @classmethod
    def _lists(cls, raw: object) -> object:
        return _one_or_many(raw)

    @field_validator("formats")
    @classmethod
    def _each_once(cls, formats: tuple[ReportFormat, ...]) -> tuple[ReportFormat, ...]:
        return tuple(dict.fromkeys(formats))

    def period_of(self, periods: tuple[Period, ...], day: date) -> Period | None:
        """The period a run on that day reports on, out of all periods of its rhythm in time order.

        A weekly report looks at the running week, since exports are dated on the morning of the run. The others look
        back: at the newest period whose last Friday has come. Before the first has ended, it is the running one.
        """
        begun = [period for period in periods if period.start <= day]
        ended = [period for period in begun if (period.end - day).days <= _WEEKEND]
        if self.every == "week" or not ended:
            return begun[-1] if begun else None
        return ended[-1]


_WEEKEND = 2  # days: on a Friday no school day of the period lies ahead


# --- settings.yaml ----------------------------------------------------------------------------------------------


def _days(raw: object) -> int:
    quantity = parse_quantity(raw)
    if quantity is None or quantity.unit is not Unit.DAYS or quantity.amount < 1:
        raise ValueError(f"{raw!r} is not a number of days; write it as `400 days`")
    return int(quantity.amount)


Days = Annotated[int, BeforeValidator(_days)]


class MailSettings(Closed):
    """How mail leaves the house. The password is read from the environment, never from a file."""

    host: str = Field(description="the mail server, such as smtp.district.example")
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "none"] = Field(
        default="starttls", description="starttls, or none for a relay inside the house"
    )
    user: str = Field(default="", description="user name; blank for a relay without login")
    from_: str = Field(alias="from", description="the sender's address")
    to: tuple[str, ...] = Field(default=(), description="who gets reports that name nobody")
    ca_file: str = Field(default="", description="certificate of the district's own authority, beside settings.yaml")

    @field_validator("to", mode="before")
    @classmethod
    def _list(cls, raw: object) -> object:
        return _one_or_many(raw)

    @model_validator(mode="after")
    def _login_is_encrypted(self) -> MailSettings:
        if self.user and self.security == "none":
            raise ValueError("`user` needs `security: starttls`; without it the password would be sent in the clear")
        return self


class Settings(Closed):
    """Where this installation keeps its things. Paths start at the folder of settings.yaml."""

    reports: str = Field(default="../reports", description="folder of the published files")
    snapshots: str = Field(default="../.kpitrack/history.sqlite", description="the history; may lie on a share")
    ledger: str = Field(default="../.kpitrack/ledger.sqlite", description="what was shown to whom; one for all")
    log: str = Field(default="../.kpitrack/kpitrack.log", description="what unattended runs did")
    keep_inputs: Days | None = Field(
        default=None, description="keep a copy of the exports this long, so that a report can be made again"
    )
    signed_by: str = Field(default="scheduled run", description="who answers for releases made without --by")
    mail: MailSettings | None = None
    contacts: dict[str, str] = Field(default_factory=dict, description="name or role -> address")
    memory: str | None = Field(default=None, description="upper limit of the engine", examples=["2GB"])
    spark: dict[str, Any] = Field(default_factory=dict, description="for programs that outgrow one machine")


# --- The weekly summary -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Edition:
    """Which release a document is, as printed on it."""

    report: str  # key in reports.yaml
    title: str
    release: str  # weekly-2026-02-15
    version: int = 1
    replaces: int | None = None
    why: str = ""  # of a correction

    @property
    def stem(self) -> str:
        """The name of its files without suffix; a correction never overwrites what was shown."""
        return self.release if self.version == 1 else f"{self.release}-v{self.version}"


@dataclass(frozen=True, slots=True)
class DueTarget:
    """A promise that falls due soon."""

    metric: PublishedMetric
    target: PublishedTarget


@dataclass(frozen=True, slots=True)
class WeeklySummary:
    """Everything the implementation team reads on Monday."""

    edition: Edition
    report: Report
    sections: tuple[Section, ...]
    compared_with: SnapshotName | None  # None: there is no earlier one
    changes: tuple[MetricChange, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    due_milestones: tuple[Standing, ...] = ()
    due: tuple[DueTarget, ...] = ()
    questions: tuple[LearningQuestion, ...] = ()
