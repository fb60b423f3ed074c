"""A scheduled report before it is laid out: the results of a report, and all that is said around them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kpitrack.model.evidence import LearningQuestion
from kpitrack.model.published import PublishedMetric, PublishedTarget, Report
from kpitrack.model.reporting import ScheduledReport
from kpitrack.model.schedule import Blocker, Standing
from kpitrack.model.snapshots import MetricChange, SnapshotName


@dataclass(frozen=True, slots=True)
class DueTarget:
    """A promise that falls due soon."""

    metric: PublishedMetric
    target: PublishedTarget


@dataclass(frozen=True, slots=True)
class Answer:
    """What the team wrote down when it was asked."""

    question: LearningQuestion
    text: str
    on: date


@dataclass(frozen=True, slots=True)
class Bulletin:
    """Everything a scheduled report can say; its sections choose from it."""

    scheduled: ScheduledReport
    report: Report
    compared_with: SnapshotName | None = None  # None: there is no earlier one
    changes: tuple[MetricChange, ...] = ()
    due_until: date | None = None  # the last day that `due` looks at
    blockers: tuple[Blocker, ...] = ()
    due_milestones: tuple[Standing, ...] = ()
    due: tuple[DueTarget, ...] = ()
    milestones_done: int = 0
    milestones_untold: int = 0  # those whose result is not in this report, or hidden
    milestones: int = 0  # all that have fallen due
    questions: tuple[LearningQuestion, ...] = ()
    answers: tuple[Answer, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.report.title}: {self.scheduled.title}"
