"""A metric: what is measured, for whom, against which promises, and what happens when it goes wrong."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from kpitrack.model.calendar import Day
from kpitrack.model.closed import Closed
from kpitrack.model.conditions import EVERYTHING, Filter
from kpitrack.model.measures import GoalValue, Measure

TARGET_COMPARATORS = (
    "at_least",
    "more_than",
    "at_most",
    "less_than",
    "between",
    "increase_by",
    "decrease_by",
    "grow_toward",
    "track",
)


class Role(StrEnum):
    """What a target is for. Checkpoints set the pace; a stretch never makes a metric not_met."""

    FINAL = "final"
    FLOOR = "floor"
    CHECKPOINT = "checkpoint"
    STRETCH = "stretch"


class AnotherMetric(Closed):
    """A goal that is another metric's value: `at_least: {metric: district_average}`."""

    metric: str


class GrowToward(Closed):
    """Close part of the distance to a goal; see definitions section 7."""

    goal: GoalValue
    close: GoalValue
    minimum: GoalValue | None = None
    round_to: GoalValue | None = None


class Then(Closed):
    """Further dated targets, each higher by the same step."""

    increase_by: GoalValue
    every: str
    until: str


class TargetChange(Closed):
    """A promise changed after its period began: on which day, from what, and why."""

    on: Day
    was: GoalValue | tuple[GoalValue, GoalValue] = Field(
        alias="from", description="the original goal; of a range both ends", examples=["80%"]
    )
    why: str

    @property
    def original(self) -> str:
        """The original goal as it was written."""
        return "-".join(each.text for each in (self.was if isinstance(self.was, tuple) else (self.was,)))


class Target(Closed):
    """One promise: by this day, the metric reaches this goal."""

    due: str | None = Field(default=None, description="a period or day; judged at its end", examples=["Y1-Q2"])
    every: str | None = Field(default=None, description="judged in each such period: week … year, or a series")
    starts: str | None = Field(default=None, description="first period of `every`")
    until: str | None = Field(default=None, description="last period of `every`")
    at_least: GoalValue | AnotherMetric | None = None
    more_than: GoalValue | AnotherMetric | None = None
    at_most: GoalValue | AnotherMetric | None = None
    less_than: GoalValue | AnotherMetric | None = None
    between: tuple[GoalValue, GoalValue] | None = Field(default=None, description="both ends included")
    increase_by: GoalValue | None = Field(default=None, description="at least that much above `compared_to`")
    decrease_by: GoalValue | None = Field(default=None, description="at least that much below `compared_to`")
    grow_toward: GrowToward | None = None
    track: Literal[True] | None = Field(default=None, description="must have data, no verdict")
    compared_to: str = Field(default="baseline", description="baseline, previous or a period")
    or_: dict[str, GoalValue] | None = Field(default=None, alias="or", description="a condition that also satisfies it")
    then: Then | None = None
    role: Role = Role.FINAL
    scope: Filter = Field(default=EVERYTHING, description="only this part is judged")
    each: tuple[str, ...] = Field(
        default=(), description="judged separately in every category of this dimension, or of these dimensions together"
    )
    path: Literal["steps", "straight", "retarget"] = "steps"
    changed: TargetChange | None = None
    differs: str | None = Field(default=None, description="why the definition differs from the statement it fulfils")
    reading: str = Field(default="", description="how an unclear promise is read here")
    inventory: tuple[str, ...] = Field(default=(), description="statements of the source documents that this fulfils")

    @field_validator("each", mode="before")
    @classmethod
    def _one_or_many(cls, raw: object) -> object:
        return (raw,) if isinstance(raw, str) else raw

    @property
    def comparator(self) -> str:
        """The one comparator key written (`at_least`, `between`, `track` …)."""
        return next(key for key in TARGET_COMPARATORS if getattr(self, key) is not None)

    @property
    def goal(self) -> Any:
        """What stands beside the comparator."""
        return getattr(self, self.comparator)

    @model_validator(mode="after")
    def _is_one_promise(self) -> Target:
        written = [key for key in TARGET_COMPARATORS if getattr(self, key) is not None]
        if len(written) != 1:
            found = " and ".join(written) or "none"
            raise ValueError(f"a target has exactly one comparator ({', '.join(TARGET_COMPARATORS)}); found {found}")
        if (self.due is None) == (self.every is None):
            raise ValueError("a target has either `due` (one day) or `every` (a rhythm), not both and not neither")
        if self.every is None and (self.starts or self.until):
            raise ValueError("`starts` and `until` belong to `every`")
        return self


