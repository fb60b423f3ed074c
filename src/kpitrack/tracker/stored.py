"""How figures are stored in a file."""

from __future__ import annotations

from fractions import Fraction

from kpitrack.model.quantities import as_decimal
from kpitrack.model.workbook import Entry, HiddenEntry
from kpitrack.wording import tracker as words

SEPARATOR = ";"


def as_number(value: Fraction) -> float:
    """The nearest float of a figure with one decimal: what a person would type."""
    return value.numerator / value.denominator


def cached(value: Fraction | str | None) -> float | str:
    """The stored value of a formula: a number, a text, or empty."""
    if value is None:
        return ""
    return value if isinstance(value, str) else as_number(value)


def entry_text(entry: Entry) -> str:
    """An entry as it was written: a number, the mark of a hidden one, or nothing."""
    if entry is None:
        return ""
    return words.HIDDEN if isinstance(entry, HiddenEntry) else str(as_decimal(entry, 1))


def entries_text(entries: tuple[Entry, ...]) -> str:
    """What was written into the input cells of a row, to tell later what a principal changed: `74.0;75.3;;;`."""
    return SEPARATOR.join(entry_text(each) for each in entries)
