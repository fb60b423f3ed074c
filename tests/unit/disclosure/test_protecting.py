"""What a published metric copies: its definition, its groups in order, and why a dimension has none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kpitrack.disclosure import Protection, protect
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import EVERYONE, Group
from kpitrack.model.ledger import Released
from kpitrack.model.metrics import Metric, Target
from kpitrack.model.published import Audience, Goal, PublishedMetric, Shown, Suppressed
from kpitrack.model.statuses import Status
from kpitrack.model.verdicts import DatedTarget, JudgedMetric, NoValue, Result, TargetVerdict, Value, Verdict
from tests.unit.disclosure.districts import ledger_of, shipped

RATE, GAP = "opt_out_rate", "retention_gap"
DAY, BEFORE = date(2026, 2, 15), date(2026, 2, 8)
Sizes = Mapping[Group, int]


def _group(*categories: tuple[str, str]) -> Group:
    return Group(categories)


def _value(people: int, met: int | None = None) -> Value:
    part = people // 2 if met is None else met
    return Value(Fraction(part, people), people, Fraction(part), Fraction(people))


def _published(
    results: Mapping[Group, Result],
    *groupings: tuple[str, ...],
    metric: str = RATE,
    school: str = "",
    audience: Audience = "internal",
    target: Target | None = None,
    released: Released | None = None,
    **written: Any,
) -> PublishedMetric:
    """The metric with these results, each of which met; written: keys of its definition that are other ones."""
    program = shipped()
    changed = program.metrics[metric].model_copy(update=written)
    program = program.model_copy(update={"metrics": {**program.metrics, metric: changed}})
    observed = Observed(program.calendar.period("Y1-Q2"), DAY)
    verdicts = {
        group: Verdict(Status.MET, each, Goal("at_least", low=Fraction(1, 2))) for group, each in results.items()
    }
    told = TargetVerdict(DatedTarget(target, "Y1-Q2", DAY, observed), verdicts[EVERYONE]) if target else None
    judged = JudgedMetric(metric, observed, verdicts, None, None, (told,) if told else (), told)
    protection = Protection(program, {(metric, observed): results}, audience, released or Released(()))
    return protect(protection, judged, groupings, school)


# --- groups in order --------------------------------------------------------------------------------------------------


def _names(metric: PublishedMetric, *grouping: str) -> list[tuple[str, ...]]:
    return list(metric.by[grouping])


def test_groups_stand_as_the_definition_lists_them_then_by_name_and_not_reported_last() -> None:
    """Asian comes before White in the list, Unknown and Zuni are in none; schools have no list."""
    races = ("Zuni", "White", "Not reported", "Unknown", "Asian")
    schools = ("Not reported", "Cedar", "Alder")
    results = {EVERYONE: _value(500)} | {_group(("race", each)): _value(100) for each in races}
    results |= {_group(("school", each)): _value(100) for each in schools}
    found = _published(results, ("race",), ("school",))
    assert _names(found, "race") == [("Asian",), ("White",), ("Unknown",), ("Zuni",), ("Not reported",)]
    assert _names(found, "school") == [("Alder",), ("Cedar",), ("Not reported",)]


def test_crossed_groups_stand_by_their_first_dimension_then_by_the_second() -> None:
    both = [("Not eligible", "Male"), ("Eligible", "Male"), ("Not eligible", "Female"), ("Eligible", "Female")]
    results = {EVERYONE: _value(500)} | {_group(("frl", one), ("gender", other)): _value(100) for one, other in both}
    found = _names(_published(results, ("frl", "gender")), "frl", "gender")
    assert found == [("Eligible", "Female"), ("Eligible", "Male"), ("Not eligible", "Female"), ("Not eligible", "Male")]


def test_dimensions_that_no_definition_names_stand_by_name() -> None:
    results = {EVERYONE: _value(500)} | {_group(("shoe", each)): _value(100) for each in "ba"}
    assert _names(_published(results, ("shoe",)), "shoe") == [("a",), ("b",)]


def test_of_one_school_its_own_groups_are_shown_without_its_name() -> None:
    """Neither another school's nor the district's, and its total in the place of everyone's."""
    results = {EVERYONE: _value(500), _group(("frl", "Eligible")): _value(450)}
    for place, school in enumerate(("Alder", "Birch")):
        results[_group(("school", school))] = _value(100 + place)
        results[_group(("school", school), ("frl", "Eligible"))] = _value(40 + place)
        results[_group(("school", school), ("frl", f"of {school}"))] = _value(60)
    found = _published(results, ("frl",), school="Birch")
    assert _names(found, "frl") == [("Eligible",), ("of Birch",)]
    cells = [found.total, found.by["frl",]["Eligible",]]
    assert [each.n for each in cells if isinstance(each, Shown)] == [101, 41]
    assert found.total_of == (("school", "Birch"),)


# --- why there are no groups ------------------------------------------------------------------------------------------

RACES: Mapping[Group, Result] = {EVERYONE: _value(100), _group(("race", "White")): _value(50)}
NOTHING: Mapping[Group, Result] = {EVERYONE: NoValue("nothing recorded")}


