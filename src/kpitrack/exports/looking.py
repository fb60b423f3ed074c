"""Columns of an inspected file: what they are about, what they look like, and examples that show nobody's data."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpitrack.exports.captions import Captions
from kpitrack.exports.kinds import kind_of
from kpitrack.exports.roles import group_role, id_role, personal_role
from kpitrack.model.inspection import InspectedColumn

_EXAMPLES = 3
_LONGEST = 24
_FIGURES_OF_AN_ID = 4  # so many figures in a cell can be somebody's number or day, whatever stands over them
_SENSITIVE = re.compile(r"[^@\s]+@[^@\s]+|\d{3}-\d{2}-\d{4}")


def inspected_columns(captions: Captions, rows: Sequence[Sequence[str]], suppressed: set[str]) -> list[InspectedColumn]:
    """Every column, judged by these rows."""
    return [_column(captions, position, rows, suppressed) for position in range(captions.width)]


def _column(captions: Captions, position: int, rows: Sequence[Sequence[str]], suppressed: set[str]) -> InspectedColumn:
    caption = captions.texts[position] if captions.texts else ""
    cells = [row[position].strip() for row in rows if position < len(row)]
    filled = [cell for cell in cells if cell and cell.casefold() not in suppressed]
    label = captions.technical_label(position)
    role = personal_role(caption) or group_role(caption) or id_role(caption) or personal_role(label) or id_role(label)
    different = list(dict.fromkeys(filled))
    return InspectedColumn(
        position=position + 1,
        caption=caption,
        role=role,
        looks_like=kind_of(filled, caption).words if filled else "empty",
        filled=len(filled),
        different=len(different),
        examples=tuple(dict.fromkeys(example(cell, caption, filled) for cell in different[:_EXAMPLES])),
    )


def example(cell: str, caption: str, filled: Sequence[str]) -> str:
    """The cell if it is a code of a group, or stands in several rows and is nobody's id; else its form."""
    cell = " ".join(cell.split())
    is_short = sum(each.isdigit() for each in cell) < _FIGURES_OF_AN_ID
    is_code = bool(group_role(caption)) or (filled.count(cell) > 1 and is_short and not id_role(caption))
    if is_code and not personal_role(caption) and len(cell) <= _LONGEST and not _SENSITIVE.fullmatch(cell):
        return cell
    return form_of(cell)


def form_of(cell: str) -> str:
    """`Alvarez, Ana` as `Aaaaaaa, Aaa`, 03/04/2021 as 99/99/9999: the form without the data."""
    form = re.sub(r"\d", "9", cell)
    form = "".join("A" if each.isupper() else "a" if each.isalpha() else each for each in form)
    return form if len(form) <= _LONGEST else f"{form[: _LONGEST - 1]}…"
