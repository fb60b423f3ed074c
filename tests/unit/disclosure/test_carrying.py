"""What may not move yet stands as it was last printed: figure, verdict and day together, in every format."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from io import StringIO

import jsonschema
import pytest
import yaml

from kpitrack import equity
from kpitrack.disclosure import Protection, places, protect
from kpitrack.disclosure.carrying import last_printed, promises_alike
from kpitrack.history.encoding import figures_of, figures_text, read_figures
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import Group
from kpitrack.model.ledger import Categories, LedgerRow, Released
from kpitrack.model.metrics import Target
from kpitrack.model.published import (
    AtLeast,
    Audience,
    Mark,
    PublishedCell,
    PublishedMetric,
    Report,
    Rounded,
    Shown,
    Suppressed,
)
from kpitrack.model.statuses import Status
from kpitrack.reports import FORMATS
from kpitrack.reports.as_json import as_json
from kpitrack.reports.schema import REPORT_SCHEMA
from kpitrack.reports.screen import Screen
from kpitrack.verdicts import PeriodsOfRow, Standing, dated_targets, judge_metric
from kpitrack.wording import alert_sentence, sentence
from tests.builders import report
from tests.unit.disclosure.districts import Sums, results_of, shipped

METRIC = "faculty_completion"  # teachers to date; due in Y1-Q3 and Y1-Q4
NOV_9, NOV_16 = date(2025, 11, 9), date(2025, 11, 16)
Cells = Mapping[str, Sums]

FIRST: Cells = {"Female": (60, 40), "Male": (60, 30)}
ONE_MORE_MAN: Cells = {"Female": (60, 40), "Male": (60, 31)}
MANY_MORE: Cells = {"Female": (60, 40), "Male": (60, 45)}
WOMEN_A_FEW: Cells = {"Female": (60, 42), "Male": (60, 49)}


def _protected(
    cells: Cells, day: date, *releases: LedgerRow, audience: Audience = "shared", metric: str = METRIC, period: str = ""
) -> PublishedMetric:
    program = shipped()
    observed = Observed(program.calendar.period(period or "Y1-Q2"), day)
    found = results_of({("Alder", name): sums for name, sums in cells.items()})
    results = {
        (metric, observed): {
            Group(tuple(("gender", name) for name in group.names)): each
            for group, each in found.items()
            if "school" not in group.dimensions
        }
    }
    standing = Standing(program.calendar, results, day)
    judged = judge_metric(standing, program.metrics[metric], PeriodsOfRow(observed, None, None))
    protection = Protection(program, results, audience, Released(releases))
    [with_alerts] = equity.with_alerts(program, [protect(protection, judged, [("gender",)])])
    return with_alerts


def _released(metric: PublishedMetric, audience: str = "shared", version: int = 1) -> list[LedgerRow]:
    """The rows of a release that prints the metric, through the ledger's own text and back."""
    cells: list[tuple[Categories, PublishedCell]] = [((), metric.total)]
    cells += [((("gender", name),), cell) for (name,), cell in metric.by.get(("gender",), {}).items()]
    return [
        LedgerRow(
            release=f"weekly-{metric.through}",
            version=version,
            released_on=metric.through,
            by="A. Lee",
            audience="public" if audience == "public" else "shared",
            report_period=metric.period,
            metric=metric.id,
            period=metric.period,
            through=metric.through,
            categories=categories,
            shown=read_figures(figures_text(figures_of(cell, metric.target))) if isinstance(cell, Shown) else None,
        )
        for categories, cell in cells
    ]


def _shown(cell: object) -> Shown:
    assert isinstance(cell, Shown)
    return cell


def test_a_change_of_one_person_leaves_the_whole_table_as_it_was_printed() -> None:
    """31 of 60 men would tell of one man; everybody stands at the figures and the verdict of Nov 9."""
    before = _protected(FIRST, NOV_9)
    after = _protected(ONE_MORE_MAN, NOV_16, *_released(before))
    cells = [after.total, *after.by["gender",].values()]
    printed = [before.total, *before.by["gender",].values()]
    assert [_shown(each).as_of for each in cells] == [NOV_9] * 3
    assert [(_shown(a).value, _shown(a).n, _shown(a).status) for a in cells] == [
        (_shown(b).value, _shown(b).n, _shown(b).status) for b in printed
    ]
    assert Mark.HELD not in after.marks


def test_a_change_of_many_is_printed_as_of_today() -> None:
    """15 more men and no more women: nobody's outcome can be told."""
    after = _protected(MANY_MORE, NOV_16, *_released(_protected(FIRST, NOV_9)))
    assert _shown(after.total).as_of is None
    assert _shown(after.total).numerator == 85
    assert {_shown(each).as_of for each in after.by["gender",].values()} == {None}


