"""Which groups of a table are too small to show, and which must go with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

Categories: TypeAlias = tuple[str, ...]


def cells_to_hide(sizes: Mapping[Categories, int], *, minimum: int) -> frozenset[Categories]:
    """Choose which cells of a table to hide when its totals will be shown.

    sizes:   categories (one per dimension) -> people (count, >= 0). Cells that differ in one dimension only form a
             line with a total of its own; hiding goes on until every line is safe.
    minimum: smallest cell size that may be shown, in people.
    returns: every cell of 1..minimum-1 people and, in every line that has a hidden one, the next smallest until two
             are hidden that hold `minimum` people together. If a line never gets there, all of it is hidden and the
             caller must hide its total too.
    raises:  ValueError on a negative size (our bug, not the user's).
    source:  NCES 2011-603 for the idea; the "together" rule is our own and stricter.
    """
    if any(n < 0 for n in sizes.values()):
        raise ValueError(f"negative cell size in {dict(sizes)}")
    hidden = {cell for cell, n in sizes.items() if 0 < n < minimum}
    width = len(next(iter(sizes), ()))
    while True:
        lines = [line for axis in range(width) for line in _lines(sizes, axis)]
        more = frozenset[Categories]().union(*(_must_go(line, hidden, minimum) for line in lines))
        if more <= hidden:
            return frozenset(hidden)
        hidden |= more


def _lines(sizes: Mapping[Categories, int], axis: int) -> Sequence[Mapping[Categories, int]]:
    lines: dict[Categories, dict[Categories, int]] = {}
    for cell, n in sizes.items():
        lines.setdefault((*cell[:axis], *cell[axis + 1 :]), {})[cell] = n
    return list(lines.values())


def _must_go(line: Mapping[Categories, int], hidden: set[Categories], minimum: int) -> set[Categories]:
    """What of a line must be hidden: what is, and the next smallest until two and `minimum` people are hidden."""
    gone = {cell for cell in line if cell in hidden and line[cell] > 0}
    if not gone:
        return set()
    for _, cell in sorted((n, cell) for cell, n in line.items() if n > 0 and cell not in gone):
        if len(gone) > 1 and sum(line[each] for each in gone) >= minimum:
            break
        gone.add(cell)
    return gone
