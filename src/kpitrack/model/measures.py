"""What is measured: rows of one source, brought to one value per unit, held against a population, and aggregated."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from kpitrack.model.closed import Closed
from kpitrack.model.conditions import COMPARISONS, EVERYTHING, Filter, parse_scalar
from kpitrack.model.quantities import Quantity, Word, parse_goal

Goal: TypeAlias = Quantity | Word


def _goal(raw: object) -> Goal:
    return raw if isinstance(raw, Quantity | Word) else parse_goal(raw)


GoalValue = Annotated[
    Any,
    PlainValidator(_goal),
    WithJsonSchema({"description": "an amount with its unit (`80%`, `7 /10`, `50`) or a word"}),
]
OneValue = Annotated[Any, PlainValidator(parse_scalar), WithJsonSchema({"type": ["string", "boolean", "number"]})]


def _means_none(comparator: str, goal: Goal) -> bool:
    """`at_most: 0` and `less_than: 1` of a count."""
    if not isinstance(goal, Quantity):
        return False
    return (comparator == "at_most" and goal.amount < 1) or (comparator == "less_than" and goal.amount <= 1)


class Window(StrEnum):
    """Which rows count, by their date, as of the last day looked at."""

    IN_PERIOD = "in_period"
    YEAR_TO_DATE = "year_to_date"
    PROGRAM_TO_DATE = "program_to_date"
    ON_THAT_DAY = "on_that_day"


_TO_DATE = (Window.YEAR_TO_DATE, Window.PROGRAM_TO_DATE)


class Take(StrEnum):
    """How several rows of one unit become one value."""

    ONLY = "only"
    LATEST = "latest"
    FIRST = "first"
    MEAN = "mean"
    SUM = "sum"
    HIGHEST = "highest"
    LOWEST = "lowest"
    COUNT = "count"
    DISTINCT = "distinct"
    CHANGE = "change"


class Missing(StrEnum):
    """What a unit without rows or without a value is."""

    COUNTS_AS_NO = "counts_as_no"
    LEFT_OUT = "left_out"


class Test(Closed):
    """A condition on a unit: such rows exist, or the unit's value satisfies a comparator."""

    __test__ = False  # the word belongs to the definition language, not to pytest

    source: str | None = Field(
        default=None, alias="from", description="source of the rows; default: the measure's own rows, else the roster"
    )
    where: Filter = Field(default=EVERYTHING, description="filter on those rows")
    window: Window | None = Field(default=None, description="which rows count by date; required with `from`")
    date: str | None = Field(default=None, description="which date field decides the window")
    value: str | None = Field(default=None, description="field or score to use")
    over: str | None = Field(default=None, description="field to divide by")
    take: Take = Field(default=Take.ONLY, description="how several rows of one unit become one value")
    before: Filter | None = Field(default=None, description="rows of the first side of a change")
    after: Filter | None = Field(default=None, description="rows of the second side of a change")
    missing: Missing | None = Field(default=None, description="what a unit without rows is")
    at_least: GoalValue | None = None
    more_than: GoalValue | None = None
    at_most: GoalValue | None = None
    less_than: GoalValue | None = None
    between: tuple[GoalValue, GoalValue] | None = None
    is_: OneValue | None = Field(default=None, alias="is", description="the value is this: a category, yes, 3")

    @property
    def comparators(self) -> tuple[tuple[str, Any], ...]:
        """The comparators written, as (key, goal)."""
        written = [(key, getattr(self, key)) for key in (*COMPARISONS, "between")]
        return (*((k, v) for k, v in written if v is not None), *((("is", self.is_),) if self.is_ is not None else ()))

    @property
    def has_value(self) -> bool:
        """Does the test look at a value of the unit, rather than at the mere existence of rows?"""
        return self.value is not None

    @property
    def when_missing(self) -> Missing:
        if self.missing is not None:
            return self.missing
        counted = self.take in (Take.COUNT, Take.DISTINCT)
        return Missing.LEFT_OUT if self.has_value and not counted else Missing.COUNTS_AS_NO

    @property
    def only_grows(self) -> bool:
        """Does a unit that passes pass for ever, as its rows become more? A mean may fall again, and a day is over."""
        if self.window not in (None, *_TO_DATE) or self.over is not None:
            return False
        is_asked_for_enough = all(key in ("at_least", "more_than") for key, _ in self.comparators)
        is_never_less = self.take in (Take.COUNT, Take.DISTINCT, Take.HIGHEST) or not self.has_value
        return is_asked_for_enough and is_never_less

    @model_validator(mode="after")
    def _is_one_question(self) -> Test:
        if len(self.comparators) > 1:
            keys = " and ".join(key for key, _ in self.comparators)
            raise ValueError(f"a test has at most one comparator, this one has {keys}")
        if self.source is not None and self.window is None:
            raise ValueError("`from` needs a `window`: in_period, year_to_date, program_to_date or on_that_day")
        if self.source is None and (self.window is not None or self.date is not None):
            raise ValueError("`window` and `date` go with `from`: a test without it looks at the measure's own rows")
        if (self.before is None) != (self.after is None):
            raise ValueError("`before` and `after` are the two sides of a change; write both or neither")
        counts = self.take in (Take.COUNT, Take.DISTINCT)
        if self.comparators and not self.has_value and not counts:
            raise ValueError("a comparator needs a `value` (or `take: count`) to compare")
        if self.has_value and not self.comparators:
            raise ValueError("a test on a `value` needs a comparator, such as `at_least`")
        if counts and any(_means_none(comparator, goal) for comparator, goal in self.comparators):
            raise ValueError("to ask for no rows write `without` instead of `having`")
        return self


