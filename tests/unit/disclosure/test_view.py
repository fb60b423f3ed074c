"""What of a cell, its verdict and its promises may be told: judged by hand, so that the judge has no part in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kpitrack.disclosure import Protection, protect
from kpitrack.model.cells import EVERYONE, CellKey, Group
from kpitrack.model.ledger import Categories, Figures, LedgerAudience, LedgerRow, PrintedVerdict, Released, promise_key
from kpitrack.model.published import NOT_TOLD, Audience, Goal, Mark, PublishedMetric, Shown, Suppressed
from kpitrack.model.statuses import Status
from kpitrack.model.verdicts import DatedTarget, NoValue, Result, TargetVerdict, Verdict
from tests.unit.disclosure.districts import shipped
from tests.unit.disclosure.judged_by_hand import (
    DAY,
    EARLIER,
    GOAL,
    NAMES,
    RATE,
    SMALL,
    all_met,
    by_race,
    cells_by_race,
    count_of,
    december,
    judged_metric,
    promised,
    published,
    q2,
    race_group,
    share_of,
    shown_cell,
)

OTHER = "studio_retention"


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
    results = by_race(**SMALL)
    verdicts = all_met(results)
    for name, status in statuses.items():
        verdicts[race_group(name)] = replace(verdicts[race_group(name)], status=status)
    verdicts[EVERYONE] = replace(verdicts[EVERYONE], status=Status.NOT_MET, reason="because of one of them")
    found = published(judged_metric(verdicts, promised(each="race")), {(RATE, q2()): results})
    hidden = {name for name, cell in cells_by_race(found).items() if isinstance(cell, Suppressed)}
    assert "Asian" in hidden
    assert not hidden & {"White", "Hispanic"}
    cell = shown_cell(found.total)
    assert (cell.status, cell.reason, cell.gap) == (total, NOT_TOLD if total is Status.SUPPRESSED else "", None), (
        because
    )
    assert cell.n == 904
    assert found.marks == (Mark.BY_SHOWN_GROUPS,)
    assert found.target is not None
    assert (found.target.status, found.target.value) == (Status.SUPPRESSED, None)


def test_the_mark_says_so_only_where_parts_are_hidden() -> None:
    """Nothing hidden, nothing judged in parts, or everything hidden."""
    large, small, tiny = by_race(), by_race(**SMALL), by_race(Asian=1, Black=2, Hispanic=2, White=3)
    assert published(judged_metric(all_met(large), promised(each="race")), {(RATE, q2()): large}).marks == ()
    assert published(judged_metric(all_met(small), promised()), {(RATE, q2()): small}).marks == ()
    assert published(judged_metric(all_met(small), None), {(RATE, q2()): small}).marks == ()
    found = published(judged_metric(all_met(tiny), promised(each="race")), {(RATE, q2()): tiny})
    assert found.marks == ()
    assert isinstance(found.total, Suppressed)
    assert (
        shown_cell(published(judged_metric(all_met(small), promised(each="frl")), {(RATE, q2()): small}).total).status
        is Status.MET
    )


# --- what a verdict rests on -----------------------------------------------------------------------------------------


def _resting(key: CellKey, other: Mapping[Group, Result], dated: DatedTarget | None = None) -> PublishedMetric:
    results = by_race()
    judged = judged_metric(all_met(results), dated or promised())
    return published(judged, {(RATE, q2()): results, key: other}, rests_on=[key])


@pytest.mark.parametrize("key", [(OTHER, q2()), (RATE, december())])
def test_a_verdict_is_not_told_where_what_it_rests_on_is_hidden(key: CellKey) -> None:
    """Of a baseline, or of another metric, some groups are hidden: theirs go untold, no others."""
    other = by_race(**SMALL)
    found = _resting(key, other)
    hidden = {dict(each.categories)["race"] for each in Protection(shipped(), {key: other}, "shared").hidden(*key)}
    assert "Asian" in hidden
    assert "White" not in hidden
    for name, cell in cells_by_race(found).items():
        shown = shown_cell(cell)
        expected = (Status.SUPPRESSED, NOT_TOLD, None) if name in hidden else (Status.MET, "", Fraction(0))
        assert (shown.status, shown.reason, shown.gap) == expected
        assert shown.value == Fraction(1, 2)
    assert shown_cell(found.total).status is Status.MET


@pytest.mark.parametrize(
    ("key", "statuses"),
    [((OTHER, q2()), {Status.SUPPRESSED}), ((RATE, december()), {Status.MET})],
)
def test_a_hidden_total_of_another_metric_is_asked_of_every_group(key: CellKey, statuses: set[Status]) -> None:
    """A goal that is another metric's total is the same for all; a total of its own earlier value is its own."""
    tiny: dict[Group, Result] = {EVERYONE: share_of(8, 4)}
    found = _resting(key, tiny)
    assert {shown_cell(cell).status for cell in cells_by_race(found).values()} == statuses
    assert shown_cell(found.total).status is Status.SUPPRESSED


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
    found = _resting((OTHER, q2()), {EVERYONE: share_of(8, 4)}, promised(**written))
    assert found.target is not None
    assert found.target.goal == goal, because
    assert (found.target.status, found.target.value) == (Status.SUPPRESSED, None)
    told = _resting((OTHER, q2()), by_race(), promised(**written)).target
    assert told is not None
    assert (told.goal, told.status, told.value) == (GOAL, Status.MET, Fraction(1, 2)), "nothing is hidden"


