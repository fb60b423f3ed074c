"""Which system wrote a file, by the signs that layouts carry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kpitrack.exports.layouts import Layout, Sign, shipped_layouts

_LAST = ("excel", "log", "delimited")  # their signs are weak, so the others are asked first
_SIGNS_IN_ROWS = 20


@dataclass(frozen=True, slots=True)
class Recognized:
    """A layout with the name that its sign gives the file."""

    name: str
    layout: Layout
    title: str


@dataclass(frozen=True, slots=True)
class Top:
    """What signs are held against."""

    rows: Sequence[Sequence[str]]
    encoding: str
    delimiter: str
    is_workbook: bool


def recognize(top: Top) -> Recognized | None:
    """The first layout one of whose signs holds; None if none does."""
    layouts = shipped_layouts()
    names = [*(name for name in layouts if name not in _LAST), *_LAST]
    for name in names:
        layout = layouts[name]
        if top.is_workbook == (layout.reads == "workbook") or (layout.reads == "text" and name not in _LAST):
            for sign in layout.signs:
                if _holds(sign, layout, top):
                    return Recognized(name, layout, sign.title or layout.title)
    return None


def _holds(sign: Sign, layout: Layout, top: Top) -> bool:
    if sign.encoding and sign.encoding != top.encoding:
        return False
    if sign.delimiter and sign.delimiter != top.delimiter:
        return False
    if sign.anywhere and not any(re.fullmatch(sign.anywhere, cell.strip()) for row in top.rows for cell in row):
        return False
    if sign.first_cells and _cell(top.rows, 1) not in sign.first_cells:
        return False
    if not all(re.fullmatch(pattern, _cell(top.rows, row)) for row, pattern in sign.pattern.items()):
        return False
    if sign.answers and sign.answers != _answers(layout, top.rows):
        return False
    return all(_has(top.rows, row, cells) for row, cells in sign.rows.items())


def _cell(rows: Sequence[Sequence[str]], number: int) -> str:
    return rows[number - 1][0].strip() if len(rows) >= number and rows[number - 1] else ""


def _has(rows: Sequence[Sequence[str]], number: int, wanted: Sequence[str]) -> bool:
    """Do these cells stand in this row (0: in any of the first)?"""
    looked_at = rows[:_SIGNS_IN_ROWS] if number == 0 else rows[number - 1 : number]
    folded = {each.casefold() for each in wanted}
    return any(folded <= {cell.strip("\ufeff \u00a0").casefold() for cell in row} for row in looked_at)


def _answers(layout: Layout, rows: Sequence[Sequence[str]]) -> str:
    """Do check-all cells repeat the option's text, or hold its number? Empty if there are none."""
    rule = layout.check_all
    if rule is None or rule.labels_in is None or len(rows) < layout.header_rows:
        return ""
    plain = {each.casefold() for each in (*layout.plain_words, *rule.excluded)}
    labels = rows[rule.labels_in - 1]
    cells = {
        (row[n].strip(), label.strip())
        for row in rows[layout.header_rows :]
        for n, label in enumerate(labels)
        if label.strip() and label.strip().casefold() not in plain and n < len(row) and row[n].strip()
    }
    if not cells:
        return ""
    return "text" if any(cell == label for cell, label in cells) else "numbers"
