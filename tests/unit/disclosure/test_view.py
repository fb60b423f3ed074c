"""What of a cell, its verdict and its promises may be told: judged by hand, so that the judge has no part in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kpitrack.disclosure import Protection, protect
from kpitrack.disclosure.view import is_part
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import EVERYONE, CellKey, Group
from kpitrack.model.metrics import Target
from kpitrack.model.program import Program
from kpitrack.model.published import NOT_TOLD, Audience, Goal, Mark, PublishedMetric, Rounded, Shown, Suppressed
from kpitrack.model.statuses import Status
from kpitrack.model.verdicts import DatedTarget, JudgedMetric, NoValue, Result, TargetVerdict, Value, Verdict
from tests.unit.disclosure.districts import shipped

RATE, OTHER = "opt_out_rate", "studio_retention"
DAY, EARLIER = date(2026, 2, 15), date(2025, 12, 31)
GOAL = Goal("at_least", low=Fraction(1, 2))
NAMES = ("Asian", "Black", "Hispanic", "White")
SMALL = {"Asian": 4}  # hidden, with one other


def _race(name: str) -> Group:
    return Group((("race", name),))


def _value(people: int, met: int) -> Value:
    return Value(Fraction(met, people), people, Fraction(met), Fraction(people), left_out=7)


def _results(**sizes: int) -> dict[Group, Result]:
    """Half of everybody met; each group has its own size."""
    groups = dict(zip(NAMES, (100, 200, 300, 400), strict=True)) | sizes
    found: dict[Group, Result] = {_race(name): _value(n, n // 2) for name, n in groups.items()}
    found[EVERYONE] = _value(sum(groups.values()), sum(n // 2 for n in groups.values()))
    return found


def _now() -> Observed:
    return Observed(shipped().calendar.period("Y1-Q2"), DAY)


def _then() -> Observed:
    return Observed(shipped().calendar.period("Y1-S1"), EARLIER)


def _dated(observed: Observed | None = None, **written: Any) -> DatedTarget:
    target = Target.model_validate({"due": "Y1-Q2", "at_least": "50%"} | written)
    return DatedTarget(target, "Y1-Q2", DAY, observed or _now())


def _judged(verdicts: Mapping[Group, Verdict], dated: DatedTarget | None, metric: str = RATE) -> JudgedMetric:
    shown = TargetVerdict(dated, verdicts[EVERYONE]) if dated else None
    return JudgedMetric(metric, _now(), verdicts, None, None, (shown,) if shown else (), shown)


def _met(results: Mapping[Group, Result]) -> dict[Group, Verdict]:
    return {group: Verdict(Status.MET, each, GOAL, gap=Fraction(0)) for group, each in results.items()}


def _published(
    judged: JudgedMetric,
    results: Mapping[CellKey, Mapping[Group, Result]],
    audience: Audience = "shared",
    rests_on: Iterable[CellKey] = (),
    program: Program | None = None,
) -> PublishedMetric:
    keys = tuple(rests_on)
    protection = Protection(program or shipped(), results, audience)
    return protect(protection, judged, [("race",)], rests_on=lambda _: keys)


def _shown(cell: object) -> Shown:
    assert isinstance(cell, Shown)
    return cell


def _races(metric: PublishedMetric) -> dict[str, Any]:
    return {name: cell for (name,), cell in metric.by["race",].items()}


# --- a total that is judged in its parts -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statuses", "total", "because"),
    [
        ({}, Status.SUPPRESSED, "all that is shown holds, which says nothing of the others"),
        ({"Asian": Status.NOT_MET}, Status.SUPPRESSED, "the one that failed is hidden"),
        ({"White": Status.NOT_MET}, Status.NOT_MET, "a shown one failed, and that is enough"),
        ({"White": Status.OFF_TRACK}, Status.OFF_TRACK, "or is about to"),
        ({"White": Status.OFF_TRACK, "Hispanic": Status.NOT_MET}, Status.NOT_MET, "the worse of both"),
        ({"Asian": Status.NOT_MET, "White": Status.OFF_TRACK}, Status.OFF_TRACK, "of the shown ones"),
    ],
)
def test_a_total_judged_in_its_parts_tells_of_the_shown_ones_only(
    statuses: dict[str, Status], total: Status, because: str
) -> None:
    results = _results(**SMALL)
    verdicts = _met(results)
    for name, status in statuses.items():
        verdicts[_race(name)] = replace(verdicts[_race(name)], status=status)
    verdicts[EVERYONE] = replace(verdicts[EVERYONE], status=Status.NOT_MET, reason="because of one of them")
    found = _published(_judged(verdicts, _dated(each="race")), {(RATE, _now()): results})
    hidden = {name for name, cell in _races(found).items() if isinstance(cell, Suppressed)}
    assert "Asian" in hidden
    assert not hidden & {"White", "Hispanic"}
    cell = _shown(found.total)
    assert (cell.status, cell.reason, cell.gap) == (total, NOT_TOLD if total is Status.SUPPRESSED else "", None), (
        because
    )
    assert cell.n == 904
    assert found.marks == (Mark.BY_SHOWN_GROUPS,)
    assert found.target is not None
    assert (found.target.status, found.target.value) == (Status.SUPPRESSED, None)


def test_the_mark_says_so_only_where_parts_are_hidden() -> None:
    """Nothing hidden, nothing judged in parts, or everything hidden."""
    large, small, tiny = _results(), _results(**SMALL), _results(Asian=1, Black=2, Hispanic=2, White=3)
    assert _published(_judged(_met(large), _dated(each="race")), {(RATE, _now()): large}).marks == ()
    assert _published(_judged(_met(small), _dated()), {(RATE, _now()): small}).marks == ()
    assert _published(_judged(_met(small), None), {(RATE, _now()): small}).marks == ()
    found = _published(_judged(_met(tiny), _dated(each="race")), {(RATE, _now()): tiny})
    assert found.marks == ()
    assert isinstance(found.total, Suppressed)
    assert (
        _shown(_published(_judged(_met(small), _dated(each="frl")), {(RATE, _now()): small}).total).status is Status.MET
    )


# --- what a verdict rests on -----------------------------------------------------------------------------------------


def _resting(key: CellKey, other: Mapping[Group, Result], dated: DatedTarget | None = None) -> PublishedMetric:
    results = _results()
    judged = _judged(_met(results), dated or _dated())
    return _published(judged, {(RATE, _now()): results, key: other}, rests_on=[key])


@pytest.mark.parametrize("key", [(OTHER, _now()), (RATE, _then())])
def test_a_verdict_is_not_told_where_what_it_rests_on_is_hidden(key: CellKey) -> None:
    """Of a baseline, or of another metric, some groups are hidden: theirs go untold, no others."""
    other = _results(**SMALL)
    found = _resting(key, other)
    hidden = {dict(each.categories)["race"] for each in Protection(shipped(), {key: other}, "shared").hidden(*key)}
    assert "Asian" in hidden
    assert "White" not in hidden
    for name, cell in _races(found).items():
        shown = _shown(cell)
        expected = (Status.SUPPRESSED, NOT_TOLD, None) if name in hidden else (Status.MET, "", Fraction(0))
        assert (shown.status, shown.reason, shown.gap) == expected
        assert shown.value == Fraction(1, 2)
    assert _shown(found.total).status is Status.MET


@pytest.mark.parametrize(
    ("key", "statuses"),
    [((OTHER, _now()), {Status.SUPPRESSED}), ((RATE, _then()), {Status.MET})],
)
def test_a_hidden_total_of_another_metric_is_asked_of_every_group(key: CellKey, statuses: set[Status]) -> None:
    """A goal that is another metric's total is the same for all; a total of its own earlier value is its own."""
    tiny: dict[Group, Result] = {EVERYONE: _value(8, 4)}
    found = _resting(key, tiny)
    assert {_shown(cell).status for cell in _races(found).values()} == statuses
    assert _shown(found.total).status is Status.SUPPRESSED


