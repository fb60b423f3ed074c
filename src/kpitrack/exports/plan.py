"""What reading one source needs to know, besides its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kpitrack.exports.layouts import Layout
from kpitrack.model.sources import Source


@dataclass(frozen=True, slots=True)
class Plan:
    """One source and how this run reads it."""

    source: Source
    layout: Layout
    as_of: date
    soft: frozenset[str]  # fields whose unknown codes become "Not reported" instead of refusing the row
    with_fingerprint: bool  # of whole rows, to find identical ones

    @property
    def items_per_row(self) -> int:
        """How many rows of the table one row of the file becomes."""
        return len(self.source.stack.columns) if self.source.stack else 1

    @property
    def manifest(self) -> str:
        """The file that stands for a whole folder of tables; empty if files are read one by one."""
        return self.layout.bundle.manifest if self.layout.bundle else ""
