"""What the attacker finds without a solver: in one table, between two files, between two releases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from kpitrack.disclosure.audit import Finding, Printed, Series, Structure, Widths, attack
from kpitrack.disclosure.audit.printed import Fact
from kpitrack.disclosure.audit.structure import EVERYONE, Group

SERIES = Series("rate", "Y1-Q2", "2026-02-15")
BEFORE = Series("rate", "Y1-Q2", "2026-02-08")
A: Group = frozenset({("frl", "A")})
B: Group = frozenset({("frl", "B")})
C: Group = frozenset({("frl", "C")})
WIDTHS = Widths()  # groups below 10, unanimous ones below 20
HIDDEN = Fact(hidden=True)


def _exact(n: int, met: int) -> Fact:
    return Fact(hidden=False, n=n, numerator=Fraction(met), value=Fraction(met, n or 1))


def _printed(facts: Mapping[Group, Fact], kind: str = "share") -> Printed:
    return Printed(kind, facts={group: [fact] for group, fact in facts.items()})


def _quantities(known: Mapping[Series, Printed], **declared: Any) -> list[tuple[str, float, float]]:
    found = attack(known, Structure(**declared), WIDTHS).findings
    return [(each.quantity, each.least, each.most) for each in found]


@pytest.mark.parametrize(
    ("quantity", "width", "why"),
    [
        ("change", 0, "two releases differ by a few people"),
        ("rest", 0, "what it leaves over of a printed whole differs by a few people between two releases"),
        ("small", 0, "a small group is printed"),
        ("status", 0, "its status says more than its coded value"),
        ("size", 0, "how many there are can be told exactly, though only large numbers are printed"),
        ("elsewhere", 0, "hidden in one file, printed in another"),
        ("people", 0, "how many there are can be told exactly"),
        ("people", 2, "how many there are can be told to within 2"),
        ("met", 0, "how many met can be told exactly"),
        ("not", 1, "how many did not meet can be told to within 1"),
        ("sum", 3, "the sum of their values can be told to within 3"),
    ],
)
def test_a_finding_says_what_is_wrong(quantity: str, width: int, why: str) -> None:
    """In the words of who must mend it, and never with the number itself."""
    assert Finding(SERIES, A, quantity, 41, 41 + width).why == why
    assert Finding(SERIES, A, "met", 41, 41.5).why == "how many met can be told to within 0"


# --- in one table --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "met", "kind", "is_small"),
    [
        (9, 5, "share", True),
        (10, 5, "share", False),
        (0, 0, "share", False),  # nobody
        (1, 1, "count", True),
        (19, 19, "share", True),  # everyone of fewer than 20
        (19, 0, "share", True),  # no one
        (19, 18, "share", False),
        (20, 20, "share", False),
        (19, 19, "count", False),  # a count has no other side
        (19, 0, "mean", False),
    ],
)
def test_a_small_group_that_is_printed(n: int, met: int, kind: str, is_small: bool) -> None:
    """Fewer than 10, or all of one side of fewer than 20."""
    expected = [("small", n, n)] if is_small else []
    assert _quantities({SERIES: _printed({A: _exact(n, met)}, kind)}) == expected


def test_a_headcount_that_is_declared_public_may_be_small() -> None:
    """Everybody's; the groups of it may not."""
    facts = {EVERYONE: _exact(8, 8), A: _exact(8, 8)}
    found = attack({SERIES: _printed(facts, "count")}, Structure(public_totals=frozenset({"rate"})), WIDTHS).findings
    assert [each.group for each in found] == [A]


def test_a_share_of_a_public_headcount_is_declared_with_it() -> None:
    """Who met of everyone is counted by a head-count that is printed every time; who met of a group is not."""
    facts = {EVERYONE: _exact(8, 4), A: _exact(8, 4)}
    for linked, groups in (({("heads", "rate"): {"n": ("met",)}}, [A]), ({}, [EVERYONE, A])):
        structure = Structure(public_totals=frozenset({"heads"}), repeats=linked)
        found = attack({SERIES: _printed(facts)}, structure, WIDTHS).findings
        assert {each.group for each in found} == set(groups)
    other = Structure(public_totals=frozenset({"other"}), repeats={("heads", "rate"): {"n": ("met",)}})
    assert len(attack({SERIES: _printed(facts)}, other, WIDTHS).findings) == 2


