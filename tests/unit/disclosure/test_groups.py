"""From counted groups to tables and back: totals of schools and levels, families of dimensions, crossings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from kpitrack.disclosure.amounts import Amounts, Counted
from kpitrack.disclosure.layout import Categories, Family, Places
from kpitrack.disclosure.pattern import groups
from kpitrack.disclosure.pattern.certificate import bands_hold
from kpitrack.disclosure.pattern.groups import hide_crossing, hide_family, hide_totals
from kpitrack.disclosure.pattern.suppression import Pattern, protect_crossing, protect_table
from kpitrack.disclosure.pattern.tables import Hidden, Table, nothing_hidden
from kpitrack.disclosure.policy import Rules
from kpitrack.disclosure.situation import NO_PAST, Past, Situation

PLACES = Places("level", {"S": "Low", "T": "Low", "U": "High", "V": "High"})
RULES = Rules()  # ten people
FRL, GRADES = Family("frl"), Family("grade", "band", {"1": "Lower", "2": "Lower", "3": "Upper", "4": "Upper"})
BY_SCHOOL = [("school",), ("level",), ("frl",), ("school", "frl"), ("level", "frl")]
Key = tuple[str, ...]


def _of(**categories: str) -> Categories:
    return frozenset(categories.items())


def _situation(
    names: Key,
    people: Mapping[Any, int],
    groupings: Iterable[Key],
    *,
    past: Past = NO_PAST,
    crossed: Mapping[str, Key] | None = None,
    others: Mapping[Categories, int] | None = None,
) -> Situation:
    """Head-counts of everyone and of every grouping. others: what is counted otherwise than the sums say."""
    sums: dict[Categories, int] = {}
    for categories, n in people.items():
        named = dict(zip(names, categories, strict=True))
        if "school" in named:
            named["level"] = (PLACES.level_of or {}).get(named["school"], "Not reported")
        if "grade" in named:
            named["band"] = (GRADES.band_of or {}).get(named["grade"], "Not reported")
        for grouping in ((), *groupings):
            group = frozenset((each, named[each]) for each in grouping)
            sums[group] = sums.get(group, 0) + n
    counted = {group: Counted(n, (n,)) for group, n in (sums | dict(others or {})).items()}
    return Situation(PLACES, counted, 1, 1, False, RULES, past, crossed or {})


def _schools(people: Mapping[str, int], *groupings: Key, **how: object) -> Situation:
    return _situation(("school",), {(name,): n for name, n in people.items()}, [("school",), *groupings], **how)  # type: ignore[arg-type]


def _family(situation: Situation, family: Family = FRL) -> set[Categories]:
    return hide_family(situation, family, hide_totals(situation))


def _table(situation: Situation, *groupings: Key) -> set[Categories]:
    return {group for grouping in groupings for group in situation.table(grouping)}


# --- totals of schools and levels -------------------------------------------------------------------------------------


def test_schools_are_hidden_within_their_level_if_levels_are_printed() -> None:
    """Four at S go with T, its level's other school; without levels with V, the next smallest of all."""
    people = {"S": 4, "T": 90, "U": 80, "V": 70}
    rows = hide_totals(_schools(people, ("level",)))
    assert rows.gone == {_of(school="S"), _of(school="T")}
    assert (rows.schools, rows.levels) == (("S", "T", "U", "V"), ("High", "Low"))
    assert rows.level_of is not None
    assert rows.level_of.tolist() == [1, 1, 0, 0]
    rows = hide_totals(_schools(people))
    assert rows.gone == {_of(school="S"), _of(school="V")}
    assert (rows.levels, rows.level_of) == ((), None)


def test_a_small_level_is_hidden_with_another_one() -> None:
    """Seven in the lower schools: both levels go, and with S and T the smaller of the high schools."""
    rows = hide_totals(_schools({"S": 4, "T": 3, "U": 80, "V": 70}, ("level",)))
    assert rows.gone == {_of(level="Low"), _of(level="High"), *(_of(school=each) for each in "STV")}


