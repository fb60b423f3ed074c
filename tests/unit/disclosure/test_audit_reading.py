"""What the attacker reads out of a report file: what a coded text leaves open, and what its status adds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kpitrack.disclosure.audit import Printed, Series, Structure, learned, printed_in_ledger, printed_in_report
from kpitrack.disclosure.audit.printed import Fact, Listing, limits_of_text
from kpitrack.disclosure.audit.structure import EVERYONE, Group
from kpitrack.model.ledger import Figures, LedgerRow
from kpitrack.model.published import AtLeast, AtMost, Rounded

SERIES = Series("rate", "Y1-Q2", "2026-02-15")
DAY = date(2026, 2, 15)
A: Group = frozenset({("frl", "A")})
CODED = {"shown": "85%", "status": "met"}


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("≥ 95%", "0.95", None),
        (">= 95%", "0.95", None),
        ("at least 95%", "0.95", None),
        ("≤ 5 %", None, "0.05"),
        ("<= 5%", None, "0.05"),
        ("at most 5%", None, "0.05"),
        ("85%", "0.845", "0.855"),
        ("about 85%", "0.845", "0.855"),
        ("~85%", "0.845", "0.855"),
        ("85.2%", "0.8515", "0.8525"),
        ("just under 75%", "0.745", "0.75"),
        ("just over 75%", "0.75", "0.755"),
        ("35 to 44", "35", "44"),
        ("1,200 to 1,299", "1200", "1299"),
        ("7.2", "7.15", "7.25"),
        ("1,250", "1249.5", "1250.5"),
        ("-3", "-3.5", "-2.5"),
        ("not shown", None, None),
    ],
)
def test_what_a_coded_text_leaves_open(text: str, least: str | None, most: str | None) -> None:
    """Half of the last digit on either side; a sign leaves one side open, `just` closes one at the number itself."""
    assert limits_of_text(text) == tuple(None if end is None else Fraction(end) for end in (least, most))


def _read(cell: dict[str, Any], **target: object) -> Fact:
    known: dict[Series, Printed] = {}
    head = {"id": "rate", "kind": "share", "period": "Y1-Q2", "through": "2026-02-15", "by": {}}
    printed_in_report({"metrics": [{**head, **cell, "target": target}]}, known)
    [fact] = known[SERIES].facts[EVERYONE]
    return fact


@pytest.mark.parametrize(
    ("comparator", "value", "is_split"),
    [
        ("at_least", 0.85, True),
        ("at_least", 0.845, False),  # every value of 84.5 to 85.5 % has met it
        ("more_than", 0.845, True),  # 84.5 % itself has not
        ("at_most", 0.845, True),  # only 84.5 % itself has
        ("less_than", 0.845, False),  # none has
        ("at_least", 0.855, False),  # would be rounded to 86 %
        ("at_most", 0.855, False),
        ("less_than", 0.85, True),
        ("at_least", 0.9, False),
        ("at_most", 0.8, False),
        ("between", [0.5, 0.85], True),
        ("between", [0.85, 0.9], True),
        ("between", [0.5, 0.9], False),
    ],
)
def test_a_status_splits_what_a_code_stands_for(comparator: str, value: object, is_split: bool) -> None:
    """85 % stands for 84.5 % and all up to 85.5 %: does a verdict say on which side of the target it lies?"""
    for status in ("met", "not_met"):
        assert _read({"shown": "85%", "status": status}, comparator=comparator, value=value).is_split is is_split


@pytest.mark.parametrize(
    ("changes", "target"),
    [
        ({"status": "no_data"}, {}),
        ({"judged_on": "2026-01-31"}, {}),
        ({"n": 120}, {}),
        ({"shown": "not shown"}, {}),
        ({}, {"scope": {"level": "Elementary"}}),
        ({}, {"value": None}),
        ({}, {"value": True}),
    ],
)
def test_a_status_of_something_else_splits_nothing(changes: dict[str, Any], target: dict[str, Any]) -> None:
    """Without a verdict, of another day, beside the exact size, of a part only, of no number."""
    assert not _read(CODED | changes, **{"comparator": "at_least", "value": 0.85, **target}).is_split


@pytest.mark.parametrize(("text", "end", "beyond"), [("≥ 95%", 0.97, 0.95), ("≤ 5%", 0.03, 0.05)])
def test_an_open_end_holds_every_target_beyond_it(text: str, end: float, beyond: float) -> None:
    """At least 95 % lies on both sides of 97 %, and of 95 % on one."""
    assert _read({"shown": text, "status": "met"}, comparator="at_least", value=end).is_split
    assert not _read({"shown": text, "status": "met"}, comparator="at_least", value=beyond).is_split


def test_a_coded_value_is_not_taken_for_the_exact_one() -> None:
    """What is printed beside its code is the code; a text of no number leaves the value as it is."""
    coded = _read({"shown": "85%", "value": 0.85})
    assert (coded.value, coded.least, coded.most) == (None, Fraction("0.845"), Fraction("0.855"))
    open_end = _read({"shown": "≥ 95%", "value": 0.97})
    assert (open_end.value, open_end.least) == (None, Fraction("0.95"))
    exact = _read({"n": 20, "numerator": 17, "denominator": 20, "value": 0.85})
    assert (exact.n, exact.numerator, exact.denominator, exact.value) == (20, 17, 20, Fraction("0.85"))
    assert exact.is_exact
    assert not coded.is_exact


def test_a_hidden_cell_is_there_and_says_nothing_more() -> None:
    """Whatever else might stand in it."""
    assert _read({"suppressed": True}) == Fact(hidden=True)
    assert _read({"suppressed": False, "n": 40}) == Fact(hidden=False, n=40)


def test_the_total_of_a_part_is_the_parts() -> None:
    """A report of elementary schools prints nobody else's total."""
    head = {"id": "rate", "kind": "share", "period": "Y1-Q2", "through": "2026-02-15", "by": {}, "n": 40, "value": 1}
    known: dict[Series, Printed] = {}
    printed_in_report({"metrics": [head | {"total_of": {"level": "Elementary"}}]}, known)
    assert set(known[SERIES].facts) == {frozenset({("level", "Elementary")})}


