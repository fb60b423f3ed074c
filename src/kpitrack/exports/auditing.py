"""Accuracy by sample: rows drawn for a person to compare with what happened, and the error rate that follows.

The draw is reproducible: it depends on the rows and the seed alone. It is stratified: every school (or file) gets its
share of the sample, and at least one row.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

from kpitrack.engine.session import Session
from kpitrack.engine.sql import name
from kpitrack.errors import UsageError
from kpitrack.exports.staging import rows_name
from kpitrack.model.intake import SourceReading
from kpitrack.model.quality import Audit
from kpitrack.model.sources import Source

ANSWER, WRONG_FIELD, RIGHT_VALUE, BY = "Correct? (yes or no)", "Which column is wrong", "What is right", "Checked by"
_ABOUT = "About"
_YES, _NO = {"yes", "y", "true", "1", "correct", "x"}, {"no", "n", "false", "0", "wrong"}
AUDITS = ("checked_on", "source", "as_of", "sampled", "checked", "wrong", "low", "high", "by", "sample")
_HALF_PERCENT = Fraction(1, 40)  # of each tail: 2.5 %


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sample ready to be written."""

    source: str
    as_of: date
    rows_in_all: int
    seed: int
    captions: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def draw(session: Session, source: Source, reading: SourceReading, as_of: date, *, size: int, seed: int) -> Drawn:
    """Draw rows of a loaded source.

    size:   rows wanted; all of them if there are fewer. seed: another number draws other rows.
    raises: UsageError for a source without rows.
    """
    if not reading.used:
        raise UsageError(f"{source.name} has no rows to draw from", hint=reading.reason or "check the export first")
    columns = [*(f"id_{unit}" for unit in source.units()), *source.fields]
    stratum = name("school") if "school" in source.fields else "file_"
    found = session.rows(
        f"SELECT file_, line_, coalesce(CAST({stratum} AS VARCHAR), ''), {', '.join(map(name, columns))} "
        f"FROM {rows_name(source)} ORDER BY row_"
    )
    chosen = _stratified([(row[2], _order(row, seed)) for row in found], size)
    names = {number: file.name for number, file in enumerate(reading.files)}
    rows = tuple((names.get(found[n][0], ""), found[n][1], *map(_plain, found[n][3:])) for n in sorted(chosen))
    captions = ("file", "row in the file", *(column.removeprefix("id_") for column in columns))
    return Drawn(source.name, as_of, len(found), seed, captions, rows)


def _order(row: Sequence[Any], seed: int) -> str:
    return hashlib.sha256(f"{seed}|{row[0]}|{row[1]}|{row[3:]}".encode()).hexdigest()


def _stratified(rows: Sequence[tuple[str, str]], size: int) -> list[int]:
    """Positions of the drawn rows: per stratum its share, largest remainders first, at least one each."""
    strata: dict[str, list[int]] = {}
    for position, (stratum, _) in enumerate(rows):
        strata.setdefault(stratum, []).append(position)
    size = min(size, len(rows))
    exact = {stratum: Fraction(size * len(members), len(rows)) for stratum, members in strata.items()}
    shares = {stratum: max(int(share), 1) for stratum, share in exact.items()}
    by_remainder = sorted(exact, key=lambda each: (-(exact[each] - int(exact[each])), each))
    for stratum in by_remainder:
        if sum(shares.values()) < size and shares[stratum] < len(strata[stratum]):
            shares[stratum] += 1
    drawn: list[int] = []
    for stratum, members in strata.items():
        drawn += sorted(members, key=lambda n: rows[n][1])[: shares[stratum]]
    return drawn


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def workbook_of(drawn: Drawn) -> bytes:
    """The sample with columns for the verifier, and a sheet that says what it is."""
    import xlsxwriter  # noqa: PLC0415 - only this command writes it

    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold, open_cell = book.add_format({"bold": True}), book.add_format({"bg_color": "#FFF8DC", "border": 1})
    sheet = book.add_worksheet("Sample")
    own = (ANSWER, WRONG_FIELD, RIGHT_VALUE, BY)
    sheet.write_row(0, 0, (*drawn.captions, *own), bold)
    for number, row in enumerate(drawn.rows, 1):
        for place, cell in enumerate(row):
            if cell is not None:
                sheet.write(number, place, cell)
        for place in range(len(own)):
            sheet.write_blank(number, len(row) + place, None, open_cell)
    answer = len(drawn.captions)
    sheet.data_validation(1, answer, len(drawn.rows), answer, {"validate": "list", "source": ["yes", "no"]})
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, answer + len(own), 18)
    about = book.add_worksheet(_ABOUT)
    facts = (
        *(("source", drawn.source), ("as_of", drawn.as_of.isoformat()), ("seed", drawn.seed)),
        *(("rows in all", drawn.rows_in_all), ("rows drawn", len(drawn.rows))),
        (
            "how",
            "Compare every row with what really happened and answer yes or no. Leave a row open if nobody can tell.",
        ),
    )
    for number, fact in enumerate(facts):
        about.write_row(number, 0, fact)
    book.set_properties({"created": datetime(*drawn.as_of.timetuple()[:3])})  # noqa: DTZ001 - same rows, same bytes
    book.close()
    return stream.getvalue()


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
    if not {"Sample", _ABOUT} <= set(book.sheetnames):
        raise UsageError("this is no sample", where=str(path), hint="kpitrack check sample SOURCE -o audit.xlsx")
    about = {str(row[0]): row[1] for row in book[_ABOUT].iter_rows(values_only=True) if row and row[0]}
    captions, *rows = book["Sample"].iter_rows(values_only=True)
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


