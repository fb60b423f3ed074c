"""The attacker's equations: what each printed figure of each kind leaves open, asked of the solver."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import inf
from typing import Any

import pytest

from kpitrack.disclosure.audit import Effort, Printed, Series, Structure, Widths, attack
from kpitrack.disclosure.audit.equations import Equations, people_of
from kpitrack.disclosure.audit.printed import Fact, Listing
from kpitrack.disclosure.audit.questions import questions_of
from kpitrack.disclosure.audit.structure import EVERYONE, NO_STRUCTURE, Group
from kpitrack.disclosure.audit.system import System
from kpitrack.disclosure.audit.worlds import SolverInput, Worlds, apart

SERIES = Series("rate", "Y1-Q2", "2026-02-15")
A: Group = frozenset({("frl", "A")})
B: Group = frozenset({("frl", "B")})
HIDDEN = Fact(hidden=True)
WIDTHS = Widths()


def _figures(n: int | None, number: int | None, over: int | None = None, value: str | None = None) -> Fact:
    return Fact(hidden=False, n=n, numerator=_amount(number), denominator=_amount(over), value=_amount(value))


def _amount(raw: int | str | None) -> Fraction | None:
    return None if raw is None else Fraction(raw)


def _system(facts: Mapping[Group, Fact], kind: str, scale: int | None = None) -> System:
    printed = Printed(kind, scale, {group: [fact] for group, fact in facts.items()}, {(EVERYONE, ("frl",))})
    return System({"now": (SERIES, printed)}, NO_STRUCTURE, WIDTHS)


def _bounds(system: System, group: Group, name: str) -> tuple[float, float]:
    return system.bounds({("now", group, name): 1})


@pytest.mark.parametrize(
    ("kind", "scale", "name", "expected"),
    [
        ("count", None, "n", (20, 20)),
        ("share", None, "met", (10, 10)),
        ("share", None, "not", (10, 10)),
        ("mean", 10, "sum", (10, 10)),
        ("total", None, "sum", (10, 10)),
        ("ratio", None, "sum", (10, 10)),
        ("ratio", None, "over", (5, 5)),
        ("change", 10, "sum", (10, 10)),
        ("change", 10, "over", (5, 5)),
    ],
)
def test_the_one_hidden_part_is_what_the_others_leave(
    kind: str, scale: int | None, name: str, expected: tuple[float, float]
) -> None:
    """100 people, 60 and 30 of them, less the 80 with 50 and 25."""
    facts = {EVERYONE: _figures(100, 60, 30), A: _figures(80, 50, 25), B: HIDDEN}
    if kind == "count":
        facts |= {EVERYONE: _figures(None, None, value="100"), A: _figures(None, None, value="80")}
    assert _bounds(_system(facts, kind, scale), B, name) == expected


@pytest.mark.parametrize(
    ("kind", "scale", "name", "expected"),
    [
        ("mean", 10, "sum", (0, 60)),
        ("mean", None, "sum", (0, 60)),
        ("total", None, "sum", (0, 60)),
        ("change", 10, "over", (0, 30)),
        ("share", None, "met", (0, 60)),
        ("share", None, "not", (0, 40)),
    ],
)
def test_nobody_adds_less_than_nothing(kind: str, scale: int | None, name: str, expected: tuple[float, float]) -> None:
    """Two hidden parts share 100 people, 60 and 30 between them: either may have all of it or nothing."""
    facts = {EVERYONE: _figures(100, 60, 30), A: HIDDEN, B: HIDDEN}
    for group in (A, B):
        assert _bounds(_system(facts, kind, scale), group, name) == expected


def test_scores_lie_on_their_scale() -> None:
    """10 people of whom each adds at most 4: 36 less at most four times one's own people are the others'."""
    facts = {EVERYONE: _figures(10, 36), A: _figures(7, None), B: HIDDEN}
    system = _system(facts, "mean", 4)
    assert _bounds(system, B, "n") == (3, 3)
    assert _bounds(system, B, "sum") == (36 - 28, 12)
    assert _bounds(system, A, "sum") == (36 - 12, 28)


@pytest.mark.parametrize(
    ("kind", "number"),
    [("share", "met"), ("mean", "sum")],
)
def test_a_printed_value_is_a_number_over_people(kind: str, number: str) -> None:
    """0.25 at six decimals of 40 people are 10; limits of 0.2 to 0.3 are 8 to 12."""
    exact = {A: _figures(40, None, value="0.25")}
    least, most = _bounds(_system(exact, kind, 10), A, number)
    assert (round(least, 3), round(most, 3)) == (10, 10)
    coded = {A: Fact(hidden=False, n=40, least=Fraction(1, 5), most=Fraction(3, 10))}
    assert _bounds(_system(coded, kind, 10), A, number) == (8, 12)


def test_a_printed_ratio_is_a_number_over_another() -> None:
    """0.25 of 40 hours are 10, however many people had them."""
    facts = {A: _figures(3, None, 40, value="0.25")}
    least, most = _bounds(_system(facts, "ratio"), A, "sum")
    assert (round(least, 3), round(most, 3)) == (10, 10)


def test_a_coded_ratio_is_a_number_over_another() -> None:
    """20 to 30 % of 40 hours are 8 to 12."""
    facts = {A: Fact(hidden=False, n=3, denominator=Fraction(40), least=Fraction(1, 5), most=Fraction(3, 10))}
    assert _bounds(_system(facts, "ratio"), A, "sum") == (8, 12)


def test_a_change_is_no_number_over_people() -> None:
    """Relative or in points, it says nothing of one of its sums alone."""
    facts = {A: _figures(40, None, value="0.25")}
    assert _bounds(_system(facts, "change", 10), A, "sum") == (0, 400)


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [(35, 44, (35, 44)), (35, None, (35, inf)), (None, 44, (10, 44)), (3, None, (10, inf))],
)
def test_a_coded_count_lies_between_its_limits(
    least: int | None, most: int | None, expected: tuple[float, float]
) -> None:
    """What is coded in public is printed, so it is no fewer than the minimum of 10."""
    fact = Fact(hidden=False, least=_amount(least), most=_amount(most))
    assert _system({A: fact}, "count").bounds(people_of("now", "count", A)) == expected


def test_a_coded_share_is_of_ten_people_or_more() -> None:
    """Of at most 12 people, 90 % or more met: 9 of 10 at least."""
    fact = Fact(hidden=False, least=Fraction(9, 10))
    system = _system({EVERYONE: _figures(12, None), A: fact, B: HIDDEN}, "share")
    assert system.bounds(people_of("now", "share", A)) == (10, 12)
    assert _bounds(system, A, "met") == (9, 12)
    assert _bounds(system, B, "met") == (0, 2)


# --- crossings that share dimensions -------------------------------------------------------------------------------


def test_crossings_of_three_dimensions_are_sums_of_the_same_people() -> None:
    """Girls have no poor ones, and no poor one is at A: all who are poor are boys at B, though no table says so."""

    def pair(**categories: str) -> Group:
        return frozenset(categories.items())

    facts: dict[Group, Fact] = {EVERYONE: HIDDEN}
    sizes: dict[tuple[str, ...], dict[str, int | None]] = {
        ("sex", "frl"): {"GY": 0, "GN": 20, "BY": 15, "BN": 25},
        ("sex", "home"): {"GA": 12, "GB": 8, "BA": 25, "BB": None},
        ("frl", "home"): {"YA": 0, "YB": 15, "NA": None, "NB": None},
    }
    for dimensions, cells in sizes.items():
        for categories, people in cells.items():
            facts[frozenset(zip(dimensions, categories, strict=True))] = (
                HIDDEN if people is None else _figures(people, people)
            )
    tables = {(EVERYONE, each) for each in sizes}
    printed = Printed("count", None, {group: [fact] for group, fact in facts.items()}, tables)
    system = System({"now": (SERIES, printed)}, NO_STRUCTURE, WIDTHS)
    # Of BB: 15 poor ones, and 25 boys who are not poor less the 25 at A, who are not poor either.
    assert system.bounds(people_of("now", "count", pair(sex="B", home="B"))) == (15, 15)
    # Not poor at A: 12 girls and 25 boys; at B: 8 girls.
    assert system.bounds(people_of("now", "count", pair(frl="N", home="A"))) == (37, 37)
    assert system.bounds(people_of("now", "count", pair(frl="N", home="B"))) == (8, 8)


def test_two_crossings_of_the_same_people_bound_the_third() -> None:
    """Of 20 girls 18 are poor and 17 at A, so 15 to 17 are both; of 20 boys one and two, so none or one.

    From all 19 who are poor and all 19 at A alone, none to 19 could be both.
    """
    sizes: dict[tuple[str, ...], dict[str, int | None]] = {
        ("sex", "frl"): {"GY": 18, "GN": 2, "BY": 1, "BN": 19},
        ("sex", "home"): {"GA": 17, "GB": 3, "BA": 2, "BB": 18},
        ("frl", "home"): {"YA": None, "YB": None, "NA": None, "NB": None},
    }
    facts: dict[Group, Fact] = {EVERYONE: _figures(40, 40)}
    for dimensions, cells in sizes.items():
        for categories, people in cells.items():
            shown = HIDDEN if people is None else _figures(people, people)
            facts[frozenset(zip(dimensions, categories, strict=True))] = shown
    tables = {(EVERYONE, each) for each in sizes}
    printed = Printed("count", None, {group: [fact] for group, fact in facts.items()}, tables)
    system = System({"now": (SERIES, printed)}, NO_STRUCTURE, WIDTHS)
    both = frozenset({("frl", "Y"), ("home", "A")})
    assert system.bounds(people_of("now", "count", both)) == (15, 18)


# --- reports of schools --------------------------------------------------------------------------------------------

LEVELS = Structure(parts={"level": ("school", {"Elementary": ("A", "B"), "Middle": ("C",)})})
OF_ALL: set[Listing] = {(EVERYONE, ("school",))}
OF_EACH_LEVEL: set[Listing] = {
    (EVERYONE, ("level",)),
    (frozenset({("level", "Elementary")}), ("school",)),
    (frozenset({("level", "Middle")}), ("school",)),
}


@pytest.mark.parametrize(
    ("lists", "of_schools", "most"),
    [
        (OF_ALL, "ABC", 8),
        (OF_EACH_LEVEL, "ABC", 8),
        (OF_ALL, "AB", inf),  # of the third school nothing is printed by group
        (OF_EACH_LEVEL - {(EVERYONE, ("level",))}, "ABC", inf),  # there may be further levels
        (OF_EACH_LEVEL - {(frozenset({("level", "Middle")}), ("school",))}, "ABC", inf),  # and further schools
        (set(), "ABC", inf),
    ],
)
def test_the_groups_of_all_schools_are_the_districts(lists: set[Listing], of_schools: str, most: float) -> None:
    """30 in the district less 12 and 10 in two schools are eight in the third, if these are all the schools."""
    poor = ("frl", "Y")
    facts: dict[Group, Fact] = {frozenset({poor}): _figures(30, 30), EVERYONE: HIDDEN}
    facts |= {frozenset({("level", each)}): HIDDEN for each in ("Elementary", "Middle")}
    facts |= {frozenset({("school", each)}): HIDDEN for each in "ABC"}
    inside = {each: frozenset({("school", each)}) for each in "ABC"}
    facts |= {
        inside["A"] | {poor}: _figures(12, 12),
        inside["B"] | {poor}: _figures(10, 10),
        inside["C"] | {poor}: HIDDEN,
    }
    tables: set[Listing] = lists | {(inside[each], ("frl",)) for each in of_schools}
    printed = Printed("count", None, {group: [fact] for group, fact in facts.items()}, tables)
    system = System({"now": (SERIES, printed)}, LEVELS, WIDTHS)
    found = system.bounds(people_of("now", "count", inside["C"] | {poor}))
    assert found == ((8, 8) if most == 8 else (0, inf))


# --- what is asked -------------------------------------------------------------------------------------------------


def _found(facts: Mapping[Group, Fact], kind: str = "share", scale: int | None = None) -> set[tuple[Any, ...]]:
    printed = Printed(kind, scale, {group: [fact] for group, fact in facts.items()}, {(EVERYONE, ("frl",))})
    found = attack({SERIES: printed}, Structure(), WIDTHS).findings
    return {(dict(each.group)["frl"], each.quantity, each.least, each.most) for each in found}


def test_a_small_group_beside_printed_ones_is_told() -> None:
    """Three of eight met, five did not."""
    facts = {EVERYONE: _figures(100, 60), A: _figures(92, 57), B: HIDDEN}
    assert _found(facts) == {("B", "people", 8, 8), ("B", "met", 3, 3), ("B", "not", 5, 5)}


def test_a_large_group_beside_printed_ones_gives_nobody_away() -> None:
    """Of 10 both sides are known and neither is empty; of 20 one may be empty, of 19 not."""
    for people, met, is_told in ((10, 5, False), (9, 5, True), (19, 19, True), (19, 0, True), (20, 20, False)):
        facts = {EVERYONE: _figures(100 + people, 60 + met), A: _figures(100, 60), B: HIDDEN}
        assert bool(_found(facts)) is is_told, (people, met)


def test_nobody_is_no_small_group() -> None:
    """What is left over is nobody."""
    assert _found({EVERYONE: _figures(100, 60), A: _figures(100, 60), B: HIDDEN}) == set()


def test_of_values_without_a_scale_only_exact_ones_are_told() -> None:
    """The hours of eight people are 50 exactly; with a second hidden group they are 0 to 50."""
    exact = {EVERYONE: _figures(100, 650), A: _figures(92, 600), B: HIDDEN}
    assert _found(exact, "mean") == {("B", "people", 8, 8), ("B", "sum", 50, 50)}
    other: Group = frozenset({("frl", "C")})
    assert _found(exact | {other: HIDDEN}, "mean") == set()


@pytest.mark.parametrize(("people", "is_told"), [(4, True), (5, False)])
def test_a_size_must_stay_open_by_five_people(people: int, is_told: bool) -> None:
    """What A leaves is shared by two hidden groups: either has all of it or nobody."""
    other: Group = frozenset({("frl", "C")})
    facts = {EVERYONE: _figures(100, 100), A: _figures(100 - people, 100 - people), B: HIDDEN, other: HIDDEN}
    assert _found(facts, "count") == ({(name, "people", 0, people) for name in "BC"} if is_told else set())


@pytest.mark.parametrize(("points", "is_told"), [(11, True), (12, False)])
def test_a_sum_must_stay_open_by_three_people_with_all_points(points: int, is_told: bool) -> None:
    """Of a scale to 4, by 12 points: two groups of 22 people have what A leaves, either all of it or nothing."""
    other: Group = frozenset({("frl", "C")})
    facts = {EVERYONE: _figures(100, 300 + points), A: _figures(78, 300), B: HIDDEN, other: HIDDEN}
    expected = {(name, "sum", 0, points) for name in "BC"} if is_told else set()
    assert _found(facts, "mean", 4) == expected


def test_what_everyone_has_cannot_be_hidden_more_widely() -> None:
    """100 people have 11 points in all, and two of them met: no hiding makes more of it."""
    assert _found({EVERYONE: _figures(100, 11), A: HIDDEN, B: HIDDEN}, "mean", 4) == set()
    assert _found({EVERYONE: _figures(100, 2), A: HIDDEN, B: HIDDEN}) == set()
    assert _found({EVERYONE: _figures(100, 98), A: HIDDEN, B: HIDDEN}) == set()
    assert _found({EVERYONE: _figures(4, None), A: HIDDEN, B: HIDDEN}) == set()


def test_what_a_level_has_cannot_be_hidden_more_widely_in_its_schools() -> None:
    """Two of the level's 60 met: in either of its two hidden schools none to two did, as everybody can read."""
    structure = Structure(parts={"level": ("school", {"Elementary": ("A", "B"), "Middle": ("C", "D")})})
    facts = {EVERYONE: _figures(400, 200), frozenset({("level", "Elementary")}): _figures(60, 2)}
    facts |= {frozenset({("level", "Middle")}): _figures(340, 198)}
    facts |= {frozenset({("school", each)}): HIDDEN for each in "ABCD"}
    tables: set[Listing] = {(EVERYONE, ("level",)), (EVERYONE, ("school",))}
    printed = Printed("share", None, {group: [fact] for group, fact in facts.items()}, tables)
    system = System({"now": (SERIES, printed)}, structure, WIDTHS)
    assert _bounds(system, frozenset({("school", "A")}), "met") == (0, 2)
    assert attack({SERIES: printed}, structure, WIDTHS).findings == ()


