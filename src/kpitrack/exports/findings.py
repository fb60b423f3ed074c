"""From rows that were not used to counts and messages. A message never holds a name; ids are masked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kpitrack.engine.session import Session
from kpitrack.exports.fates import (
    AMBIGUOUS,
    BAD_DATE,
    BAD_NUMBER,
    BROKEN_QUOTES,
    CONTRADICTION,
    DAMAGED_ID,
    MISSING_ID,
    MISSING_VALUE,
    OUTSIDE_SCALE,
    RAGGED,
    UNKNOWN_CODE,
    UNKNOWN_PERIOD,
    Fate,
    Fates,
)
from kpitrack.exports.staging import StagedFile, line_sql, rows_name, staged_name
from kpitrack.exports.table_sql import soft_name
from kpitrack.model.formats import DEFAULT_PERCENT, ISO, date_form, known_formats
from kpitrack.model.intake import Problem
from kpitrack.model.sources import Field, FieldType, Source

EXAMPLES = 3  # per reason and source
_LONGEST_QUOTE = 24


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows met a fate."""

    fate: Fate
    number: int
    rows: int


def count_fates(session: Session, source: Source, fates: Fates) -> tuple[int, list[Counted]]:
    """Rows in use, and every fate that some row met, in the order in which the fates became known."""
    found = dict(session.rows(f"SELECT fate_, count(*) FROM {staged_name(source)} GROUP BY 1 ORDER BY 1"))
    used = found.pop(0, 0)
    return used, [Counted(fates.of(number), number, rows) for number, rows in found.items()]


def refused_problems(
    session: Session, source: Source, files: Sequence[StagedFile], counted: Sequence[Counted]
) -> list[Problem]:
    """A few examples for every reason, the first with the number of rows."""
    problems: list[Problem] = []
    for reason in dict.fromkeys(each.fate.reason for each in counted if each.fate.kind == "refused"):
        same = [each for each in counted if each.fate.reason == reason and each.fate.kind == "refused"]
        problems += _examples(session, source, files, same)
    return problems


def _examples(session: Session, source: Source, files: Sequence[StagedFile], same: list[Counted]) -> list[Problem]:
    by_number = {each.number: each.fate for each in same}
    total = sum(each.rows for each in same)
    numbers = ", ".join(map(str, by_number))
    rows = session.rows(
        f"SELECT file_, {line_sql(source, files)}, fate_, quote_ FROM {staged_name(source)} "
        f"WHERE fate_ IN ({numbers}) ORDER BY rowid LIMIT {EXAMPLES}"
    )
    problems = []
    for position, (file, line, number, quote) in enumerate(rows):
        fate = by_number[number]
        count = f"{_rows(total)} not used ({fate.reason}); " if position == 0 and total > 1 else ""
        end = "" if count else "; the row is not used"
        message = f"{count}{'for example: ' if count else ''}{_message(fate, quote)}{end}"
        problems.append(
            Problem("warning", message, _hint(fate, quote), source.name, files[file].file.name, line, fate.column)
        )
    return problems


def soft_problems(
    session: Session, source: Source, files: Sequence[StagedFile], captions: dict[str, str]
) -> list[Problem]:
    """Unknown codes in group columns of a roster: the person is kept as "Not reported"."""
    problems = []
    used = f"FROM {staged_name(source)} WHERE fate_ = 0"
    asked = ", ".join(f"count({soft_name(field)})" for field in captions)
    unknown = session.rows(f"SELECT {asked} {used}")[0] if captions else ()
    for field, caption in (each for each, rows in zip(captions.items(), unknown, strict=True) if rows):
        column = soft_name(field)
        found = session.rows(
            f"SELECT {column}, count(*), min(rowid) {used} AND {column} IS NOT NULL "
            f"GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {EXAMPLES}"
        )
        for code, count, first in found:
            [(file, line)] = session.rows(
                f"SELECT file_, {line_sql(source, files)} FROM {staged_name(source)} WHERE rowid = {first}"
            )
            fault = f"with the unknown code {quoted(code)} in {field}: counted as Not reported"
            hint = f"add {quoted(code)} to the map of {field}, or correct it in the export"
            place = (hint, source.name, files[file].file.name, line, caption)
            problems.append(Problem("warning", f"{_rows(count)} {fault}", *place, uncounted=f"rows {fault}"))
    return problems


def hidden_cells(session: Session, source: Source) -> dict[str, int]:
    """Field -> used rows in which the source hides its figure."""
    if not source.suppressed:
        return {}
    found = session.rows(
        f"SELECT field, count(*) FROM (SELECT unnest(hidden_) AS field FROM {rows_name(source)}) GROUP BY 1 ORDER BY 1"
    )
    return {str(field): int(count) for field, count in found}


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _message(fate: Fate, quote: str | None) -> str:
    match fate.reason:
        case _ if fate.reason == RAGGED:
            return "the row has another number of cells than there are captions"
        case _ if fate.reason == BROKEN_QUOTES:
            return "a quotation mark stands in the middle of a quoted cell"
        case _ if fate.reason == DAMAGED_ID:
            return f"the id {quoted(quote)} was damaged by a spreadsheet"
        case _ if fate.reason == MISSING_ID:
            return f"the {fate.field} id is blank"
        case _ if fate.reason == MISSING_VALUE:
            return f"{fate.field} is blank and required"
        case _ if fate.reason == CONTRADICTION:
            return f"another row with the same {fate.column} says something else"
        case _ if fate.reason == UNKNOWN_PERIOD:
            return f"{quoted(quote)} is not a period of the calendar"
        case _ if fate.reason == OUTSIDE_SCALE and fate.definition and fate.definition.scale:
            low, high = fate.definition.scale
            return f"{quoted(quote)} lies outside the scale {low} to {high}"
        case _ if fate.reason == UNKNOWN_CODE:
            return f"{quoted(quote)} is not a known code of {fate.field}"
        case _ if fate.reason in (BAD_DATE, BAD_NUMBER) and fate.definition:
            return f"{quoted(quote)} is not {_wanted(fate.definition)}"
    if fate.reason == AMBIGUOUS:
        return f"the id {masked(quote)} stands beside several people in the crosswalk"
    return f"{fate.field} {masked(quote)} is not on the roster"


