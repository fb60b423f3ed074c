"""What is known when a source is proposed: the file as it was looked at, and the people and things of the program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kpitrack.exports.captions import Captions
from kpitrack.exports.layouts import Layout
from kpitrack.model.inspection import InspectedColumn


@dataclass(frozen=True, slots=True)
class KnownUnits:
    """Whose ids a program knows, and how wide they are; without a program, the usual two. And how it splits them."""

    names: frozenset[str] = frozenset({"student", "employee"})
    widths: Mapping[str, int] = field(default_factory=dict)
    dimensions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Seen:
    """An inspected file as far as a proposal needs it."""

    name: str
    layout_name: str
    layout: Layout
    captions: Captions
    columns: Sequence[InspectedColumn]
    rows: Sequence[Sequence[str]]
    sheet: str
    header_row: int | tuple[int, ...] | None
    delimiter: str

    def has(self, caption: str) -> bool:
        return bool(self.captions.positions(caption))

    def cells(self, position: int) -> list[str]:
        """The filled cells of a column (from 0), without marks for hidden values."""
        marks = {each.casefold() for each in self.layout.suppressed}
        cells = (row[position].strip() for row in self.rows if position < len(row))
        return [self._bare(cell) for cell in cells if cell and cell.casefold() not in marks]

    def filled_rows(self) -> int:
        """How many of the rows hold anything."""
        return sum(any(cell.strip() for cell in row) for row in self.rows)

    def _bare(self, cell: str) -> str:
        mark = self.layout.value_after
        return cell.rsplit(mark, 1)[-1] if mark and cell.startswith("uri://") else cell
