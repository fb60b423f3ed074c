"""What was printed: report files and ledger rows as facts about groups, and which groups add up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, TypeAlias

from kpitrack.disclosure.audit.structure import EVERYONE, NO_STRUCTURE, Group, Structure
from kpitrack.model.ledger import LedgerRow
from kpitrack.model.published import AtLeast, AtMost, Coded, Rounded

Listing: TypeAlias = tuple[Group, tuple[str, ...]]  # inside a group, all categories of these dimensions
_MADE_OF_OTHERS = ("gap", "derived", "record")
_CODED = re.compile(
    r"(?P<sign>>=|<=|≥|≤|at least|at most|just under|just over|about|~)?\s*"
    r"(?P<number>-?\d[\d,]*(?:\.\d+)?)(?: to (?P<last>\d[\d,]*))?\s*(?P<percent>%)?"
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One printed cell. Hidden: nothing is known of it but that it is there.

    held: hidden, because a correction lets stand what the version before it printed.
    """

    hidden: bool
    n: int | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    value: Fraction | None = None
    least: Fraction | None = None  # of a coded or rounded value
    most: Fraction | None = None
    is_split: bool = False  # its status says on which side of the target a coded value lies
    held: bool = False

    @property
    def is_exact(self) -> bool:
        return not self.hidden and self.n is not None and (self.numerator is not None or self.value is not None)

    @property
    def is_figure(self) -> bool:
        """Exact or coded; a group without a result has none."""
        return not self.hidden and self != Fact(hidden=False)


@dataclass(frozen=True, slots=True)
class Series:
    """Which table: one metric, one observed period, through one day."""

    metric: str
    period: str
    through: str
    version: int = 1  # the next number for figures that contradict the ones before: a correction


@dataclass
class Printed:
    """All that is known of one series from every file together."""

    kind: str
    scale: int | None = None
    facts: dict[Group, list[Fact]] = field(default_factory=dict)
    tables: set[Listing] = field(default_factory=set)  # listed completely


def printed_in_report(
    report: Mapping[str, Any], known: dict[Series, Printed], structure: Structure = NO_STRUCTURE
) -> frozenset[Series]:
    """Add what one report file prints. A report of one school speaks of that school throughout.

    returns: the series it speaks of.
    """
    inside: Group = frozenset({("school", report["school"])}) if report.get("school") else EVERYONE
    found = set()
    for metric in report["metrics"]:
        if metric["kind"] in _MADE_OF_OTHERS:
            continue
        series = Series(metric["id"], metric["period"], metric["through"])
        table = _Table(series, metric["kind"], metric.get("scale"), structure)
        target = metric.get("target") or {}
        table.add(inside | set(metric.get("total_of", {}).items()), _fact(metric, target), metric.get("as_of"))
        for name, cells in metric["by"].items():
            dimensions = tuple(name.split("*"))
            table.lists(inside, dimensions)
            for cell in cells:
                categories = cell["category"] if isinstance(cell["category"], list) else [cell["category"]]
                group = inside | set(zip(dimensions, categories, strict=True))
                table.add(group, _fact(cell, target), cell.get("as_of"))
        found.add(table.learned(known))
    return frozenset(found)


def printed_in_ledger(
    rows: Iterable[LedgerRow], known: dict[Series, Printed], structure: Structure
) -> frozenset[Series]:
    """Add what earlier releases printed. The ledger lists every cell of a table, hidden ones too.

    returns: the series they speak of.
    """
    editions: dict[tuple[str, int, Series], tuple[_Table, list[Group]]] = {}
    for row in rows:
        kind = structure.kinds.get(row.metric, "record")
        if kind in _MADE_OF_OTHERS:
            continue
        series = Series(row.metric, row.period, row.through.isoformat())
        edition = (row.release, row.version, series)
        if edition not in editions:
            editions[edition] = _Table(series, kind, structure.scales.get(row.metric), structure), []
        table, groups = editions[edition]
        group = frozenset(row.categories)
        as_of = row.shown.as_of if row.shown else None
        table.add(group, _fact_of_row(row), as_of.isoformat() if as_of else None)
        groups.append(group)
    for table, groups in editions.values():
        for listing in _listed(groups, structure):
            table.lists(*listing)
    return frozenset(table.learned(known) for table, _ in editions.values())


def learned(known: dict[Series, Printed], more: Mapping[Series, Printed]) -> Mapping[Series, Series]:
    """Add what was read apart. returns: under which series each is known now."""
    return {series: _learn(known, series, printed) for series, printed in more.items()}


def _listed(groups: Iterable[Group], structure: Structure) -> Iterator[Listing]:
    """The complete tables of an edition. A group alone, without the whole, is a total of its own and no table.

    Schools that are named with their level are all schools of that level, and not of all levels.
    """
    listed = list(groups)
    found: Counter[Listing] = Counter()
    for group in listed:
        own = structure.named_once(group)
        found[group - own, tuple(sorted(dimension for dimension, _ in own))] += 1
    wholes = set(listed)
    yield from (each for each, count in found.items() if each[1] and (count > 1 or each[0] in wholes))


