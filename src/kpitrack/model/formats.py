"""How dates and numbers may be written, each named by example: `M/D/YYYY`, `1,234.5`, `85%`.

Only a declared form is read; which form a column has is never guessed. Patterns are written in the common part of
Python's and the engine's regular expressions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kpitrack.model.sources import FieldType

EXCEL_SERIAL = "excel_serial"
ISO = "YYYY-MM-DD"

_TIME = (
    r"(?:(?:T|,? +)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)? ?(?:[AaPp]\.?[Mm]\.?)?"
    r"(?: ?(?:Z|(?:[A-Z]{2,5})?(?:[+-]\d{1,2}(?::?\d{2})?)?))?)?"
)
_TOKEN = re.compile(r"YYYY|YY|MMMM|MMM|MM|M|DD|D|[^A-Za-z]+")
_TOKENS = {
    "YYYY": (r"(?:19|20|21)\d{2}", "%Y"),
    "YY": (r"\d{2}", "%y"),
    "MMMM": (r"[A-Za-z]{3,9}", "%B"),
    "MMM": (r"[A-Za-z]{3}", "%b"),
    "MM": (r"\d{1,2}", "%m"),
    "M": (r"\d{1,2}", "%m"),
    "DD": (r"\d{1,2}", "%d"),
    "D": (r"\d{1,2}", "%d"),
}
_TIME_OF_FORMAT = re.compile(r"(?:T|,? +)(?:hh?|HH?):mm(?::ss)?(?: ?AM)?(?: ?Z)?$")


@dataclass(frozen=True, slots=True)
class DateForm:
    """A date as declared. A time of day behind it is allowed and ignored: it cannot change the order of the parts."""

    pattern: str  # the whole cell; group 1 is the date
    strptime: str


@cache
def date_form(declared: str) -> DateForm | None:
    """The form for a declared date format; None if it is not one. One digit or two is the same: 9/3 and 09/03.

    Without separators (`YYYYMMDD`) every part has its full width.
    """
    written = _TIME_OF_FORMAT.sub("", declared)
    tokens = _TOKEN.findall(written)
    if "".join(tokens) != written:
        return None
    parts = [token for token in tokens if token in _TOKENS]
    if sorted(part[0] for part in parts) != ["D", "M", "Y"]:
        return None
    packed = len(parts) == len(tokens)
    pattern, codes = "", ""
    for part in tokens:
        if part in _TOKENS:
            piece, code = _TOKENS[part]
            pattern += piece.replace("{1,2}", "{2}") if packed else piece
            codes += code
        else:
            pattern += (",?" if part == " " else "") + re.sub(r"([.^$*+?(){}\[\]|\\])", r"\\\1", part)
            codes += part
    return DateForm(f"({pattern}){_TIME}", codes)


@dataclass(frozen=True, slots=True)
class NumberForm:
    """A number as declared: what it looks like, its thousands separators and its decimal mark."""

    pattern: str
    separators: str
    decimal: str = "."


_SIGN = r"[+-]?"
PLAIN = NumberForm(_SIGN + r"\d{1,12}(?:\.\d+)?", "")
WHOLE = NumberForm(_SIGN + r"\d{1,12}(?:\.0+)?", "")
US_MONEY = NumberForm(
    r"-?\(?-?\$? ?(?:\d{1,3}(?:,\d{3}){1,3}|\d{1,12})(?:\.\d+)?\)?(?: ?USD)?",
    "$, ",
)
NUMBER_FORMS: dict[str, NumberForm] = {
    "1234.5": PLAIN,
    "1,234.5": NumberForm(_SIGN + r"(?:\d{1,3}(?:,\d{3}){1,3}|\d{1,12})(?:\.\d+)?", ","),
    "1.234,5": NumberForm(_SIGN + r"(?:\d{1,3}(?:\.\d{3}){1,3}|\d{1,12})(?:,\d+)?", ".", ","),
    "1 234,5": NumberForm(
        _SIGN + "(?:\\d{1,3}(?:[ \u00a0\u202f]\\d{3}){1,3}|\\d{1,12})(?:,\\d+)?", " \u00a0\u202f", ","
    ),
    "1 234.5": NumberForm(_SIGN + "(?:\\d{1,3}(?:[ \u00a0\u202f]\\d{3}){1,3}|\\d{1,12})(?:\\.\\d+)?", " \u00a0\u202f"),
    "1234,5": NumberForm(_SIGN + r"\d{1,12}(?:,\d+)?", "", ","),
    "45K": NumberForm(_SIGN + r"\d{1,9}(?:\.\d+)? ?[KkMm]?", " "),
}
PERCENT_FORMS = ("85%", "85", "0.85")
DEFAULT_PERCENT = "85%"


def is_known_format(declared: str, kind: FieldType) -> bool:
    """Can a field of this type be read in this format? For a list the format is its separator: anything."""
    match kind:
        case FieldType.DATE:
            return declared == EXCEL_SERIAL or date_form(declared) is not None
        case FieldType.WHOLE | FieldType.NUMBER | FieldType.MONEY:
            return declared in NUMBER_FORMS
        case FieldType.PERCENT:
            return declared in PERCENT_FORMS
        case FieldType.LIST:
            return bool(declared)
        case _:
            return False


def known_formats(kind: FieldType) -> tuple[str, ...]:
    """Formats to suggest for a field of this type."""
    match kind:
        case FieldType.DATE:
            return ("M/D/YYYY", "D.M.YYYY", "M/D/YY", "YYYY-MM-DD", "YYYYMMDD", "MMM D YYYY", EXCEL_SERIAL)
        case FieldType.WHOLE | FieldType.NUMBER | FieldType.MONEY:
            return tuple(NUMBER_FORMS)
        case FieldType.PERCENT:
            return PERCENT_FORMS
        case FieldType.LIST:
            return (";", ", ")
        case _:
            return ()
