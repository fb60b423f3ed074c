"""The attacker's solver: what it may spend, what it takes for granted between two tables, and what it calls told."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import product
from math import inf

import pytest

from kpitrack.disclosure.audit import Effort, Finding, Printed, Series, Structure, Widths, attack
from kpitrack.disclosure.audit.equations import people_of
from kpitrack.disclosure.audit.printed import Fact
from kpitrack.disclosure.audit.questions import Question
from kpitrack.disclosure.audit.structure import EVERYONE, NO_STRUCTURE, Group, Repeats
from kpitrack.disclosure.audit.system import NO_LIMIT, System

SERIES = Series("rate", "Y1-Q2", "2026-02-15")
WIDTHS = Widths()  # sizes open by 5 people, outcomes by 3; small below 10, unanimous below 20
HIDDEN = Fact(hidden=True)
A, B, C, D = (frozenset({("frl", name)}) for name in "ABCD")
Facts = Mapping[Group, Fact]


def _exact(n: int, met: int) -> Fact:
    return Fact(hidden=False, n=n, numerator=Fraction(met), value=Fraction(met, n or 1))


def _people(n: int) -> Fact:
    return Fact(hidden=False, n=n, value=Fraction(n))


def _printed(facts: Facts, kind: str = "share") -> Printed:
    return Printed(kind, None, {group: [fact] for group, fact in facts.items()}, {(EVERYONE, ("frl",))})


def _system(facts: Facts, kind: str = "share") -> System:
    return System({"now": (SERIES, _printed(facts, kind))}, NO_STRUCTURE, WIDTHS)


def _two(first: Facts, second: Facts, kinds: tuple[str, str] = ("count", "count")) -> System:
    """Two points of a growing figure."""
    days = zip(("before", "after"), (first, second), kinds, strict=True)
    tables = {day: (Series("rate", "Y1-Q2", day), _printed(facts, kind)) for day, facts, kind in days}
    return System(tables, NO_STRUCTURE, WIDTHS)


def _linked(share: Facts, again: Facts, kind: str, repeats: Repeats) -> System:
    """A share, and a metric that counts its people again."""
    tables = {
        "share": (SERIES, _printed(share)),
        "again": (Series("again", "Y1-Q2", "2026-02-15"), _printed(again, kind)),
    }
    return System(tables, NO_STRUCTURE, WIDTHS, repeats)


def _answers(system: System, *groups: Group) -> set[tuple[str, float, float]]:
    found: Iterable[Finding] = (
        finding
        for question in system.questions
        if question.group in groups
        for finding in system.answer(question, NO_LIMIT, inf)
    )
    return {(each.quantity, each.least, each.most) for each in found}


# --- what is called told -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "met", "told"),
    [
        (0, 0, set()),  # nobody
        (1, 1, {("people", 1, 1), ("met", 1, 1), ("not", 0, 0)}),
        (9, 5, {("people", 9, 9), ("met", 5, 5), ("not", 4, 4)}),
        (10, 5, set()),
        (19, 1, set()),
        (19, 0, {("people", 19, 19), ("met", 0, 0), ("not", 19, 19)}),
        (20, 0, set()),
    ],
)
def test_what_is_left_over_exactly(people: int, met: int, told: set[tuple[str, float, float]]) -> None:
    """Fewer than 10, or fewer than 20 of whom nobody met; one who met among 19 is none of a small group."""
    facts = {EVERYONE: _exact(100 + people, 60 + met), A: _exact(100, 60), B: HIDDEN}
    assert _answers(_system(facts), B) == told


def test_of_those_who_may_be_few_nobody_may_be_known_to_have_met() -> None:
    """B had 15 before, of whom none met, and now has up to the 25 that A leaves: few or not, none of them met."""
    before = {EVERYONE: HIDDEN, A: HIDDEN, B: _exact(15, 0), C: HIDDEN}
    after = {EVERYONE: _exact(100, 60), A: _exact(75, 60), B: HIDDEN, C: HIDDEN}
    system = _two(before, after, ("share", "share"))
    assert system.bounds(people_of("after", "share", B)) == (15, 25)
    [question] = [each for each in system.questions if (each.table, each.group) == ("after", B)]
    found = [(each.quantity, each.least, each.most) for each in system.answer(question, NO_LIMIT, inf)]
    assert found == [("met", 0, 0)]


@pytest.mark.parametrize(("least", "most", "is_told"), [(57, 57, True), (57, 58, False), (99, 99, True)])
def test_a_coded_size_is_told_if_it_is_one_number(least: int, most: int, *, is_told: bool) -> None:
    """In public, where sizes below 100 are not printed."""
    coded = Fact(hidden=False, least=Fraction(least), most=Fraction(most))
    [question] = (system := _system({A: coded}, "count")).questions
    found = [(each.quantity, each.least, each.most) for each in system.answer(question, NO_LIMIT, inf)]
    assert found == ([("size", least, most)] if is_told else [])


def test_a_coded_size_that_may_be_one_of_two_is_settled_by_them() -> None:
    """57 or 58: two tables that are one person apart."""
    system = _system({EVERYONE: HIDDEN, A: Fact(hidden=False, least=Fraction(57), most=Fraction(58))}, "count")
    coded = next(each for each in system.questions if each.is_coded)
    assert not system.is_settled(coded)
    assert system.bounds(people_of("now", "count", A)) == (57, 58)
    assert system.is_settled(coded)


# --- only whole people ---------------------------------------------------------------------------------------------


def _is_near(met: int, n: int, percent: Fraction) -> bool:
    return abs(Fraction(met, n) - percent / 100) <= Fraction(1, 200)


def test_rounded_shares_of_whole_people() -> None:
    """Of 33 people 11 met: 17 % of A and 43 % of B, three or more of each. The solver must search to its end."""
    one, other = (
        [(n, met) for n in range(3, 34) for met in range(12) if _is_near(met, n, Fraction(percent))]
        for percent in (17, 43)
    )
    pairs = [(a, b) for a, b in product(one, other) if a[1] + b[1] <= 11 and a[0] - a[1] + b[0] - b[1] <= 22]
    sizes = [a[0] for a, _ in pairs]
    assert (min(sizes), max(sizes)) == (6, 18)
    near = {
        group: (Fraction(2 * percent - 1, 200), Fraction(2 * percent + 1, 200)) for group, percent in ((A, 17), (B, 43))
    }
    facts = {group: Fact(hidden=False, least=least, most=most) for group, (least, most) in near.items()}
    tables = {"now": (SERIES, _printed({EVERYONE: _exact(33, 11), C: HIDDEN, **facts}))}
    asked = people_of("now", "share", A)
    for deadline in (inf, time.monotonic() + 600):
        assert System(tables, NO_STRUCTURE, Widths(minimum=3)).bounds(asked, deadline=deadline) == (6, 18)
    stopped = System(tables, NO_STRUCTURE, Widths(minimum=3)).bounds(asked, Effort(nodes=0))
    assert stopped == (-inf, inf), "nothing is proven without a search"


# --- worlds --------------------------------------------------------------------------------------------------------


def _digits(question: Question, turns: int) -> list[int]:
    return [question.place >> turn & 1 for turn in range(turns)]


@pytest.mark.parametrize(("hidden", "turns"), [((A, B), 1), ((A, C), 2)])
def test_worlds_settle_what_is_wide(hidden: tuple[Group, Group], turns: int) -> None:
    """Two groups share 100 people: one grows as the other shrinks, in the first turn that tells them apart."""
    system = _system({EVERYONE: _exact(100, 60), **dict.fromkeys(hidden, HIDDEN)})
    one, other = (_digits(each, turns) for each in system.questions)
    assert [first != second for first, second in zip(one, other, strict=True)] == [False] * (turns - 1) + [True]
    assert system.explore(NO_LIMIT, inf) == 0, "nothing to begin with"
    assert system.is_possible(NO_LIMIT, inf)
    assert not any(map(system.is_settled, system.questions))
    assert system.explore(NO_LIMIT, inf) == 2 * turns * system.least_work
    assert all(map(system.is_settled, system.questions))


def test_worlds_settle_nothing_that_is_told() -> None:
    """Eight people are left over in every world: a second turn asks otherwise, then it is given up."""
    system = _system({EVERYONE: _exact(100, 60), A: _exact(92, 57), B: HIDDEN})
    assert system.is_possible(NO_LIMIT, inf)
    assert system.explore(NO_LIMIT, inf) == 4 * system.least_work
    assert not any(map(system.is_settled, system.questions))


def test_worlds_settle_one_and_leave_the_other() -> None:
    """A and B share 100 people, of whom D had all but two outcomes: one is wide in people, and narrow in who met."""
    facts = {EVERYONE: _exact(140, 42), D: _exact(40, 40), A: HIDDEN, B: HIDDEN}
    system = _system(facts)
    assert system.is_possible(NO_LIMIT, inf)
    system.explore(NO_LIMIT, inf)
    assert not any(map(system.is_settled, system.questions))
    assert _answers(system, A, B) == {("met", 0, 2)}


def test_a_question_has_digits_unlike_those_of_its_neighbours() -> None:
    """Else no turn would tell groups with similar names apart: of 64 schools about half have each digit."""
    questions = [
        Question(SERIES, "now", "share", None, frozenset({("school", f"School {number}")}), {}) for number in range(64)
    ]
    for turn in range(12):
        assert 16 <= sum(each.place >> turn & 1 for each in questions) <= 48


# --- two tables ----------------------------------------------------------------------------------------------------


def test_who_is_listed_on_one_day_alone_is_held_against_nobody() -> None:
    """C was listed before, D is listed now; of A, who is in both, 38 stay counted."""
    before = {EVERYONE: HIDDEN, A: _people(38), C: _people(12)}
    after = {EVERYONE: _people(60), A: HIDDEN, D: HIDDEN}
    system = _two(before, after)
    assert system.bounds(people_of("after", "count", A)) == (38, 60)
    assert system.bounds(people_of("after", "count", D)) == (0, 22)


def test_people_stay_counted_and_their_hours_may_be_mended() -> None:
    """A total of 50 hours that is 40 a week later; its 30 people are no fewer."""
    before = {EVERYONE: HIDDEN, A: Fact(hidden=False, n=30, numerator=Fraction(50), value=Fraction(50))}
    after = {EVERYONE: Fact(hidden=False, n=90, numerator=Fraction(40), value=Fraction(40)), A: HIDDEN, B: HIDDEN}
    system = _two(before, after, ("total", "total"))
    assert system.bounds({("after", A, "sum"): 1}) == (0, 40)
    assert system.bounds({("after", B, "n"): 1}) == (0, 60)


@pytest.mark.parametrize(("again", "name"), [({"n": ("met",)}, "met"), ({"n": ("not",)}, "not")])
def test_a_count_of_the_same_people_is_one_side_of_the_share(again: Repeats, name: str) -> None:
    """The count prints 14 of B and knows no C; the share knows no D, hides B, and nobody asks of the count's groups."""
    share = {EVERYONE: _exact(100, 50), A: HIDDEN, B: HIDDEN, C: HIDDEN}
    count = {EVERYONE: _people(50), B: _people(14), A: HIDDEN, D: HIDDEN}
    system = _linked(share, count, "count", again)
    assert system.bounds({("share", B, name): 1}) == (14, 14)
    assert {each.table for each in system.questions} == {"share"}
    assert system.is_possible(NO_LIMIT, inf)


