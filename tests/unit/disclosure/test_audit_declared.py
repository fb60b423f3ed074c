"""What the attacker reads in `targets/`: whom each metric counts, and which periods speak of the same people."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kpitrack.disclosure.audit import Printed, Series, Structure, Widths, attack
from kpitrack.disclosure.audit.declared import declared_structure, declared_widths
from kpitrack.disclosure.audit.printed import Fact
from kpitrack.disclosure.audit.structure import Group
from kpitrack.model.measures import Kind, Tests, Window
from kpitrack.model.program import Dimension
from tests.unit.disclosure.districts import shipped

COUNT = "graduates_with_portfolios"  # per graduate, of rows of the school year
A: Group = frozenset({("frl", "A")})


def _declared(metric: str, *, already_public: str = "", **measure: Any) -> Structure:
    """Of the shipped program, with one metric measured otherwise."""
    program = shipped()
    found = program.metrics[metric]
    changed = found.model_copy(
        update={"already_public": already_public, "measure": found.measure.model_copy(update=measure)}
    )
    return declared_structure(program.model_copy(update={"metrics": {**program.metrics, metric: changed}}))


@pytest.mark.parametrize(
    ("metric", "changes", "is_thing", "because"),
    [
        (COUNT, {}, False, "graduates are people"),
        (COUNT, {"already_public": "printed by the state"}, True, "whoever they are"),
        (COUNT, {"per": "placement"}, True, "placements are things, though students are named in their rows"),
        (COUNT, {"of": "students", "per": "placement"}, False, "of people; how they are counted says no more"),
        (COUNT, {"of": "partner"}, True, "a population of things"),
        (COUNT, {"per": "row"}, False, "rows that name graduates"),
        (COUNT, {"per": "row", "source": "grants"}, True, "rows that name applications alone"),
        (COUNT, {"per": "row", "source": "placements"}, False, "rows that name placements, and students"),
        (COUNT, {"per": "row", "source": "parent_survey"}, False, "rows that name nobody, counted: answers of people"),
        ("program_cost", {}, True, "rows that name nobody, added up: money"),
        ("program_cost", {"source": "pd"}, False, "hours of employees"),
        ("studio_retention", {}, False, "a population of students, and no rows of its own"),
    ],
)
def test_what_counts_people(metric: str, changes: dict[str, Any], is_thing: bool, because: str) -> None:
    """Unless every unit behind it is declared a thing."""
    assert (metric in _declared(metric, **changes).things) is is_thing, because


@pytest.mark.parametrize(
    ("changes", "grows", "because"),
    [
        ({}, True, "rows of the year"),
        ({"window": Window.PROGRAM_TO_DATE}, True, "rows since the program began"),
        ({"window": Window.IN_PERIOD}, False, "rows of a period"),
        ({"window": Window.ON_THAT_DAY}, False, "who is there"),
        ({"kind": Kind.TOTAL}, True, "a total of them"),
        ({"kind": Kind.SHARE}, False, "a share falls as well"),
        ({"of": "students"}, False, "who is no student any more is not counted any more"),
        ({"without": Tests.model_validate({"from": "pd", "window": "year_to_date"})}, False, "who lacks it may get it"),
    ],
)
def test_which_counts_never_fall(changes: dict[str, Any], grows: bool, because: str) -> None:
    """Whoever has been counted stays counted."""
    assert (COUNT in _declared(COUNT, **changes).cumulative) is grows, because


def _test(window: str) -> Tests:
    return Tests.model_validate({"from": "pd", "window": window})


@pytest.mark.parametrize(
    ("changes", "lasts", "is_yearly"),
    [
        ({}, True, True),
        ({"window": Window.IN_PERIOD}, False, True),
        ({"window": Window.PROGRAM_TO_DATE}, True, False),
        ({"window": Window.ON_THAT_DAY}, True, False),
        ({"of": "students"}, True, False),
        ({"of": "students", "source": None, "window": None}, True, False),
        ({"window": Window.IN_PERIOD, "having": _test("program_to_date")}, True, False),
        ({"window": Window.IN_PERIOD, "without": _test("year_to_date")}, True, True),
        ({"window": Window.IN_PERIOD, "having": _test("in_period")}, False, True),
        ({"window": Window.IN_PERIOD, "having": Tests.model_validate({"where": {}})}, False, True),
        ({"window": Window.IN_PERIOD, "kind": Kind.CHANGE}, True, False),
        ({"of": "students", "source": None, "window": None, "having": _test("in_period")}, False, False),
    ],
)
def test_which_periods_speak_of_the_same_people(changes: dict[str, Any], lasts: bool, is_yearly: bool) -> None:
    """Rows to date and who is there on a day outlast a period; rows of a year end with the year, people do not."""
    found = _declared(COUNT, **changes)
    assert (COUNT in found.lasting) is lasts
    assert (COUNT in found.yearly) is is_yearly


@pytest.mark.parametrize(
    ("changes", "linked"),
    [
        ({}, {"n": ("met",)}),
        ({"kind": Kind.SHARE}, {"met": ("met",), "not": ("not",)}),
        ({"kind": Kind.SHARE, "swap": True}, {"met": ("not",), "not": ("met",)}),
        ({"swap": True}, {"n": ("not",)}),
        ({"kind": Kind.MEAN}, None),
        ({"having": None}, None),
        ({"of": "students"}, None),
        ({"of": None}, None),
    ],
)
def test_who_is_counted_again(changes: dict[str, Any], linked: dict[str, tuple[str, ...]] | None) -> None:
    """Those of a share who met are a count's people, or another share's; with both sides exchanged, who did not."""
    program = shipped()
    share = program.metrics["classroom_integration"].measure
    swapped = {"having": share.without, "without": share.having} if changes.pop("swap", False) else {}
    measure = share.model_copy(update={"kind": Kind.COUNT, **swapped, **changes})
    again = program.metrics[COUNT].model_copy(update={"measure": measure})
    found = declared_structure(program.model_copy(update={"metrics": {**program.metrics, COUNT: again}}))
    assert found.repeats.get((COUNT, "classroom_integration")) == linked


def test_the_programs_own_words_and_numbers() -> None:
    """Bands, kinds, scales, head-counts and widths as `targets/` has them; what no band lists is not reported."""
    program = shipped()
    found = declared_structure(program)
    assert found.parts["level"][0] == "school"
    assert found.parts["level"][1]["Elementary"][:2] == ("Alder Elementary", "Birch Elementary")
    assert found.parts["level"][1]["Not reported"] == ("Not reported",)
    assert set(found.parts) == {"level", "grade_band"}
    assert (found.kinds[COUNT], found.kinds["engagement"]) == ("count", "mean")
    assert (found.scales[COUNT], found.scales["engagement"]) == (None, 10)
    assert "district_students" in found.public_totals
    assert COUNT not in found.public_totals
    written = program.disclosure
    assert declared_widths(program) == Widths(
        minimum=written.minimum, people=5, outcomes=3, unanimous_below=written.unanimous_below
    )


def test_a_dimension_without_bands_has_no_parts() -> None:
    """It is a field of the roster under another name."""
    program = shipped()
    renamed = Dimension(field="grade")
    found = declared_structure(program.model_copy(update={"dimensions": {**program.dimensions, "year": renamed}}))
    assert set(found.parts) == {"level", "grade_band"}


def test_a_band_is_left_out_only_beside_its_own_category() -> None:
    """Alder within Elementary is Alder; beside Middle, where it is not, both are said."""
    structure = declared_structure(shipped())
    alder, own, other = ("school", "Alder Elementary"), ("level", "Elementary"), ("level", "Middle")
    assert structure.named_once(frozenset({alder, own})) == frozenset({alder})
    assert structure.named_once(frozenset({alder, other})) == frozenset({alder, other})
    assert structure.named_once(frozenset({own})) == frozenset({own})


# --- years ---------------------------------------------------------------------------------------------------------


def _read(period: str, through: str, people: int) -> dict[Series, Printed]:
    fact = Fact(hidden=False, n=people, value=Fraction(people))
    return {Series(COUNT, period, through): Printed("count", facts={A: [fact]})}


@pytest.mark.parametrize(("later", "told"), [(103, 3), (40, 0)])
def test_a_new_school_year_begins_anew(later: int, told: int) -> None:
    """Graduates of the next year are others: neither are three of them told, nor is it wrong that they are fewer."""
    assert shipped().calendar.years["Y2"].starts == date(2026, 8, 10)
    known = _read("Y1-Q4", "2026-08-09", 100) | _read("Y2-Q1", "2026-08-10", later)
    found = attack(known, declared_structure(shipped()), Widths())
    assert (found.findings, found.contradictory, found.compared) == ((), (), 0)
    to_date = _declared(COUNT, window=Window.PROGRAM_TO_DATE)
    assert [each.least for each in attack(known, to_date, Widths()).findings] == ([told] if told else [])


def test_within_a_school_year_it_goes_on() -> None:
    """Three more in the second quarter are those three."""
    known = _read("Y1-Q1", "2025-10-31", 100) | _read("Y1-Q2", "2026-02-15", 103)
    assert [each.least for each in attack(known, declared_structure(shipped()), Widths()).findings] == [3]