def test_hidden_in_one_file_and_printed_in_another() -> None:
    printed = Printed("share", facts={A: [HIDDEN, _exact(30, 12)], B: [_exact(30, 12)], C: [HIDDEN]})
    assert ("elsewhere", 30, 30) in _quantities({SERIES: printed})
    assert [each.group for each in attack({SERIES: printed}, Structure(), WIDTHS).findings] == [A]


def test_a_code_is_printed_as_well() -> None:
    """What the public edition codes the shared one may not hide; a group without a result is printed nowhere."""
    low, high = (Fact(hidden=False, **{limit: Fraction(1, 2)}) for limit in ("least", "most"))  # type: ignore[arg-type]
    printed = Printed("share", facts={A: [HIDDEN, low], B: [high, HIDDEN], C: [HIDDEN, Fact(hidden=False)]})
    found = attack({SERIES: printed}, Structure(), WIDTHS).findings
    assert {(each.group, each.quantity, each.least, each.most) for each in found} == {
        (group, "elsewhere", 0, 0) for group in (A, B)
    }


def test_a_status_beside_a_code() -> None:
    """What it splits is told; its limits are those of the code."""
    half = Fact(hidden=False, least=Fraction("0.845"), most=Fraction("0.855"), is_split=True)
    low = Fact(hidden=False, most=Fraction("0.05"), is_split=True)
    high = Fact(hidden=False, least=Fraction("0.95"), is_split=True)
    known = {SERIES: _printed({A: half, B: low, C: high})}
    assert _quantities(known) == [("status", 0.845, 0.855), ("status", 0, 0.05), ("status", 0.95, float("inf"))]


def test_things_are_no_people() -> None:
    """A metric that counts no people gives nobody away."""
    assert _quantities({SERIES: _printed({A: _exact(3, 1)})}, things=frozenset({"rate"})) == []


def test_only_what_speaks_of_the_series_asked_about() -> None:
    """Alone, or beside others."""
    other = Series("other", "Y1-Q2", "2026-02-15")
    known = {each: _printed({A: _exact(3, 1)}) for each in (SERIES, BEFORE, other)}
    found = attack(known, Structure(), WIDTHS, about=frozenset({BEFORE}))
    assert [(each.series, each.quantity) for each in found.findings] == [(BEFORE, "small")]
    assert found.compared == 1
    assert attack(known, Structure(), WIDTHS, about=frozenset({other})).compared == 0


# --- between two releases ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "kind", "changes"),
    [
        ((100, 50), (100, 50), "share", []),
        ((100, 50), (109, 50), "share", [9]),  # nine who did not meet
        ((100, 50), (110, 50), "share", []),
        ((100, 50), (109, 59), "share", [9]),  # nine who met
        ((100, 50), (120, 61), "share", [9]),  # 11 who met, 9 who did not
        ((100, 50), (130, 65), "share", []),
        ((100, 50), (100, 51), "share", [-1, 1]),  # somebody met after all
        ((100, 50), (95, 50), "share", [-5]),
        ((100, 50), (105, 99), "count", [5]),  # of a count only its people are asked
        ((100, 50), (110, 99), "count", []),
        ((100, 500), (104, 530), "mean", [4]),
        ((100, 500), (100, 507), "mean", [1]),  # one mended score
        ((100, 500), (100, 500), "mean", []),
        ((100, 500), (104, 530), "change", [4]),
        ((100, 500), (100, 507), "change", [1]),
        ((0, 0), (10, 10), "count", []),  # from nobody
        ((10, 10), (0, 0), "count", []),  # to nobody
        ((100, 500), (104, 530), "total", []),
        ((100, 500), (104, 530), "ratio", []),
    ],
)
def test_a_change_of_a_few_is_their_outcome(
    before: tuple[int, int], after: tuple[int, int], kind: str, changes: list[int]
) -> None:
    """Fewer than 10, of those who met, of those who did not, or of all; sums of hours grow with everybody."""
    known = {BEFORE: _printed({A: _exact(*before)}, kind), SERIES: _printed({A: _exact(*after)}, kind)}
    assert sorted(_quantities(known)) == [("change", change, change) for change in sorted(changes)]


