"""An explanation as headed paragraphs and lists. Every number comes from what the audience may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kpitrack.model.explained import Explanation, MovementShown, Statement
from kpitrack.model.intake import Problem, SourceReading
from kpitrack.model.published import PublishedTarget, Shown, Suppressed
from kpitrack.wording import english, typed
from kpitrack.wording.glyphs import ASCII
from kpitrack.wording.numbers import ValueForm, amount_text, count_text, form_of, goal_words, value_text
from kpitrack.wording.sentences import alert_sentence, notes, sentence
from kpitrack.wording.shown import actual_text, shown_text

_MOST_PROBLEMS = 8


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines; lines that begin with two blanks belong to the line before."""

    heading: str
    lines: tuple[str, ...]


def sections(about: Explanation) -> tuple[Section, ...]:
    """The explanation in the order in which a reader asks."""
    found = (
        Section("The number", tuple(_number(about))),
        Section("How it is measured", about.words),
        Section("Targets", tuple(_targets(about))),
        Section("Rules", tuple(alert_sentence(about.metric, each) for each in about.metric.alerts)),
        Section("Groups", tuple(_groups(about))),
        Section("Typed by schools", tuple(_typed(about))),
        Section("Who was counted", tuple(_movement(about.movement, about.metric.counted))),
        Section("Where it comes from", tuple(line for source in about.sources for line in _source(source))),
        Section("Rows that need a look", tuple(_problems(about.problems)) if about.audience != "public" else ()),
        Section("SQL", about.sql),
    )
    return tuple(section for section in found if section.lines)


def _number(about: Explanation) -> Iterator[str]:
    metric, total = about.metric, about.metric.total
    yield sentence(metric)
    yield f"Period: {english.period(metric.period)}, {english.days(metric.start, metric.through)}."
    if isinstance(total, Shown):
        yield from _fraction(about, total)
        if total.left_out and total.n:
            people = english.counted(total.left_out, metric.counted)
            yield f"Left out, because they have no answer: {people}."
        for word, value in (("The period before", total.previous), ("A year ago", total.year_ago)):
            if value is not None:
                yield f"{word}: {value_text(value, form_of(metric))}."
        if total.evidence:
            yield f"Evidence: {total.evidence}."
    yield from notes(metric)


def _fraction(about: Explanation, total: Shown) -> Iterator[str]:
    metric = about.metric
    if total.numerator is None or total.denominator is None or total.value is None:
        return
    top, bottom = (amount_text(each, _plain_form(about)) for each in (total.numerator, total.denominator))
    if metric.kind == "change":
        people = english.counted(total.n or 0, metric.counted)
        yield f"Sum of the second answers {top}, of the first {bottom}, over {people}."
        return
    goal = metric.target.goal if metric.target else None
    result = value_text(total.value, form_of(metric), goal)
    yield f"{top} / {bottom} = {result}. It is judged exactly; nothing is rounded before."


def _plain_form(about: Explanation) -> ValueForm:
    form = form_of(about.metric)
    return ValueForm("money", currency=form.currency) if form.unit == "money" else ValueForm("count")


def _targets(about: Explanation) -> Iterator[str]:
    metric = about.metric
    if not metric.targets:
        yield "No target: the metric is reported for information."
    statements = {each.id: each for each in about.statements}
    for target in metric.targets:
        yield _target(about, target)
        for identity in target.inventory:
            yield f"  promised in {_statement(statements.get(identity, Statement(identity, '', '')))}"
        if target.reading:
            yield f"  read as: {target.reading}"
        if target.changed_on is not None:
            was = f"changed on {english.day(target.changed_on)}; before, it was {target.original}"
            yield f"  {was}: {target.why_changed}"