@pytest.mark.parametrize(
    ("facts", "is_asked"),
    [
        ([Fact(hidden=False, least=Fraction(19, 20))], True),
        ([Fact(hidden=False, most=Fraction(1, 20))], True),
        ([Fact(hidden=False, least=Fraction(1, 4)), HIDDEN], True),  # hidden in another file
        ([Fact(hidden=False)], False),  # no result
        ([HIDDEN], False),  # asked otherwise
        ([Fact(hidden=False, n=50, least=Fraction(19, 20))], False),  # its size is printed
        ([Fact(hidden=False, n=50, numerator=Fraction(20))], False),
    ],
)
def test_of_whom_only_the_size_is_asked(facts: list[Fact], is_asked: bool) -> None:
    """Groups that are printed by a code alone, whichever end of the scale it names."""
    asked = questions_of("now", SERIES, Printed("share", facts={A: facts}), NO_STRUCTURE)
    assert [each.group for each in asked if each.is_coded] == [A] * is_asked


def test_a_mean_without_its_sum_caps_its_people_alone() -> None:
    """Of 40 people with a mean of 2 a hidden group is at most 40; a share's people who met are no sum of values."""
    for kind, whole, sums in (
        ("mean", _figures(40, None, value="2"), inf),
        ("mean", _figures(40, 80), 80),
        ("share", _figures(40, 10), inf),
    ):
        [asked] = questions_of("now", SERIES, Printed(kind, facts={EVERYONE: [whole], A: [HIDDEN]}), NO_STRUCTURE)
        assert (asked.caps["people"], asked.caps["sum"]) == (40, sums)