@pytest.mark.parametrize(
    ("written", "goal", "because"),
    [
        ({}, GOAL, "the goal is written in the definition"),
        ({"at_least": None, "increase_by": "5 pp"}, None, "the goal less 5 points is the hidden value"),
        ({"at_least": {"metric": OTHER}}, None, "the goal is the hidden value"),
        ({"at_least": None, "at_most": "50%"}, GOAL, "written"),
        ({"at_least": None, "less_than": "50%"}, GOAL, "written"),
        ({"at_least": None, "more_than": "50%"}, GOAL, "written"),
        ({"at_least": None, "between": ["45%", "55%"]}, GOAL, "both ends are written"),
        ({"at_least": None, "decrease_by": "5 pp"}, None, "as with an increase"),
    ],
)
def test_a_goal_that_gives_a_hidden_value_away_is_not_told(
    written: dict[str, Any], goal: Goal | None, because: str
) -> None:
    found = _resting((OTHER, _now()), {EVERYONE: _value(8, 4)}, _dated(**written))
    assert found.target is not None
    assert found.target.goal == goal, because
    assert (found.target.status, found.target.value) == (Status.SUPPRESSED, None)
    told = _resting((OTHER, _now()), _results(), _dated(**written)).target
    assert told is not None
    assert (told.goal, told.status, told.value) == (GOAL, Status.MET, Fraction(1, 2)), "nothing is hidden"