def test_a_promise_names_its_part_and_how_it_was_changed() -> None:
    """As the definition has it; nothing of that was measured."""
    results = by_race()
    changed = {"from": "60%", "on": "2026-01-10", "why": "by the board"}
    scope = {"gender": "Female", "race": ["Asian", "White"]}
    plain = published(judged_metric(all_met(results), promised()), {(RATE, q2()): results}).target
    named = promised(scope=scope, changed=changed)
    other = published(judged_metric(all_met(results), named), {(RATE, q2()): results}).target
    assert plain is not None
    assert other is not None
    assert (plain.scope, plain.original, plain.changed_on, plain.why_changed) == ("", "", None, "")
    assert other.scope == "gender = Female, race = Asian/White"
    assert (other.original, other.changed_on, other.why_changed) == ("60%", date(2026, 1, 10), "by the board")


def test_a_verdict_without_a_value_says_why_though_its_parts_are_hidden() -> None:
    """That there is nothing tells nothing."""
    results = {**by_race(), EVERYONE: NoValue("no answers")}
    verdicts = all_met(results) | {EVERYONE: Verdict(Status.NO_DATA, NoValue("no answers"))}
    key: CellKey = (OTHER, q2())
    found = published(
        judged_metric(verdicts, promised()), {(RATE, q2()): results, key: {EVERYONE: share_of(8, 4)}}, rests_on=[key]
    )
    assert (shown_cell(found.total).status, shown_cell(found.total).reason) == (Status.NO_DATA, "no answers")


def test_a_group_that_is_only_tracked_rests_on_nothing() -> None:
    """Its verdict is no verdict."""
    results = by_race()
    verdicts = all_met(results) | {race_group("White"): Verdict(Status.TRACKED, results[race_group("White")])}
    key: CellKey = (OTHER, q2())
    found = published(
        judged_metric(verdicts, promised()), {(RATE, q2()): results, key: {EVERYONE: share_of(8, 4)}}, rests_on=[key]
    )
    statuses = {name: shown_cell(cell).status for name, cell in cells_by_race(found).items()}
    assert statuses == dict.fromkeys(NAMES, Status.SUPPRESSED) | {"White": Status.TRACKED}


# --- a verdict whose parts or start are hidden -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statuses", "total", "marks", "because"),
    [
        ({}, Status.SUPPRESSED, (Mark.BY_SHOWN_GROUPS,), "met by all, so by the group whose start is hidden"),
        ({"Asian": Status.NOT_MET}, Status.SUPPRESSED, (Mark.BY_SHOWN_GROUPS,), "its verdict is not told"),
        ({"White": Status.NOT_MET}, Status.NOT_MET, (Mark.BY_SHOWN_GROUPS,), "told of White already"),
    ],
)
def test_a_total_judged_in_its_parts_says_nothing_of_one_whose_start_is_hidden(
    statuses: dict[str, Status], total: Status, marks: tuple[Mark, ...], because: str
) -> None:
    """Four Asian students in December, a hundred today: how far they came is told of nobody, nor through the total."""
    results, start = by_race(), by_race(**SMALL)
    verdicts = all_met(results)
    for name, status in (statuses | ({"": Status.NOT_MET} if statuses else {})).items():
        group = race_group(name) if name else EVERYONE
        verdicts[group] = replace(verdicts[group], status=status)
    target = promised(each="race", at_least=None, increase_by="5 pp")
    key: CellKey = (RATE, december())
    found = published(judged_metric(verdicts, target), {(RATE, q2()): results, key: start}, rests_on=[key])
    assert (shown_cell(found.total).status, found.marks) == (total, marks), because
    assert found.targets[0].status is Status.SUPPRESSED


