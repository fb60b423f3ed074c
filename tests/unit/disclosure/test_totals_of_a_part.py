"""Where a target judges only a part, the total is that part's: for the reader, the ledger and the attacker."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import jsonschema

from kpitrack.disclosure import Protection, protect
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
from kpitrack.history.snapshotting import cells_of
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import EVERYONE, Group
from kpitrack.model.ledger import Categories, Figures, LedgerRow, Released
from kpitrack.model.published import PublishedMetric, Shown
from kpitrack.model.verdicts import Result, Value
from kpitrack.reports.as_json import as_json
from kpitrack.reports.schema import REPORT_SCHEMA
from kpitrack.verdicts import PeriodsOfRow, Standing, judge_metric
from tests.builders import report
from tests.unit.disclosure.districts import Json, Sums, shipped

METRIC, PERIOD = "ses_happy", "Fall-2025"
OCT_20, OCT_27 = date(2025, 10, 20), date(2025, 10, 27)
ALDER, BIRCH, COBALT = "Alder Elementary", "Birch Elementary", "Cobalt Middle"
ELEMENTARY: Categories = (("level", "Elementary"),)
STRUCTURE = Structure(
    parts={"level": ("school", {"Elementary": (ALDER, BIRCH), "Middle": (COBALT,)})}, kinds={METRIC: "share"}
)
FIRST = {ALDER: (90, 70), BIRCH: (80, 60), COBALT: (60, 40)}
# One more child in an elementary school, 100 more in the middle school.
LATER = {ALDER: (91, 71), BIRCH: (80, 60), COBALT: (160, 90)}


def _results(schools: dict[str, Sums]) -> dict[Group, Result]:
    level_of = {ALDER: "Elementary", BIRCH: "Elementary", COBALT: "Middle"}
    found: dict[Group, list[int]] = {}
    for school, (people, met) in schools.items():
        for group in (EVERYONE, Group((("level", level_of[school]),)), Group((("school", school),))):
            sums = found.setdefault(group, [0, 0])
            sums[0], sums[1] = sums[0] + people, sums[1] + met
    return {
        group: Value(Fraction(met, people), people, Fraction(met), Fraction(people))
        for group, (people, met) in found.items()
    }


def _protected(schools: dict[str, Sums], day: date, *rows: LedgerRow) -> PublishedMetric:
    program = shipped()
    now = Observed(program.calendar.period(PERIOD), day)
    then = Observed(program.calendar.period("Fall-2024"), date(2024, 11, 22))
    before: dict[str, Sums] = {ALDER: (100, 50), BIRCH: (100, 60), COBALT: (100, 10)}
    results = {(METRIC, now): _results(schools), (METRIC, then): _results(before)}
    standing = Standing(program.calendar, results, day)
    judged = judge_metric(standing, program.metrics[METRIC], PeriodsOfRow(now, then, None))
    return protect(Protection(program, results, "shared", Released(rows)), judged, [])


def _released(metric: PublishedMetric) -> LedgerRow:
    [cell] = cells_of(metric)
    return _row(metric.total_of, cell.figures, metric.through)


def _row(
    categories: Categories, figures: Figures | None, day: date = OCT_20, release: str = "board", metric: str = METRIC
) -> LedgerRow:
    return LedgerRow(release, 1, day, "A. Lee", "shared", PERIOD, metric, PERIOD, day, categories, figures)


def test_the_total_says_whom_it_counts() -> None:
    """170 of the 230 are in elementary schools; what it was before is what they were before."""
    made = _protected(FIRST, OCT_20)
    assert made.total_of == ELEMENTARY
    assert isinstance(made.total, Shown)
    assert (made.total.n, made.total.previous) == (170, Fraction(110, 200))
    assert [each.value for each in made.targets] == [Fraction(130, 170)]
    written = as_json(report(made))
    assert written["metrics"][0]["total_of"] == {"level": "Elementary"}
    jsonschema.validate(written, REPORT_SCHEMA)


def test_a_total_of_everyone_has_no_such_key() -> None:
    program = shipped()
    made = replace(_protected(FIRST, OCT_20), total_of=())
    assert program.metrics[METRIC].targets[0].scope.entries
    assert "total_of" not in as_json(report(made))["metrics"][0]


def test_one_child_more_is_not_told_because_another_level_grew() -> None:
    """171 beside 170 would be that child's answer, however many came to the middle school."""
    before = _protected(FIRST, OCT_20)
    after = _protected(LATER, OCT_27, _released(before))
    assert isinstance(after.total, Shown)
    assert (after.total.n, after.total.as_of) == (170, OCT_20)


