"""The words of the milestones: states, sentences about slips, and the signs of the timeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kpitrack.model.plan import Plan, Step
from kpitrack.model.schedule import Done, Moved, Schedule, Slip, Standing, State
from kpitrack.wording import english
from kpitrack.wording.glyphs import Glyphs

_MOST_MOVED, _MOST_KEPT = 4, 2  # named in one sentence; the rest is counted

STATE_WORDS: Mapping[State, str] = {
    State.LATE: "Late",
    State.BLOCKED: "Blocked",
    State.UNKNOWN: "Not known",
    State.DUE_SOON: "Due soon",
    State.RUNNING: "Under way",
    State.PLANNED: "Planned",
    State.DONE_LATE: "Done late",
    State.DONE: "Done",
}
LEGEND = (
    "Slack: weeks a milestone may slip further before another one misses its due week; "
    "what nothing follows may slip to the end of the plan. "
    "Expected: where work before it is late, the week it can be done now."
)
ASSUMED = "Assumed, because the documents do not say"
OUTSIDE = "Outside the plan"


@dataclass(frozen=True, slots=True)
class TimelineSigns:
    """One sign per week."""

    work: str  # planned weeks
    done: str
    due: str
    late: str  # weeks past due
    expected: str  # the week it can be done at the earliest, where that is after today
    stretch: str
    today: str
    grid: str


_UNICODE_SIGNS = TimelineSigns(work="░", done="█", due="◆", late="▓", expected="◇", stretch="─", today="▼", grid="│")
_ASCII_SIGNS = TimelineSigns(work=".", done="#", due="D", late="!", expected="E", stretch="-", today="v", grid="|")
_MARKS: Mapping[State, tuple[str, str]] = {
    State.LATE: ("✗", "[-]"),
    State.BLOCKED: ("■", "[x]"),
    State.UNKNOWN: ("?", "[?]"),
    State.DUE_SOON: ("▼", "[<]"),
    State.RUNNING: ("●", "[>]"),
    State.PLANNED: ("○", "[ ]"),
    State.DONE_LATE: ("✓", "[+]"),
    State.DONE: ("✓", "[+]"),
}


def signs(glyphs: Glyphs) -> TimelineSigns:
    return _ASCII_SIGNS if glyphs.is_ascii else _UNICODE_SIGNS


def timeline_legend(glyphs: Glyphs) -> str:
    own = signs(glyphs)
    return (
        f"{own.work} planned  {own.done} done  {own.due} due  {own.late} past due, not done  "
        f"{own.expected} expected  {own.stretch} activity or stage  {own.today} today"
    )


def mark(state: State, glyphs: Glyphs) -> str:
    return _MARKS[state][1 if glyphs.is_ascii else 0]


def state_text(standing: Standing, glyphs: Glyphs) -> str:
    """Mark, word, and by how much: `✗ LATE 2 weeks`."""
    by = f" {weeks(standing.weeks_late)}" if standing.weeks_late else ""
    return f"{mark(standing.state, glyphs)} {STATE_WORDS[standing.state].upper()}{by}"


def short_state_text(standing: Standing, glyphs: Glyphs) -> str:
    """For a narrow column: `✗ LATE 2w`."""
    by = f" {standing.weeks_late}w" if standing.weeks_late else ""
    return f"{mark(standing.state, glyphs)} {STATE_WORDS[standing.state].upper()}{by}"


def state_counts(found: Iterable[Standing]) -> str:
    """`24 milestones: 2 late, 1 blocked, 12 done`."""
    listed = list(found)
    parts = [
        f"{count} {word.lower()}"
        for state, word in STATE_WORDS.items()
        if (count := sum(each.state is state for each in listed))
    ]
    return f"{english.counted(len(listed), 'milestone')}: {english.listed(parts)}" if parts else "No milestones."


# --- Weeks ------------------------------------------------------------------------------------------------------


def weeks(count: int) -> str:
    return english.counted(count, "week")


def week(plan: Plan, number: int) -> str:
    """`W16`; with its year where it is not the usual one of the plan: `Y2-W03`."""
    name, _, beyond = plan.weeks.name(number).partition("+")
    if beyond:
        return f"{weeks(int(beyond))} after {name}"
    year, _, short = name.partition("-")
    return short if year == _usual_year(plan) else name


def due(plan: Plan, step: Step) -> str:
    """`W16 Dec 7`."""
    return f"{week(plan, step.due)} {short_day(step.due_on)}"


def due_in_words(plan: Plan, step: Step) -> str:
    """`W16 (Dec 7, 2025)`."""
    return f"{week(plan, step.due)} ({english.day(step.due_on)})"


def week_and_day(plan: Plan, number: int) -> str:
    """A week with its last day."""
    return f"{week(plan, number)} ({english.day(plan.weeks.last_day(number))})"


def week_and_first_day(plan: Plan, number: int) -> str:
    """A week with its first day: for beginnings."""
    return f"{week(plan, number)} ({english.day(plan.weeks.first_day(number))})"


def due_day(step: Step) -> str:
    return english.day(step.due_on)


def critical(*, declared: bool, computed: bool) -> str:
    """By the plan's own word, by the longest chain of work, by both or by neither."""
    if declared and computed:
        return "declared, computed"
    return "declared" if declared else "computed" if computed else ""


