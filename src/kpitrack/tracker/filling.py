"""The plan and what may be shown -> filled workbooks, one school after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from kpitrack.errors import UsageError
from kpitrack.model.intake import SourceReading
from kpitrack.model.metrics import Metric
from kpitrack.model.program import Program
from kpitrack.model.published import PublishedCell, PublishedMetric, Shown, Suppressed
from kpitrack.model.units import MeasuredIn, value_unit
from kpitrack.model.workbook import (
    PERCENT_TOP,
    Edition,
    Entry,
    HiddenEntry,
    Item,
    Labels,
    LevelTab,
    TrackerBook,
    TrackerPlan,
    TrackerRow,
)
from kpitrack.tracker.arithmetic import tenth
from kpitrack.tracker.goals import level_goal
from kpitrack.wording import doubts, english, typed
from kpitrack.wording import tracker as words

Results = Mapping[tuple[str, str], PublishedMetric]  # (metric, period) -> what may be shown


@dataclass(frozen=True)
class Filling:
    """Everything workbooks are filled from."""

    program: Program
    plan: TrackerPlan
    edition: Edition
    as_of: date
    results: Results = field(default_factory=dict)
    about: tuple[tuple[str, str], ...] = ()

    @cached_property
    def newest(self) -> str:
        """The newest administration with results."""
        counted = {period for _, period in self.results}
        begun = [name for name in self.periods if name in counted]
        return begun[-1] if begun else self.plan.workbook.baseline

    @property
    def periods(self) -> tuple[str, ...]:
        return (self.plan.workbook.baseline, *self.plan.workbook.results)


def labels_of(plan: TrackerPlan) -> Labels:
    """`Fall-2022` is headed `Fall 2022`."""
    book = plan.workbook
    return Labels(_headed(book.baseline), tuple(_headed(each) for each in book.results), book.goal.label)


def periods_by_label(plan: TrackerPlan) -> dict[str, str]:
    book = plan.workbook
    return {_headed(each): each for each in (book.baseline, *book.results)}


def _headed(period: str) -> str:
    return period.replace("-", " ")


def row_id(level: str, metric: str) -> str:
    return f"{level}/{metric}"


def top_of(program: Program, metric: str) -> Fraction:
    """The highest possible figure: 100 for shares, the end of the scale for scores."""
    unit = value_unit(program, metric)
    if _is_percent(unit):
        return PERCENT_TOP
    if unit.unit == "mean" and unit.scale is not None:
        return Fraction(unit.scale)
    raise UsageError(
        f"{metric} cannot be a row of the tracker",
        hint="rows are shares, ratios with `as: percent`, or means on a scale",
    )


def _is_percent(unit: MeasuredIn) -> bool:
    return unit.unit == "share"


def schools_and_levels(filling: Filling) -> dict[str, tuple[str, ...]]:
    """Every open school with its tabs: as the plan, the bands of the level dimension, or the data say."""
    book = filling.plan.workbook
    found: dict[str, set[str]] = {name: set(tabs) for name, tabs in book.spanning.items()}
    dimension = filling.program.dimensions[book.level]
    if dimension.bands and dimension.field == book.per:
        for level, schools in dimension.bands.items():
            for school in schools:
                if school not in book.spanning:
                    found.setdefault(school, set()).add(level)
    else:
        for level, school in _groups_found(filling):
            if school not in book.spanning:
                found.setdefault(school, set()).add(level)
    tabs = {school: tuple(tab for tab in book.tabs if tab in levels) for school, levels in found.items()}
    dated = filling.program.schools
    closed = {name for name, school in dated.items() if not school.is_open_on(filling.as_of)}
    return {school: tabs[school] for school in sorted(tabs) if tabs[school] and school not in closed}


def _groups_found(filling: Filling) -> Iterator[tuple[str, str]]:
    book = filling.plan.workbook
    for metric in filling.results.values():
        for categories in metric.by.get((book.level, book.per), {}):
            level, school = categories
            yield level, school


def fill_school(filling: Filling, school: str, levels: Sequence[str]) -> TrackerBook:
    """A school's own workbook."""
    tabs = tuple(LevelTab(level, _rows(filling, level, school)) for level in levels)
    return _book(filling, school, tabs)


def fill_district(filling: Filling, levels: Sequence[str]) -> TrackerBook:
    """All schools of each level together."""
    tabs = tuple(LevelTab(level, _rows(filling, level, "")) for level in levels)
    return _book(filling, words.DISTRICT, tabs)


def _book(filling: Filling, school: str, tabs: tuple[LevelTab, ...]) -> TrackerBook:
    return TrackerBook(
        school=school,
        edition=filling.edition,
        program=filling.program.program.title,
        as_of=filling.as_of,
        labels=labels_of(filling.plan),
        tabs=tabs,
        about=(*filling.about, *_typed(filling, school, tabs), *_carried(filling, school, tabs)),
        colors=filling.plan.workbook.colors,
        file=filling.plan.workbook.file,
    )


