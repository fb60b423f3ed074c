"""One kind of measure at a time: cell in, exact value out; zero is a value and nobody is not."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from kpitrack.model.cells import EVERYONE, Cell, CellTable, Group, Missing, Recorded
from kpitrack.model.verdicts import Level, NoValue, Result, Value
from kpitrack.values import compute_values
from kpitrack.values.computing import value_of
from tests.worlds import observed, program

HEAD = "title: T, group: G, owner: O"
SHARE = "{kind: share, of: students, having: {from: log, window: in_period}}"
COUNT = "{kind: count, from: log, window: in_period, per: student}"
CHANGE = "{kind: change, of: students, from: log, window: in_period, value: score, take: latest}"
WOMEN, MEN = Group((("gender", "Female"),)), Group((("gender", "Male"),))


def cell(n: int, numerator: int | str, denominator: int | str, members: int = 0, people: int | None = None) -> Cell:
    return Cell(n, Decimal(numerator), Decimal(denominator), members or n, people=people)


def computed(tmp_path: Path, measures: Mapping[str, str], tables: Mapping[str, CellTable]) -> Mapping[Group, Result]:
    """The values of the metric m, made of the given cells."""
    p = program(tmp_path, "\n".join(f"{name}: {{{HEAD}, measure: {each}}}" for name, each in measures.items()))
    seen = observed(p)
    return compute_values(p, {(name, seen): table for name, table in tables.items()}, [("m", seen)])["m", seen]


def one(tmp_path: Path, measure: str, found: Cell | Recorded | Missing) -> Result:
    return value_of(program(tmp_path, f"m: {{{HEAD}, measure: {measure}}}").metrics["m"].measure, found)


def test_a_share_is_exact_and_tells_who_was_left_out(tmp_path: Path) -> None:
    assert one(tmp_path, SHARE, cell(3, 1, 3, members=5)) == Value(Fraction(1, 3), 3, Fraction(1), Fraction(3), 2)


@pytest.mark.parametrize(("members", "reason"), [(0, "nobody here"), (4, "nobody here has an answer")])
def test_a_share_of_nobody_is_no_value(tmp_path: Path, members: int, reason: str) -> None:
    assert one(tmp_path, SHARE, Cell(0, 0, 0, members)) == NoValue(reason)


def test_none_of_many_is_zero_and_a_value(tmp_path: Path) -> None:
    assert one(tmp_path, SHARE, cell(4, 0, 4)) == Value(Fraction(0), 4, Fraction(0), Fraction(4))
    assert one(tmp_path, COUNT, cell(0, 0, 0)) == Value(Fraction(0), 0, Fraction(0))


def test_a_ratio_over_zero_is_no_value(tmp_path: Path) -> None:
    measure = "{kind: ratio, from: log, window: in_period, value: score, over: out_of, per: row}"
    assert isinstance(one(tmp_path, measure, cell(2, 7, 0)), NoValue)


def test_where_rows_are_counted_the_people_behind_them_decide_the_size(tmp_path: Path) -> None:
    total = one(tmp_path, "{kind: total, from: log, window: in_period, value: score}", cell(30, 90, 30, people=4))
    mean = one(
        tmp_path, "{kind: mean, from: log, window: in_period, value: score, per: row}", cell(30, 90, 30, people=4)
    )
    assert isinstance(total, Value)
    assert isinstance(mean, Value)
    assert (total.amount, total.size, mean.amount, mean.size) == (90, 4, 3, 4)


@pytest.mark.parametrize(
    ("as_", "after", "before", "expected"),
    [
        ("points", 12, 10, Value(Fraction(1), 2, Fraction(12), Fraction(10))),
        ("relative", 12, 10, Value(Fraction(1, 5), 2, Fraction(12), Fraction(10))),
        ("points", 10, 10, Value(Fraction(0), 2, Fraction(10), Fraction(10))),
        ("points", 10, 12, Value(Fraction(-1), 2, Fraction(10), Fraction(12))),
        ("relative", 10, 0, NoValue("the starting mean is zero, so a relative change says nothing")),
    ],
)
def test_a_change_is_over_the_same_people(tmp_path: Path, as_: str, after: int, before: int, expected: Result) -> None:
    assert one(tmp_path, CHANGE.replace("}", f", as: {as_}}}"), cell(2, after, before)) == expected


def test_a_change_of_nobody_matched_is_no_value(tmp_path: Path) -> None:
    assert one(tmp_path, CHANGE, Cell(0, 0, 0, 9)) == NoValue("nobody has both a first and a second answer")


RECORD = "{kind: record, levels: [Drafted, Submitted]}"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (Recorded("Submitted", 1, "memo"), Level("Submitted", 1, "memo")),
        (Recorded("2.50", None, ""), Value(Fraction(5, 2))),
        (Recorded("soon", None, ""), NoValue("'soon' is recorded, which is none of the levels Drafted, Submitted")),
        (Missing("nothing has been recorded yet"), NoValue("nothing has been recorded yet")),
    ],
)
def test_a_record_is_a_level_or_a_figure_and_carries_no_n(
    tmp_path: Path, found: Recorded | Missing, expected: Result
) -> None:
    assert one(tmp_path, RECORD, found) == expected


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        ("larger_minus_smaller: {gender: [Female, Male]}", Fraction(1, 10)),
        ("larger_minus_smaller: {gender: [Male, Female]}", Fraction(1, 10)),
        ("side: {gender: Female}, compared_to: {gender: Male}", Fraction(-1, 10)),
        ("side: {gender: Male}, compared_to: {gender: Female}", Fraction(1, 10)),
        ("side: {gender: Female}, compared_to: {gender: Male}, as: relative", Fraction(-1, 5)),
    ],
)
def test_a_gap_is_never_negative_or_signed_as_written(tmp_path: Path, gap: str, expected: Fraction) -> None:
    table = {EVERYONE: cell(30, 14, 30), WOMEN: cell(10, 4, 10), MEN: cell(20, 10, 20)}
    found = computed(tmp_path, {"m": f"{{kind: gap, metric: s, {gap}}}", "s": SHARE}, {"s": table})
    assert found == {EVERYONE: Value(expected, 30)}


def test_a_gap_inside_a_school_compares_the_two_sides_there(tmp_path: Path) -> None:
    def inside(school: str, gender: str) -> Group:
        return Group((("school", school), ("gender", gender)))

    table = {
        EVERYONE: cell(40, 20, 40),
        WOMEN: cell(20, 12, 20),
        MEN: cell(20, 8, 20),
        inside("Ash", "Female"): cell(10, 9, 10),
        inside("Ash", "Male"): cell(10, 5, 10),
        inside("Birch", "Female"): cell(10, 3, 10),
    }
    measure = "{kind: gap, metric: s, larger_minus_smaller: {gender: [Female, Male]}}"
    found = computed(tmp_path, {"m": measure, "s": SHARE}, {"s": table})
    assert found[EVERYONE] == Value(Fraction(1, 5), 40)
    assert found[Group((("school", "Ash"),))] == Value(Fraction(2, 5), 20)
    assert found[Group((("school", "Birch"),))] == NoValue("one of the two groups has no data")


def test_a_gap_of_figures_without_people_does_not_claim_to_have_none(tmp_path: Path) -> None:
    """Unknown n counts as small; zero people would count as nobody."""
    table = {EVERYONE: Recorded("0.5", None, ""), WOMEN: Recorded("0.4", None, ""), MEN: Recorded("0.6", None, "")}
    measure = "{kind: gap, metric: s, larger_minus_smaller: {gender: [Female, Male]}}"
    found = computed(tmp_path, {"m": measure, "s": RECORD}, {"s": table})[EVERYONE]
    assert isinstance(found, Value)
    assert (found.amount, found.n) == (Fraction(1, 5), None)


@pytest.mark.parametrize(("women", "men"), [("0.4", None), (None, "0.6")])
def test_a_gap_of_which_one_side_has_no_number_of_people_has_none(
    tmp_path: Path, women: str | None, men: str | None
) -> None:
    """How many people are behind it is known only where it is known of both."""
    sides = {
        group: Recorded(text, None, "") if text else cell(10, 5, 10) for group, text in ((WOMEN, women), (MEN, men))
    }
    measure = "{kind: gap, metric: s, larger_minus_smaller: {gender: [Female, Male]}}"
    found = computed(tmp_path, {"m": measure, "s": SHARE}, {"s": {EVERYONE: cell(20, 10, 20), **sides}})[EVERYONE]
    assert found == Value(Fraction(1, 10))


@pytest.mark.parametrize(
    ("men", "expected"),
    [
        (cell(10, 0, 10), NoValue("the group compared to is at zero")),
        (cell(1, 1, 1), Value(Fraction(-1, 2), 11)),
    ],
)
def test_a_relative_gap_is_a_part_of_the_group_compared_to(tmp_path: Path, men: Cell, expected: Result) -> None:
    """Half as many as 100 %; of nothing there is no part."""
    measure = "{kind: gap, metric: s, side: {gender: Female}, compared_to: {gender: Male}, as: relative}"
    table = {EVERYONE: cell(20, 5, 20), WOMEN: cell(10, 5, 10), MEN: men}
    assert computed(tmp_path, {"m": measure, "s": SHARE}, {"s": table}) == {EVERYONE: expected}


def test_a_gap_stands_in_the_groups_that_its_two_sides_divide(tmp_path: Path) -> None:
    """In a school, in a meal group of a school; not in a gender, and not where other dimensions divide a group."""
    ash, eligible = ("school", "Ash"), ("frl", "Eligible")
    sides = (("gender", "Female"), ("gender", "Male"))
    table = {
        Group(group): cell(10, 5, 10)
        for group in (
            (),
            *((side,) for side in sides),
            *((ash, side) for side in sides),
            *((ash, eligible, side) for side in sides),
            *((side, ash) for side in sides),
            (ash,),
            (ash, eligible),
        )
    }
    measure = "{kind: gap, metric: s, larger_minus_smaller: {gender: [Female, Male]}}"
    found = computed(tmp_path, {"m": measure, "s": SHARE}, {"s": table})
    assert found == dict.fromkeys((EVERYONE, Group((ash,)), Group((ash, eligible))), Value(Fraction(0), 20))


@pytest.mark.parametrize("measure", [COUNT, SHARE, CHANGE])
def test_a_sum_with_a_part_that_the_source_hides_is_no_value(tmp_path: Path, measure: str) -> None:
    """Hidden is not zero, and not missing."""
    found = one(tmp_path, measure, Cell(9, Decimal(4), Decimal(9), 9, hidden=1))
    assert found == NoValue("suppressed at the source")


def test_a_gap_without_its_metric_says_why(tmp_path: Path) -> None:
    measure = "{kind: gap, metric: s, larger_minus_smaller: {gender: [Female, Male]}}"
    found = computed(tmp_path, {"m": measure, "s": SHARE}, {"s": {EVERYONE: Missing("the file is missing")}})
    assert found == {EVERYONE: NoValue("the file is missing")}


@pytest.mark.parametrize(
    ("made_of", "expected"),
    [
        ("add: [a, b]", Fraction(10)),
        ("subtract: [a, b]", Fraction(4)),
        ("subtract: [b, a]", Fraction(-4)),
        ("divide: [a, b]", Fraction(7, 3)),
        ("divide: [b, zero]", NoValue("the divisor is zero")),
        ("add: [a, gone]", NoValue("the file is missing")),
    ],
)
def test_arithmetic_on_metrics(tmp_path: Path, made_of: str, expected: Fraction | NoValue) -> None:
    measures = {"m": f"{{kind: derived, {made_of}}}", "a": COUNT, "b": COUNT, "zero": COUNT, "gone": COUNT}
    tables: dict[str, CellTable] = {
        "a": {EVERYONE: cell(7, 7, 7)},
        "b": {EVERYONE: cell(3, 3, 3)},
        "zero": {EVERYONE: cell(0, 0, 0)},
        "gone": {EVERYONE: Missing("the file is missing")},
    }
    found = computed(tmp_path, measures, tables)[EVERYONE]
    assert (found.amount if isinstance(found, Value) else found) == expected


def test_a_level_cannot_be_calculated_with(tmp_path: Path) -> None:
    measures = {"m": "{kind: derived, add: [a, r]}", "a": COUNT, "r": COUNT}
    p = program(tmp_path, "\n".join(f"{name}: {{{HEAD}, measure: {each}}}" for name, each in measures.items()))
    p = p.model_copy(
        update={"metrics": {**p.metrics, "r": p.metrics["r"].model_copy(update={"measure": _record(tmp_path)})}}
    )
    seen = observed(p)
    cells: dict[tuple[str, object], CellTable] = {
        ("a", seen): {EVERYONE: cell(7, 7, 7)},
        ("r", seen): {EVERYONE: Recorded("Submitted", 1, "")},
    }
    found = compute_values(p, cells, [("m", seen)])["m", seen]  # type: ignore[arg-type]
    assert found[EVERYONE] == NoValue("a level cannot be calculated with")


def _record(tmp_path: Path) -> object:
    return program(tmp_path, f"m: {{{HEAD}, measure: {RECORD}}}").metrics["m"].measure


def test_metrics_made_of_metrics_made_of_metrics(tmp_path: Path) -> None:
    measures = {"m": "{kind: derived, add: [sum, a]}", "sum": "{kind: derived, add: [a, b]}", "a": COUNT, "b": COUNT}
    tables: dict[str, CellTable] = {
        "a": {EVERYONE: cell(7, 7, 7), WOMEN: cell(2, 2, 2)},
        "b": {EVERYONE: cell(3, 3, 3)},
    }
    found = computed(tmp_path, measures, tables)
    total = found[EVERYONE]
    assert isinstance(total, Value)
    assert total.amount == 17
    assert found[WOMEN] == NoValue("nobody here"), "a part that is not there is no zero"


def test_a_metric_that_was_not_counted_has_no_value(tmp_path: Path) -> None:
    assert computed(tmp_path, {"m": COUNT}, {}) == {EVERYONE: NoValue("not counted")}
