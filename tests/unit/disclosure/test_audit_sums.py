"""Which printed groups the attacker takes for sums of others: with too few less is found, with too many nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from itertools import product
from math import inf

import pytest

from kpitrack.disclosure.audit import Printed, Series, Structure, Widths
from kpitrack.disclosure.audit.equations import people_of, sums_of
from kpitrack.disclosure.audit.printed import Fact, Listing
from kpitrack.disclosure.audit.structure import EVERYONE, NO_STRUCTURE, Group
from kpitrack.disclosure.audit.system import NO_LIMIT, System

SERIES = Series("rate", "Y1-Q2", "2026-02-15")
LEVELS = Structure(parts={"level": ("school", {"Elementary": ("A", "B"), "Middle": ("C",)})})
HIDDEN = Fact(hidden=True)


def _group(**categories: str) -> Group:
    return frozenset(categories.items())


def _people(n: int) -> Fact:
    return Fact(hidden=False, n=n, value=Fraction(n))


def _count(facts: Mapping[Group, Fact], tables: Collection[Listing]) -> Printed:
    return Printed("count", None, {group: [fact] for group, fact in facts.items()}, set(tables))


def _sums(groups: Collection[Group], tables: Collection[Listing]) -> dict[Group, list[set[Group]]]:
    found: dict[Group, list[set[Group]]] = {}
    for whole, parts in sums_of(_count(dict.fromkeys(groups, HIDDEN), tables), LEVELS):
        found.setdefault(whole, []).append(set(parts))
    return found


ELEMENTARY, MIDDLE = _group(level="Elementary"), _group(level="Middle")
A, B, C = (_group(school=name) for name in "ABC")


@pytest.mark.parametrize(
    ("groups", "tables", "expected"),
    [
        ([EVERYONE, A, B, C], [(EVERYONE, ("school",))], {EVERYONE: [{A, B, C}]}),
        # the total of a level beside the list of all schools, or of its own
        ([ELEMENTARY, A, B, C], [(EVERYONE, ("school",))], {EVERYONE: [{A, B, C}], ELEMENTARY: [{A, B}]}),
        ([ELEMENTARY, A, B], [(ELEMENTARY, ("school",))], {ELEMENTARY: [{A, B}]}),
        # one school's own report is no list of them, nor is that of another level
        ([ELEMENTARY, A], [], {}),
        ([ELEMENTARY, A, C], [(MIDDLE, ("school",))], {}),
        # a school that its level does not list
        ([A | MIDDLE, A], [(EVERYONE, ("school",))], {EVERYONE: [{A}]}),
    ],
)
def test_levels_and_schools(
    groups: list[Group], tables: list[Listing], expected: dict[Group, list[set[Group]]]
) -> None:
    """A level is the sum of its schools where they are listed."""
    assert _sums(groups, tables) == expected


def test_who_is_not_in_a_complete_list_is_nobody() -> None:
    """Of poor pupils of the level only those at A are listed: so they are all of them."""
    poor = _group(frl="Y")
    groups = [ELEMENTARY | poor, A | poor, A, B, C]
    found = _sums(groups, [(EVERYONE, ("school", "frl"))])
    assert found[ELEMENTARY | poor] == [{A | poor}]


def test_bands_inside_the_report_of_a_school() -> None:
    """Its grades add up to its bands, as everybody's do."""
    grades = Structure(parts={"band": ("grade", {"K-1": ("K", "1"), "2-3": ("2",)})})
    inside = A
    groups = [inside | _group(band=each) for each in ("K-1", "2-3")]
    groups += [inside | _group(grade=each) for each in "K12"]
    printed = _count(dict.fromkeys(groups, HIDDEN), [(inside, ("band",)), (inside, ("grade",))])
    found = {whole: set(parts) for whole, parts in sums_of(printed, grades) if dict(whole).get("band")}
    assert found == {
        inside | _group(band="K-1"): {inside | _group(grade="K"), inside | _group(grade="1")},
        inside | _group(band="2-3"): {inside | _group(grade="2")},
    }


# --- crossings that share dimensions -------------------------------------------------------------------------------


def _three_crossings(others: int) -> Printed:
    """Of 20 girls 18 are poor and 17 at home A; of 20 boys one and two. Beside them a list of as many other categories.

    The total is not printed.
    """
    sizes: dict[tuple[str, ...], dict[str, int | None]] = {
        ("sex", "frl"): {"GY": 18, "GN": 2, "BY": 1, "BN": 19},
        ("sex", "home"): {"GA": 17, "GB": 3, "BA": 2, "BB": 18},
        ("frl", "home"): {"YA": None, "YB": None, "NA": None, "NB": None},
    }
    facts = {_group(club=f"Club {number}"): HIDDEN for number in range(others)}
    for dimensions, cells in sizes.items():
        for names, people in cells.items():
            group = frozenset(zip(dimensions, names, strict=True))
            facts[group] = HIDDEN if people is None else _people(people)
    return _count(facts, [(EVERYONE, each) for each in (*sizes, ("club",))])