def _carried(filling: Filling, school: str, tabs: Sequence[LevelTab]) -> Iterator[tuple[str, str]]:
    """The figures that stand as they were last printed, each with its day."""
    within = "" if school == words.DISTRICT else school
    for tab in tabs:
        for item in filling.plan.items:
            for period in filling.periods:
                published = filling.results.get((item.metric, period))
                cell = _cell(filling, published, tab.level, within) if published else None
                if isinstance(cell, Shown) and cell.as_of:
                    yield words.carried(f"{item.group} / {item.item}", _headed(period), cell.as_of)


def _typed(filling: Filling, school: str, tabs: Sequence[LevelTab]) -> Iterator[tuple[str, str]]:
    """The figures that the school typed itself, each with its file and day; they stand in its own level's tab."""
    levels = {tab.level for tab in tabs}
    for item in filling.plan.items:
        for period in filling.periods:
            published = filling.results.get((item.metric, period))
            for each in published.typed if published else ():
                if each.school == school and each.level in levels:
                    yield (
                        f"{item.group} / {item.item}, {_headed(period)}",
                        english.begun(typed.provenance(each)),
                    )


def _rows(filling: Filling, level: str, school: str) -> tuple[TrackerRow, ...]:
    return tuple(_row(filling, item, level, school) for item in filling.plan.items)


def _row(filling: Filling, item: Item, level: str, school: str) -> TrackerRow:
    metric = filling.program.metrics[item.metric]
    goal = level_goal(metric, filling.plan.workbook, level)
    text = item.goal_text(level) if goal.is_known else ""
    baseline, *results = (_entry(filling, metric, period, level, school) for period in filling.periods)
    return TrackerRow(
        id=row_id(level, item.metric),
        pillar=f"{item.pillar}, {item.priority}",
        aim=item.aim,
        district_goal=text or words.unknown_goal(level),
        group=item.group,
        item=item.item,
        category=item.category if item.area in ("", item.category) else f"{item.category} / {item.area}",
        goal=goal,
        baseline=baseline,
        results=tuple(results),
        top=top_of(filling.program, item.metric),
    )


def _entry(filling: Filling, metric: Metric, period: str, level: str, school: str) -> Entry:
    """What is known, its mark where it may not be shown, or blank."""
    published = filling.results.get((metric.id, period))
    cell = _cell(filling, published, level, school) if published else None
    if isinstance(cell, Suppressed):
        return HiddenEntry()
    if isinstance(cell, Shown) and isinstance(cell.value, Fraction):
        return _figure(filling, metric.id, cell.value)
    return None


def _figure(filling: Filling, metric: str, value: Fraction) -> Fraction:
    """A value as the workbook shows it: percents are written as 74.0."""
    return tenth(value * 100 if _is_percent(value_unit(filling.program, metric)) else value)


def _cell(filling: Filling, published: PublishedMetric, level: str, school: str) -> PublishedCell | None:
    """The cell of a level, or of a school in it; a spanning school is counted once, under one of its levels."""
    book = filling.plan.workbook
    if not school:
        return published.by.get((book.level,), {}).get((level,))
    table = published.by.get((book.level, book.per), {})
    if (level, school) in table:
        return table[level, school]
    if school in book.spanning:
        return next((table[other, school] for other in book.tabs if (other, school) in table), None)
    return None


def open_goals(filling: Filling) -> dict[str, tuple[str, ...]]:
    """Level -> the metrics whose goal is not known there: a list to fill in the definitions."""
    book = filling.plan.workbook
    metrics = [filling.program.metrics[item.metric] for item in filling.plan.items]
    missing = {
        level: tuple(each.id for each in metrics if not level_goal(each, book, level).is_known) for level in book.tabs
    }
    return {level: found for level, found in missing.items() if found}


def about(
    program: Program, plan: TrackerPlan, sources: Iterable[SourceReading], results: Results
) -> tuple[tuple[str, str], ...]:
    """The lines of "Data and method", with every doubt about the data that the items stand on."""
    lines = [*words.method(program.disclosure.minimum)]
    needed = {name for item in plan.items for name in program.sources_of(item.metric)} | {plan.workbook.typed}
    for source in (each for each in sources if each.name in needed):
        if source.usable:
            files = [Path(each.name).name for each in source.files]
            rows = (source.rows, source.used) if source.tells_rows else None
            lines.append(words.source_read(files, rows, source.owner))
        else:
            lines.append(words.source_unusable(source.name, source.reason, source.owner))
    for item in plan.items:
        metric = program.metrics[item.metric]
        found = [published for (name, _), published in results.items() if name == metric.id]
        said = [metric.reading, *dict.fromkeys(doubt for each in found for doubt in doubts(each))]
        text = english.sentences(f"{metric.title}.", f"Owner: {metric.owner}.", *said)
        lines.append((f"{item.group} / {item.item}", text))
    return tuple(lines)
