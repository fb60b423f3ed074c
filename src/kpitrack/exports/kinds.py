"""What a column looks like by its cells. A proposal for a person to read, never a conversion: those are declared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from kpitrack.exports.roles import names_something
from kpitrack.exports.value_maps import shipped_map
from kpitrack.model.formats import NUMBER_FORMS, US_MONEY, date_form

_UNAMBIGUOUS = ("YYYY-MM-DD", "YYYYMMDD", "YYYY/MM/DD", "MMM D YYYY", "D.M.YYYY")
_MONTH_FIRST, _DAY_FIRST = ("M/D/YYYY", "M/D/YY"), ("D/M/YYYY", "D/M/YY")
_SERIAL = re.compile(r"[34]\d{4}(\.0)?")
_PERCENT = re.compile(r"[+-]?\d+(\.\d+)? ?%")
_HOURS = re.compile(r"\d{1,5}:[0-5]\d(:00)?|\d{1,6}([.,]\d+)?")
_EMPTY = {"n/a", "na", "null", "#n/a", "-", "--", "tbd", "-99", "-999", "none", ".", "nan", "nat", "<na>"}
_SHEET_ERRORS = {"#value!", "#div/0!", "#ref!", "#name?", "#num!", "#null!"}
_HIDDEN = re.compile(r"\*{1,3}|n? ?[<≤] ?\d+ ?%?|[<>≤≥] ?\d+(\.\d+)? ?%|confidential|suppressed", re.IGNORECASE)
_FIGURE = re.compile(r"[-+($]*\d[\d.,/:-]*[ %)]*")
_IS_NO_CODE = re.compile(r"[a-z\d]")  # a word or another figure
_NUMBERS = ("1234.5", "1,234.5", "1234,5", "1 234.5", "45K")
_CELLS_PER_SLIP = 50
_MOST_CODES = 5  # different codes beside figures; more of them are text
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


@dataclass(frozen=True, slots=True)
class Kind:
    """What a field's definition would say, and the same in a few words."""

    words: str = "text"
    keys: dict[str, Any] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()  # marks of a figure that its source keeps back
    unknown: tuple[str, ...] = ()  # codes among the figures that a person must explain


def kind_of(values: Sequence[str], caption: str) -> Kind:
    """The kind of a column whose filled cells are these; text where they do not fit, but for a few codes."""
    different = list(dict.fromkeys(values))
    blank = sorted(value for value in different if value.casefold() in _EMPTY | _SHEET_ERRORS)
    hidden = tuple(value for value in different if _HIDDEN.fullmatch(value))
    rest = [value for value in values if value not in blank and value not in hidden]
    if not rest:
        return Kind()
    found = _kind(rest, caption)
    unknown: tuple[str, ...] = ()
    if not found.keys:
        unknown = _codes(rest)
        found = _kind([value for value in rest if value not in unknown], caption) if unknown else found
    if not found.keys:
        return _kind([value for value in values if value not in blank] or rest, caption)
    words = f"{found.words} but for {', '.join(unknown)}" if unknown else found.words
    return Kind(words, {**found.keys, "blank_codes": blank} if blank else found.keys, hidden, unknown)


def _codes(values: Sequence[str]) -> tuple[str, ...]:
    """The few codes, each in several rows, that stand among figures; none where they are not the smaller part."""
    counted = Counter(values)
    codes = tuple(each for each, rows in counted.items() if rows > 1 and not _IS_NO_CODE.search(each))
    figures = sum(rows for each, rows in counted.items() if _FIGURE.fullmatch(each))
    return codes if len(codes) <= _MOST_CODES and figures * 2 > len(values) else ()


