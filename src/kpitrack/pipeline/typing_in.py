"""Figures that principals typed into their workbooks and somebody accepted: beside what was counted, for every product.

A typed percent comes without a count of people. It stands for one school, is part of no total, and counts as small: a
protected report or workbook shows its mark, the confidential ones show the figure. One that was typed over a counted
figure, and accepted by a person, stands in its place for that school as long as the survey still says what was typed
over; totals and protection go on with what was counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from kpitrack.definitions.tracker import has_tracker, read_tracker
from kpitrack.engine import sql
from kpitrack.engine.session import Session
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import CellKey, Group
from kpitrack.model.intake import Intake, Problem
from kpitrack.model.metrics import Metric
from kpitrack.model.program import Program
from kpitrack.model.published import Audience
from kpitrack.model.quantities import as_decimal
from kpitrack.model.units import value_unit
from kpitrack.model.verdicts import Result, Results, Value
from kpitrack.model.workbook import TrackerPlan, TypedFigure, TypedMark, Workbook
from kpitrack.wording import tracker as words

Asked = Mapping[CellKey, Iterable[tuple[str, ...]]]  # every value wanted, with its groupings

_PLACE = ("metric", "administration", "level", "school")
_TOLD = ("typed_over", "workbook", "cell", "accepted_on")  # fields that a source may leave out


@dataclass(frozen=True, slots=True)
class TypedIn:
    """Results with the typed figures among them."""

    results: Results
    groups: Mapping[CellKey, Mapping[Group, Result | None]] = field(default_factory=dict)  # and what was counted there
    figures: Mapping[CellKey, tuple[TypedFigure, ...]] = field(default_factory=dict)  # those that stand
    problems: tuple[Problem, ...] = ()

    def of(self, metric: str, observed: Observed, audience: Audience, school: str = "") -> tuple[TypedMark, ...]:
        """That figures stand of a metric, for the internal audience with the figures; school: only this one's."""
        figures = (each for each in self.figures.get((metric, observed), ()) if school in ("", each.school))
        return tuple(each.mark(with_amount=audience == "internal") for each in figures)


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
    """The results, with a typed figure wherever the survey has none of its own, or a person accepted it over that."""
    source = plan.workbook.typed if plan else None
    if plan is None or source is None or not intake.sources[source].usable:
        return TypedIn(results)
    merged: dict[CellKey, Mapping[Group, Result]] = dict(results)
    groups: dict[CellKey, Mapping[Group, Result | None]] = {}
    standing: dict[CellKey, tuple[TypedFigure, ...]] = {}
    problems: list[Problem] = []
    rows = _figures(session, program, source)
    for key, groupings in asked.items():
        mine = [each for each in rows if (each.metric, each.period) == (key[0], key[1].period.id)]
        if not mine:
            continue
        here = _Here(program, plan.workbook, key[0], results.get(key, {}), tuple(groupings))
        stand = [here.standing(same, problems) for same in _by_school(mine)]
        added = {group: value for figure in stand if figure for group, value in here.added(figure)}
        merged[key] = {**here.counted, **added}
        groups[key] = {group: here.counted.get(group) for group in added}
        standing[key] = tuple(figure for figure in stand if figure)
    return TypedIn(merged, groups, standing, tuple(dict.fromkeys(problems)))


def _figures(session: Session, program: Program, source: str) -> Sequence[TypedFigure]:
    """Every accepted row, in the order of the files."""
    known = program.sources[source].fields
    told = ", ".join(sql.name(each) if each in known else "NULL" for each in _TOLD)
    rows = session.rows(
        f"SELECT {', '.join(_PLACE)}, CAST(figure AS VARCHAR), {told} FROM {sql.name(f'rows_{source}')}"
        " WHERE figure IS NOT NULL ORDER BY row_"
    )
    return [
        TypedFigure(metric, period, level, school, Fraction(figure), *(each or "" for each in about))
        for metric, period, level, school, figure, *about in rows
    ]


def _by_school(figures: Sequence[TypedFigure]) -> Iterable[Sequence[TypedFigure]]:
    found: dict[tuple[str, str], list[TypedFigure]] = {}
    for each in figures:
        found.setdefault((each.level, each.school), []).append(each)
    return found.values()


@dataclass(frozen=True, slots=True)
class _Here:
    """One metric in one period, as it was counted."""

    program: Program
    book: Workbook
    metric: str
    counted: Mapping[Group, Result]
    groupings: Sequence[tuple[str, ...]]

    def standing(self, same: Sequence[TypedFigure], problems: list[Problem]) -> TypedFigure | None:
        """What was typed last for a school; a figure over another stands only where that other one stood."""
        counted = self._counted_text(same[0].school)
        now, found = counted, None
        for each in same:
            text = _text(each.amount)
            if text == now:
                continue
            if counted and not each.before:
                problems.append(self._note(words.told_twice(each.metric, each.period, each.school)))
            elif each.before and now and each.before not in (now, words.HIDDEN):
                problems.append(self._note(words.changed_since(each.metric, each.period, each.school)))
            else:
                now, found = text, each
        return found

    def added(self, figure: TypedFigure) -> Iterator[tuple[Group, Value]]:
        """The school's groups with the figure: those it was counted in, else its level as the workbook has it."""
        value = Value(figure.amount / 100 if self._is_percent else figure.amount)
        categories = {self.book.level: figure.level, self.book.per: figure.school}
        for grouping in self.groupings:
            if self.book.per in grouping and set(grouping) <= set(categories):
                counted = [each for each in self._groups_of(figure.school) if each.dimensions == grouping]
                yield from ((each, value) for each in counted)
                if not counted:
                    yield Group(tuple((each, categories[each]) for each in grouping)), value

    def _groups_of(self, school: str) -> Iterator[Group]:
        """The groups in which the survey has a result of its own for the school, at any of its levels."""
        here = (self.book.per, school)
        return (each for each, result in self.counted.items() if isinstance(result, Value) and here in each.categories)

    def _counted_text(self, school: str) -> str:
        """The survey's figure as workbooks have it; empty if it has none."""
        own = {self.book.level, self.book.per}
        for group in self._groups_of(school):
            result = self.counted[group]
            if set(group.dimensions) <= own and isinstance(result, Value) and isinstance(result.amount, Fraction):
                return _text(result.amount * 100 if self._is_percent else result.amount)
        return ""

    @property
    def _is_percent(self) -> bool:
        return value_unit(self.program, self.metric).unit == "share"

    def _note(self, text: str) -> Problem:
        return Problem("note", text, source=self.book.typed or "")


def _text(amount: Fraction) -> str:
    """As workbooks and results files have it: `71.4`."""
    return str(as_decimal(amount, 1))