def test_a_new_total_may_stand_beside_carried_groups() -> None:
    """21 more of all is told; two more women are not, so both groups keep the figures of Nov 9."""
    after = _protected(WOMEN_A_FEW, NOV_16, *_released(_protected(FIRST, NOV_9)))
    assert (_shown(after.total).as_of, _shown(after.total).numerator) == (None, 91)
    groups = {name: _shown(each) for (name,), each in after.by["gender",].items()}
    assert {name: (each.as_of, each.numerator) for name, each in groups.items()} == {
        "Female": (NOV_9, 40),
        "Male": (NOV_9, 30),
    }


def test_a_carried_figure_is_never_carried_from_where_it_was_carried_to() -> None:
    """Three weeks later it still says Nov 9, and the week between is no new point."""
    first = _released(_protected(FIRST, NOV_9))
    second = _released(_protected(ONE_MORE_MAN, NOV_16, *first))
    third = _protected({"Female": (60, 41), "Male": (60, 31)}, date(2025, 11, 23), *first, *second)
    assert _shown(third.total).as_of == NOV_9
    fourth = _protected(MANY_MORE, date(2025, 11, 30), *first, *second, *_released(third))
    assert _shown(fourth.total).as_of is None


def test_what_was_never_printed_stays_hidden() -> None:
    """Four students of a third category: hidden on Nov 9, so there is nothing to carry."""
    small = {**FIRST, "Non-binary": (4, 2)}
    before = _protected(small, NOV_9)
    after = _protected({**small, "Male": (60, 31)}, NOV_16, *_released(before))
    hidden = {name for (name,), each in before.by["gender",].items() if isinstance(each, Suppressed)}
    assert "Non-binary" in hidden
    assert {name for (name,), each in after.by["gender",].items() if isinstance(each, Suppressed)} == hidden


def test_another_quarter_of_a_survey_is_another_series() -> None:
    """Answers of Q1 are no figure of Q2; the column of earlier periods has them."""
    cells: Cells = {"Female": (60, 400), "Male": (60, 300)}
    before = _protected(cells, date(2025, 10, 26), metric="engagement", period="Y1-Q1")
    after = _protected({"Female": (4, 20)}, NOV_16, *_released(before), metric="engagement")
    assert isinstance(after.total, Suppressed)


def test_only_what_was_printed_by_that_day_in_that_school_year_is_carried() -> None:
    """Neither of the spring before nor of a week that is still to come."""
    program, [total, *_] = shipped(), _released(_protected(FIRST, NOV_9))
    observed, context = Observed(program.calendar.period("Y1-Q2"), NOV_16), (program.calendar, places(program))
    days = {NOV_9: True, NOV_16: True, date(2025, 11, 23): False, date(2025, 4, 20): False}
    for day, is_carried in days.items():
        found = last_printed(program.metrics[METRIC], observed, [replace(total, through=day)], "shared", context)
        assert bool(found) is is_carried, day


def test_without_a_target_only_what_spoke_of_none_is_alike() -> None:
    assert promises_alike(None, []) == {""}


def test_a_verdict_that_spoke_of_another_target_is_not_carried() -> None:
    """The value stands, and that it is not judged is said."""
    rows = _released(_protected(FIRST, NOV_9))
    old = [replace(row, shown=replace(row.shown, verdict=None)) for row in rows if row.shown]
    total = _shown(_protected(ONE_MORE_MAN, NOV_16, *old).total)
    assert (total.status, total.numerator, total.as_of) == (Status.SUPPRESSED, 70, NOV_9)


def test_a_verdict_about_the_same_goal_of_a_month_before_is_carried() -> None:
    """45 to 55 % is asked month after month: that it was missed on Jan 25 stands, although another month fell due."""
    before = _protected(FIRST, date(2026, 1, 25), metric="application_balance", period="Y1-M06")
    after = _protected(
        ONE_MORE_MAN, date(2026, 2, 15), *_released(before), metric="application_balance", period="Y1-M06"
    )
    assert [before.target.period if before.target else "", after.target.period if after.target else ""] == [
        "Y1-M05",
        "Y1-M06",
    ]
    total = _shown(after.total)
    assert (total.status, total.numerator, total.as_of) == (Status.NOT_MET, 70, date(2026, 1, 25))


