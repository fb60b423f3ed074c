"""What the gate says to the team: why a draft is not released, what was withheld from a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kpitrack.model.ledger import LedgerRow
from kpitrack.wording import english

_MOST_NAMED = 3


def refused(against: Sequence[LedgerRow], titles: Mapping[str, str]) -> str:
    """Which releases came out since, and which of their results stand against the draft's."""
    releases = english.listed(dict.fromkeys(row.release for row in against))
    named = list(dict.fromkeys(_result(row, titles) for row in against))
    more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
    return (
        f"{releases} came out since this draft was made, and shows other figures of: "
        f"{'; '.join(named[:_MOST_NAMED])}{more}"
    )


def _result(row: LedgerRow, titles: Mapping[str, str]) -> str:
    groups = english.listed(english.category(*each) for each in row.categories)
    return f"{titles[row.metric]} ({groups})" if groups else titles[row.metric]


def withheld(metric: str, dimension: str) -> str:
    """For the team alone: readers see hidden cells like all others."""
    what = f"{dimension} of {metric}" if dimension else metric
    return f"withheld: {what}, because the audit before the release could work out a hidden group of it"