class Tests(Closed):
    """`having` or `without`: every one of `all` holds and, if given, at least one of `any_of`."""

    __test__ = False

    all: tuple[Test, ...] = ()
    any_of: tuple[Test, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _from_shorthand(cls, raw: object) -> object:
        """One test, a list of tests, or `any_of: [...]`."""
        if isinstance(raw, list | tuple):
            return {"all": raw}
        if isinstance(raw, Mapping) and set(raw) <= {"all", "any_of"} and raw:
            return raw
        return {"all": [raw]}

    def each(self) -> tuple[Test, ...]:
        return (*self.all, *self.any_of)


class Kind(StrEnum):
    """Kinds of measure; one module under `values/` computes each."""

    COUNT = "count"
    TOTAL = "total"
    SHARE = "share"
    MEAN = "mean"
    RATIO = "ratio"
    CHANGE = "change"
    GAP = "gap"
    DERIVED = "derived"
    RECORD = "record"


ROW = "row"

_KEYS_OF_KIND: dict[
    Kind, tuple[frozenset[str], frozenset[str]]
] = {  # kind -> (required, allowed besides the shared keys)
    Kind.COUNT: (frozenset(), frozenset({"having", "without"})),
    Kind.TOTAL: (frozenset({"value"}), frozenset({"having", "without"})),
    Kind.SHARE: (frozenset(), frozenset({"having", "without"})),
    Kind.MEAN: (frozenset({"value"}), frozenset({"take", "over"})),
    Kind.RATIO: (frozenset({"value", "over"}), frozenset({"as_"})),
    Kind.CHANGE: (frozenset({"value"}), frozenset({"before", "after", "as_", "take"})),
    Kind.GAP: (frozenset({"metric"}), frozenset({"larger_minus_smaller", "side", "compared_to", "as_"})),
    Kind.DERIVED: (frozenset(), frozenset({"add", "subtract", "divide", "as_"})),
    Kind.RECORD: (frozenset(), frozenset({"levels", "value"})),
}
_AS_OF_KIND: dict[Kind, tuple[str, ...]] = {  # what `as` may say; other kinds have no such key
    **dict.fromkeys((Kind.CHANGE, Kind.GAP), ("points", "relative")),
    **dict.fromkeys((Kind.DERIVED, Kind.RATIO), ("number", "percent")),
}
_ROW_KEYS = frozenset({"of", "among", "source", "where", "window", "date", "per"})


class Measure(Closed):
    """How a value comes out of rows. Which keys fit which kind is checked here; names are checked by the program."""

    kind: Kind
    of: str | None = Field(default=None, description="population; the denominator of a share")
    among: Filter = Field(default=EVERYTHING, description="narrows `of` by roster fields or dimensions")
    source: str | None = Field(default=None, alias="from", description="source of the rows")
    where: Filter = Field(default=EVERYTHING, description="filter on those rows")
    window: Window | None = Field(default=None, description="which rows count by date")
    date: str | None = Field(default=None, description="which date field decides the window")
    per: str | None = Field(default=None, description="unit counted: a person, a thing, or `row`")
    having: Tests | None = Field(default=None, description="tests that all hold")
    without: Tests | None = Field(default=None, description="tests of which none holds")
    value: str | None = Field(default=None, description="field or score to use")
    over: str | None = Field(default=None, description="field to divide by")
    take: Take = Field(default=Take.ONLY, description="how several rows of one unit become one value")
    before: Filter | None = Field(default=None, description="rows of the first side of a change")
    after: Filter | None = Field(default=None, description="rows of the second side of a change")
    as_: Literal["points", "relative", "number", "percent"] | None = Field(
        default=None, alias="as", description="points or relative (change, gap); number or percent (derived, ratio)"
    )
    metric: str | None = Field(default=None, description="the metric whose groups a gap compares")
    larger_minus_smaller: dict[str, tuple[str, str]] | None = Field(
        default=None, description="{dimension: [A, B]}; never negative"
    )
    side: dict[str, str] | None = Field(default=None, description="{dimension: A}: signed gap, A minus the other")
    compared_to: dict[str, str] | None = Field(default=None, description="{dimension: B}")
    add: tuple[str, ...] | None = Field(default=None, description="metrics to add")
    subtract: tuple[str, str] | None = Field(default=None, description="[a, b]: a less b")
    divide: tuple[str, str] | None = Field(default=None, description="[a, b]: a over b")
    levels: tuple[str, ...] | None = Field(default=None, description="levels of a record, low to high")

    @property
    def record_levels(self) -> tuple[str, ...]:
        return self.levels or ("Not achieved", "Achieved")

    @property
    def parts(self) -> tuple[str, ...]:
        """The metrics a gap or derived measure is made of."""
        listed = (*(self.add or ()), *(self.subtract or ()), *(self.divide or ()))
        return ((self.metric,) if self.metric else ()) + listed

    @property
    def unit(self) -> str | None:
        """What is counted without a population: `per`; totals and ratios add up single rows unless told otherwise."""
        return self.per or (ROW if self.of is None and self.kind in (Kind.TOTAL, Kind.RATIO) else None)

    @property
    def is_derived(self) -> bool:
        """Computed from other metrics, never from rows."""
        return self.kind in (Kind.GAP, Kind.DERIVED)

    @property
    def windows(self) -> frozenset[Window]:
        """Which rows are looked at, by date; none if only the roster is.

        The first side of a change is looked for without limit, or in the period before.
        """
        written = {self.window, *(test.window for test in self.tests())}
        looks_back = {Window.PROGRAM_TO_DATE} if self.kind is Kind.CHANGE else set()
        return frozenset(each for each in written if each is not None) | looks_back

    @property
    def looks_into_period(self) -> bool:
        """Is every period counted by itself?"""
        return Window.IN_PERIOD in self.windows or self.kind is Kind.CHANGE

    @property
    def only_grows(self) -> bool:
        """A count or total of rows to date: whoever is in it stays in it, unless a test can fail that held before."""
        having = self.having.each() if self.having else ()
        is_of_rows = self.kind in (Kind.COUNT, Kind.TOTAL) and self.of is None and self.window in _TO_DATE
        return is_of_rows and self.without is None and all(each.only_grows for each in having)

    def tests(self) -> tuple[Test, ...]:
        return (*(self.having.each() if self.having else ()), *(self.without.each() if self.without else ()))

    @model_validator(mode="after")
    def _takes_a_value_of_rows(self) -> Measure:
        if self.take is Take.CHANGE:
            raise ValueError("`take: change` asks one unit in `having`; a mean of changes is `kind: change`")
        return self

    @model_validator(mode="after")
    def _keys_fit_the_kind(self) -> Measure:
        required, own = _KEYS_OF_KIND[self.kind]
        allowed = own | required | {"kind"} | (frozenset() if self.is_derived else _ROW_KEYS)
        spelled = {"as_": "as", "source": "from"}
        for key in sorted(self.model_fields_set - allowed):
            raise ValueError(f"a {self.kind.value} has no key `{spelled.get(key, key)}`")
        for key in sorted(required - self.model_fields_set):
            raise ValueError(f"a {self.kind.value} needs the key `{spelled.get(key, key)}`")
        if self.as_ is not None and self.as_ not in _AS_OF_KIND[self.kind]:
            raise ValueError(f"a {self.kind.value} is given `as: {'` or `as: '.join(_AS_OF_KIND[self.kind])}`")
        if (self.before is None) != (self.after is None):
            raise ValueError("`before` and `after` are the two sides of a change; write both or neither")
        match self.kind:
            case Kind.DERIVED if sum(each is not None for each in (self.add, self.subtract, self.divide)) != 1:
                raise ValueError("a derived measure has exactly one of add, subtract, divide")
            case Kind.GAP if (self.larger_minus_smaller is None) == (self.side is None or self.compared_to is None):
                raise ValueError(
                    "a gap has either `larger_minus_smaller: {dimension: [A, B]}` or both `side` and `compared_to`"
                )
            case Kind.GAP | Kind.DERIVED | Kind.RECORD:
                pass
            case Kind.TOTAL if self.source is not None:
                pass  # a sum over rows; it counts nobody, so it needs no unit
            case _ if self.of is None and (self.source is None or self.per is None):
                raise ValueError("name who is counted: `of: population`, or `from: source` with `per: unit`")
            case Kind.SHARE if self.having is None and self.without is None:
                raise ValueError("a share needs `having` or `without`: which of them count")
        if self.source is not None and self.window is None and self.kind is not Kind.RECORD:
            raise ValueError("`from` needs a `window`: in_period, year_to_date, program_to_date or on_that_day")
        return self
