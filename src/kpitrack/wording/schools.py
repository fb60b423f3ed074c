"""Schools that opened, closed or were renamed: said once in every report whose figures reach back before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from kpitrack.model.program import School
from kpitrack.wording import english


def changes(name: str, school: School, since: date, through: date) -> Iterator[str]:
    """One sentence per change from one day to the other, both included."""
    if school.opened and since <= school.opened <= through:
        yield f"{name} opened on {english.day(school.opened)}."
    if school.renamed_on and since <= school.renamed_on <= through and school.formerly:
        last = school.renamed_on - timedelta(days=1)
        yield f"{name} was named {english.listed(school.formerly)} until {english.day(last)}."
    if school.closed and since <= school.closed <= through:
        yield f"{name} closed on {english.day(school.closed)}."
