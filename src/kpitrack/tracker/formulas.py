"""The tracker's rule as spreadsheet formulas: plain functions that work in Excel 2013+, LibreOffice and Google Sheets.

They are made for a mapping of columns to letters and a row, because a returned workbook may have been sorted or have
columns inserted; `verifying` asks for the formula of the place it finds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from string import Formatter

from kpitrack.model.quantities import as_decimal
from kpitrack.model.workbook import Entry, HiddenEntry, LevelGoal
from kpitrack.tracker.entries import usable
from kpitrack.tracker.layout import BASELINE, INCREASE, Layout
from kpitrack.tracker.stored import as_number
from kpitrack.wording import tracker as words


@dataclass(frozen=True, slots=True)
class Place:
    """One row of one tab: where its columns are."""

    layout: Layout
    letters: Mapping[int, str] | Sequence[str]  # column of the layout -> letters in the sheet
    row: int  # as a spreadsheet counts
    goal: LevelGoal
    top: Fraction
    written: Sequence[Entry]  # what stood in the cells to type in when the workbook was written

    @property
    def has_hidden(self) -> bool:
        return any(isinstance(each, HiddenEntry) for each in self.written)

    def at(self, column: int) -> str:
        return f"{self.letters[column]}{self.row}"


def number_text(value: Fraction) -> str:
    """A number as a formula writes it: 100, 7.5."""
    return f"{as_decimal(value, 4).normalize():f}"


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def increase(place: Place) -> str:
    """Only for a goal that is a level: what is missing to it."""
    assert place.goal.reach is not None
    start = place.at(BASELINE)
    return f'=IF(ISNUMBER({start}),ROUND({number_text(place.goal.reach)}-{start},1),"")'


def goal(place: Place) -> str:
    start, rise = place.at(BASELINE), place.at(INCREASE)
    return f'=IF(AND(ISNUMBER({start}),ISNUMBER({rise})),MIN({number_text(place.top)},ROUND({start}+{rise},1)),"")'


def target(place: Place, number: int) -> str:
    """A straight line from the last known result to the goal; what is known is only seen when the file is open."""
    layout, end = place.layout, place.at(place.layout.goal)
    last = layout.checkpoints - 1
    if number == last:
        return f'=IF(ISNUMBER({end}),{end},"")'
    line = _on_the_line(place.at(BASELINE), end, number + 1, layout.checkpoints)
    for known in range(number):
        result = place.at(layout.result(known))
        later = _on_the_line(result, end, number - known, last - known)
        line = f"IF(ISNUMBER({result}),{later},{line})"
    if number > 0 or place.goal.reach is not None:  # the first target of an increase never lies beyond the goal
        line = f"MIN({end},{line})"
    return f'=IF(ISNUMBER({end}),ROUND({line},1),"")'


def _on_the_line(start: str, end: str, step: int, steps: int) -> str:
    """Some of the way, never all of it: the last checkpoint's target is the goal itself."""
    shared = gcd(step, steps)
    step, steps = step // shared, steps // shared
    times = f"*{step}" if step > 1 else ""
    return f"{start}+({end}-{start}){times}/{steps}"


def difference(place: Place, number: int) -> str:
    result, aimed = place.at(place.layout.result(number)), place.at(place.layout.target(number))
    return f'=IF(AND(ISNUMBER({result}),ISNUMBER({aimed})),ROUND({result}-{aimed},1),"")'


def status(place: Place) -> str:
    layout = place.layout
    if not place.goal.is_known:
        return _unless_to_check(place, quoted(words.CHECK_ENTRY), _if_result(place, words.NO_GOAL, words.NO_DATA))
    last = layout.checkpoints - 1
    judged = [
        (words.MET, words.NOT_MET)
        if number == last
        else (words.on_track(layout.labels.short[number]), words.off_track(layout.labels.short[number]))
        for number in range(layout.checkpoints)
    ]
    branches = [f"{quoted(reached)},{quoted(missed)}" for reached, missed in judged]
    start = _if_result(place, words.NO_BASELINE, words.NO_DATA)
    by_newest = _by_newest(place, branches, start, quoted(words.NOT_SHOWN))
    return _unless_to_check(place, quoted(words.CHECK_ENTRY), by_newest)


def why(place: Place) -> str:
    """The sentence beside the status, alive: it follows what is typed."""
    layout, labels = place.layout, place.layout.labels
    if not place.goal.is_known:
        unknown = _if_result(place, words.WITHOUT_GOAL, words.WITHOUT_GOAL_OR_RESULT)
        return _unless_to_check(place, _what_to_check(place), unknown)
    last = layout.checkpoints - 1
    branches = []
    for number in range(layout.checkpoints):
        here = _figures(place, number)
        if number == last:
            reached, missed = words.REACHED, words.MISSED
        else:
            reached, missed = words.AHEAD, words.BEHIND
        branches.append(f"{_sentence(reached, here, place, number)},{_sentence(missed, here, place, number)}")
    empty = quoted(words.EMPTY.format(baseline_label=labels.baseline))
    first = {"next": place.at(layout.target(0))}
    started = _sentence(words.STARTED, first, place, -1)
    nothing = f"IF(ISNUMBER({place.at(layout.goal)}),{started},{empty})"
    without = quoted(words.WITHOUT_BASELINE.format(baseline_label=labels.baseline))
    start = f"IF({_has_result(place)},{without},{nothing})"
    by_newest = _by_newest(place, branches, start, quoted(words.PROTECTED))
    return _unless_to_check(place, _what_to_check(place), by_newest + _capped(place))


