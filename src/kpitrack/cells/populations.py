"""Who is in a population on the deciding day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kpitrack.cells.facts import Facts, FactTable
from kpitrack.cells.passing import passing_sql
from kpitrack.cells.people import PEOPLE, Rosters
from kpitrack.cells.subjects import Subject
from kpitrack.cells.windows import held_between, overlap_sql
from kpitrack.engine import sql
from kpitrack.model.calendar import Calendar, Observed, Period
from kpitrack.model.cells import Missing
from kpitrack.model.program import Population, Program


@dataclass(frozen=True, slots=True)
class Membership:
    """A population ready to be joined: its subject on the deciding day, and the condition of being a member."""

    subject: Subject
    condition: str


def membership(program: Program, facts: Facts, rosters: Rosters, name: str, observed: Observed) -> Membership | Missing:
    """The population as of the period looked at, or why there is none yet.

    A population fixed on a day takes everything from that day: who belongs, and in which category.
    """
    chain = _chain(program, name)
    decided = _deciding_day(program.calendar, chain, observed)
    if decided > observed.through:
        return Missing(f"the group is fixed on {decided.isoformat()}, which has not come")
    unit = program.unit_of(name)
    people = rosters.on(unit, decided)
    if people is None:
        return Missing(f"nobody lists every {unit}: there is no roster")
    subject = Subject(program, facts, unit, Observed(_period_of(program.calendar, observed, decided), decided), people)
    conditions = [_on_the_roster(subject, chain)]
    for population in chain:
        if not population.where.is_empty:
            conditions.append(subject.roster_filter(population.where))
        conditions.append(f"coalesce({passing_sql(subject, population.having, population.without)}, FALSE)")
    return Membership(subject, sql.all_of(each for each in conditions if each != "coalesce(TRUE, FALSE)"))


def _chain(program: Program, name: str) -> tuple[Population, ...]:
    """The population and those it is made of, down to the people themselves."""
    chain: list[Population] = []
    while name in program.populations:
        chain.append(program.populations[name])
        name = program.populations[name].of
    return tuple(chain)


def _period_of(calendar: Calendar, observed: Observed, decided: date) -> Period:
    """The period that holds the deciding day, as long as the one looked at: what was decided once stays decided."""
    if decided in observed.period:
        return observed.period
    return calendar.newest(calendar.rhythm_of(observed.period) or "year", decided) or observed.period


def _deciding_day(calendar: Calendar, chain: tuple[Population, ...], observed: Observed) -> date:
    fixed = next((population.fixed_on for population in chain if population.fixed_on), None)
    return day_named(calendar, fixed, observed) if fixed else observed.through


def day_named(calendar: Calendar, written: str, observed: Observed) -> date:
    """The day of `end_of Y1-Q2`, `start_of Y1`, `start_of_semester`, a named day or a date.

    `start_of_semester` is the first day of the semester that contains the judged period.
    """
    if written in calendar.named_days:
        return calendar.named_days[written]
    edge, _, which = written.replace("_of_", "_of ").partition(" ")
    if edge not in ("start_of", "end_of"):
        return date.fromisoformat(written)
    period = calendar.find(which) or calendar.newest(which, observed.period.start)
    if period is None:
        raise KeyError(written)
    return period.start if edge == "start_of" else period.end


def _on_the_roster(subject: Subject, chain: tuple[Population, ...]) -> str:
    enrolled = next((each.enrolled for each in chain if each.enrolled != "on_that_day"), "on_that_day")
    present = f"{PEOPLE}.present_"
    roster = subject.roster
    held = held_between(roster) if roster else None
    if enrolled == "on_that_day" or roster is None or held is None:
        return present
    first, table = subject.observed.period.start, subject.table(roster.name)
    if enrolled == "ever":
        overlaps = table.term(overlap_sql(held, first, subject.observed.through))
        return f"coalesce({table.column(f'count(*) FILTER (WHERE {overlaps})')}, 0) > 0"
    return sql.all_of([present, _covered(table, held, first, subject.observed.through)])


def _covered(table: FactTable, held: tuple[str, str], first: date, last: date) -> str:
    """Every day from the first one on lies in a row of the roster; a day in two rows counts once."""
    starts, ends = held
    until = f"CASE WHEN {starts} IS NOT NULL THEN least(coalesce({ends}, {sql.day(last)}), {sql.day(last)}) END"
    earlier = f"PARTITION BY {table.unit_sql} ORDER BY {starts}, row_ ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
    taken = f"coalesce(max({until}) OVER ({earlier}), {sql.day(first - timedelta(days=1))})"
    since = f"greatest({starts}, {sql.day(first)}, {taken} + 1)"
    days = table.flag(f"greatest(date_diff('day', {since}, {until}) + 1, 0)")
    covered = table.column(f"coalesce(sum({days}), 0)")
    return f"{covered} >= {(last - first).days + 1}"
