"""Value + target -> status and pace, cell by cell, unrounded.

A target is judged on its due day, by the value as of that day. A missed promise stays overdue until the value reaches
it; what was met on its day stays met. Before the due day the value is held against today's point on the path.
"""

from kpitrack.verdicts.dated import dated_targets, judged_period, observe
from kpitrack.verdicts.judging import judge_metric
from kpitrack.verdicts.needs import needed_groupings, needed_keys
from kpitrack.verdicts.standing import PeriodsOfRow, Standing

__all__ = [
    "PeriodsOfRow",
    "Standing",
    "dated_targets",
    "judge_metric",
    "judged_period",
    "needed_groupings",
    "needed_keys",
    "observe",
]