def check(place: Place) -> str:
    """Which entry cannot be used as typed, counted from 1: the rule of `tracker read`, where pasting went round it."""
    text = "0"
    for number, column in reversed(list(enumerate(place.layout.inputs))):
        text = f"IF({_is_unusable(place.at(column), place.top, place.written[number])},{number + 1},{text})"
    return f"={text}"


def _is_unusable(cell: str, top: Fraction, written: Entry) -> str:
    """What was written is in order as it stands: a counted figure may be 0.4, or above 100."""
    number = f"AND({_in_order(cell, top)})"
    text = f'TRIM({cell})<>""'
    if isinstance(written, HiddenEntry):
        text = f"AND({text},{cell}<>{quoted(words.HIDDEN)})"
    elif written is not None and isinstance(usable(as_number(written), top), str):
        number = f"OR({cell}={number_text(written)},{number})"
    return f"IF(ISNUMBER({cell}),NOT({number}),IF(ISTEXT({cell}),{text},NOT(ISBLANK({cell}))))"


def _unless_to_check(place: Place, what: str, otherwise: str) -> str:
    return f"=IF({place.at(place.layout.check)}>0,{what},{otherwise})"


def _what_to_check(place: Place) -> str:
    top = number_text(place.top)
    before, _, after = words.check(top).replace("{top}", top).partition("{entry}")
    named = ",".join(quoted(each) for each in place.layout.entry_words)
    return f"{quoted(before)}&CHOOSE({place.at(place.layout.check)},{named})&{quoted(after)}"


def _if_result(place: Place, some: str, none: str) -> str:
    return f"IF({_has_result(place)},{quoted(some)},{quoted(none)})"


def _has_result(place: Place) -> str:
    """A hidden result is one too; where a goal is known, `_by_newest` has asked for it before."""
    columns = [place.layout.result(number) for number in range(place.layout.checkpoints)]
    counted = f"COUNT({','.join(place.at(column) for column in columns)})>0"
    hidden = [
        f"{place.at(column)}={quoted(words.HIDDEN)}"
        for column, written in zip(columns, place.written[1:], strict=True)
        if isinstance(written, HiddenEntry) and not place.goal.is_known
    ]
    return f"OR({','.join((counted, *hidden))})" if hidden else counted


def _by_newest(place: Place, branches: Sequence[str], otherwise: str, hidden: str) -> str:
    """Nested from the newest checkpoint back; a hidden newest entry ends the search.

    branches: per checkpoint, what to say where the difference is not negative, and where it is.
    """
    layout, mark = place.layout, quoted(words.HIDDEN)
    text = otherwise
    if place.has_hidden:
        text = f"IF({place.at(BASELINE)}={mark},{hidden},{text})"
    for number, branch in enumerate(branches):
        gap = place.at(layout.difference(number))
        text = f"IF(ISNUMBER({gap}),IF({gap}>=0,{branch}),{text})"
        if place.has_hidden:
            text = f"IF({place.at(layout.result(number))}={mark},{hidden},{text})"
    return text


def _capped(place: Place) -> str:
    """The cap is flagged where it bites."""
    start, rise, top = place.at(BASELINE), place.at(INCREASE), number_text(place.top)
    note = quoted(words.CAPPED.format(top=top))
    return f'&IF(AND(ISNUMBER({start}),ISNUMBER({rise})),IF(ROUND({start}+{rise},1)>{top},{note},""),"")'


def _figures(place: Place, number: int) -> dict[str, str]:
    layout = place.layout
    figures = {
        "result": place.at(layout.result(number)),
        "target": place.at(layout.target(number)),
        "gap": f"ABS({place.at(layout.difference(number))})",
        "goal": place.at(layout.goal),
    }
    if number < layout.checkpoints - 1:
        figures["next"] = place.at(layout.target(number + 1))
    return figures


def _sentence(pattern: str, cells: Mapping[str, str], place: Place, number: int) -> str:
    """A pattern as text pieces joined with figures; labels are text, everything else is a cell with one decimal."""
    parts: list[str] = []
    text = ""
    for literal, name, _, _ in Formatter().parse(pattern):
        text += literal
        if name is None:
            continue
        if name in cells:
            parts += [quoted(text)] if text else []
            parts.append(f"FIXED({cells[name]},1)")
            text = ""
        else:
            text += label(name, place.layout, number)
    parts += [quoted(text)] if text else []
    return "&".join(parts)


def label(name: str, layout: Layout, number: int) -> str:
    """The words that a sentence about checkpoint `number` names; -1 is the baseline."""
    labels = layout.labels
    match name:
        case "label":
            return labels.results[number]
        case "next_label":
            return labels.results[number + 1]
        case "goal_label":
            return labels.goal
        case "baseline_label":
            return labels.baseline
        case _:
            raise KeyError(name)


def allowed(cell: str, top: Fraction) -> str:
    """The validation of an input cell. Up to 1 is refused for percents: 75% typed becomes 0.75."""
    return f"=AND(ISNUMBER({cell}),{_in_order(cell, top)})"


def _in_order(cell: str, top: Fraction) -> str:
    """What must hold of a number, as arguments of AND."""
    end = number_text(top)
    if top == 100:
        return f"ROUND({cell},1)={cell},OR({cell}=0,AND({cell}>1,{cell}<={end}))"
    return f"ROUND({cell},1)={cell},{cell}>=0,{cell}<={end}"
