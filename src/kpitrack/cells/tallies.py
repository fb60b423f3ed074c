"""Frames -> tallies: the aggregates of every grouping, from as few statements as possible.

Planning a statement takes longer than running it, until there are hundreds of thousands of units; and the engine plans
every aggregate once for every grouping set. So frames that ask the same of different days are one statement, the engine
counts only the finest groupings, and the coarser ones are added up here: whatever is counted or summed over units adds
up over groups. Different people do not; frames that count them ask for every grouping.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import localcontext
from typing import Any, TypeAlias

from kpitrack.cells.frames import Frame
from kpitrack.engine import sql
from kpitrack.engine.session import Session

Grouping: TypeAlias = tuple[str, ...]
Sums: TypeAlias = list[Any]  # one per aggregate of the frame, in its order
Tally: TypeAlias = dict[Grouping, dict[tuple[str, ...], Sums]]  # grouping -> categories in its order -> sums

_DIGITS = 60  # more than any sum of decimals has


def tallies(session: Session, frames: Iterable[Frame]) -> Iterator[tuple[Frame, Tally]]:
    """Count every frame over all its groupings. The tables that the frames look at must have been made."""
    alike: dict[tuple[object, ...], list[Frame]] = {}
    for frame in frames:
        alike.setdefault(frame.form(), []).append(frame)
    for each in alike.values():
        yield from zip(each, _counted(session, each), strict=True)


def query_sql(frames: Sequence[Frame]) -> str:
    """One statement for frames of the same form; leading columns: which frame, and what its row rolls up."""
    first = frames[0]
    names = [sql.name(each) for each in first.dimensions]
    units = " UNION ALL ".join(frame.units_sql(place) for place, frame in enumerate(frames))
    sums = [f"{expression} AS {sql.name(column)}" for expression, column in first.aggregates.items()]
    which = f"grouping({', '.join(names)})" if names else "0"
    sets = ", ".join(f"({', '.join(('frame_', *map(sql.name, each)))})" for each in counted_groupings(first))
    return f"SELECT frame_, {which}, {', '.join([*names, *sums])} FROM ({units}) GROUP BY GROUPING SETS ({sets})"


def counted_groupings(frame: Frame) -> tuple[Grouping, ...]:
    """The groupings that are counted in the engine; every one asked for is among them or adds up from one of them."""
    asked = tuple(tuple(each for each in frame.dimensions if each in grouping) for grouping in frame.groupings)
    if not frame.adds_up:
        return tuple(dict.fromkeys(asked))
    finest = dict.fromkeys(frame.with_finer(each) for each in asked)
    return tuple(each for each in finest if not any(set(each) < set(other) for other in finest))


def _counted(session: Session, frames: Sequence[Frame]) -> list[Tally]:
    first = frames[0]
    names, counted = tuple(first.dimensions), counted_groupings(first)
    of_mask = {first.mask(grouping): grouping for grouping in counted}
    found: list[Tally] = [{grouping: {} for grouping in counted} for _ in frames]
    for frame, mask, *values in session.rows(query_sql(frames)):
        categories = dict(zip(names, values, strict=False))
        grouping = of_mask[mask]
        found[frame][grouping][tuple(categories[each] for each in grouping)] = values[len(names) :]
    rolled = [{grouping: _rolled_up(tally, grouping) for grouping in first.groupings} for tally in found]
    for tally in rolled:
        if () in tally and not tally[()]:
            tally[()] = {(): first.of_nobody()}  # a frame without units still has a total
    return rolled


def _rolled_up(tally: Tally, grouping: Grouping) -> dict[tuple[str, ...], Sums]:
    """The sums of a grouping, from the counted one with the fewest groups that holds it."""
    holding = [each for each in tally if set(grouping) <= set(each)]
    counted = min(holding, key=lambda each: (len(tally[each]), each))
    places = [counted.index(each) for each in grouping]
    if len(places) == len(counted):
        return {tuple(key[place] for place in places): sums for key, sums in tally[counted].items()}
    with localcontext(prec=_DIGITS):
        return _added_up(tally[counted], places)


def _added_up(counted: Mapping[tuple[str, ...], Sums], places: Sequence[int]) -> dict[tuple[str, ...], Sums]:
    rolled: dict[tuple[str, ...], Sums] = {}
    for key, sums in counted.items():
        group = tuple([key[place] for place in places])
        known = rolled.get(group)
        rolled[group] = sums if known is None else list(map(_sum, known, sums))
    return rolled


def _sum(one: Any, other: Any) -> Any:
    """A sum of nothing is NULL, and adds nothing."""
    if one is None:
        return other
    return one if other is None else one + other