@pytest.mark.parametrize(
    ("written", "results", "groupings", "reasons"),
    [
        ({}, RACES, [("race",)], {}),
        ({}, RACES, [("frl",)], {"frl": "not recorded for any student"}),
        ({}, RACES, [("frl", "race")], {"frl": "not recorded for any student"}),
        ({}, NOTHING, [("frl",)], {}),
        ({"not_applicable": {"frl": "no meals", "grade": "no grades"}}, RACES, [("frl",)], {"frl": "no meals"}),
        ({"not_applicable": {"race": "not asked"}}, RACES, [("race",)], {"race": "not asked"}),
        ({"by_none": "things"}, NOTHING, [("frl",), ("race",)], {"frl": "things", "race": "things"}),
        ({"by_none": "things", "not_applicable": {"frl": "no meals"}}, RACES, [("frl",)], {"frl": "no meals"}),
    ],
)
def test_why_a_dimension_has_no_groups(
    written: dict[str, Any], results: Mapping[Group, Result], groupings: list[tuple[str, ...]], reasons: dict[str, str]
) -> None:
    """As declared, or because nothing records it; without data nobody knows. Nothing is said of what is not asked."""
    found = _published(results, *groupings, **written)
    assert found.not_applicable == reasons
    assert set(found.by) == {each for each in groupings if not set(each) & set(written.get("not_applicable", ()))}


# --- what is copied ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("metric", "counted"),
    [
        (RATE, "student"),
        ("studio_retention", "student"),
        ("champion_retention", "employee"),
        ("studio_teams", "team"),
        ("program_cost", "row"),
        ("board_approval", "record"),
        ("retention_gap", "student"),
    ],
)
def test_what_n_counts(metric: str, counted: str) -> None:
    """A population's person, what is counted `per`, rows of a sum, records; of a gap what its parts do."""
    assert _published({EVERYONE: _value(100)}, metric=metric).counted == counted


def test_the_definition_is_copied() -> None:
    """Exceptions with owner and day, the end with its reason, and the first alert's response."""
    definition: Metric = Metric.model_validate(
        {
            "title": "Opted out",
            "group": "Student",
            "owner": "A. Lee",
            "measure": {"kind": "mean", "of": "students", "from": "survey", "value": "score", "window": "in_period"},
            "exceptions": [{"reason": "fire", "owner": "B. Orr", "until": "2026-03-01"}],
            "retired": {"on": "2026-06-01", "why": "the program ended"},
            "alerts": [
                {"when": {"less_than": "50%"}, "level": "watch", "response": "call", "owner": "C. Poe"},
                {"when": {"less_than": "40%"}, "level": "review", "response": "meet", "owner": "D. Roy"},
            ],
            "reading": "as counted",
            "inventory": ["D1-001"],
        }
    )
    kept = ("title", "group", "owner", "exceptions", "retired", "alerts", "reading", "inventory")
    found = _published({EVERYONE: _value(100)}, **{each: getattr(definition, each) for each in kept})
    assert (found.id, found.title, found.group, found.owner) == (RATE, "Opted out", "Student", "A. Lee")
    assert found.exceptions == ("fire (B. Orr, until 2026-03-01)",)
    assert (found.retired_on, found.retired_why) == (date(2026, 6, 1), "the program ended")
    assert (found.response, found.response_owner) == ("call", "C. Poe")
    assert (found.reading, found.inventory) == ("as counted", ("D1-001",))
    assert (found.period, found.start, found.through, found.complete) == ("Y1-Q2", date(2025, 11, 3), DAY, True)
    plain = _published({EVERYONE: _value(100)}, owner="A. Lee", alerts=(), retired=None, exceptions=())
    assert (plain.response, plain.response_owner, plain.retired_on, plain.retired_why) == ("", "A. Lee", None, "")


# --- promises ---------------------------------------------------------------------------------------------------------

TARGET = Target.model_validate({"due": "Y1-Q2", "at_least": "50%"})


def _schools(alder: int, met: int | None = None) -> dict[Group, Value]:
    sizes = {"Alder": alder, "Birch": 90, "Cedar": 300, "Dolomite": 310}
    found = {_group(("school", name)): _value(n, met if name == "Alder" else None) for name, n in sizes.items()}
    total = sum(int(each.numerator or 0) for each in found.values())
    return {EVERYONE: _value(sum(sizes.values()), total), **found}


def test_a_promise_is_told_beside_a_shown_total_only() -> None:
    """Five at Alder: beside its hidden total nothing is said of a promise; beside the district's and Cedar's it is."""
    told = {
        school: _published(_schools(5), audience="shared", school=school, target=TARGET)
        for school in ("", "Alder", "Cedar")
    }
    statuses = {school: each.target.status for school, each in told.items() if each.target}
    assert statuses == {"": Status.MET, "Alder": Status.SUPPRESSED, "Cedar": Status.MET}
    assert isinstance(told["Alder"].total, Suppressed)
    assert [len(each.targets) for each in told.values()] == [1, 1, 1]
    assert _published(_schools(90)).target is None


def test_no_promise_is_told_beside_the_total_of_an_earlier_day() -> None:
    """One more at Alder met than was printed a week ago, so Alder stands as it stood, and the district's does not."""
    before, now = _schools(80, 40), _schools(80, 41)
    rows = [
        row
        for row in ledger_of(before, frozenset({EVERYONE}), RATE, period="Y1-Q2", through=BEFORE)
        if ("school", "Alder") in row.categories
    ]
    found = _published(now, audience="shared", school="Alder", target=TARGET, released=Released(tuple(rows)))
    assert isinstance(found.total, Shown)
    assert (found.total.as_of, found.total.numerator) == (BEFORE, 40)
    assert found.target is not None
    assert found.target.status is Status.SUPPRESSED
    fresh = _published(now, audience="shared", school="Alder", target=TARGET)
    assert fresh.target is not None
    assert fresh.target.status is Status.MET