@pytest.mark.parametrize("kind", ["gap", "derived", "record"])
def test_what_is_made_of_other_metrics_is_not_read(kind: str) -> None:
    """Those it is made of are read themselves."""
    known: dict[Series, Printed] = {}
    head = {"id": "rate", "kind": kind, "period": "Y1-Q2", "through": "2026-02-15", "by": {}, "value": 3}
    assert printed_in_report({"metrics": [head]}, known) == frozenset()
    assert known == {}


def test_a_report_of_a_school_speaks_of_that_school() -> None:
    """Its total is the school's, its groups are the school's groups, its list is complete within the school."""
    cells = [{"category": ["A", "B"], "n": 20, "numerator": 70, "value": 3.5}]
    head = {"id": "rate", "kind": "mean", "scale": 4, "period": "Y1-Q2", "through": "2026-02-15"}
    report = {"school": "Alder", "metrics": [{**head, "n": 40, "value": 3, "by": {"frl*sex": cells}}]}
    known: dict[Series, Printed] = {}
    assert printed_in_report(report, known) == {SERIES}
    at = ("school", "Alder")
    printed = known[SERIES]
    assert (printed.kind, printed.scale) == ("mean", 4)
    assert {group: fact.n for group, [fact] in printed.facts.items()} == {
        frozenset({at}): 40,
        frozenset({at, ("frl", "A"), ("sex", "B")}): 20,
    }
    assert printed.tables == {(frozenset({at}), ("frl", "sex"))}


@pytest.mark.parametrize(
    ("by", "lists"),
    [
        ("school", set()),
        ("level", set()),
        ("school*sex", {(frozenset({("school", "Alder")}), ("sex",))}),
        ("level*school", set()),
    ],
)
def test_the_report_of_a_school_lists_no_schools(by: str, lists: set[Listing]) -> None:
    """Alder alone is not the sum of all schools, or every other school would contradict it."""
    structure = Structure(parts={"level": ("school", {"Elementary": ("Alder", "Birch")})})
    names = {"school": "Alder", "level": "Elementary", "sex": "F"}
    cells = [{"category": [names[each] for each in by.split("*")], "n": 40, "value": 3}]
    head = {"id": "rate", "kind": "share", "period": "Y1-Q2", "through": "2026-02-15"}
    known: dict[Series, Printed] = {}
    report = {"school": "Alder", "metrics": [{**head, "n": 40, "value": 3, "by": {by: cells}}]}
    printed_in_report(report, known, structure)
    assert known[SERIES].tables == lists


