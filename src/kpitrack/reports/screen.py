"""What a text report is written on."""

from __future__ import annotations

from dataclasses import dataclass

from kpitrack.wording import Glyphs, glyphs_for


@dataclass(frozen=True, slots=True)
class Screen:
    """A terminal, a pipe or a file. Files are UTF-8 and have no colour."""

    width: int = 80
    encoding: str = "utf-8"
    colour: bool = False

    @property
    def glyphs(self) -> Glyphs:
        return glyphs_for(self.encoding)