def test_a_share_of_the_same_people_repeats_both_sides() -> None:
    """Turned round: who met in the one did not in the other."""
    share = {EVERYONE: _exact(100, 60), A: HIDDEN, B: HIDDEN}
    again = {EVERYONE: _exact(100, 40), A: _exact(30, 12), B: HIDDEN}
    system = _linked(share, again, "share", {"met": ("not",), "not": ("met",)})
    assert system.bounds({("share", A, "not"): 1}) == (12, 12)
    assert system.bounds({("share", B, "met"): 1}) == (60 - 18, 60 - 18)


# --- what may be spent ---------------------------------------------------------------------------------------------


def test_figures_that_contradict_each_other_are_named_and_not_asked() -> None:
    """60 and 50 are no parts of 100: of the hidden group nothing can be said."""
    facts = {EVERYONE: _exact(100, 50), A: _exact(60, 30), B: _exact(50, 20), C: HIDDEN}
    assert _system(facts).bounds(people_of("now", "share", C)) == (-inf, inf)
    found = attack({SERIES: _printed(facts)}, Structure(), WIDTHS)
    assert found.contradictory == (SERIES,)
    assert (found.bounded, found.left_out, found.findings) == (0, 1, ())


@pytest.mark.parametrize(("short", "bounded"), [(0, 1), (1, 0)])
def test_work_is_spent_to_the_last_unit(short: int, bounded: int) -> None:
    """One problem to begin with, two turns of two in search of worlds, and two for each of three quantities."""
    facts = {EVERYONE: _exact(100, 60), A: _exact(92, 57), B: HIDDEN}
    work = _system(facts).least_work * (1 + 4 + 6)
    found = attack({SERIES: _printed(facts)}, Structure(), WIDTHS, effort=Effort(work=work - short))
    assert (found.bounded, found.left_out) == (bounded, 1 - bounded)
    assert len(found.findings) == 3 * bounded


def test_work_on_one_table_is_missing_for_the_next() -> None:
    """What two tables need, less one: the second is left out."""
    facts = {EVERYONE: _exact(100, 60), A: _exact(92, 57), B: HIDDEN}
    known = {Series(name, "Y1-Q2", "2026-02-15"): _printed(facts) for name in ("one", "other")}
    work = 2 * _system(facts).least_work * (1 + 4 + 6)
    for missing, bounded in ((0, 2), (1, 1)):
        found = attack(known, Structure(), WIDTHS, effort=Effort(work=work - missing))
        assert (found.bounded, found.left_out) == (bounded, 2 - bounded)


def test_time_that_suffices_is_no_limit() -> None:
    """Ten minutes for a thing of milliseconds."""
    facts = {EVERYONE: _exact(100, 60), A: _exact(92, 57), B: HIDDEN}
    found = attack({SERIES: _printed(facts)}, Structure(), WIDTHS, effort=Effort(seconds=600))
    assert (found.bounded, found.left_out, len(found.findings)) == (1, 0, 3)
