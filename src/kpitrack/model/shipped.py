"""Names of what the package ships as data, for definitions to check without reading the data.

The data are one YAML file per name in `exports/layouts/` and `exports/maps/`; a test holds both lists together.
"""

from __future__ import annotations

LAYOUTS: tuple[str, ...] = (
    "aeries",
    "calpads_senr",
    "calpads_sinf",
    "calpads_sprg",
    "calpads_stas",
    "cde_public",
    "delimited",
    "edfi",
    "eventbrite",
    "excel",
    "frontline",
    "google_forms",
    "infinite_campus",
    "log",
    "oneroster",
    "panorama",
    "powerschool",
    "qualtrics",
    "qualtrics_legacy",
    "surveymonkey",
    "synergy",
)
MAPS: tuple[str, ...] = (
    "aeries_frl",
    "aeries_grade",
    "cde_race",
    "frl",
    "gender",
    "grade",
    "infinite_campus_frl",
    "infinite_campus_race",
    "likert5",
    "powerschool_frl",
    "prior_tech",
    "race",
    "yes_no",
)
