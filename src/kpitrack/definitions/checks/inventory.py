"""Do the named statements exist in the inventory?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kpitrack.definitions.drafts import Draft
from kpitrack.definitions.places import Spot
from kpitrack.definitions.suggestions import unknown
from kpitrack.errors import DefinitionError


def check_inventory(draft: Draft, known: frozenset[str]) -> Iterator[DefinitionError]:
    for ids, spot in _named(draft):
        for position, name in enumerate(ids):
            if name not in known:
                yield unknown(
                    "inventory id", name, known, where=spot.at("inventory", position).where,
                    hint="the ids stand in the first column of inventory.csv",
                )  # fmt: skip


def _named(draft: Draft) -> Iterable[tuple[tuple[str, ...], Spot]]:
    for name, metric in draft.metrics.items():
        spot = draft.metric_spots[name]
        yield metric.inventory, spot
        yield from ((each.inventory, spot.at("targets", n)) for n, each in enumerate(metric.targets))
        yield from ((each.inventory, spot.at("alerts", n)) for n, each in enumerate(metric.alerts))
    for name, source in draft.sources.items():
        for score, rule in source.scores.items():
            yield rule.inventory, draft.sources_spot.at(name, "scores", score)
    for n, rule_of_quality in enumerate(draft.program.quality):
        yield rule_of_quality.inventory, draft.program_spot.at("quality", n)
