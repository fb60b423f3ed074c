"""The Progress Tracker workbook: write, read back, verify.

One row per survey item, one tab per level. `arithmetic` is the rule in exact numbers, `formulas` is the same rule as
spreadsheet text; every formula is written with the value our arithmetic gives it, so previewers and readers that do
not calculate show the truth. `returned` and `verifying` hold returned workbooks against the same two.
"""

from kpitrack.tracker.building import write_books
from kpitrack.tracker.filling import (
    Filling,
    about,
    fill_district,
    fill_school,
    labels_of,
    open_goals,
    periods_by_label,
    row_id,
    schools_and_levels,
    top_of,
)
from kpitrack.tracker.goals import level_goal
from kpitrack.tracker.names import file_names
from kpitrack.tracker.results import write_results
from kpitrack.tracker.returned import Rules, read_folder
from kpitrack.tracker.verifying import Promise, Rulebook, verify_folder

__all__ = [
    "Filling",
    "Promise",
    "Rulebook",
    "Rules",
    "about",
    "file_names",
    "fill_district",
    "fill_school",
    "labels_of",
    "level_goal",
    "open_goals",
    "periods_by_label",
    "read_folder",
    "row_id",
    "schools_and_levels",
    "top_of",
    "verify_folder",
    "write_books",
    "write_results",
]
