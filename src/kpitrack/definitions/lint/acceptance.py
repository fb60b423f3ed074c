"""Findings that a definition accepts, with its reason; and acceptances of what was never found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from kpitrack.definitions.lint.linted import Linted
from kpitrack.definitions.places import Spot
from kpitrack.definitions.suggestions import did_you_mean
from kpitrack.model.findings import RULES, Noticed


def with_acceptances(linted: Linted, noticed: Iterable[Noticed]) -> Iterator[Noticed]:
    """Each finding with the reason the metric, or the program as a whole, gives for accepting it."""
    for_all = linted.draft.program.program.accepted
    used: set[tuple[str, str]] = set()
    for each in noticed:
        metric = linted.draft.metrics.get(each.subject)
        own = metric.accepted.get(each.code, "") if metric else ""
        used.add((each.subject if own else "", each.code))
        yield replace(each, accepted=own or for_all.get(each.code, ""))
    for metric, spot in linted.metrics():
        yield from _unused(metric.accepted, metric.id, spot.at("accepted"), used)
    yield from _unused(for_all, "", linted.draft.program_spot.at("program", "accepted"), used)


def _unused(accepted: Mapping[str, str], subject: str, spot: Spot, used: set[tuple[str, str]]) -> Iterator[Noticed]:
    for code in accepted:
        if code not in RULES:
            meant = did_you_mean(code, RULES)
            yield Noticed("unknown_code", spot.at(code).key, subject, {"code": code, "meant": meant})
        elif (subject, code) not in used:
            yield Noticed("needless_acceptance", spot.at(code).key, subject, {"code": code})