def test_people_of_whom_no_outcome_is_printed() -> None:
    """Only how many they are can differ by a few."""
    first, second = (Fact(hidden=False, n=n, value=Fraction(1, 2)) for n in (100, 103))
    with_outcome = _exact(103, 60)
    for before, after in ((first, second), (first, with_outcome)):
        known = {BEFORE: _printed({A: before}), SERIES: _printed({A: after})}
        assert _quantities(known) == [("change", 3, 3)]


def test_everyone_of_a_public_headcount_may_change_by_a_few() -> None:
    known = {
        each: _printed({EVERYONE: _exact(n, n), A: _exact(n, n)}, "count") for each, n in ((BEFORE, 99), (SERIES, 97))
    }
    assert _quantities(known) == [("change", -2, -2)] * 2
    found = attack(known, Structure(public_totals=frozenset({"rate"})), WIDTHS).findings
    assert [each.group for each in found] == [A]


def test_what_is_hidden_in_one_release_has_no_change() -> None:
    facts = {A: _exact(100, 50), B: HIDDEN}
    later = {A: HIDDEN, B: _exact(103, 51), C: _exact(103, 51)}
    known = {BEFORE: _printed(facts), SERIES: _printed(later)}
    assert not [each for each in _quantities(known) if each[0] == "change"]


@pytest.mark.parametrize(
    ("declared", "compared"),
    [({}, 0), ({"lasting": frozenset({"rate"})}, 1), ({"cumulative": frozenset({"rate"})}, 1)],
)
def test_two_periods_speak_of_the_same_people_if_the_metric_outlasts_them(
    declared: dict[str, Any], compared: int
) -> None:
    earlier = Series("rate", "Y1-Q1", "2025-11-15")
    known = {earlier: _printed({A: _exact(100, 50)}), SERIES: _printed({A: _exact(103, 51)})}
    found = attack(known, Structure(**declared), WIDTHS)
    assert (found.compared, len(found.findings)) == (compared, 2 * compared)


def test_every_two_releases_are_compared_and_the_later_one_is_named() -> None:
    """Three days make three pairs: from the first to the last 12 came, between each two of them six."""
    days = ("2026-02-15", "2026-02-01", "2026-02-08")
    sizes = {"2026-02-01": 100, "2026-02-08": 106, "2026-02-15": 112}
    known = {Series("rate", "Y1-Q2", day): _printed({A: _exact(sizes[day], sizes[day])}, "count") for day in days}
    found = attack(known, Structure(), WIDTHS)
    assert found.compared == 3
    assert [(each.series.through, each.least) for each in found.findings] == [("2026-02-08", 6), ("2026-02-15", 6)]


def test_a_correction_is_later_than_what_it_corrects() -> None:
    """Of the same day; it counts four fewer."""
    mended = Series("rate", "Y1-Q2", "2026-02-15", version=2)
    known = {mended: _printed({A: _exact(96, 96)}, "count"), SERIES: _printed({A: _exact(100, 100)}, "count")}
    [found] = attack(known, Structure(), WIDTHS).findings
    assert (found.series, found.least) == (mended, -4)


def _table(facts: Mapping[Group, Fact], kind: str) -> Printed:
    printed = _printed(facts, kind)
    printed.tables.add((EVERYONE, ("frl",)))
    return printed