def test_a_promise_names_its_part_and_how_it_was_changed() -> None:
    """As the definition has it; nothing of that was measured."""
    results = _results()
    changed = {"from": "60%", "on": "2026-01-10", "why": "by the board"}
    scope = {"gender": "Female", "race": ["Asian", "White"]}
    plain = _published(_judged(_met(results), _dated()), {(RATE, _now()): results}).target
    named = _dated(scope=scope, changed=changed)
    other = _published(_judged(_met(results), named), {(RATE, _now()): results}).target
    assert plain is not None
    assert other is not None
    assert (plain.scope, plain.original, plain.changed_on, plain.why_changed) == ("", "", None, "")
    assert other.scope == "gender = Female, race = Asian/White"
    assert (other.original, other.changed_on, other.why_changed) == ("60%", date(2026, 1, 10), "by the board")


def test_a_verdict_without_a_value_says_why_though_its_parts_are_hidden() -> None:
    """That there is nothing tells nothing."""
    results = {**_results(), EVERYONE: NoValue("no answers")}
    verdicts = _met(results) | {EVERYONE: Verdict(Status.NO_DATA, NoValue("no answers"))}
    key: CellKey = (OTHER, _now())
    found = _published(
        _judged(verdicts, _dated()), {(RATE, _now()): results, key: {EVERYONE: _value(8, 4)}}, rests_on=[key]
    )
    assert (_shown(found.total).status, _shown(found.total).reason) == (Status.NO_DATA, "no answers")


def test_a_group_that_is_only_tracked_rests_on_nothing() -> None:
    """Its verdict is no verdict."""
    results = _results()
    verdicts = _met(results) | {_race("White"): Verdict(Status.TRACKED, results[_race("White")])}
    key: CellKey = (OTHER, _now())
    found = _published(
        _judged(verdicts, _dated()), {(RATE, _now()): results, key: {EVERYONE: _value(8, 4)}}, rests_on=[key]
    )
    statuses = {name: _shown(cell).status for name, cell in _races(found).items()}
    assert statuses == dict.fromkeys(NAMES, Status.SUPPRESSED) | {"White": Status.TRACKED}


# --- values of other days --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("audience", "met", "gap"), [("shared", 500, None), ("internal", 300, Fraction(-1, 5))])
def test_a_table_is_of_one_day(audience: Audience, met: int, gap: Fraction | None) -> None:
    """A promise missed in December keeps its status and day, beside the value of today."""
    results = _results()
    verdicts = _met(results)
    missed = Verdict(Status.NOT_MET, _value(1000, 300), GOAL, Fraction(-1, 5), 200, judged_on=EARLIER)
    verdicts[EVERYONE] = missed
    cell = _shown(_published(_judged(verdicts, _dated()), {(RATE, _now()): results}, audience).total)
    assert (cell.status, cell.judged_on, cell.numerator) == (Status.NOT_MET, EARLIER, met)
    assert (cell.gap, cell.needed) == (gap, None if gap is None else 200)


