"""Metrics that speak of the same people: a count of those who met, beside the share of those who met."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kpitrack.disclosure import Protection, told_by
from kpitrack.disclosure.audit import Audit, Printed, Series, Structure, Widths, attack, printed_in_report
from kpitrack.disclosure.audit.declared import declared_structure
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import Group
from kpitrack.model.measures import Kind
from kpitrack.model.program import Program
from kpitrack.model.verdicts import Value
from tests.unit.disclosure.districts import results_of, shipped

SHARE, COUNT = "classroom_integration", "active_integrators"
LINK = {(COUNT, SHARE): {"n": ("met",)}}
PEOPLE = {"A": (60, 25), "B": (30, 14), "C": (40, 20), "D": (4, 3)}  # people, who met


def _report(hidden: Mapping[str, str]) -> dict[str, Any]:
    """The share and the count of those who met, with the groups that each of them hides."""
    metrics = []
    for name, kind in ((SHARE, "share"), (COUNT, "count")):
        groups = []
        for group, (n, met) in {"everyone": (134, 62), **PEOPLE}.items():
            share = {"n": n, "numerator": met, "value": met / n}
            shown = share if kind == "share" else {"n": met, "value": met}
            groups.append({"category": group, **({"suppressed": True} if group in hidden[name] else shown)})
        total = {key: value for key, value in groups[0].items() if key != "category"}
        metric = {"id": name, "kind": kind, "period": "Y1-Q2", "through": "2026-02-15", "by": {"frl": groups[1:]}}
        metrics.append(metric | total)
    return {"metrics": metrics}


def _attacked(hidden: Mapping[str, str], structure: Structure) -> Audit:
    known: dict[Series, Printed] = {}
    printed_in_report(_report(hidden), known)
    return attack(known, structure, Widths())


def test_another_partner_in_the_count_gives_the_small_group_away() -> None:
    """The share hides D beside B, the count D beside C: the count prints that 14 of B met, so 62-25-20-14 of D did."""
    hidden = {SHARE: "BD", COUNT: "CD"}
    assert not _attacked(hidden, Structure()).findings, "each by itself holds"
    told = _attacked(hidden, Structure(repeats=LINK)).findings
    assert {(each.quantity, each.least, each.most) for each in told if ("frl", "D") in each.group} >= {("met", 3, 3)}
    assert not _attacked({SHARE: "BD", COUNT: "BCD"}, Structure(repeats=LINK)).findings


def test_the_link_is_read_from_the_definitions() -> None:
    assert declared_structure(shipped()).repeats[COUNT, SHARE] == {"n": ("met",)}
    assert told_by(shipped(), COUNT) == (SHARE,)


def test_a_count_hides_what_its_share_hides() -> None:
    """The count alone would hide other partners, or none."""
    program = shipped()
    observed = Observed(program.calendar.period("Y1-Q2"), date(2026, 2, 15))
    cells = {("Alder", group): both for group, both in PEOPLE.items()}
    shares = results_of(cells)
    counts = {
        group: Value(Fraction(met), int(met), Fraction(met), Fraction(met))
        for group, each in shares.items()
        if (met := each.numerator) is not None
    }
    protection = Protection(program, {(SHARE, observed): shares, (COUNT, observed): counts}, "shared")
    hidden = protection.hidden(SHARE, observed)
    assert Group((("frl", "D"),)) in hidden
    assert hidden <= protection.hidden(COUNT, observed)


@pytest.mark.parametrize(
    ("name", "changes", "is_told", "because"),
    [
        ("the same", {}, True, "a count of those who met"),
        ("the opposite", {"swap": True}, True, "a count of those who did not"),
        ("everybody", {"having": None, "without": None}, False, "sizes, and no outcome"),
        ("others", {"of": "students"}, False, "other people"),
        ("another window", {"window": "program_to_date"}, False, "other days"),
    ],
)
def test_what_a_count_tells_of_a_share(name: str, changes: dict[str, Any], is_told: bool, because: str) -> None:
    program = shipped()
    share = program.metrics[SHARE].measure
    swapped = {"having": share.without, "without": share.having} if changes.pop("swap", False) else {}
    measure = share.model_copy(update={"kind": program.metrics[COUNT].measure.kind, **changes, **swapped})
    counted = program.metrics[COUNT].model_copy(update={"id": name, "measure": measure})
    with_it: Program = program.model_copy(update={"metrics": {**program.metrics, name: counted}})
    assert (SHARE in told_by(with_it, name)) is is_told, because


@pytest.mark.parametrize(
    ("kind", "again"), [(Kind.COUNT, {"n": ("met",)}), (Kind.SHARE, {"met": ("met",), "not": ("not",)})]
)
def test_a_count_of_rows_is_linked_to_the_share_of_the_same_rows(kind: Kind, again: dict[str, tuple[str, ...]]) -> None:
    """Graduates who were accepted, of those who answered: no population is named, and yet they are the same people."""
    program, share = shipped(), "college_acceptance"
    measure = program.metrics[share].measure
    assert measure.of is None
    counted = program.metrics[share].model_copy(
        update={"id": "accepted", "measure": measure.model_copy(update={"kind": kind})}
    )
    with_it = program.model_copy(update={"metrics": {**program.metrics, "accepted": counted}})
    assert told_by(with_it, "accepted") == (share,)
    assert declared_structure(with_it).repeats["accepted", share] == again


@pytest.mark.parametrize(
    "metric", ["engagement", "retention_gap", "board_approval", "training_hours", "session_attendance"]
)
def test_what_tests_nobody_tells_no_share(metric: str) -> None:
    """A mean, a gap, a record, a sum, a ratio."""
    assert told_by(shipped(), metric) == ()
