"""A workbook names a school within its level, a report by itself: whoever reads both knows that it is one school."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kpitrack.disclosure.amounts import measured
from kpitrack.disclosure.audit import (
    Audit,
    Printed,
    Series,
    Structure,
    Widths,
    attack,
    printed_in_ledger,
    printed_in_report,
)
from kpitrack.disclosure.releases import past_of
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import Group
from kpitrack.model.ledger import Figures, LedgerRow
from kpitrack.model.measures import Kind
from kpitrack.model.verdicts import Value
from tests.unit.disclosure.districts import shipped

DAY = date(2025, 11, 21)
LEVELS = {"Elementary": ("Alder", "Birch"), "Middle": ("Cobalt", "Drake")}
STRUCTURE = Structure(parts={"level": ("school", LEVELS)}, kinds={"happy": "share"})
Sums = tuple[int, int]  # people, and who met
Named = tuple[tuple[str, str], ...]


def _at(level: str, school: str = "") -> Named:
    return (("level", level), ("school", school)) if school else (("level", level),)


def _workbook(cells: Mapping[Named, Sums | None], release: str = "tracker") -> list[LedgerRow]:
    return [
        LedgerRow(release, 1, DAY, "A. Lee", "shared", "Fall-2025", "happy", "Fall-2025", DAY, named, _figures(sums))
        for named, sums in cells.items()
    ]


def _figures(sums: Sums | None) -> Figures | None:
    if sums is None:
        return None
    people, met = sums
    return Figures(people, Fraction(met), Fraction(people), Fraction(met, people))


def _report(total: Sums | None, **by: Mapping[str, Sums | None]) -> dict[str, Any]:
    metric = {"id": "happy", "kind": "share", "period": "Fall-2025", "through": DAY.isoformat()}
    tables = {name: [{"category": each, **_json(sums)} for each, sums in cells.items()] for name, cells in by.items()}
    return {"metrics": [{**metric, **_json(total), "by": tables}]}


def _json(sums: Sums | None) -> dict[str, Any]:
    if sums is None:
        return {"suppressed": True}
    people, met = sums
    return {"n": people, "numerator": met, "denominator": people, "value": round(met / people, 6)}


def _attacked(*, report: dict[str, Any] | None = None, rows: list[LedgerRow] | None = None) -> Audit:
    known: dict[Series, Printed] = {}
    if report:
        printed_in_report(report, known, STRUCTURE)
    printed_in_ledger(rows or [], known, STRUCTURE)
    found = attack(known, STRUCTURE, Widths())
    assert found.contradictory == ()
    return found


def _told(found: Audit) -> set[str]:
    return {", ".join(category for _, category in sorted(each.group)) for each in found.findings}


TWO_HIDDEN = {"Alder": None, "Birch": None, "Cobalt": (60, 40), "Drake": (70, 40)}


def test_a_school_hidden_in_a_report_is_printed_in_its_workbook() -> None:
    """300 less 60, 70 and Alder's 162 are the eight of Birch; the report or the workbook alone tells nobody."""
    report = _report((300, 190), school=TWO_HIDDEN)
    rows = _workbook({_at("Elementary", "Alder"): (162, 105)})
    assert not _attacked(report=report).findings
    assert not _attacked(rows=rows).findings
    assert _told(_attacked(report=report, rows=rows)) == {"Alder", "Birch"}


def test_schools_add_up_to_the_level_of_another_file() -> None:
    """The workbooks print that Elementary has 170, the report that Alder has 162."""
    rows = _workbook({_at("Elementary"): (170, 110), **{_at("Elementary", each): None for each in ("Alder", "Birch")}})
    report = _report(None, school={**TWO_HIDDEN, "Alder": (162, 105), "Cobalt": None, "Drake": None})
    assert not _attacked(report=report).findings
    assert not _attacked(rows=rows).findings
    assert "Birch" in _told(_attacked(report=report, rows=rows))


def test_levels_of_workbooks_add_up_to_the_district_of_a_report() -> None:
    """Elementary's 170 and Middle's schools, 60 and hidden, against the report's 238: eight are left for Drake."""
    levels: dict[Named, Sums | None] = {_at("Elementary"): (170, 110), _at("Middle"): None}
    schools: dict[Named, Sums | None] = {_at("Middle", "Cobalt"): (60, 40), _at("Middle", "Drake"): None}
    schools |= {_at("Elementary", each): None for each in ("Alder", "Birch")}
    report, rows = _report((238, 155)), _workbook(levels | schools)
    assert not _attacked(report=report).findings
    assert not _attacked(rows=rows).findings
    assert _told(_attacked(report=report, rows=rows)) >= {"Drake"}


def test_workbooks_of_one_level_list_no_other_schools() -> None:
    """98 in the district less 90 of Alder are eight, in Birch or in any school of another level."""
    rows = _workbook({_at("Elementary", "Alder"): (90, 60), _at("Elementary", "Birch"): None})
    assert not _attacked(report=_report((98, 66)), rows=rows).findings


def test_the_same_school_with_other_figures_is_a_correction() -> None:
    """Workbooks built from later answers contradict the report; they are another version, not an impossible table."""
    report = _report((300, 190), school=TWO_HIDDEN | {"Alder": (90, 60), "Birch": (80, 50)})
    rows = _workbook({_at("Elementary", "Alder"): (130, 85)})
    assert not _attacked(report=report, rows=rows).findings


@pytest.mark.parametrize("first", ["report", "workbook"])
def test_the_protection_hides_what_the_two_would_tell(first: str) -> None:
    """One more student, one more who met: whichever names the school first, the other does not print it."""
    program = shipped()
    metric, period = program.metrics["semester_completion"], program.calendar.period("Y1-S1")
    alone, within = (("school", "Alder Elementary"),), (("level", "Elementary"), ("school", "Alder Elementary"))
    before, now = (alone, within) if first == "report" else (within, alone)
    shown = _figures((40, 30))
    printed = LedgerRow("a", 1, DAY, "A. Lee", "shared", "Y1-S1", metric.id, "Y1-S1", DAY, before, shown)
    cells = {Group(): (141, 81), Group(now): (41, 31), Group((("school", "Cobalt Middle"),)): (100, 50)}
    results = {group: Value(Fraction(met, n), n, Fraction(met), Fraction(n)) for group, (n, met) in cells.items()}
    past = past_of(
        program, metric, Observed(period, date(2025, 11, 28)), measured(Kind.SHARE, results, scale=None), [printed]
    )
    assert past.must_hide == {frozenset(alone)}
