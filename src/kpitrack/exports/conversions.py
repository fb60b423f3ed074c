"""From the text of a cell to its typed value, as SQL. Nothing is guessed: text in no declared form has no value.

Every function takes the SQL of a trimmed cell (NULL if blank) and gives the SQL of its value, NULL where the text
cannot be read. Forms are checked by regular expression before any cast: `try_cast('5.5' AS INTEGER)` is 6.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import reduce

from kpitrack.engine.sql import DECIMALS, NUMBER_TYPE, text
from kpitrack.exports.value_maps import Codes, codes_of
from kpitrack.model.formats import (
    DEFAULT_PERCENT,
    EXCEL_SERIAL,
    ISO,
    NUMBER_FORMS,
    PLAIN,
    US_MONEY,
    WHOLE,
    NumberForm,
    date_form,
)
from kpitrack.model.sources import Field, FieldType

_MILLIONTH = f"CAST(0.{'0' * (DECIMALS - 1)}1 AS DECIMAL({DECIMALS},{DECIMALS}))"
_NUMERIC_DATE = re.compile(r"%[mdyY]\D%[mdyY]\D%[mdyY]")
_WRAPPED = '=".*"'
_HOUR_IN_MICROS = 1_000_000
_MOST_SPELLINGS = 60
BLANKS = " \t\r\n\u00a0\u202f\u200b\ufeff"


def trimmed(cell: str) -> str:
    """The cell without outer blanks, hard ones included; NULL if nothing is left.

    Why two ways: nearly every cell begins and ends with a visible letter of ASCII, and seeing that is cheap.
    """
    visible = f"{_starts_visibly(cell)} AND {_starts_visibly(f'substr({cell}, -1)')}"
    return f"CASE WHEN {visible} THEN {cell} ELSE nullif(trim({cell}, {text(BLANKS)}), '') END"


def _starts_visibly(cell: str) -> str:
    return f"{cell} BETWEEN '!' AND '~'"


def without_codes(cell: str, codes: Iterable[str]) -> str:
    """The cell, NULL if it is one of these codes for "empty"."""
    listed = ", ".join(text(code.strip().lower()) for code in codes)
    return f"CASE WHEN lower({cell}) IN ({listed}) THEN NULL ELSE {cell} END" if listed else cell


def matches(cell: str, pattern: str) -> str:
    """Does the whole cell have this form?"""
    return f"regexp_full_match({cell}, {text(pattern)})"


def converted(field: Field, cell: str, *, date_formats: tuple[str, ...], separator: str) -> str:
    """The typed value of a cell.

    date_formats: tried where the field declares none. separator: between the texts of a list, likewise.
    """
    match field.kind:
        case FieldType.TEXT | FieldType.CHOICE:
            codes = codes_of(field)
            return cell if codes is None else mapped(cell, codes)
        case FieldType.LEVEL:
            return mapped(cell, _level_codes(field))
        case FieldType.LIST:
            return _list(cell, field.format[0] if field.format else separator, codes_of(field))
        case FieldType.YES_NO:
            return _yes_no(cell, codes_of(field) or {})
        case FieldType.DATE:
            return _first(_date(cell, each) for each in dict.fromkeys(field.format or (*date_formats, ISO)))
        case FieldType.HOURS:
            return _hours(cell)
        case FieldType.PERCENT:
            return _first(_percent(cell, each) for each in field.format or (DEFAULT_PERCENT,))
        case FieldType.WHOLE | FieldType.NUMBER | FieldType.MONEY:
            return _coded_number(field, cell)


def _first(values: Iterable[str]) -> str:
    listed = list(values)
    return listed[0] if len(listed) == 1 else f"coalesce({', '.join(listed)})"


def mapped(cell: str, codes: Codes) -> str:
    """The canonical value of a code, ignoring case; NULL for codes that mean blank and for unknown ones."""
    known = [(code, value) for code, value in codes.items() if value is not None]
    if not known:
        return "CAST(NULL AS VARCHAR)"
    # A map and no CASE: grades and races have a hundred spellings, which a CASE compares one after the other.
    listed, values = (", ".join(map(text, each)) for each in zip(*known, strict=True))
    return f"map([{listed}], [{values}])[lower({cell})]"


def blank_codes_of(field: Field) -> tuple[str, ...]:
    """Codes that mean an empty cell: declared ones, and those the map sends to nothing."""
    codes = codes_of(field) or {}
    return (*field.blank_codes, *(code for code, value in codes.items() if value is None))


def _quick_codes(codes: Codes, empty: tuple[str, ...]) -> str:
    """The canonical value of a code in one of its usual spellings; "" for a map so long that asking costs more."""
    blank = {code.strip().lower() for code in empty}
    spelled: dict[str, str] = {}
    for code, value in codes.items():
        if value is not None and code not in blank:
            own = [value] if value.lower() == code else []
            spelled |= dict.fromkeys((*own, code.upper(), code.capitalize(), code), value)
    if not 0 < len(spelled) <= _MOST_SPELLINGS:
        return ""
    return " ".join(f"WHEN {text(code)} THEN {text(value)}" for code, value in spelled.items())


def _level_codes(field: Field) -> Codes:
    """A level is its own code; what the map gives must be a level, in its canonical spelling."""
    levels = {level.strip().lower(): level for level in field.levels}
    codes = codes_of(field) or {}
    return levels | {code: levels.get((value or "").lower(), value) for code, value in codes.items()}


def _yes_no(cell: str, codes: Codes) -> str:
    yes, no = ([code for code, value in codes.items() if value == word] for word in ("true", "false"))
    cases = [
        f"WHEN lower({cell}) IN ({', '.join(map(text, listed))}) THEN {word}"
        for listed, word in ((yes, "TRUE"), (no, "FALSE"))
        if listed
    ]
    return f"CASE {' '.join(cases)} END" if cases else "CAST(NULL AS BOOLEAN)"


def _list(cell: str, separator: str, codes: Codes | None) -> str:
    parts = (
        f"list_filter(list_transform(string_split({cell}, {text(separator)}), lambda x: trim(x)), lambda x: x <> '')"
    )
    if codes is None:
        return parts
    values = f"list_transform({parts}, lambda x: {mapped('x', codes)})"
    return f"CASE WHEN NOT list_contains(list_transform({values}, lambda x: x IS NULL), TRUE) THEN {values} END"


def _date(cell: str, declared: str) -> str:
    if declared == EXCEL_SERIAL:
        serial = matches(cell, r"[2-7]\d{4}(\.\d+)?")
        return f"CASE WHEN {serial} THEN DATE '1899-12-30' + CAST(left({cell}, 5) AS INTEGER) END"
    form = date_form(declared)
    if form is None:
        raise ValueError(f"unknown date format {declared!r}")
    found = f"regexp_extract({cell}, {text(f'^{form.pattern}$')}, 1)"  # '' where the cell has another form: no date
    if declared == ISO:
        return f"try_cast({found} AS DATE)"
    part = f"replace({found}, ',', '')" if ",?" in form.pattern else found
    codes = form.strptime.replace(",", "")
    return f"CAST(try_strptime({part}, {text(codes)}) AS DATE)"


def _coded_number(field: Field, cell: str) -> str:
    """A number; with a map, codes first ("4 - Agree") and plain numbers besides."""
    value = _first(_number(cell, form) for form in _forms(field))
    codes = codes_of(field)
    if codes is None:
        return value
    return f"coalesce(CAST({mapped(cell, codes)} AS {NUMBER_TYPE}), {value})"


def _forms(field: Field) -> tuple[NumberForm, ...]:
    if field.format:
        return tuple(NUMBER_FORMS[each] for each in field.format)
    return ({FieldType.WHOLE: WHOLE, FieldType.MONEY: US_MONEY}.get(field.kind, PLAIN),)


def _number(cell: str, form: NumberForm) -> str:
    if form is NUMBER_FORMS["45K"]:
        return _abbreviated(cell, form)
    if form is US_MONEY:
        return _money(cell)
    digits = reduce(lambda sql, mark: f"replace({sql}, {text(mark)}, '')", form.separators, cell)
    if form.decimal != ".":
        digits = f"replace({digits}, {text(form.decimal)}, '.')"
    return f"CASE WHEN {matches(cell, form.pattern)} THEN CAST({digits} AS {NUMBER_TYPE}) END"


def _abbreviated(cell: str, form: NumberForm) -> str:
    plain = f"CAST(regexp_replace({cell}, '[ KkMm]', '', 'g') AS {NUMBER_TYPE})"
    factor = f"CASE lower(right({cell}, 1)) WHEN 'k' THEN 1000 WHEN 'm' THEN 1000000 ELSE 1 END"
    return f"CASE WHEN {matches(cell, form.pattern)} THEN TRY_CAST({plain} * {factor} AS {NUMBER_TYPE}) END"


def _money(cell: str) -> str:
    """Dollars as written in the US; parentheses or a minus sign mean negative, never both."""
    plain = f"CAST(regexp_replace({cell}, '[^0-9.]', '', 'g') AS {NUMBER_TYPE})"
    sign = f"CASE WHEN regexp_matches({cell}, '[-(]') THEN -1 ELSE 1 END"
    balanced = f"contains({cell}, '(') = contains({cell}, ')')"
    return (
        f"CASE WHEN {matches(cell, US_MONEY.pattern)} AND {balanced} THEN CAST({plain} * {sign} AS {NUMBER_TYPE}) END"
    )


def _percent(cell: str, declared: str) -> str:
    """A share 0..1. A bare 85 or 0.85 is read only where the format says which of the two it is."""
    if declared == "0.85":
        return _number(cell, PLAIN)
    pattern = PLAIN.pattern + (" ?%" if declared == DEFAULT_PERCENT else "")
    figure = f"CAST(rtrim({cell}, ' %') AS {NUMBER_TYPE})"
    return f"CASE WHEN {matches(cell, pattern)} THEN CAST({figure} * 0.01 AS {NUMBER_TYPE}) END"


def _hours(cell: str) -> str:
    """`3:30`, `3.5` and `3,5` are three and a half hours; minutes are exact to the millionth of an hour, half up."""
    hours = f"CAST(split_part({cell}, ':', 1) AS BIGINT)"
    minutes = f"CAST(split_part({cell}, ':', 2) AS BIGINT)"
    micros = f"({hours} * {_HOUR_IN_MICROS} + ({minutes} * {_HOUR_IN_MICROS} + 30) // 60)"
    clock = f"CAST(CAST({micros} AS DECIMAL(18,0)) * {_MILLIONTH} AS {NUMBER_TYPE})"
    decimal = f"CAST(replace({cell}, ',', '.') AS {NUMBER_TYPE})"
    return (
        f"CASE WHEN {matches(cell, r'[0-9]{1,5}:[0-5][0-9](:00)?')} THEN {clock} "
        f"WHEN {matches(cell, r'[0-9]{1,6}([.,][0-9]+)?')} THEN {decimal} END"
    )


def quick(field: Field, raw: str, date_formats: tuple[str, ...], empty: tuple[str, ...]) -> str:
    """The value of a clean cell, from its raw text; NULL for every other cell, "" if the field has no such way.

    Why: trimming and the full forms cost several times as much, and in a large file nearly every cell is clean.
    """
    if field.kind is FieldType.DATE:
        form = date_form((*field.format, *date_formats, ISO)[0])
        if form is None or not _NUMERIC_DATE.fullmatch(form.strptime):
            return ""
        day = f"CAST(try_strptime({raw}, {text(form.strptime)}) AS DATE)"
        shortest = 8 if "%Y" in form.strptime else 6
        return f"CASE WHEN strlen({raw}) BETWEEN {shortest} AND 10{_has_full_year(form.strptime, raw)} THEN {day} END"
    if field.kind in (FieldType.CHOICE, FieldType.LEVEL):
        cases = _quick_codes((_level_codes(field) if field.kind is FieldType.LEVEL else codes_of(field)) or {}, empty)
        return f"CASE {raw} {cases} END" if cases else ""
    if field.kind in (FieldType.WHOLE, FieldType.NUMBER) and not field.format and field.map is None:
        listed = ", ".join(text(code.strip()) for code in empty)
        is_filled = f" AND {raw} NOT IN ({listed})" if listed else ""
        pattern = (WHOLE if field.kind is FieldType.WHOLE else PLAIN).pattern
        return f"CASE WHEN {matches(raw, pattern)}{is_filled} THEN CAST({raw} AS {NUMBER_TYPE}) END"
    return ""


def _has_full_year(codes: str, raw: str) -> str:
    """Four figures where the year is to stand: the engine reads 9/9/26 by %Y as a day of the year 26."""
    if "%Y" not in codes:
        return ""
    mark = codes[2]
    place = f"substr({raw}, 5, 1)" if codes.startswith("%Y") else f"substr({raw}, -5, 1)"
    return f" AND {place} = {text(mark)}"


def quick_id(raw: str, width: int | None) -> str:
    """An id of figures only, which cannot be damaged; NULL for any other."""
    padded = (
        raw if width is None else f"CASE WHEN strlen({raw}) < {width} THEN lpad({raw}, {width}, '0') ELSE {raw} END"
    )
    return f"CASE WHEN {matches(raw, '[0-9]+')} THEN {padded} END"


def id_text(cell: str, width: int | None) -> str:
    """An id as text; `="00123"` loses Excel's wrapping, and `width` restores leading zeros of a number."""
    wrapped = matches(cell, _WRAPPED)
    bare = f"CASE WHEN {wrapped} THEN nullif(trim(substr({cell}, 3, length({cell}) - 3)), '') ELSE {cell} END"
    if width is None:
        return bare
    short = matches(cell, f"[0-9]{{1,{width}}}")
    return f"CASE WHEN {short} THEN lpad({cell}, {width}, '0') ELSE {bare} END"


def id_is_damaged(value: str) -> str:
    """Has a spreadsheet destroyed the id: 1.23E+09, or an error value such as #N/A?"""
    return matches(value, r"[0-9](\.[0-9]+)?[Ee]\+?[0-9]+|#(N/A|REF!|VALUE!|NAME\?|NULL!|NUM!|DIV/0!)")
