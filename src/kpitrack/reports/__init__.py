"""Published results as text and files. One module per format; `formats` lists them.

Nothing here computes: numbers become text in `wording`, and what may not be seen never arrived.
"""

from kpitrack.reports.explanation import write_explanation
from kpitrack.reports.formats import FORMATS, format_of, write
from kpitrack.reports.people import write_people

__all__ = ["FORMATS", "format_of", "write", "write_explanation", "write_people"]
