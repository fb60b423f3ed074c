"""Names of what the package ships as data, for definitions to check without reading the data.

The data are one YAML file per name in `exports/layouts/` and `exports/maps/`; a test holds both lists together.
"""

from __future__ import annotations

LAYOUTS: tuple[str, ...] = ("delimited", "eventbrite", "excel", "google_forms", "qualtrics", "surveymonkey")
MAPS: tuple[str, ...] = ("frl", "gender", "grade", "likert5", "prior_tech", "race", "yes_no")
