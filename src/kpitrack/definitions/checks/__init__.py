"""Checks of the definitions against each other: small functions that each yield what they find."""

from __future__ import annotations

from collections.abc import Iterator

from kpitrack.definitions.checks.inventory import check_inventory
from kpitrack.definitions.checks.names import check_names
from kpitrack.definitions.drafts import Draft
from kpitrack.errors import DefinitionError

CHECKS = (check_names,)


def problems_across(draft: Draft, inventory: frozenset[str] | None) -> Iterator[DefinitionError]:
    """Every problem that only shows when the definitions are read together."""
    for check in CHECKS:
        yield from check(draft)
    if inventory is not None:
        yield from check_inventory(draft, inventory)
