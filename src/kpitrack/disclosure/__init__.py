"""Verdicts -> what an audience may see. Nothing after this room has seen a hidden number.

Here: groups below the minimum are hidden, and one more of their dimension, so that subtraction from the total fails.
A hidden cell leaves as a type without a number, a status or a reason.
"""

from kpitrack.disclosure.protecting import Protection, protect

__all__ = ["Protection", "protect"]
