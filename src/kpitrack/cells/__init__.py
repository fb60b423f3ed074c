"""Typed tables -> cells: sufficient statistics per metric, period and group. The last room that sees people.

How it walks: every (metric, period) asked for is first *planned* into a frame: who is in it, and which columns per
unit it needs (`frames`, `populations`, `passing`). Equal columns are asked for once (`facts`), so that each source is
brought to units in one wide pass. Then the facts are made, and the frames are counted over all their groupings, those
of the same form together (`tallies`). Nothing is rounded but per-unit averages (6 decimals, half up).

Why so few statements: see `engine`. What is said of a row or of a person (a window, a filter, a category) is a column
made once (`FactTable.terms`, `RosterRows`); the row that counts of several is the one with the greatest number among
its key's rows in the window, so that the windows of all periods share one pass over the keys.
"""

from kpitrack.cells.counting import CellRequest, count_cells
from kpitrack.cells.listing import ListedUnit, Listing, Movement, compared, list_units

__all__ = ["CellRequest", "ListedUnit", "Listing", "Movement", "compared", "count_cells", "list_units"]
