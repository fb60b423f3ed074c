"""Which tables a metric has, by the shipped program: levels of schools, grades in bands, and crossings."""

from __future__ import annotations

import pytest

from kpitrack.disclosure.layout import (
    Places,
    band,
    categories_of,
    crossed_with,
    crossings_of,
    family_of,
    field_of,
    is_outer,
    needed_groupings,
    places,
)
from kpitrack.model.program import Dimension, Program
from tests.unit.disclosure.districts import shipped


def _without(*dimensions: str) -> Program:
    program = shipped()
    kept = {name: each for name, each in program.dimensions.items() if name not in dimensions}
    return program.model_copy(update={"dimensions": kept})


def test_levels_are_bands_of_schools() -> None:
    where = places(shipped())
    assert where.level == "level"
    assert where.level_of is not None
    assert where.level_of["Ember Alternative"] == "High"
    assert set(where.level_of.values()) == {"Elementary", "Middle", "High"}
    assert places(_without("level")) == Places()


def test_a_dimension_and_the_one_that_groups_it_are_one_family() -> None:
    """Grades and grade bands, whichever is asked for; the rest by themselves."""
    families = [family_of(shipped(), each) for each in ("grade", "grade_band")]
    for family in families:
        assert (family.fine, family.coarse) == ("grade", "grade_band")
        assert family.dimensions == ("grade_band", "grade")
        assert family.band_of is not None
        assert family.band_of["7"] == "6-8"
    alone = family_of(shipped(), "frl")
    assert (alone.fine, alone.coarse, alone.band_of, alone.dimensions) == ("frl", "", None, ("frl",))
    assert family_of(shipped(), "unknown").dimensions == ("unknown",)
    assert family_of(_without("grade"), "grade_band").dimensions == ("grade_band",), "nothing finer is asked for"
    schools = family_of(shipped(), "school")
    assert schools.dimensions == ("level", "school")


def test_a_second_grouping_of_a_field_is_in_no_family() -> None:
    """Stages beside grade bands: no crossing with them is a table, and bands and grades are counted with them."""
    program = shipped()
    stage = Dimension.model_validate({"field": "grade", "bands": {"young": ["TK", "K"], "old": ["1"]}})
    twice = program.model_copy(update={"dimensions": {**program.dimensions, "stage": stage}})
    assert {field_of(twice, each) for each in ("grade", "grade_band", "stage")} == {"grade"}
    assert [field_of(twice, each) for each in ("school", "level", "frl", "unknown")] == [
        "school",
        "school",
        "frl",
        "unknown",
    ]
    assert family_of(twice, "stage") == family_of(twice, "grade") == family_of(program, "grade")
    assert crossings_of(twice, [("frl", "stage"), ("frl", "grade_band")]) == (("frl", "grade_band"),)
    counted = needed_groupings(twice, program.metrics["semester_completion"], [("stage",)])
    assert {("stage",), ("grade_band",), ("grade",), ("school", "stage"), ("school", "grade")} <= set(counted)


def test_what_no_band_lists_is_not_reported() -> None:
    assert band({"7": "6-8"}, "7") == "6-8"
    assert band({"7": "6-8"}, "13") == "Not reported"
    assert band(None, "7") == "Not reported"


@pytest.mark.parametrize(
    ("categories", "group", "because"),
    [
        ((("frl", "A"), ("race", "B")), {("race", "B"), ("frl", "A")}, "in either order"),
        ((("level", "High"), ("school", "Dolomite High")), {("school", "Dolomite High")}, "its own level"),
        (
            (("level", "Middle"), ("school", "Dolomite High")),
            {("level", "Middle"), ("school", "Dolomite High")},
            "another level: nobody",
        ),
        ((("level", "High"),), {("level", "High")}, "a level"),
        ((("school", "Dolomite High"),), {("school", "Dolomite High")}, "a school"),
        (
            (("level", "Not reported"), ("school", "Unheard Of")),
            {("school", "Unheard Of")},
            "a school of no level is of the level not reported",
        ),
    ],
)
def test_a_group_is_one_group_however_it_is_asked_for(
    categories: tuple[tuple[str, str], ...], group: set[tuple[str, str]], because: str
) -> None:
    assert categories_of(categories, places(shipped())) == group, because


