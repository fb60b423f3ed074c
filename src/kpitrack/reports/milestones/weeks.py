"""The timeline: one sign per week. The terminal prints it; the page draws the same rows."""

from __future__ import annotations

from dataclasses import dataclass

from kpitrack.model.milestones import MilestoneKind
from kpitrack.model.plan import Stretch
from kpitrack.model.schedule import Schedule, Standing, State
from kpitrack.reports.milestones.facts import shown_stretches
from kpitrack.wording import milestones as words

_LONGEST = 60  # weeks that can be printed side by side


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the timeline. `cells`: a sign per week of the span."""

    label: str
    cells: str
    state: State | None = None  # None for activities and stages


def span_of(schedule: Schedule) -> range:
    """The weeks to print: of everything shown, in whole quarters."""
    shown = schedule.printed
    starts = [each.step.start for each in shown] + [each.start for each in shown_stretches(schedule)]
    ends = [max(each.step.due, each.expected) for each in shown] + [each.end for each in shown_stretches(schedule)]
    if not starts:
        return range(0)
    quarters = [week for week, _ in schedule.plan.weeks.quarters]
    first = max((week for week in quarters if week <= min(starts)), default=min(starts))
    after = min((week for week in quarters if week > max(ends)), default=max(ends) + 1)
    return range(first, min(after, first + _LONGEST))


def drawn_until(schedule: Schedule, standing: Standing) -> int:
    """How far its line is drawn: what is late is drawn up to today."""
    if standing.state.is_done:
        return standing.expected
    return max(standing.step.due, schedule.today if standing.weeks_late else 0)


def axis(schedule: Schedule, span: range) -> list[str]:
    """Quarters, and the number of every fourth week."""
    quarters, numbers = axis_marks(schedule, span)
    return [
        _line([(week, f"|{name}") for week, name in quarters], span),
        _line([(week, name.removeprefix("W").lstrip("0")) for week, name in numbers], span),
    ]


def axis_marks(schedule: Schedule, span: range) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Where quarters begin, and which weeks carry a number: the first of every four."""
    weeks = schedule.plan.weeks
    quarters = [(week, name) for week, name in weeks.quarters if week in span]
    numbers = [
        (week, weeks.name(week).partition("+")[0].rpartition("-")[2]) for week in span if week < len(weeks.weeks)
    ]
    return quarters, [(week, name) for week, name in numbers if int(name.removeprefix("W")) % 4 == 1]


def _line(marks: list[tuple[int, str]], span: range) -> str:
    line = ""
    for week, text in marks:
        line = line[: week - span.start].ljust(week - span.start) + text
    return line[: len(span)]


def today_line(schedule: Schedule, span: range, signs: words.TimelineSigns) -> str:
    """The sign over the week of the as-of day; empty if it lies outside."""
    if schedule.today not in span:
        return ""
    place = schedule.today - span.start
    text = f"{signs.today} today"
    return (
        " " * place + text if place + len(text) <= len(span) else " " * (place - len("today ")) + f"today {signs.today}"
    )


def lines_of(schedule: Schedule) -> list[tuple[Standing | Stretch, bool]]:
    """Stages, then every activity with its deliverables in order of time, then what belongs to no activity.

    returns: a milestone or a stretch per line, and whether it stands inside the activity above it.
    """
    stretches = shown_stretches(schedule)
    by_id = {each.id: each for each in schedule.printed}
    groups: list[tuple[int, int, list[tuple[Standing | Stretch, bool]]]] = []
    placed: set[str] = set()
    for stretch in stretches:
        if stretch.milestone.kind is MilestoneKind.ACTIVITY:
            own = sorted((by_id[each] for each in stretch.steps if each in by_id), key=lambda each: each.step.due)
            placed |= {each.id for each in own}
            groups.append((stretch.start, stretch.end, [(stretch, False), *((each, True) for each in own)]))
    groups += [(each.step.start, each.step.due, [(each, False)]) for each in schedule.printed if each.id not in placed]
    stages = [each for each in stretches if each.milestone.kind is MilestoneKind.STAGE]
    return [
        *((stage, False) for stage in stages),
        *(line for group in sorted(groups, key=lambda each: each[:2]) for line in group[2]),
    ]


def rows_of(schedule: Schedule, span: range, signs: words.TimelineSigns) -> list[Row]:
    """The lines with a sign per week, and a line down the week of the as-of day."""
    rows = [
        _stretch(each, span, signs)
        if isinstance(each, Stretch)
        else _step(schedule, each, span, signs, indent="  " if is_inside else "")
        for each, is_inside in lines_of(schedule)
    ]
    return [_with_grid(row, schedule, span, signs) for row in rows]


def _stretch(stretch: Stretch, span: range, signs: words.TimelineSigns) -> Row:
    cells = "".join(signs.stretch if stretch.start <= week <= stretch.end else " " for week in span)
    return Row(stretch.milestone.title, cells)


def _step(schedule: Schedule, standing: Standing, span: range, signs: words.TimelineSigns, *, indent: str = "") -> Row:
    end = drawn_until(schedule, standing)
    cells = "".join(_sign(standing, week, end, signs) for week in span)
    return Row(indent + standing.step.milestone.title, cells, standing.state)


def _sign(standing: Standing, week: int, end: int, signs: words.TimelineSigns) -> str:
    step, done = standing.step, standing.state.is_done
    if week == step.due:
        return signs.due
    if week == standing.expected and week > end:
        return signs.expected
    if done and week == standing.expected < step.start:
        return signs.done
    if step.start <= week < step.due:
        return (signs.done if week <= standing.expected else " ") if done else signs.work
    if step.due < week <= end:
        return signs.done if done else signs.late
    return " "


def _with_grid(row: Row, schedule: Schedule, span: range, signs: words.TimelineSigns) -> Row:
    """A line down the week of the as-of day, wherever nothing else stands."""
    place = schedule.today - span.start
    if schedule.today not in span or row.cells[place] != " ":
        return row
    return Row(row.label, row.cells[:place] + signs.grid + row.cells[place + 1 :], row.state)
