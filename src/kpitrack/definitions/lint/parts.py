"""A school, level or group that no target speaks of."""

from __future__ import annotations

from collections.abc import Iterator

from kpitrack.definitions.lint.linted import Linted
from kpitrack.model.conditions import OneOf
from kpitrack.model.findings import Noticed
from kpitrack.model.metrics import Target


def check_parts(linted: Linted) -> Iterator[Noticed]:
    for metric, spot in linted.metrics():
        judged = [target for target in metric.targets if target.comparator != "track"]
        if not judged or any(target.scope.is_empty for target in judged):
            continue
        for dimension in dict.fromkeys(name for target in judged for name in target.scope.entries):
            listed = _listed(linted, dimension)
            named = {category for target in judged for category in _categories(target, dimension)}
            for category in listed:
                if category not in named and named:
                    facts = {"metric": metric.title, "category": category, "dimension": dimension}
                    yield Noticed("category_without_target", spot.at("targets").key, metric.id, facts)


def _listed(linted: Linted, dimension: str) -> tuple[str, ...]:
    definition = linted.draft.program.dimensions.get(dimension)
    return definition.listed if definition is not None else ()


def _categories(target: Target, dimension: str) -> tuple[str, ...]:
    condition = target.scope.entries.get(dimension)
    return tuple(str(each) for each in condition.values) if isinstance(condition, OneOf) else ()
