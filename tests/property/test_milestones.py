"""Schedules of any plan: laws that always hold, and every number once more by walking all paths."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from hypothesis import given
from hypothesis import strategies as st

from kpitrack.milestones.graph import Work, distances, earliest, finishes, floats, longest_chain, slacks

Delays = Mapping[str, int]


@st.composite
def works(draw: st.DrawFn) -> Work:
    """Up to six milestones; an arrow only leads from an earlier name to a later one, so nothing goes round."""
    names = [f"m{number}" for number in range(draw(st.integers(1, 6)))]
    order = draw(st.permutations(names))
    after = {
        name: {earlier: draw(st.integers(0, 3)) for earlier in order[:place] if draw(st.booleans())}
        for place, name in enumerate(order)
    }
    takes = {name: draw(st.integers(1, 5)) for name in names}
    due = {name: draw(st.integers(0, 47)) for name in names}
    return Work(takes, due, after)


def some(work: Work, data: st.DataObject, strategy: st.SearchStrategy[int]) -> dict[str, int]:
    chosen = data.draw(st.sets(st.sampled_from(work.order)))
    return {name: data.draw(strategy) for name in sorted(chosen)}


def paths_to(work: Work, name: str) -> Iterator[tuple[str, ...]]:
    """Every path that ends in the milestone, the one of the milestone alone included."""
    yield (name,)
    for earlier in work.after[name]:
        for path in paths_to(work, earlier):
            yield (*path, name)


def length(work: Work, path: tuple[str, ...]) -> int:
    """Weeks of work and waiting behind the first milestone of the path."""
    return sum(work.takes[later] + work.after[later][earlier] for earlier, later in itertools.pairwise(path))


# --- Laws -------------------------------------------------------------------------------------------------------


@given(work=works(), data=st.data())
def test_nothing_is_done_before_what_it_waits_for(work: Work, data: st.DataObject) -> None:
    fixed = some(work, data, st.integers(0, 60))
    done = finishes(
        work, fixed=fixed, not_before=some(work, data, st.integers(0, 60)), delays=some(work, data, st.integers(0, 9))
    )
    for name in work.order:
        if name in fixed:
            assert done[name] == fixed[name]
            continue
        assert done[name] >= work.due[name]
        assert all(done[name] >= done[earlier] + lag + work.takes[name] for earlier, lag in work.after[name].items())


@given(work=works(), data=st.data())
def test_slack_is_never_negative(work: Work, data: st.DataObject) -> None:
    fixed = some(work, data, st.integers(0, 60))
    expected = finishes(work, fixed=fixed, delays=some(work, data, st.integers(0, 9)))
    slack = slacks(work, expected, fixed=fixed)
    assert all(slack[name] >= 0 for name in work.order if name not in fixed)
    assert all(spare >= 0 for spare in floats(work).values())


@given(work=works(), data=st.data())
def test_a_slip_within_the_slack_makes_nothing_else_late(work: Work, data: st.DataObject) -> None:
    """And one week more does, unless nothing follows."""
    expected = finishes(work)
    name = data.draw(st.sampled_from(work.order))
    slack = slacks(work, expected)[name]
    within = finishes(work, delays={name: slack})
    others = [each for each in work.order if each != name]
    assert all(within[each] <= max(work.due[each], expected[each]) for each in others)
    if work.followers[name]:
        beyond = finishes(work, delays={name: slack + 1})
        limit = max(max(work.due[each], expected[each]) for each in work.order)
        assert (
            any(beyond[each] > max(work.due[each], expected[each]) for each in others) or max(beyond.values()) > limit
        )


@given(work=works(), data=st.data())
def test_removing_a_delay_that_is_not_critical_changes_no_finish(work: Work, data: st.DataObject) -> None:
    """A delay is not critical for a milestone if there is room on every way to it, other delays included."""
    delays = some(work, data, st.integers(1, 9))
    slower = Work(
        {name: weeks + delays.get(name, 0) for name, weeks in work.takes.items()},
        {name: week + delays.get(name, 0) for name, week in work.due.items()},
        work.after,
    )
    done = finishes(work, delays=delays)
    assert done == finishes(slower)
    for name in delays:
        without = finishes(work, delays={each: weeks for each, weeks in delays.items() if each != name})
        away = distances(slower, name)
        for each in set(work.order) - {name}:
            room = done[each] - done[name] - away[each] if each in away else None
            assert room is None or room >= 0
            if room != 0:
                assert without[each] == done[each]


@given(work=works(), data=st.data())
def test_work_off_the_longest_chain_can_slip_without_moving_its_end(work: Work, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(work.order))
    spare = floats(work)[name]
    slowed = Work({**work.takes, name: work.takes[name] + spare}, work.due, work.after)
    assert max(earliest(slowed).values()) == max(earliest(work).values())
    slower = Work({**work.takes, name: work.takes[name] + spare + 1}, work.due, work.after)
    assert max(earliest(slower).values()) == max(earliest(work).values()) + 1


@given(work=works())
def test_the_longest_chain_is_a_path_as_long_as_the_whole(work: Work) -> None:
    chain = longest_chain(work)
    assert all(earlier in work.after[later] for earlier, later in itertools.pairwise(chain))
    assert work.takes[chain[0]] + length(work, chain) == max(earliest(work).values()) + 1


# --- By brute force over all paths ------------------------------------------------------------------------------


@given(work=works(), data=st.data())
def test_expected_weeks_by_all_paths(work: Work, data: st.DataObject) -> None:
    """A milestone is done when the slowest of all paths to it allows, each beginning with a due week."""
    delays = some(work, data, st.integers(0, 9))

    def by_path(path: tuple[str, ...]) -> int:
        return work.due[path[0]] + length(work, path) + sum(delays.get(each, 0) for each in path)

    done = finishes(work, delays=delays)
    assert done == {name: max(by_path(path) for path in paths_to(work, name)) for name in work.order}


@given(work=works())
def test_earliest_weeks_and_floats_by_all_paths(work: Work) -> None:
    def weeks(path: tuple[str, ...]) -> int:
        return work.takes[path[0]] + length(work, path)

    ways = {name: list(paths_to(work, name)) for name in work.order}
    assert earliest(work) == {name: max(map(weeks, paths)) - 1 for name, paths in ways.items()}
    every = [path for paths in ways.values() for path in paths]
    longest = max(map(weeks, every))
    through = {name: max(weeks(path) for path in every if name in path) for name in work.order}
    assert floats(work) == {name: longest - through[name] for name in work.order}


@given(work=works())
def test_slack_by_all_paths(work: Work) -> None:
    """The least room on any path from the milestone to another one's limit; without a path, the end of the plan."""
    expected = finishes(work)
    limit = {name: max(work.due[name], expected[name]) for name in work.order}
    end = max(limit.values())
    wanted: dict[str, int] = {}
    for name in work.order:
        onward = [
            path[path.index(name) :]
            for each in work.order
            for path in paths_to(work, each)
            if name in path and each != name
        ]
        rooms = [limit[path[-1]] - length(work, path) - expected[name] for path in onward]
        wanted[name] = min(rooms) if rooms else end - expected[name]
    assert slacks(work, expected) == wanted


@given(work=works())
def test_distances_by_all_paths(work: Work) -> None:
    for origin in work.order:
        wanted = {
            name: max(length(work, path) for path in paths_to(work, name) if path[0] == origin)
            for name in work.order
            if name != origin and any(path[0] == origin for path in paths_to(work, name))
        }
        assert distances(work, origin) == wanted
        assert set(wanted) == set(work.following(origin))