def short_day(when: date) -> str:
    """`Dec 7`, where the year stands elsewhere."""
    return english.day(when).split(",")[0]


def _usual_year(plan: Plan) -> str:
    """The program year in which most milestones are due."""
    years = [plan.weeks.name(step.due).split("-")[0] for step in plan.steps.values()]
    return max(dict.fromkeys(years), key=years.count, default="")


def title(plan: Plan, milestone: str) -> str:
    return (plan.steps.get(milestone) or plan.stretches[milestone]).milestone.title


def in_sentence(plan: Plan, milestone: str) -> str:
    """A title inside a sentence begins small, unless its first word is a name or an abbreviation."""
    text = title(plan, milestone)
    second = text[1:2]
    begins_with_name = second.isupper() or second.isdigit() or text.startswith("Year ")
    return text if begins_with_name else text[:1].lower() + text[1:]


# --- Slips ------------------------------------------------------------------------------------------------------


def slip(plan: Plan, found: Slip) -> str:
    """What slips because of what, in one sentence."""
    late = f"{weeks(found.weeks)} late"
    name = title(plan, found.id)
    if found.asked:
        is_late_already = found.now - found.weeks > plan.steps[found.id].due
        how = (
            f"slips another {weeks(found.weeks)}, to {week(plan, found.now)}"
            if is_late_already
            else (f"is {late} ({week(plan, found.now)})")
        )
        beginning = f"If {in_sentence(plan, found.id)} {how}"
    else:
        beginning = f"{name} is {late}"
    moved = [each for each in found.moved if each.now > each.was]
    kept = [each for each in found.moved if each.now <= each.was and each.room is not None]
    facts = [
        *_some([_now(plan, each) for each in _weighty(plan, moved)], _MOST_MOVED, "moved"),
        *_some([_unaffected(plan, each) for each in _weighty(plan, kept)], _MOST_KEPT, "unaffected"),
    ]
    if not facts:
        facts = ["nothing that is still open moves"]
    replay = "It no longer moves the plan; shown is what this slip would have moved." if found.replays_done else ""
    return english.sentences(f"{beginning}: {'; '.join(facts)}.", replay)


def _weighty(plan: Plan, found: Sequence[Moved]) -> list[Moved]:
    """The critical ones first if not all can be named; otherwise in order of time."""
    return sorted(found, key=lambda each: not plan.steps[each.id].milestone.critical)


def _some(facts: Sequence[str], most: int, what: str) -> list[str]:
    rest = len(facts) - most
    return [*facts[:most], *([f"{rest} more {what}"] if rest > 0 else [])]


def _now(plan: Plan, moved: Moved) -> str:
    return f"{in_sentence(plan, moved.id)} now {week(plan, moved.now)} (was {week(plan, moved.was)})"


def _unaffected(plan: Plan, moved: Moved) -> str:
    return f"{in_sentence(plan, moved.id)} {week(plan, moved.now)} unaffected, slack {moved.room}"


# --- One milestone ----------------------------------------------------------------------------------------------


def sentence(plan: Plan, standing: Standing) -> str:
    """Everything a reader needs about one milestone: how it stands, why, and who acts."""
    step = standing.step
    due = due_in_words(plan, step)
    if standing.done is not None:
        return english.sentences(f"{_how_done(standing, standing.done)}; due {due}.", _evidence(standing))
    beginning = {
        State.LATE: f"{weeks(standing.weeks_late)} late; was due {due}.",
        State.BLOCKED: f"Held back; due {due}.",
        State.UNKNOWN: f"Was due {due}; whether it is done is not known.",
        State.DUE_SOON: f"Due {due}.",
        State.RUNNING: f"Under way since {week(plan, step.start)}; due {due}.",
        State.PLANNED: f"Begins {week(plan, step.start)}; due {due}.",
    }[standing.state]
    return english.sentences(beginning, held_back(plan, standing), outside(standing), standing.remark)


