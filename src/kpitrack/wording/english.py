"""The English catalogue: every word and sentence about a number or a status. Facts come in as text, in order.

A second language is a second module with these functions; nothing else knows any words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from kpitrack.model.statuses import Status

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PERIOD = re.compile(r"Y(?P<year>\d+)(?:-(?P<letter>[QSMW])(?P<number>\d+))?")
_PARTS = {"Q": "Quarter", "S": "Semester", "M": "Month", "W": "Week"}
_IRREGULAR = {"person": "people", "child": "children", "staff": "staff"}

_DIMENSIONS = {"frl": "Free or reduced-price meals", "prior_tech": "Prior tech experience"}
_SHORT_DIMENSIONS = {"frl": "Meals", "prior_tech": "Prior tech"}

STATUS_WORDS: Mapping[Status, str] = {
    Status.MET: "Met",
    Status.NOT_MET: "Not met",
    Status.ON_TRACK: "On track",
    Status.OFF_TRACK: "Behind",
    Status.NOT_DUE: "Not due",
    Status.NO_DATA: "No data",
    Status.NO_BASELINE: "No baseline",
    Status.SUPPRESSED: "Not shown",
    Status.NOT_APPLICABLE: "N/A",
    Status.TRACKED: "For information",
    Status.RETIRED: "Ended",
}
SHORT_STATUS_WORDS: Mapping[Status, str] = {**STATUS_WORDS, Status.TRACKED: "Info", Status.NO_BASELINE: "No base"}
STATUS_MEANINGS: Mapping[Status, str] = {
    Status.MET: "the due day has passed and the target holds; a count to date is met as soon as it gets there",
    Status.NOT_MET: "the due day has passed and the target does not hold; it stays open until the value reaches it",
    Status.ON_TRACK: "not due yet: at or ahead of where the value should be today",
    Status.OFF_TRACK: "not due yet: behind where the value should be today",
    Status.NOT_DUE: "not due yet, and nothing is expected before",
    Status.NO_DATA: "nothing to count, with the reason; not a zero",
    Status.NO_BASELINE: "there is a result, but the target needs a starting value",
    Status.SUPPRESSED: "hidden to protect privacy; says nothing about performance",
    Status.NOT_APPLICABLE: "this group makes no sense here; declared",
    Status.TRACKED: "no target by design",
    Status.RETIRED: "ended, with the day and the reason",
}
_STATUS_COUNTS: Mapping[Status, str] = {
    Status.MET: "met",
    Status.NOT_MET: "not met",
    Status.ON_TRACK: "on track",
    Status.OFF_TRACK: "behind",
    Status.NOT_DUE: "not due",
    Status.NO_DATA: "without data",
    Status.NO_BASELINE: "without a baseline",
    Status.SUPPRESSED: "not shown",
    Status.NOT_APPLICABLE: "not applicable",
    Status.TRACKED: "for information",
    Status.RETIRED: "ended",
}
EVIDENCE_WORDS: Mapping[str, str] = {
    "clear": "The difference is clear.",
    "could_be_chance": "This could be chance.",
    "no_meaningful_gap": "The gap is too small to matter.",
    "too_few_to_tell": "Too few people to tell.",
}

NO_VALUE = "no data"
HIDDEN_VALUE = "hidden"
NOT_APPLICABLE_VALUE = "n/a"
EVERY_GROUP = "every group"
LEGEND = (
    "no data: nothing to count, not a zero. hidden: not shown, to protect privacy; says nothing about performance. "
    "n/a: this group does not apply here."
)
SHORT_LEGEND = f"{LEGEND} Meals: free or reduced-price meals."


# --- Figures, units, days ---------------------------------------------------------------------------------------


def or_more(amount: str) -> str:
    return f"{amount} or more"


def or_less(amount: str) -> str:
    return f"{amount} or less"


def from_to(low: str, high: str) -> str:
    """Not `5-14`, which a spreadsheet takes for a day in May."""
    return f"{low} to {high}"


def just(side: str, amount: str) -> str:
    """A rounded value that would stand on the wrong side of its target. side: under, over."""
    return f"just {side} {amount}"


def figure(number: Decimal) -> str:
    """With thousands separators and all the decimals it has."""
    return f"{number:,f}"


def percent(number: str) -> str:
    return f"{number}%"


def points(number: str) -> str:
    """A difference of two percentages."""
    return f"{number} pp"


def score(number: str, scale: int | None) -> str:
    return number if scale is None else f"{number}/{scale}"


def money(number: str, currency: str) -> str:
    """Dollars carry their sign before the figure and a minus before the dollar: -$5."""
    if currency not in ("", "USD"):
        return f"{number} {currency}"
    sign = number[:1] if number[:1] in "+-" else ""
    return f"{sign}${number.removeprefix(sign)}"


def day(when: date) -> str:
    return f"{_MONTHS[when.month - 1]} {when.day}, {when.year}"


def days(first: date, last: date) -> str:
    return f"{day(first)} to {day(last)}"


def period(name: str) -> str:
    """`Y1-Q2` is Year 1, Quarter 2 (Y1-Q2); a name the program invented stays as it is."""
    found = _PERIOD.fullmatch(name)
    if not found:
        return name
    part = f", {_PARTS[found['letter']]} {int(found['number'])}" if found["letter"] else ""
    return f"Year {found['year']}{part} ({name})"


def plural(noun: str, count: int) -> str:
    if count == 1:
        return noun
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def counted(count: int, noun: str) -> str:
    return f"{figure(Decimal(count))} {plural(noun, count)}"


def of_kind(amount: str, noun: str) -> str:
    """`35 to 44 teachers`."""
    return f"{amount} {plural(noun, 2)}"


def count_of(part: str, whole: str, result: str) -> str:
    return f"{part} of {whole} ({result})"


def from_people(result: str, people: str) -> str:
    return f"{result} from {people}"


def listed(items: Iterable[str]) -> str:
    return ", ".join(items)


def status_counts(summary: Mapping[str, int]) -> str:
    """`12 met, 3 not met, 1 without data`."""
    return listed(f"{count} {_STATUS_COUNTS[Status(status)]}" for status, count in summary.items())


def dimension(name: str, *, short: bool = False) -> str:
    """For programs that give their dimensions no title. Short names are for terminals; the legend spells them out."""
    names = _SHORT_DIMENSIONS if short else _DIMENSIONS
    return names.get(name, name.replace("_", " ").capitalize())


def category(dimension: str, name: str) -> str:
    return f"{dimension}: {name}"


# --- Goals ------------------------------------------------------------------------------------------------------


def goal(comparator: str, low: str, high: str) -> str:
    """A goal inside a sentence, after the word `target`."""
    match comparator:
        case "more_than":
            return f"more than {low}"
        case "at_most":
            return f"at most {high}"
        case "less_than":
            return f"below {high}"
        case "between":
            return f"{low} to {high}"
        case _:
            return low


# --- The sentence of each status --------------------------------------------------------------------------------


def begun(text: str) -> str:
    """As the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def met(result: str, goal: str, due: str) -> str:
    return f"Met. {begun(result_beside(result, goal))} by {due}."


