"""A table in Markdown."""

from __future__ import annotations

from collections.abc import Iterable


def table(captions: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """With bars inside of cells kept from ending them."""
    lines = [captions, ("---",) * len(captions), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
