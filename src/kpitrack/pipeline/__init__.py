"""The order of the stages, one short function per product. A notebook calls the same functions as the command line.

definitions + exports -> cells -> values -> verdicts -> disclosure -> equity, milestones -> reports, tracker
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kpitrack.pipeline.asking import Question, check_definitions, find_period, load_program
    from kpitrack.pipeline.describing import dictionary
    from kpitrack.pipeline.explaining import explain, people_behind
    from kpitrack.pipeline.inspecting import add, inspect
    from kpitrack.pipeline.linting import LintResult, lint
    from kpitrack.pipeline.mailing_workbooks import Mailing
    from kpitrack.pipeline.recording import Records, record, records, restore_records
    from kpitrack.pipeline.reporting import report
    from kpitrack.pipeline.returned_workbooks import tracker_kept_as, tracker_read, tracker_verify
    from kpitrack.pipeline.scheduling import PlanQuestion, milestone_findings, milestones
    from kpitrack.pipeline.tracking import TrackerBuilt, TrackerQuestion, tracker_build

__all__ = [
    "LintResult",
    "Mailing",
    "PlanQuestion",
    "Question",
    "Records",
    "TrackerBuilt",
    "TrackerQuestion",
    "add",
    "check_definitions",
    "dictionary",
    "explain",
    "find_period",
    "inspect",
    "lint",
    "load_program",
    "milestone_findings",
    "milestones",
    "people_behind",
    "record",
    "records",
    "report",
    "restore_records",
    "tracker_build",
    "tracker_kept_as",
    "tracker_read",
    "tracker_verify",
]

_HOMES = {
    "asking": ("Question", "check_definitions", "find_period", "load_program"),
    "describing": ("dictionary",),
    "explaining": ("explain", "people_behind"),
    "inspecting": ("add", "inspect"),
    "linting": ("LintResult", "lint"),
    "mailing_workbooks": ("Mailing",),
    "recording": ("Records", "record", "records", "restore_records"),
    "reporting": ("report",),
    "returned_workbooks": ("tracker_kept_as", "tracker_read", "tracker_verify"),
    "scheduling": ("PlanQuestion", "milestone_findings", "milestones"),
    "tracking": ("TrackerBuilt", "TrackerQuestion", "tracker_build"),
}


def __getattr__(name: str) -> object:
    """Load what is asked for on first use: a report must not wait for workbooks, drafts and plans to be imported."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
