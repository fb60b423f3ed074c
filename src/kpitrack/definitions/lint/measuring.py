"""Can the promise be measured, and is it said what proves it?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kpitrack.definitions.lint.linted import Linted
from kpitrack.model.findings import Noticed
from kpitrack.model.measures import Kind
from kpitrack.model.metrics import Metric

# Being there, or having done a round, is what was planned; what changed by it is the evidence (D4-041).
_BEING_THERE = re.compile(
    r"(?i)\b(attend\w*|participat\w*|took part|sign(ed)?[- ]in"
    r"|(complet|conduct|carr|hold|held|did|ma[dk]e)\w*\b.*\b(observations?|visits?|walks?|sessions?|meetings?|workshops?))\b"
)
_CHANGES = ("early_evidence", "short_term_outcome", "final_outcome")


def check_measuring(linted: Linted) -> Iterator[Noticed]:
    for metric, spot in linted.metrics():
        facts = {"metric": metric.title}
        if not metric.targets and not metric.track:
            yield Noticed("no_target", spot.key, metric.id, facts)
        if _is_by_hand(metric) and metric.benchmark in _CHANGES:
            yield Noticed("not_measurable", spot.at("measure").key, metric.id, facts)
        elif _is_by_hand(metric) and not metric.evidence:
            yield Noticed("no_evidence", spot.at("measure").key, metric.id, facts)
        if metric.benchmark == "early_evidence" and (found := _BEING_THERE.search(metric.title)):
            yield Noticed("activity_as_evidence", spot.at("title").where, metric.id, {**facts, "word": found[0]})


def _is_by_hand(metric: Metric) -> bool:
    return metric.measure.kind is Kind.RECORD and metric.measure.source is None