@pytest.mark.parametrize("each", [(), "race"])
def test_a_verdict_that_is_not_told_leaves_the_value_of_today(each: Any) -> None:
    """300 of 1,000 missed it in December; today's value is not theirs, and the day goes with the verdict."""
    results = by_race()
    missed = Verdict(Status.NOT_MET, share_of(1000, 300), GOAL, Fraction(-1, 5), 200, judged_on=EARLIER)
    key: CellKey = (OTHER, q2())
    hidden: dict[Group, Result] = by_race(**SMALL) if each else {EVERYONE: share_of(8, 4)}
    judged = judged_metric(all_met(results) | {EVERYONE: missed}, promised(december(), each=each))
    cell = shown_cell(published(judged, {(RATE, q2()): results, key: hidden}, rests_on=[key]).total)
    assert (cell.status, cell.reason, cell.numerator) == (Status.SUPPRESSED, NOT_TOLD, 500)
    assert (cell.judged_on, cell.gap, cell.needed) == (None, None, None)


def test_a_figure_of_things_keeps_todays_value_where_its_goal_is_hidden() -> None:
    """12 partners in December, 30 today, asked: as many as a hidden number of people."""
    things = "employer_partners"
    missed = Verdict(Status.NOT_MET, count_of(12), GOAL, judged_on=EARLIER)
    key: CellKey = (OTHER, q2())
    results: dict[CellKey, dict[Group, Result]] = {(things, q2()): {EVERYONE: count_of(30)}}
    judged = judged_metric({EVERYONE: missed}, promised(december(), at_least={"metric": OTHER}), things)
    told = shown_cell(published(judged, results | {key: {EVERYONE: share_of(900, 400)}}, rests_on=[key]).total)
    assert (told.status, told.value, told.judged_on) == (Status.NOT_MET, 12, EARLIER)
    untold = shown_cell(published(judged, results | {key: {EVERYONE: share_of(8, 4)}}, rests_on=[key]).total)
    assert (untold.status, untold.value, untold.judged_on) == (Status.SUPPRESSED, 30, None)


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        (Verdict(Status.RETIRED, share_of(1000, 500)), Status.RETIRED),
        (Verdict(Status.TRACKED, share_of(1000, 500)), Status.TRACKED),
        (Verdict(Status.NOT_DUE, NoValue("its period has not begun"), GOAL), Status.NOT_DUE),
        (Verdict(Status.TRACKED, share_of(1000, 500), GOAL), Status.SUPPRESSED),
        (Verdict(Status.NO_BASELINE, share_of(1000, 500), reason="no data"), Status.SUPPRESSED),
        (Verdict(Status.NOT_DUE, share_of(1000, 500), GOAL), Status.SUPPRESSED),
    ],
)
def test_what_compares_no_values_rests_on_none(verdict: Verdict, told: Status) -> None:
    """A stretch goal that was not reached is only tracked, but that it was not reached is told by it."""
    key: CellKey = (OTHER, q2())
    results = by_race()
    judged = judged_metric(all_met(results) | {EVERYONE: verdict}, promised())
    found = published(judged, {(RATE, q2()): results, key: {EVERYONE: share_of(8, 4)}}, rests_on=[key])
    assert (shown_cell(found.total).status, shown_cell(found.total).value) == (told, Fraction(1, 2))


def test_a_retired_metric_is_judged_by_no_groups() -> None:
    """One of its groups is hidden; that it was retired stands in the definition."""
    results = by_race(**SMALL)
    verdicts = {group: Verdict(Status.RETIRED, each) for group, each in results.items()}
    found = published(judged_metric(verdicts, promised(each="race")), {(RATE, q2()): results})
    assert (shown_cell(found.total).status, found.marks) == (Status.RETIRED, ())


