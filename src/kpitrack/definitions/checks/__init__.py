"""Checks of the definitions against each other: small functions that each yield what they find."""

from __future__ import annotations

from collections.abc import Iterator

from kpitrack.definitions.checks.inventory import check_inventory
from kpitrack.definitions.checks.measures import check_measures
from kpitrack.definitions.checks.metrics import check_metrics
from kpitrack.definitions.checks.names import check_names
from kpitrack.definitions.checks.program import check_program
from kpitrack.definitions.checks.sources import check_sources
from kpitrack.definitions.checks.targets import check_targets
from kpitrack.definitions.drafts import Draft
from kpitrack.errors import DefinitionError

CHECKS = (check_names, check_program, check_sources, check_measures, check_metrics, check_targets)


def problems_across(draft: Draft, inventory: frozenset[str] | None) -> Iterator[DefinitionError]:
    """Every problem that only shows when the definitions are read together."""
    for check in CHECKS:
        yield from check(draft)
    if inventory is not None:
        yield from check_inventory(draft, inventory)