class _Table:
    """One table as it was printed on one day; figures carried from an earlier day are facts about that day."""

    def __init__(self, series: Series, kind: str, scale: int | None, structure: Structure) -> None:
        self._series = series
        self._structure = structure
        self._printed = Printed(kind, scale)
        self._carried: dict[str, Printed] = {}

    def add(self, group: Group, fact: Fact, as_of: str | None) -> None:
        """as_of: the day the figure was first printed for; of today nothing is known then."""
        own = self._structure.named_once(group)
        if as_of is None:
            _add(self._printed, own, fact)
            return
        _add(self._printed, own, Fact(hidden=True, held=as_of == self._series.through))
        printed = Printed(self._printed.kind, self._printed.scale)
        _add(self._carried.setdefault(as_of, printed), own, fact)

    def lists(self, inside: Group, dimensions: tuple[str, ...]) -> None:
        """A list of schools in their levels is a list of schools; in the report of one school it is no list."""
        finest = self._structure.finest({*dict(inside), *dimensions}) - dict(inside).keys()
        own = tuple(each for each in dimensions if each in finest)
        if own:
            self._printed.tables.add((inside, own))

    def learned(self, known: dict[Series, Printed]) -> Series:
        for day, printed in self._carried.items():
            _learn(known, replace(self._series, through=day), printed)
        is_correction = self._series.through in self._carried  # what it hides is not what stood there first
        version = self._series.version + is_correction
        return _learn(known, replace(self._series, version=version), self._printed)


def _fact_of_row(row: LedgerRow) -> Fact:
    shown = row.shown
    if shown is None:
        return Fact(hidden=True)
    value = shown.value if isinstance(shown.value, Fraction) and not shown.coded else None
    least, most = _limits_of(shown.coded)
    return Fact(False, shown.n, shown.numerator, shown.denominator, value, least, most)  # noqa: FBT003


def _learn(known: dict[Series, Printed], series: Series, more: Printed) -> Series:
    """Add to what is known of a series; what contradicts it is another version of the same table."""
    while series in known and _contradict(known[series], more):
        series = replace(series, version=series.version + 1)
    printed = known.setdefault(series, Printed(more.kind, more.scale))
    for group, facts in more.facts.items():
        for fact in facts:
            _add(printed, group, fact)
    printed.tables |= more.tables
    return series


def _contradict(one: Printed, other: Printed) -> bool:
    return any(
        _differ(fact, each)
        for group in one.facts.keys() & other.facts.keys()
        for fact in one.facts[group]
        for each in other.facts[group]
    )


def _differ(one: Fact, other: Fact) -> bool:
    if (one.held and not other.hidden) or (other.held and not one.hidden):
        return True  # the one corrects what was printed, the other prints what is right now
    pairs = ((one.n, other.n), (one.numerator, other.numerator), (one.denominator, other.denominator))
    return any(a is not None and b is not None and a != b for a, b in pairs)


def _add(printed: Printed, group: Group, fact: Fact) -> None:
    facts = printed.facts.setdefault(group, [])
    if fact not in facts:
        facts.append(fact)


def _fact(cell: Mapping[str, Any], target: Mapping[str, Any]) -> Fact:
    if cell.get("suppressed"):
        return Fact(hidden=True)
    least, most = limits_of_text(cell["shown"]) if isinstance(cell.get("shown"), str) else (None, None)
    value = cell.get("value")
    exact = None if least is not None or most is not None else _number(value)
    figures = (_number(cell.get("numerator")), _number(cell.get("denominator")), exact)
    is_coded = cell.get("n") is None and (least is not None or most is not None)
    is_split = is_coded and _tells_side(cell, target) and _is_astride(least, most, target)
    return Fact(False, cell.get("n"), *figures, least, most, is_split)  # noqa: FBT003


def _tells_side(cell: Mapping[str, Any], target: Mapping[str, Any]) -> bool:
    """A status of another day speaks of another value."""
    judged = cell.get("status") in ("met", "not_met") and cell.get("judged_on") is None
    return judged and not target.get("scope")


def _is_astride(least: Fraction | None, most: Fraction | None, target: Mapping[str, Any]) -> bool:
    """Do some values between the limits satisfy the target, and others not?"""
    value, comparator = target.get("value"), target.get("comparator")
    ends = [end for end in map(_number, value if isinstance(value, list) else [value]) if end is not None]
    met_at_end = comparator in ("at_least", "less_than")  # the end itself lies with the values above it
    return any(
        (least is None or (least < end if met_at_end else least <= end)) and (most is None or most > end)
        for end in ends
    )


def _number(raw: Any) -> Fraction | None:
    """As printed: at six decimals, which is exact for counts and sums of ordinary answers."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None
    return Fraction(raw) if isinstance(raw, int) else Fraction(str(raw))


def limits_of_text(text: str) -> tuple[Fraction | None, Fraction | None]:
    """What a coded text leaves open: `>= 95%`, `<= 5 %`, `85%` (rounded), `just under 75%`, `35 to 44`."""
    found = _CODED.search(text)
    if found is None:
        return None, None
    number = Fraction(found["number"].replace(",", ""))
    if found["last"]:
        return number, Fraction(found["last"].replace(",", ""))
    step = Fraction(1, 10 ** len(found["number"].partition(".")[2]))
    if found["percent"]:
        number, step = number / 100, step / 100
    match found["sign"]:
        case ">=" | "≥" | "at least":
            return number, None
        case "<=" | "≤" | "at most":
            return None, number
        case "just under":
            return number - step / 2, number
        case "just over":
            return number, number + step / 2
        case _:
            return number - step / 2, number + step / 2


def _limits_of(coded: Coded | None) -> tuple[Fraction | None, Fraction | None]:
    match coded:
        case AtLeast(value=value):
            return value, None
        case AtMost(value=value):
            return None, value
        case Rounded(value=value, step=step):
            return value - step / 2, value + step / 2
        case None:
            return None, None
