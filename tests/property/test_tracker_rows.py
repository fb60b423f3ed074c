"""Any mix of blanks, hidden entries and figures with one decimal."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kpitrack.model.workbook import Entry, HiddenEntry, LevelGoal, TrackerRow
from kpitrack.tracker import sentences
from kpitrack.tracker.arithmetic import compute, known
from kpitrack.tracker.layout import Layout
from kpitrack.wording import tracker as words
from tests.unit.tracker.builders import LABELS, row

TENTHS = st.integers(0, 1000).map(lambda n: Fraction(n, 10))
ENTRIES: st.SearchStrategy[Entry] = st.one_of(st.none(), TENTHS, st.just(HiddenEntry()))
GOALS = st.one_of(
    st.builds(lambda n: LevelGoal(increase=Fraction(n, 10)), st.integers(1, 400)),
    st.builds(lambda n: LevelGoal(reach=Fraction(n, 10)), st.integers(1, 1000)),
    st.just(LevelGoal()),
)


@st.composite
def rows(draw: st.DrawFn) -> TrackerRow:
    from dataclasses import replace  # noqa: PLC0415 - only here

    results = tuple(draw(ENTRIES) for _ in range(4))
    return replace(row(), goal=draw(GOALS), baseline=draw(ENTRIES), results=results)


@given(rows())
def test_a_shown_difference_is_shown_result_less_shown_target(one: TrackerRow) -> None:
    found = compute(one, LABELS)
    for entry, target, gap in zip(one.results, found.targets, found.differences, strict=True):
        result = known(entry)
        assert gap == (None if result is None or target is None else result - target)


@given(rows())
def test_the_status_never_contradicts_the_newest_difference(one: TrackerRow) -> None:
    found = compute(one, LABELS)
    newest = next((n for n in (3, 2, 1, 0) if one.results[n] is not None), None)
    if not one.goal.is_known:
        assert found.status == (words.NO_DATA if newest is None else words.NO_GOAL)
        return
    if newest is None or isinstance(one.results[newest], HiddenEntry):
        assert found.status in (words.NO_DATA, words.NOT_SHOWN)
        return
    gap = found.differences[newest]
    if gap is not None:
        reached = (words.MET, words.on_track(LABELS.short[newest]))
        assert (found.status in reached) == (gap >= 0)
        assert (found.status in (words.MET, words.NOT_MET)) == (newest == 3)


@given(rows())
def test_no_target_lies_beyond_the_goal_and_no_goal_beyond_the_top(one: TrackerRow) -> None:
    found = compute(one, LABELS)
    for target in found.targets:
        assert (target is None) == (found.goal is None)
        assert target is None or found.goal is None or target <= found.goal <= one.top


@given(rows())
def test_a_hidden_entry_changes_nothing_that_a_blank_would_not(one: TrackerRow) -> None:
    """So no computed cell says anything about what is hidden."""
    from dataclasses import replace  # noqa: PLC0415 - only here

    blank = replace(one, baseline=known(one.baseline), results=tuple(known(each) for each in one.results))
    shown, hidden = compute(blank, LABELS), compute(one, LABELS)
    assert (shown.targets, shown.differences, shown.goal) == (hidden.targets, hidden.differences, hidden.goal)


@given(rows())
def test_every_row_has_a_sentence(one: TrackerRow) -> None:
    text = sentences.why(one, compute(one, LABELS), Layout(LABELS))
    assert text.endswith(".")
    assert "{" not in text