def met_late(result: str, goal: str, due: str, on: str) -> str:
    return f"Met late, on {on}. {begun(result_beside(result, goal))} by {due}."


def met_on_its_day(result: str, goal: str, due: str, *, after: str) -> str:
    return sentences(f"Met on {due}. {result}; target {goal}.", after)


def met_early(result: str, goal: str, due: str) -> str:
    return f"Met. {begun(result_beside(result, goal))} by {due}, reached early."


def not_met(result: str, goal: str, *, short: str) -> str:
    return sentences(f"Not met. {begun(result_beside(result, goal))}.", short)


def judged(*, met: bool, result: str) -> str:
    """Of a group whose goal is not told."""
    return sentences("Met." if met else "Not met.", f"{begun(result)}." if result else "")


def not_met_on_its_day(result: str, goal: str, due: str, *, after: str) -> str:
    return sentences(f"Not met on {due}. {result}; target {goal}.", after)


def now(result: str, *, reached: bool) -> str:
    return f"Reached since: now {result}." if reached else f"Now {result}."


def nothing_newer(reason: str) -> str:
    """Beside a verdict of an earlier day."""
    return f"No result since: {unended(reason or 'nothing to count')}."


def all_together(result: str) -> str:
    """Beside a target that judges only a part."""
    return f"All together {result}." if result else ""


def goal_for(goal: str, scope: str) -> str:
    return f"{goal} for {scope}"


def on_track(result: str, goal: str, due: str, expected: str, *, would_meet: bool) -> str:
    """would_meet: there is no path, so the target itself is what today's result was held against."""
    if expected:
        ahead = f"At or ahead of today's expected {expected}"
    else:
        ahead = "Today's result would meet it" if would_meet else "On track"
    return f"Not due until {due}. {ahead}: {result_beside(result, goal)}."