# --- the attacker --------------------------------------------------------------------------------------------------


def _facts(sums: Sums | None) -> Json:
    if sums is None:
        return {"suppressed": True}
    people, met = sums
    return {"n": people, "numerator": met, "denominator": people, "value": round(met / people, 6)}


def _report(schools: dict[str, Sums | None], total: Sums, **keys: object) -> Json:
    listed = [{"category": name, **_facts(sums)} for name, sums in schools.items()]
    metric = {"id": METRIC, "kind": "share", "period": PERIOD, "through": "2025-10-20", "by": {"school": listed}}
    return {"metrics": [{**metric, **_facts(total), **keys}]}


def _audit(known: dict[Series, Printed]) -> Audit:
    return attack(known, STRUCTURE, Widths())


def _told(found: Audit) -> set[tuple[str, str]]:
    return {next(iter(each.group)) for each in found.findings}


def test_a_school_is_subtracted_from_the_total_of_its_level() -> None:
    """170 less 162 are the eight of Birch, though no table of levels was printed."""
    known: dict[Series, Printed] = {}
    schools = {ALDER: (162, 130), BIRCH: None, COBALT: None, "Delta High": None}
    printed_in_report(_report(schools, (170, 135), total_of={"level": "Elementary"}), known)
    found = _audit(known)
    assert found.contradictory == ()
    assert _told(found) == {("school", BIRCH)}


def test_a_total_of_a_part_contradicts_no_table_of_all() -> None:
    """230 in the schools that are shown, 170 in the total: read as everyone's, no table could have them."""
    schools = {ALDER: (90, 70), BIRCH: (80, 60), COBALT: (60, 40), "Delta High": None}
    known: dict[Series, Printed] = {}
    printed_in_report(_report(schools, (170, 130), total_of={"level": "Elementary"}), known)
    assert _audit(known).contradictory == ()
    known = {}
    printed_in_report(_report(schools, (170, 130)), known)
    assert len(_audit(known).contradictory) == 1


def _read(*rows: LedgerRow) -> Audit:
    known: dict[Series, Printed] = {}
    printed_in_ledger(rows, known, STRUCTURE)
    return _audit(known)


def _figures(people: int, met: int) -> Figures:
    return Figures(people, Fraction(met), Fraction(people), Fraction(met, people))


def test_the_ledger_tells_the_attacker_the_same() -> None:
    """The rows of one release: a total of a level, and every school."""
    schools = {ALDER: _figures(162, 130), BIRCH: None, COBALT: None, "Delta High": None}
    rows = [_row((("school", name),), figures) for name, figures in schools.items()]
    found = _read(_row(ELEMENTARY, _figures(170, 135)), *rows)
    assert found.contradictory == ()
    assert _told(found) == {("school", BIRCH)}


def test_one_level_alone_is_no_list_of_levels() -> None:
    """A second release prints everyone: 170 of them in elementary schools does not mean that all are."""
    alone = _row(ELEMENTARY, _figures(170, 130))
    groups = [_row((("group", name),), None, release="b") for name in ("A", "B", "C")]
    assert _read(alone, _row((), _figures(230, 170), release="b"), *groups).contradictory == ()
