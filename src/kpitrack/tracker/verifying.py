"""Returned workbooks against our own arithmetic: every formula cell, its text and its value, and every goal."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineError

from kpitrack.model.workbook import Entry, Finding, HiddenEntry, Labels, LevelGoal, TrackerRow, Verification
from kpitrack.tracker import formulas, glance_tab, path_tab, sentences
from kpitrack.tracker.arithmetic import Computed, compute, known
from kpitrack.tracker.entries import is_blank, typed_figure, usable
from kpitrack.tracker.formulas import Place
from kpitrack.tracker.found import Cells, FoundTab, find_tab, sheets_of, workbooks_in
from kpitrack.tracker.identity import SCHOOL, read_properties
from kpitrack.tracker.layout import BASELINE, FIRST_ROW, INCREASE, ITEM, Layout, PathLayout, letters
from kpitrack.tracker.level_tab import path_name, quoted_sheet
from kpitrack.tracker.stored import SEPARATOR, cached
from kpitrack.wording import tracker as words

if TYPE_CHECKING:
    import openpyxl
    from openpyxl.worksheet.worksheet import Worksheet

_LINK = re.compile(r"=\$?'?(?P<sheet>.+?)'?!\$?[A-Z]+\$?(?P<row>\d+)")
_WRITTEN = re.compile(rf"{words.HIDDEN}|\d+\.\d|")
_CLOSE = 1e-9  # a file stores the nearest float


@dataclass(frozen=True, slots=True)
class Promise:
    """What the definitions say of a row."""

    goal: LevelGoal
    top: Fraction


@dataclass(frozen=True, slots=True)
class Rulebook:
    """What workbooks are held against."""

    labels: Labels
    promises: Mapping[str, Promise]  # row id -> promise


@dataclass(frozen=True, slots=True)
class Expected:
    """One computed cell: where, its formula, its value."""

    sheet: str
    cell: str
    formula: str | None  # None: a plain number
    value: Fraction | str | None
    is_settled: bool = True  # False: floating point may round an entry that cannot be used either way


def verify_folder(folder: Path, rules: Rulebook) -> Verification:
    """Every workbook of a folder."""
    files = formula_cells = 0
    findings: list[Finding] = []
    for path in workbooks_in(folder):
        files += 1
        counted, found = verify_file(path, path.relative_to(folder).as_posix(), rules)
        formula_cells += counted
        findings += found
    return Verification(files, formula_cells, tuple(findings))


def verify_file(path: Path, name: str, rules: Rulebook) -> tuple[int, list[Finding]]:
    """How many formula cells were compared, and what is not as it should be."""
    try:
        school = read_properties(path).get(SCHOOL, "")
        values = dict(sheets_of(path))
        texts = _with_formulas(path)
    except (zipfile.BadZipFile, CalamineError, OSError, SyntaxError, KeyError, ValueError) as problem:
        return 0, [Finding(name, "", "", "", "file", type(problem).__name__, "a workbook")]
    counted = 0
    findings: list[Finding] = []
    for expected in _expected(values, texts, rules):
        if isinstance(expected, Expected):
            counted += expected.formula is not None
            wrong = list(_compared(expected, values, texts))
        else:
            wrong = [expected]
        findings += [Finding(name, school, *each) for each in wrong]
    return counted, findings


def _with_formulas(path: Path) -> openpyxl.Workbook:
    import openpyxl  # noqa: PLC0415 - a third of a second that whoever writes workbooks need not wait

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions it does not know, such as trend lines; nothing is saved here
        return openpyxl.load_workbook(path)


Wrong = tuple[str, str, str, str, str]  # sheet, cell, what, found, expected


def _expected(values: Mapping[str, Cells], texts: openpyxl.Workbook, rules: Rulebook) -> Iterator[Expected | Wrong]:
    layout = Layout(rules.labels)
    tabs: dict[str, _Tab] = {}
    for sheet, cells in values.items():
        tab = find_tab(sheet, cells, layout)
        if tab is None:
            continue
        tabs[sheet] = _Tab(tab, {})
        if tab.missing or tab.doubled:
            yield (sheet, f"row {tab.header + 1}", "heading", "missing or twice", (tab.missing or tab.doubled)[0])
            continue
        rows = tabs[sheet].rows
        yield from _level(tab, layout, rules, rows)
        yield from _path(tab, layout, texts, rows)
    yield from _glance(tabs, layout, texts)
    if not tabs:
        yield ("", "", "tab", "none with the hidden id column", "at least one")


@dataclass(frozen=True, slots=True)
class _Tab:
    """A level tab with the rows that were recognised in it."""

    found: FoundTab
    rows: dict[int, tuple[TrackerRow, Computed]]  # by row, as a spreadsheet counts


def _glance(tabs: Mapping[str, _Tab], layout: Layout, texts: openpyxl.Workbook) -> Iterator[Expected | Wrong]:
    """The first tab: each of its rows names the sheet and row that it shows."""
    name = words.GLANCE_TAB
    if name not in texts.sheetnames:
        yield (name, "", "tab", "missing", "every item at a glance")
        return
    lines = sum(len(each.rows) for each in tabs.values())
    judged: list[Computed] = []
    for line in range(glance_tab.FIRST_LINE, glance_tab.FIRST_LINE + lines):
        shown = str(texts[name].cell(line, glance_tab.GLANCE_ITEM + 1).value or "")
        link = _LINK.fullmatch(shown)
        tab = tabs.get(link["sheet"].replace("''", "'")) if link else None
        if link is None or tab is None or int(link["row"]) not in tab.rows:
            yield (name, f"{letters(glance_tab.GLANCE_ITEM)}{line}", "formula", shown, "an item of a level tab")
            continue
        source = int(link["row"])
        row, computed = tab.rows[source]
        judged.append(computed)
        for column, there, value in (
            (glance_tab.GLANCE_ITEM, ITEM, str(tab.found.value(source - 1, ITEM) or "")),
            (glance_tab.STATUS, layout.status, computed.status),
            (glance_tab.WHY, layout.why, sentences.why(row, computed, layout)),
        ):
            formula = glance_tab.mirrored(tab.found.sheet, tab.found.letters[there], source)
            yield Expected(name, f"{letters(column)}{line}", formula, value)
    if len(judged) == lines > 0:
        where = f"A{glance_tab.COUNTS_ROW}"
        yield Expected(name, where, glance_tab.counts_formula(lines), glance_tab.counts(judged))


def _level(
    tab: FoundTab, layout: Layout, rules: Rulebook, rows: dict[int, tuple[TrackerRow, Computed]]
) -> Iterator[Expected | Wrong]:
    seen: set[str] = set()
    for line, identity in tab.rows(layout.id):
        where = tab.address(line, layout.id)
        if identity not in rules.promises or identity in seen:
            yield (tab.sheet, where, "row", identity, "a row of the definitions, once")
            continue
        seen.add(identity)
        row = _row(tab, line, identity, layout, rules.promises[identity])
        computed = compute(row, rules.labels)
        rows[line + 1] = (row, computed)
        yield from _cells_of_row(tab, line, row, computed, layout)
    levels = {each.partition("/")[0] for each in seen}
    for identity in rules.promises:
        if identity not in seen and identity.partition("/")[0] in levels:
            yield (tab.sheet, "", "row", "missing", identity)


def _row(tab: FoundTab, line: int, identity: str, layout: Layout, promise: Promise) -> TrackerRow:
    """The row as it stands in the file, with the goal of the definitions."""
    values = [tab.value(line, column) for column in layout.inputs]
    baseline, *results = map(_entry, values)
    return TrackerRow(
        *(identity, "", "", "", "", "", ""),
        *(promise.goal, baseline, tuple(results), promise.top),
        to_check=_to_check(values, _written(tab, line, layout), promise.top),
    )


def _written(tab: FoundTab, line: int, layout: Layout) -> tuple[Entry, ...]:
    """What stood in the cells to type in when the workbook was written; nothing, where that was changed."""
    texts = str(tab.value(line, layout.written) or "").split(SEPARATOR)
    if len(texts) != len(layout.inputs) or not all(_WRITTEN.fullmatch(each) for each in texts):
        return (None,) * len(layout.inputs)
    return tuple(HiddenEntry() if each == words.HIDDEN else Fraction(each) if each else None for each in texts)


def _to_check(values: Sequence[Any], written: Sequence[Entry], top: Fraction) -> int:
    """The first entry that `tracker read` would refuse, counted from 1."""
    for number, (value, entry) in enumerate(zip(values, written, strict=True), start=1):
        as_written = _entry(value) == entry and entry is not None
        if not is_blank(value) and not as_written and isinstance(usable(value, top), str):
            return number
    return 0


def _entry(value: Any) -> Entry:
    if isinstance(value, str) and value.lower() == words.HIDDEN:
        return HiddenEntry()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Fraction(typed_figure(value))


def _cells_of_row(tab: FoundTab, line: int, row: TrackerRow, computed: Computed, layout: Layout) -> Iterator[Expected]:
    place = Place(layout, tab.letters, line + 1, row.goal, row.top, _written(tab, line, layout))

    def at(column: int, formula: str | None, value: Fraction | str | None) -> Expected:
        is_settled = not row.to_check or isinstance(value, str) or formula is None or column == layout.check
        return Expected(tab.sheet, tab.address(line, column), formula, value, is_settled)

    yield at(INCREASE, formulas.increase(place) if row.goal.reach is not None else None, computed.increase)
    for number in range(layout.checkpoints):
        yield at(layout.target(number), formulas.target(place, number), computed.targets[number])
        yield at(layout.difference(number), formulas.difference(place, number), computed.differences[number])
    yield at(layout.goal, formulas.goal(place), computed.goal)
    yield at(layout.status, formulas.status(place), computed.status)
    yield at(layout.why, formulas.why(place), sentences.why(row, computed, layout))
    yield at(layout.check, formulas.check(place), Fraction(row.to_check))


def _path(
    tab: FoundTab, layout: Layout, texts: openpyxl.Workbook, rows: Mapping[int, tuple[TrackerRow, Computed]]
) -> Iterator[Expected | Wrong]:
    """The path tab of a level: each of its rows names the row of the level tab that it shows."""
    name = path_name(tab.sheet)
    if name not in texts.sheetnames:
        yield (name, "", "tab", "missing", "the original path")
        return
    sheet = texts[name]
    for line in range(FIRST_ROW, FIRST_ROW + len(rows)):
        shown = str(sheet.cell(line, PathLayout(layout.checkpoints).item + 1).value or "")
        found = re.search(r"(\d+)$", shown)
        if found is None or int(found[1]) not in rows:
            yield (name, f"A{line}", "formula", shown, f"a row of {tab.sheet}")
            continue
        yield from _cells_of_path(tab, layout, name, line, int(found[1]), rows[int(found[1])])


def _cells_of_path(
    tab: FoundTab, layout: Layout, name: str, line: int, source: int, known_row: tuple[TrackerRow, Computed]
) -> Iterator[Expected]:
    row, computed = known_row
    path = PathLayout(layout.checkpoints)

    def there(column: int) -> str:
        return f"{quoted_sheet(tab.sheet)}!{tab.letters[column]}{source}"

    def at(column: int, formula: str, value: Fraction | str | None) -> Expected:
        return Expected(name, f"{letters(column)}{line}", formula, value, isinstance(value, str) or not row.to_check)

    yield at(path.item, f"={there(ITEM)}", str(tab.value(source - 1, ITEM) or ""))
    columns = (path.baseline, *(path.result(each) for each in range(layout.checkpoints)))
    for column, typed, entry in zip(columns, layout.inputs, row.entries, strict=True):
        yield at(column, path_tab.mirror(there(typed)), known(entry))
    for each in range(layout.checkpoints):
        line_of_path = path_tab.original(there(BASELINE), there(layout.goal), each + 1, layout.checkpoints)
        yield at(path.original(each), line_of_path, computed.original[each])
        yield at(path.target(each), path_tab.mirror(there(layout.target(each))), computed.targets[each])
    result, target = path_tab.newest(row.results, computed.targets)
    yield at(path.newest_result, path_tab.newest_formula(path, line, of_target=False), result)
    yield at(path.newest_target, path_tab.newest_formula(path, line, of_target=True), target)


def _compared(expected: Expected, values: Mapping[str, Cells], texts: openpyxl.Workbook) -> Iterator[Wrong]:
    where = (expected.sheet, expected.cell)
    text = texts[expected.sheet][expected.cell].value
    if expected.formula is not None and (not isinstance(text, str) or plain(text) != plain(expected.formula)):
        yield (*where, "formula", str(text), expected.formula)
        return
    if not expected.is_settled:
        return
    value = _value(values[expected.sheet], texts[expected.sheet], expected.cell)
    if not same(value, expected.value):
        what = "goal" if expected.formula is None else "value"
        yield (*where, what, "" if value is None else str(value), str(cached(expected.value)))


def _value(cells: Cells, sheet: Worksheet, cell: str) -> Any:
    place = sheet[cell]
    row, column = place.row - 1, place.column - 1
    return cells[row][column] if row < len(cells) and column < len(cells[row]) else None


def same(value: Any, expected: Fraction | str | None) -> bool:
    """Is the stored value what our arithmetic says? An empty text and an empty cell are the same."""
    if expected is None or expected == "":
        return is_blank(value)
    if isinstance(expected, str):
        return bool(value == expected)
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value - float(expected)) < _CLOSE


def plain(formula: str) -> str:
    """A formula without what programs write differently: blanks and case outside texts, quotes around sheet names."""
    parts = formula.split('"')
    return '"'.join(part if number % 2 else re.sub(r"[\s'$]", "", part).upper() for number, part in enumerate(parts))
