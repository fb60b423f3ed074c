"""What earlier releases demand of the next one: the shipped program hides ten or fewer, and shows again from 16."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from kpitrack.disclosure.amounts import measured
from kpitrack.disclosure.differences import Point
from kpitrack.disclosure.layout import Places
from kpitrack.disclosure.releases import days_printed, looks_back, nature_of, past_of, points_of
from kpitrack.disclosure.situation import Past
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import Group
from kpitrack.model.ledger import Figures, LedgerRow
from kpitrack.model.measures import Kind, Tests
from kpitrack.model.program import Program
from kpitrack.model.verdicts import Value
from tests.unit.disclosure.districts import shipped

SHARE, TO_DATE, COUNT = "semester_completion", "faculty_completion", "graduates_with_portfolios"
BEFORE, DAY, AFTER = date(2026, 2, 8), date(2026, 2, 15), date(2026, 2, 20)
YES, NO = frozenset({("frl", "Yes")}), frozenset({("frl", "No")})
EVERYONE = frozenset[tuple[str, str]]()
Counts = tuple[int, int]  # people, and who met


def _row(
    shown: Counts | None,
    *,
    name: str = "Yes",
    day: date = BEFORE,
    metric: str = SHARE,
    period: str = "Y1-S1",
    release: str = "",
    version: int = 1,
) -> LedgerRow:
    """name: empty for everyone."""
    figures = None if shown is None else Figures(shown[0], Fraction(shown[1]), Fraction(shown[0]), people=shown[0])
    categories = (("frl", name),) if name else ()
    release = release or f"weekly-{day}"
    return LedgerRow(release, version, day, "A. Lee", "shared", period, metric, period, day, categories, figures)


def _past(
    today: Counts,
    *rows: LedgerRow,
    metric: str = SHARE,
    period: str = "Y1-S1",
    day: date = DAY,
    program: Program | None = None,
) -> Past:
    """Of one group beside a large one that never changes; everyone is both."""
    program = program or shipped()
    kind = program.metrics[metric].measure.kind
    groups: Mapping[Group, Counts] = {
        Group(): (today[0] + 500, today[1] + 250),
        Group((("frl", "Yes"),)): today,
        Group((("frl", "No"),)): (500, 250),
    }
    values = {
        group: Value(Fraction(met, n), n, Fraction(met), Fraction(n), people=n) for group, (n, met) in groups.items()
    }
    observed = Observed(program.calendar.period(period), day)
    return past_of(program, program.metrics[metric], observed, measured(kind, values, scale=None), rows)


# --- what was printed before ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "hidden", "because"),
    [
        (_row((40, 30)), True, "one more, who met"),
        (_row((41, 31)), False, "the same"),
        (_row((40, 30), metric="opt_out_rate"), False, "another metric"),
        (_row((40, 30), period="Y1-Q1"), False, "another period, and the measure looks at its own only"),
        (_row((42, 32), day=AFTER), True, "a later day is out as well"),
        (_row((40, 30), name="No longer asked"), False, "a group that is gone"),
    ],
)
def test_a_small_change_of_a_printed_group_is_hidden(row: LedgerRow, hidden: bool, because: str) -> None:
    past = _past((41, 31), row)
    assert past.must_hide == ({YES} if hidden else set()), because
    assert not past.is_held


def test_a_small_change_of_the_total_is_held() -> None:
    """Everyone is no group to hide; the whole metric waits."""
    past = _past((41, 31), _row((540, 280), name=""))
    assert (past.is_held, past.was_printed, past.must_hide) == (True, True, frozenset())
    past = _past((41, 31), _row((541, 281), name=""))
    assert (past.is_held, past.was_printed) == (False, True)


@pytest.mark.parametrize(
    ("metric", "printed_on", "today", "hidden", "because"),
    [
        (TO_DATE, BEFORE, date(2026, 10, 1), True, "counted since the program began"),
        ("opt_out_rate", BEFORE, date(2026, 10, 1), False, "a new school year begins anew"),
        ("opt_out_rate", date(2026, 9, 20), date(2026, 10, 1), True, "the same school year"),
        ("opt_out_rate", date(2035, 12, 1), date(2036, 1, 1), True, "both days beyond the calendar"),
        ("opt_out_rate", BEFORE, date(2036, 1, 1), False, "one of them"),
        ("opt_out_rate", date(2027, 7, 20), date(2027, 7, 27), True, "both days in the summer after a school year"),
        ("opt_out_rate", date(2020, 1, 1), date(2020, 1, 8), True, "both days before the calendar begins"),
    ],
)
def test_how_far_back_a_release_reaches(metric: str, printed_on: date, today: date, hidden: bool, because: str) -> None:
    past = _past((41, 31), _row((40, 30), metric=metric, day=printed_on), metric=metric, day=today)
    assert past.must_hide == ({YES} if hidden else set()), because


# --- what was hidden before -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "rows", "must", "keep", "because"),
    [
        (15, [_row(None)], True, False, "fewer than eleven and five: last week it was ten or fewer"),
        (16, [_row(None)], False, True, "large enough, but hidden within the period"),
        (16, [_row(None, day=AFTER)], False, False, "a later release says nothing of this day"),
        (12, [_row(None, day=DAY)], False, True, "hidden on this very day"),
        (40, [_row(None, day=date(2026, 2, 1)), _row((40, 20))], False, False, "printed again since"),
        (40, [_row((40, 20), day=date(2026, 2, 1)), _row(None)], False, True, "it stands where it was printed"),
        (62, [_row((40, 20), day=date(2026, 2, 1)), _row(None)], False, False, "eleven more of each"),
        (40, [_row(None), _row(None, name="")], False, True, "a total that was never printed is no held one"),
        (
            40,
            [_row((540, 270), name="", day=date(2026, 2, 1)), _row(None), _row(None, name="")],
            False,
            False,
            "the total was held that day, so its groups were not looked at",
        ),
        (
            40,
            [
                _row((540, 270), name="", day=date(2026, 2, 1)),
                _row((540, 270), name=""),
                _row(None),
                _row(None, name="", day=AFTER),
            ],
            False,
            True,
            "the total was printed that day; it was held on another one",
        ),
        (16, [_row(None, name="No longer asked")], False, False, "a group that is gone"),
    ],
)
def test_a_hidden_group_stays_hidden(people: int, rows: list[LedgerRow], must: bool, keep: bool, because: str) -> None:
    """Half of them met; what must be hidden counts as small, what is kept hidden does not."""
    past = _past((people, people // 2), *rows)
    assert past.must_hide == ({YES} if must else set()), because
    assert past.keep_hidden == ({YES} if keep else set()), because


@pytest.mark.parametrize(
    ("people", "period", "hidden_on", "shown", "because"),
    [
        (16, "Y1-Q2", date(2026, 2, 15), True, "a new quarter, and five above the minimum"),
        (15, "Y1-Q2", date(2026, 2, 15), False, "four above"),
        (16, "Y1", date(2026, 2, 16), False, "hidden on the first day of the quarter, by another period's report"),
        (16, "Y1-Q3", date(2026, 2, 20), False, "within the quarter"),
    ],
)
def test_a_hidden_group_comes_back_at_the_start_of_a_period(
    people: int, period: str, hidden_on: date, shown: bool, because: str
) -> None:
    row = _row(None, metric=TO_DATE, period=period, day=hidden_on)
    past = _past((people, people // 2), row, metric=TO_DATE, period="Y1-Q3", day=date(2026, 3, 1))
    assert (YES not in past.must_hide | past.keep_hidden) is shown, because


# --- the same day again -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "repeats", "because"),
    [
        ([_row((40, 30), day=DAY)], {YES}, "the same numbers of the same day"),
        ([_row((40, 30))], set(), "of another day"),
        ([_row((40, 30), day=DAY), _row((300, 100))], {YES}, "another day has other numbers"),
        ([_row((40, 30), day=DAY), _row((501, 250), name="No", day=DAY)], set(), "one number is another"),
        (
            [_row((41, 30), day=DAY), _row((40, 30), day=DAY, version=2)],
            {YES},
            "the newest version of a release counts",
        ),
        ([_row((40, 30), day=DAY), _row((41, 30), day=DAY, version=2)], set(), "and here it is another number"),
        ([_row((40, 30), day=DAY), _row(None, name="No", day=DAY)], {YES}, "a hidden group has no number"),
        ([_row((40, 30), day=DAY), _row((9, 9), name="No longer asked", day=DAY)], {YES}, "nor has one that is gone"),
        ([_row((40, 30), day=DAY, period="Y1-Q2")], set(), "of another period"),
    ],
)
def test_what_was_printed_on_this_very_day_is_printed_again(
    rows: list[LedgerRow], repeats: set[frozenset[tuple[str, str]]], because: str
) -> None:
    """If all of it is as it was."""
    assert _past((40, 30), *rows).repeats == repeats, because


# --- growing counts ---------------------------------------------------------------------------------------------------


def test_of_a_growing_count_only_what_is_new_can_be_told_otherwise() -> None:
    """Forty and then forty-five were printed, fifty-two are there: seven."""
    rows = [_row((45, 45), metric=COUNT), _row((40, 40), metric=COUNT, day=date(2026, 2, 1))]
    gone = _row((30, 30), metric=COUNT, name="No longer asked")
    assert _past((52, 52), *rows, gone, metric=COUNT).movable == {YES: (7,)}
    assert _past((44, 44), *rows, metric=COUNT).movable == {YES: (0,)}
    old = [replace(row, shown=replace(row.shown, people=None)) for row in rows if row.shown]  # counted rows alone
    assert _past((52, 52), *old, metric=COUNT).movable == {YES: (7,)}
    assert _past((52, 30), _row((40, 30), metric=TO_DATE), metric=TO_DATE).movable == {}


def test_what_may_fall_again_can_be_told_otherwise() -> None:
    """Of a count of those without a second row, all who were printed may be gone by now."""
    program = shipped()
    without = Tests.model_validate({"from": "pd", "window": "year_to_date"})
    found = program.metrics[COUNT]
    falling = found.model_copy(update={"measure": found.measure.model_copy(update={"without": without})})
    assert _past((52, 52), _row((45, 45), metric=COUNT), metric=COUNT).movable == {YES: (7,)}
    changed = program.model_copy(update={"metrics": {**program.metrics, COUNT: falling}})
    assert _past((52, 52), _row((45, 45), metric=COUNT), metric=COUNT, program=changed).movable == {}


@pytest.mark.parametrize(("metric", "looks"), [(SHARE, False), (TO_DATE, True), (COUNT, True)])
def test_which_measures_look_beyond_their_period(metric: str, looks: bool) -> None:
    assert looks_back(shipped().metrics[metric]) is looks


def test_a_mean_is_split_in_no_two_counts() -> None:
    """It has two amounts, the top and the bottom of its scale, and is printed as a sum."""
    value = Value(Fraction(7), 40, Fraction(280), Fraction(40))
    program = shipped()
    of_scores = measured(Kind.MEAN, {Group(): value}, scale=10)
    of_people = measured(Kind.SHARE, {Group(): Value(Fraction(1, 2), 40, Fraction(20), Fraction(40))}, scale=None)
    assert not nature_of(program.metrics["engagement"], of_scores).splits
    assert nature_of(program.metrics[SHARE], of_people).splits


def test_days_on_which_the_same_people_were_printed() -> None:
    """Every other day in order, without hidden groups and without another period's people."""
    program = shipped()
    metric, observed = program.metrics[SHARE], Observed(program.calendar.period("Y1-S1"), DAY)
    measures = measured(Kind.SHARE, {Group(): Value(Fraction(1, 2), 40, Fraction(20), Fraction(40))}, scale=None)
    nature = nature_of(metric, measures)
    rows = [
        _row((41, 31)),
        _row((500, 250), name="No"),
        _row((40, 30), day=date(2026, 2, 1)),
        _row(None, name="No", day=date(2026, 2, 1)),
        _row((40, 30), day=DAY),
        _row((39, 30), day=date(2026, 1, 25), period="Y1-Q1"),
    ]
    assert days_printed(program, metric, observed, rows, nature) == [
        {YES: Point(40, (30, 10))},
        {YES: Point(41, (31, 10)), NO: Point(500, (250, 250))},
    ]
    without_sums = replace(measures, values={**measures.values, Group((("frl", "Yes"),)): Value(Fraction(1, 2), 40)})
    assert points_of(without_sums, nature, Places()) == {EVERYONE: Point(40, (20, 20))}