def test_a_promise_missed_earlier_brings_no_value_where_nobody_is_left() -> None:
    """300 of 1,000 missed it in December; today there is nobody."""
    missed = Verdict(Status.NOT_MET, share_of(1000, 300), GOAL, judged_on=EARLIER)
    cell = shown_cell(published(judged_metric({EVERYONE: missed}, promised(december())), {}).total)
    assert (cell.status, cell.value, cell.n, cell.reason) == (Status.NOT_MET, None, None, "nobody here")


def test_a_total_without_a_value_says_so_though_parts_of_it_are_hidden() -> None:
    """Nothing was counted together; that is said, and no verdict."""
    results = by_race(**SMALL) | {EVERYONE: NoValue("no answers")}
    verdicts = all_met(results)
    found = published(judged_metric(verdicts, promised(each="race")), {(RATE, q2()): results})
    assert (shown_cell(found.total).status, shown_cell(found.total).reason) == (Status.NO_DATA, "no answers")


def test_a_schools_own_total_is_judged_by_no_groups() -> None:
    """The mark is the program's: a school is one of the groups."""
    results = by_race(**SMALL)
    school = Group((("school", "Dolomite High"),))
    everything: dict[Group, Result] = results | {school: share_of(500, 300)}
    judged = judged_metric(all_met(everything), promised(each="race"))
    protection = Protection(shipped(), {(RATE, q2()): everything}, "shared")
    assert protect(protection, judged, []).marks == (Mark.BY_SHOWN_GROUPS,)
    assert protect(protection, judged, [], school="Dolomite High").marks == ()


# --- values of other days --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("audience", "met", "gap"), [("shared", 500, None), ("internal", 300, Fraction(-1, 5))])
def test_a_table_is_of_one_day(audience: Audience, met: int, gap: Fraction | None) -> None:
    """A promise missed in December keeps its status and day, beside the value of today."""
    results = by_race()
    verdicts = all_met(results)
    missed = Verdict(Status.NOT_MET, share_of(1000, 300), GOAL, Fraction(-1, 5), 200, judged_on=EARLIER)
    verdicts[EVERYONE] = missed
    cell = shown_cell(published(judged_metric(verdicts, promised()), {(RATE, q2()): results}, audience).total)
    assert (cell.status, cell.judged_on, cell.numerator) == (Status.NOT_MET, EARLIER, met)
    assert (cell.gap, cell.needed) == (gap, None if gap is None else 200)


def test_a_promise_of_a_day_on_which_the_total_was_hidden_tells_nothing() -> None:
    results, before = by_race(), {EVERYONE: share_of(8, 2)}
    judged = judged_metric(all_met(results), promised(december()))
    assert judged.shown is not None
    for change in ({"judged_on": EARLIER}, {"overdue": True}):
        past = TargetVerdict(judged.shown.dated, replace(judged.shown.verdict, **change))
        found = published(
            replace(judged, targets=(past,)), {(RATE, q2()): results, (RATE, december()): before}
        ).targets[0]
        assert (found.status, found.value, found.judged_on) == (Status.SUPPRESSED, None, None)
        assert not found.overdue


def test_who_did_not_answer_is_told_only_where_nothing_is_hidden() -> None:
    """Those left out add up over groups as well."""
    for results, left_out in ((by_race(), 7), (by_race(**SMALL), 0)):
        found = published(judged_metric(all_met(results), promised()), {(RATE, q2()): results})
        assert shown_cell(found.total).left_out == left_out


# --- a part of all ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Asian", "White"])
def test_the_total_of_a_part_is_hidden_with_the_part(name: str) -> None:
    """Only one group is judged, so the total is that group; everyone together are many."""
    results = by_race(**SMALL)
    verdicts = all_met(results) | {EVERYONE: Verdict(Status.MET, results[race_group(name)], GOAL)}
    found = published(judged_metric(verdicts, promised(scope={"race": name})), {(RATE, q2()): results})
    assert found.total_of == (("race", name),)
    assert isinstance(found.total, Suppressed) is (name == "Asian")
    assert found.target is not None
    assert found.target.status is (Status.SUPPRESSED if name == "Asian" else Status.MET)