@pytest.mark.parametrize(
    ("kind", "everyone", "is_told"),
    [("share", 9, True), ("share", 10, False), ("count", 9, True), ("count", 10, False), ("mean", 9, False)],
)
def test_what_printed_parts_leave_over_changed_by_a_few(kind: str, everyone: int, is_told: bool) -> None:
    """300 less 100 of A are the 200 of B and C, who are hidden both times; later there are a few more of them."""
    first = {EVERYONE: _exact(300, 150), A: _exact(100, 50), B: HIDDEN, C: HIDDEN}
    later = {EVERYONE: _exact(300 + 40 + everyone, 190), A: _exact(140, 90), B: HIDDEN, C: HIDDEN}
    found = attack({BEFORE: _table(first, kind), SERIES: _table(later, kind)}, Structure(), WIDTHS).findings
    rests = [(each.series, each.group, each.least, each.most) for each in found if each.quantity == "rest"]
    assert rests == ([(SERIES, A, everyone, everyone)] if is_told else [])


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (((50, 20), (50, 20)), ((51, 20), (50, 20)), [1]),  # from nobody to one
        (((50, 20), (50, 20)), ((60, 20), (50, 20)), []),
        (((0, 0), (0, 0)), ((9, 9), (0, 0)), [9]),  # from an empty whole
        (((0, 0), (0, 0)), ((10, 10), (0, 0)), []),
        (((30, 0), (0, 0)), ((40, 10), (0, 0)), []),  # beside an empty part
        (((30, 0), (0, 0)), ((39, 9), (0, 0)), [9]),
        (((10, 5), (0, 0)), ((20, 10), (10, 5)), []),  # all who came are in the part
    ],
)
def test_what_is_left_over_of_a_whole_and_one_part(
    before: tuple[tuple[int, int], tuple[int, int]], after: tuple[tuple[int, int], tuple[int, int]], told: list[int]
) -> None:
    """By how many people it changed, of those who met and of those who did not; nobody is counted as nobody."""
    known = {
        series: _table({EVERYONE: _exact(*whole), A: _exact(*part), B: HIDDEN}, "share")
        for series, (whole, part) in ((BEFORE, before), (SERIES, after))
    }
    found = attack(known, Structure(), WIDTHS).findings
    assert [each.least for each in found if each.quantity == "rest"] == told


@pytest.mark.parametrize("gone", ["whole before", "whole after", "part before", "part after", "nothing hidden"])
def test_nothing_is_left_over_where_it_cannot_be_subtracted(gone: str) -> None:
    """The whole and the part must be printed both times, and somebody must be hidden; else it is no rest."""
    first = {EVERYONE: _exact(300, 150), A: _exact(100, 50), B: HIDDEN, C: HIDDEN}
    later = {EVERYONE: _exact(305, 150), A: _exact(100, 50), B: HIDDEN, C: HIDDEN}
    match gone:
        case "whole before":
            first = {EVERYONE: HIDDEN, A: _exact(203, 100), B: HIDDEN, C: HIDDEN}  # two fewer than are left over later
        case "whole after":
            later = {EVERYONE: HIDDEN, A: _exact(203, 100), B: HIDDEN, C: HIDDEN}
        case "part before":
            first[A] = HIDDEN
            later[EVERYONE] = _exact(405, 200)  # less the 100 of A: 305, beside 300 with them
        case "part after":
            later[A] = HIDDEN
            later[EVERYONE] = _exact(205, 100)  # with them; 200 beside it without
        case _:
            for facts in (first, later):
                facts |= {B: _exact(100, 50), C: _exact(100, 50)}
    found = attack({BEFORE: _table(first, "share"), SERIES: _table(later, "share")}, Structure(), WIDTHS).findings
    assert not [each for each in found if each.quantity == "rest"]


# --- what is asked, of what, and what is counted -------------------------------------------------------------------


def test_a_list_of_tables_without_anything_hidden() -> None:
    """One hidden group in one of two tables; of the other nothing is asked."""
    other = Series("other", "Y1-Q2", "2026-02-15")
    facts = {EVERYONE: _exact(100, 50), A: _exact(50, 25), B: _exact(50, 25)}
    known = {SERIES: _table(facts | {B: HIDDEN}, "share"), other: _table(facts, "share")}
    found = attack(known, Structure(), WIDTHS)
    assert (found.tables, found.hidden, found.bounded, found.left_out) == (1, 1, 1, 0)
    empty = attack({}, Structure(), WIDTHS)
    assert (empty.tables, empty.hidden, empty.bounded, empty.left_out, empty.is_complete) == (0, 0, 0, 0, True)


def test_a_correction_of_the_same_day_may_count_fewer() -> None:
    """Of a growing count: neither is it a contradiction, nor are its people held against the first version."""
    mended = Series("rate", "Y1-Q2", "2026-02-15", version=2)
    facts = {EVERYONE: Fact(hidden=False, n=100, value=Fraction(100)), A: HIDDEN, B: HIDDEN}
    known = {SERIES: _table(facts, "count"), mended: _table(facts, "count")}
    known[mended].facts[EVERYONE] = [Fact(hidden=False, n=60, value=Fraction(60))]
    found = attack(known, Structure(cumulative=frozenset({"rate"})), WIDTHS)
    assert (found.contradictory, found.findings, found.compared) == ((), (), 1)
    assert found.bounded == 4, "each by itself, and not the two together"


