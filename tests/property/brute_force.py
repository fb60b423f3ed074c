"""Cells counted a second time, person by person and row by row, from the definitions reference alone.

Measures are read as the plain mappings an analyst writes; nothing of kpitrack is used here. Slow and obvious on
purpose: when it and the engine differ, read this first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

Row = Mapping[str, Any]
Raw = Mapping[str, Any]

YEARS = {"Y0": (date(2024, 8, 12), date(2025, 8, 10)), "Y1": (date(2025, 8, 11), date(2026, 8, 9))}
PERIODS = {  # read off a paper calendar: 48 counted weeks, three breaks of one, two and one week
    **YEARS,
    "Y0-Q3": (date(2025, 2, 17), date(2025, 5, 18)),
    "Y0-Q4": (date(2025, 5, 19), date(2025, 8, 10)),
    "Y1-Q1": (date(2025, 8, 11), date(2025, 11, 2)),
    "Y1-Q2": (date(2025, 11, 3), date(2026, 2, 15)),
}
PERIOD_BEFORE = {"Y0": None, "Y0-Q4": "Y0-Q3", "Y1": "Y0", "Y1-Q1": "Y0-Q4", "Y1-Q2": "Y1-Q1"}
STAGES = ("Low", "Mid", "High")
GENDERS = ("Female", "Male", "Non-binary")
BANDS = {"K-5": ("TK", "K", "3"), "6-8": ("7",)}
NOT_REPORTED = "Not reported"


@dataclass(frozen=True)
class Look:
    """A period, and the last day of which data is known."""

    period: str
    through: date

    @property
    def start(self) -> date:
        return PERIODS[self.period][0]


@dataclass(frozen=True)
class World:
    """All rows, and what the program says of its sources and populations."""

    tables: Mapping[str, Sequence[Row]]
    sources: Mapping[str, Raw]  # date | dates, unique, on_duplicate, dimensions
    populations: Mapping[str, Raw]

    def __repr__(self) -> str:
        """Only what is filled, so that a failing example can be read."""
        filled = {
            name: [{k: str(v) for k, v in row.items() if v is not None} for row in rows]
            for name, rows in self.tables.items()
        }
        different = {str(rows): name for name, rows in filled.items()}
        return "\n".join(f"{name}: {rows}" for rows, name in different.items())


@dataclass(frozen=True)
class Answer:
    """What stands in one cell."""

    n: int
    numerator: Fraction
    denominator: Fraction
    members: int
    squares: Fraction | None = None
    matched: tuple[Fraction, Fraction, int, int] | None = None
    people: int | None = None


@dataclass(frozen=True)
class Asked:
    """Which rows a question is about."""

    source: str
    window: str
    wheres: tuple[Raw, ...]
    date: str | None


def exact(value: object) -> Fraction:
    assert isinstance(value, int | Decimal | Fraction)
    return Fraction(value)


def half_up(value: Fraction) -> Fraction:
    """At six decimals, half away from zero, with pencil and paper: digits first, then look at the rest."""
    sign, value = (-1 if value < 0 else 1), abs(value) * 1_000_000
    whole = value.numerator // value.denominator
    if value - whole >= Fraction(1, 2):
        whole += 1
    return Fraction(sign * whole, 1_000_000)


# --- Rows -------------------------------------------------------------------------------------------------------------


def same(text: object) -> str:
    return str(text).strip().lower()


def first_day(window: str, look: Look) -> date:
    match window:
        case "in_period":
            return look.start
        case "year_to_date":
            return next(start for start, end in YEARS.values() if start <= look.through <= end)
        case "on_that_day":
            return look.through
    return date.min


def in_window(source: Raw, row: Row, window: str, look: Look, date_field: str | None) -> bool:
    first, last = first_day(window, look), look.through
    single = date_field or source.get("date")
    if single:
        day = row.get(single)
        return day is not None and first <= day <= last
    begins, ends = (row.get(each) for each in source["dates"])
    return begins is not None and begins <= last and (ends is None or ends >= max(first, begins))


def when(source: Raw, row: Row, date_field: str | None) -> date:
    day = row.get(date_field or source.get("date") or source["dates"][0])
    return day or date.min


def without_duplicates(source: Raw, rows: list[tuple[int, Row]], date_field: str | None) -> list[tuple[int, Row]]:
    """Of the rows with one key the one that the rule keeps; a row that lacks a part of its key stands alone."""
    kept: list[tuple[int, Row]] = []
    by_key: dict[tuple[object, ...], list[tuple[int, Row]]] = {}
    for place, row in rows:
        key = tuple(row.get(each) for each in source.get("unique", ()))
        if not key or None in key:
            kept.append((place, row))
        else:
            by_key.setdefault(key, []).append((place, row))
    for rivals in by_key.values():
        in_time = sorted(rivals, key=lambda each: (when(source, each[1], date_field), each[0]))
        match source["on_duplicate"]:
            case "keep_first":
                kept.append(in_time[0])
            case "keep_latest":
                kept.append(in_time[-1])
            case "keep_highest":
                ranked = [rank_of(row.get("stage")) for _, row in in_time]
                best = max(-1 if each is None else each for each in ranked)
                same_rank = [each for each, r in zip(in_time, ranked, strict=True) if (-1 if r is None else r) == best]
                kept.append(same_rank[-1])
    return sorted(kept, key=lambda each: each[0])


def rank_of(level: object) -> int | None:
    return STAGES.index(str(level)) if level is not None else None


def rows_asked(world: World, asked: Asked, look: Look) -> list[tuple[int, Row]]:
    """Window, then duplicates, then filters; in time order, and in the order of the file where times are equal."""
    source = world.sources[asked.source]
    rows = list(enumerate(world.tables[asked.source]))
    rows = [(place, row) for place, row in rows if in_window(source, row, asked.window, look, asked.date)]
    rows = without_duplicates(source, rows, asked.date)
    for where in asked.wheres:
        rows = [(place, row) for place, row in rows if matches(where, row.get, look.through)]
    return sorted(rows, key=lambda each: (when(source, each[1], asked.date), each[0]))


def matches(where: Raw, value_of: Callable[[str], Any], deciding: date) -> bool:
    """All entries hold, and one of `any_of` if there are any."""
    entries = all(holds(raw, value_of(field), deciding) for field, raw in where.items() if field != "any_of")
    return entries and ("any_of" not in where or any(matches(each, value_of, deciding) for each in where["any_of"]))


def holds(raw: Any, value: Any, deciding: date) -> bool:
    if isinstance(raw, Mapping):
        [*keys] = raw
        if keys == ["blank"]:
            return bool((value is None) == raw["blank"])
        if value is None:
            return False
        if keys == ["not"]:
            return not holds(raw["not"], value, deciding)
        if keys == ["between"]:
            low, high = (bound_of(each, value) for each in raw["between"])
            return bool(low <= comparable(value) <= high)
        if keys == ["at_least_ago"]:
            return bool(value <= deciding - timedelta(days=int(raw["at_least_ago"].split()[0])))
        if keys == ["at_most_ago"]:
            return bool(value >= deciding - timedelta(days=int(raw["at_most_ago"].split()[0])))
        return all(compares(comparable(value), key, bound_of(bound, value)) for key, bound in raw.items())
    if value is None:
        return False
    wanted = raw if isinstance(raw, list) else [raw]
    if isinstance(value, list):
        return any(same(each) == same(one) for each in value for one in wanted)
    if isinstance(value, bool):
        return value in wanted
    if isinstance(value, int | Decimal):
        return any(exact(value) == exact(each) for each in wanted)
    return any(same(value) == same(each) for each in wanted)


def comparable(value: Any) -> Any:
    return rank_of(value) if value in STAGES else value


def bound_of(raw: Any, value: Any) -> Any:
    if value in STAGES:
        return STAGES.index(raw)
    return date.fromisoformat(raw) if isinstance(value, date) else raw


def compares(left: Any, key: str, right: Any) -> bool:
    match key:
        case "at_least":
            return bool(left >= right)
        case "more_than":
            return bool(left > right)
        case "at_most":
            return bool(left <= right)
    assert key == "less_than"
    return bool(left < right)


# --- One unit ---------------------------------------------------------------------------------------------------------


def taken(rows: Sequence[Row], field: str, take: str) -> Any:
    """One value of several rows, which come in time order; None without any."""
    values = [row[field] for row in rows if row.get(field) is not None]
    match take:
        case "count":
            return len(values)
        case "distinct":
            return len(set(values))
    if not values:
        return None
    match take:
        case "only":
            return values[0] if len(set(values)) == 1 else None
        case "latest":
            return values[-1]
        case "first":
            return values[0]
        case "highest":
            return max(values, key=comparable)
        case "lowest":
            return min(values, key=comparable)
        case "sum":
            return sum(map(exact, values), Fraction(0))
    assert take == "mean"
    return half_up(sum(map(exact, values), Fraction(0)) / len(values))


def divided(rows: Sequence[Row], value: str, over: str) -> tuple[Fraction, Fraction] | None:
    """Sum of `value` and sum of `over`, of the rows that have both."""
    both = [row for row in rows if row.get(value) is not None and row.get(over) is not None]
    sums = [sum((exact(row[each]) for row in both), Fraction(0)) for each in (value, over)]
    return (sums[0], sums[1]) if both else None


@dataclass(frozen=True)
class Person:
    """One unit looked at on one day: its roster row (if any), and how to find its rows."""

    look: Look  # the period, through the day on which the question is decided
    roster: Row | None
    find: Callable[[Asked, Look], list[Row]]
    own: Asked | None = None  # the measure's own rows

    def rows(self, asked: Asked) -> list[Row]:
        return self.find(asked, self.look)

    def roster_value(self, field: str) -> Any:
        """A field as it stands, also where a dimension of that name lists only some of its values."""
        return category(self.roster, field) if field == "grade_band" else (self.roster or {}).get(field)


def category(roster: Row | None, dimension: str) -> str | None:
    """Gender and grade band as the program lists them, the school as it stands."""
    if roster is None:
        return None
    if dimension == "gender":
        return next((each for each in GENDERS if same(each) == same(roster.get("gender"))), None)
    if dimension == "grade_band":
        return next((band for band, grades in BANDS.items() if roster.get("grade") in grades), None)
    return roster.get(dimension)


def test_answer(person: Person, test: Raw) -> bool | None:
    """Does the unit pass one test? None: it is left out for want of an answer."""
    take = test.get("take", "only")
    counts = take in ("count", "distinct")
    missing = test.get("missing") or ("left_out" if "value" in test and not counts else "counts_as_no")
    answer = _asked(person, test, take)
    return False if answer is None and missing == "counts_as_no" else answer


def _asked(person: Person, test: Raw, take: str) -> bool | None:
    where = test.get("where", {})
    if "from" in test:
        asked = Asked(test["from"], test["window"], (where,), test.get("date"))
    elif person.own is not None:
        asked = replace(person.own, wheres=(*person.own.wheres, where))
    else:
        member = matches(where, person.roster_value, person.look.through)
        if "value" not in test:
            return member
        value = person.roster_value(test["value"]) if member else None
        return None if value is None else value_passes(test, value)
    rows = person.rows(asked)
    if "value" not in test:
        if take == "count":
            return value_passes(test, len(rows)) if rows or test.get("missing") != "left_out" else None
        return len(rows) > 0
    if "over" in test:
        sums = divided(rows, test["value"], test["over"])
        return value_passes(test, sums[0] / sums[1]) if sums and sums[1] > 0 else None
    if take == "change":
        before, after = sides(person, asked, test.get("before"), test.get("after"))
        first, last = (taken(each, test["value"], "latest") for each in (before, after))
        return None if first is None or last is None else value_passes(test, exact(last) - exact(first))
    value = taken(rows, test["value"], take)
    if take in ("count", "distinct") and value == 0 and test.get("missing") == "left_out":
        return None
    return None if value is None else value_passes(test, value)


def value_passes(test: Raw, value: Any) -> bool:
    if "is" in test:
        return same(value) == same(test["is"])
    if "between" in test:
        low, high = (goal_of(each, value) for each in test["between"])
        return bool(low <= comparable(value) <= high)
    key = next(each for each in ("at_least", "more_than", "at_most", "less_than") if each in test)
    return compares(comparable(value), key, goal_of(test[key], value))


def goal_of(raw: Any, value: Any) -> Any:
    """`80%`, `7 /10`, 3, a level or a day."""
    if value in STAGES:
        return STAGES.index(raw)
    if isinstance(value, date):
        return date.fromisoformat(raw)
    text = str(raw)
    if text.endswith("%"):
        return Fraction(text[:-1]) / 100
    return Fraction(text.replace("/", " ").split()[0])


def sides(person: Person, asked: Asked, before: Raw | None, after: Raw | None) -> tuple[list[Row], list[Row]]:
    """The rows of the first and of the second time."""
    if before is not None and after is not None:
        looking_back = replace(asked, window="program_to_date", wheres=(*asked.wheres, before))
        return person.rows(looking_back), person.rows(replace(asked, wheres=(*asked.wheres, after)))
    inside = replace(asked, window="in_period")
    earlier = PERIOD_BEFORE[person.look.period]
    first = person.find(inside, Look(earlier, PERIODS[earlier][1])) if earlier is not None else []
    return first, person.rows(inside)


def passes(person: Person, having: Any, without: Any) -> bool | None:
    """Every test of `having` and none of `without`. One sure no is a no; else one unknown leaves the unit out."""
    answers: list[bool | None] = []
    if having is not None:
        every, some = _tests(having)
        answers.extend(test_answer(person, each) for each in every)
        if some:
            found = [test_answer(person, each) for each in some]
            answers.append(True if True in found else (None if None in found else False))
    if without is not None:
        every, some = _tests(without)
        found = [test_answer(person, each) for each in (*every, *some)]
        answers.extend(None if each is None else not each for each in found)
    if False in answers:
        return False
    return None if None in answers else True


def _tests(raw: Any) -> tuple[list[Raw], list[Raw]]:
    if isinstance(raw, list):
        return raw, []
    if set(raw) == {"any_of"}:
        return [], raw["any_of"]
    return [raw], []


# --- Who is looked at -------------------------------------------------------------------------------------------------


def roster_row(world: World, identity: str | None, day: date) -> Row | None:
    """The open row that started last, else the last one known by that day."""
    rows = [r for r in world.tables["roster"] if r["id_student"] == identity and identity is not None]
    begun = [(r["begins"], place, r) for place, r in enumerate(rows) if r["begins"] is not None and r["begins"] <= day]
    is_open = [each for each in begun if each[2]["ends"] is None or each[2]["ends"] >= day]
    undated = [(date.min, place, r) for place, r in enumerate(rows) if r["begins"] is None]
    best = max(is_open or begun or undated, key=lambda each: each[:2], default=None)
    return best[2] if best else None


def on_roster(world: World, identity: str, first: date, last: date, enrolled: str) -> bool:
    rows = [r for r in world.tables["roster"] if r["id_student"] == identity and r["begins"] is not None]

    def present(day: date) -> bool:
        return any(r["begins"] <= day and (r["ends"] is None or r["ends"] >= day) for r in rows)

    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    match enrolled:
        case "ever":
            return any(present(day) for day in days)
        case "continuous":
            return all(present(day) for day in days)
    return present(last)


def one_person(world: World, identity: str, look: Look, own: Asked | None = None, on: date | None = None) -> Person:
    """A person in the school and group of a day: the last one looked at, or the day a cohort was fixed `on`."""

    def find(asked: Asked, through: Look) -> list[Row]:
        return [row for _, row in rows_asked(world, asked, through) if row.get("id_student") == identity]

    return Person(look, roster_row(world, identity, on or look.through), find, own)


def members(world: World, population: str, look: Look) -> tuple[list[str], date] | None:
    """Who belongs, and on which day that is decided; None before that day."""
    chain: list[Raw] = []
    name = population
    while name in world.populations:
        chain.append(world.populations[name])
        name = world.populations[name]["of"]
    fixed = next((each["fixed_on"] for each in chain if "fixed_on" in each), None)
    day = look.through
    if fixed is not None:
        edge, _, period = fixed.partition("_of ")
        day = PERIODS[period][0 if edge == "start" else 1] if period else date.fromisoformat(fixed)
    if day > look.through:
        return None
    then = Look(look.period, day)
    enrolled = next((each["enrolled"] for each in chain if "enrolled" in each), "on_that_day")
    known = dict.fromkeys(row["id_student"] for row in world.tables["roster"] if row["id_student"] is not None)
    belong = []
    for identity in known:
        person = one_person(world, identity, then)
        if on_roster(world, identity, look.start, day, enrolled) and all(
            matches(each.get("where", {}), person.roster_value, day)
            and passes(person, each.get("having"), each.get("without")) is True
            for each in chain
        ):
            belong.append(identity)
    return belong, day


# --- Cells ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Unit:
    """One counted unit: its category by dimension, what the measure says of it, and whose row it is."""

    categories: Callable[[str], str | None]
    person: Person
    identity: str | None = None  # the person of a single row


def units_of(world: World, measure: Raw, look: Look, split_by: Sequence[str]) -> list[Unit] | None:
    own = None
    if "from" in measure:
        own = Asked(measure["from"], measure["window"], (measure.get("where", {}),), measure.get("date"))
    if "of" in measure:
        found = members(world, measure["of"], look)
        if found is None:
            return None
        people = [one_person(world, each, look, own, on=found[1]) for each in found[0]]
        among = [each for each in people if matches(measure.get("among", {}), each.roster_value, look.through)]
        return [Unit(_category_of(each.roster), each) for each in among]
    assert own is not None
    return _units_of_rows(world, measure.get("per", "row"), look, own, split_by)


def _category_of(roster: Row | None) -> Callable[[str], str | None]:
    return lambda dimension: category(roster, dimension)


def _units_of_rows(world: World, per: str, look: Look, own: Asked, split_by: Sequence[str]) -> list[Unit]:
    """Units that have rows; rows are split by their own dimensions before they are rolled up to units."""
    parts: dict[tuple[Any, ...], None] = {}
    for place, row in rows_asked(world, own, look):
        key = place if per == "row" else row.get(f"id_{per}")
        if key is not None:
            parts[(key, *(row.get(each) for each in split_by))] = None
    return [
        _unit_of_rows(world, per, look, own, (key, dict(zip(split_by, split, strict=True)))) for key, *split in parts
    ]


def _unit_of_rows(world: World, per: str, look: Look, own: Asked, part: tuple[Any, Row]) -> Unit:
    key, split = part

    def find(asked: Asked, through: Look) -> list[Row]:
        found = rows_asked(world, asked, through)
        mine = [row for place, row in found if (place if per == "row" else row.get(f"id_{per}")) == key]
        return [row for row in mine if asked.source != own.source or all(row.get(k) == v for k, v in split.items())]

    row = world.tables[own.source][key] if per == "row" else {}
    identity = key if per == "student" else row.get("id_student")
    roster = roster_row(world, identity, look.through)

    def categories(dimension: str) -> str | None:
        if dimension in split:
            return None if split[dimension] is None else str(split[dimension])
        if per == "row" and roster is None and dimension in world.sources[own.source]["dimensions"]:
            return category({dimension: row.get(world.sources[own.source]["dimensions"][dimension])}, dimension)
        return category(roster, dimension)

    return Unit(categories, Person(look, roster, find, own), identity if per == "row" else None)


def count(
    world: World, measure: Raw, look: Look, groupings: Sequence[tuple[str, ...]]
) -> dict[tuple[tuple[str, str], ...], Answer] | None:
    """Every cell of the groupings; None where there is no data."""
    cells: dict[tuple[tuple[str, str], ...], Answer] = {}
    for grouping in ((), *groupings):
        split_by = [each for each in grouping if each == "subject"]
        units = units_of(world, measure, look, split_by)
        if units is None:
            return None
        groups: dict[tuple[tuple[str, str], ...], list[Unit]] = {} if grouping else {(): []}
        for unit in units:
            names = tuple((each, unit.categories(each) or NOT_REPORTED) for each in grouping)
            groups.setdefault(names, []).append(unit)
        cells |= {names: aggregate(measure, group) for names, group in groups.items()}
    if measure["kind"] in ("share", "mean", "ratio", "change") and cells[()].n == 0:
        return None
    return cells


def aggregate(measure: Raw, units: Sequence[Unit]) -> Answer:
    kind = measure["kind"]
    if kind in ("count", "share"):
        return _passing(measure, units)
    if kind == "change":
        return _change(units, measure)
    people = None
    found = [_numbers(measure, unit.person) for unit in units]
    if kind == "total":
        sums = [(value, rows) for value, rows in found if value is not None]
        n, top = sum(int(rows) for _, rows in sums), sum((value for value, _ in sums), Fraction(0))
        people = _people(measure, [u for u, (value, _) in zip(units, found, strict=True) if value is not None])
        return Answer(n, top, Fraction(n), len(units), people=people)
    if kind == "ratio":
        pairs = [(value, over) for value, over in found if value is not None]
        top, bottom = (sum((pair[side] for pair in pairs), Fraction(0)) for side in (0, 1))
        people = _row_people(measure, [u for u, (value, _) in zip(units, found, strict=True) if value is not None])
        return Answer(len(pairs), top, bottom, len(units), people=people)
    values = [value for value, _ in found if value is not None]
    people = _row_people(measure, [u for u, (value, _) in zip(units, found, strict=True) if value is not None])
    squares = sum((value * value for value in values), Fraction(0))
    total = sum(values, Fraction(0))
    return Answer(len(values), total, Fraction(len(values)), len(units), squares if values else None, people=people)


def _people(measure: Raw, units: Sequence[Unit]) -> int:
    """Different people of a total: those of the rows, else the units with a figure."""
    return len(units) if "of" in measure or measure.get("per", "row") != "row" else _different(units)


def _row_people(measure: Raw, units: Sequence[Unit]) -> int | None:
    return _different(units) if "of" not in measure and measure.get("per", "row") == "row" else None


def _different(units: Sequence[Unit]) -> int:
    """Different people; an anonymous row is somebody of its own."""
    return len({unit.identity for unit in units} - {None}) + sum(unit.identity is None for unit in units)


def _passing(measure: Raw, units: Sequence[Unit]) -> Answer:
    having, without = measure.get("having"), measure.get("without")
    if measure["kind"] == "count" and "of" in measure and "from" in measure and having is None and without is None:
        having = {}  # those who have such a row
    answers = [
        len(unit.person.rows(unit.person.own)) > 0
        if having == {} and unit.person.own
        else passes(unit.person, having, without)
        for unit in units
    ]
    yes = sum(answer is True for answer in answers)
    n = yes if measure["kind"] == "count" else sum(answer is not None for answer in answers)
    wanted = (True,) if measure["kind"] == "count" else (True, False)
    people = _row_people(measure, [u for u, answer in zip(units, answers, strict=True) if answer in wanted])
    return Answer(n, Fraction(yes), Fraction(n), len(units), people=people)


def _numbers(measure: Raw, person: Person) -> tuple[Fraction | None, Fraction]:
    """The unit's number, with the rows behind it (total) or its divisor (ratio)."""
    value, over = measure["value"], measure.get("over")
    if person.own is None:
        found = person.roster_value(value)
        if over is not None and (found is None or person.roster_value(over) is None):
            return None, Fraction(0)
        bottom = exact(person.roster_value(over)) if over is not None else Fraction(1)
        return (None if found is None else exact(found)), bottom
    rows = person.rows(person.own)
    if measure["kind"] == "total":
        if ("having" in measure or "without" in measure) and (
            passes(person, measure.get("having"), measure.get("without")) is not True
        ):
            return None, Fraction(0)
        filled = [row for row in rows if row.get(value) is not None]
        return (taken(filled, value, "sum"), Fraction(len(filled))) if filled else (None, Fraction(0))
    if over is not None:
        sums = divided(rows, value, over)
        if measure["kind"] == "ratio":
            return sums or (None, Fraction(0))
        return (half_up(sums[0] / sums[1]) if sums and sums[1] > 0 else None), Fraction(1)
    found = taken(rows, value, measure.get("take", "only"))
    return (None if found is None else exact(found)), Fraction(1)


def _change(units: Sequence[Unit], measure: Raw) -> Answer:
    before, after = [], []
    for unit in units:
        assert unit.person.own is not None
        first, second = sides(unit.person, unit.person.own, measure.get("before"), measure.get("after"))
        take = measure.get("take", "only")
        before.append(taken(first, measure["value"], take))
        after.append(taken(second, measure["value"], take))
    pairs = [(exact(b), exact(a)) for b, a in zip(before, after, strict=True) if b is not None and a is not None]
    only_before = sum(b is not None and a is None for b, a in zip(before, after, strict=True))
    only_after = sum(b is None and a is not None for b, a in zip(before, after, strict=True))
    zero = Fraction(0)
    return Answer(
        n=len(pairs),
        numerator=sum((a for _, a in pairs), zero),
        denominator=sum((b for b, _ in pairs), zero),
        members=len(units),
        squares=sum((a * a for _, a in pairs), zero) if pairs else None,
        matched=(
            sum((b * b for b, _ in pairs), zero),
            sum((b * a for b, a in pairs), zero),
            only_before,
            only_after,
        ),
    )