@pytest.mark.parametrize("place", ["total", "cell"])
def test_a_figure_carried_from_an_earlier_day_is_that_days(place: str) -> None:
    """Of the report's own day nothing is known of it, not even that it is what a correction holds."""
    carried = {"n": 40, "numerator": 20, "value": 0.5, "as_of": "2026-02-08"}
    today = {"n": 50, "numerator": 30, "value": 0.6}
    total, cell = (carried, today) if place == "total" else (today, carried)
    head = {"id": "rate", "kind": "share", "period": "Y1-Q2", "through": "2026-02-15"}
    known: dict[Series, Printed] = {}
    printed_in_report({"metrics": [{**head, **total, "by": {"frl": [{"category": "A", **cell}]}}]}, known)
    group = EVERYONE if place == "total" else A
    [earlier] = known[Series("rate", "Y1-Q2", "2026-02-08")].facts[group]
    assert (earlier.n, earlier.numerator, earlier.value) == (40, 20, Fraction(1, 2))
    assert known[SERIES].facts[group] == [Fact(hidden=True)]
    assert set(known) == {SERIES, Series("rate", "Y1-Q2", "2026-02-08")}


# --- the ledger ----------------------------------------------------------------------------------------------------


def _row(shown: Figures | None, *, metric: str = "rate", release: str = "board", version: int = 1) -> LedgerRow:
    return LedgerRow(release, version, DAY, "A. Lee", "shared", "Y1-Q2", metric, "Y1-Q2", DAY, (("frl", "A"),), shown)


def _learned(*rows: LedgerRow) -> dict[Series, Printed]:
    known: dict[Series, Printed] = {}
    printed_in_ledger(rows, known, Structure(kinds={"rate": "share"}, scales={"rate": 4}))
    return known


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (None, Fact(hidden=True)),
        (
            Figures(40, Fraction(20), Fraction(40), Fraction(1, 2)),
            Fact(hidden=False, n=40, numerator=Fraction(20), denominator=Fraction(40), value=Fraction(1, 2)),
        ),
        (Figures(None, None, None, "Achieved"), Fact(hidden=False)),
        (
            Figures(None, None, None, Fraction(1), AtLeast(Fraction(19, 20))),
            Fact(hidden=False, least=Fraction(19, 20)),
        ),
        (Figures(coded=AtMost(Fraction(1, 20))), Fact(hidden=False, most=Fraction(1, 20))),
        (
            Figures(coded=Rounded(Fraction(17, 20), Fraction(1, 100))),
            Fact(hidden=False, least=Fraction("0.845"), most=Fraction("0.855")),
        ),
    ],
)
def test_what_a_row_of_the_ledger_shows(shown: Figures | None, expected: Fact) -> None:
    """What is coded is known by its limits alone, half of a step on either side; words are no number."""
    printed = _learned(_row(shown))[SERIES]
    assert printed.facts == {A: [expected]}
    assert (printed.kind, printed.scale) == ("share", 4)


def test_a_metric_that_nobody_defines_any_more_is_not_read() -> None:
    """Nothing is known of what it counts."""
    assert _learned(_row(Figures(4), metric="gone")) == {}


def test_figures_that_differ_are_another_version_each() -> None:
    """Three releases of one day with three different numbers, and a fourth that says what the second one said."""
    rows = [_row(Figures(n, Fraction(20)), release=name) for name, n in (("a", 40), ("b", 41), ("c", 42), ("d", 41))]
    found = _learned(*rows)
    assert {series.version: printed.facts[A][0].n for series, printed in found.items()} == {1: 40, 2: 41, 3: 42}
    assert [len(printed.facts[A]) for printed in found.values()] == [1, 1, 1]


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (Figures(40), Figures(41), True),
        (Figures(40, Fraction(20)), Figures(40, Fraction(21)), True),
        (Figures(40, None, Fraction(40)), Figures(40, None, Fraction(39)), True),
        (Figures(40), Figures(None, Fraction(20)), False),
        (Figures(40), None, False),
        (Figures(40, Fraction(20)), Figures(40), False),
    ],
)
def test_which_figures_contradict_each_other(one: Figures, other: Figures | None, differ: bool) -> None:
    """Another number does; what is left out, or hidden, does not."""
    assert len(_learned(_row(one, release="a"), _row(other, release="b"))) == 1 + differ
    assert len(_learned(_row(other, release="b"), _row(one, release="a"))) == 1 + differ


def test_a_correction_that_lets_a_figure_stand_knows_nothing_newer() -> None:
    """Version 2 prints again what version 1 had printed on the same day; the right number is hidden behind it."""
    first = Figures(40, Fraction(20), Fraction(40), Fraction(1, 2))
    held = replace(first, as_of=DAY)
    for rows in ([_row(first), _row(held, version=2)], [_row(held, version=2), _row(first)]):
        found = _learned(*rows)
        assert found[SERIES].facts[A][0].n == 40
        assert found[replace(SERIES, version=2)].facts == {A: [Fact(hidden=True, held=True)]}


