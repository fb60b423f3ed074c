"""Which groups may never be shown, whatever stands beside them, and which of them make a table."""

from __future__ import annotations

import pytest

from kpitrack.disclosure.amounts import Amounts, Counted
from kpitrack.disclosure.layout import Categories, Places
from kpitrack.disclosure.policy import Rules
from kpitrack.disclosure.situation import NO_PAST, Past, Situation

RULES = Rules(minimum=11, unanimous_below=20)


def _of(**categories: str) -> Categories:
    return frozenset(categories.items())


def _situation(counted: dict[Categories, Counted], *, can_be_unanimous: bool = True, past: Past = NO_PAST) -> Situation:
    return Situation(Places(), counted, 2, 1, can_be_unanimous, RULES, past)


@pytest.mark.parametrize(
    ("outcomes", "shares", "counts", "because"),
    [
        ((0, 0), False, False, "nobody is nobody's secret"),
        ((1, 0), True, True, "one"),
        ((5, 5), True, True, "ten"),
        ((6, 5), False, False, "eleven"),
        ((11, 0), True, False, "all eleven met"),
        ((0, 11), True, False, "none of eleven met"),
        ((19, 0), True, False, "all nineteen"),
        ((20, 0), False, False, "all of twenty may be said"),
        ((18, 1), False, False, "all but one of nineteen"),
    ],
)
def test_which_groups_are_small(outcomes: Amounts, shares: bool, counts: bool, because: str) -> None:
    """Ten or fewer; of shares also up to nineteen who are all alike. Nobody is all alike in a count."""
    group = _of(frl="Eligible")
    counted = {group: Counted(sum(outcomes), outcomes)}
    assert _situation(counted).is_small(group) is shares, because
    assert _situation(counted, can_be_unanimous=False).is_small(group) is counts, because


def test_what_an_earlier_release_demands_is_hidden_as_if_it_were_small() -> None:
    """But of nobody nothing can be told."""
    group, other, nobody = _of(frl="Eligible"), _of(frl="Not eligible"), _of(frl="Not reported")
    counted = {group: Counted(90, (40, 50)), other: Counted(90, (40, 50)), nobody: Counted(0, (0, 0))}
    past = Past(must_hide=frozenset({group, nobody}))
    assert [_situation(counted, past=past).is_small(each) for each in counted] == [True, False, False]
    assert not any(_situation(counted).is_small(each) for each in counted)


def test_a_table_holds_the_groups_of_its_dimensions_with_somebody_in_them() -> None:
    low, high, nobody = _of(frl="B"), _of(frl="A"), _of(frl="C")
    crossed, other = _of(frl="A", race="White"), _of(frl="A", gender="Male")
    groups = (_of(), low, high, nobody, crossed, other, _of(race="White"))
    situation = _situation({group: Counted(int(group != nobody), (0, 1)) for group in groups})
    assert situation.table(()) == [_of()]
    assert situation.table(("frl",)) == [low, high]
    assert situation.table(("race", "frl")) == situation.table(("frl", "race")) == [crossed]
    assert situation.table(("gender",)) == []
    assert situation.names("frl") == ["A", "B"]
    assert situation.names("gender") == []