@pytest.mark.parametrize(
    ("audience", "met", "told", "because"),
    [
        ("shared", 495, False, "five more met since"),
        ("shared", 480, True, "twenty more met, and twenty fewer did not"),
        ("shared", 500, True, "nothing moved"),
        ("internal", 495, True, "the team sees everything"),
    ],
)
def test_an_earlier_value_beside_todays_tells_of_many_or_is_left_out(
    audience: Audience, met: int, told: bool, because: str
) -> None:
    """The column of the period before, and the value by which a promise was judged."""
    results, before = _results(), {EVERYONE: _value(1000, met)}
    judged = _judged(_met(results), _dated(_then()))
    assert judged.shown is not None
    past = TargetVerdict(judged.shown.dated, replace(judged.shown.verdict, judged_on=EARLIER, goal=GOAL))
    judged = replace(judged, previous=_then(), year_ago=_then(), targets=(past,))
    found = _published(judged, {(RATE, _now()): results, (RATE, _then()): before}, audience)
    value = Fraction(met, 1000) if told else None
    cell = _shown(found.total)
    assert (cell.previous, cell.year_ago) == (value, value), because
    assert found.targets[0].value == value, because
    assert (found.targets[0].status, found.targets[0].judged_on) == (Status.MET, EARLIER)


def test_a_group_hidden_in_its_own_period_is_no_earlier_value() -> None:
    """White was small a year ago and is large today."""
    results, before = _results(), _results(White=4)
    judged = replace(_judged(_met(results), _dated()), previous=_then(), year_ago=_then())
    found = _published(judged, {(RATE, _now()): results, (RATE, _then()): before})
    cell = _shown(_races(found)["White"])
    assert (cell.value, cell.previous, cell.year_ago) == (Fraction(1, 2), None, None)
    assert _shown(found.total).previous == Fraction(1, 2)
    internal = _published(judged, {(RATE, _now()): results, (RATE, _then()): before}, "internal")
    assert _shown(_races(internal)["White"]).previous == Fraction(1, 2)


def test_a_promise_of_a_day_on_which_the_total_was_hidden_tells_nothing() -> None:
    results, before = _results(), {EVERYONE: _value(8, 2)}
    judged = _judged(_met(results), _dated(_then()))
    assert judged.shown is not None
    for change in ({"judged_on": EARLIER}, {"overdue": True}):
        past = TargetVerdict(judged.shown.dated, replace(judged.shown.verdict, **change))
        found = _published(
            replace(judged, targets=(past,)), {(RATE, _now()): results, (RATE, _then()): before}
        ).targets[0]
        assert (found.status, found.value, found.judged_on) == (Status.SUPPRESSED, None, None)
        assert not found.overdue


def test_who_did_not_answer_is_told_only_where_nothing_is_hidden() -> None:
    """Those left out add up over groups as well."""
    for results, left_out in ((_results(), 7), (_results(**SMALL), 0)):
        found = _published(_judged(_met(results), _dated()), {(RATE, _now()): results})
        assert _shown(found.total).left_out == left_out


# --- the public ------------------------------------------------------------------------------------------------------


def test_the_public_is_told_a_promise_in_the_same_code_as_the_value() -> None:
    """512 of 1,000 are 51 %, without any count; half is within no percent of it, so the status stands."""
    results: dict[Group, Result] = {EVERYONE: _value(1000, 512)}
    found = _published(_judged(_met(results), _dated()), {(RATE, _now()): results}, "public")
    assert found.target is not None
    coded = Rounded(Fraction(51, 100), Fraction(1, 100))
    assert (found.target.coded, found.target.value, found.target.status) == (coded, Fraction(51, 100), Status.MET)
    assert (_shown(found.total).coded, _shown(found.total).numerator) == (coded, None)
    shared = _published(_judged(_met(results), _dated()), {(RATE, _now()): results}).target
    assert shared is not None
    assert (shared.coded, shared.value) == (None, Fraction(512, 1000))


