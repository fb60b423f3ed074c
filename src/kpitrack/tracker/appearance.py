"""How the workbook looks: colours, widths, formats. The word always stands beside the colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from kpitrack.wording import tracker as words

FONT = "Calibri"
HEADER = ("1F3864", "FFFFFF")
INPUT_HEADER = ("665000", "FFFFFF")
COMPUTED = ("F2F2F2", "000000")
INPUT = ("FFFFE0", "000000")
PLAIN = ("FFFFFF", "000000")
UP, DOWN = "00521B", "8B0008"

STATUS_COLORS: Mapping[str, tuple[str, str]] = {  # how the status begins -> fill, text; every contrast is 6.8 or more
    words.MET: ("C6EFCE", "00521B"),
    words.CHECK_ENTRY: ("F8CBAD", "4A1C00"),
    words.NOT_MET: ("FFC7CE", "8B0008"),
    words.ON_TRACK: ("9DC3E6", "0B2545"),
    words.OFF_TRACK: ("FFE699", "5C3A00"),
    words.NOT_SHOWN: ("D9D9D9", "262626"),
    words.NO_DATA: ("EDEDED", "404040"),
    words.NO_BASELINE: ("EDEDED", "404040"),
    words.NO_GOAL: ("EDEDED", "404040"),
}
GROUP_COLORS: Mapping[str, str] = {  # none of them is a status colour
    "blue": "DDEBF7",
    "violet": "E4DFEC",
    "brown": "EADDCF",
    "teal": "D5EDEA",
    "grey": "E7E6E6",
    "white": "FFFFFF",
}
_GROUP_ORDER = ("blue", "violet", "brown", "teal", "grey")

DIFFERENCE_FORM = "+0.0;-0.0;0.0"
NUMBER_FORM = "0.0"
HEADER_HEIGHT, ROW_HEIGHT = 78, 84  # points; explicit, because wrapped rows are not measured by every program


def group_fill(group: str, colors: Mapping[str, str], groups: list[str]) -> str:
    """The colour of a survey group: as the plan says, else the next one that is free."""
    if group in colors:
        return GROUP_COLORS.get(colors[group], GROUP_COLORS["white"])
    return GROUP_COLORS[_GROUP_ORDER[groups.index(group) % len(_GROUP_ORDER)]]


@dataclass
class Formats:
    """The cell formats of one workbook, each made once."""

    workbook: xlsxwriter.Workbook
    _made: dict[tuple[Any, ...], Format] = field(default_factory=dict)

    def cell(self, colors: tuple[str, str], **more: Any) -> Format:
        """A bordered cell. more: format properties; centred and wrapped unless told otherwise."""
        key = (colors, *sorted(more.items()))
        if key not in self._made:
            fill, text = colors
            self._made[key] = self.workbook.add_format(
                {
                    "font_name": FONT,
                    "font_size": 10,
                    "bg_color": f"#{fill}",
                    "font_color": f"#{text}",
                    "border": 1,
                    "border_color": "#808080",
                    "text_wrap": True,
                    "valign": "vcenter",
                    "align": "center",
                    **more,
                }
            )
        return self._made[key]

    def text(self, fill: str = "FFFFFF", *, bold: bool = False) -> Format:
        return self.cell((fill, "000000"), align="left", indent=1, bold=bold)

    def header(self, *, is_input: bool = False) -> Format:
        return self.cell(INPUT_HEADER if is_input else HEADER, bold=True)

    def figure(self) -> Format:
        return self.cell(COMPUTED, num_format=NUMBER_FORM)

    def difference(self) -> Format:
        return self.cell(COMPUTED, num_format=DIFFERENCE_FORM)

    def input(self) -> Format:
        return self.cell(INPUT, num_format=NUMBER_FORM, locked=False)

    def status(self) -> Format:
        return self.cell(COMPUTED, bold=True)

    def colored(self, colors: tuple[str, str]) -> Format:
        """For a conditional format: fill and text only."""
        key = ("conditional", colors)
        if key not in self._made:
            fill, text = colors
            self._made[key] = self.workbook.add_format({"bg_color": f"#{fill}", "font_color": f"#{text}"})
        return self._made[key]

    def ink(self, color: str) -> Format:
        key = ("ink", color)
        if key not in self._made:
            self._made[key] = self.workbook.add_format({"font_color": f"#{color}"})
        return self._made[key]

    def plain(self, **properties: Any) -> Format:
        """Outside the table: no border."""
        key = ("plain", *sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self.workbook.add_format({"font_name": FONT, "font_size": 10, **properties})
        return self._made[key]