@pytest.mark.parametrize(
    ("targets", "alike"),
    [
        ("{due: Y1-Q3, at_least: 80%}, {due: Y1-Q4, at_least: 80%}", 2),
        ("{due: Y1-Q3, at_least: 70%, role: checkpoint}, {due: Y1-Q4, at_least: 80%}", 1),
        ("{due: Y1-Q3, at_least: 80%, role: checkpoint}, {due: Y1-Q4, at_least: 80%}", 1),
        ("{due: Y1-Q3, at_least: previous}, {due: Y1-Q4, at_least: previous}", 1),
        ("{due: Y1-Q3, increase_by: 5 pp}, {due: Y1-Q4, increase_by: 5 pp}", 1),
        ("{due: Y1-Q3, at_least: 80%, scope: {gender: Female}}, {due: Y1-Q4, at_least: 80%}", 1),
    ],
)
def test_targets_that_ask_the_same_are_alike(targets: str, alike: int) -> None:
    """The same written amount of the same part; what rests on another value is like itself only."""
    calendar, metric = shipped().calendar, shipped().metrics[METRIC]
    written = [Target.model_validate(each) for each in yaml.safe_load(f"[{targets}]")]
    dated = dated_targets(calendar, metric.model_copy(update={"targets": tuple(written)}), NOV_9)
    assert len(promises_alike(dated[-1], dated)) == alike


def test_the_public_is_given_the_code_of_what_a_shared_report_printed() -> None:
    """The board's page between two weekly ones neither moves by one teacher nor prints a count."""
    after = _protected(ONE_MORE_MAN, NOV_16, *_released(_protected(FIRST, NOV_9)), audience="public")
    total = _shown(after.total)
    assert (total.as_of, total.coded) == (NOV_9, Rounded(Fraction(58, 100), Fraction(1, 100)))
    groups = [_shown(each) for each in after.by["gender",].values()]
    assert [each.numerator for each in groups] == [None, None]
    assert all(each.n is None and each.coded and not isinstance(each.coded, AtLeast) for each in groups)


def test_shared_readers_are_not_given_the_code_of_a_public_report() -> None:
    """A board page was first: what shared readers get is exact, or nothing."""
    public = _released(_protected(FIRST, NOV_9, audience="public"), audience="public")
    after = _protected({"Female": (60, 40), "Male": (4, 3)}, NOV_16, *public)
    assert isinstance(after.by["gender",]["Male",], Suppressed)


def test_a_correction_too_small_to_print_says_that_the_first_version_stands() -> None:
    """The same day again, one man more: the day is no other one, so a mark says it."""
    after = _protected(ONE_MORE_MAN, NOV_9, *_released(_protected(FIRST, NOV_9)))
    assert _shown(after.total).numerator == 70
    assert Mark.HELD in after.marks


def test_alerts_of_carried_figures_name_their_day() -> None:
    after = _protected(ONE_MORE_MAN, NOV_16, *_released(_protected(FIRST, NOV_9)))
    assert after.alerts
    assert {each.as_of for each in after.alerts} == {NOV_9}
    assert alert_sentence(after, after.alerts[0]).startswith("As of Nov 9, 2025: ")


# --- formats -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mixed() -> Report:
    """A total of today beside groups of Nov 9."""
    after = _protected(WOMEN_A_FEW, NOV_16, *_released(_protected(FIRST, NOV_9)))
    return replace(report(after, as_of=NOV_16), carried_days=(NOV_9, NOV_9), shown_cells=2)


def _facts(cells: object) -> Iterator[dict[str, object]]:
    yield from cells  # type: ignore[misc]


def test_json_has_the_day_of_every_carried_cell_and_only_of_those(mixed: Report) -> None:
    found = json.loads(json.dumps(as_json(mixed)))
    jsonschema.validate(found, REPORT_SCHEMA)
    [metric] = found["metrics"]
    assert "as_of" not in metric
    assert [each["as_of"] for each in _facts(metric["by"]["gender"])] == ["2025-11-09", "2025-11-09"]
    assert found["carried_cells"] == 2


def test_csv_has_the_day_of_every_figure(mixed: Report) -> None:
    rows = list(csv.DictReader(StringIO(str(FORMATS["csv"].render(mixed, Screen(width=80))))))
    assert [row["value_as_of"] for row in rows] == ["2025-11-16", "2025-11-09", "2025-11-09"]


@pytest.mark.parametrize("form", ["table", "md", "html"])
@pytest.mark.parametrize("width", [60, 80, 120])
def test_pages_mark_what_is_of_another_day_and_say_so_in_one_line(mixed: Report, form: str, width: int) -> None:
    text = " ".join(str(FORMATS[form].render(mixed, Screen(width=width))).split())
    assert text.count("2 results as of Nov 9, 2025, as last printed") == 1
    marked = {"table": "66.7%*" if width > 60 else "66.7% as of Nov 9, 2025", "md": r"66.7%\*", "html": "as of Nov 9"}
    assert marked[form] in text


def test_sentences_begin_with_the_day(mixed: Report) -> None:
    [metric] = mixed.metrics
    [female, _] = metric.by["gender",].values()
    assert sentence(metric, female).startswith("As of Nov 9, 2025: ")
    assert not sentence(metric).startswith("As of")
