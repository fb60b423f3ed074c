"""The workbook in which a person verifies a sample: written with columns for the verifier, and read back."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kpitrack.errors import UsageError
from kpitrack.exports.auditing import exact_interval
from kpitrack.exports.sampling import Drawn
from kpitrack.model.quality import Audit

ANSWER, WRONG_FIELD, RIGHT_VALUE, BY = "Correct? (yes or no)", "Which column is wrong", "What is right", "Checked by"
_OWN = (ANSWER, WRONG_FIELD, RIGHT_VALUE, BY)
_SAMPLE, _ABOUT = "Sample", "About"
_YES, _NO = {"yes", "y", "true", "1", "correct", "x"}, {"no", "n", "false", "0", "wrong"}
_HOW = "Compare the row with what really happened: yes or no. Leave it open if nobody can tell."
_CONFIDENTIAL = "Confidential: rows of people. Keep it like the export itself."
_NARROWEST, _WIDEST = 11, 42  # columns, in characters


def workbook_of(drawn: Drawn) -> bytes:
    """The sample with columns for the verifier, and a sheet that says what it is and counts the answers."""
    import xlsxwriter  # noqa: PLC0415 - only this command writes it

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _write_sample(book, drawn)
    _write_about(book, drawn)
    book.set_properties({"created": datetime(*drawn.as_of.timetuple()[:3])})  # noqa: DTZ001 - same rows, same bytes
    book.close()
    return stream.getvalue()


def _write_sample(book: Any, drawn: Drawn) -> None:
    from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415 - only this command writes it

    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    left = book.add_format({"align": "left"})
    open_cell = book.add_format({"bg_color": "#FFF8DC", "border": 1})
    sheet, last, answer = book.add_worksheet(_SAMPLE), len(drawn.rows), len(drawn.captions)
    sheet.write_row(0, 0, (*drawn.captions, *_OWN), head)
    for number, row in enumerate(drawn.rows, 1):
        for place, cell in enumerate(row):
            if cell is not None:
                sheet.write(number, place, cell, left)
        for place in range(len(_OWN)):
            sheet.write_blank(number, answer + place, None, open_cell)
    asked = {"input_title": "Is the row correct?", "input_message": _HOW}
    sheet.data_validation(1, answer, last, answer, {"validate": "list", "source": ["yes", "no"], **asked})
    fields = f"=$C$1:${xl_col_to_name(answer - 1)}$1"
    which = {"validate": "list", "source": fields, "error_type": "information"}
    sheet.data_validation(1, answer + 1, last, answer + 1, which)
    for place, caption in enumerate((*drawn.captions, *_OWN)):
        texts = (str(row[place]) for row in drawn.rows if place < answer and row[place] is not None)
        longest = max((len(caption) // 2, *map(len, texts)))
        sheet.set_column(place, place, min(max(longest + 2, _NARROWEST), _WIDEST))
    sheet.set_row(0, 2 * sheet.default_row_height)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header(f"&L{drawn.source}, data through {drawn.as_of}&R{_CONFIDENTIAL}")
    sheet.set_footer("&CPage &P of &N")


def _write_about(book: Any, drawn: Drawn) -> None:
    from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415 - only this command writes it

    about, answer = book.add_worksheet(_ABOUT), xl_col_to_name(len(drawn.captions))
    answers = f"{_SAMPLE}!${answer}$2:${answer}${len(drawn.rows) + 1}"
    facts = (
        *(("source", drawn.source), ("as_of", drawn.as_of.isoformat()), ("seed", drawn.seed)),
        *(("rows in all", drawn.rows_in_all), ("rows drawn", len(drawn.rows))),
        *(("how", _HOW), ("then", "kpitrack check score FILE"), ("keep", _CONFIDENTIAL)),
    )
    for number, fact in enumerate(facts):
        about.write_row(number, 0, fact)
    for number, (label, word) in enumerate((("answered yes", "yes"), ("answered no", "no")), len(facts)):
        about.write_string(number, 0, label)
        about.write_formula(number, 1, f'=COUNTIF({answers},"{word}")', None, 0)
    about.set_column(0, 0, 14)
    about.fit_to_pages(1, 0)
    about.set_column(1, 1, 90, book.add_format({"text_wrap": True, "align": "left", "valign": "top"}))


def read_answers(path: Path, checked_on: date) -> tuple[Audit, int, date]:
    """The audit that a filled-in sample makes, how many rows were drawn, and the day the rows stand for.

    raises: UsageError for a workbook that is no sample, an answer that is neither yes nor no, or no answer at all.
    """
    import openpyxl  # noqa: PLC0415 - half a second that other commands need not wait

    try:
        book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    except Exception:  # noqa: BLE001 - the reader has many types of errors
        raise UsageError(
            "this is no workbook", where=str(path), hint="kpitrack check sample SOURCE -o audit.xlsx"
        ) from None
    if not {_SAMPLE, _ABOUT} <= set(book.sheetnames):
        raise UsageError("this is no sample", where=str(path), hint="kpitrack check sample SOURCE -o audit.xlsx")
    about = {str(row[0]): row[1] for row in book[_ABOUT].iter_rows(values_only=True) if len(row) > 1 and row[0]}
    captions, *rows = book[_SAMPLE].iter_rows(values_only=True)
    if missing := [each for each in (ANSWER, BY) if each not in captions]:
        hint = "give the column its caption back, or draw the sample again"
        raise UsageError(f"the column {missing[0]!r} is not there any more", where=f"{path}: {_SAMPLE}", hint=hint)
    if missing := [each for each in ("source", "as_of") if not about.get(each)]:
        hint = "draw the sample again"
        raise UsageError(f"{missing[0]!r} is not there any more", where=f"{path}: {_ABOUT}", hint=hint)
    place, by = captions.index(ANSWER), captions.index(BY)
    answers = []
    for number, row in enumerate(rows, 2):
        written = str(row[place] if row[place] is not None else "").strip().lower()
        if written and written not in _YES | _NO:
            raise UsageError(f"{written[:20]!r} is no answer", where=f"{path}: row {number}", hint="write yes or no")
        answers += [written in _NO] if written else []
    if not answers:
        raise UsageError("no row has an answer yet", where=str(path), hint=f"fill in the column {ANSWER!r}")
    people = sorted({str(row[by]).strip() for row in rows if row[by]})
    low, high = exact_interval(sum(answers), len(answers))
    audit = Audit(str(about["source"]), checked_on, len(answers), sum(answers), low, high, ", ".join(people))
    return audit, len(rows), date.fromisoformat(str(about["as_of"]))