@pytest.mark.parametrize("others", [0, 400])
def test_a_list_beside_crossings_is_no_part_of_them(others: int) -> None:
    """Of the girls 15 to 17 are poor and at A, of the boys none or one. 400 clubs by eight groups would be too many."""
    system = System({"now": (SERIES, _three_crossings(others))}, NO_STRUCTURE, Widths())
    assert system.bounds(people_of("now", "count", _group(frl="Y", home="A"))) == (15, 18)


def test_crossings_of_many_categories_are_taken_together() -> None:
    """Fourteen by fourteen by fourteen are few enough: of cell (0, 0) of the third the other two tell that it is 13."""
    size = 14
    facts: dict[Group, Fact] = {}
    for one, other in product(range(size), range(size)):
        facts[_group(a=f"{one}", b=f"{other}")] = _people(13 if one == other else 0)
        facts[_group(b=f"{one}", c=f"{other}")] = _people(13 if one == other else 0)
        facts[_group(a=f"{one}", c=f"{other}")] = HIDDEN
    tables: list[Listing] = [(EVERYONE, each) for each in (("a", "b"), ("b", "c"), ("a", "c"))]
    system = System({"now": (SERIES, _count(facts, tables))}, NO_STRUCTURE, Widths())
    assert system.bounds(people_of("now", "count", _group(a="0", c="0"))) == (13, 13)


def test_a_total_of_a_part_beside_a_crossing_in_a_school_is_no_list() -> None:
    """20 girls live at A; where the others live no table says, though a school lists its own by sex and home."""
    facts = {_group(sex="G"): _people(50), _group(sex="B"): _people(40), _group(sex="G", home="A"): _people(20)}
    facts |= {_group(frl="Y"): HIDDEN, _group(frl="N"): HIDDEN}
    facts |= {_group(sex=sex, frl=frl): HIDDEN for sex, frl in product("GB", "YN")}
    tables = [
        (EVERYONE, ("sex",)),
        (EVERYONE, ("frl",)),
        (EVERYONE, ("sex", "frl")),
        (_group(school="S"), ("sex", "home")),
    ]
    system = System({"now": (SERIES, _count(facts, tables))}, NO_STRUCTURE, Widths())
    assert system.is_possible(NO_LIMIT, inf)
    assert system.bounds(people_of("now", "count", _group(frl="Y"))) == (0, 90)


# --- the range of a value ------------------------------------------------------------------------------------------


def _mean(n: int, total: int | None, over: int | None = None) -> Fact:
    amounts = [None if each is None else Fraction(each) for each in (total, over)]
    return Fact(hidden=False, n=n, numerator=amounts[0], denominator=amounts[1])


def _system(facts: Mapping[Group, Fact], kind: str, scale: int | None = None) -> System:
    tables: set[Listing] = {(EVERYONE, ("school",))} if EVERYONE in facts else set()
    printed = Printed(kind, scale, {group: [fact] for group, fact in facts.items()}, tables)
    return System({"now": (SERIES, printed)}, NO_STRUCTURE, Widths())


def test_what_falls_below_nothing_is_told_as_well() -> None:
    """100 people lost 40 together, 92 of them 45: the other eight gained five, and no contradiction hides it."""
    system = _system({EVERYONE: _mean(100, -40), A: _mean(92, -45), B: HIDDEN}, "mean")
    assert system.bounds({("now", B, "sum"): 1}) == (5, 5)
    assert system.bounds({("now", B, "n"): 1}) == (8, 8)


@pytest.mark.parametrize(
    ("kind", "fact", "least"),
    [
        ("mean", _mean(20, 3), 0),
        ("mean", _mean(20, 0), 0),
        ("mean", _mean(20, -3), -inf),
        ("ratio", _mean(20, 3, over=-4), -inf),
        ("mean", Fact(hidden=False, n=20, value=Fraction(-1, 2)), -inf),
        ("mean", Fact(hidden=False, n=20, most=Fraction(-1, 2)), -inf),
        ("mean", Fact(hidden=False, n=20, least=Fraction(-1, 2), most=Fraction(1, 2)), 0),  # zero, rounded
        ("change", Fact(hidden=False, n=20, value=Fraction(-1, 2)), 0),  # a fall from one sum to another
    ],
)
def test_sums_fall_below_nothing_only_where_a_printed_one_does(kind: str, fact: Fact, least: float) -> None:
    """Of a hidden group beside it."""
    system = _system({A: fact, B: HIDDEN}, kind)
    assert system.bounds({("now", B, "sum"): 1}) == (least, inf)


def test_a_score_alone_lies_on_its_scale() -> None:
    """Of seven people on a scale to 4, whatever is printed around them."""
    assert _system({A: _mean(7, None)}, "mean", 4).bounds({("now", A, "sum"): 1}) == (0, 28)
    for name in ("sum", "over"):
        assert _system({A: _mean(7, None)}, "change", 4).bounds({("now", A, name): 1}) == (0, 28)


def test_a_value_is_printed_at_six_decimals() -> None:
    """Half a millionth on either side, of 100 million people 50."""
    fact = Fact(hidden=False, n=100_000_000, value=Fraction(1, 4))
    assert _system({A: fact}, "mean").bounds({("now", A, "sum"): 1}) == (25_000_000 - 50, 25_000_000 + 50)
