"""The sentence beside a status, as text from our own arithmetic; `formulas.why` says the same as a formula."""

from __future__ import annotations

from fractions import Fraction
from string import Formatter

from kpitrack.model.quantities import as_decimal
from kpitrack.model.workbook import HiddenEntry, TrackerRow
from kpitrack.tracker.arithmetic import Computed, known, tenth
from kpitrack.tracker.formulas import label, number_text
from kpitrack.tracker.layout import Layout
from kpitrack.wording import tracker as words


def figure_text(value: Fraction) -> str:
    """One decimal, as the formulas' FIXED(x,1) writes it."""
    return f"{as_decimal(value, 1):,}"


def why(row: TrackerRow, computed: Computed, layout: Layout) -> str:
    if row.to_check:
        top = number_text(row.top)
        return words.check(top).format(entry=layout.entry_words[row.to_check - 1], top=top)
    return _about(row, computed, layout) + _capped(row, computed)


def _about(row: TrackerRow, computed: Computed, layout: Layout) -> str:
    if not row.goal.is_known:
        has_result = any(each is not None for each in row.results)
        return words.WITHOUT_GOAL if has_result else words.WITHOUT_GOAL_OR_RESULT
    last = layout.checkpoints - 1
    for number in range(last, -1, -1):
        if isinstance(row.results[number], HiddenEntry):
            return words.PROTECTED
        found = computed.differences[number]
        if found is not None:
            if number == last:
                pattern = words.REACHED if found >= 0 else words.MISSED
            else:
                pattern = words.AHEAD if found >= 0 else words.BEHIND
            return _filled(pattern, row, computed, layout, number)
    if isinstance(row.baseline, HiddenEntry):
        return words.PROTECTED
    if any(known(each) is not None for each in row.results):
        pattern = words.WITHOUT_BASELINE
    else:
        pattern = words.EMPTY if computed.goal is None else words.STARTED
    return _filled(pattern, row, computed, layout, -1)


def _capped(row: TrackerRow, computed: Computed) -> str:
    baseline = known(row.baseline)
    if baseline is None or computed.increase is None or tenth(baseline + computed.increase) <= row.top:
        return ""
    return words.CAPPED.format(top=number_text(row.top))


def _filled(pattern: str, row: TrackerRow, computed: Computed, layout: Layout, number: int) -> str:
    values: dict[str, str] = {}
    for _, name, _, _ in Formatter().parse(pattern):
        if name is not None:
            figure = _figure(name, row, computed, number)
            values[name] = label(name, layout, number) if figure is None else figure_text(figure)
    return pattern.format(**values)


def _figure(name: str, row: TrackerRow, computed: Computed, number: int) -> Fraction | None:
    match name:
        case "result":
            return known(row.results[number])
        case "target":
            return computed.targets[number]
        case "gap":
            gap = computed.differences[number]
            return None if gap is None else abs(gap)
        case "goal":
            return computed.goal
        case "next":
            return computed.targets[number + 1]
        case _:
            return None
