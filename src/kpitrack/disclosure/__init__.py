"""Verdicts -> what an audience may see. Nothing after this room has seen a hidden number.

Where to look, in the order of the flow:

- `GUARANTEES.md`: what is promised to a records officer, and what is not; `policy`: the same in numbers.
- `protection`: one pattern of hidden groups per metric and period, for the whole district, found in `pattern/`
  (`layout`, `amounts` and `situation` are what it looks at), certified by `pattern/certificate`, and held against
  earlier releases by `releases`.
- `protecting`: a judged metric -> a published one. `view` tells its cells, `promises` its targets, `earlier` the values
  of other days beside them; `printing` puts them in print, for the public in the codes of `coding`.
- `readings`: whether the rows of a source may be counted before the reader.
- `audit/`: an attacker that shares none of this code.

A hidden cell leaves as a type without a number, a status or a reason.
"""

from kpitrack.disclosure.layout import categories_of, needed_groupings, places
from kpitrack.disclosure.links import told_by
from kpitrack.disclosure.protecting import protect
from kpitrack.disclosure.protection import Protection
from kpitrack.disclosure.readings import problems_shown, sources_released, sources_shown

__all__ = [
    "Protection",
    "categories_of",
    "needed_groupings",
    "places",
    "problems_shown",
    "protect",
    "sources_released",
    "sources_shown",
    "told_by",
]