def test_a_coded_size_that_can_be_told_is_below_a_hundred() -> None:
    """In public only sizes from 100 on are printed: a coded group of 99 is told by subtraction, one of 100 is not."""
    for people, is_told in ((99, True), (100, False)):
        coded = Fact(hidden=False, least=Fraction(9, 20), most=Fraction(11, 20))
        facts = {EVERYONE: _figures(300 + people, None), A: _figures(300, None), B: coded}
        expected = {("B", "size", people, people)} if is_told else set()
        assert _found(facts) == expected


def test_what_no_effort_is_left_for_is_left_out() -> None:
    """Two hidden groups; of no work nothing is asked, without a limit both."""
    facts = {EVERYONE: _figures(100, 60), A: HIDDEN, B: HIDDEN}
    printed = Printed("share", None, {group: [fact] for group, fact in facts.items()}, {(EVERYONE, ("frl",))})
    none = attack({SERIES: printed}, Structure(), WIDTHS, effort=Effort(work=0))
    assert (none.tables, none.hidden, none.bounded, none.left_out, none.is_complete) == (1, 2, 0, 2, False)
    every = attack({SERIES: printed}, Structure(), WIDTHS)
    assert (every.tables, every.hidden, every.bounded, every.left_out, every.is_complete) == (1, 2, 2, 0, True)
    late = attack({SERIES: printed}, Structure(), WIDTHS, effort=Effort(seconds=-1))
    assert (late.bounded, late.left_out) == (0, 2)


