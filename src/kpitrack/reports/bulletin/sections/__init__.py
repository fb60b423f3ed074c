"""The sections of scheduled reports: one function each, from a bulletin to what the section says.

They see protected results only and compute nothing but counts of them, so that no section can tell what a table hides.
"""

from collections.abc import Callable, Mapping

from kpitrack.model.bulletins import Bulletin
from kpitrack.model.reporting import Section
from kpitrack.reports.bulletin.content import Content
from kpitrack.reports.bulletin.sections.equity import alerts, equity
from kpitrack.reports.bulletin.sections.learning import lessons, prompts, stories
from kpitrack.reports.bulletin.sections.plan import asks, due, milestones, next_steps
from kpitrack.reports.bulletin.sections.results import (
    behind,
    exceptions,
    groups,
    highlights,
    metrics,
    outcomes,
    summary,
)
from kpitrack.reports.bulletin.sections.sources import evidence, late_sources
from kpitrack.reports.bulletin.sections.time import changes, trends

SECTIONS: Mapping[Section, Callable[[Bulletin], Content]] = {
    "summary": summary,
    "groups": groups,
    "changes": changes,
    "highlights": highlights,
    "behind": behind,
    "milestones": milestones,
    "due": due,
    "alerts": alerts,
    "equity": equity,
    "trends": trends,
    "outcomes": outcomes,
    "stories": stories,
    "exceptions": exceptions,
    "lessons": lessons,
    "prompts": prompts,
    "next_steps": next_steps,
    "asks": asks,
    "late_sources": late_sources,
    "evidence": evidence,
    "metrics": metrics,
}

__all__ = ["SECTIONS"]