def _wanted(definition: Field) -> str:
    match definition.kind:
        case FieldType.DATE:
            return f"a date written {' or '.join(definition.format or (ISO,))}"
        case FieldType.PERCENT:
            return f"a percent written like {' or '.join(definition.format or (DEFAULT_PERCENT,))}"
        case FieldType.HOURS:
            return "hours written 3:30, 3.5 or 3,5"
        case FieldType.WHOLE:
            return "a whole number"
        case FieldType.MONEY:
            return "an amount of money such as $1,250.00"
        case _:
            return "a number" + (f" written like {' or '.join(definition.format)}" if definition.format else "")


def _hint(fate: Fate, quote: str | None) -> str:
    reason, definition = fate.reason, fate.definition
    if reason == RAGGED:
        return "look for a missing or extra delimiter in the row; a cell that holds one must be in quotation marks"
    if reason == BROKEN_QUOTES:
        return "double the quotation marks inside the cell, or export the file again"
    if reason == DAMAGED_ID:
        return "export the file again and do not save it from Excel; the lost digits cannot be restored"
    if reason in (MISSING_ID, MISSING_VALUE):
        return f"fill it in, or take `required` from {fate.field}"
    if reason == CONTRADICTION:
        return "correct the export, or choose with `on_duplicate: keep_latest`"
    if reason == UNKNOWN_PERIOD:
        return "write a period such as Y1-Q2"
    if reason == OUTSIDE_SCALE:
        return "correct the value, or list it under `blank_codes` if it means no answer"
    if reason == UNKNOWN_CODE:
        return f"add it to the map of {fate.field}, or correct it in the export"
    if definition is not None:
        return _format_hint(definition, quote)
    if reason == AMBIGUOUS:
        return "correct the source that the crosswalk names"
    return f"correct the id, or add the {fate.field} to the roster"


def _format_hint(definition: Field, quote: str | None) -> str:
    """Names a form that would fit; whether the column is written so, the analyst decides."""
    if not known_formats(definition.kind):
        return "correct the cell, or list it under `blank_codes` if it means empty"
    written = (quote or "").strip()
    if definition.kind is FieldType.DATE and any(
        form is not None and re.fullmatch(form.pattern, written) for form in map(date_form, definition.format or (ISO,))
    ):
        return "the calendar has no such day; correct it in the export"
    likely = _likely_format(definition.kind, written)
    if likely:
        return f"if the column is written like this, say `format: {likely}`"
    return "correct the cell, or list it under `blank_codes` if it means empty"


_LIKELY = (
    (FieldType.DATE, r"\d{1,2}/\d{1,2}/\d{4}.*", "M/D/YYYY"),
    (FieldType.DATE, r"\d{1,2}/\d{1,2}/\d{2}(?!\d).*", "M/D/YY"),
    (FieldType.DATE, r"\d{8}", "YYYYMMDD"),
    (FieldType.DATE, r"\d{5}", "excel_serial"),
    (FieldType.DATE, r"\d{4}-\d{2}-\d{2}.*", "YYYY-MM-DD"),
    (FieldType.DATE, r"[A-Za-z]{3} \d{1,2},? \d{4}", "MMM D YYYY"),
    (FieldType.PERCENT, r"0?\.\d+|[01]", "0.85"),
    (FieldType.PERCENT, r"\d{1,3}(\.\d+)?", "85"),
    (FieldType.PERCENT, r"\d{1,3}(\.\d+)? ?%", "85%"),
    (FieldType.NUMBER, r"\d{1,3}(,\d{3})+(\.\d+)?", "'1,234.5'"),
    (FieldType.NUMBER, r"\d+,\d+", "'1234,5'"),
    (FieldType.NUMBER, r"\d+(\.\d+)? ?[KkMm]", "45K"),
)


def _likely_format(kind: FieldType, quote: str) -> str:
    numeric = (FieldType.WHOLE, FieldType.MONEY)
    wanted = FieldType.NUMBER if kind in numeric else kind
    return next((form for each, pattern, form in _LIKELY if each is wanted and re.fullmatch(pattern, quote)), "")


def quoted(value: str | None) -> str:
    """A code between quotes; anything long enough to be a name or a sentence is described instead."""
    written = (value or "").strip()
    if len(written) > _LONGEST_QUOTE or "@" in written:
        return f"a text of {len(written)} characters"
    return f"'{written}'"


def masked(value: str | None) -> str:
    """An id with its middle hidden: 12***67."""
    written = (value or "").strip()
    return f"{written[:2]}***{written[-2:]}" if len(written) > 4 else "***"