@pytest.mark.parametrize(
    ("dimension", "outer"), [("school", True), ("level", True), ("frl", False), ("grade_band", False), ("none", False)]
)
def test_schools_and_what_is_made_of_schools_are_outer(dimension: str, outer: bool) -> None:
    assert is_outer(shipped(), dimension) is outer
    assert is_outer(_without("school"), "school")


@pytest.mark.parametrize(
    ("groupings", "crossings", "because"),
    [
        ([("race", "frl")], [("frl", "race")], "in the order of their names"),
        ([("race", "frl"), ("frl", "race")], [("frl", "race")], "once"),
        ([("school", "race", "frl")], [("frl", "race")], "wherever it is asked for"),
        ([("frl",), ("school", "frl")], [], "nothing is crossed"),
        ([("frl", "gender", "race")], [], "three"),
        ([("frl", "grade")], [], "grades tell of their bands as well"),
        ([("frl", "grade_band")], [("frl", "grade_band")], "the coarse one of a family"),
        ([("gender", "race"), ("frl", "race")], [("frl", "race"), ("gender", "race")], "sorted"),
    ],
)
def test_which_crossings_are_tables(
    groupings: list[tuple[str, ...]], crossings: list[tuple[str, str]], because: str
) -> None:
    assert crossings_of(shipped(), groupings) == tuple(crossings), because


def test_a_dimension_is_crossed_with_all_that_it_is_printed_beside() -> None:
    crossings = [("frl", "race"), ("gender", "race"), ("frl", "grade_band")]
    assert crossed_with("race", crossings) == ("frl", "gender")
    assert crossed_with("frl", crossings) == ("grade_band", "race")
    assert crossed_with("prior_tech", crossings) == ()


@pytest.mark.parametrize(
    ("groupings", "needed", "because"),
    [
        ([], {"school", "level"}, "totals of schools and levels are protected first"),
        ([("frl",)], {"school", "level", "frl", "school frl", "level frl"}, "in all schools at once"),
        ([("school", "frl")], {"school", "level", "frl", "school frl", "level frl"}, "whatever is asked for of it"),
        (
            [("grade",)],
            {"school", "level"}
            | {f"{at}{each}" for at in ("", "school ", "level ") for each in ("grade", "grade_band")},
            "with its bands",
        ),
        (
            [("race", "frl")],
            {"school", "level"}
            | {f"{at}{each}" for at in ("", "school ", "level ") for each in ("race", "frl")}
            | {"frl race", "school frl race"},
            "the crossing, and in whose schools its people are",
        ),
        (
            [("frl", "grade")],
            {"school", "level"}
            | {f"{at}{each}" for at in ("", "school ", "level ") for each in ("frl", "grade", "grade_band")}
            | {"frl grade", "school frl grade"},
            "no crossing is certified, but it is counted as asked",
        ),
        (
            [("race", "frl"), ("race", "gender")],
            {"school", "level"}
            | {f"{at}{each}" for at in ("", "school ", "level ") for each in ("race", "frl", "gender")}
            | {f"{at}{each}" for at in ("", "school ") for each in ("frl race", "gender race", "frl gender race")},
            "and where two crossings share a dimension, all three together",
        ),
    ],
)
def test_what_is_counted_besides(groupings: list[tuple[str, ...]], needed: set[str], because: str) -> None:
    found = needed_groupings(shipped(), shipped().metrics["opt_out_rate"], groupings)
    assert {" ".join(each) for each in found} == needed, because
    assert len(set(found)) == len(found)


def test_what_makes_no_sense_is_not_counted() -> None:
    """Teachers have no grade band; and a program may have no schools."""
    found = needed_groupings(shipped(), shipped().metrics["classroom_integration"], [("frl",), ("gender",)])
    assert {" ".join(each) for each in found} == {"school", "level", "gender", "school gender", "level gender"}
    metric = shipped().metrics["opt_out_rate"]
    assert needed_groupings(_without("school", "level"), metric, [("gender",)]) == (("gender",),)
