"""The confidential list behind a number, as CSV or workbook. Written for its owner alone (mode 0600)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from kpitrack.errors import UsageError
from kpitrack.files import write_atomically
from kpitrack.model.explained import PeopleList
from kpitrack.reports.plain import cell_of_a_sheet
from kpitrack.wording import english

_OWNER_ONLY = 0o600
_WIDEST = 60  # characters


def write_people(people: PeopleList, output: Path) -> None:
    """Write the list by the file's suffix, readable by its owner only.

    raises: UsageError for another suffix than .csv or .xlsx, and as `write_atomically` does.
    """
    match output.suffix.lower():
        case ".csv":
            content = _as_csv(people)
        case ".xlsx":
            content = _as_workbook(people)
        case suffix:
            raise UsageError(
                f"a list of people is not written as {suffix or 'a file without suffix'}", hint="-o people.csv"
            )
    write_atomically(output, content, mode=_OWNER_ONLY)


def _rows(people: PeopleList) -> Iterator[tuple[str, ...]]:
    """A banner, what the list is, the captions, and one row per person."""
    yield (english.PEOPLE_BANNER,)
    through = english.data_through(english.day(people.through))
    yield (f"{people.title} ({people.metric}), {english.period(people.period)}, {through}",)
    dimensions = (english.dimension(each) for each in people.dimensions)
    has_values = any(row.value for row in people.rows)
    yield (people.unit, *dimensions, "counted", *(["value"] if has_values else []), "why")
    for row in sorted(people.rows, key=lambda each: english.COUNTED.index(each.counted)):
        yield (row.id, *row.categories, row.counted, *([row.value] if has_values else []), row.why)


def _as_csv(people: PeopleList) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    for row in _rows(people):
        writer.writerow([cell_of_a_sheet(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _as_workbook(people: PeopleList) -> bytes:
    from kpitrack.reports.sheets import fit_paper, new_workbook, write_text  # noqa: PLC0415 - heavy

    content = io.BytesIO()
    book = new_workbook(content, people.title, people.through)
    sheet = book.add_worksheet("Confidential")
    bold = book.add_format({"bold": True})
    rows = list(_rows(people))
    captions = 2
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            write_text(sheet, number, column, cell, bold if number <= captions else None)
    for column in range(len(rows[captions])):
        longest = max(len(row[column]) for row in rows[captions:])
        sheet.set_column(column, column, min(longest + 2, _WIDEST))
    sheet.autofilter(captions, 0, max(captions + 1, len(rows) - 1), len(rows[captions]) - 1)
    sheet.freeze_panes(captions + 1, 1)
    sheet.repeat_rows(0, captions)
    fit_paper(sheet)
    book.close()
    return content.getvalue()
