"""Milestones as written in milestones.yaml."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, field_validator, model_validator

from kpitrack.model.closed import Closed
from kpitrack.model.measures import GoalValue
from kpitrack.model.quantities import Quantity, Word

_WEEKS = re.compile(r"(?P<number>\d{1,3}) weeks?")
_COMPARATORS = ("at_least", "more_than", "at_most", "less_than")

Risk: TypeAlias = Literal["low", "medium", "high"]


def parse_weeks(raw: object) -> int:
    """`2 weeks`; a bare number could mean days or months."""
    if isinstance(raw, int) and not isinstance(raw, bool) and raw == 0:
        return 0
    if isinstance(raw, str) and (found := _WEEKS.fullmatch(raw.strip())):
        return int(found["number"])
    raise ValueError(f"{raw!r} is not a number of weeks; write it as `2 weeks`")


Weeks = Annotated[int, BeforeValidator(parse_weeks)]


class MilestoneKind(StrEnum):
    """What an entry of milestones.yaml is. Deliverables and checkpoints are done or late; the others are stretches."""

    DELIVERABLE = "deliverable"
    CHECKPOINT = "checkpoint"  # a figure that a table of the plan promises for a period
    ACTIVITY = "activity"  # weeks in which somebody works on deliverables
    STAGE = "stage"  # a bar of the roadmap


class DoneWhen(Closed):
    """The milestone is done when the metric's shown result satisfies this."""

    metric: str
    at_least: GoalValue | None = None
    more_than: GoalValue | None = None
    at_most: GoalValue | None = None
    less_than: GoalValue | None = None

    @property
    def comparator(self) -> str:
        return next(key for key in _COMPARATORS if getattr(self, key) is not None)

    @property
    def goal(self) -> Quantity | Word:
        goal: Quantity | Word = getattr(self, self.comparator)
        return goal

    @model_validator(mode="after")
    def _is_one_condition(self) -> DoneWhen:
        written = [key for key in _COMPARATORS if getattr(self, key) is not None]
        if len(written) != 1:
            found = " and ".join(written) or "none"
            raise ValueError(f"`done_when` has exactly one comparator ({', '.join(_COMPARATORS)}); found {found}")
        return self


class Milestone(Closed):
    """One entry of milestones.yaml; its id is its key in the file."""

    id: str = Field(default="", exclude=True, description="set by the reader: the key in the file")
    title: str
    owner: str = Field(description="who answers for it")
    kind: MilestoneKind = Field(
        default=MilestoneKind.DELIVERABLE, description="deliverable, checkpoint, activity or stage"
    )
    parties: tuple[str, ...] = Field(default=(), description="everyone the plan names as responsible")
    starts: str | None = Field(default=None, description="first week of work", examples=["Y1-W05"])
    due: str | None = Field(default=None, description="a week, another period or a day; its end is the last day")
    every: str | None = Field(default=None, description="recurring work instead of one due day: week … year")
    takes: Weeks | None = Field(default=None, description="weeks of work; default: from `starts` to `due`, else one")
    during: str | None = Field(default=None, description="the activity in whose weeks the work is done")
    after: dict[str, Weeks] = Field(
        default_factory=dict, description="what must be done before; a list, or milestone -> weeks to wait after it"
    )
    expects: dict[str, str] = Field(
        default_factory=dict,
        description="milestone -> why the documents imply that it comes first; reported where their dates forbid it, "
        "never scheduled",
    )
    needs: str = Field(default="", description="what else it depends on, outside the plan")
    critical: bool = Field(default=False, description="the plan itself calls it critical")
    risk: Risk | None = None
    monitor: tuple[str, ...] = Field(default=(), description="days or periods on which somebody looks at it")
    each: str | None = Field(default=None, description="done when recorded for every category of this dimension")
    benchmark: Literal["activity", "early_evidence", "short_term_outcome", "final_outcome"] | None = None
    done_when: DoneWhen | None = Field(default=None, description="without it, done is a record with evidence")
    reading: str = Field(default="", description="how an unclear promise is read here")
    assumed: tuple[str, ...] = Field(default=(), description="what the documents do not say and is assumed here")
    accepted: dict[str, str] = Field(default_factory=dict, description="lint code -> why it is accepted")
    inventory: tuple[str, ...] = ()

    @field_validator("after", mode="before")
    @classmethod
    def _list_or_lags(cls, raw: Any) -> Any:
        return dict.fromkeys(raw, 0) if isinstance(raw, list | tuple) else raw

    @field_validator("parties", "assumed", "monitor", mode="before")
    @classmethod
    def _one_or_many(cls, raw: object) -> object:
        return (raw,) if isinstance(raw, str) else raw

    @property
    def is_stretch(self) -> bool:
        """Shown on the timeline, never done or late by itself."""
        return self.kind in (MilestoneKind.ACTIVITY, MilestoneKind.STAGE)

    @model_validator(mode="after")
    def _keys_fit_the_kind(self) -> Milestone:
        if (self.due is None) == (self.every is None):
            raise ValueError("a milestone has either `due` (one day) or `every` (recurring), not both and not neither")
        if self.is_stretch and self.every is None and self.starts is None:
            raise ValueError(f"a milestone of the kind {self.kind.value} needs `starts` as well as `due`")
        steps_only = ("after", "expects", "takes", "during", "critical", "done_when")
        if self.is_stretch or self.every is not None:
            for key in steps_only:
                if key in self.model_fields_set:
                    what = f"a milestone of the kind {self.kind.value}" if self.is_stretch else "recurring work"
                    raise ValueError(f"{what} has no key `{key}`; only what is done on one day has it")
        if self.takes == 0:
            raise ValueError("`takes` is at least 1 week")
        return self