def exact_interval(wrong: int, checked: int) -> tuple[Fraction, Fraction]:
    """The Clopper-Pearson 95 % interval of a share: 2.5 % in each tail, never too narrow.

    source: Clopper and Pearson, Biometrika 26 (1934); by the quantiles of the beta distribution.
    """
    from scipy.stats import beta  # noqa: PLC0415 - a second that other commands need not wait

    tail = float(_HALF_PERCENT)
    low = float(beta.ppf(tail, wrong, checked - wrong + 1)) if wrong else 0.0
    high = float(beta.ppf(1 - tail, wrong + 1, checked - wrong)) if wrong < checked else 1.0
    return Fraction(low).limit_denominator(10**6), Fraction(high).limit_denominator(10**6)


def rows_to_prove(wrong: int, limit: Fraction) -> int:
    """The smallest sample with so many wrong rows whose whole interval lies below the limit.

    source: Clopper and Pearson's upper limit falls as the sample grows, so halving finds the place.
    """
    too_few, enough = wrong, max(2 * wrong, 1)
    while exact_interval(wrong, enough)[1] >= limit:
        too_few, enough = enough, 2 * enough
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if exact_interval(wrong, middle)[1] >= limit:
            too_few = middle
        else:
            enough = middle
    return enough


def record_audit(file: Path, audit: Audit, *, sampled: int, sample: Path, as_of: date) -> None:
    """Add a line to the audits file; what stands in it is never rewritten."""
    is_new = not file.exists() or not file.stat().st_size
    with file.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        if is_new:
            writer.writerow(AUDITS)
        low, high = (f"{float(bound):.6f}" for bound in (audit.low, audit.high))
        facts = (audit.checked_on.isoformat(), audit.source, as_of.isoformat(), sampled, audit.checked, audit.wrong)
        writer.writerow([*facts, low, high, audit.by, sample.name])


def read_audits(file: Path, as_of: date) -> dict[str, Audit]:
    """The newest audit of every source, of rows that were there on the day; unreadable lines are left aside."""
    if not file.exists():
        return {}
    newest: dict[str, Audit] = {}
    with file.open(encoding="utf-8-sig", newline="", errors="replace") as stream:
        for row in csv.DictReader(stream):
            try:
                audit = Audit(
                    row["source"],
                    date.fromisoformat(row["checked_on"]),
                    int(row["checked"]),
                    int(row["wrong"]),
                    Fraction(row["low"]),
                    Fraction(row["high"]),
                    row.get("by") or "",
                )
                drawn_as_of = date.fromisoformat(row["as_of"])
            except (KeyError, TypeError, ValueError):
                continue
            if drawn_as_of > as_of:
                continue
            if audit.source not in newest or newest[audit.source].checked_on <= audit.checked_on:
                newest[audit.source] = audit
    return newest
