"""What may be recorded, and refusing what cannot be meant, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from kpitrack.definitions.milestones import is_recorded_by_hand
from kpitrack.errors import UsageError, did_you_mean
from kpitrack.model.calendar import Calendar
from kpitrack.model.evidence import LEARNING_QUESTIONS, MILESTONE_LEVELS, Entry, Subject, Wish
from kpitrack.model.plan import Plan, Step
from kpitrack.model.program import NOT_REPORTED, Program

_SAME_AS = {"achieved": "Done", "not achieved": "Not done", "yes": "Done", "no": "Not done"}


def subjects(program: Program, plan: Plan | None) -> dict[str, Subject]:
    """Everything that can be recorded by hand, by its id."""
    metrics = [
        Subject(metric.id, metric.title, "metric", metric.every, metric.measure.record_levels)
        for metric in program.metrics.values()
        if is_recorded_by_hand(program, metric.id)
    ]
    milestones = [_of_step(plan, step) for step in plan.steps.values()] if plan else []
    questions = [Subject(each.id, each.text, "question", each.every) for each in LEARNING_QUESTIONS]
    return {each.id: each for each in (*metrics, *milestones, *questions)}


def _of_step(plan: Plan, step: Step) -> Subject:
    starts = plan.weeks.first_day(step.start) if step.start_is_known else None
    return Subject(step.id, step.milestone.title, "milestone", "year", MILESTONE_LEVELS, starts)


def entry_for(program: Program, plan: Plan | None, wish: Wish, *, as_of: date, now: datetime) -> Entry:
    """The row to be written, in the spelling of the definitions.

    as_of: no evidence can be newer than this day.
    raises: UsageError for an unknown id, a future day, a value that is not a level, a group or period that the
            program does not know, and evidence without a source or a name.
    """
    subject = _subject(program, plan, wish.subject)
    _check_day(subject, wish.on, as_of)
    value = _value(subject, wish.value)
    if subject.kind != "question" and not wish.evidence.strip():
        raise UsageError("there is no evidence", hint='--evidence "Board minutes 2025-09-04", or a file name')
    if not wish.by.strip():
        raise UsageError("nobody is named who recorded it", hint='--by "Name or role"')
    return Entry(
        recorded_at=now,
        subject=subject.id,
        period=_period(program.calendar, subject, wish),
        group=_group(program, wish.group),
        value=value,
        on=wish.on,
        evidence=wish.evidence,
        by=wish.by,
    )


def _subject(program: Program, plan: Plan | None, written: str) -> Subject:
    known = subjects(program, plan)
    if written in known:
        return known[written]
    if written in program.metrics:
        sources = ", ".join(program.sources_of(written)) or "other metrics"
        raise UsageError(
            f"{written} is counted from {sources}, not recorded by hand", hint="correct the export it is counted from"
        )
    if plan and written in plan.stretches:
        steps = ", ".join(plan.stretches[written].steps) or "its deliverables"
        raise UsageError(f"{written} is a stretch of weeks and never done by itself", hint=f"record {steps}")
    raise UsageError(
        f"there is no metric, milestone or learning question {written!r}",
        hint=did_you_mean(written, known, otherwise="kpitrack record list --open shows what can be recorded"),
    )


def _check_day(subject: Subject, on: date, as_of: date) -> None:
    if on > as_of:
        raise UsageError(f"{on} lies after {as_of}, the as-of day", hint="--on with a day that has come, or --as-of")
    if subject.starts and on < subject.starts:
        raise UsageError(
            f"{subject.id} starts on {subject.starts}; it cannot be done on {on}",
            hint="correct --on, or `starts` in milestones.yaml",
        )


def _value(subject: Subject, written: str) -> str:
    if not subject.levels:
        if not written.strip():
            raise UsageError("there is no answer", hint='--value "…"')
        return written
    spelled = {level.lower(): level for level in subject.levels}
    word = written.strip().lower()
    if subject.kind == "milestone":
        word = _SAME_AS.get(word, word).lower()
    if word not in spelled:
        hint = did_you_mean(word, subject.levels, otherwise=f"one of: {', '.join(subject.levels)}")
        raise UsageError(f"{written!r} is not a level of {subject.id}", hint=hint)
    return spelled[word]


def _period(calendar: Calendar, subject: Subject, wish: Wish) -> str:
    if wish.period:
        if calendar.find(wish.period) is None:
            hint = did_you_mean(wish.period, calendar.names(), otherwise="--period Y1-Q2, or leave it out")
            raise UsageError(f"the calendar has no period {wish.period!r}", hint=hint)
        return wish.period
    period = calendar.newest(subject.every, wish.on)
    if period is None:
        raise UsageError(f"{wish.on} lies before the program begins", hint="--on with a later day, or --period Y1")
    return period.id


def _group(program: Program, written: str) -> str:
    """`school=Alder Elementary` with known names, in the spelling of the definitions; blank is everyone."""
    parts: list[str] = []
    for part in filter(None, (each.strip() for each in written.split(";"))):
        name, sign, category = (each.strip() for each in part.partition("="))
        if not sign or name not in program.dimensions:
            raise UsageError(f"{part!r} is not a group", hint=f"--group 'school=NAME'; {_dimensions(program)}")
        listed: Mapping[str, str] = {each.lower(): each for each in (*program.dimensions[name].listed, NOT_REPORTED)}
        if len(listed) > 1 and category.lower() not in listed:
            raise UsageError(f"{category!r} is no category of {name}", hint=f"one of: {', '.join(listed.values())}")
        parts.append(f"{name}={listed.get(category.lower(), category)}")
    return "; ".join(parts)


def _dimensions(program: Program) -> str:
    return f"dimensions are {', '.join(program.dimensions)}"
