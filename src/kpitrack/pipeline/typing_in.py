"""Figures that principals typed into their workbooks and somebody accepted: beside what was counted, for every product.

A typed percent comes without a count of people. It stands for one school, is part of no total, and counts as small: a
protected report or workbook shows its mark, the confidential ones show the figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kpitrack.definitions.tracker import has_tracker, read_tracker
from kpitrack.engine import sql
from kpitrack.engine.session import Session
from kpitrack.model.cells import CellKey, Group
from kpitrack.model.intake import Intake, Problem
from kpitrack.model.metrics import Metric
from kpitrack.model.program import Program
from kpitrack.model.units import value_unit
from kpitrack.model.verdicts import Result, Results, Value
from kpitrack.model.workbook import TrackerPlan, Workbook
from kpitrack.wording import tracker as words

Asked = Mapping[CellKey, Iterable[tuple[str, ...]]]  # every value wanted, with its groupings


@dataclass(frozen=True, slots=True)
class TypedIn:
    """Results with the typed figures among them."""

    results: Results
    groups: Mapping[CellKey, frozenset[Group]]  # whose figure was typed
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One accepted entry."""

    metric: str
    period: str
    level: str
    school: str
    amount: Fraction  # as written: a percent, or points


def plan_of(program: Program, metrics: Iterable[Metric]) -> TrackerPlan | None:
    """The plan of the workbooks, if figures may have been typed for one of the metrics."""
    if not has_tracker(program):
        return None
    plan = read_tracker(program)
    items = {item.metric for item in plan.items}
    return plan if plan.workbook.typed and any(metric.id in items for metric in metrics) else None


def with_typed(
    session: Session, program: Program, plan: TrackerPlan | None, intake: Intake, results: Results, asked: Asked
) -> TypedIn:
    """The results, with a typed figure wherever the survey has none of its own for that school."""
    source = plan.workbook.typed if plan else None
    if plan is None or source is None or not intake.sources[source].usable:
        return TypedIn(results, {})
    merged: dict[CellKey, Mapping[Group, Result]] = dict(results)
    groups: dict[CellKey, frozenset[Group]] = {}
    problems: list[Problem] = []
    figures = _figures(session, source)
    for key, groupings in asked.items():
        mine = [each for each in figures if (each.metric, each.period) == (key[0], key[1].period.id)]
        if not mine:
            continue
        table = results.get(key, {})
        counted = [each for each in mine if _is_counted(table, plan.workbook, each)]
        problems += [_told_twice(source, each) for each in counted]
        added = dict(_added(program, plan.workbook, [each for each in mine if each not in counted], tuple(groupings)))
        merged[key] = {**table, **added}
        groups[key] = frozenset(added)
    return TypedIn(merged, groups, tuple(dict.fromkeys(problems)))


def _figures(session: Session, source: str) -> Sequence[Figure]:
    rows = session.rows(
        f"SELECT metric, administration, level, school, CAST(figure AS VARCHAR) FROM {sql.name(f'rows_{source}')}"
        " WHERE figure IS NOT NULL ORDER BY row_"
    )
    found = {(metric, period, level, school): figure for metric, period, level, school, figure in rows}
    return [Figure(*place, Fraction(figure)) for place, figure in found.items()]


def _is_counted(table: Mapping[Group, Result], book: Workbook, figure: Figure) -> bool:
    """Has the survey a result of its own for the school, at any of its levels?"""
    here = (book.per, figure.school)
    return any(isinstance(result, Value) and here in group.categories for group, result in table.items())


def _added(
    program: Program, book: Workbook, figures: Sequence[Figure], groupings: Sequence[tuple[str, ...]]
) -> Iterator[tuple[Group, Value]]:
    for figure in figures:
        is_percent = value_unit(program, figure.metric).unit == "share"
        value = Value(figure.amount / 100 if is_percent else figure.amount)
        categories = {book.level: figure.level, book.per: figure.school}
        for grouping in groupings:
            if book.per in grouping and set(grouping) <= set(categories):
                yield Group(tuple((each, categories[each]) for each in grouping)), value


def _told_twice(source: str, figure: Figure) -> Problem:
    text = words.told_twice(figure.metric, figure.period, figure.school)
    return Problem("note", text, source=source)
