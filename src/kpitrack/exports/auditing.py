"""Accuracy by sample: the error rate that verified rows give, with its exact interval, and the file that keeps it."""

from __future__ import annotations

import csv
import io
from datetime import date
from fractions import Fraction
from pathlib import Path

from kpitrack.files import write_atomically
from kpitrack.model.quality import Audit

AUDITS = ("checked_on", "source", "as_of", "sampled", "checked", "wrong", "low", "high", "by", "sample")
_TAIL = Fraction(25, 1000)  # on either side of a 95 % interval


def exact_interval(wrong: int, checked: int) -> tuple[Fraction, Fraction]:
    """The Clopper-Pearson 95 % interval of a share: 2.5 % in each tail, never too narrow.

    source: Clopper and Pearson, Biometrika 26 (1934); by the quantiles of the beta distribution.
    """
    from scipy.stats import beta  # noqa: PLC0415 - a second that other commands need not wait

    tail = float(_TAIL)
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
    """Add a line to the audits file; what stands in it is never rewritten.

    raises: UsageError if the file cannot be written, as when a spreadsheet program holds it open.
    """
    written = file.read_bytes() if file.exists() else b""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    if not written.strip():
        written = b""
        writer.writerow(AUDITS)
    low, high = (f"{float(bound):.6f}" for bound in (audit.low, audit.high))
    facts = (audit.checked_on.isoformat(), audit.source, as_of.isoformat(), sampled, audit.checked, audit.wrong)
    writer.writerow([*facts, low, high, audit.by, sample.name])
    end = b"" if not written or written.endswith(b"\n") else b"\n"
    write_atomically(file, written + end + stream.getvalue().encode("utf-8"))


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