def off_track(result: str, goal: str, due: str, expected: str) -> str:
    behind = f"Behind today's expected {expected}" if expected else "Behind"
    return f"Not due until {due}. {behind}: {result_beside(result, goal)}."


def result_beside(result: str, goal: str) -> str:
    return "; ".join(each for each in (result, f"target {goal}" if goal else "") if each)


def not_due(result: str, goal: str, due: str) -> str:
    so_far = f"So far {result}; target {goal}." if result else f"Target {goal}."
    return f"Due {due}. Not judged yet. {so_far}"


def not_due_without_target(result: str) -> str:
    return f"Not judged yet. So far {result}." if result else "Not judged yet."


def no_data(reason: str, owner: str) -> str:
    return sentences(
        f"No result: {unended(reason or 'nothing to count')}. Not a zero.", f"Contact {owner}." if owner else ""
    )


NOT_TOLD = "what it is judged by is not shown"
IN_RANGE = "the target lies within what the printed figure stands for"
HELD = "The change since the last release is too small to print; what was printed then still stands."
BY_SHOWN_GROUPS = "Judged by the groups that are shown."


def not_told(result: str) -> str:
    """A verdict that would tell of something hidden."""
    return sentences(f"Result {result}." if result else "", f"Not judged here: {NOT_TOLD}.")


def in_range(result: str, goal: str) -> str:
    """A verdict that would tell more of a small group than its printed range or rounded figure."""
    return sentences(
        f"Result {result}; target {goal}." if goal else f"Result {result}.", f"Not judged here: {IN_RANGE}."
    )


def no_baseline(result: str, reason: str) -> str:
    return sentences(
        f"Result {result}." if result else "No result yet.",
        "Enter a baseline to set a target.",
        f"Missing: {unended(reason)}." if reason else "",
    )


SUPPRESSED = "Not shown, to protect privacy. Says nothing about performance."


def not_applicable(reason: str) -> str:
    return f"This group does not apply here: {unended(reason)}." if reason else "This group does not apply here."


def tracked(result: str) -> str:
    information = "Reported for information; no target yet."
    return f"{begun(result)}. {information}" if result else information


def in_every_part(result: str, *, met: bool) -> str:
    """A target that is judged part by part has no number for the whole."""
    judged = "Met in every part." if met else "Not met in every part; each is judged by itself."
    return f"{judged} Together {result}." if result else judged


def retired(on: str, why: str, last: str) -> str:
    ended = f"Ended {on}" if on else "Ended"
    reason = f": {unended(why)}" if why else ""
    return sentences(f"{ended}{reason}.", f"Last result {last}." if last else "")


# --- What follows a sentence ------------------------------------------------------------------------------------


def more_needed(count: str) -> str:
    return f"{count} more needed."


def too_many(count: str) -> str:
    return f"{count} too many."


def below_by(gap: str) -> str:
    return f"{gap} below the target."


def above_by(gap: str) -> str:
    return f"{gap} above the target."


def exactly_at(comparator: str) -> str:
    return "Exactly at the limit, which is not below it." if comparator == "less_than" else "Exactly at the limit."


def following(response: str, owner: str) -> str:
    """Who does what next."""
    if response:
        return f"Next: {unended(response)}, {owner}." if owner else f"Next: {unended(response)}."
    return f"Owner: {owner}." if owner else ""


def changed(on: str, original: str, why: str) -> str:
    return f"Target changed on {on} from {original or 'another figure'}{f': {unended(why)}' if why else ''}."


def due_promise(goal: str, due: str, days_before: int) -> str:
    before = f" and on {days_before} earlier {plural('day', days_before)}" if days_before else ""
    return f"target {goal} was due {due}{before}" if goal else f"a target was due {due}{before}"


def overdue(title: str, promise: str, result: str, *, reached: str) -> str:
    state = f"reached since: now {reached}" if reached else "still open"
    was = f"{result} on that day" if result else "no result on that day"
    return f"{title}: {promise}; {was}, {state}."


def exception(text: str) -> str:
    return f"Approved exception: {unended(text)}. The status stays as it is."


def quality_mark(text: str) -> str:
    return f"Data quality: {unended(text)}."


def reading(text: str) -> str:
    return f"Read as: {unended(text)}."


def alert(rule: str, about: str, value: str, limit: str) -> str:
    figures = f" ({value}, limit {limit})" if value and limit else f" ({value})" if value else ""
    return f"{about}: {unended(rule)}{figures}."


def unended(text: str) -> str:
    """Without its full stop, so that a sentence around it ends once."""
    return text.strip().removesuffix(".")