def test_schools_of_no_level_are_a_level_of_their_own() -> None:
    """W and X lie in none: they hide each other."""
    rows = hide_totals(_schools({"S": 40, "T": 50, "W": 4, "X": 60}, ("level",)))
    assert rows.gone == {_of(school="W"), _of(school="X")}
    assert rows.levels == ("Low", "Not reported")


@pytest.mark.parametrize("demand", ["must_hide", "keep_hidden"])
def test_what_earlier_releases_demand_of_totals(demand: str) -> None:
    """A large school, or a large level, hidden as if it were small."""
    people = {"S": 60, "T": 90, "U": 80, "V": 70}
    for group, gone in (
        (_of(school="U"), {_of(school="U"), _of(school="V")}),
        (_of(level="Low"), {_of(level="Low"), _of(level="High"), _of(school="S"), _of(school="V")}),
    ):
        past = Past(**{demand: frozenset({group})})  # type: ignore[arg-type]
        assert hide_totals(_schools(people, ("level",), past=past)).gone == gone


def test_two_schools_are_rows_and_one_is_none() -> None:
    assert hide_totals(_schools({"S": 40, "T": 50})).schools == ("S", "T")
    assert hide_totals(_schools({"S": 40})).schools == ()


@pytest.mark.parametrize(
    ("people", "others", "because"),
    [
        ({"S": 4, "U": 80, "V": 70}, {}, "four at S"),
        ({"S": 30, "U": 80, "V": 70}, {_of(level="Low"): 4}, "four in the level"),
    ],
)
def test_where_schools_do_not_add_up_their_totals_and_those_of_levels_are_hidden_all_or_none(
    people: dict[str, int], others: dict[Categories, int], because: str
) -> None:
    """Somebody is counted in two schools, so there is no sum to certify by."""
    situation = _schools(people, ("level",), others={_of(): 150, **others})
    rows = hide_totals(situation)
    assert rows.gone == _table(situation, ("school",), ("level",)), because
    assert rows.schools == ()
    assert hide_totals(_schools({"S": 30, "U": 80, "V": 70}, ("level",), others={_of(): 150})).gone == set()


def test_levels_are_protected_where_schools_are_not_counted() -> None:
    """A metric that says schools make no sense for it, by level: four in one of them."""
    small = _situation(("school",), {("S",): 4, ("U",): 80}, [("level",)])
    assert hide_totals(small).gone == _table(small, ("level",))
    assert hide_totals(_situation(("school",), {("S",): 40, ("U",): 80}, [("level",)])).gone == set()


# --- one dimension ----------------------------------------------------------------------------------------------------

LARGE = {key: 100 + 10 * place for place, key in enumerate(product("STUV", "abc"))}


def test_a_small_group_at_a_school_is_hidden_with_three_others() -> None:
    """Another group of the school, and both at another school of the level; the sums above stay printed."""
    situation = _situation(("school", "frl"), LARGE | {("U", "a"): 4}, BY_SCHOOL)
    gone = _family(situation)
    assert _of(school="U", frl="a") in gone
    assert {each for group in gone for each in group if each[0] == "school"} == {("school", "U"), ("school", "V")}
    assert len(gone) == 4
    assert gone < _table(situation, ("school", "frl"))


def test_a_small_group_of_a_level_is_hidden_in_both_levels() -> None:
    """Seven in the lower schools; the district's groups stay printed."""
    situation = _situation(("school", "frl"), LARGE | {("S", "a"): 4, ("T", "a"): 3}, BY_SCHOOL)
    gone = _family(situation)
    assert {_of(level="Low", frl="a"), _of(level="High", frl="a")} <= gone
    assert not gone & _table(situation, ("frl",))


def test_without_schools_the_district_is_the_only_row() -> None:
    """Four of one category go with the next smallest."""
    situation = _situation(("frl",), {("a",): 4, ("b",): 70, ("c",): 60}, [("frl",)])
    assert _family(situation) == {_of(frl="a"), _of(frl="c")}