def done_line(standing: Standing) -> str:
    """When, with which evidence, and by whom; empty if it is not done."""
    done = standing.done
    return "" if done is None else english.sentences(f"{_how_done(standing, done)}.", _evidence(standing))


def _how_done(standing: Standing, done: Done) -> str:
    """A metric shows that something is done; the day is known only where its own target was met in time."""
    if not done.by_metric:
        late = f", {weeks(standing.weeks_late)} late" if standing.weeks_late else ""
        return f"Done {english.day(done.on)}{late}"
    if not done.at_the_latest:
        return "Done in time"
    late = f"Done late, by at most {weeks(standing.weeks_late)}" if done.missed else "Done"
    return f"{late} (shown {english.day(done.on)})"


def _evidence(standing: Standing) -> str:
    done = standing.done
    by = f", {done.by}" if done and done.by and not done.by_metric else ""
    return f"{english.unended(done.evidence)}{by}." if done and done.evidence else standing.remark


def held_back(plan: Plan, standing: Standing) -> str:
    """What holds it back, and until when."""
    names = english.listed(in_sentence(plan, each) for each in standing.blocked_by)
    expected = week(plan, standing.expected) if standing.expected_late else ""
    if names:
        return f"Blocked by {names}" + (f"; {expected} at the earliest." if expected else ".")
    return ""


def outside(standing: Standing) -> str:
    needs = standing.step.milestone.needs
    return f"{OUTSIDE} it needs {english.unended(needs)}." if needs else ""


def blocker(schedule: Schedule, standing: Standing, held: Sequence[Standing]) -> str:
    """One line of the weekly report: what is late, what waits for it, who acts."""
    plan = schedule.plan
    name = title(plan, standing.id)
    late = f" is {weeks(standing.weeks_late)} late" if standing.weeks_late else " is not done"
    waiting = english.listed(in_sentence(plan, each.id) for each in held)
    holds = f" and holds back {waiting}" if waiting else ""
    return f"{name}{late}{holds}. Next: {standing.step.milestone.owner}."


# --- The page around it -----------------------------------------------------------------------------------------


def path_line(schedule: Schedule) -> str:
    """The computed path: `W02 Board resolution > W04 Administrators trained > …`."""
    plan, path = schedule.plan, schedule.path
    names = [f"{week(plan, plan.steps[each].due)} {title(plan, each)}" for each in path.computed]
    return f"{weeks(path.weeks)} of work: {' > '.join(names)}"


def path_difference(schedule: Schedule) -> str:
    """How the declared path differs from the computed one."""
    plan, path = schedule.plan, schedule.path
    missing = [title(plan, each) for each in path.computed if each not in path.declared]
    besides = [title(plan, each) for each in path.declared if each not in path.computed]
    if not path.declared:
        return "The plan declares no critical path."
    if not missing and not besides:
        return f"The plan declares the same {english.counted(len(path.declared), 'milestone')}."
    return english.sentences(
        f"The plan declares {english.counted(len(path.declared), 'milestone')}.",
        f"Not among them, but on the longest chain: {english.listed(missing)}." if missing else "",
        f"Declared, but with room on that chain: {english.listed(besides)}." if besides else "",
    )


def as_of(schedule: Schedule) -> str:
    return f"as of {english.day(schedule.as_of)}, {week(schedule.plan, schedule.today)}"


def assumptions(schedule: Schedule) -> tuple[str, ...]:
    """What was assumed about the milestones shown, one line each."""
    plan = schedule.plan
    shown = [step for each, step in plan.steps.items() if each in schedule.shown]
    guessed = [step.milestone.title for step in shown if not step.start_is_known and step.milestone.takes is None]
    general = f"One week of work each, since no weeks are named: {english.listed(guessed)}"
    return (
        *(f"{step.milestone.title}: {text}" for step in shown for text in step.milestone.assumed),
        *([general] if guessed else []),
    )


def record_command(standing: Standing) -> str:
    """What to type when a late milestone is in fact done."""
    return f"kpitrack record add {standing.id} --value done --on DAY --evidence TEXT --by NAME"