COUNT = Series("count", "Y1-Q2", "2026-02-15")
LINK = {("count", "rate"): {"n": ("met",)}}


def _share_and_count() -> dict[Series, Printed]:
    """Three of D's people met: 62 less 25, 20 and the 14 of B, whom the count prints and the share hides."""
    D: Group = frozenset({("frl", "D")})  # noqa: N806 - as A, B and C
    share = {EVERYONE: _exact(134, 62), A: _exact(60, 25), B: HIDDEN, C: _exact(40, 20), D: HIDDEN}
    counts = {EVERYONE: 62, A: 25, B: 14}
    count = {group: Fact(hidden=False, n=n, value=Fraction(n)) for group, n in counts.items()}
    return {SERIES: _table(share, "share"), COUNT: _table({**count, C: HIDDEN, D: HIDDEN}, "count")}


@pytest.mark.parametrize(
    ("about", "is_told"),
    [
        (None, True),
        ({SERIES, COUNT}, True),
        ({SERIES}, True),  # the share is new beside an old count
        ({COUNT}, True),  # the count is new beside an old share
        ({BEFORE}, False),
        (set(), False),
    ],
)
def test_linked_metrics_are_set_beside_each_other_if_either_is_asked_about(
    about: set[Series] | None, is_told: bool
) -> None:
    """Each by itself holds."""
    known = _share_and_count()
    assert not attack(known, Structure(), WIDTHS).findings
    only = None if about is None else frozenset(about)
    found = attack(known, Structure(repeats=LINK), WIDTHS, about=only).findings
    assert bool(found) is is_told
    assert all(each.series == SERIES for each in found)


@pytest.mark.parametrize("corrected", [(), (SERIES,), (COUNT,), (SERIES, COUNT)])
def test_a_correction_does_not_undo_what_was_told(corrected: tuple[Series, ...]) -> None:
    """The first versions gave D away; what corrects them hides every group."""
    known = _share_and_count()
    for series in corrected:
        hidden = dict.fromkeys(known[series].facts, HIDDEN)
        known[replace(series, version=2)] = _table(hidden, known[series].kind)
    found = attack(known, Structure(repeats=LINK), WIDTHS)
    assert {each.series for each in found.findings} == {SERIES}


def test_the_second_of_three_versions_is_asked_too() -> None:
    """The first and the third hide everything; the second ones give D away together."""
    told = _share_and_count()
    known = {
        replace(series, version=version): printed
        if version == 2
        else _table(dict.fromkeys(printed.facts, HIDDEN), printed.kind)
        for series, printed in told.items()
        for version in (1, 2, 3)
    }
    found = attack(known, Structure(repeats=LINK), WIDTHS).findings
    assert {each.series for each in found} == {replace(SERIES, version=2)}


def test_corrections_are_set_beside_what_stood_when_they_came_out() -> None:
    """63 met and not 62, in both: the first share does not contradict the second count, nor the other way round."""
    known = _share_and_count()
    mended = {SERIES: _exact(134, 63), COUNT: Fact(hidden=False, n=63, value=Fraction(63))}
    for series, everyone in mended.items():
        facts = {**dict.fromkeys(known[series].facts, HIDDEN), EVERYONE: everyone}
        known[replace(series, version=2)] = _table(facts, known[series].kind)
    assert attack(known, Structure(repeats=LINK), WIDTHS).contradictory == ()
    lone = {each: printed for each, printed in known.items() if each != replace(SERIES, version=2)}
    assert replace(COUNT, version=2) in attack(lone, Structure(repeats=LINK), WIDTHS).contradictory


def test_a_count_of_another_day_is_no_count_of_the_share() -> None:
    """Nor one of another metric."""
    known = _share_and_count()
    for other in (Series("count", "Y1-Q2", "2026-02-08"), Series("else", "Y1-Q2", "2026-02-15")):
        moved = {SERIES: known[SERIES], other: known[COUNT]}
        assert not attack(moved, Structure(repeats=LINK), WIDTHS).findings
