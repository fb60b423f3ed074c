"""Which groups of a metric are hidden, table by table, and which tables are printed whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from itertools import product

import pytest

from kpitrack.disclosure import Protection
from kpitrack.disclosure.amounts import measured
from kpitrack.disclosure.pattern import hidden_groups, parts_of_groups
from kpitrack.disclosure.situation import NO_PAST, Past
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import EVERYONE, Group
from kpitrack.model.ledger import Released
from kpitrack.model.measures import Kind, Measure
from kpitrack.model.program import Dimension, Program
from kpitrack.model.verdicts import Value
from tests.unit.disclosure.districts import Sums, ledger_of, shipped

METRIC = "semester_completion"
Dimensions = tuple[str, ...]
Results = Mapping[Group, Value]


def _value(people: int, met: int) -> Value:
    return Value(Fraction(met, people), people, Fraction(met), Fraction(people))


def _group(**categories: str) -> Group:
    return Group(tuple(categories.items()))


def _counted(names: Dimensions, people: Mapping[Dimensions, Sums], groupings: Iterable[Dimensions]) -> Results:
    """Everyone and the groups of the groupings, of people and who met per category of every name."""
    sums: dict[Group, list[int]] = {}
    for categories, (n, met) in people.items():
        named = dict(zip(names, categories, strict=True))
        for grouping in ((), *groupings):
            both = sums.setdefault(Group(tuple((each, named[each]) for each in grouping)), [0, 0])
            both[0], both[1] = both[0] + n, both[1] + met
    return {group: _value(n, met) for group, (n, met) in sums.items() if n}


def _twos(names: Dimensions, few: dict[Dimensions, Sums], groupings: Iterable[Dimensions]) -> Results:
    """Two categories of each dimension, "a" and "b", and 100 people in each combination, of whom 50 met."""
    return _counted(names, dict.fromkeys(product("ab", repeat=len(names)), (100, 50)) | few, groupings)


def _hidden(results: Results, past: Past = NO_PAST, program: Program | None = None) -> set[Group]:
    program = program or shipped()
    return set(
        hidden_groups(program, program.metrics[METRIC], results, measured(Kind.SHARE, results, scale=None), past)
    )


def _table(results: Results, *dimensions: str) -> set[Group]:
    return {group for group in results if group.dimensions == dimensions}


# --- beyond what is certified -----------------------------------------------------------------------------------------

THREE, IN_SCHOOLS, BY_GRADE = ("frl", "gender", "prior_tech"), ("school", "frl", "gender"), ("frl", "grade")


@pytest.mark.parametrize("dimensions", [THREE, IN_SCHOOLS, BY_GRADE, ("level", "frl", "gender")])
@pytest.mark.parametrize(
    ("few", "because"), [((5, 3), "five people"), ((15, 15), "all of fifteen met"), ((100, 50), "")]
)
def test_what_no_certificate_covers_is_printed_whole_or_not_at_all(
    dimensions: Dimensions, few: Sums, because: str
) -> None:
    """Three dimensions, two inside a school or level, and the finer of a family beside another one."""
    results = _twos(dimensions, {("a",) * len(dimensions): few}, [dimensions])
    assert _hidden(results) == (_table(results, *dimensions) if because else set()), because


@pytest.mark.parametrize("dimensions", [THREE, IN_SCHOOLS])
@pytest.mark.parametrize(("single", "is_hidden"), [(True, True), (False, False)])
def test_a_hidden_group_beside_such_a_table_withholds_it(dimensions: Dimensions, single: bool, is_hidden: bool) -> None:
    """Nothing in it is small. The few of one race are in another dimension; those of one meal status would be told."""
    beside = "frl" if single else "race"
    results = dict(_twos(dimensions, {}, [dimensions]))
    total = results[EVERYONE].n or 0
    results[_group(**{beside: "few"})] = _value(4, 2)
    results[_group(**{beside: "some"})] = _value(40, 20)
    results[_group(**{beside: "many"})] = _value(total - 44, 100)
    hidden = _hidden(results)
    assert _group(**{beside: "few"}) in hidden
    assert (hidden >= _table(results, *dimensions)) is is_hidden
    assert bool(hidden & _table(results, *dimensions)) is is_hidden


def test_one_withheld_table_takes_others_with_it_in_whatever_order_they_stand() -> None:
    """Only in the last one somebody is few; the second shares a dimension with it, and the first with the second."""
    tables = [("frl", "gender", "grade"), ("grade", "participant", "school"), ("participant", "prior_tech", "race")]
    results = {EVERYONE: _value(800, 400)}
    for dimensions in tables:
        results |= _twos(dimensions, {}, [dimensions])
    assert _hidden(results) == set()
    results[_group(participant="a", prior_tech="a", race="a")] = _value(5, 3)
    assert _hidden(results) == set(results) - {EVERYONE}


def test_other_bands_of_schools_than_levels_are_printed_whole_or_not_at_all() -> None:
    """Levels are certified with their schools; regions are not."""
    program = shipped()
    region = Dimension.model_validate({"field": "school", "bands": {"North": ["a"], "South": ["b"]}})
    program = program.model_copy(update={"dimensions": {**program.dimensions, "region": region}})
    few: dict[Dimensions, Sums] = {("a", "a"): (5, 3)}
    by_region = _twos(("region", "frl"), few, [("region",), ("region", "frl")])
    assert _hidden(by_region, program=program) == set(by_region) - {EVERYONE}
    alone = _twos(("region", "frl"), {("a", "a"): (2, 1), ("a", "b"): (2, 1)}, [("region",)])
    assert _hidden(alone, program=program) == _table(alone, "region")


def _grouped_twice() -> Program:
    """Grades a, b, c, d in stages besides grade bands, schools S, T, U, V in regions besides levels."""
    program = shipped()
    bands = {
        "stage": {"field": "grade", "bands": {"young": ["a", "c"], "old": ["b", "d"]}},
        "region": {"field": "school", "bands": {"North": ["S", "U"], "South": ["T", "V"]}},
    }
    twice = {name: Dimension.model_validate(each) for name, each in bands.items()}
    return program.model_copy(update={"dimensions": {**program.dimensions, **twice}})


@pytest.mark.parametrize(("young", "is_hidden"), [(5, True), (50, False)])
@pytest.mark.parametrize("band", ["stage", "region"])
def test_a_second_grouping_of_a_field_is_printed_whole_or_not_at_all(young: int, is_hidden: bool, band: str) -> None:
    """Five in one of its bands; the first grouping is certified and has nobody who is few."""
    first = {"stage": "grade_band", "region": "level"}[band]
    results = _counted((band, first), {("x", "1"): (young, 3), ("y", "2"): (300, 150)}, [(band,), (first,)])
    results = {**results, _group(**{first: "1"}): _value(100, 50), _group(**{first: "2"}): _value(200 + young, 103)}
    hidden = _hidden(results, program=_grouped_twice())
    assert hidden == (_table(results, band) if is_hidden else set())


@pytest.mark.parametrize(("of", "band"), [("grade", "stage"), ("school", "region")])
def test_a_second_grouping_of_a_field_does_not_tell_what_it_groups(of: str, band: str) -> None:
    """Four of S are hidden with sixty of T; 74 in the north less 70 of U would be the four."""
    names = {"grade": "abcd", "school": "STUV"}[of]
    bands = {"grade": ("young", "old", "young", "old"), "school": ("North", "South", "North", "South")}[of]
    sizes = zip(names, bands, (4, 60, 70, 80), strict=True)
    people: dict[Dimensions, Sums] = {(each, lies_in): (n, n // 2) for each, lies_in, n in sizes}
    results = _counted((of, band), people, [(of,), (band,)])
    hidden = _hidden(results, program=_grouped_twice())
    assert len(hidden & _table(results, of)) == 2
    assert _table(results, band) < hidden


def test_a_crossing_with_a_second_grouping_is_printed_whole_or_not_at_all() -> None:
    """Meal status by stages: with four in one combination, or where meal status is hidden elsewhere."""
    stages: dict[Dimensions, Sums] = {
        ("a", "young"): (4, 2),
        ("b", "young"): (90, 40),
        ("a", "old"): (80, 40),
        ("b", "old"): (70, 40),
    }
    results = _counted(("frl", "stage"), stages, [("frl",), ("stage",), ("frl", "stage")])
    assert _hidden(results, program=_grouped_twice()) == _table(results, "frl", "stage") | _table(results, "stage")


def test_a_table_of_a_school_or_a_level_is_no_such_table() -> None:
    """Four of one meal status at one of four schools: certified, not withheld."""
    people: dict[Dimensions, Sums] = {
        (school, frl): (90 + 10 * place, 40)
        for place, (school, frl) in enumerate(product(("Alder Elementary", "Birch Elementary", "S", "T"), "abc"))
    }
    results = _counted(("school", "frl"), people | {("S", "a"): (4, 2)}, [("school",), ("frl",), ("school", "frl")])
    hidden = _hidden(results)
    assert _group(school="S", frl="a") in hidden
    assert hidden < _table(results, "school", "frl")


# --- time -------------------------------------------------------------------------------------------------------------


def test_a_table_that_was_withheld_stays_so() -> None:
    """Five of one combination last week and forty now: within the period nothing of it comes back."""
    first, second = (_twos(THREE, {("a", "a", "a"): few}, [THREE]) for few in ((5, 3), (40, 20)))
    program = shipped()
    gone = hidden_groups(program, program.metrics[METRIC], first, measured(Kind.SHARE, first, scale=None))
    rows = ledger_of(first, gone, METRIC, period="Y1-S1", through=date(2026, 2, 8))
    observed = Observed(program.calendar.period("Y1-S1"), date(2026, 2, 15))
    for released, hidden in ((Released(), set()), (Released(tuple(rows)), _table(second, *THREE))):
        protection = Protection(program, {(METRIC, observed): second}, "shared", released)
        assert protection.hidden(METRIC, observed) == hidden


def test_one_group_that_stays_hidden_withholds_the_rest_of_such_a_table() -> None:
    results = _twos(THREE, {}, [THREE])
    kept = frozenset({frozenset({("frl", "a"), ("gender", "a"), ("prior_tech", "b")})})
    assert _hidden(results, Past(keep_hidden=kept)) == _table(results, *THREE)


def test_what_stays_hidden_is_certified_though_nothing_is_small() -> None:
    """Of four groups 20, 2, 2 and 0 did not meet; with the sums beside them only 20 to 22 could, so more is hidden."""
    people: dict[Dimensions, Sums] = {
        ("S", "a"): (40, 20),
        ("S", "b"): (22, 20),
        ("T", "a"): (22, 20),
        ("T", "b"): (20, 20),
    }
    possible = [20 + more for more in range(-20, 21) if min(20 + more, 2 - more, 2 - more, 0 + more) >= 0]
    assert possible == [20, 21, 22]
    alike = [*product("STU", "cd"), *product("U", "ab")]
    results = _counted(
        ("school", "frl"), people | dict.fromkeys(alike, (90, 45)), [("school",), ("frl",), ("school", "frl")]
    )
    kept = {_group(school=school, frl=frl) for school, frl in people}
    assert _hidden(results) == set()
    hidden = _hidden(results, Past(keep_hidden=frozenset(frozenset(each.categories) for each in kept)))
    assert hidden > kept


def test_what_was_printed_this_very_day_is_printed_again() -> None:
    """Sixty would be hidden beside four; this release has printed them, so hiding them now tells only that."""
    results = _counted(("frl",), {("a",): (4, 2), ("b",): (60, 30), ("c",): (90, 40)}, [("frl",)])
    assert _hidden(results) == {_group(frl="a"), _group(frl="b")}
    repeats = frozenset({frozenset({("frl", "b")})})
    assert _hidden(results, Past(repeats=repeats)) == {_group(frl="a")}
    kept = frozenset({frozenset({("frl", "c")})})
    assert _hidden(results, Past(repeats=repeats, keep_hidden=kept)) == {_group(frl="a"), _group(frl="c")}


# --- values without people, and values made of others -----------------------------------------------------------------


@pytest.mark.parametrize("is_public", [False, True])
def test_a_value_without_a_size_counts_as_small(is_public: bool) -> None:
    """Unless the definition says that it is public already."""
    program = shipped()
    metric = program.metrics[METRIC].model_copy(update={"already_public": "printed by the state"} if is_public else {})
    results = {EVERYONE: _value(100, 50), _group(frl="a"): Value(Fraction(1, 2))}
    found = hidden_groups(program, metric, results, measured(Kind.SHARE, results, scale=None))
    assert found == (set() if is_public else {_group(frl="a")})


@pytest.mark.parametrize(
    ("measure", "parts"),
    [
        ({"kind": "derived", "add": ["x", "y"]}, [{"race": "a"}]),
        (
            {"kind": "gap", "metric": "x", "larger_minus_smaller": {"gender": ["F", "M"]}},
            [{"race": "a", "gender": "F"}, {"race": "a", "gender": "M"}],
        ),
        (
            {"kind": "gap", "metric": "x", "side": {"frl": "a"}, "compared_to": {"gender": "M"}},
            [{"race": "a", "frl": "a"}, {"race": "a", "gender": "M"}],
        ),
    ],
)
def test_which_groups_a_value_made_of_others_gives_away(
    measure: Mapping[str, object], parts: list[dict[str, str]]
) -> None:
    """A gap those of its two sides, whichever way it is written; a sum or quotient its own."""
    assert parts_of_groups(Measure.model_validate(measure), _group(race="a")) == tuple(_group(**each) for each in parts)