def sentences(*parts: str) -> str:
    return " ".join(part for part in parts if part)


# --- The report around the numbers ------------------------------------------------------------------------------

AUDIENCES: Mapping[str, str] = {
    "internal": "internal: small groups are visible, do not pass on",
    "shared": "shared: small groups are protected",
    "public": "public",
}

INTERNAL_BANNER = "INTERNAL. This report shows small groups of people. Do not pass it on."
WORKING_COPY = "working copy, not a release"


def exact_by_decision(of: str, until: date | None) -> str:
    ending = f", until {day(until)}" if until else ""
    return f"Exact figures are kept by decision of {of}{ending}."


def preliminary(end: str, through: str) -> str:
    return f"PRELIMINARY: the period ends {end}; data through {through}. Results will change."


def data_through(when: str) -> str:
    return f"data through {when}"


CARRIED_MARK = "*"  # behind a figure of an earlier day
_MOST_DAYS = 3


def as_of(when: str) -> str:
    return f"As of {when}:"


def carried(days: Sequence[date]) -> str:
    """The legend of the mark; of many days the first and the last."""
    each = [day(when) for when in dict.fromkeys(sorted(days))]
    named = " or ".join(each) if len(each) <= _MOST_DAYS else f"a day from {each[0]} to {each[-1]}"
    return (
        f"{CARRIED_MARK} {len(days):,} {plural('result', len(days))} as of {named}, as last printed: what has changed"
        " since is too little to print without telling of single people."
    )


def hidden(hidden_cells: int, shown_cells: int) -> str:
    if not hidden_cells:
        return "No group is hidden."
    whole = hidden_cells + shown_cells
    return (
        f"{hidden_cells:,} of {whole:,} results are not shown, to protect privacy. That says nothing about performance."
    )


def unusable_source(name: str, reason: str, owner: str) -> str:
    return sentences(f"{name}: {unended(reason)}.", f"Contact {owner}." if owner else "")


def problem(level: str, place: str, message: str, hint: str) -> str:
    return sentences(
        f"{level}: {place}{': ' if place else ''}{unended(message)}.", f"Try: {unended(hint)}." if hint else ""
    )


def row(number: int | None, more_rows: int) -> str:
    if number is None:
        return ""
    return f"row {number:,} and {more_rows:,} more" if more_rows else f"row {number:,}"


def place(file: str, row: str, column: str) -> str:
    return listed(each for each in (file, row, f"column {column}" if column else "") if each)


def more(count: int, command: str) -> str:
    return f"and {count:,} more: {command}"


# --- When an alert fires ----------------------------------------------------------------------------------------

SIGNIFICANT = "the difference is statistically clear"


def reached(comparator: str, low: str, high: str) -> str:
    """An alert's own limit: `10 pp or more`, `below 45%`."""
    match comparator:
        case "at_least":
            return f"{low} or more"
        case "more_than":
            return f"above {low}"
        case "at_most":
            return f"{high} or less"
        case "less_than":
            return f"below {high}"
        case _:
            return f"from {low} to {high}"


def outside(low: str, high: str) -> str:
    return f"below {low} or above {high}"


def either(words: list[str]) -> str:
    return " or ".join(words)


def worse_running(periods: int) -> str:
    return f"worse {periods} periods running"


def no_data_running(periods: int) -> str:
    return f"no data {periods} periods running"


# --- The list of people behind a number -------------------------------------------------------------------------

PEOPLE_BANNER = "CONFIDENTIAL. This list names people by their ids. For internal use; do not pass it on."


COUNTED = ("yes", "no", "left out")  # in the order of the list


def in_numerator(*, passes: bool | None) -> tuple[str, str]:
    """Is a person in the numerator, and why."""
    if passes is None:
        return "left out", "no answer"
    return ("yes", "meets the condition") if passes else ("no", "does not meet the condition")


def people_listed(counted: Sequence[str]) -> str:
    """How many of a list are counted, are not, and are left out."""
    return ", ".join(f"{counted.count(each)} {each}" for each in COUNTED if each in counted) or "nobody"


def left_for_later(count: int) -> str:
    """Metrics that a report leaves out, because their first target falls due after the year."""
    if not count:
        return ""
    if count == 1:
        return "1 metric has its first target after this program year and is left out"
    return f"{count} metrics have their first target after this program year and are left out"


def measured_in(administration: str, count: int) -> str:
    """Metrics of a survey that a report leaves out, because another report is theirs."""
    return f"{'1 metric belongs' if count == 1 else f'{count} metrics belong'} to the report of {administration}"