# --- two tables ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "name", "expected"), [("count", "n", (38, 45)), ("share", "met", (19, 26))])
def test_who_was_counted_stays_counted(kind: str, name: str, expected: tuple[float, float]) -> None:
    """38 were printed of A before; later two groups have 45 together, so A has 38 of them or more."""
    before = {EVERYONE: HIDDEN, A: _figures(38, 19), B: HIDDEN}
    after = {EVERYONE: _figures(45, 26), A: HIDDEN, B: HIDDEN}
    tables: set[Listing] = {(EVERYONE, ("frl",))}
    points = {}
    for day, facts in (("before", before), ("after", after)):
        printed = Printed(kind, None, {group: [fact] for group, fact in facts.items()}, tables)
        points[day] = (Series("rate", "Y1-Q2", day), printed)
    system = System(points, NO_STRUCTURE, WIDTHS)
    assert system.bounds({("after", A, name): 1}) == expected
    asked = {(each.table, each.group) for each in system.questions}
    assert asked == {("before", EVERYONE), ("before", B), ("after", A), ("after", B)}


@pytest.mark.parametrize(("grows", "told"), [(True, {("B", "people", 0, 4)}), (False, set())])
def test_a_growing_count_tells_what_is_left_for_the_others(grows: bool, told: set[tuple[Any, ...]]) -> None:
    """A had 20, then 40; of the 44 of the last day none to four are left for B, and all of them if A can shrink."""
    days = {"2026-02-01": (60, 20), "2026-02-08": (80, 40), "2026-02-15": (44, None)}
    known: dict[Series, Printed] = {}
    for day, (everyone, people) in days.items():
        facts = {EVERYONE: HIDDEN if people else _figures(everyone, everyone), B: HIDDEN}
        facts[A] = _figures(people, people) if people else HIDDEN
        printed = Printed("count", None, {group: [fact] for group, fact in facts.items()}, {(EVERYONE, ("frl",))})
        known[Series("rate", "Y1-Q2", day)] = printed
    structure = Structure(cumulative=frozenset({"rate"}) if grows else frozenset())
    found = attack(known, structure, WIDTHS).findings
    assert {(dict(each.group)["frl"], each.quantity, each.least, each.most) for each in found} == told


