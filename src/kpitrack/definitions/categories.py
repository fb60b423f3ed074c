"""Categories as their dimension spells them: in a scope, as in every filter, `female` means Female."""

from __future__ import annotations

from collections.abc import Mapping

from kpitrack.model.conditions import Filter, OneOf
from kpitrack.model.metrics import Metric
from kpitrack.model.program import NOT_REPORTED, Dimension

Dimensions = Mapping[str, Dimension]


def with_scopes_as_listed(metric: Metric, dimensions: Dimensions) -> Metric:
    """The metric with the scopes of its targets and baselines spelled as the groups of its results are."""
    targets = tuple(each.model_copy(update={"scope": _listed(each.scope, dimensions)}) for each in metric.targets)
    starts = tuple(each.model_copy(update={"scope": _listed(each.scope, dimensions)}) for each in metric.baseline)
    return metric.model_copy(update={"targets": targets, "baseline": starts})


def _listed(scope: Filter, dimensions: Dimensions) -> Filter:
    entries = {
        name: OneOf(tuple(_spelled(str(value), dimensions[name]) for value in condition.values))
        for name, condition in scope.entries.items()
    }
    return scope.model_copy(update={"entries": entries})


def _spelled(category: str, dimension: Dimension) -> str:
    """As the dimension lists it; as written where its categories come from the data."""
    known = (*dimension.listed, NOT_REPORTED)
    return next((each for each in known if each.casefold() == category.casefold()), category)