def test_what_is_right_now_is_no_fact_of_the_correction_that_hid_it() -> None:
    """Once a third version prints another number, it is a table of its own beside the held one."""
    first, right = Figures(40, Fraction(20)), Figures(43, Fraction(22))
    rows = [_row(first), _row(replace(first, as_of=DAY), version=2), _row(right, version=3)]
    found = {series.version: printed.facts[A] for series, printed in _learned(*rows).items()}
    assert [found[version][0].n for version in (1, 3)] == [40, 43]
    assert found[2] == [Fact(hidden=True, held=True)]


def test_a_correction_after_another_number_is_a_table_of_its_own_too() -> None:
    """The other number is the second version by now."""
    first = Figures(40, Fraction(20))
    rows = [_row(first), _row(Figures(43), release="other"), _row(replace(first, as_of=DAY), version=2)]
    found = {series.version: printed.facts[A] for series, printed in _learned(*rows).items()}
    assert [found[version][0].n for version in (1, 2)] == [40, 43]
    assert found[3] == [Fact(hidden=True, held=True)]


def test_a_group_beside_everyone_is_a_table_and_alone_a_total() -> None:
    """Everyone in one group are listed with it; a group by itself is the total of a report about that group."""
    everyone = replace(_row(Figures(50)), categories=())
    assert _learned(everyone, _row(Figures(40)))[SERIES].tables == {(EVERYONE, ("frl",))}
    assert _learned(_row(Figures(40)))[SERIES].tables == set()
    other = replace(_row(Figures(10)), categories=(("frl", "B"),))
    assert _learned(_row(Figures(40)), other)[SERIES].tables == {(EVERYONE, ("frl",))}, "two of them are a list"


def test_what_was_read_apart_is_named_as_it_is_known() -> None:
    """The release to come contradicts what is known of its day: it is the second version."""
    known = _learned(_row(Figures(40)))
    assert learned(known, _learned(_row(Figures(41)))) == {SERIES: replace(SERIES, version=2)}
    assert learned(known, _learned(_row(Figures(40)))) == {SERIES: SERIES}
    assert set(known) == {SERIES, replace(SERIES, version=2)}


def test_a_school_listed_within_its_level_is_a_school() -> None:
    """A table of schools by level lists schools."""
    structure = Structure(parts={"level": ("school", {"Elementary": ("Alder",)})})
    head = {"id": "rate", "kind": "share", "period": "Y1-Q2", "through": "2026-02-15"}
    cells = [{"category": ["Elementary", "Alder"], "n": 40, "value": 0.5}]
    known: dict[Series, Printed] = {}
    printed_in_report({"metrics": [{**head, "n": 90, "value": 0.5, "by": {"level*school": cells}}]}, known, structure)
    assert known[SERIES].tables == {(EVERYONE, ("school",))}
    assert frozenset({("school", "Alder")}) in known[SERIES].facts


def test_two_files_of_different_groups_are_one_table() -> None:
    """What only one of them names contradicts nothing."""
    other = replace(_row(Figures(10), release="other"), categories=(("frl", "B"),))
    assert list(_learned(_row(Figures(40)), other)) == [SERIES]
    assert list(_learned(other, _row(Figures(40)))) == [SERIES]


def test_a_fact_is_a_figure_if_it_is_not_hidden_and_says_anything() -> None:
    """Exact or coded; what has no result, or an answer in words, has none."""
    for figure in ({"n": 0}, {"value": Fraction(0)}, {"least": Fraction(1, 2)}, {"most": Fraction(1, 2)}):
        assert Fact(hidden=False, **figure).is_figure
    assert not Fact(hidden=False).is_figure
    assert not Fact(hidden=True).is_figure
    assert not Fact(hidden=True, held=True).is_figure


def test_a_fact_is_exact_with_its_size_and_one_number() -> None:
    """The size alone tells nobody's outcome; an outcome without its size is no one's."""
    half = Fraction(1, 2)
    assert Fact(hidden=False, n=4, value=half).is_exact
    assert Fact(hidden=False, n=4, numerator=half).is_exact
    assert not Fact(hidden=False, n=4).is_exact
    assert not Fact(hidden=False, value=half, numerator=half).is_exact
    assert not Fact(hidden=True, n=4, value=half).is_exact