def test_work_is_unknowns_times_problems() -> None:
    """Three groups of met and not: six unknowns, and what any problem costs; three quantities from two sides."""
    system = _system({EVERYONE: _figures(100, 60), A: HIDDEN, B: HIDDEN}, "share")
    assert system.least_work == 6 + 150
    assert [system.work(each) for each in system.questions] == [156 * 6] * 2
    count = _system({A: HIDDEN, B: Fact(hidden=False, least=Fraction(35), most=Fraction(44))}, "count")
    assert [count.work(each) for each in count.questions] == [152 * 2] * 2
    assert sorted(each.is_coded for each in count.questions) == [False, True]


# --- worlds --------------------------------------------------------------------------------------------------------


def test_worlds_agree_with_everything_printed() -> None:
    """Ten people in two groups, at most eight of them in A: what does not add up, in whole people, proves nothing."""
    one, other = ("now", A, "n"), ("now", B, "n")
    equations = Equations({one: (0, 8), other: (0, inf)}, [({one: 1, other: 1}, 10, 10)])
    worlds = Worlds(SolverInput(equations))
    worlds.add([4, 5])
    worlds.add([7, 4])
    known = [worlds.are_known]
    assert worlds.width({one: 1}) == 0
    worlds.add([4.4, 5.6])
    assert [*known, worlds.are_known] == [False, True]
    assert worlds.width({one: 1}) == 0
    worlds.add([7, 3])
    assert worlds.width({one: 1}) == 3
    assert worlds.width({one: 1, other: 1}) == 0
    assert worlds.width({one: 1, other: -1}) == 6
    assert worlds.width({one: 2}) == 6
    assert list(worlds.around({other: 2}).ub) == [8, 5]
    assert list(worlds.around({one: 2, other: 1}).ub) == [8, 4]
    assert list(worlds.around({}).lb) == [0, 0]


@pytest.mark.parametrize(
    ("total", "off", "is_known"), [(0, 9e-7, True), (0, 1.5e-6, False), (10**6, 0.9, True), (10**6, 1.5, False)]
)
def test_a_world_holds_as_nearly_as_a_solver_comes(total: int, off: float, is_known: bool) -> None:
    """A millionth of the sum, on either side of it."""
    for side in (1, -1):
        value = ("now", A, "sum")
        worlds = Worlds(SolverInput(Equations({value: (-inf, inf)}, [({value: 1}, total, total)])))
        worlds.add([total + side * off])
        assert worlds.are_known is is_known


def test_half_of_the_groups_are_larger_in_every_turn() -> None:
    """By the digits of their numbers: 2 and 3 have the second one, 1 and 3 the first."""
    one, other, third = (("now", A, "n"),), (("now", B, "n"),), (("now", EVERYONE, "n"),)
    groups = [(1, one), (2, other), (3, third)]
    assert list(apart(groups, 0).values()) == [1, -1, 1]
    assert list(apart(groups, 1).values()) == [-1, 1, 1]