@pytest.mark.parametrize(
    ("scope", "each", "status"),
    [
        ({"race": "White"}, "school", Status.SUPPRESSED),
        ({"race": "White"}, (), Status.MET),
        ({}, "school", Status.MET),
    ],
)
def test_a_status_of_a_part_that_is_judged_in_two_ways_is_not_carried(scope: Any, each: Any, status: Status) -> None:
    """White students: as a total by their schools, as a group all together; which one was printed is not known."""
    whom = race_group("White") if scope else EVERYONE
    results: dict[Group, Result] = {EVERYONE: share_of(2000, 900), whom: share_of(1000, 501)}
    verdicts = {EVERYONE: Verdict(Status.MET, results[whom], GOAL)}
    row = _row(whom.categories, date(2026, 2, 8), PrintedVerdict(Status.MET, promise_key(DAY, "final", None)))
    judged = judged_metric(verdicts, promised(scope=scope, each=each))
    total = shown_cell(published(judged, {(RATE, q2()): results}, released=[row]).total)
    assert (total.status, total.as_of) == (status, date(2026, 2, 8))


# --- what stands as it was printed -----------------------------------------------------------------------------------


def _row(
    categories: Categories, day: date, verdict: PrintedVerdict | None = None, audience: LedgerAudience = "shared"
) -> LedgerRow:
    """500 of 1,000; one more is too few to print again."""
    figures = Figures(1000, Fraction(500), Fraction(1000), Fraction(1, 2), verdict=verdict)
    return LedgerRow("weekly", 1, day, "A. Lee", audience, "Y1-Q2", RATE, "Y1-Q2", day, categories, figures)


HELD = (Mark.HELD,)


@pytest.mark.parametrize(
    ("day", "audience", "value", "marks", "because"),
    [
        (date(2026, 2, 8), "shared", Fraction(1, 2), (), "the cell says its day"),
        (DAY, "shared", Fraction(1, 2), HELD, "the report's own day says nothing"),
        (date(2026, 2, 8), "public", None, HELD, "shared readers have no figure of it"),
    ],
)
@pytest.mark.parametrize("scope", [{}, {"race": "White"}])
def test_a_total_that_stands_as_it_was_printed_says_so(
    day: date, audience: LedgerAudience, value: Fraction | None, marks: tuple[Mark, ...], because: str, scope: Any
) -> None:
    """By the day of its cell or, where that is none or today's, by a mark; the total of a part as any other."""
    whom = race_group("White") if scope else EVERYONE
    results: dict[Group, Result] = {EVERYONE: share_of(2000, 900), whom: share_of(1000, 501)}
    row = _row(whom.categories, day, audience=audience)
    verdicts = {EVERYONE: Verdict(Status.MET, results[whom], GOAL)}
    found = published(judged_metric(verdicts, promised(scope=scope)), {(RATE, q2()): results}, released=[row])
    assert (found.total.value if isinstance(found.total, Shown) else None) == value
    assert found.marks == (() if scope and audience == "public" else marks), because


def test_a_total_that_is_small_is_not_called_held() -> None:
    """Eight people were never printed."""
    results: dict[Group, Result] = {EVERYONE: share_of(8, 4)}
    found = published(judged_metric(all_met(results), promised()), {(RATE, q2()): results})
    assert (found.total, found.marks) == (Suppressed(), ())


def test_a_typed_figure_does_not_let_the_printed_one_stand() -> None:
    """It was printed before somebody replaced it."""
    results: dict[Group, Result] = {EVERYONE: share_of(1000, 501)}
    judged, row = judged_metric(all_met(results), promised()), _row((), date(2026, 2, 8))
    key: CellKey = (RATE, q2())
    for typed, total in (({key: results}, Suppressed), ({}, Shown)):
        protection = Protection(shipped(), {key: results}, "shared", Released((row,)), typed=typed)
        assert isinstance(protect(protection, judged, []).total, total)


def test_a_school_that_is_not_there_has_no_data() -> None:
    """The school closed before the period; that is not a hidden number."""
    results = by_race()
    protection = Protection(shipped(), {(RATE, q2()): results}, "shared")
    found = protect(protection, judged_metric(all_met(results), promised()), [], school="Dolomite High")
    assert found.total == Shown(Status.NO_DATA, reason="nobody here")