def test_a_school_without_anybody_of_a_category_holds_nobody_of_it() -> None:
    """Nobody of the third category at S and U, so the four at U go with the second."""
    people = {key: n for key, n in LARGE.items() if key not in (("S", "c"), ("U", "c"))}
    gone = _family(_situation(("school", "frl"), people | {("U", "a"): 4}, BY_SCHOOL))
    assert gone == {_of(school=school, frl=frl) for school in "UV" for frl in "ab"}


def test_nothing_is_hidden_of_a_dimension_that_is_not_counted() -> None:
    situation = _situation(("school", "frl"), LARGE | {("U", "a"): 4}, BY_SCHOOL)
    assert _family(situation, Family("race")) == set()


@pytest.mark.parametrize(
    ("others", "because"),
    [
        ({_of(frl="b"): 4}, "four in the district"),
        ({_of(school="U", frl="a"): 4}, "four at a school"),
        ({_of(level="Low", frl="a"): 4}, "four in a level"),
        ({_of(school="S"): 4}, "its own total is hidden, and its groups would tell it"),
        ({}, ""),
    ],
)
def test_a_dimension_that_does_not_add_up_is_hidden_everywhere_or_nowhere(
    others: dict[Categories, int], because: str
) -> None:
    """Somebody has two categories, so there is no sum to certify by."""
    situation = _situation(("school", "frl"), LARGE, BY_SCHOOL, others={_of(frl="a"): 5000, **others})
    everything = _table(situation, ("frl",), ("school", "frl"), ("level", "frl"))
    assert _family(situation) == (everything if because else set()), because


@pytest.mark.parametrize(
    ("others", "past", "top", "because"),
    [
        ({_of(school="U", frl="a"): 4}, NO_PAST, set(), "four at a school"),
        ({_of(level="Low", frl="a"): 4}, NO_PAST, set(), "four in a level"),
        ({_of(school="S"): 4}, NO_PAST, set(), "the total of a school is hidden, and its groups would tell it"),
        ({}, Past(must_hide=frozenset({_of(frl="a")})), {"a", "b"}, "schools would tell what the district hides"),
        ({}, NO_PAST, set(), ""),
    ],
)
def test_where_schools_do_not_add_up_groups_in_places_are_hidden_all_or_none(
    others: dict[Categories, int], past: Past, top: set[str], because: str
) -> None:
    """The district's groups are certified by themselves."""
    situation = _situation(
        ("school", "frl"), LARGE, BY_SCHOOL, past=past, others={_of(school="V", frl="c"): 500, **others}
    )
    in_places = _table(situation, ("school", "frl"), ("level", "frl"))
    assert _family(situation) == {_of(frl=each) for each in top} | (in_places if because else set()), because


@pytest.mark.parametrize("demand", ["must_hide", "keep_hidden"])
@pytest.mark.parametrize("group", [_of(frl="a"), _of(school="U", frl="a"), _of(level="High", frl="a")])
def test_what_earlier_releases_demand_of_a_dimension(demand: str, group: Categories) -> None:
    """In the district, at a school and in a level; it does not stand alone, unless it merely stays hidden."""
    past = Past(**{demand: frozenset({group})})  # type: ignore[arg-type]
    gone = _family(_situation(("school", "frl"), LARGE, BY_SCHOOL, past=past))
    assert group in gone
    assert (len(gone) > 1) is (demand == "must_hide")


