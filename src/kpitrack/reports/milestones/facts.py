"""What every format says of a schedule: headings, lines around the list, and one row per milestone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kpitrack.model.plan import Stretch
from kpitrack.model.schedule import Schedule, Slip, Standing
from kpitrack.wording import english
from kpitrack.wording import milestone_findings as finding_words
from kpitrack.wording import milestones as words


@dataclass(frozen=True, slots=True)
class Block:
    """A heading with its lines; no lines, no block."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One milestone with every fact in plain types, for files that other programs read. Weeks are names."""

    id: str
    title: str
    kind: str
    owner: str
    parties: tuple[str, ...]
    state: str
    starts: str
    starts_on: date
    due: str
    due_on: date
    expected: str
    expected_by: date
    weeks_late: int
    expected_weeks_late: int
    earliest: str
    slack_weeks: int | None  # None once it is done
    float_weeks: int
    takes_weeks: int
    risk: str
    declared_critical: bool
    computed_critical: bool
    waits_for: tuple[str, ...]
    blocked_by: tuple[str, ...]
    needs: str
    done_on: date | None
    done_at_the_latest: bool
    evidence: str
    by: str
    metric: str
    sentence: str
    reading: str
    assumed: tuple[str, ...]
    inventory: tuple[str, ...]


def facts_of(schedule: Schedule) -> Iterator[Fact]:
    """The milestones asked for, most urgent first, done last."""
    for standing in schedule.printed:
        yield _fact(schedule, standing)


def _fact(schedule: Schedule, standing: Standing) -> Fact:
    step, plan, done = standing.step, schedule.plan, standing.done
    one = step.milestone
    return Fact(
        id=step.id,
        title=one.title,
        kind=one.kind.value,
        owner=one.owner,
        parties=parties(schedule, standing),
        state=standing.state.value,
        starts=plan.weeks.name(step.start),
        starts_on=plan.weeks.first_day(step.start),
        due=plan.weeks.name(step.due),
        due_on=step.due_on,
        expected=plan.weeks.name(standing.expected),
        expected_by=expected_by(schedule, standing),
        weeks_late=standing.weeks_late,
        expected_weeks_late=standing.expected_late,
        earliest=plan.weeks.name(standing.earliest + _first_week(schedule)),
        slack_weeks=None if standing.state.is_settled else standing.slack,
        float_weeks=standing.float,
        takes_weeks=step.takes,
        risk=one.risk or "",
        declared_critical=one.critical,
        computed_critical=standing.id in schedule.path.computed,
        waits_for=standing.waits_for,
        blocked_by=standing.blocked_by,
        needs=one.needs,
        done_on=done.on if done else None,
        done_at_the_latest=bool(done and done.at_the_latest),
        evidence=done.evidence if done else "",
        by=done.by if done else "",
        metric=one.done_when.metric if one.done_when else "",
        sentence=words.sentence(plan, standing),
        reading=one.reading,
        assumed=one.assumed,
        inventory=one.inventory,
    )


def _first_week(schedule: Schedule) -> int:
    """Earliest weeks are counted from the first week of the plan."""
    return min((step.start for step in schedule.plan.steps.values()), default=0)


def expected_by(schedule: Schedule, standing: Standing) -> date:
    """The last day of the expected week; of what is in time, the due day itself."""
    if standing.expected == standing.step.due:
        return standing.step.due_on
    return schedule.plan.weeks.last_day(standing.expected)


def parties(schedule: Schedule, standing: Standing) -> tuple[str, ...]:
    """Everyone named as responsible: of the milestone itself, else of the activity it is made in."""
    one = standing.step.milestone
    if one.parties or one.during is None:
        return one.parties
    return schedule.plan.stretches[one.during].milestone.parties


def shown_stretches(schedule: Schedule) -> tuple[Stretch, ...]:
    return tuple(each for each in schedule.plan.stretches.values() if each.id in schedule.shown)


def heading(schedule: Schedule) -> str:
    return f"{schedule.plan.title}: milestones"


def heading_facts(schedule: Schedule) -> tuple[str, ...]:
    chosen = (f"only {schedule.chosen}",) if schedule.chosen else ()
    return (*chosen, words.as_of(schedule), f"audience {english.AUDIENCES[schedule.audience]}", english.WORKING_COPY)


def counts(schedule: Schedule) -> str:
    return words.state_counts(schedule.printed)


def first_blocks(schedule: Schedule) -> tuple[Block, ...]:
    """What a reader wants to know on Monday; what-if first, because it was asked for."""
    asked = [each for each in schedule.slips if each.asked]
    late = [each for each in schedule.slips if not each.asked]
    told = {each.id for each in late}
    found = (
        Block("What if", tuple(_slips(schedule, asked))),
        Block("What slips because of what", tuple(_slips(schedule, late))),
        Block("What else holds others back", tuple(each.sentence for each in schedule.blockers if each.id not in told)),
    )
    return tuple(block for block in found if block.lines)


def last_blocks(schedule: Schedule) -> tuple[Block, ...]:
    """What stands behind the list: the path, what to settle, what was assumed."""
    found = (
        Block("Critical path", (words.path_line(schedule), words.path_difference(schedule))),
        Block("Order and dates to settle", tuple(_findings(schedule))),
        Block("Sources not usable", schedule.unusable_sources),
        Block("Records that cannot be used", schedule.problems),
        Block("Recurring", tuple(_recurring(schedule))),
        Block(words.ASSUMED, words.assumptions(schedule)),
    )
    return tuple(block for block in found if block.lines)


def _slips(schedule: Schedule, slips: list[Slip]) -> Iterator[str]:
    return (words.slip(schedule.plan, each) for each in slips)


def _findings(schedule: Schedule) -> Iterator[str]:
    """Those about the milestones shown; notes only compare the two critical paths, which has a block of its own."""
    for found in schedule.findings:
        if found.severity != "note" and found.milestone in schedule.shown:
            yield finding_words.finding(found)


def _recurring(schedule: Schedule) -> Iterator[str]:
    for one in schedule.plan.recurring:
        yield f"{one.title}: every {one.every}, {one.owner}"


def next_step(schedule: Schedule) -> str:
    """A command to go on with."""
    late = [each for each in schedule.printed if not each.state.is_done and each.weeks_late]
    unrecorded = [each for each in late if each.step.milestone.done_when is None]
    if unrecorded:
        return words.record_command(unrecorded[0])
    if late and (condition := late[0].step.milestone.done_when):
        return f"kpitrack explain {condition.metric}"
    open_ones = [each for each in schedule.printed if not each.state.is_settled]
    return f"kpitrack milestones --slip {open_ones[0].id}=2w" if open_ones else "kpitrack report"
