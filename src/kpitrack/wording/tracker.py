"""Words of the Progress Tracker workbook.

Sentences about a row are patterns with named figures, because the same sentence is written twice: as text from our
own arithmetic, and as a formula that follows what a principal types.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kpitrack.model.quantities import as_decimal
from kpitrack.model.workbook import TypedEntry
from kpitrack.wording import english

HIDDEN = "hidden"  # the mark in place of a number that may not be shown
DISTRICT = "District"
TEMPLATE = "Template"

MET, NOT_MET = "MET", "NOT MET"
NO_BASELINE, NO_DATA, NO_GOAL, NOT_SHOWN = "NO BASELINE", "NO DATA", "NO GOAL YET", "NOT SHOWN"
ON_TRACK, OFF_TRACK = "ON TRACK", "OFF TRACK"
CHECK_ENTRY = "CHECK ENTRY"

PILLAR = "Strategic Plan Pillar and Priority"
AIM = "School Experience Survey Metric"
ITEM = "GROUP / School Experience Survey Item"
CATEGORY = "Survey Category / Content Area"
INCREASE = "Goal Percentage Point Increase"
WHY = "Why"
TREND = "Trend"
ID = "kpitrack id (do not change)"
WRITTEN = "kpitrack written (do not change)"
CHECK = "kpitrack check (do not change)"

GLANCE_TAB = "At a glance"
LEVEL = "Level"
STATUS = "Goal met or not met"
COUNTED = (  # worst first: how the status is written, and what so many of them are called
    (CHECK_ENTRY, "with an entry to check"),
    (NOT_MET, "not met"),
    (f"{OFF_TRACK}*", "off track"),
    (f"{ON_TRACK}*", "on track"),
    (MET, "met"),
)
NOT_JUDGED = "not judged"
ALL_JUDGED = "all judged."
NOTHING_JUDGED = "Nothing to judge yet."
PATH_TAB = "Path"
HOW_TAB = "How to read this"
METHOD_TAB = "Data and method"
CHART_TITLE = "Newest result beside its target"
NEWEST_RESULT, NEWEST_TARGET = "Newest result", "Target of that year"

INPUT_TITLE = "Type the percent"
INPUT_ERROR_TITLE = "Not usable like this"
PERCENT = "percent"

# Figures that a sentence may name: result, target, gap (how far off, never negative), goal, baseline, increase, next.
REACHED = "{label} result {result} reached the goal of {goal}."
MISSED = "{label} result {result} is {gap} points below the goal of {goal}."
AHEAD = "{label} result {result} is at or above its target of {target}. Next: {next} in {next_label}."
BEHIND = (
    "{label} result {result} is {gap} points below its target of {target}. "
    "To reach {goal} by {goal_label}: {next} in {next_label}."
)
STARTED = "No result yet. First target: {next} in {next_label}."
EMPTY = "Nothing entered yet. Blank is not zero. Enter the {baseline_label} baseline."
WITHOUT_BASELINE = "There is a result, but no {baseline_label} baseline to set targets from."
WITHOUT_GOAL = "The district goal for this level is not known yet, so nothing is judged."
WITHOUT_GOAL_OR_RESULT = "No result yet, and the district goal for this level is not known yet."
CHECK_PERCENT = "Check the {entry}: type a number from 0 to {top} with one decimal, without the % sign (75.0 for 75%)."
CHECK_SCORE = "Check the {entry}: type a number from 0 to {top} with one decimal."
PROTECTED = "Not shown, to protect privacy. Says nothing about performance."
CAPPED = " The goal stops at {top}."


def district_goal(label: str) -> str:
    return f"Strategic Plan District Goal for June, {label}"


def baseline(label: str) -> str:
    return f"{label} SCHOOL Baseline %"


def target(label: str) -> str:
    return f"{label} Target %"


def result(label: str) -> str:
    return f"{label} Result %"


def difference(label: str) -> str:
    return f"{label} Result Difference from Target"


def entries(baseline_label: str, result_labels: Sequence[str]) -> tuple[str, ...]:
    """How a sentence names the cells to type in: `Fall 2021 baseline`, `Fall 2022 result` …"""
    return (f"{baseline_label} baseline", *(f"{each} result" for each in result_labels))


def check(top: str) -> str:
    """The pattern of what to do about an entry that cannot be used."""
    return CHECK_PERCENT if top == "100" else CHECK_SCORE


def final_target(label: str) -> str:
    return f"{label} SCHOOL Target % (Baseline + Goal Increase)"


def goal_status(label: str) -> str:
    return f"{label} SCHOOL Goal Met/Not Met"


def original_target(label: str) -> str:
    return f"{label} original straight path"


def on_track(year: str) -> str:
    return f"{ON_TRACK} ({year})"


def off_track(year: str) -> str:
    return f"{OFF_TRACK} ({year})"


def unknown_goal(level: str) -> str:
    return f"The goal of {level} schools for this item is not known yet."


def input_message(top: str) -> str:
    if top == "100":
        return "A number from 0 to 100 with one decimal, without the % sign: for 75% type 75.0. Leave blank if unknown."
    return f"A number from 0 to {top} with one decimal. Leave blank if there is none: blank is not zero."


def input_error(top: str) -> str:
    if top == "100":
        return "Type the percent as a number with one decimal, without the % sign: 75.0 for 75%, not 0.75 and no text."
    return f"Type a number from 0 to {top} with one decimal, and no text."


def title(school: str, file: str) -> str:
    return f"{school}: {file}"


def where_to_type(levels: Sequence[str]) -> str:
    """Said on tabs without a cell to type in."""
    return f"To add a result, type it into a yellow cell of the tab {' or '.join(levels)}."


def below_the_table(school: str, edition: str, as_of: date, where: str = "Type in yellow cells only.") -> str:
    marks = {
        "shared": "Shared edition: small groups are hidden.",
        "own-school": "CONFIDENTIAL: this school's exact results. Do not pass on.",
        "blank": "Empty template.",
    }
    data = "" if edition == "blank" else f" Data through {english.day(as_of)}."
    return f"{school}. {marks[edition]}{data} {where}"


def facts(school: str, program: str, edition: str, as_of: date) -> tuple[tuple[str, str], ...]:
    """What the file is; a template holds no data, so it has no day."""
    names = {
        "shared": "Shared: small groups are hidden",
        "own-school": "Own school: exact results, confidential",
        "blank": "Empty template",
    }
    lines = (("School", school), ("Program", program), ("Edition", names[edition]))
    return lines if edition == "blank" else (*lines, ("Data through", english.day(as_of)))


def page_header(school: str, edition: str) -> str:
    return f"{school} (CONFIDENTIAL)" if edition == "own-school" else school


def how_to_read(baseline_label: str, goal_label: str) -> tuple[tuple[str, str], ...]:
    """Two columns: what you see, and what it means."""
    return (
        (
            "In ten seconds",
            "The first tab counts what is met, and shows every item with its status word and why. Red says NOT MET.",
        ),
        (MET, f"The newest result reached the {goal_label} goal. Equal counts as reached."),
        (NOT_MET, f"The last result is below the {goal_label} goal. Why says by how many points."),
        (f"{ON_TRACK} (year)", "The goal is not decided yet. The newest result is at or above the target of its year."),
        (f"{OFF_TRACK} (year)", "The goal is not decided yet. The newest result is below the target of its year."),
        (CHECK_ENTRY, "An entry cannot be used as it was typed. Why says which one, and its cell is orange."),
        (NO_DATA, "Nothing to judge yet. Blank is never counted as zero."),
        (NO_BASELINE, f"There is a result, but no {baseline_label} baseline, so there is no target."),
        (NO_GOAL, "The district has not named a goal for this level."),
        (f"{NOT_SHOWN}, {HIDDEN}", "So few people answered that showing the result could tell who said what."),
        ("Yellow cells", f"The only cells to type in: the {baseline_label} baseline and the results. One decimal."),
        ("How to type", "75.0 for 75 percent. Not 75%, not 0.75, no words. Leave a cell blank if you do not know."),
        ("Targets", "They share what is missing over the years that are left, from the newest result."),
        ("Above the goal", "A school above its goal keeps the goal as its target. No goal is above 100."),
        (f"{PATH_TAB} tab", "The original straight line from the baseline to the goal, beside today's targets."),
        (
            "Filter and sort",
            "The arrows filter. To sort in Excel first choose Review, Unprotect Sheet: no password. Both are safe.",
        ),
        ("When you are done", "Save the file under its own name and mail it back."),
    )


def carried(item: str, period: str, as_of: date) -> tuple[str, str]:
    """A figure of an earlier day."""
    day = english.day(as_of)
    return (
        f"{item}, {period}",
        f"as of {day}, as last printed: too little has changed to print it without telling of few",
    )


def method(minimum: int) -> tuple[tuple[str, str], ...]:
    """How the figures are made; the same for every school."""
    return (
        (
            "Percent favorable",
            "Answers Agree or Strongly agree, of all answers given. Open items and Don't know are left out.",
        ),
        ("Overall", "Favorable answers to all items of the area together, of all answers to them."),
        ("Participation", "Households that took part, of all households invited."),
        (
            "Rounding",
            "One decimal, halves away from zero. Targets are computed from the rounded figures that are shown.",
        ),
        ("Goal", "Baseline plus goal increase, never above 100."),
        (
            "Target of a year",
            "Newest result plus an equal share of what is left to the goal, over the years that are left.",
        ),
        (
            "Small groups",
            f"In the shared edition no result stands on fewer than {minimum} people, and none can be recomputed.",
        ),
        (
            "Typed figures",
            (
                "They carry no count of people, so they are shown in the school's own edition alone and are part of no "
                "total. The survey's own figure goes before, unless a person accepted what was typed over it."
            ),
        ),
    )


def source_read(files: Sequence[str], rows: tuple[int, int] | None, owner: str) -> tuple[str, str]:
    """files: their names in order; of many the first and the last are named. rows: read and used, if they are told."""
    named = files[0] if len(files) == 1 else f"{len(files)} files, {files[0]} to {files[-1]}"
    counts = f": {rows[0]:,} rows read, {rows[1]:,} used" if rows else ""
    return (_read_from(owner), f"{named}{counts}.")


def source_unusable(name: str, reason: str, owner: str) -> tuple[str, str]:
    return (_read_from(owner), f"{name} is not usable: {reason}. Contact {owner}.")


def _read_from(owner: str) -> str:
    return f"Read from {owner}"


def told_twice(metric: str, period: str, school: str) -> str:
    return f"{school} typed a figure for {metric} in {period}, the survey has its own; the survey's is used"


def changed_since(metric: str, period: str, school: str) -> str:
    return (
        f"{school} typed over a figure for {metric} in {period} that has changed since; the survey's is used. "
        "Send the school a newly built workbook"
    )


def differing(same: Sequence[TypedEntry]) -> str:
    """same: the different figures that a school typed for one item and period, the one that counts for it last."""
    school, metric, period = same[0].school, same[0].metric, same[0].period
    figures = [f"{as_decimal(each.figure, 1)}" for each in same if each.figure is not None]
    typed = english.listed(f"{text} in {each.sheet}!{each.cell}" for text, each in zip(figures, same, strict=True))
    return (
        f"{school} typed different figures for {metric} in {period}: {typed}. Each tab keeps its own; for the school "
        f"as a whole {figures[-1]} counts. Ask the school which is right, and delete the other row from the results"
    )


TWO_FILES = "two files of this school differ: leave the right one in the folder, and read it again"
DELETED = "a computed figure was deleted; it comes back in the next workbook: to leave it out, correct the export"


def to_accept(word: str, column: str) -> str:
    """What a person does with a figure that replaces another."""
    return (
        f"replaces a computed figure; to accept it, write {word} in the first column and today's date under {column}: "
        "it then stands for the school in place of the survey's, and is part of no total"
    )


def mail_subject(school: str, *, confidential: bool) -> str:
    return f"Progress Tracker of {school}{' (CONFIDENTIAL)' if confidential else ''}"


def mail_text(school: str, *, confidential: bool) -> str:
    """The body of the mail a school gets with its workbook."""
    warning = "It shows exact results of your school. Do not pass it on.\n" if confidential else ""
    return (
        f"Attached is the Progress Tracker of {school}.\n{warning}"
        "The first tab says for every item whether the goal is met, and why.\n"
        "To add a result, type it into a yellow cell (75.0 for 75 percent), save, and answer this mail with the file.\n"
    )
