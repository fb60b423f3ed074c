"""Few and aligned: more benchmarks than one team can follow, and early signs that lead nowhere (D4-043)."""

from __future__ import annotations

from collections.abc import Iterator

from kpitrack.definitions.lint.gaps import NOBODY
from kpitrack.definitions.lint.linted import Linted
from kpitrack.model.findings import Noticed

MOST_FOR_ONE_OWNER = 12  # one a month; nobody talks about more than that with understanding


def check_focus(linted: Linted) -> Iterator[Noticed]:
    owned: dict[tuple[str, str], list[str]] = {}
    for promise in linted.promises():
        period = linted.due(promise.target)
        day = period.end if period else None
        year = linted.calendar.year_of(day) if day else None
        if promise.is_promise and year is not None and promise.metric.owner != NOBODY:
            names = owned.setdefault((promise.metric.owner, year.id), [])
            if promise.metric.id not in names:
                names.append(promise.metric.id)
    for (owner, year_id), names in owned.items():
        if len(names) > MOST_FOR_ONE_OWNER:
            spot = linted.draft.metric_spots[names[MOST_FOR_ONE_OWNER]]
            facts = {"owner": owner, "number": str(len(names)), "most": str(MOST_FOR_ONE_OWNER), "year": year_id}
            yield Noticed("too_many", spot.at("owner").key, owner, facts)
    for metric, spot in linted.metrics():
        if metric.indicator == "leading" and metric.supports is None:
            yield Noticed("leads_nowhere", spot.at("indicator").key, metric.id, {"metric": metric.title})
