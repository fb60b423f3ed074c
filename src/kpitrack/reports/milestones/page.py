"""One self-contained page: the timeline as inline SVG, and the same data as a table. No script, no request."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from kpitrack.model.milestones import MilestoneKind
from kpitrack.model.plan import Stretch
from kpitrack.model.schedule import Schedule, Standing
from kpitrack.reports.milestones import facts
from kpitrack.reports.milestones.weeks import axis_marks, drawn_until, lines_of, span_of
from kpitrack.reports.plain import one_line
from kpitrack.reports.screen import Screen
from kpitrack.wording import UNICODE
from kpitrack.wording import milestones as words

_LABELS = 290  # pixels for the names, left of the first week
_WEEK = 15
_LINE = 22
_TOP = 46  # for quarters, week numbers and the word "today"


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of weeks in pixels. kind: work, done, late or stretch, which decides fill and pattern."""

    kind: str
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the chart, with its text alternative."""

    label: str
    text: str
    y: int
    indent: int
    is_stage: bool
    bars: tuple[Bar, ...]
    due: int | None = None  # middle of the due week
    expected: int | None = None  # middle of the week it can be done, where that is after due and after today


@dataclass(frozen=True, slots=True)
class Chart:
    """The timeline in pixels."""

    width: int
    height: int
    top: int
    lines: tuple[Line, ...]
    quarters: tuple[tuple[int, str], ...]
    weeks: tuple[tuple[int, str], ...]
    today: int | None


@dataclass(frozen=True, slots=True)
class PageRow:
    """One row of the table."""

    title: str
    sentence: str
    notes: tuple[str, ...]
    mark: str
    state: str
    state_id: str
    due: str
    due_on: str
    expected: str
    slack: str
    risk: str
    critical: str
    owner: str


def render(schedule: Schedule, screen: Screen) -> str:  # noqa: ARG001 - a page has no width of its own
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    source = files("kpitrack.reports.milestones").joinpath("page.html.j2").read_text(encoding="utf-8")
    page = environment.from_string(source).render(
        title=one_line(facts.heading(schedule)),
        facts=facts.heading_facts(schedule),
        counts=facts.counts(schedule),
        first_blocks=facts.first_blocks(schedule),
        last_blocks=facts.last_blocks(schedule),
        chart=_chart(schedule),
        rows=tuple(_row(schedule, each) for each in schedule.printed),
        stretches=tuple(_stretch_row(schedule, place) for place in range(len(facts.shown_stretches(schedule)))),
        legend=words.LEGEND,
        week=_WEEK,
        line=_LINE,
        labels=_LABELS,
    )
    return page.rstrip() + "\n"


# --- The chart --------------------------------------------------------------------------------------------------


def _chart(schedule: Schedule) -> Chart | None:
    span = span_of(schedule)
    lines = lines_of(schedule)
    if not lines:
        return None
    drawn = [
        _stretch_line(schedule, each, span, _TOP + place * _LINE)
        if isinstance(each, Stretch)
        else _step_line(schedule, each, span, _TOP + place * _LINE, indent=14 if is_inside else 0)
        for place, (each, is_inside) in enumerate(lines)
    ]
    quarters, weeks = axis_marks(schedule, span)
    return Chart(
        width=_LABELS + len(span) * _WEEK + 2,
        height=_TOP + len(lines) * _LINE + 4,
        top=_TOP,
        lines=tuple(drawn),
        quarters=tuple((_x(week, span), name) for week, name in quarters),
        weeks=tuple((_x(week, span), name) for week, name in weeks),
        today=_middle(schedule.today, span) if schedule.today in span else None,
    )


def _stretch_line(schedule: Schedule, stretch: Stretch, span: range, y: int) -> Line:
    title = one_line(stretch.milestone.title)
    text = f"{title}: {words.week(schedule.plan, stretch.start)} to {words.week(schedule.plan, stretch.end)}"
    is_stage = stretch.milestone.kind is MilestoneKind.STAGE
    return Line(title, text, y, 0, is_stage, (_bar("stretch", stretch.start, stretch.end, span),))


def _step_line(schedule: Schedule, standing: Standing, span: range, y: int, *, indent: int) -> Line:
    step, done = standing.step, standing.state.is_done
    title = one_line(step.milestone.title)
    until = drawn_until(schedule, standing)
    first = min(step.start, standing.expected) if done and standing.expected < step.start else step.start
    bars = [_bar("done" if done else "work", first, min(step.due, until) if done else step.due, span)]
    if until > step.due and (done or standing.weeks_late):
        bars.append(_bar("done" if done else "late", step.due + 1, until, span))
    text = f"{title}: {words.STATE_WORDS[standing.state]}. {words.sentence(schedule.plan, standing)}"
    due = _middle(step.due, span)
    expected = _middle(standing.expected, span) if not done and standing.expected > until else None
    return Line(
        title,
        one_line(text),
        y,
        indent,
        is_stage=False,
        bars=tuple(each for each in bars if each.width > 0),
        due=due,
        expected=expected,
    )


def _bar(kind: str, first: int, last: int, span: range) -> Bar:
    start, end = max(first, span.start), min(last, span[-1])
    return Bar(kind, _x(start, span), (end - start + 1) * _WEEK)


def _middle(week: int, span: range) -> int:
    return _x(week, span) + _WEEK // 2


def _x(week: int, span: range) -> int:
    return _LABELS + (week - span.start) * _WEEK


# --- The table --------------------------------------------------------------------------------------------------


def _row(schedule: Schedule, standing: Standing) -> PageRow:
    plan, step = schedule.plan, standing.step
    one = step.milestone
    moved = standing.expected != step.due and not standing.state.is_done
    late = f" {words.weeks(standing.weeks_late)}" if standing.weeks_late else ""
    declared, computed = one.critical, standing.id in schedule.path.computed
    return PageRow(
        title=one_line(one.title),
        sentence=one_line(words.sentence(plan, standing)),
        notes=tuple(one_line(each) for each in (one.reading, *(f"Assumed: {text}." for text in one.assumed)) if each),
        mark=words.mark(standing.state, UNICODE),
        state=words.STATE_WORDS[standing.state] + late,
        state_id=standing.state.value,
        due=words.week(plan, step.due),
        due_on=words.due_day(step),
        expected=words.week_and_day(plan, standing.expected) if moved else "",
        slack="" if standing.state.is_settled else str(standing.slack),
        risk=one.risk or "",
        critical=words.critical(declared=declared, computed=computed),
        owner=one_line(one.owner),
    )


def _stretch_row(schedule: Schedule, place: int) -> tuple[str, str, str, str, str]:
    stretch = facts.shown_stretches(schedule)[place]
    plan, one = schedule.plan, stretch.milestone
    made = ", ".join(words.title(plan, each) for each in stretch.steps)
    who = ", ".join(one.parties) or one.owner
    return (
        one_line(one.title),
        words.week_and_first_day(plan, stretch.start),
        words.week_and_day(plan, stretch.end),
        one_line(who),
        one_line(made),
    )