@pytest.mark.parametrize(
    ("withheld", "hidden"),
    [
        ({}, {"cell"}),
        ({"rows_withheld": True}, {"places"}),
        ({"rows_withheld": True, "withheld": True}, {"places", "top"}),
    ],
)
def test_what_a_withheld_table_hides(
    withheld: dict[str, bool], hidden: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One hidden cell; all groups of schools and levels; or those of the district as well."""
    situation = _situation(("school", "frl"), LARGE, BY_SCHOOL)

    def pattern(table: Table, *_: object) -> Pattern:
        found = nothing_hidden(table)
        found.cells[2, 0] = True
        return Pattern(found, **withheld)

    monkeypatch.setattr(groups, "protect_table", pattern)
    tables = {
        "places": _table(situation, ("school", "frl"), ("level", "frl")),
        "top": _table(situation, ("frl",)),
        "cell": {_of(school="U", frl="a")},
    }
    assert _family(situation) == set().union(*(tables[each] for each in hidden))


# --- a dimension and the one that groups it ---------------------------------------------------------------------------

BY_GRADE = [("school",), ("grade",), ("band",), ("school", "grade"), ("school", "band")]
GRADED = {key: 100 + 10 * place for place, key in enumerate(product("STU", "1234"))}


def test_what_lies_in_a_hidden_band_is_hidden() -> None:
    """Seven in the lower band at S: its grades go with it, and every hidden band hides what lies in it."""
    situation = _situation(("school", "grade"), GRADED | {("S", "1"): 4, ("S", "2"): 3}, BY_GRADE)
    gone = _family(situation, GRADES)
    bands = {group for group in gone if "band" in dict(group)}
    assert {_of(school="S", band="Lower"), _of(school="S", band="Upper")} <= bands
    for group in bands:
        school, band = dict(group)["school"], dict(group)["band"]
        assert {_of(school=school, grade=each) for each, of in (GRADES.band_of or {}).items() if of == band} <= gone


@pytest.mark.parametrize("family", [Family("grade"), Family("band"), GRADES])
@pytest.mark.parametrize("name", ["grade", "band"])
def test_of_a_family_either_one_may_be_counted_alone(family: Family, name: str) -> None:
    """Four in the first category, hidden with the next smallest of two or more."""
    people = {("1",): 4, ("2",): 70, ("3",): 60, ("4",): 80} if name == "grade" else {("1",): 4, ("3",): 60}
    gone = _family(_situation(("grade",), people, [(name,)]), family)
    hidden = {"grade": {_of(grade="1"), _of(grade="3")}, "band": {_of(band="Lower"), _of(band="Upper")}}
    assert gone == (hidden[name] if name in family.dimensions else set())


def test_grades_are_withheld_where_they_lie_in_no_band_that_is_counted() -> None:
    """Five is no grade of any band, and nobody counted those of none."""
    situation = _situation(("school", "grade"), GRADED | {("S", "5"): 90, ("S", "1"): 4}, BY_GRADE)
    counted = {group: each for group, each in situation.counted.items() if ("band", "Not reported") not in group}
    counted[_of(band="Lower")] = Counted(counted[_of(band="Lower")].people + 90, (0,))  # so that bands add up
    lacking = Situation(PLACES, counted, 1, 1, False, RULES)
    assert _family(lacking, GRADES) >= _table(lacking, ("grade",), ("school", "grade"))


@pytest.mark.parametrize(("small", "because"), [(4, "four in a band"), (90, "")])
def test_grades_are_withheld_where_bands_do_not_add_up(small: int, because: str) -> None:
    """Somebody is in two bands; the bands themselves are hidden only if one of them is small."""
    others = {_of(band="Upper"): 5000, _of(school="S", band="Lower"): small}
    situation = _situation(("school", "grade"), GRADED, BY_GRADE, others=others)
    grades, bands = (_table(situation, (each,), ("school", each)) for each in ("grade", "band"))
    assert _family(situation, GRADES) == grades | (bands if because else set())


@pytest.mark.parametrize("broken", ["rows", "bands", ""])
def test_grades_are_withheld_with_their_bands(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the bands of schools are; or where bands are not certified any more beside the grades."""
    situation = _situation(("school", "grade"), GRADED | {("S", "1"): 4}, BY_GRADE)
    if broken == "rows":
        monkeypatch.setattr(groups, "protect_table", lambda *how: replace(protect_table(*how), rows_withheld=True))
    if broken == "bands":
        monkeypatch.setattr(groups, "bands_hold", lambda *_: False)
    gone = _family(situation, GRADES)
    assert (gone >= _table(situation, ("grade",), ("school", "grade"))) is bool(broken)
    assert (gone >= _table(situation, ("school", "band"))) is (broken == "rows")
    assert not gone & _table(situation, ("band",))


def test_a_band_that_is_printed_in_a_crossing_too_keeps_its_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that nobody is told to be in another band, the table of grades must know; that of bands has none above it."""
    people = {("1",): 4, ("2",): 300, ("3",): 5, ("4",): 20}
    alone = _situation(("grade",), people, [("grade",), ("band",)], past=Past(must_hide=frozenset({_of(band="Lower")})))
    crossed = replace(alone, crossed={"band": (), "frl": ()})
    for situation in (alone, crossed):
        assert {_of(band="Lower"), _of(band="Upper")} <= _family(situation, GRADES)
    tables = _protected_tables(monkeypatch)
    for situation in (alone, crossed):
        _family(situation, GRADES)
    assert [each.keeps_bands for each in tables] == [False, False, False, True]


# --- crossings --------------------------------------------------------------------------------------------------------

TWO = ("frl", "gender")
CROSSED = {"frl": ("gender",), "gender": ("frl",)}
ALL_TWO = [("frl",), ("gender",), TWO]
PEOPLE = {key: 100 + 10 * place for place, key in enumerate(product("abc", "FMX"))}


def _names(gone: set[Categories]) -> set[str]:
    return {dict(group)["frl"] + dict(group)["gender"] for group in gone}


def test_a_small_group_of_a_crossing_is_hidden_with_three_others() -> None:
    """In its line and its column, and where these cross: the smallest that serve."""
    situation = _situation(TWO, PEOPLE | {("a", "F"): 4}, ALL_TWO, crossed=CROSSED)
    gone = hide_crossing(situation, TWO, set())
    assert len(gone) == 4
    lines, columns = {each[0] for each in _names(gone)}, {each[1] for each in _names(gone)}
    assert (len(lines), len(columns)) == (2, 2)
    assert "aF" in _names(gone)
    assert hide_crossing(_situation(TWO, PEOPLE, ALL_TWO, crossed=CROSSED), TWO, set()) == set()
    assert hide_crossing(_situation(TWO, PEOPLE, ALL_TWO[:2], crossed=CROSSED), TWO, set()) == set()


def test_what_lies_in_a_hidden_group_of_either_dimension_is_hidden() -> None:
    """A hidden line and a hidden column with all their groups; each needs a second one beside it."""
    situation = _situation(TWO, PEOPLE, ALL_TWO, crossed=CROSSED)
    gone = {_of(frl="a"), _of(frl="b"), _of(gender="F"), _of(gender="M")}
    assert {"aF", "aM", "aX", "bF", "bM", "bX", "cF", "cM"} <= _names(hide_crossing(situation, TWO, gone))


def _protected_tables(monkeypatch: pytest.MonkeyPatch) -> list[Table]:
    """Filled with every table that is protected from here on."""
    tables: list[Table] = []

    def protect(table: Table, *how: Any) -> Pattern:
        tables.append(table)
        return protect_table(table, *how)

    monkeypatch.setattr(groups, "protect_table", protect)
    return tables


@pytest.mark.parametrize("demand", ["must_hide", "keep_hidden"])
def test_what_earlier_releases_demand_of_a_crossing(demand: str) -> None:
    past = Past(**{demand: frozenset({_of(frl="a", gender="F")})})  # type: ignore[arg-type]
    gone = hide_crossing(_situation(TWO, PEOPLE, ALL_TWO, crossed=CROSSED, past=past), TWO, set())
    assert "aF" in _names(gone)
    assert len(gone) > 1


@pytest.mark.parametrize(
    "others",
    [{_of(frl="a"): 5000}, {_of(gender="F"): 5000}, {_of(school="S"): 5000}],
    ids=["a line", "a column", "the schools of its people"],
)
@pytest.mark.parametrize(
    ("small", "gone", "because"),
    [
        ({("b", "M"): 4}, set(), "four in it"),
        ({}, {_of(frl="b")}, "its parts would tell a hidden line"),
        ({}, {_of(gender="M")}, "or a hidden column"),
        ({}, {_of(race="b")}, ""),
    ],
)
def test_a_crossing_that_does_not_add_up_is_hidden_whole_or_not_at_all(
    others: dict[Categories, int], small: dict[Key, int], gone: set[Categories], because: str
) -> None:
    """Somebody is counted twice, so there is no sum to certify by."""
    people = {("S", *key): n for key, n in (PEOPLE | small).items()}
    inside = {_of(school="S", frl="a", gender="F"): 7000} if _of(school="S") in others else {}
    groupings = [*ALL_TWO, ("school",), ("school", *TWO)]
    situation = _situation(("school", *TWO), people, groupings, crossed=CROSSED, others={**others, **inside})
    assert hide_crossing(situation, TWO, gone) == (_table(situation, TWO) if because else set()), because


def test_a_crossing_without_its_own_groups_is_hidden_whole_or_not_at_all() -> None:
    """Only everyone and the crossing were counted."""
    for small, is_hidden in ((4, True), (100, False)):
        situation = _situation(TWO, PEOPLE | {("a", "F"): small}, [TWO], crossed=CROSSED)
        assert hide_crossing(situation, TWO, set()) == (_table(situation, TWO) if is_hidden else set())


# --- what a table is made of ------------------------------------------------------------------------------------------


def _crossing(monkeypatch: pytest.MonkeyPatch, situation: Situation, gone: set[Categories]) -> tuple[Table, Hidden]:
    """The table of a crossing, and what is decided before it."""
    seen: list[tuple[Table, Hidden]] = []

    def protect(table: Table, rules: Rules, decided: Hidden, *how: Any) -> Pattern:
        seen.append((table, decided))
        return protect_crossing(table, rules, decided, *how)

    monkeypatch.setattr(groups, "protect_crossing", protect)
    hide_crossing(situation, TWO, gone)
    return seen[0]


WIDE = ("school", "frl", "gender", "tech")
WIDE_PEOPLE = {key: 20 + place for place, key in enumerate(product("SUV", "ab", "FMX", "HL"))}
WIDE_CROSSED = {"frl": ("gender",), "gender": ("frl", "tech"), "tech": ("gender",)}
WIDE_COUNTED = [("school",), *ALL_TWO, ("tech",), ("school", "gender"), ("level", "gender"), ("school", *TWO, "tech")]


def test_the_strata_of_a_crossing_are_schools_and_what_its_columns_are_printed_beside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Three schools by two kinds of prior tech, school by school: 20 to 55 people in the 36 combinations."""
    situation = _situation(WIDE, WIDE_PEOPLE, WIDE_COUNTED, crossed=WIDE_CROSSED)
    table, decided = _crossing(monkeypatch, situation, set())
    expected = [
        [[WIDE_PEOPLE[school, frl, gender, tech] for gender in "FMX"] for frl in "ab"]
        for school, tech in product("SUV", "HL")
    ]
    assert table.outcomes.tolist() == [expected]
    assert table.people.tolist() == np.sum(expected, axis=0).tolist()
    assert decided.scopes.tolist() == [0, 1], "nobody is told to have another meal status"
    assert decided.strata is not None
    assert not decided.strata.any()


@pytest.mark.parametrize(
    ("gone", "strata", "because"),
    [
        ({_of(school="S", gender="F")}, [], "its level prints them"),
        ({_of(level="Low", gender="F")}, [], "its school does"),
        ({_of(school="S", gender="F"), _of(level="Low", gender="F")}, [(0, 0), (1, 0)], "hidden in both"),
        ({_of(school="V", gender="M"), _of(level="High", gender="M")}, [(4, 1), (5, 1)], "in the other level"),
    ],
)
def test_where_a_column_is_hidden_in_its_school_and_level(
    gone: set[Categories], strata: list[tuple[int, int]], because: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only there may a person be told otherwise with nobody to balance it."""
    situation = _situation(WIDE, WIDE_PEOPLE, WIDE_COUNTED, crossed=WIDE_CROSSED)
    _, decided = _crossing(monkeypatch, situation, gone)
    assert decided.strata is not None
    assert decided.strata.shape == (6, 3)
    assert [tuple(each) for each in np.argwhere(decided.strata).tolist()] == strata, because


def test_without_levels_it_is_enough_that_the_school_hides_it(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = [each for each in WIDE_COUNTED if "level" not in each]
    situation = _situation(WIDE, WIDE_PEOPLE, counted, crossed=WIDE_CROSSED)
    _, decided = _crossing(monkeypatch, situation, {_of(school="S", gender="F"), _of(gender="X"), _of(frl="b")})
    assert decided.strata is not None
    assert np.argwhere(decided.strata).tolist() == [[0, 0], [1, 0]]
    assert (decided.top.tolist(), decided.rows.tolist()) == ([False, False, True], [False, True])
    alone = _situation(TWO, PEOPLE, ALL_TWO, crossed=CROSSED)
    assert _crossing(monkeypatch, alone, set())[1].strata is None


@pytest.mark.parametrize(
    ("movable", "found", "because"),
    [
        ({}, [[100, 110]], "nothing was printed"),
        ({_of(frl="a"): (30,)}, [[30, 110]], "seventy of the first were printed before"),
        ({_of(frl="a"): (0,), _of(frl="b"): (5,)}, [[0, 5]], "all of the first"),
    ],
)
def test_only_what_was_not_printed_before_can_be_told_otherwise(
    movable: dict[Categories, Amounts], found: list[list[int]], because: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a growing count; the people are all counted."""
    tables = _protected_tables(monkeypatch)
    past = Past(movable=movable)
    _family(_situation(("frl",), {("a",): 100, ("b",): 110}, [("frl",)], past=past))
    assert tables[0].outcomes.tolist() == [[found]], because
    assert tables[0].people.tolist() == [[100, 110]]


@pytest.mark.parametrize(
    ("movable", "found", "because"),
    [
        ({_of(frl="a"): (100,)}, [[50, 60], [40, 50]], "ten of a were printed, and all ten may be of F, or of M"),
        ({_of(frl="a"): (40,)}, [[0, 60], [0, 50]], "seventy were: it may be that none of F is new, and none of M"),
        ({_of(frl="a", gender="F"): (20,)}, [[20, 60], [50, 50]], "forty of them were printed as women"),
        ({_of(frl="a"): (100,), _of(frl="a", gender="F"): (20,)}, [[20, 60], [40, 50]], "both"),
    ],
)
def test_in_each_stratum_as_many_may_have_been_printed_before_as_were_at_all(
    movable: dict[Categories, Amounts], found: list[list[int]], because: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """60 women and 50 men of a, 60 and 50 of b; whom of a the earlier count held, nobody knows."""
    tables = _protected_tables(monkeypatch)
    people = {("a", "F"): 60, ("a", "M"): 50, ("b", "F"): 60, ("b", "M"): 50}
    _family(_situation(TWO, people, ALL_TWO, crossed={"frl": ("gender",)}, past=Past(movable=movable)))
    assert tables[0].outcomes.tolist() == [[[each] for each in found]], because


def test_bands_are_certified_beside_their_grades_by_the_people_of_both(monkeypatch: pytest.MonkeyPatch) -> None:
    """By school and band: grades 1 and 2 are the lower one, 3 and 4 the upper."""
    tables: list[Table] = []

    def hold(fine: Table, hidden: Hidden, bands: Table, rules: Rules) -> bool:
        tables.append(bands)
        return bands_hold(fine, hidden, bands, rules)

    monkeypatch.setattr(groups, "bands_hold", hold)
    _family(_situation(("school", "grade"), GRADED | {("S", "1"): 4}, [*BY_GRADE, ("level",)]), GRADES)
    sums = [[4 + 110, 120 + 130], [140 + 150, 160 + 170], [180 + 190, 200 + 210]]
    assert tables[0].people.tolist() == sums
    assert tables[0].outcomes.tolist() == [[sums]]
    assert tables[0].levels.tolist() == [1, 1, 0]
