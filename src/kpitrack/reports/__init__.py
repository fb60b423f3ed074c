"""Published results as text and files. One module per format; `formats` lists them.

Nothing here computes: numbers become text in `wording`, and what may not be seen never arrived. What `explain` writes
stands in `explanation` and `people`, which only it imports.
"""

from kpitrack.reports.formats import FORMATS, format_of, write

__all__ = ["FORMATS", "format_of", "write"]
