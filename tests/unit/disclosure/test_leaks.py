"""The eleven leaks of the field, each shown to work against naive hiding, and closed here.

Numbers are small enough to follow by hand; what a reader can work out is worked out in the test itself.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from io import StringIO
from pathlib import Path

import numpy as np
import pytest

from kpitrack import reports
from kpitrack.disclosure import Protection, protect
from kpitrack.disclosure.amounts import measured
from kpitrack.disclosure.coding import coded_value
from kpitrack.disclosure.pattern.finding import hidden_groups
from kpitrack.disclosure.pattern.suppression import Pattern, small_cells
from kpitrack.disclosure.releases import past_of
from kpitrack.disclosure.situation import Past
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import EVERYONE, Group
from kpitrack.model.measures import Kind
from kpitrack.model.program import Disclosure
from kpitrack.model.published import AtLeast, Audience, PublishedMetric, Suppressed
from kpitrack.model.statuses import Status
from kpitrack.model.verdicts import Value
from kpitrack.reports import FORMATS
from kpitrack.verdicts import PeriodsOfRow, Standing, judge_metric
from tests.builders import report
from tests.unit.disclosure.districts import (
    RULES,
    District,
    Sums,
    audited,
    district,
    ledger_of,
    protected,
    results_of,
    shipped,
)

NCES = Disclosure().coding


def _naively(of: District) -> Pattern:
    """Hide what is small, and nothing else."""
    totals, _ = protected(of)
    return Pattern(small_cells(of.table, RULES, totals))


def _breaks_only_naive(of: District) -> None:
    totals, pattern = protected(of)
    assert audited(of, totals, _naively(of)).findings
    assert not audited(of, totals, pattern).findings


def test_leak_1_the_total_less_the_shown_groups_is_the_hidden_one() -> None:
    one_school = district([[30, 25, 3]], [[10, 15, 2]])
    pattern = _naively(one_school)
    people = one_school.people[0]
    shown = ~pattern.hidden.top
    assert people.sum() - people[shown].sum() == 5  # what everybody can work out
    _, protecting = protected(one_school)
    assert protecting.hidden.top.sum() >= 2


def test_leak_2_row_complements_alone_break_through_the_columns() -> None:
    """Each row hides two, but in each column only one: every column total gives its hidden cell."""
    of = district(
        [[3, 30, 40, 50], [40, 4, 30, 50], [50, 30, 5, 40]], [[2, 20, 30, 10], [20, 3, 20, 10], [10, 20, 2, 30]]
    )
    totals, pattern = protected(of)
    rows_only = Pattern(small_cells(of.table, RULES, totals))
    partners = ((0, 3), (1, 0), (2, 1))
    for row, column in partners:
        rows_only.hidden.cells[row, column] = True
    assert (rows_only.hidden.cells.sum(axis=1) == 2).all()
    assert audited(of, totals, rows_only).findings
    assert not audited(of, totals, pattern).findings


def test_leak_3_a_percent_and_n_give_the_numerator_of_a_neighbour() -> None:
    """41 of 53 is the only numerator that prints as 77.4 %; so percents count as numerators here."""
    fitting = [met for met in range(54) if round(1000 * met / 53) == 774]
    assert fitting == [41]
    of = district([[41, 6, 60], [80, 30, 40], [35, 25, 30]], [[12, 2, 20], [20, 10, 30], [15, 10, 20]])
    _breaks_only_naive(of)


def test_leak_4_a_coded_percent_of_twelve_means_everyone() -> None:
    """95 % of 12 is 11.4, so `>= 95 %` is 12 of 12; coded by size, 10 and 11 of 12 fit as well."""
    assert [met for met in range(13) if Fraction(met, 12) >= Fraction(95, 100)] == [12]
    coded = coded_value(Fraction(1), 12, "share", tiers=NCES)
    assert coded == AtLeast(Fraction(4, 5))
    assert [met for met in range(13) if Fraction(met, 12) >= Fraction(4, 5)] == [10, 11, 12]


def test_leak_5_shares_of_two_groups_give_the_count_of_the_third() -> None:
    """Girls and boys of 200, in percent to one decimal, leave 1.5 %: three students. So all sums are hidden alike."""
    girls, boys, other = 98, 99, 3
    assert 200 - round(200 * 0.490) - round(200 * 0.495) == other
    one_school = district([[60, 70, 2]], [[girls - 60, boys - 70, other - 2]])
    _, pattern = protected(one_school)
    assert pattern.hidden.top.tolist() in ([True, False, True], [False, True, True], [True, True, True])


def test_leak_6_means_beside_sizes_give_the_hidden_groups_mean() -> None:
    """N and sum add up, so a hidden mean needs a second hidden group, whose scores can hold the difference."""
    program = shipped()
    metric = program.metrics["engagement"]
    cells = {("Alder", "Eligible"): (40, 300), ("Alder", "Not eligible"): (60, 390), ("Alder", "Not reported"): (4, 22)}
    results = results_of(cells)
    total, shown = results[EVERYONE], [results[Group((("frl", each),))] for each in ("Eligible", "Not eligible")]
    assert total.numerator is not None
    assert total.numerator - sum(each.numerator or 0 for each in shown) == 22  # 5.5 on average, of 4 students
    hidden = hidden_groups(program, metric, results, measured(Kind.MEAN, results, scale=10))
    assert sum(group.dimensions == ("frl",) for group in hidden) >= 2


def test_leak_7_a_status_is_a_statement_about_a_hidden_value() -> None:
    """The judge knows that the small group missed its target; the published cell has no place to say so."""
    published = _published({("Alder", "Eligible"): (4, 0), ("Alder", "Not eligible"): (90, 90)}, by=("frl",))
    judged = {("Eligible",): Status.NOT_MET, ("Not eligible",): Status.MET}
    cells = published.by["frl",]
    assert set(cells) == set(judged)
    assert all(isinstance(cell, Suppressed) for cell in cells.values())
    assert not any(hasattr(Suppressed(), each) for each in ("status", "gap", "needed", "value", "n", "reason"))


def test_leak_8_two_weeks_that_differ_by_one_student_tell_of_that_student() -> None:
    first = {("Alder", "Eligible"): (52, 40), ("Alder", "Not eligible"): (50, 45)}
    second = {("Alder", "Eligible"): (53, 41), ("Alder", "Not eligible"): (50, 45)}
    past = _past_of(second, shown_before=first)
    assert past.is_held  # 103 less 102 is one student, who met
    far = {("Alder", "Eligible"): (72, 52), ("Alder", "Not eligible"): (72, 55)}
    assert not _past_of(far, shown_before=first).is_held


def test_leak_9_a_group_that_reappears_just_above_the_minimum_tells_of_the_week_before() -> None:
    """Hidden last week and printed as 11 this week: last week it had 9 or 10. So it stays hidden."""
    first = {("Alder", "Eligible"): (10, 6), ("Alder", "Not eligible"): (90, 60)}
    second = {("Alder", "Eligible"): (11, 7), ("Alder", "Not eligible"): (190, 120)}
    past = _past_of(second, shown_before=first, hidden=frozenset({"Eligible", "Not eligible"}))
    assert frozenset({("frl", "Eligible")}) in past.must_hide


def test_leak_10_totals_are_true_totals() -> None:
    """A total recomputed without the hidden cells would differ from the true one by exactly the hidden groups."""
    results = results_of(
        {("Alder", "Eligible"): (4, 2), ("Alder", "Not eligible"): (60, 40), ("Alder", "Not reported"): (30, 20)}
    )
    program = shipped()
    metric = program.metrics["opt_out_rate"]
    hidden = hidden_groups(program, metric, results, measured(Kind.SHARE, results, scale=None))
    assert EVERYONE not in hidden
    assert results[EVERYONE].n == 94


MARK = 0.7391304  # of 4 students; nowhere else in the report


@pytest.mark.parametrize("form", sorted(FORMATS))
@pytest.mark.parametrize("audience", ["shared", "public"])
def test_leak_11_no_byte_of_any_format_holds_a_hidden_number(form: str, audience: Audience, tmp_path: Path) -> None:
    """A mean like no other in a hidden group; every file is searched, workbooks unzipped part by part."""
    observed = Observed(shipped().calendar.period("Y1-Q2"), date(2026, 2, 15))
    small, big = Fraction(str(MARK)), Fraction(6)
    values = {
        EVERYONE: Value((4 * small + 96 * big) / 100, 100, 4 * small + 96 * big, Fraction(100)),
        Group((("frl", "Eligible"),)): Value(small, 4, 4 * small, Fraction(4)),
        Group((("frl", "Not eligible"),)): Value(big, 90, 90 * big, Fraction(90)),
        Group((("frl", "Not reported"),)): Value(big, 6, 6 * big, Fraction(6)),
    }
    metric = _protected("engagement", observed, values, by=("frl",), audience=audience)
    file = tmp_path / f"report.{form}"
    text = StringIO()
    reports.write(report(metric, audience=audience), format=form, output=file, stdout=text, width=100, colour=False)
    found = b"".join(_bytes_of(file)) + text.getvalue().encode()
    assert b"engage" in found.lower()
    for digits in (b"0.739", b"0,739", b"7391304", b"2.956", b"2956"):
        assert digits not in found


def _bytes_of(file: Path) -> Iterator[bytes]:
    if file.exists() and zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as parts:
            yield from (parts.read(name) for name in parts.namelist())
    elif file.exists():
        yield file.read_bytes()


def _published(cells: Mapping[tuple[str, str], Sums], *, by: tuple[str, ...]) -> PublishedMetric:
    observed = Observed(shipped().calendar.period("Y1-S1"), date(2026, 2, 15))
    return _protected("semester_completion", observed, results_of(cells), by=by, audience="shared")


def _protected(
    metric: str, observed: Observed, values: Mapping[Group, Value], *, by: tuple[str, ...], audience: Audience
) -> PublishedMetric:
    program = shipped()
    results = {(metric, observed): values}
    standing = Standing(program.calendar, results, observed.through)
    judged = judge_metric(standing, program.metrics[metric], PeriodsOfRow(observed, None, None))
    return protect(Protection(program, results, audience), judged, [by])


def test_hidden_groups_are_hidden_for_everybody_but_the_team() -> None:
    """The internal audience sees everything; shared and public have one pattern."""
    program = shipped()
    observed = Observed(program.calendar.period("Y1-Q2"), date(2026, 2, 15))
    cells = {("Alder", "Eligible"): (4, 2), ("Alder", "Not eligible"): (60, 40)}
    results = {("opt_out_rate", observed): results_of(cells)}
    shared = Protection(program, results, "shared").hidden("opt_out_rate", observed)
    assert Protection(program, results, "internal").hidden("opt_out_rate", observed) == frozenset()
    assert Protection(program, results, "public").hidden("opt_out_rate", observed) == shared != frozenset()


def test_an_own_school_edition_sees_itself_and_no_neighbour() -> None:
    program = shipped()
    observed = Observed(program.calendar.period("Y1-Q2"), date(2026, 2, 15))
    cells = {("Alder", "Eligible"): (4, 2), ("Alder", "Not eligible"): (60, 40), ("Birch", "Eligible"): (5, 2)}
    results = {("opt_out_rate", observed): results_of({**cells, ("Birch", "Not eligible"): (70, 40)})}
    hidden = Protection(program, results, "shared", own_school="Alder").hidden("opt_out_rate", observed)
    schools = {dict(group.categories).get("school") for group in hidden}
    assert "Alder" not in schools
    assert "Birch" in schools


def _past_of(
    cells: Mapping[tuple[str, str], Sums],
    *,
    shown_before: Mapping[tuple[str, str], Sums],
    hidden: frozenset[str] = frozenset(),
) -> Past:
    program = shipped()
    metric = program.metrics["faculty_completion"]
    period = program.calendar.period("Y1-Q2")
    before = results_of(shown_before)
    gone = frozenset(group for group in before if set(group.names) & hidden)
    rows = ledger_of(before, gone, metric.id, period="Y1-Q2", through=date(2026, 2, 8))
    now = measured(Kind.SHARE, results_of(cells), scale=None)
    return past_of(program, metric, Observed(period, date(2026, 2, 15)), now, rows)


def test_the_tables_of_this_page_are_what_they_claim() -> None:
    """Naive hiding leaves exactly one hidden cell in the line that gives it away."""
    assert _naively(district([[30, 25, 3]], [[10, 15, 2]])).hidden.top.sum() == 1
    assert np.array_equal(_naively(district([[41, 6], [80, 30]], [[12, 2], [20, 10]])).hidden.cells, [[0, 1], [0, 0]])
