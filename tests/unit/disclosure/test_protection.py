"""Which groups of a metric nobody but the team may see, besides those that are small."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest

from kpitrack.disclosure import Protection
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import EVERYONE, Group
from kpitrack.model.ledger import Released
from kpitrack.model.published import Audience
from kpitrack.model.verdicts import Value
from tests.unit.disclosure.districts import Sums, ledger_of, results_of, shipped

RATE, SHARE, COUNT = "opt_out_rate", "classroom_integration", "active_integrators"
PART, GAP = "studio_retention", "retention_gap"  # of women and men
DAY, BEFORE = date(2026, 2, 15), date(2026, 2, 8)
LARGE: Mapping[tuple[str, str], Sums] = {
    ("Alder", "Eligible"): (400, 200),
    ("Alder", "Not eligible"): (500, 250),
    ("Birch", "Eligible"): (600, 300),
    ("Birch", "Not eligible"): (700, 350),
}


def _observed() -> Observed:
    return Observed(shipped().calendar.period("Y1-Q2"), DAY)


def _frl(name: str) -> Group:
    return Group((("frl", name),))


def _school(name: str) -> Group:
    return Group((("school", name),))


def _value(people: int, met: int) -> Value:
    return Value(Fraction(met, people), people, Fraction(met), Fraction(people))


# --- what an audit withholds -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("withheld", "dimensions"),
    [
        ((RATE, "frl"), {("frl",), ("school", "frl")}),
        ((RATE, ""), {(), ("school",), ("frl",), ("school", "frl")}),
        (("another", "frl"), set()),
        (("another", ""), set()),
    ],
)
def test_what_an_audit_withholds_is_hidden_with_everything_it_is_crossed_with(
    withheld: tuple[str, str], dimensions: set[tuple[str, ...]]
) -> None:
    """Nothing here is small; an empty dimension stands for the whole metric."""
    results = results_of(LARGE)
    protection = Protection(shipped(), {(RATE, _observed()): results}, "shared", withheld=frozenset({withheld}))
    hidden = protection.hidden(RATE, _observed())
    assert hidden == {group for group in results if group.dimensions in dimensions}


# --- values made of others -------------------------------------------------------------------------------------------


def _by_race_and_gender(small: int) -> dict[Group, Value]:
    """Four groups of women and men; the first one has few women."""
    cells = {("White", "Female"): (small, 2), ("White", "Male"): (60, 30)}
    for place, race in enumerate(("Asian", "Black", "Hispanic")):
        cells |= {(race, "Female"): (300 + place, 150), (race, "Male"): (200 + place, 90)}
    found: dict[Group, list[int]] = {}
    for (race, gender), (people, met) in cells.items():
        for group in ((), (("race", race),), (("gender", gender),), (("gender", gender), ("race", race))):
            sums = found.setdefault(Group(group), [0, 0])
            sums[0], sums[1] = sums[0] + people, sums[1] + met
    return {group: _value(*sums) for group, sums in found.items()}


def _gaps(audience: Audience, *releases: dict[Group, Value]) -> Protection:
    races = [Group((("race", each),)) for each in ("White", "Asian", "Black", "Hispanic")]
    results = {(PART, _observed()): _by_race_and_gender(4), (GAP, _observed()): dict.fromkeys((EVERYONE, *races), _GAP)}
    rows = [row for each in releases for row in ledger_of(each, frozenset(), PART, period="Y1-Q2", through=BEFORE)]
    return Protection(shipped(), results, audience, Released(tuple(rows)))


_GAP = Value(Fraction(1, 10))


def test_a_gap_is_hidden_where_one_of_its_sides_is() -> None:
    """White women are few; the women and men of all races together are many."""
    protection = _gaps("shared")
    sides, gaps = protection.hidden(PART, _observed()), protection.hidden(GAP, _observed())
    assert Group((("gender", "Female"), ("race", "White"))) in sides
    hidden_races = {dict(each.categories)["race"] for each in sides if len(each.categories) == 2}
    assert hidden_races < {"White", "Asian", "Black", "Hispanic"}
    assert gaps == {Group((("race", each),)) for each in hidden_races}
    assert _gaps("internal").hidden(GAP, _observed()) == frozenset()


def test_a_gap_is_held_while_what_it_is_made_of_is() -> None:
    """The day before one man less was printed."""
    before = dict(_by_race_and_gender(4))
    total = before[EVERYONE]
    assert total.n is not None
    assert total.numerator is not None
    before[EVERYONE] = _value(total.n - 1, int(total.numerator) - 1)
    for name in (PART, GAP):
        assert _gaps("shared", before).is_held(name, _observed())
        assert _gaps("internal", before).is_held(name, _observed()) is False
        assert _gaps("shared").is_held(name, _observed()) is False
        assert not _gaps("shared", _by_race_and_gender(4)).is_held(name, _observed())


# --- what is left over beside an earlier day --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("men", "held", "because"),
    [
        ((58, 30), True, "one more of the others, who met: 135 less 73 are 62, and they were 61"),
        ((57, 29), False, "of the others nobody moved"),
    ],
)
def test_what_would_leave_a_few_over_beside_an_earlier_day_is_held_back(men: Sums, held: bool, because: str) -> None:
    """Printed before: 112 of all and 51 women; eleven more women met, and eleven more did not."""
    to_date = "faculty_completion"

    def of_all(women: Sums, men: Sums) -> dict[Group, Value]:
        sizes = {"Female": women, "Male": men, "Non-binary": (4, 2)}
        total = [sum(each) for each in zip(*sizes.values(), strict=True)]
        return {Group((("gender", name),)): _value(*each) for name, each in sizes.items()} | {EVERYONE: _value(*total)}

    few = frozenset(Group((("gender", name),)) for name in ("Male", "Non-binary"))
    rows = ledger_of(of_all((51, 25), (57, 29)), few, to_date, period="Y1-Q2", through=BEFORE)
    results = {(to_date, _observed()): of_all((73, 36), men)}
    hidden = Protection(shipped(), results, "shared", Released(tuple(rows))).hidden(to_date, _observed())
    assert EVERYONE not in hidden
    assert few <= hidden
    assert (Group((("gender", "Female"),)) in hidden) is held, because


# --- figures without people ------------------------------------------------------------------------------------------


def _typed(audience: Audience, counted: Value | None, *, is_public: bool = False) -> Protection:
    """Alder's figure was typed in; Cobalt is small."""
    people = {"Alder": 40, "Birch": 300, "Cobalt": 5, "Dolomite": 310}
    results = {_school(name): _value(n, n // 2) for name, n in people.items()}
    results[EVERYONE] = _value(sum(people.values()), 330)
    results[_school("Alder")] = Value(Fraction(1, 2))
    program = shipped()
    if is_public:
        public = program.metrics[RATE].model_copy(update={"already_public": "printed by the state"})
        program = program.model_copy(update={"metrics": {**program.metrics, RATE: public}})
    typed = {(RATE, _observed()): {_school("Alder"): counted}}
    return Protection(program, {(RATE, _observed()): results}, audience, typed=typed)


def test_a_figure_without_people_is_hidden_like_a_small_one() -> None:
    """Unless the definition says that it is public already."""
    assert _school("Alder") in _typed("shared", None).hidden(RATE, _observed())
    assert _school("Alder") in _typed("public", None).hidden(RATE, _observed())
    assert not _typed("internal", None).hidden(RATE, _observed())
    assert _typed("shared", None).is_typed(RATE, _observed(), _school("Alder"))
    assert not _typed("shared", None).is_typed(RATE, _observed(), _school("Birch"))
    assert _school("Alder") not in _typed("shared", None, is_public=True).hidden(RATE, _observed())


def test_the_pattern_goes_on_with_what_was_counted_in_the_place_of_a_typed_figure() -> None:
    """Then the schools add up, and Cobalt needs one partner; else there is no sum to protect, and none is shown."""
    schools = {_school(name) for name in ("Alder", "Birch", "Cobalt", "Dolomite")}
    hidden = _typed("shared", _value(40, 20)).hidden(RATE, _observed())
    assert {_school("Alder"), _school("Cobalt")} <= hidden < schools
    assert _typed("shared", None).hidden(RATE, _observed()) == schools


# --- counts beside shares, and sizes --------------------------------------------------------------------------------


@pytest.mark.parametrize("is_public", [False, True])
def test_a_head_count_declared_public_stays_beside_a_hidden_share(is_public: bool) -> None:
    """Eight people, six of whom met: everything of the share is hidden, and of the count all but a public total."""
    program = shipped()
    if is_public:
        headcount = program.metrics["district_teachers"].headcount
        public = program.metrics[COUNT].model_copy(update={"headcount": headcount})
        program = program.model_copy(update={"metrics": {**program.metrics, COUNT: public}})
    share = {EVERYONE: _value(8, 6), _frl("Eligible"): _value(4, 3), _frl("Not eligible"): _value(4, 3)}
    count = {group: Value(Fraction(met), met, Fraction(met), Fraction(met)) for group, met in _met_of(share).items()}
    count[_frl("Unknown to the share")] = Value(Fraction(0), 0, Fraction(0), Fraction(0))
    protection = Protection(program, {(SHARE, _observed()): share, (COUNT, _observed()): count}, "shared")
    assert protection.hidden(SHARE, _observed()) == set(share)
    hidden = protection.hidden(COUNT, _observed())
    assert {_frl("Eligible"), _frl("Not eligible")} <= hidden
    assert (EVERYONE in hidden) is not is_public


def _met_of(results: Mapping[Group, Value]) -> dict[Group, int]:
    return {group: int(each.numerator or 0) for group, each in results.items()}


def test_sizes_below_a_hundred_are_not_told_and_none_that_gives_them_away() -> None:
    """90 of 790 is 790 less 300 and 400, so one more goes with it; a hundred may be told."""
    few = {EVERYONE: 790, _frl("Eligible"): 90, _frl("Not eligible"): 300, _frl("Not reported"): 400}
    many = {EVERYONE: 800, _frl("Eligible"): 100, _frl("Not eligible"): 300, _frl("Not reported"): 400}
    found = []
    for sizes in (few, many):
        results = {group: _value(n, n // 2) for group, n in sizes.items()}
        found.append(Protection(shipped(), {(RATE, _observed()): results}, "public").uncounted(RATE, _observed()))
    assert _frl("Eligible") in found[0]
    assert len(found[0]) >= 2
    assert EVERYONE not in found[0]
    assert found[1] == frozenset()


def test_only_who_is_protected_from_is_given_what_was_printed_before() -> None:
    """The team sees today's figures, so nothing of another day stands in their place."""
    before = _by_race_and_gender(4)
    assert _gaps("shared", before).last_printed(PART, _observed())
    assert not _gaps("internal", before).last_printed(PART, _observed())
    assert not _gaps("shared").last_printed(PART, _observed())
