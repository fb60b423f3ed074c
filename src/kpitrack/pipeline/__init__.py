"""The order of the stages, one short function per product. A notebook calls the same functions as the command line.

definitions + exports -> cells -> values -> verdicts -> disclosure -> equity, milestones -> reports, tracker
"""

from kpitrack.pipeline.asking import Question, find_period, load_program
from kpitrack.pipeline.explaining import explain, people_behind
from kpitrack.pipeline.reporting import report

__all__ = ["Question", "explain", "find_period", "load_program", "people_behind", "report"]