class Baseline(Closed):
    """The metric's own starting value: stated by a document, or measured in a period."""

    stated: GoalValue | None = None
    period: str
    scope: Filter = EVERYTHING


class Alert(Closed):
    """A rule apart from status: when it fires, what is done and by whom."""

    when: dict[str, Any] = Field(
        description="a comparator, `not: {between: …}`, `status: […]`, `falls: n`, `no_data: n` or `significant: true`"
    )
    level: Literal["watch", "analysis", "review", "intervention"]
    response: str = Field(description="what will be done")
    owner: str
    by: str | None = Field(default=None, description="judge every category of this dimension")
    inventory: tuple[str, ...] = ()


class Headcount(Closed):
    """The total may be published below the minimum; subgroups stay protected."""

    public: Literal[True]
    reason: str


class Retired(Closed):
    """The metric ended."""

    on: Day
    why: str


class Exemption(Closed):
    """An approved exception, shown beside the true status, never instead of it."""

    reason: str
    owner: str
    until: Day


class Metric(Closed):
    """One metric as written; its id is its key in the file."""

    id: str = Field(default="", exclude=True, description="set by the reader: the key in the file")
    title: str
    group: str = Field(description="stakeholder group")
    owner: str = Field(description="who answers for it")
    measure: Measure
    by: tuple[str, ...] = Field(
        default=(), description="dimensions it is disaggregated by; `{none: reason}` when there are no people in it"
    )
    by_none: str = Field(default="", exclude=True)
    every: str = Field(default="year", description="how often it is measured: week … year, or a series")
    better: Literal["higher", "lower", "middle"] | None = None
    benchmark: Literal["activity", "early_evidence", "short_term_outcome", "final_outcome"] | None = None
    indicator: Literal["leading", "lagging"] | None = None
    supports: str | None = Field(default=None, description="the outcome it should move")
    baseline: tuple[Baseline, ...] = ()
    targets: tuple[Target, ...] = ()
    track: Literal[True] | None = Field(default=None, description="no target by design")
    alerts: tuple[Alert, ...] = ()
    headcount: Headcount | None = None
    judged_to: GoalValue | None = Field(
        default=None, description="value and target are rounded half up to this step before judging"
    )
    already_public: str = ""
    not_applicable: dict[str, str] = Field(default_factory=dict, description="dimension -> why it makes no sense here")
    exceptions: tuple[Exemption, ...] = ()
    accepted: dict[str, str] = Field(default_factory=dict, description="lint code -> why it is accepted")
    retired: Retired | None = None
    reading: str = Field(default="", description="how an unclear promise is read here")
    evidence: str = Field(default="", description="what proves it, where it is entered by hand")
    inventory: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _one_or_many(cls, raw: Any) -> Any:
        """`by: {none: reason}` and a single baseline are written without a list."""
        if not isinstance(raw, dict):
            return raw
        fixed = dict(raw)
        if isinstance(fixed.get("by"), dict) and set(fixed["by"]) == {"none"}:
            fixed["by_none"], fixed["by"] = str(fixed["by"]["none"]), ()
        if isinstance(fixed.get("baseline"), dict):
            fixed["baseline"] = [fixed["baseline"]]
        return fixed

    @property
    def direction(self) -> Literal["higher", "lower", "middle"]:
        """Which way is better; by the comparators unless `better` is written."""
        if self.better is not None:
            return self.better
        comparators = {target.comparator for target in self.targets}
        if "between" in comparators:
            return "middle"
        return "lower" if comparators & {"at_most", "less_than", "decrease_by"} else "higher"