def _kind(values: Sequence[str], caption: str) -> Kind:
    if names_something(caption):
        is_number = _is_a_slip([value for value in values if not value.isdigit()], values)
        return Kind("number of a thing" if is_number else "text")
    wants_date = bool(re.search(r"date|day|_on\b|start|end\b|expires|signed|fecha|time", caption, re.IGNORECASE))
    if formats := date_formats(values, serials=wants_date):
        return Kind(f"date {' or '.join(formats)}", {"type": "date", "format": formats})
    if all(map(_PERCENT.fullmatch, values)):
        return Kind("percent 85%", {"type": "percent", "format": ["85%"]})
    lowered = {value.casefold() for value in values}
    if lowered <= shipped_map("likert5").keys() and any(re.search("[a-z]{3}", each) for each in lowered):
        return Kind("agreement 1 to 5", {"map": "likert5", "scale": [1, 5]})
    if lowered <= shipped_map("yes_no").keys() and any(each.isalpha() for each in lowered) and len(lowered) > 1:
        return Kind("yes or no", {"type": "yes_no"})
    if re.search(r"\bhours?\b|\bhrs\b", caption, re.IGNORECASE) and all(map(_HOURS.fullmatch, values)):
        return Kind("hours", {"type": "hours"})
    if any("$" in value for value in values) and all(re.fullmatch(US_MONEY.pattern, value) for value in values):
        return Kind("money", {"type": "money"})
    return _number(values)


def _number(values: Sequence[str]) -> Kind:
    if any(re.fullmatch(r"0\d+", value) for value in values):  # an id or a code, not a number
        return Kind("code with leading zeros")
    for written in _NUMBERS:
        others = [value for value in values if not re.fullmatch(NUMBER_FORMS[written].pattern, value)]
        if _is_a_slip(others, values) and not any(map(_is_number, others)):
            keys: dict[str, Any] = {"type": "number"}
            return Kind(f"number {written}", keys if written == "1234.5" else {**keys, "format": [written]})
    return Kind()


def _is_number(value: str) -> bool:
    return any(re.fullmatch(NUMBER_FORMS[written].pattern, value) for written in _NUMBERS)


def _is_a_slip(others: Sequence[str], values: Sequence[str]) -> bool:
    """A typing error in so few cells that it does not make the column something else; their rows will be refused."""
    return len(others) * _CELLS_PER_SLIP <= len(values)


def date_formats(values: Sequence[str], *, serials: bool) -> list[str]:
    """The fewest formats by which every cell is a day, but for a slip of the pen; empty if there is none such.

    Month before day where both would do, as the systems here write it; never both in one column, because then
    1/2/2026 and 13/2/2026 would be read in two ways.
    """
    return _formats(values, _MONTH_FIRST, serials=serials) or _formats(values, _DAY_FIRST, serials=serials)


def _formats(values: Sequence[str], allowed: Sequence[str], *, serials: bool) -> list[str]:
    left, found = list(dict.fromkeys(values)), []
    for declared in (*_UNAMBIGUOUS, *allowed):
        fitting = [value for value in left if _is_day(value, declared)]
        if fitting:
            found.append(declared)
            left = [value for value in left if value not in fitting]
    if left and serials and found and all(map(_SERIAL.fullmatch, left)):
        found.append("excel_serial")
        left = []
    unfit = set(left)
    if not found or not _is_a_slip([value for value in values if value in unfit], values):
        return []
    is_other_order = any(_is_day(value, declared) for value in left for declared in (*_MONTH_FIRST, *_DAY_FIRST))
    return [] if is_other_order else found


def _is_day(value: str, declared: str) -> bool:
    form = date_form(declared)
    matched = re.fullmatch(form.pattern, value) if form else None
    if form is None or matched is None:
        return False
    try:
        day = datetime.strptime(matched[1].replace(",", ""), form.strptime).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return False
    return date(_FIRST_YEAR, 1, 1) <= day <= date(_LAST_YEAR, 12, 31)


def list_separator(values: Sequence[str]) -> str:
    """What parts check-all answers in one cell; empty if nothing does."""
    for separator in (";", ", "):
        parts = [value.split(separator) for value in values]
        if sum(len(each) > 1 for each in parts) >= 2:
            different = {part.strip() for each in parts for part in each}
            if len(different) < sum(map(len, parts)) and max(map(len, different)) <= 30:
                return separator
    return ""