def _target(about: Explanation, target: PublishedTarget) -> str:
    form = form_of(about.metric)
    goal = goal_words(target.goal, form) if target.goal else "no number"
    scope = f", {target.scope}" if target.scope else ""
    shown = "  <- shown in the report" if target == about.metric.target else ""
    status = english.STATUS_WORDS[target.status]
    actual = actual_text(target.value, target.coded, form, target.goal)
    value = f" with {actual}" if actual else ""
    return f"{english.day(target.due)} ({target.period}, {target.role}{scope}): {goal}. {status}{value}.{shown}"


def _statement(statement: Statement) -> str:
    place = f" {statement.place}" if statement.place else ""
    return f"{statement.id}{place}" + (f": “{statement.text}”" if statement.text else "")


def _groups(about: Explanation) -> Iterator[str]:
    for dimensions, table in about.metric.by.items():
        titles = " and ".join(_title(about.dimension_titles, each) for each in dimensions)
        if table and all(isinstance(cell, Suppressed) for cell in table.values()):
            yield f"{titles}: not shown, to protect privacy."
            continue
        for categories, cell in table.items():
            text = shown_text(about.metric, cell, ASCII)
            people = f", {text.counted} counted" if text.counted else ""
            yield f"{titles} {' and '.join(categories)}: {text.value}{people}  {text.mark}".rstrip()
    for dimension, reason in about.metric.not_applicable.items():
        yield f"{_title(about.dimension_titles, dimension)}: does not apply, {reason}."


def _typed(about: Explanation) -> Iterator[str]:
    for each in about.metric.typed:
        amount = each.amount / 100 if each.amount is not None and about.metric.unit == "share" else each.amount
        yield typed.line(each, "" if amount is None else value_text(amount, form_of(about.metric)))


def _title(titles: Mapping[str, str], dimension: str) -> str:
    title = titles.get(dimension, dimension)
    return english.dimension(dimension) if title == dimension else title


def _movement(movement: MovementShown | None, counted: str) -> Iterator[str]:
    if movement is None:
        return
    people, since = english.plural(counted, 2), f"Since {english.day(movement.since)}"
    since += ", in all schools together" if movement.in_all_schools else ""
    if movement.people is None:
        few = f"fewer than {movement.fewer_than} {people}"
        yield f"{since}: how many joined, left or changed school is not told, since {few} did one of these."
        return
    joined, left, moved = (count_text(each) for each in movement.people)
    yield f"{since}: {joined} {people} joined, {left} left, {moved} changed school."


def _source(source: SourceReading) -> Iterator[str]:
    """With its counts of rows where they may be told."""
    if not source.usable:
        yield f"{source.name}: not usable. {source.reason}. Contact {source.owner}."
        return
    stale = " STALE: older than it may be." if source.stale else ""
    day = f", stands for {english.day(source.as_of)}" if source.as_of else ""
    yield f"{source.name} ({source.owner}){day}.{stale}"
    if not source.tells_rows:
        yield from (f"  {file.name}" for file in source.files)
        return
    for file in source.files:
        yield f"  {file.name}, {count_text(file.rows)} rows, {file.encoding}, sha256 {file.sha256[:16]}"
    dropped, refused = sum(source.dropped.values()), sum(source.refused.values())
    figures = (source.rows, source.used, dropped, refused)
    rows, used, by_rule, faulty = (count_text(each) for each in figures)
    yield f"  {rows} rows read = {used} used + {by_rule} left aside by rule + {faulty} not usable"
    for heading, reasons in (("left aside", source.dropped), ("not usable", source.refused)):
        if reasons:
            yield f"  {heading}: {english.listed(f'{count_text(n)} {reason}' for reason, n in reasons.items())}"


def _problems(problems: tuple[Problem, ...]) -> Iterator[str]:
    for problem in problems[:_MOST_PROBLEMS]:
        place = english.place(problem.file or problem.source, english.row(problem.row, 0), problem.column)
        yield english.problem(problem.level, place, problem.message, problem.hint)
    if len(problems) > _MOST_PROBLEMS:
        yield english.more(len(problems) - _MOST_PROBLEMS, "kpitrack check")
