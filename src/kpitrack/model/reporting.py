"""Scheduled reports and the place they run in: the nouns of reports.yaml and settings.yaml."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, field_validator, model_validator

from kpitrack.model.calendar import Period
from kpitrack.model.closed import Closed
from kpitrack.model.published import Audience
from kpitrack.model.quantities import Unit, parse_quantity

Rhythm: TypeAlias = Literal["week", "month", "quarter", "semester", "year"]
ReportFormat: TypeAlias = Literal["html", "xlsx", "json", "md", "csv"]
Section: TypeAlias = Literal[
    "summary",  # how many targets are met and not met, in one breath
    "groups",  # the same by stakeholder group
    "changes",  # since the last report
    "highlights",  # what was reached, the newest first
    "behind",  # not met or behind, with response and owner
    "milestones",  # late or due, and promises missed on their day
    "due",  # what falls due until the end of the next period
    "alerts",  # rules triggered
    "equity",  # distances between groups, and the rules that speak of groups
    "trends",  # values of the periods before
    "outcomes",  # results in plain words
    "stories",  # told by people: `texts`
    "exceptions",  # approved exceptions, changed targets, what has ended
    "lessons",  # what was answered to the learning questions
    "prompts",  # the learning questions themselves
    "next_steps",  # responses with their owners
    "asks",  # what is asked of the readers
    "late_sources",  # data problems and old sources
    "evidence",  # what the results rest on
    "metrics",  # every result
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
    sections: tuple[Section, ...] = ("summary", "behind", "metrics")
    formats: tuple[ReportFormat, ...] = Field(default=("html", "xlsx"), min_length=1)
    mail: tuple[str, ...] = Field(default=(), description="who gets it by --mail: names of `contacts`, or addresses")
    texts: dict[str, dict[Section, tuple[str, ...]]] = Field(
        default_factory=dict,
        description="period -> section -> sentences of your own, printed before what the program says there",
    )
    inventory: tuple[str, ...] = ()

    @field_validator("texts", mode="before")
    @classmethod
    def _texts(cls, raw: object) -> object:
        if not isinstance(raw, dict):
            return raw
        return {
            period: {section: _one_or_many(lines) for section, lines in sections.items()}
            if isinstance(sections, dict)
            else sections
            for period, sections in raw.items()
        }

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
