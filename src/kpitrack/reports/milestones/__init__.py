"""The schedule of milestones as text and files: the same facts in six formats. Nothing here computes a week."""

from kpitrack.reports.milestones.formats import write

__all__ = ["write"]
