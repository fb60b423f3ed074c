"""Verdicts -> what an audience may see. Nothing after this room has seen a hidden number.

One pattern per metric and period is found for the whole district (`patterns`, `hiding`), certified (`certificate`),
held against earlier releases (`releases`) and coded for the public (`coding`). A hidden cell leaves as a type without a
number, a status or a reason. `audit` is an attacker that shares none of this code; GUARANTEES.md says what is promised.
"""

from kpitrack.disclosure.layout import needed_groupings
from kpitrack.disclosure.protecting import Protection, protect

__all__ = ["Protection", "needed_groupings", "protect"]