def test_a_promise_that_narrows_a_small_groups_code_is_not_told_to_the_public() -> None:
    """26 of 50 may be anything from 51 to 53 %; that 52 % was reached says more."""
    results: dict[Group, Result] = {EVERYONE: _value(50, 26)}
    verdicts = {EVERYONE: Verdict(Status.MET, results[EVERYONE], Goal("at_least", low=Fraction(52, 100)))}
    for audience, status in (("public", Status.SUPPRESSED), ("shared", Status.MET)):
        found = _published(
            _judged(verdicts, _dated(at_least="52%")),
            {(RATE, _now()): results},
            audience,  # type: ignore[arg-type]
        )
        assert found.target is not None
        assert (found.target.status, found.target.value is None) == (status, status is Status.SUPPRESSED)
        assert _shown(found.total).status is status


def test_the_public_sees_sizes_only_where_none_gives_a_smaller_one_away() -> None:
    """Asian are 90 of 990, so their size and one other are kept; the sizes of the rest and of all may stand."""
    results = _results(Asian=90)
    verdicts = _met(results)
    found = _published(_judged(verdicts, _dated()), {(RATE, _now()): results}, "public")
    sizes = {name: _shown(cell).n for name, cell in _races(found).items()}
    assert sizes["Asian"] is None
    assert sizes["White"] == 400
    assert sum(size is None for size in sizes.values()) >= 2
    assert _shown(found.total).n == 990


@pytest.mark.parametrize(("low", "status"), [(90, Status.NOT_MET), (52, Status.SUPPRESSED)])
def test_a_status_of_an_earlier_day_does_not_narrow_that_days_code(low: int, status: Status) -> None:
    """26 of 50 in December were printed as 52 % within a few; that they missed 52 % would say on which side."""
    results: dict[Group, Result] = {EVERYONE: _value(1000, 900)}
    goal = Goal("at_least", low=Fraction(low, 100))
    missed = Verdict(Status.NOT_MET, _value(50, 26), goal, judged_on=EARLIER)
    found = _published(_judged({EVERYONE: missed}, _dated()), {(RATE, _now()): results}, "public")
    assert _shown(found.total).status is status


# --- a part of all ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Asian", "White"])
def test_the_total_of_a_part_is_hidden_with_the_part(name: str) -> None:
    """Only one group is judged, so the total is that group; everyone together are many."""
    results = _results(**SMALL)
    verdicts = _met(results) | {EVERYONE: Verdict(Status.MET, results[_race(name)], GOAL)}
    found = _published(_judged(verdicts, _dated(scope={"race": name})), {(RATE, _now()): results})
    assert found.total_of == (("race", name),)
    assert isinstance(found.total, Suppressed) is (name == "Asian")
    assert found.target is not None
    assert found.target.status is (Status.SUPPRESSED if name == "Asian" else Status.MET)


@pytest.mark.parametrize(
    ("group", "scope", "each", "is_one", "because"),
    [
        ({"race": "Asian"}, {}, "race", True, "each of them"),
        ({"race": "Asian"}, {}, (), False, "nothing is judged by itself"),
        ({}, {}, "race", False, "everyone"),
        ({"frl": "Eligible"}, {}, "race", False, "another dimension"),
        ({"level": "High", "school": "Dolomite High"}, {"level": "High"}, "school", True, "each in its part"),
        ({"level": "Middle", "school": "Cobalt Middle"}, {"level": "High"}, "school", False, "in another part"),
        ({"school": "Dolomite High"}, {"level": "High"}, "school", False, "not told to be in the part"),
        ({"race": "Asian"}, {"race": ["Asian", "White"]}, "race", True, "some of them; the list is no part of its own"),
        ({"race": "Asian", "frl": "Eligible"}, {}, "race", False, "crossed"),
    ],
)
def test_which_groups_a_target_judges_by_themselves(
    group: dict[str, str], scope: dict[str, Any], each: Any, is_one: bool, because: str
) -> None:
    assert is_part(Group(tuple(group.items())), _dated(scope=scope, each=each)) is is_one, because
